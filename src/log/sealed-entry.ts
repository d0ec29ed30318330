/**
 * Control entries at the relay (docs/protocol.md §4): sealed under the control lane, so that the relay counts entries and knows nothing of members.
 *
 *   header 36 = "HC" ‖ version ‖ suite ‖ space 16 ‖ epoch u32 ‖ key-id 8 ‖ seq u32
 */
import { concat, fromB64, readU32, sameBytes, u32, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { SealError } from '../seal/errors.ts'
import { pad, unpad } from '../seal/padding.ts'
import { type Epoch, epochFor, type Keyring } from './lane.ts'

const HEADER = 36

/** @param bytes a signed entry. */
export function sealEntry(epoch: Epoch, seq: number, bytes: Uint8Array): Uint8Array {
  const header = concat(
    utf8('HC'),
    Uint8Array.of(1, 1),
    fromB64(epoch.space, 16),
    u32(epoch.n),
    epoch.keyId,
    u32(seq),
  )
  return concat(header, seal(epoch.log, header, pad(bytes)))
}

/** Throws `wrong-place` for another space or number, `unknown-key`, `unknown-version`, `bad-seal`. */
export function openEntry(ring: Keyring, space: string, seq: number, sealed: Uint8Array): Uint8Array {
  if (sealed.length < HEADER) throw new SealError('bad-bytes', 'entry too short')
  if (sealed[0] !== 0x48 || sealed[1] !== 0x43) throw new SealError('bad-bytes', 'not an entry')
  if (sealed[2] !== 1 || sealed[3] !== 1)
    throw new SealError('unknown-version', `entry ${sealed[2]}.${sealed[3]}`)
  const header = sealed.subarray(0, HEADER)
  if (!sameBytes(header.subarray(4, 20), fromB64(space, 16)) || readU32(header, 32) !== seq)
    throw new SealError('wrong-place', 'entry')
  const epoch = epochFor(ring, readU32(header, 20), header.subarray(24, 32))
  return unpad(open(epoch.log, header, sealed.subarray(HEADER)))
}
