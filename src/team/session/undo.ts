/**
 * "Undo everything this device did since …" (docs/protocol.md §6): finds, lane by lane, the first commit of a device that was written at or after a moment, shows
 * what disappears by folding the log once with it and once without, and writes the operation that all devices obey. Nothing is erased: taking it back brings it all
 * again. What two persons have confirmed in a pruned snapshot stays.
 */
import { idOf, kindsOf } from '../../casework/fields.ts'
import { type Commit, openCommit } from '../../log/commit.ts'
import { Fold, isUndo } from '../../log/merge.ts'
import { SealError } from '../../seal/errors.ts'
import { markOf } from './kept-lane.ts'
import type { Change, LaneRef, Session } from './session.ts'

/** One field that changes. */
export interface Vanishing {
  space: string
  lane: string
  /** Case id; null where the entity does not say, and for requests. */
  case: string | null
  entity: string
  field: string
  now: unknown
  /** What comes back; undefined for nothing. */
  before: unknown
}

export interface Preview {
  /** Per lane, the first sequence number that is left out. */
  from: { ref: LaneRef; seq: number }[]
  vanishing: Vanishing[]
}

/** Commits of a lane that this device can open and that count here, in the order in which they lie. */
async function commitsOf(session: Session, ref: LaneRef): Promise<Commit[]> {
  const lane = session.lane(ref)
  const waiting = new Set(lane.replica.waiting.map(({ bytes }) => markOf(bytes)))
  const commits: Commit[] = []
  for (const { bytes } of await lane.log())
    try {
      if (waiting.has(markOf(bytes))) continue
      commits.push(openCommit(lane.replica.ring, lane.pseudonym(), bytes))
    } catch (error) {
      // What does not open is not folded either.
      if (!(error instanceof SealError)) throw error
    }
  return commits
}

/** @param since ms since 1970, by the clock of the writing device, as the log has it */
export async function previewUndo(session: Session, device: string, since: number): Promise<Preview> {
  const preview: Preview = { from: [], vanishing: [] }
  for (const ref of session.lanes()) {
    const commits = await commitsOf(session, ref)
    const first = commits
      .filter((commit) => commit.device === device && commit.at.ms >= since)
      .reduce((least, { seq }) => Math.min(least, seq), Number.POSITIVE_INFINITY)
    const already = session.lane(ref).replica.undoing()
    if (first === Number.POSITIVE_INFINITY || (already.get(device) ?? Number.POSITIVE_INFINITY) <= first)
      continue
    preview.from.push({ ref, seq: first })
    const fold = (undone: ReadonlyMap<string, number>) => {
      const folded = new Fold(kindsOf, undone)
      for (const commit of commits) folded.add(commit)
      return folded.state()
    }
    const now = fold(already)
    const without = fold(new Map([...already, [device, first]]))
    for (const [entity, fields] of now) {
      // Keys and undos belong to the log and are no work of anybody.
      if (isUndo(entity) || entity.startsWith('k')) continue
      const own = entity.startsWith('c') ? idOf(entity) : fields.get('case')?.value
      for (const [field, cell] of fields) {
        const other = without.get(entity)?.get(field)
        if (JSON.stringify(other?.value) === JSON.stringify(cell.value)) continue
        preview.vanishing.push({
          ...{ space: ref.space, lane: ref.lane, entity, field },
          ...{ case: typeof own === 'string' ? own : null, now: cell.value, before: other?.value },
        })
      }
    }
  }
  return preview
}

function write(
  session: Session,
  device: string,
  from: readonly { ref: LaneRef; seq: number | null }[],
): Promise<void> {
  const { membership, me } = session
  // Others obey an admin alone, so a click of anybody else would undo here what stands everywhere.
  if (membership.organisation.persons.get(me.person)?.role !== 'admin')
    return Promise.reject(new SealError('not-allowed', 'an admin undoes'))
  return session.write(
    from.map(({ ref, seq }): Change => ({ ...ref, about: '', operations: [[`u${device}`, 'from', seq]] })),
  )
}

/** Writes what was previewed. Throws `not-allowed` for who is no admin, and what the disk throws: then nothing was undone. */
export const undoDevice = (session: Session, device: string, { from }: Preview): Promise<void> =>
  write(session, device, from)

/** Devices of which something is left out at present. */
export const undoneDevices = (session: Session): string[] => [
  ...new Set(session.lanes().flatMap((ref) => [...session.lane(ref).replica.undoing().keys()])),
]

/** Takes an undo back, in every lane that has one. Throws as `undoDevice`. */
export const liftUndo = (session: Session, device: string): Promise<void> =>
  write(
    session,
    device,
    session
      .lanes()
      .filter((ref) => session.lane(ref).replica.undoing().has(device))
      .map((ref) => ({ ref, seq: null })),
  )
