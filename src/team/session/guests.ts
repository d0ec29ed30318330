/**
 * One case alone (docs/protocol.md §5): an admin gives single cases of the team to a person who holds none of its lanes, and takes them back. Renewing the keys is done by
 * whichever admin's device comes next (`tendGuests`).
 */
import type { Lane, Pin } from '../../log/entry.ts'
import { caseGrantEntry, caseKeyId, caseOf, type Grant } from '../../log/guests.ts'
import { placeOf } from '../../log/lane.ts'
import type { Remote } from '../../log/remote.ts'
import { holdsLane } from '../../log/rights.ts'
import { newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { appendEntry } from './entries.ts'
import { catchUp, sendLane } from './exchange.ts'
import type { LaneRef, Session } from './session.ts'
import { tendKeys } from './tending.ts'

export interface CaseGuest {
  person: string
  lanes: Lane[]
}

const team = (session: Session) => {
  const space = session.membership.secrets.spaces.find(({ kind }) => kind === 'team')
  if (!space) throw new SealError('unknown-key', 'the team')
  return space
}
const nameOf = (session: Session, { lane }: LaneRef) => ({ space: team(session).id, lane })
const isAdmin = ({ membership, me }: Session) =>
  membership.organisation.persons.get(me.person)?.role === 'admin'
const grantsIn = (session: Session, { lane }: LaneRef): Grant[] =>
  [...(session.membership.spaces.get('team')?.grants.values() ?? [])].filter((each) => each.lane === lane)
const teamLanes = (session: Session) => session.fullLanes().filter(({ space }) => space === 'team')

/** Who was given a case, as this device's keys tell: by those who hold the lanes. */
export function guestsOf(session: Session, caseId: string): CaseGuest[] {
  const guests = new Map<string, Lane[]>()
  for (const ref of teamLanes(session)) {
    const cases = [[caseId, session.lane(ref).replica.ring.cases.get(caseId) ?? []]] as const
    for (const grant of grantsIn(session, ref))
      if (!grant.ended && caseOf(grant, nameOf(session, ref), cases))
        guests.set(grant.person, [...(guests.get(grant.person) ?? []), grant.lane])
  }
  return [...guests].map(([person, lanes]) => ({ person, lanes }))
}

/** The cases that this device was given alone. */
export const givenCases = (session: Session): string[] => [
  ...new Set(session.membership.secrets.spaces.flatMap(({ guest }) => guest ?? []).map((each) => each.case)),
]

const devicesOf = (session: Session, person: string) =>
  [...session.membership.organisation.devices.values()].filter(
    (device) => device.person === person && device.state === 'active',
  )

/** The keys of a case that nobody knows but those who may; a new one for the present epoch where there is none. With the hint for members. */
async function freshKey(session: Session, ref: LaneRef, caseId: string, grant: string): Promise<void> {
  const { replica } = session.lane(ref)
  const key = replica.writingKey(caseId, placeOf(replica.ring).n)
  const known = session.state(ref).get(`g${grant}`)?.get('case')?.value === caseId
  const operations: [string, string, string][] = [
    ...(known ? [] : [[`g${grant}`, 'case', caseId] as [string, string, string]]),
    ...(key ? [] : [[`k${caseId}`, 'key', toB64(randomBytes(32))] as [string, string, string]]),
  ]
  if (operations.length) await session.write([{ ...ref, about: '', operations }])
}

/** Gives a case's keys of a lane under a grant, new or known. The lane has them before the log names them. */
async function give(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  of: { grant: string; case: string; person: string },
  today: string,
): Promise<void> {
  await freshKey(session, ref, of.case, of.grant)
  await sendLane(session, remote, ref)
  await appendEntry(session, remote, team(session).id, today, () => {
    const to = devicesOf(session, of.person).map(({ id, recipient }) => ({ id, recipient }))
    const { ring } = session.lane(ref).replica
    const keys = ring.cases.get(of.case) ?? []
    const pseudonym = session.lane(ref).pseudonym()
    return to.length
      ? caseGrantEntry(nameOf(session, ref), of.grant, of.person, { pseudonym, case: of.case, keys }, to)
      : null
  })
}

/**
 * Gives one case of the team in these lanes. Who holds a lane already keeps what they have. The same call again finishes one that broke off. Throws `not-allowed` for who is no
 * admin, `unknown-key` for a lane that this device does not hold or a case that it does not know, `RemoteError`.
 */
export async function grantCase(
  session: Session,
  remote: Remote,
  what: { case: string; person: string; lanes: Lane[] },
  today: string,
): Promise<void> {
  if (!isAdmin(session)) throw new SealError('not-allowed', 'an admin gives a case')
  const { person } = what
  if (devicesOf(session, person).length === 0)
    throw new SealError('not-allowed', 'nobody is there to read it')
  await catchUp(session, remote, today)
  const refs = what.lanes.map((lane) => teamLanes(session).find((ref) => ref.lane === lane))
  const lanes = refs.map((ref) => ref ?? refuse('a lane that this device does not hold'))
  if (!teamLanes(session).some((ref) => session.state(ref).has(`c${what.case}`))) refuse('no such case')
  for (const ref of lanes) {
    const space = session.membership.spaces.get('team')!
    const has = guestsOf(session, what.case).some(
      (each) => each.person === person && each.lanes.includes(ref.lane as Lane),
    )
    if (has || holdsLane(session.membership.organisation, space, ref.lane as Lane, person)) continue
    await give(session, remote, ref, { grant: newId(), case: what.case, person }, today)
  }
  await tendKeys(session, remote, today)
}

const refuse = (detail: string): never => {
  throw new SealError('unknown-key', detail)
}

/** Takes a case back, in all lanes. What the guest wrote until now stays; the next writer makes a new key. Throws `not-allowed` for who is no admin, `RemoteError`. */
export async function withdrawCase(
  session: Session,
  remote: Remote,
  what: { case: string; person: string },
  today: string,
): Promise<void> {
  if (!isAdmin(session)) throw new SealError('not-allowed', 'an admin takes a case back')
  await catchUp(session, remote, today)
  for (const ref of teamLanes(session))
    for (const grant of grantsIn(session, ref)) {
      if (grant.ended || grant.person !== what.person) continue
      const keys = session.lane(ref).replica.ring.cases.get(what.case) ?? []
      if (caseOf(grant, nameOf(session, ref), [[what.case, keys]]))
        await end(session, remote, ref, grant, today)
    }
  await tendKeys(session, remote, today)
  await tendGuests(session, remote, today)
}

/** What was honestly sent before has been read: the heads pin it. */
async function end(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  grant: Grant,
  today: string,
): Promise<void> {
  const heads = [...session.membership.organisation.devices.values()].flatMap(({ id, person }): Pin[] => {
    const head = person === grant.person ? session.heads(ref).get(id) : undefined
    return head ? [[id, head.seq, head.hash]] : []
  })
  await appendEntry(session, remote, team(session).id, today, ({ spaces }) =>
    spaces.get('team')!.grants.get(grant.id)?.ended
      ? null
      : { type: 'case-withdraw', grant: grant.id, heads },
  )
}

/**
 * Brings the grants up to date where this device holds the lane: a case's new key after an epoch or a withdrawal, a guest's second device; a device that was removed loses
 * its grant, and the person's others get a new one. Does nothing for who is no admin.
 */
export async function tendGuests(session: Session, remote: Remote, today: string): Promise<void> {
  if (!isAdmin(session)) return
  for (const ref of teamLanes(session)) {
    const { ring } = session.lane(ref).replica
    for (const grant of grantsIn(session, ref)) {
      if (grant.ended) continue
      const { person } = grant
      const name = nameOf(session, ref)
      const keysOf = (id: string) => ring.cases.get(id) ?? []
      const caseId = caseOf(
        grant,
        name,
        [...ring.guests].map((id) => [id, keysOf(id)] as const),
      )
      const active = devicesOf(session, person)
      const { devices } = session.membership.organisation
      const gone = [...grant.holders].some((id) => devices.get(id)?.state === 'removed')
      if (gone) {
        await end(session, remote, ref, grant, today)
        if (caseId && active.length)
          await give(session, remote, ref, { grant: newId(), case: caseId, person }, today)
        continue
      }
      if (!caseId || active.length === 0) continue
      await freshKey(session, ref, caseId, grant.id)
      const lacks = keysOf(caseId).some(({ key }) => !grant.keys.has(caseKeyId(key, name, caseId, person)))
      if (lacks || active.some(({ id }) => !grant.holders.has(id)))
        await give(session, remote, ref, { grant: grant.id, case: caseId, person }, today)
    }
  }
}
