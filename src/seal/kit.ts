/**
 * The printed kit (docs/protocol.md §3): secrets as lines of printed groups under a recovery code. The two are kept apart; one without the
 * other is worth nothing. Every line carries two check signs, so that a slip of the finger is found in its line and not after the last one.
 */
import { concat, hash, randomBytes, sameBytes, u32, utf8 } from './bytes.ts'
import { open, seal } from './cipher.ts'
import { derive } from './derive.ts'
import { SealError } from './errors.ts'

/** Crockford's base 32: no I, L, O, U; what is typed instead of 1 and 0 is understood. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LINE = 38
const CODE = 28
const HEADER = utf8('HK\x01')

export interface Kit {
  /** Six groups of five: 140 random bits and two check characters. */
  code: string
  /** Lines of eight groups of five. */
  lines: string[]
}

export function sealKit(secrets: Uint8Array): Kit {
  const code = toSigns(randomBytes(18)).slice(0, CODE)
  const text = toSigns(concat(HEADER, seal(keyOf(code), HEADER, secrets)))
  const lines: string[] = []
  for (let at = 0; at < text.length; at += LINE)
    lines.push(withCheck(text.slice(at, at + LINE), lines.length))
  return { code: grouped(withCheck(code, -1)), lines: lines.map(grouped) }
}

/** Where typed text is wrong: a line of the block (from 1), or 0 for the code. */
export class KitSlip extends Error {
  readonly line: number
  constructor(line: number) {
    super(`kit: line ${line}`)
    this.name = 'KitSlip'
    this.line = line
  }
}

/** Throws `KitSlip` for a mistyped line or code, `bad-seal` when they do not belong together, `unknown-version`. */
export function openKit(code: string, block: string): Uint8Array {
  const typed = plain(code)
  if (typed.length !== CODE + 2 || withCheck(typed.slice(0, CODE), -1) !== typed) throw new KitSlip(0)
  const lines = block
    .split('\n')
    .map(plain)
    .filter((line) => line !== '')
  if (lines.length === 0) throw new KitSlip(1)
  const text = lines
    .map((line, i) => {
      if (withCheck(line.slice(0, -2), i) !== line) throw new KitSlip(i + 1)
      return line.slice(0, -2)
    })
    .join('')
  const bytes = fromSigns(text)
  if (!sameBytes(bytes.subarray(0, HEADER.length), HEADER)) throw new SealError('unknown-version', 'kit')
  return open(keyOf(typed.slice(0, CODE)), HEADER, bytes.subarray(HEADER.length))
}

const keyOf = (code: string) => derive(utf8(code), 'kit')
const grouped = (text: string) => text.replace(/(.{5})(?=.)/g, '$1 ')
const plain = (text: string) =>
  text
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0')

/** Ten bits over the line and its number: swapped lines are found too. */
function withCheck(text: string, line: number): string {
  const sum = hash(u32(line + 1), utf8(text))
  return text + SIGNS[sum[0]! & 31]! + SIGNS[sum[1]! & 31]!
}

function toSigns(bytes: Uint8Array): string {
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
    if (value < 0) throw new SealError('bad-bytes', 'kit')
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
