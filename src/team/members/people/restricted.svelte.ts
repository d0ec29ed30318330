/** Cases in spaces of their own (session/restricted.ts): read like the team's, from their own lanes. Who is named there holds the keys, and nobody else. */
import { briefOf } from '../../../casework/briefs.ts'
import type { OpenCase } from '../../../casework/case-views.ts'
import { entitiesByCase, type Lanes, readCase } from '../../../casework/cases.ts'
import { type CasePacks, clocksOf } from '../../../casework/clocks.ts'
import { CASE_LANES, type CaseLane } from '../../../casework/fields.ts'
import type { PlainDate } from '../../../law/types.ts'
import { holdsLane } from '../../../log/rights.ts'
import type { Session } from '../../session/session.ts'

/** The space in which a case lies: its own, or the team's. */
export const spaceOf = (session: Session, about: string): string =>
  session.membership.spaces.get(about)?.kind === 'case' ? about : 'team'

/** Who can see a case, with which lanes: people whose role and grants hold a lane of its space, and who have a device left. */
export function seersOf(session: Session, about: string): Map<string, Set<CaseLane>> {
  const { organisation, spaces } = session.membership
  const space = spaces.get(spaceOf(session, about))
  const present = new Set(
    [...organisation.devices.values()].flatMap(({ state, person }) => (state === 'removed' ? [] : [person])),
  )
  const seers = new Map<string, Set<CaseLane>>()
  for (const person of space?.members.keys() ?? []) {
    const lanes = CASE_LANES.filter((lane) => holdsLane(organisation, space!, lane, person))
    if (present.has(person) && lanes.length > 0) seers.set(person, new Set(lanes))
  }
  return seers
}

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
  const clocks = clocksOf(view, packs, today)
  return { id, state: view.state, number: view.number, view, clocks, brief: briefOf({ view, clocks }, today) }
}
