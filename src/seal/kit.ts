/**
 * The printed kit (docs/protocol.md §3): secrets as lines of printed groups under a recovery code. The two are kept apart; one without the
 * other is worth nothing.
 */
import { concat, randomBytes, sameBytes, utf8 } from './bytes.ts'
import { open, seal } from './cipher.ts'
import { derive } from './derive.ts'
import { SealError } from './errors.ts'
import { bytesOf, grouped, KitSlip, linesOf, plain, toSigns, withCheck } from './typed-lines.ts'

export { KitSlip }

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
  return {
    code: grouped(withCheck(code, -1)),
    lines: linesOf(concat(HEADER, seal(keyOf(code), HEADER, secrets))),
  }
}

/** Throws `KitSlip` for a mistyped line or code, `bad-seal` when they do not belong together, `unknown-version`. */
export function openKit(code: string, block: string): Uint8Array {
  const typed = plain(code)
  if (typed.length !== CODE + 2 || withCheck(typed.slice(0, CODE), -1) !== typed) throw new KitSlip(0)
  const bytes = bytesOf(block)
  if (!sameBytes(bytes.subarray(0, HEADER.length), HEADER)) throw new SealError('unknown-version', 'kit')
  return open(keyOf(typed.slice(0, CODE)), HEADER, bytes.subarray(HEADER.length))
}

const keyOf = (code: string) => derive(utf8(code), 'kit')
