/**
 * The one error of the trust core. `code` is what a caller decides by and what a screen turns into a sentence;
 * the detail is for a developer and never holds a secret, a name or a plaintext (docs/protocol.md §12).
 */
export const SEAL_CODES = [
  'bad-seal',
  'bad-signature',
  'bad-padding',
  'bad-bytes',
  'bad-shape',
  'unknown-key',
  'unknown-version',
  'weak-kdf',
  'too-large',
  'broken-chain',
  'mixed-recipients',
  'bad-receipt',
  'wrong-place',
  'expired',
  'not-allowed',
] as const

export type SealCode = (typeof SEAL_CODES)[number]

export class SealError extends Error {
  readonly code: SealCode

  constructor(code: SealCode, detail = '') {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'SealError'
    this.code = code
  }
}
