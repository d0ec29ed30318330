/**
 * The control log (docs/protocol.md §4): who belongs, with which devices, roles and lanes. Linear, signed, hash-chained, verified from genesis
 * by every client; the relay decides nothing. Rights are judged as of the entry before, never by an author's clock.
 */
import { SealError } from '../seal/errors.ts'
import {
  type Body,
  type Device,
  type Entry,
  type Lane,
  type Person,
  readEntry,
  type SignedEntry,
  verifyDevice,
  verifyEntry,
} from './entry.ts'

export interface KnownDevice extends Device {
  state: 'active' | 'locked' | 'removed'
}

/** The organisation as its control log tells it. Maps, so that no id can reach a prototype. */
export interface Organisation {
  id: string
  log: string
  name: string
  persons: Map<string, Person>
  devices: Map<string, KnownDevice>
  spaces: Map<string, Extract<Body, { type: 'space' }>['kind']>
  intake: { recipient: string; signers: string[] } | null
  publication: string
  recovery: string
  relays: string[]
  rules: Map<string, string>
  lastHeartbeat: string | null
  /** Number and hash of the last entry. */
  head: { seq: number; hash: string }
}

/** A space as its own control log tells it. */
export interface Space {
  id: string
  log: string
  kind: Extract<Body, { type: 'opening' }>['kind']
  lanes: Lane[]
  members: Map<string, Set<Lane>>
  epochs: Map<Lane, Extract<Body, { type: 'epoch' }>[]>
  head: { seq: number; hash: string }
}

const refuse = (detail: string): never => {
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
    intake: null,
    publication: body.publication,
    recovery: body.recovery,
    relays: [],
    rules: new Map(),
    lastHeartbeat: entry.day,
    head: { seq: 0, hash },
  }
}

function continues(head: { seq: number; hash: string }, log: string, entry: Entry): void {
  if (entry.log !== log) throw new SealError('wrong-place', 'another log')
  if (entry.seq !== head.seq + 1 || entry.prev !== head.hash)
    throw new SealError('broken-chain', `entry ${entry.seq}`)
}

/** The device that may sign now, with its person. Throws `not-allowed` when it is unknown, locked or removed. */
async function authorOf(
  org: Organisation,
  signed: SignedEntry,
): Promise<{ device: KnownDevice; person: Person }> {
  const device = org.devices.get(signed.entry.author)
  if (device?.state !== 'active') return refuse('author')
  await verifyEntry(signed, device.key)
  return { device, person: org.persons.get(device.person) ?? refuse('author') }
}

const admins = (org: Organisation) => [...org.persons.values()].filter((person) => person.role === 'admin')

/** Entries that need a second admin's signature, which comes with the two-person rule; alone an admin may sign them only while alone. */
const NEEDS_TWO: ReadonlySet<Body['type']> = new Set(['intake', 'publication', 'recovery', 'rules'])

/**
 * Applies the next entry, or throws and leaves the organisation untouched: `broken-chain`, `wrong-place`, `bad-signature`,
 * `bad-shape`, `not-allowed`.
 */
export async function applyEntry(org: Organisation, bytes: Uint8Array): Promise<Organisation> {
  const signed = readEntry(bytes)
  const { entry } = signed
  continues(org.head, org.log, entry)
  const { person } = await authorOf(org, signed)
  const { body } = entry
  const isAdmin = person.role === 'admin'
  if (!isAdmin) refuse(body.type)
  if (NEEDS_TWO.has(body.type) && admins(org).length > 1) refuse(`${body.type} needs two admins`)
  const next: Organisation = { ...org, head: { seq: entry.seq, hash: signed.hash } }
  switch (body.type) {
    case 'person':
      if (org.persons.has(body.person.id)) refuse('person exists')
      if ([...org.persons.values()].some((known) => known.key === body.person.key))
        refuse('identity key exists')
      next.persons = new Map(org.persons).set(body.person.id, body.person)
      return next
    case 'device': {
      const owner = org.persons.get(body.device.person) ?? refuse('device of nobody')
      if (org.devices.has(body.device.id)) refuse('device exists')
      if ([...org.devices.values()].some((known) => known.key === body.device.key))
        refuse('device key exists')
      await verifyDevice(body.device, owner.key)
      next.devices = new Map(org.devices).set(body.device.id, { ...body.device, state: 'active' })
      return next
    }
    case 'role': {
      const target = org.persons.get(body.person) ?? refuse('role of nobody')
      if (target.role === 'admin' && target.id !== person.id) refuse('an admin is not demoted by one')
      if (target.role === 'admin' && admins(org).length === 1) refuse('the last admin stays')
      next.persons = new Map(org.persons).set(target.id, { ...target, role: body.role })
      return next
    }
    case 'lock':
    case 'remove': {
      const device = org.devices.get(body.device) ?? refuse('no such device')
      const owner = org.persons.get(device.person)
      if (body.type === 'remove' && owner?.role === 'admin' && owner.id !== person.id)
        refuse('an admin is not removed by one')
      if (device.state === 'removed') refuse('removed already')
      next.devices = new Map(org.devices).set(device.id, {
        ...device,
        state: body.type === 'lock' ? 'locked' : 'removed',
      })
      if (
        ![...next.devices.values()].some(
          (each) => each.state === 'active' && next.persons.get(each.person)?.role === 'admin',
        )
      )
        refuse('an admin device stays')
      return next
    }
    case 'space':
      if (org.spaces.has(body.space)) refuse('space exists')
      next.spaces = new Map(org.spaces).set(body.space, body.kind)
      return next
    case 'intake':
      // Earlier signers stay known: their answers may still wait in boxes.
      next.intake = {
        recipient: body.recipient,
        signers: [body.signer, ...(org.intake?.signers ?? [])].slice(0, 16),
      }
      return next
    case 'publication':
      return { ...next, publication: body.key }
    case 'recovery':
      return { ...next, recovery: body.recipient }
    case 'relays':
      return { ...next, relays: body.relays }
    case 'rules':
      next.rules = new Map(org.rules).set(body.flow, body.edition)
      return next
    case 'heartbeat':
      if (org.lastHeartbeat && entry.day < org.lastHeartbeat) refuse('a heartbeat of the past')
      return { ...next, lastHeartbeat: entry.day }
    default:
      return refuse(`${body.type} in an organisation’s log`)
  }
}

/** A space's first entry, signed by an admin's device of the organisation that it names. */
export async function readOpening(org: Organisation, bytes: Uint8Array): Promise<Space> {
  const signed = readEntry(bytes)
  const { entry, hash } = signed
  const { body } = entry
  if (body.type !== 'opening' || entry.seq !== 0 || entry.prev !== '')
    throw new SealError('broken-chain', 'no opening')
  if (body.org !== org.id) throw new SealError('wrong-place', 'another organisation')
  if (org.spaces.get(body.space) !== body.kind) refuse('a space the organisation does not know')
  const { person } = await authorOf(org, signed)
  if (person.role !== 'admin') refuse('opening')
  return {
    id: body.space,
    log: entry.log,
    kind: body.kind,
    lanes: body.lanes,
    members: new Map(),
    epochs: new Map(),
    head: { seq: 0, hash },
  }
}

/** Applies the next entry of a space's log; throws as `applyEntry` does and leaves the space untouched. */
export async function applySpaceEntry(org: Organisation, space: Space, bytes: Uint8Array): Promise<Space> {
  const signed = readEntry(bytes)
  const { entry } = signed
  continues(space.head, space.log, entry)
  const { person } = await authorOf(org, signed)
  if (person.role !== 'admin') refuse(entry.body.type)
  const { body } = entry
  const next: Space = { ...space, head: { seq: entry.seq, hash: signed.hash } }
  const known = (lanes: Lane[]) =>
    lanes.every((lane) => space.lanes.includes(lane)) || refuse('a lane the space does not have')
  switch (body.type) {
    case 'epoch': {
      known([body.lane])
      const chain = space.epochs.get(body.lane) ?? []
      if (body.n !== chain.length) throw new SealError('broken-chain', `epoch ${body.n}`)
      next.epochs = new Map(space.epochs).set(body.lane, [...chain, body])
      return next
    }
    case 'grant':
    case 'withdraw': {
      known(body.lanes)
      if (!org.persons.has(body.person)) refuse('a member of nobody')
      const lanes = new Set(space.members.get(body.person))
      for (const lane of body.lanes) body.type === 'grant' ? lanes.add(lane) : lanes.delete(lane)
      next.members = new Map(space.members)
      if (lanes.size) next.members.set(body.person, lanes)
      else next.members.delete(body.person)
      return next
    }
    default:
      return refuse(`${body.type} in a space’s log`)
  }
}

/** Days since the last heartbeat; from 7 on a client says so and does not write to restricted spaces. */
export function daysWithoutHeartbeat(org: Organisation, today: string): number {
  return org.lastHeartbeat
    ? Math.max(0, Math.round((Date.parse(today) - Date.parse(org.lastHeartbeat)) / 86_400_000))
    : Number.POSITIVE_INFINITY
}
