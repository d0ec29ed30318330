/** A set-up lies sealed on this device before it is sent: a break in between loses nothing, and sending it again is the same. */
import { type FoundedSpace, type Secrets, sendFounded } from '../../log/founding.ts'
import { type KnownEntries, ringOf } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { openEntry } from '../../log/sealed-entry.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import type { Write } from '../session/disk.ts'
import type { Profile, Records } from '../session/profile.ts'

const NAME = 'pending'

interface Pending {
  capability: string
  toSend: (Omit<FoundedSpace, 'entries'> & { entries: string[] })[]
  notice: string
}

/** The write that keeps it. @param capability the token of the one-time link */
export function keepSetUp(
  records: Records,
  capability: string,
  founded: { toSend: FoundedSpace[]; notice: Uint8Array },
): Write {
  const pending: Pending = {
    capability,
    toSend: founded.toSend.map((space) => ({ ...space, entries: space.entries.map(toB64) })),
    notice: toB64(founded.notice),
  }
  return records.put(NAME, pending)
}

export const isSetUpLeft = async (records: Records): Promise<boolean> =>
  (await records.read<Pending>(NAME)) !== null

/** Sends what is left of it. Throws `RemoteError` `forbidden` when neither the link nor our own tokens open the spaces: somebody else used the link first. */
export async function sendSetUp({ records, disk }: Profile, remote: Remote): Promise<void> {
  const pending = await records.read<Pending>(NAME)
  if (!pending) return
  const toSend = pending.toSend.map((space) => ({
    ...space,
    entries: space.entries.map((entry) => fromB64(entry)),
  }))
  await sendFounded({ toSend, notice: fromB64(pending.notice) }, remote, pending.capability)
  await disk.write([{ store: 'records', key: NAME, remove: true }])
}

/** The signed entries that a founding made, as the relay would hand them out. */
export function knownOf(secrets: Secrets, toSend: FoundedSpace[]): KnownEntries {
  return new Map(
    toSend.map(({ id, kind, entries }) => {
      const ring = ringOf(secrets, kind, 'control')
      return [id, entries.map((bytes, seq) => openEntry(ring, id, seq, bytes))]
    }),
  )
}
