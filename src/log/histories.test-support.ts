/**
 * A whole history of one lane from one number: people join, leave, change roles, are locked; they write apart and together, with wrong clocks, over a relay that delays,
 * repeats, cuts, invents and helps who was removed; they stop and begin again from snapshots. Control entries, rights, commits and folds are the product's own; only the age
 * seals are left out (keys are handed over by the test), which makes ten thousand histories affordable.
 */
import { hybridIdentity } from '../seal/age.ts'
import { hash, toB64, utf8 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import { type Clock, createClock } from './clock.ts'
import { lanePseudonym, type Operation, openCommit, readHeader } from './commit.ts'
import { needsTwo } from './control.ts'
import {
  type Body,
  certifyDevice,
  type Decision,
  type Device,
  type EndHead,
  type Entry,
  type Role,
  signEntry,
} from './entry.ts'
import type { Secrets } from './founding.ts'
import { currentEpoch, type Epoch, epochOf } from './lane.ts'
import { type Membership, readMembership } from './membership.ts'
import { type Kinds, originText } from './merge.ts'
import type { Written } from './oracle.test-support.ts'
import { Replica, type ReplicaOptions } from './replica.ts'
import { entitled, holdsLane, incoming, outgoing, pinsOf } from './rights.ts'
import { type Head, readBody } from './snapshot-body.ts'

export const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const DAY = 86_400_000
const START = Date.parse('2026-01-05T08:00:00Z')
const named = (name: string) => toB64(hash(utf8(name)).subarray(0, 16))
const LANE = 'facts'
const TEAM = named('team')
const ORG_LOG = named('log')
const CASES = ['one', 'two', 'three'].map(named)
const ZEROS = toB64(new Uint8Array(32))
const mark = (bytes: Uint8Array) => toB64(bytes.subarray(32, 44))

/** mulberry32: small, and the same everywhere. */
export function dice(seed: number): (below: number) => number {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}

interface Someone {
  person: { id: string; alias: string; key: string }
  device: Device
  key: SigningKey
}
let cast: Promise<Someone[]> | null = null
const CAST = 7

/** The same people in every history: their keys are no part of what is tried, and cost the most. */
const people = () =>
  (cast ??= Promise.all(
    Array.from({ length: CAST }, async (_, i) => {
      const seed = (what: string) => hash(utf8(`${what} ${i}`))
      const identity = await signingKey(seed('person'))
      const key = await signingKey(seed('device'))
      const { recipient } = await hybridIdentity(seed('age'))
      const person = { id: named(`person ${i}`), alias: `${i}`, key: toB64(identity.publicKey) }
      const device = await certifyDevice(identity, {
        ...{ id: named(`device ${i}`), person: person.id, key: toB64(key.publicKey), recipient },
      })
      return { person, device, key }
    }),
  ))

/** What happened to rights, in the order of the logs: from this the oracle knows whose commits count, without the product's own reading of entries. */
export type Right =
  | { what: 'epoch'; to: Set<string>; heads: Map<string, Head> }
  | { what: 'keys'; to: Set<string> }
  | { what: 'lock'; device: string; head: Head }
  | { what: 'unlock'; device: string }

export class Client {
  readonly who: Someone
  readonly world: World
  readonly #clock: Clock
  skew = 0
  membership!: Membership
  seen = { org: 0, team: 0 }
  replica: Replica | null = null
  held = 0
  kept: Uint8Array[] = []
  queue: Uint8Array[] = []
  #marks = new Set<string>()
  #snapshot: { text: string; count: number; waiting: Uint8Array[] } | null = null
  cursor = 0

  constructor(world: World, who: Someone) {
    this.world = world
    this.who = who
    this.#clock = createClock(() => this.now())
  }

  now(): number {
    return this.world.now + this.skew
  }
  get id(): string {
    return this.who.device.id
  }
  get state(): string {
    return this.membership?.organisation.devices.get(this.id)?.state ?? 'unknown'
  }
  get role(): Role | undefined {
    return this.membership?.organisation.persons.get(this.who.person.id)?.role
  }
  get isAdmin(): boolean {
    return this.role === 'admin' && this.state === 'active'
  }
  pins(): Map<string, Head | null> {
    const { organisation, spaces } = this.membership
    return pinsOf(organisation, spaces.get('team'), LANE, this.world.pseudonymText, this.id)
  }
  options(): Omit<ReplicaOptions, 'clock'> {
    return {
      ...{ org: this.membership.organisation, me: { device: this.id, key: this.who.key }, kinds },
      ...{ now: () => this.now(), pins: this.pins(), edition: 'e' },
    }
  }
  #new(more: Partial<ReplicaOptions> = {}): Replica {
    const replica = new Replica({ ...this.options(), clock: this.#clock, ...more })
    for (const epoch of this.world.epochs.slice(0, this.held)) replica.addEpoch(epoch)
    return replica
  }

  /** As a laptop that is switched on: from its snapshot, or from the whole log where that does not count any more. */
  async load(): Promise<void> {
    const kept = this.#snapshot
    if (kept) {
      const replica = this.#new({ from: readBody(kept.text) })
      await replica.receive([...kept.waiting, ...this.kept.slice(kept.count)])
      this.replica = replica
      if (!replica.stale && !replica.reachesBeyond(this.pins())) return
    }
    this.replica = this.#new()
    await this.replica.receive(this.kept)
    if (!this.replica.stale) return
    const undone = this.replica.undoing()
    this.replica = this.#new({ undone })
    await this.replica.receive(this.kept)
  }
  keepSnapshot(): void {
    const { replica } = this
    if (!replica || replica.stale) return
    const waiting = replica.waiting.map(({ bytes }) => bytes)
    this.#snapshot = { text: replica.body(), count: this.kept.length, waiting }
  }

  forgetSnapshot(): void {
    this.#snapshot = null
  }

  async adopt(org: number, team: number): Promise<void> {
    this.seen = { org, team }
    this.membership = await this.world.membership(org, team)
    const space = this.membership.spaces.get('team')
    const keys = space?.keys.get(LANE)
    if (keys?.holders.has(this.id)) this.held = Math.max(this.held, keys.chain.length)
    const reads = this.held > 0 && holdsLane(this.membership.organisation, space!, LANE, this.who.person.id)
    if (!reads) this.replica = null
    else if (!this.replica || this.replica.reachesBeyond(this.pins())) await this.load()
    else {
      for (const epoch of this.world.epochs.slice(0, this.held)) this.replica.addEpoch(epoch)
      await this.replica.setOrganisation(this.membership.organisation, this.pins())
    }
    await this.#foldAgain()
  }
  async #foldAgain(): Promise<void> {
    if (this.replica?.stale) await this.load()
  }

  async receive(batch: Uint8Array[]): Promise<void> {
    const fresh = batch.filter((bytes) => !this.#marks.has(mark(bytes)))
    for (const bytes of fresh) this.#marks.add(mark(bytes))
    this.kept.push(...fresh)
    await this.replica?.receive(fresh)
    await this.#foldAgain()
  }

  async write(about: string, operations: Operation[]): Promise<void> {
    if (this.pins().has(this.id)) {
      const refused = await this.replica!.write(about, operations).catch((error) => error)
      if (refused instanceof SealError && refused.code === 'not-allowed') return
      throw new Error('a device that is shut out wrote')
    }
    const made = await this.replica!.write(about, operations)
    this.#made(made)
    this.queue.push(...made)
    await this.#foldAgain()
  }
  #made(made: Uint8Array[]): void {
    for (const bytes of made) {
      this.#marks.add(mark(bytes))
      this.world.record(openCommit(this.replica!.ring, this.world.pseudonym, bytes))
    }
    this.kept.push(...made)
  }
  /** What waits, under the newest epoch. */
  async reseal(): Promise<boolean> {
    const replica = this.replica!
    const { n } = currentEpoch(replica.ring)
    if (this.queue.every((bytes) => readHeader(bytes).epoch === n)) return true
    if (this.pins().has(this.id)) return false
    const old = new Set(this.queue.map(mark))
    const anew = await replica.reseal(this.queue)
    if (this.#snapshot) {
      const below = this.kept.slice(0, this.#snapshot.count)
      this.#snapshot.count = below.filter((bytes) => !old.has(mark(bytes))).length
    }
    this.kept = this.kept.filter((bytes) => !old.has(mark(bytes)))
    this.#made(anew)
    this.queue = anew
    return true
  }
}

export class World {
  readonly roll: (below: number) => number
  readonly seed: number
  now = START
  org: Uint8Array[] = []
  team: Uint8Array[] = []
  /** What the relay has of the lane. */
  commits: Uint8Array[] = []
  epochs: Epoch[] = []
  clients: Client[] = []
  cast: Someone[] = []
  rights: Right[] = []
  /** Every commit that was ever made, by device and number. */
  written = new Map<string, Written & { hash: string; about: string }>()
  /** Acknowledged by the relay: device → highest number. */
  acknowledged = new Map<string, number>()
  pseudonym!: Uint8Array
  pseudonymText = ''
  counts = { joined: 0, left: 0, roles: 0, undone: 0, forged: 0, snapshots: 0 }
  readonly #sent = new Set<string>()
  readonly #memberships = new Map<string, Promise<Membership>>()

  constructor(seed: number) {
    this.seed = seed
    this.roll = dice(seed)
  }
  chance = (percent: number) => this.roll(100) < percent
  pick = <T>(list: readonly T[]): T => list[this.roll(list.length)]!
  shuffled<T>(list: readonly T[]): T[] {
    const out = [...list]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.roll(i + 1)
      ;[out[i], out[j]] = [out[j]!, out[i]!]
    }
    return out
  }
  day = () => new Date(this.now).toISOString().slice(0, 10)

  /** What lies at the relay, as device and number. */
  sent(): ReadonlySet<string> {
    return this.#sent
  }
  record(commit: Written & { hash: string; about: string }): void {
    const { at, device, seq, operations, hash, about } = commit
    const before = this.written.get(`${device} ${seq}`)
    if (before && before.hash !== hash) throw new Error(`a device gave its number ${seq} twice`)
    this.written.set(`${device} ${seq}`, { at, device, seq, operations, hash, about })
  }

  /** What the two logs say up to these places, as the product reads them: a function of the logs alone, so it is worked out once. */
  membership(org: number, team: number): Promise<Membership> {
    const key = `${org} ${team}`
    let known = this.#memberships.get(key)
    if (!known) {
      const entries = new Map([
        [ORG_LOG, this.org.slice(0, org)],
        [TEAM, this.team.slice(0, team)],
      ])
      const space = { admin: '', member: '' }
      const secrets: Secrets = {
        ...{ v: 1, org: this.#id, person: { id: '', seed: '' }, device: { id: '', seed: '', age: '' } },
        ...{ publication: '-', relays: [] },
        spaces: [
          { id: ORG_LOG, kind: 'org', ...space, lanes: {} },
          ...(team > 0 ? [{ id: TEAM, kind: 'team' as const, ...space, lanes: {} }] : []),
        ],
      }
      known = readMembership(secrets, entries, null)
      this.#memberships.set(key, known)
    }
    return known
  }
  #id = ''

  async found(): Promise<void> {
    this.cast = await people()
    const [first] = this.cast
    const client = new Client(this, first!)
    const entry = (seq: number, prev: string, body: Body): Entry => ({
      ...{ v: 1, log: ORG_LOG, seq, prev, day: this.day(), author: first!.device.id, body },
    })
    const genesis = await signEntry(
      first!.key,
      entry(0, '', {
        ...{ type: 'genesis', name: 'x', person: { ...first!.person, role: 'admin' } },
        ...{ device: first!.device, publication: ZEROS },
      }),
    )
    this.#id = genesis.hash
    const known = await signEntry(
      first!.key,
      entry(1, genesis.hash, { type: 'space', space: TEAM, kind: 'team' }),
    )
    this.org = [genesis.bytes, known.bytes]
    const { organisation } = await this.membership(2, 0)
    const opening = await signEntry(first!.key, {
      ...entry(0, '', {
        type: 'opening',
        space: TEAM,
        kind: 'team',
        org: this.#id,
        lanes: ['control', LANE],
      }),
      ...{ log: TEAM, org: [organisation.head.seq, organisation.head.hash] },
    })
    this.team = [opening.bytes]
    this.#newEpoch()
    this.clients = [client]
    await client.adopt(2, 1)
    await this.grant(client, first!.person.id)
    await this.tend(client)
    // A second admin, entered while the first is alone.
    await this.join(client, 'admin')
  }
  #newEpoch(): Epoch {
    const n = this.epochs.length
    const epoch = epochOf({ space: TEAM, lane: LANE }, n, hash(utf8(`epoch ${this.seed} ${n}`)))
    if (n === 0) {
      this.pseudonym = lanePseudonym(epoch)
      this.pseudonymText = toB64(this.pseudonym)
    }
    this.epochs.push(epoch)
    return epoch
  }

  /** Compare-and-swap: the author has read everything, and what would have no effect is not sent. */
  async append(by: Client, log: 'org' | 'team', body: Body): Promise<boolean> {
    await by.adopt(this.org.length, this.team.length)
    const { organisation, spaces } = by.membership
    const { head } = log === 'org' ? organisation : spaces.get('team')!
    const { bytes } = await signEntry(by.who.key, {
      ...{ v: 1, log: log === 'org' ? ORG_LOG : TEAM, seq: head.seq + 1, prev: head.hash },
      ...{ day: this.day(), author: by.id, body },
      ...(log === 'team' && { org: [organisation.head.seq, organisation.head.hash] as [number, string] }),
    })
    const told = log === 'org' ? organisation.told : spaces.get('team')!.told
    this[log].push(bytes)
    const after = await this.membership(this.org.length, this.team.length)
    const now = log === 'org' ? after.organisation.told : after.spaces.get('team')!.told
    if (now.length > told.length) {
      // Not allowed: an honest client sends nothing.
      this[log].pop()
      this.#memberships.delete(
        `${this.org.length + Number(log === 'org')} ${this.team.length + Number(log === 'team')}`,
      )
      return false
    }
    await by.adopt(this.org.length, this.team.length)
    return true
  }
  pinsNow(by: Client): [string, number, string][] {
    const { head } = by.membership.spaces.get('team')!
    return [[TEAM, head.seq, head.hash]]
  }
  grant = (by: Client, person: string) =>
    this.append(by, 'team', { type: 'grant', person, lanes: ['control', LANE] })

  /** New keys where somebody has left, keys for those who have come. */
  async tend(by: Client): Promise<void> {
    for (let step = 0; step < 20; step++) {
      await by.adopt(this.org.length, this.team.length)
      if (!by.isAdmin) return
      const { organisation, spaces } = by.membership
      const team = spaces.get('team')!
      const first = !team.keys.has(LANE)
      if (first || outgoing(organisation, team, LANE).length > 0) {
        const { n, keyId } = first ? this.epochs[0]! : this.#newEpoch()
        const to = entitled(organisation, team, LANE).map(({ id }) => id)
        const heads: Map<string, Head> = new Map(by.replica?.heads)
        const body: Body = {
          ...{ type: 'epoch', lane: LANE, n, keyId: toB64(keyId), to, bundle: '', seals: ['AAAA'] },
          heads: [...heads].map(([device, head]) => [device, head.seq, head.hash]),
        }
        if (!(await this.append(by, 'team', body))) throw new Error('a rotation was refused')
        this.rights.push({ what: 'epoch', to: new Set(to), heads })
        // It is given to whoever is named: the author among them.
        await by.adopt(this.org.length, this.team.length)
        continue
      }
      const coming = incoming(organisation, team, LANE).map(({ id }) => id)
      if (coming.length === 0) return
      if (!(await this.append(by, 'team', { type: 'keys', lanes: [LANE], to: coming, seals: ['AAAA'] })))
        throw new Error('keys were refused')
      this.rights.push({ what: 'keys', to: new Set(coming) })
    }
    throw new Error('tending does not end')
  }

  async join(by: Client, role: Role): Promise<void> {
    const who = this.cast[this.clients.length]
    if (!who) return
    const client = new Client(this, who)
    if (!(await this.append(by, 'org', { type: 'person', person: { ...who.person, role } }))) return
    await this.append(by, 'org', { type: 'device', device: who.device })
    await this.grant(by, who.person.id)
    await this.tend(by)
    this.clients.push(client)
    await client.adopt(this.org.length, this.team.length)
    this.counts.joined++
  }

  /** One admin where that is enough, or a proposal that another one approves. */
  async decide(by: Client, decision: Decision): Promise<boolean> {
    await by.adopt(this.org.length, this.team.length)
    const { organisation } = by.membership
    const withPins = (client: Client) => {
      const heads = endHeads(client)
      if ('devices' in decision) return { ...decision, pins: this.pinsNow(client), ...(heads && { heads }) }
      return 'pins' in decision ? { ...decision, pins: this.pinsNow(client) } : decision
    }
    // Who removes says with it up to where the device counts in the lane that they hold.
    const endHeads = ({ replica }: Client) =>
      'devices' in decision && replica
        ? decision.devices.map((device): EndHead => {
            const { seq, hash } = replica.heads.get(device) ?? { seq: 0, hash: ZEROS }
            return [device, this.pseudonymText, seq, hash]
          })
        : undefined
    const ends = async (client: Client, body: Body, heads = endHeads(client)) => {
      if (!(await this.append(client, 'org', body))) return false
      for (const [device, , seq, hash] of heads ?? [])
        this.rights.push({ what: 'lock', device, head: { seq, hash } })
      return true
    }
    const others = this.clients.filter((each) => each.who.person.id !== by.who.person.id)
    if (!needsTwo(organisation, decision, by.who.person.id)) return ends(by, withPins(by))
    const deciding: Client[] = []
    for (const each of others) {
      await each.adopt(this.org.length, this.team.length)
      if (each.isAdmin) deciding.push(each)
    }
    if (deciding.length === 0) return ends(by, withPins(by))
    const second = this.pick(deciding)
    if (!(await this.append(by, 'org', { type: 'propose', body: decision }))) return false
    const proposal = by.membership.organisation.head.seq
    await this.fetch(second, 0)
    const heads = endHeads(second)
    return ends(second, {
      ...{ type: 'approve', proposal, pins: 'pins' in decision ? this.pinsNow(second) : [] },
      ...(heads && { heads }),
    })
  }

  /** Pages of the lane, in whatever order and number the relay likes; what it holds back comes another time. */
  async fetch(client: Client, mischief: number): Promise<void> {
    const news = this.commits.slice(client.cursor)
    if (!this.chance(mischief)) {
      client.cursor = this.commits.length
      await client.receive(news)
      return
    }
    const some = this.shuffled([...news, ...this.commits.slice(0, 2)]).filter(() => this.chance(60))
    if (some.length > 0 && this.chance(40)) {
      const bad = some[0]!.slice()
      bad[this.roll(bad.length)]! ^= 1 << this.roll(8)
      some.push(bad, hash(utf8(`junk ${this.roll(1e9)}`)))
    }
    await client.receive(some)
  }

  async push(client: Client, acknowledged: boolean): Promise<void> {
    if (!client.replica || client.queue.length === 0) return
    // Shut out for now, and the lane has new keys: it waits.
    if (acknowledged && !(await client.reseal())) return
    this.commits.push(...client.queue)
    for (const bytes of client.queue) {
      const { device, seq } = openCommit(client.replica.ring, this.pseudonym, bytes)
      this.#sent.add(`${device} ${seq}`)
    }
    if (!acknowledged) return
    client.queue = []
    const head = client.replica.heads.get(client.id)
    if (head) this.acknowledged.set(client.id, head.seq)
  }

  async sync(client: Client, mischief = 30): Promise<void> {
    // A relay may show a log's beginning only, as long as it is not less than what was shown before.
    const upTo = (seen: number, all: number) =>
      this.chance(mischief / 2) ? seen + this.roll(all - seen + 1) : all
    await client.adopt(upTo(client.seen.org, this.org.length), upTo(client.seen.team, this.team.length))
    if (client.state === 'removed') return
    await this.fetch(client, mischief)
    if (client.isAdmin && client.replica && this.chance(90)) await this.tend(client)
    await this.push(client, true)
  }

  edit(client: Client): [string, Operation[]] {
    const about = this.pick(CASES)
    const entity = `c${about}`
    const operations: Operation[] = []
    for (let i = this.roll(3); i >= 0; i--) {
      const kind = this.roll(10)
      if (kind < 4) operations.push([entity, this.pick(['state', 'due']), this.pick([null, 1, 2, 'a', 'ж'])])
      else if (kind < 8) {
        const cell = client.replica!.state().get(entity)?.get('note')
        const text = `t${this.roll(5)}`
        operations.push(
          cell && this.chance(70) ? [entity, 'note', text, originText(cell.origin)] : [entity, 'note', text],
        )
      } else {
        const tags = ['x', 'y', 'z']
        const add = tags.filter(() => this.chance(40))
        operations.push([entity, 'tags', { add, remove: tags.filter(() => this.chance(30)) }])
      }
    }
    return [about, operations]
  }

  /** One thing that happens. */
  async step(): Promise<void> {
    this.now += this.roll(6 * 3_600_000)
    const client = this.pick(this.clients)
    const what = this.roll(100)
    if (what < 46) {
      if (client.replica && client.state !== 'removed') await client.write(...this.edit(client))
    } else if (what < 66) await this.sync(client)
    else if (what < 69) client.skew = this.pick([0, 0, -DAY, 2 * 3_600_000, -40 * DAY, 10 * DAY])
    else if (what < 74) {
      client.keepSnapshot()
      this.counts.snapshots++
      if (client.replica) await client.load()
    } else if (what < 79) await this.undo(client)
    else if (what < 85) await this.forge()
    else await this.manage()
  }

  async undo(client: Client): Promise<void> {
    if (!client.replica || client.state === 'removed') return
    // Also by those who are no admins, and about a case: then it is none.
    const target = this.pick(this.clients).id
    const from = this.chance(30) ? null : this.roll(6)
    await client.write(this.chance(10) ? this.pick(CASES) : '', [[`u${target}`, 'from', from]])
    this.counts.undone++
  }

  /** Who was removed or locked goes on writing, and the relay takes it; a removed admin also puts an entry into the team's log. */
  async forge(): Promise<void> {
    const out = this.clients.filter((each) => each.state !== 'active' || this.#left.has(each.id))
    if (out.length === 0) return
    const client = this.pick(out)
    if (client.replica) {
      client.skew = this.pick([0, -30 * DAY])
      await client.write(...this.edit(client))
      await this.push(client, false)
      this.counts.forged++
    }
    const known = client.membership
    if (!this.#left.has(client.id) || known.organisation.persons.get(client.who.person.id)?.role !== 'admin')
      return
    const { head } = (await this.membership(this.org.length, this.team.length)).spaces.get('team')!
    const { organisation } = known
    const { bytes } = await signEntry(client.who.key, {
      ...{ v: 1, log: TEAM, seq: head.seq + 1, prev: head.hash, day: '2026-01-05', author: client.id },
      ...{ org: [organisation.head.seq, organisation.head.hash] as [number, string] },
      body: { type: 'grant', person: client.who.person.id, lanes: [LANE] },
    })
    this.team.push(bytes)
  }
  /** Devices that were removed, whether or not they know it. */
  #left = new Set<string>()

  async manage(): Promise<void> {
    const by = this.pick(this.clients.slice(0, 3))
    await by.adopt(this.org.length, this.team.length)
    if (!by.isAdmin || !by.replica) return
    // What was honestly sent is read before a right is ended.
    await this.fetch(by, 10)
    const { organisation } = by.membership
    const target = this.pick(this.clients)
    const { device, person } = target.who
    const state = organisation.devices.get(device.id)!.state
    const what = this.roll(10)
    if (what < 3) return this.join(by, this.pick(['defender', 'coordinator', 'defender', 'trainee'] as const))
    if (what < 5) {
      if (state === 'removed' || !(await this.decide(by, { type: 'remove', devices: [device.id], pins: [] })))
        return
      this.#left.add(device.id)
      this.counts.left++
    } else if (what < 8) {
      const role = this.pick(['admin', 'defender', 'trainee', 'coordinator'] as const)
      if (!(await this.decide(by, { type: 'role', person: person.id, role, pins: [] }))) return
      this.counts.roles++
    } else if (state === 'locked') {
      if (!(await this.decide(by, { type: 'unlock', device: device.id }))) return
      this.rights.push({ what: 'unlock', device: device.id })
      return
    } else if (target !== by) {
      const head = by.replica.heads.get(device.id) ?? { seq: 0, hash: ZEROS }
      const heads: [string, number, string][] = [[this.pseudonymText, head.seq, head.hash]]
      const lock: Body = { type: 'lock', device: device.id, pins: this.pinsNow(by), heads }
      if (!(await this.append(by, 'org', lock))) return
      this.rights.push({ what: 'lock', device: device.id, head })
      return
    } else return
    // A laptop may be closed between the end of a right and the new keys: another admin's makes them.
    if (this.chance(85)) await this.tend(by)
  }
}
