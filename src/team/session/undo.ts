/**
 * "Everything that this device did since …" is left out of the fold, in every lane that the admin holds (docs/protocol.md §6). Nothing is erased: taking the undo back
 * brings it all again. What two persons have confirmed in a pruned snapshot stays.
 */
import { openCommit } from '../../log/commit.ts'
import { SealError } from '../../seal/errors.ts'
import { markOf } from './kept-lane.ts'
import type { Change, LaneRef, Session } from './session.ts'

export interface UndoneDevice extends LaneRef {
  device: string
  /** The first of its commits that is left out. */
  from: number
}

const isAdmin = ({ membership, me }: Session) =>
  membership.organisation.persons.get(me.person)?.role === 'admin'

/**
 * @param since ms since 1970, by the clock of that device: it may be wrong, so screens show what would go before they ask
 * @returns how many commits are left out now; 0: it wrote nothing since then, and nothing was written here
 * Throws `not-allowed` for who is no admin, and what the disk throws: then nothing was undone.
 */
export async function undoSince(session: Session, device: string, since: number): Promise<number> {
  if (!isAdmin(session)) throw new SealError('not-allowed', 'an admin undoes')
  const changes: Change[] = []
  let count = 0
  for (const ref of session.lanes()) {
    const lane = session.lane(ref)
    const waiting = new Set(lane.replica.waiting.map(({ bytes }) => markOf(bytes)))
    let from = Number.POSITIVE_INFINITY
    let last = -1
    for (const { bytes } of await lane.log()) {
      if (waiting.has(markOf(bytes))) continue
      const commit = openCommit(lane.replica.ring, lane.pseudonym(), bytes)
      if (commit.device !== device) continue
      if (commit.at.ms >= since) from = Math.min(from, commit.seq)
      last = Math.max(last, commit.seq)
    }
    if (from > last) continue
    count += last - from + 1
    changes.push({ ...ref, about: '', operations: [[`u${device}`, 'from', from]] })
  }
  await session.write(changes)
  return count
}

/** What is undone in the lanes that this device holds. */
export const undone = (session: Session): UndoneDevice[] =>
  session
    .lanes()
    .flatMap((ref) =>
      [...session.lane(ref).replica.undoing()].map(([device, from]) => ({ ...ref, device, from })),
    )

/** Takes back what was undone of a device. Throws as `undoSince`. */
export async function takeBack(session: Session, device: string): Promise<void> {
  if (!isAdmin(session)) throw new SealError('not-allowed', 'an admin undoes')
  await session.write(
    undone(session)
      .filter((each) => each.device === device)
      .map(({ space, lane }) => ({ space, lane, about: '', operations: [[`u${device}`, 'from', null]] })),
  )
}
