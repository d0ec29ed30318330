/**
 * Secrets that somebody types from paper (docs/protocol.md §3): Crockford's base 32 in groups of five, two check signs a line, so that a slip of
 * the finger is found in its line and not after the last one. The check signs name the line; they prove nothing.
 */
import { hash, u32, utf8 } from './bytes.ts'
import { SealError } from './errors.ts'

/** No I, L, O, U; what is typed instead of 1 and 0 is understood. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LINE = 38

/** Where typed text is wrong: a line (from 1), or 0 for a code that stands apart from the lines. */
export class KitSlip extends Error {
  readonly line: number
  constructor(line: number) {
    super(`typed line ${line}`)
    this.name = 'KitSlip'
    this.line = line
  }
}

/** Lines of eight groups of five, the last one shorter. */
export function linesOf(bytes: Uint8Array): string[] {
  const text = toSigns(bytes)
  const lines: string[] = []
  for (let at = 0; at < text.length; at += LINE)
    lines.push(grouped(withCheck(text.slice(at, at + LINE), lines.length)))
  return lines
}

/** Throws `KitSlip` with the first wrong line, `bad-bytes` for a sign that is none. Empty lines and spaces do not matter. */
export function bytesOf(block: string): Uint8Array {
  const lines = block
    .split('\n')
    .map(plain)
    .filter((line) => line !== '')
  if (lines.length === 0) throw new KitSlip(1)
  return fromSigns(
    lines
      .map((line, i) => {
        if (line.length < 3 || withCheck(line.slice(0, -2), i) !== line) throw new KitSlip(i + 1)
        return line.slice(0, -2)
      })
      .join(''),
  )
}

export const grouped = (text: string): string => text.replace(/(.{5})(?=.)/g, '$1 ')

export const plain = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0')

/** Ten bits over the line and its number (from 0; −1 for a code): swapped lines are found too. */
export function withCheck(text: string, line: number): string {
  const sum = hash(u32(line + 1), utf8(text))
  return text + SIGNS[sum[0]! & 31]! + SIGNS[sum[1]! & 31]!
}

export function toSigns(bytes: Uint8Array): string {
  let text = ''
  let [bits, held] = [0, 0]
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += SIGNS[(held >> (bits - 5)) & 31]
    held &= 31
  }
  return bits > 0 ? text + SIGNS[(held << (5 - bits)) & 31] : text
}

function fromSigns(text: string): Uint8Array {
  const bytes: number[] = []
  let [bits, held] = [0, 0]
  for (const sign of text) {
    const value = SIGNS.indexOf(sign)
    if (value < 0) throw new SealError('bad-bytes', 'typed lines')
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255)
      bits -= 8
    }
    held &= 255
  }
  return Uint8Array.from(bytes)
}
