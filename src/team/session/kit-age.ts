/** Whether the printed kit still opens everything: it holds the keys of the day on which it was printed (docs/protocol.md §3). */
import { hash, toB64, utf8 } from '../../seal/bytes.ts'
import type { Session } from './session.ts'

const RECORD = 'kit'

/** What a kit of now would hold, in a word: the spaces and how many epochs of which lanes. */
function kitMark({ profile }: Session): string {
  const spaces = profile.secrets.spaces.map(({ id, lanes }) => [
    id,
    Object.entries(lanes)
      .map(([lane, keys]) => `${lane} ${keys.length}`)
      .sort(),
  ])
  return toB64(hash(utf8(JSON.stringify(spaces.sort()))))
}

/** A kit of what this device holds now was printed. */
export const rememberKit = (session: Session): Promise<void> =>
  session.disk.write([session.profile.records.put(RECORD, kitMark(session))])

/** True when keys have changed or spaces have come since the last kit that this device remembers; null when it remembers none. */
export async function kitIsStale(session: Session): Promise<boolean | null> {
  const printed = await session.profile.records.read<string>(RECORD)
  return printed === null ? null : printed !== kitMark(session)
}
