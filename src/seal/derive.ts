/** Keys from keys (protocol §1, `K`): HKDF-SHA-256 (RFC 5869) with the purpose and every id in `info`. */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, utf8 } from './bytes.ts'

/** Every purpose a key may be derived for. One list, so that no two places can share a context by accident. */
export type Purpose =
  | 'log'
  | 'key-id'
  | 'bundle'
  | 'attachment'
  | 'snapshot'
  | 'record'
  | 'kit'
  | 'renewal'
  | 'share-check'
  | 'recovery-age'
  | 'recovery-sign'
  | 'recovery-way'
  | 'key-wrap'
  | 'intake-age'
  | 'intake-sign'
  | 'box'
  | 'token'
  | 'join'
  | 'publication'
  | 'age'
  | 'sign'

/**
 * 32 bytes for one purpose, or `length` of them. Ids are joined with a zero byte before each, and no id contains one
 * (they are base64url or fixed words), so two different lists of ids never give the same `info`.
 */
export function derive(secret: Uint8Array, purpose: Purpose, ids: string[] = [], length = 32): Uint8Array {
  const info = concat(utf8(`hamroh v1 ${purpose}`), ...ids.map((id) => utf8(`\0${id}`)))
  return hkdf(sha256, secret, undefined, info, length)
}
