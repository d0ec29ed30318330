/** Roles and lanes (docs/protocol.md §5): who is entitled to which lane, as the logs stand. Need-to-know is held by keys; this says who gets them. */
import type { Organisation } from './control.ts'
import type { Lane, Role } from './entry.ts'
import { type Head, type Recipient, recoveryId } from './lane-keys.ts'
import type { Space } from './space.ts'

const TEAM: readonly Lane[] = ['identity', 'facts', 'documents', 'strategy']

/** The most that a role may hold of a team and of an intake desk; a restricted case goes by name. */
export const ROLE_LANES: Record<Role, { team: readonly Lane[]; intake: readonly Lane[] }> = {
  admin: { team: TEAM, intake: ['intake'] },
  coordinator: { team: TEAM, intake: ['intake'] },
  defender: { team: TEAM, intake: [] },
  teacher: { team: [], intake: [] },
  intake: { team: [], intake: ['intake'] },
  trainee: { team: [], intake: [] },
}

/** The lanes of a space that a role may hold. */
export function ceiling(role: Role, kind: Space['kind'], lanes: readonly Lane[]): readonly Lane[] {
  if (kind === 'team' || kind === 'intake') return ROLE_LANES[role][kind]
  if (kind === 'case' && (role === 'trainee' || role === 'teacher' || role === 'intake')) return []
  return lanes.filter((lane) => lane !== 'control')
}

/** Whether a person's keys include a lane. `space` null stands for the organisation's own lanes. */
export function holdsLane(org: Organisation, space: Space | null, lane: Lane, personId: string): boolean {
  const person = org.persons.get(personId)
  if (!person) return false
  if (!space) return lane === 'control' || (lane === 'admin' && person.role === 'admin')
  const granted = space.members.get(personId)
  // Admins enter and end people everywhere, so they read every space's log, though not what lies in a restricted case.
  // A guest of one case verifies who may write, and needs the relay's token.
  if (lane === 'control')
    return (
      person.role === 'admin' ||
      (granted?.size ?? 0) > 0 ||
      [...space.grants.values()].some((grant) => grant.person === personId && !grant.ended)
    )
  return granted?.has(lane) === true && ceiling(person.role, space.kind, space.lanes).includes(lane)
}

/** Who gets a lane's next key: active devices of its people, and the recovery recipient. */
export function entitled(org: Organisation, space: Space | null, lane: Lane): Recipient[] {
  const devices = [...org.devices.values()].filter(
    ({ state, person }) => state === 'active' && holdsLane(org, space, lane, person),
  )
  return [
    ...devices.map(({ id, recipient }) => ({ id, recipient })),
    ...(org.recovery ? [{ id: recoveryId(org.recovery), recipient: org.recovery }] : []),
  ]
}

/** Holders that must be left out of a next epoch. A locked device keeps its place: it may be unlocked. */
export function outgoing(org: Organisation, space: Space | null, lane: Lane): string[] {
  const keys = (space ?? org).keys.get(lane)
  const kept = new Set(entitled(org, space, lane).map(({ id }) => id))
  return [...(keys?.holders ?? [])].filter((id) => {
    const device = org.devices.get(id)
    return !kept.has(id) && !(device?.state === 'locked' && holdsLane(org, space, lane, device.person))
  })
}

/** Those entitled who were not given the newest epoch yet. */
export function incoming(org: Organisation, space: Space | null, lane: Lane): Recipient[] {
  const holders = (space ?? org).keys.get(lane)?.holders
  return entitled(org, space, lane).filter(({ id }) => !holders?.has(id))
}

/**
 * Up to where commits count, for every device that may not write a lane (any more): null where none does. A device in no pin counts in full.
 * @param pseudonym the lane's name at the relay @param me never pinned by not being a holder yet
 */
export function pinsOf(
  org: Organisation,
  space: Space | undefined,
  lane: Lane,
  pseudonym: string,
  me: string,
): Map<string, Head | null> {
  const pins = new Map<string, Head | null>()
  const keys = space?.keys.get(lane)
  if (!keys) return pins
  for (const { id, state, heads } of org.devices.values())
    if (keys.ended.has(id)) pins.set(id, keys.ended.get(id)!)
    // A guest's device, too: what it may write is bounded by its grants (`guestsOf`), and a head here would lift that.
    else if (!keys.holders.has(id) && id !== me) pins.set(id, null)
    // Who locked or removed it may not hold this lane and cannot say; then it counts until holders rotate. What came after must not be pinned as good then.
    // Whoever was removed goes on seeing here what they had not sent: it is nowhere else.
    else if (state !== 'active' && heads?.has(pseudonym) && (state === 'locked' || id !== me))
      pins.set(id, heads.get(pseudonym)!)
  return pins
}
