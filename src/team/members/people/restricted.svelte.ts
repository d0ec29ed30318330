/** Cases in spaces of their own (session/restricted.ts): read like the team's, from their own lanes. Who is named there holds the keys, and nobody else. */
import type { OpenCase } from '../../../casework/case-views.ts'
import { entitiesByCase, type Lanes, readCase } from '../../../casework/cases.ts'
import { type CasePacks, clocksOf } from '../../../casework/clocks.ts'
import { CASE_LANES } from '../../../casework/fields.ts'
import type { PlainDate } from '../../../law/types.ts'
import type { Session } from '../../session/session.ts'

/** The space in which a case lies: its own, or the team's. */
export const spaceOf = (session: Session, about: string): string =>
  session.membership.spaces.get(about)?.kind === 'case' ? about : 'team'

/** The lanes of that space that this device holds. */
export function lanesFor(session: Session, about: string): Lanes {
  const space = spaceOf(session, about)
  const held = new Set(session.lanes().flatMap((ref) => (ref.space === space ? [ref.lane] : [])))
  return Object.fromEntries(
    CASE_LANES.filter((lane) => held.has(lane)).map((lane) => [lane, session.state({ space, lane })]),
  )
}

/** Ids of the restricted cases whose keys lie here. */
export const restrictedIds = (session: Session): string[] => [
  ...new Set(
    session
      .lanes()
      .map(({ space }) => space)
      .filter((space) => spaceOf(session, space) === space && space !== 'team'),
  ),
]

/** One restricted case; null when its keys are not here or nothing of it has come yet. What other cases a member writes into its lanes is not read. */
export function restrictedCase(
  session: Session,
  id: string,
  packs: CasePacks,
  today: PlainDate,
  reveal = false,
): OpenCase | null {
  if (spaceOf(session, id) !== id) return null
  const lanes = lanesFor(session, id)
  const view = readCase(lanes, id, entitiesByCase(lanes).get(id) ?? [], { reveal })
  if (!view) return null
  return { id, state: view.state, number: view.number, view, clocks: clocksOf(view, packs, today) }
}
