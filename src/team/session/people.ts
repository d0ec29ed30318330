/**
 * What screens call for people, devices and rights (docs/protocol.md §4, §5). Everything throws `SealError` (`not-allowed` before anything is sent, `expired`) or
 * `RemoteError`; nothing here needs a second call after a break: the same call again, or any admin's next synchronisation, finishes it.
 *
 *   invites.ts       invite(session, remote, role, today) → { id, lines }            caller(session, remote, id, argon2id, today) → Caller | null
 *                    openInvites(session, today) → OpenInvite[]                      acceptJoin(session, remote, id, caller, today, alias?) → { proposed }
 *                    inviteOwnDevice(session, code) → lines                          endInvite(session, remote, id)
 *                    join(code, alias, remoteOf, argon2id) → { words, relay, welcome(remote) → { secrets, known } | null }
 *   here             people(session) → Person[]                                      devices(session) → DeviceView[]
 *                    proposals(session) → ProposalView[]                             troubles(session) → Trouble[]
 *                    decide(session, remote, decision, today) → Decided              approve / refuse(session, remote, seq, today)
 *                    remove(session, remote, devices, today) → Decided               wipe(session, remote, devices, today) → Decided
 *                    lock(session, remote, device, today)                            unlock(session, remote, device, today) → Decided
 *                    setRole(session, remote, person, role, today) → Decided         setLanes(session, remote, space, person, lanes, today)
 *   guests.ts        grantCase(session, remote, { case, person, lanes }, today)   withdrawCase(session, remote, { case, person }, today)
 *                    guestsOf(session, case) → { person, lanes }[]                 givenCases(session) → case ids
 *   restricted.ts    openRestrictedCase(session, remote, persons, today) → space id
 *   moving.ts        moveRelay(session, to, capability, today) → void                pointTo(session, relays)
 *   rekey.ts         rekey(session, remote, today) → Session to go on with           finishRekey(session, remote, today)
 *   renewal.ts       askRenewal(session, remote, argon2id, today) → { words }        finishRenewal(session, remote) → Session to go on with | null
 *                    renewals(session, remote, argon2id, today) → Asked[]            acceptRenewal(session, remote, asked, today) → Decided
 *                    refuseRenewal(session, remote, asked)
 *   recover-admin.ts recoveryStart(session)   nameTrustees(session, remote, keys, { threshold, of }, today) → Decided
 *                    recoverAdmin(start, keys, remote, alias, today) → { secrets, known }   finishRecovery(session, remote, today)
 */
import { admins, needsTwo, type Proposal } from '../../log/control.ts'
import type { Decision, EndHead, Lane, Person, Pin, Role } from '../../log/entry.ts'
import type { Head } from '../../log/lane-keys.ts'
import { spaceName } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { appendEntry, pinsNow } from './entries.ts'
import { catchUp } from './exchange.ts'
import { tendGuests } from './guests.ts'
import { settleGrants } from './invites.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

export { grantCase, guestsOf, withdrawCase } from './guests.ts'
export { acceptJoin, caller, endInvite, invite, inviteOwnDevice, join, openInvites } from './invites.ts'

// ── what there is ──────────────────────────────────────────────────────────────────────────────────────────

export interface DeviceView {
  id: string
  person: string
  alias: string
  state: 'active' | 'locked' | 'removed'
  /** The device that is read here. */
  mine: boolean
  /** The last UTC day of which something by it is known: a commit or an entry. Null when nothing is. Nothing finer is kept. */
  lastDay: string | null
  /** It has not shown since that it knows the newest end of somebody's rights. */
  behind: boolean
}

export interface PersonView extends Person {
  /** No device left: the person is out. */
  left: boolean
  mine: boolean
}

export interface ProposalView extends Proposal {
  byAlias: string
  /** Whether this device's person may approve it: an admin, and another one. */
  mayApprove: boolean
}

/** Something of the logs that people should know; screens say it in words. */
export type Trouble =
  | { what: 'refused' | 'junk'; space: string; seq: number; author: string }
  | { what: 'fork' | 'withheld' | 'keys'; space: string }
  | { what: 'stale'; days: number }
  | { what: 'cloned' }
  | { what: 'alone'; entries: number }
  | { what: 'recovered'; entries: number }

export function people(session: Session): PersonView[] {
  const { persons, devices } = session.membership.organisation
  const present = new Set(
    [...devices.values()].filter(({ state }) => state !== 'removed').map(({ person }) => person),
  )
  return [...persons.values()].map((person) => ({
    ...person,
    left: !present.has(person.id),
    mine: person.id === session.me.person,
  }))
}

export function devices(session: Session): DeviceView[] {
  const { organisation, history } = session.membership
  const contacts = session.contacts()
  const seqOf = new Map(history.map(({ head }) => [head.hash, head.seq]))
  const newestEnd = organisation.ends.at(-1)?.seq ?? 0
  return [...organisation.devices.values()].map(({ id, person, state }) => {
    const contact = contacts.get(id)
    return {
      id,
      person,
      alias: organisation.persons.get(person)?.alias ?? '',
      state,
      mine: id === session.me.device,
      lastDay: contact?.day ?? null,
      behind: (seqOf.get(contact?.controlHead ?? '') ?? contact?.seq ?? -1) < newestEnd,
    }
  })
}

export function proposals(session: Session): ProposalView[] {
  const { organisation } = session.membership
  const isAdmin = admins(organisation).some(({ id }) => id === session.me.person)
  return [...organisation.proposals.values()].map((proposal) => ({
    ...proposal,
    byAlias: organisation.persons.get(proposal.by)?.alias ?? '',
    mayApprove: isAdmin && proposal.by !== session.me.person,
  }))
}

export function troubles(session: Session): Trouble[] {
  const { organisation, spaces, alarms } = session.membership
  const days = session.staleDays()
  return [
    ...organisation.told.map(({ what, seq, author }): Trouble => ({ what, seq, author, space: 'org' })),
    ...[...spaces].flatMap(([space, { told }]) =>
      told.map(({ what, seq, author }): Trouble => ({ what, seq, author, space })),
    ),
    ...alarms.map(({ what, space }): Trouble => ({ what, space })),
    ...(days > 7 ? [{ what: 'stale', days } as const] : []),
    ...(session.cloned ? [{ what: 'cloned' } as const] : []),
    ...(organisation.recovered.length
      ? [{ what: 'recovered', entries: organisation.recovered.length } as const]
      : []),
  ]
}

// ── decisions ──────────────────────────────────────────────────────────────────────────────────────────────

/** Done, or waiting for another admin under this number. */
export type Decided = { done: true } | { done: false; proposal: number }

const orgSpace = (session: Session) =>
  session.membership.secrets.spaces.find(({ kind }) => kind === 'org')!.id

const withPins = (decision: Decision, pins: Pin[], heads: EndHead[]): Decision =>
  'devices' in decision ? { ...decision, pins, heads } : 'pins' in decision ? { ...decision, pins } : decision

/** A hash that nothing has: what has not been seen does not count. */
const UNSEEN: Head = { seq: 0, hash: toB64(new Uint8Array(32)) }

/** Up to where devices count that a removal ends: said with it, so that nothing is won by its breaking off before the keys are new (protocol §4, "Pins"). */
const endHeads = (session: Session, decision: Decision): EndHead[] =>
  'devices' in decision
    ? session.fullLanes().flatMap((ref) => {
        const heads = session.heads(ref)
        return decision.devices.map((device): EndHead => {
          const { seq, hash } = heads.get(device) ?? UNSEEN
          return [device, session.pseudonym(ref), seq, hash]
        })
      })
    : []

/** Takes a decision where one admin may, and proposes it where two are needed. Keys are rotated right after. */
export async function decide(
  session: Session,
  remote: Remote,
  decision: Decision,
  today: string,
): Promise<Decided> {
  // What the leaving device has honestly sent is read before its end is written: the rotation pins it.
  if ('pins' in decision) await catchUp(session, remote, today)
  let proposed = false
  await appendEntry(session, remote, orgSpace(session), today, (membership) => {
    const { organisation } = membership
    proposed = needsTwo(organisation, decision, session.me.person) && admins(organisation).length > 1
    return proposed
      ? { type: 'propose', body: withPins(decision, [], []) }
      : withPins(decision, pinsNow(membership), endHeads(session, decision))
  })
  if (proposed) return { done: false, proposal: session.membership.organisation.head.seq }
  await follow(session, remote, decision, today)
  return { done: true }
}

/** What a decision that has taken effect brings with it. */
async function follow(session: Session, remote: Remote, decision: Decision, today: string): Promise<void> {
  if (decision.type === 'role') await settleGrants(session, remote, decision.person, today)
  await tendKeys(session, remote, today)
  await tendGuests(session, remote, today)
}

/** Trustees' sheets that were made before keys changed: they would lead to a log that they cannot read. New ones are needed. */
export class LateSheets extends Error {
  constructor() {
    super('keys have changed since the sheets were made')
    this.name = 'LateSheets'
  }
}

/** Throws `not-allowed` for one's own proposal, `LateSheets`. */
export async function approve(session: Session, remote: Remote, seq: number, today: string): Promise<void> {
  const proposal = session.membership.organisation.proposals.get(seq)
  if (!proposal) throw new SealError('expired', 'proposal')
  await catchUp(session, remote, today)
  await appendEntry(session, remote, orgSpace(session), today, (membership) => {
    const own = membership.secrets.spaces.find(({ kind }) => kind === 'org')!
    const newest = own.lanes.control!.length - 1
    if (proposal.body.type === 'recovery' && membership.sealedUnder.get(own.id)?.[seq] !== newest)
      throw new LateSheets()
    const heads = endHeads(session, proposal.body)
    return {
      ...{ type: 'approve', proposal: seq, pins: 'pins' in proposal.body ? pinsNow(membership) : [] },
      ...(heads.length > 0 && { heads }),
    }
  })
  await follow(session, remote, proposal.body, today)
}

export async function refuse(session: Session, remote: Remote, seq: number, today: string): Promise<void> {
  await appendEntry(session, remote, orgSpace(session), today, () => ({ type: 'refuse', proposal: seq }))
}

/** Removes devices (all of a person's: the person is out), and gives every lane they held a new key. */
export const remove = (
  session: Session,
  remote: Remote,
  devices: string[],
  today: string,
): Promise<Decided> => decide(session, remote, { type: 'remove', devices, pins: [] }, today)

/** Removes devices and orders them to destroy what they hold. It never reaches a laptop that is kept offline. */
export const wipe = (session: Session, remote: Remote, devices: string[], today: string): Promise<Decided> =>
  decide(session, remote, { type: 'wipe', devices, pins: [] }, today)

/** Stops a device at once, without new keys: what it writes from now on counts for nobody. */
export async function lock(session: Session, remote: Remote, device: string, today: string): Promise<void> {
  await catchUp(session, remote, today)
  await appendEntry(session, remote, orgSpace(session), today, (membership) => ({
    type: 'lock',
    device,
    pins: pinsNow(membership),
    heads: session.fullLanes().map((ref): Pin => {
      const { seq, hash } = session.heads(ref).get(device) ?? UNSEEN
      return [session.pseudonym(ref), seq, hash]
    }),
  }))
}

export const unlock = (session: Session, remote: Remote, device: string, today: string): Promise<Decided> =>
  decide(session, remote, { type: 'unlock', device }, today)

/** A new role, with the lanes it holds in the team and at the desk; what it does not hold gets new keys. */
export const setRole = (
  session: Session,
  remote: Remote,
  person: string,
  role: Role,
  today: string,
): Promise<Decided> => decide(session, remote, { type: 'role', person, role, pins: [] }, today)

/** Makes a person's lanes in a space exactly these (without the control lane, which follows). The role may allow less. @param space a `spaceName` */
export async function setLanes(
  session: Session,
  remote: Remote,
  space: string,
  person: string,
  lanes: Lane[],
  today: string,
): Promise<void> {
  const held = session.membership.secrets.spaces.find((each) => spaceName(each) === space)
  if (!held) throw new SealError('unknown-key', 'a space that this device does not hold')
  const want = new Set<Lane>(lanes.length ? ['control', ...lanes] : [])
  for (const type of ['withdraw', 'grant'] as const)
    await appendEntry(session, remote, held.id, today, ({ spaces }) => {
      const has = spaces.get(space)?.members.get(person) ?? new Set<Lane>()
      const change =
        type === 'grant'
          ? [...want].filter((lane) => !has.has(lane))
          : [...has].filter((lane) => !want.has(lane))
      return change.length ? { type, person, lanes: change } : null
    })
  await tendKeys(session, remote, today)
}
