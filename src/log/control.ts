/**
 * The organisation's control log (docs/protocol.md §4): who belongs, with which devices and roles, and what needs two. Linear, signed, hash-chained, verified
 * from genesis by every client; the relay decides nothing. Rights are judged as of the entry before, never by an author's clock.
 */
import { SealError } from '../seal/errors.ts'
import {
  type Body,
  type BodyOf,
  type Decision,
  type Device,
  type EndHead,
  type Entry,
  type Person,
  type Pin,
  readEntry,
  type SignedEntry,
  verifyDevice,
  verifyEntry,
} from './entry.ts'
import { type Head, type Keys, recoveryId, withEpoch, withKeys } from './lane-keys.ts'
import { entitled, ROLE_LANES } from './rights.ts'

export interface KnownDevice extends Device {
  state: 'active' | 'locked' | 'removed'
  /** It has been told to destroy what it holds. */
  wipe?: boolean
  /** Of a locked or removed device: its last commits that count, by lane pseudonym. Of a lane that is not named, the next epoch says it. */
  heads?: Map<string, Head>
}

/** The end of a device's or a person's rights, and up to where their entries in spaces count. */
export interface End {
  seq: number
  device: string | null
  person: string | null
  pins: ReadonlyMap<string, number>
}

export interface Proposal {
  seq: number
  by: string
  day: string
  body: Decision
}

/** An entry that stands without effect, or a place that junk has spent. */
export interface Told {
  seq: number
  what: 'refused' | 'junk'
  author: string
}

/** The organisation as its control log tells it. Maps, so that no id can reach a prototype. */
export interface Organisation {
  id: string
  log: string
  name: string
  persons: Map<string, Person>
  devices: Map<string, KnownDevice>
  spaces: Map<string, BodyOf<'space'>['kind']>
  /** Devices that were given the control keys of a space, and up to which epoch. */
  admitted: Map<string, ReadonlyMap<string, number>>
  keys: Keys
  intake: { recipient: string; signers: string[]; epoch: number } | null
  /** Somebody who held the desk has left since the last `intake` entry: the next one needs no second admin. */
  intakeDue: boolean
  publication: string
  /** The recovery recipient, or ''. */
  recovery: string
  trustees: { signer: string; threshold: number; of: number } | null
  relays: string[]
  /** Editions that reviewers signed, oldest first; of each flow the newest counts. An edition of zeros takes a signature back. */
  rules: { flow: string; edition: string; day: string; seq: number }[]
  proposals: Map<number, Proposal>
  ends: End[]
  /** The newest entry of every space's log that some admin has vouched for. */
  anchors: Map<string, Head>
  /** Entries that one admin signed alone, because there was no other, and those of the recovery key. */
  alone: number[]
  recovered: number[]
  told: Told[]
  lastHeartbeat: string | null
  /** Number of the last place, and hash of the last entry that stands. */
  head: Head
}

export const refuse = (detail: string): never => {
  throw new SealError('not-allowed', detail)
}

/** The organisation's first entry. `expected` is the id that came by link, kit or leaflet. Throws `unknown-key` for another one. */
export async function readGenesis(bytes: Uint8Array, expected: string): Promise<Organisation> {
  const signed = readEntry(bytes)
  const { entry, hash } = signed
  if (hash !== expected) throw new SealError('unknown-key', 'another organisation')
  const { body } = entry
  if (body.type !== 'genesis' || entry.seq !== 0 || entry.prev !== '')
    throw new SealError('broken-chain', 'no genesis')
  if (
    body.person.role !== 'admin' ||
    body.device.person !== body.person.id ||
    entry.author !== body.device.id
  )
    refuse('genesis')
  await verifyDevice(body.device, body.person.key)
  await verifyEntry(signed, body.device.key)
  return {
    id: hash,
    log: entry.log,
    name: body.name,
    persons: new Map([[body.person.id, body.person]]),
    devices: new Map([[body.device.id, { ...body.device, state: 'active' }]]),
    spaces: new Map(),
    admitted: new Map(),
    keys: new Map(),
    intake: null,
    intakeDue: false,
    publication: body.publication,
    recovery: '',
    trustees: null,
    relays: [],
    rules: [],
    proposals: new Map(),
    ends: [],
    anchors: new Map(),
    alone: [],
    recovered: [],
    told: [],
    lastHeartbeat: entry.day,
    head: { seq: 0, hash },
  }
}

export function continues(head: Head, log: string, entry: Entry): void {
  if (entry.log !== log) throw new SealError('wrong-place', 'another log')
  if (entry.seq !== head.seq + 1 || entry.prev !== head.hash)
    throw new SealError('broken-chain', `entry ${entry.seq}`)
}

/** The device that may sign as of this state, with its person. Throws `not-allowed` when it is unknown, locked or removed. */
export async function authorOf(
  org: Organisation,
  signed: SignedEntry,
): Promise<{ device: KnownDevice; person: Person }> {
  const device = org.devices.get(signed.entry.author)
  if (device?.state !== 'active') return refuse('author')
  await verifyEntry(signed, device.key)
  return { device, person: org.persons.get(device.person) ?? refuse('author') }
}

/** People who can decide: admins with a device that is neither locked nor removed. */
export function admins(org: Pick<Organisation, 'persons' | 'devices'>): Person[] {
  const active = new Set(
    [...org.devices.values()].filter(({ state }) => state === 'active').map(({ person }) => person),
  )
  return [...org.persons.values()].filter(({ id, role }) => role === 'admin' && active.has(id))
}

/** Whether a decision by this person needs another admin's approval (protocol §4). What only reduces needs one. */
export function needsTwo(org: Organisation, body: Decision, by: string): boolean {
  const roleOf = (device: string) => org.persons.get(org.devices.get(device)?.person ?? '')
  switch (body.type) {
    case 'role': {
      const target = org.persons.get(body.person)
      return body.role === 'admin' || (target?.role === 'admin' && target.id !== by)
    }
    case 'remove':
    case 'wipe':
      return (
        (body.type === 'wipe' && body.devices.length > 1) ||
        body.devices.some((device) => roleOf(device)?.role === 'admin' && roleOf(device)?.id !== by)
      )
    case 'intake':
      return !org.intakeDue
    default:
      return true
  }
}

/**
 * Applies the next entry, or throws and leaves the organisation untouched: `broken-chain`, `wrong-place`, `bad-signature`,
 * `bad-shape`, `not-allowed`.
 */
export async function applyEntry(org: Organisation, bytes: Uint8Array): Promise<Organisation> {
  const signed = readEntry(bytes)
  const { entry } = signed
  continues(org.head, org.log, entry)
  if (entry.org) throw new SealError('bad-shape', 'org')
  const { body } = entry
  const next: Organisation = { ...org, head: { seq: entry.seq, hash: signed.hash } }
  if (body.type === 'recover') return recover(org, next, signed, body)
  const { person } = await authorOf(org, signed)
  if (person.role !== 'admin') refuse(body.type)
  const others = admins(org).length > 1
  switch (body.type) {
    case 'role':
    case 'unlock':
    case 'remove':
    case 'wipe':
    case 'intake':
    case 'publication':
    case 'recovery':
    case 'rules':
      if (needsTwo(org, body, person.id)) {
        if (others) refuse(`${body.type} needs two admins`)
        next.alone = [...org.alone, entry.seq]
      }
      return decide(next, body, entry.day, 'pins' in body ? body : NO_END)
    case 'propose':
      if (org.proposals.size >= 64) refuse('too many open proposals')
      next.proposals = new Map(org.proposals).set(entry.seq, {
        seq: entry.seq,
        by: person.id,
        day: entry.day,
        body: body.body,
      })
      return next
    case 'approve': {
      const proposal = org.proposals.get(body.proposal) ?? refuse('no such proposal')
      if (proposal.by === person.id) refuse('a proposal is approved by another person')
      if (!admins(org).some(({ id }) => id === proposal.by)) refuse('who proposed is no admin now')
      next.proposals = without(org.proposals, body.proposal)
      return decide(next, proposal.body, entry.day, body)
    }
    case 'refuse':
      if (!org.proposals.has(body.proposal)) refuse('no such proposal')
      return { ...next, proposals: without(org.proposals, body.proposal) }
    case 'person':
      if (body.person.role === 'admin') {
        if (others) refuse('a new admin needs two')
        next.alone = [...org.alone, entry.seq]
      }
      return addPerson(next, body.person)
    case 'device':
      return addDevice(next, body.device)
    case 'lock': {
      const device = org.devices.get(body.device)
      if (device?.state !== 'active') return refuse('no active device')
      next.devices = new Map(org.devices).set(device.id, {
        ...device,
        state: 'locked',
        heads: new Map(body.heads.map(([lane, seq, hash]) => [lane, { seq, hash }])),
      })
      if (admins(next).length === 0) refuse('an admin device stays')
      return ended(next, [device.id], null, body.pins)
    }
    case 'space':
      if (org.spaces.has(body.space)) refuse('space exists')
      next.spaces = new Map(org.spaces).set(body.space, body.kind)
      return next
    case 'admit':
      if (!org.spaces.has(body.space)) refuse('no such space')
      next.admitted = new Map(org.admitted).set(
        body.space,
        new Map([...(org.admitted.get(body.space) ?? []), ...body.to.map((id) => [id, body.epoch] as const)]),
      )
      return next
    case 'epoch':
    case 'keys': {
      const lanes = body.type === 'epoch' ? [body.lane] : body.lanes
      for (const lane of lanes) onlyEntitled(body.to, lane, lane === 'control' || lane === 'admin', org)
      next.keys = body.type === 'epoch' ? withEpoch(org.keys, body) : withKeys(org.keys, body)
      return next
    }
    case 'relays':
      return { ...next, relays: body.relays }
    case 'heartbeat':
      if (org.lastHeartbeat && entry.day < org.lastHeartbeat) refuse('a heartbeat of the past')
      return anchored({ ...next, lastHeartbeat: entry.day }, body.heads)
    default:
      return refuse(`${body.type} in an organisation’s log`)
  }
}

function onlyEntitled(to: string[], lane: 'control' | string, known: boolean, org: Organisation): void {
  if (!known) refuse('a lane the organisation does not have')
  const may = new Set(entitled(org, null, lane as 'control').map(({ id }) => id))
  if (to.some((id) => !may.has(id))) refuse('a key for somebody who may not have it')
}

function without<T>(map: Map<number, T>, key: number): Map<number, T> {
  const next = new Map(map)
  next.delete(key)
  return next
}

/** Where rights end: in the logs of the spaces, and in the lanes. */
interface EndsAt {
  pins: Pin[]
  heads?: EndHead[] | undefined
}
const NO_END: EndsAt = { pins: [] }

/** A decision takes effect: by one admin where that is enough, or by the approval of a second. Judged by the state it meets. */
function decide(org: Organisation, body: Decision, day: string, { pins, heads = [] }: EndsAt): Organisation {
  switch (body.type) {
    case 'role': {
      const target = org.persons.get(body.person) ?? refuse('role of nobody')
      const next = { ...org, persons: new Map(org.persons).set(target.id, { ...target, role: body.role }) }
      if (admins(next).length === 0) refuse('an admin stays')
      const left = ROLE_LANES[target.role].intake.length > ROLE_LANES[body.role].intake.length
      return ended({ ...next, intakeDue: org.intakeDue || left }, [], target.id, pins)
    }
    case 'unlock': {
      const device = org.devices.get(body.device)
      if (device?.state !== 'locked') return refuse('no locked device')
      const { heads: _, ...rest } = device
      return { ...org, devices: new Map(org.devices).set(device.id, { ...rest, state: 'active' }) }
    }
    case 'remove':
    case 'wipe': {
      const devices = new Map(org.devices)
      let { intakeDue } = org
      for (const id of body.devices) {
        const device = devices.get(id)
        if (!device || device.state === 'removed') return refuse('no such device')
        // What a lock has said stands: nothing that came after it becomes good by the removal.
        const ended = new Map([
          ...heads.flatMap(([of, lane, seq, hash]) => (of === id ? [[lane, { seq, hash }] as const] : [])),
          ...(device.heads ?? []),
        ])
        devices.set(id, {
          ...device,
          state: 'removed',
          ...(ended.size > 0 && { heads: ended }),
          ...(body.type === 'wipe' && { wipe: true }),
        })
        const role = org.persons.get(device.person)?.role
        if (role && ROLE_LANES[role].intake.length > 0) intakeDue = true
      }
      const next = { ...org, devices, intakeDue }
      if (admins(next).length === 0) refuse('an admin device stays')
      return ended(next, body.devices, null, pins)
    }
    case 'intake': {
      const { recipient, signer, epoch } = body
      // Earlier signers stay known: their answers may still wait in boxes.
      const signers = [...new Set([signer, ...(org.intake?.signers ?? [])])].slice(0, 16)
      return { ...org, intake: { recipient, signers, epoch }, intakeDue: false }
    }
    case 'publication':
      return { ...org, publication: body.key }
    case 'recovery': {
      const { recipient, signer, threshold, of } = body
      if (threshold > of) refuse('more shares needed than there are')
      return { ...org, recovery: recipient, trustees: { signer, threshold, of } }
    }
    case 'rules':
      return {
        ...org,
        rules: [...org.rules, { flow: body.flow, edition: body.edition, day, seq: org.head.seq }],
      }
  }
}

function ended(org: Organisation, devices: string[], person: string | null, pins: Pin[]): Organisation {
  const seqs = new Map(pins.map(([space, seq]) => [space, seq]))
  const ends = [
    ...devices.map((device) => ({ device, person: null })),
    ...(person ? [{ device: null, person }] : []),
  ].map((end) => ({ ...end, seq: org.head.seq, pins: seqs }))
  return anchored({ ...org, ends: [...org.ends, ...ends] }, pins)
}

function anchored(org: Organisation, pins: Pin[]): Organisation {
  const anchors = new Map(org.anchors)
  for (const [space, seq, hash] of pins)
    if ((anchors.get(space)?.seq ?? -1) < seq) anchors.set(space, { seq, hash })
  return { ...org, anchors }
}

function addPerson(org: Organisation, person: Person): Organisation {
  if (org.persons.has(person.id)) refuse('person exists')
  if ([...org.persons.values()].some((known) => known.key === person.key)) refuse('identity key exists')
  return { ...org, persons: new Map(org.persons).set(person.id, person) }
}

async function addDevice(org: Organisation, device: Device): Promise<Organisation> {
  const owner = org.persons.get(device.person) ?? refuse('device of nobody')
  if (org.devices.has(device.id)) refuse('device exists')
  if (
    [...org.devices.values()].some(
      (known) => known.key === device.key || known.recipient === device.recipient,
    )
  )
    refuse('device key exists')
  await verifyDevice(device, owner.key)
  return { ...org, devices: new Map(org.devices).set(device.id, { ...device, state: 'active' }) }
}

/** The trustees' key makes one new admin, and nothing else. */
async function recover(
  org: Organisation,
  next: Organisation,
  signed: SignedEntry,
  body: Extract<Body, { type: 'recover' }>,
): Promise<Organisation> {
  const signer = org.trustees?.signer ?? refuse('no recovery key')
  if (signed.entry.author !== recoveryId(signer)) refuse('author')
  await verifyEntry(signed, signer)
  if (body.person.role !== 'admin' || body.device.person !== body.person.id) refuse('recover')
  const made = await addDevice(addPerson(next, body.person), body.device)
  return { ...made, recovered: [...org.recovered, signed.entry.seq] }
}

/** Days since the last heartbeat; from 7 on a client says so and does not write to restricted spaces. */
export function daysWithoutHeartbeat(org: Organisation, today: string): number {
  return org.lastHeartbeat
    ? Math.max(0, Math.round((Date.parse(today) - Date.parse(org.lastHeartbeat)) / 86_400_000))
    : Number.POSITIVE_INFINITY
}
