/** Secret-key sealing (protocol §1, `sealed`): XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), header as associated data. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concat, randomBytes } from './bytes.ts'
import { SealError } from './errors.ts'

const NONCE = 24
const TAG = 16

/** nonce (24) ‖ ciphertext. `nonce` is given only by test vectors; 24 random bytes never repeat in practice. */
export function seal(
  key: Uint8Array,
  header: Uint8Array,
  plain: Uint8Array,
  nonce = randomBytes(NONCE),
): Uint8Array {
  return concat(nonce, xchacha20poly1305(key, nonce, header).encrypt(plain))
}

/** Throws `bad-seal` for a wrong key, a wrong header and any changed byte alike. */
export function open(key: Uint8Array, header: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (sealed.length < NONCE + TAG) throw new SealError('bad-seal', 'too short')
  try {
    return xchacha20poly1305(key, sealed.subarray(0, NONCE), header).decrypt(sealed.subarray(NONCE))
  } catch {
    throw new SealError('bad-seal')
  }
}
