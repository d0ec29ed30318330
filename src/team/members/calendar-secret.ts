/** The random bytes from which this device makes the codes of its calendar files: kept in the vault, so that a code stays the same and leads nowhere without it. */
import { fromB64, toB64 } from '../../seal/bytes.ts'
import type { Profile } from '../session/profile.ts'

const RECORD = 'calendar-secret'

/** Made on the first call. Throws what the disk throws. */
export async function calendarSecret({
  records,
  disk,
}: Pick<Profile, 'records' | 'disk'>): Promise<Uint8Array> {
  const kept = await records.read<string>(RECORD)
  if (kept) return fromB64(kept, 32)
  const made = crypto.getRandomValues(new Uint8Array(32))
  await disk.write([records.put(RECORD, toB64(made))])
  return made
}
