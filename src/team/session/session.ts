/**
 * An unlocked device: the lanes it holds, what it writes (on the disk before anything is shown as saved), what waits to be sent.
 * Screens read `state` and call `write`; the network is somebody else's (sync.ts).
 */
import { kindsOf } from '../../casework/fields.ts'
import { kindsEdition } from '../../casework/kinds-edition.ts'
import { type Clock, createClock } from '../../log/clock.ts'
import { type Operation, openCommit, pseudonymOf } from '../../log/commit.ts'
import { daysWithoutHeartbeat } from '../../log/control.ts'
import type { Lane } from '../../log/entry.ts'
import type { Secrets } from '../../log/founding.ts'
import { editionOf, type Grant, guestsOf, spentKeys } from '../../log/guests.ts'
import { addCaseKey, type Keyring } from '../../log/lane.ts'
import type { Head } from '../../log/lane-keys.ts'
import { authorsOf, type Membership, readMembership, ringOf, spaceName } from '../../log/membership.ts'
import type { State } from '../../log/merge.ts'
import { Replica, type ReplicaOptions, type Waiting } from '../../log/replica.ts'
import { holdsLane, pinsOf } from '../../log/rights.ts'
import type { Space } from '../../log/space.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { type SigningKey, signingKey } from '../../seal/sign.ts'
import type { Disk, Write } from './disk.ts'
import { type KeptCommit, KeptLane, SNAPSHOT_AFTER } from './kept-lane.ts'
import { type Profile, putKnown } from './profile.ts'

/** A lane of a space, e.g. team/facts. `space` is a `spaceName`: 'team', 'intake', or the id of a restricted case. */
export interface LaneRef {
  space: string
  lane: string
  /** Only single cases of it were given to this device. */
  guest?: true
}

export interface Change extends LaneRef {
  /** Case id, or '' for what concerns no case. */
  about: string
  operations: Operation[]
}

/** Where a lane stands with the relay. */
export interface Cursor {
  position: number
  /** The relay's life that the position belongs to (protocol §10): another one means that it was restored from a backup. Empty before the first page. */
  life: string
}

/** Days without a heartbeat after which a client does not write to restricted spaces (protocol §4). */
export const FRESH_DAYS = 7

const laneKey = ({ space, lane }: LaneRef) => `${space}/${lane}`

interface GuestChanges {
  lanes: Set<string>
  writes: Write[]
  again: { ref: LaneRef; about: string; operations: Operation[] }[]
}

const newer = (a: Head | null | undefined, b: Head | null | undefined) =>
  (a?.seq ?? -1) >= (b?.seq ?? -1) ? a : b

/** After a change: long enough that nobody waits for what was just written. */
const IDLE_MS = 5_000

export class Session {
  readonly profile: Profile
  readonly me: { device: string; person: string; key: SigningKey }
  membership: Membership
  readonly #now: () => number
  readonly #clock: Clock
  readonly #kept = new Map<string, KeptLane>()
  readonly #edition = kindsEdition()
  readonly #listeners = new Set<() => void>()
  #idle: ReturnType<typeof setTimeout> | undefined
  #tail: Promise<unknown> = Promise.resolve()
  #locked = false
  /** Somebody else goes on under this device's name (a copied or rolled-back profile): nothing more is written here. */
  #cloned = false

  private constructor(profile: Profile, membership: Membership, key: SigningKey, now: () => number) {
    this.profile = profile
    this.membership = membership
    this.me = { device: profile.secrets.device.id, person: profile.secrets.person.id, key }
    this.#now = now
    this.#clock = createClock(now)
  }

  /** Verifies what is on the disk from genesis on and folds it. Works without a network. */
  static async open(profile: Profile, now: () => number = Date.now): Promise<Session> {
    const membership = await readMembership(profile.secrets, profile.known, null)
    profile.secrets = membership.secrets
    const session = new Session(
      profile,
      membership,
      await signingKey(fromB64(profile.secrets.device.seed, 32)),
      now,
    )
    session.#cloned = (await profile.records.read<boolean>('cloned')) ?? false
    for (const ref of session.lanes()) await session.#load(ref)
    session.#soon()
    return session
  }

  /** The lanes that this device holds: it has their keys, and its person has a right to them. The control lanes are read by membership. */
  lanes(): LaneRef[] {
    const { spaces } = this.membership
    return this.profile.secrets.spaces.flatMap((space) => {
      const name = spaceName(space)
      const state = spaces.get(name)
      return space.kind === 'org' || !state
        ? []
        : [
            ...Object.keys(space.lanes)
              .filter((lane) => lane !== 'control' && this.#holds(state, lane))
              .map((lane) => ({ space: name, lane })),
            ...[...new Set(space.guest?.map(({ lane }) => lane))]
              .filter((lane) => !this.#holds(state, lane) || !space.lanes[lane])
              .map((lane): LaneRef => ({ space: name, lane, guest: true })),
          ]
    })
  }

  #holds = (space: Space, lane: string): boolean =>
    holdsLane(this.membership.organisation, space, lane as Lane, this.me.person)

  /** Those of which this device holds the whole. */
  fullLanes(): LaneRef[] {
    return this.lanes().filter(({ guest }) => !guest)
  }

  state(ref: LaneRef): State {
    return this.#replica(ref).state()
  }

  /** For one reader: entities of a lane in which something was written since the last call, or since the lane was loaded anew (its state is then another map). */
  takeChanged(ref: LaneRef): ReadonlySet<string> {
    return this.#replica(ref).takeChanged()
  }

  /** What could not be accepted, by lane: forks and revoked devices are an alarm, gaps usually heal. */
  waiting(): (LaneRef & Waiting)[] {
    return this.lanes().flatMap((ref) => this.#replica(ref).waiting.map((each) => ({ ...ref, ...each })))
  }

  /** Commits that no relay has acknowledged yet. Always in sight on the screen. */
  unsent(): number {
    return [...this.#kept.values()].reduce((sum, { queue }) => sum + queue.length, 0)
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /**
   * Writes changes: one commit a lane and case, all of them on the disk in one transaction, or none. When the disk refuses, nothing of it stays in
   * memory either, and the error is thrown: the screen keeps what was typed. `also` goes into the same transaction.
   */
  write(changes: Change[], also: Write[] = []): Promise<void> {
    return this.#alone(async () => {
      if (this.#cloned) throw new SealError('not-allowed', 'this device’s name is used elsewhere')
      if (changes.some(({ space }) => this.#isRestricted(space)) && this.staleDays() > FRESH_DAYS)
        throw new SealError('expired', 'no heartbeat')
      const touched = new Set<string>()
      const writes: Write[] = []
      const queued: [KeptLane, KeptCommit][] = []
      try {
        for (const change of changes) {
          if (change.operations.length === 0) continue
          touched.add(laneKey(change))
          const lane = this.#lane(change)
          // What this device had written as a guest has not come back yet: its numbers must not be given twice.
          if (
            ((await this.#ownHead(change))?.seq ?? -1) > (lane.replica.heads.get(this.me.device)?.seq ?? -1)
          )
            throw new SealError('broken-chain', 'this lane was not read to its end')
          for (const bytes of await lane.replica.write(change.about, change.operations)) {
            const key = lane.nextKey()
            writes.push(
              { store: 'commits', key, value: bytes },
              { store: 'commits', key: `unsent/${key}`, value: '1' },
            )
            queued.push([lane, { key, bytes }])
          }
        }
        await this.profile.disk.write([...writes, ...also])
      } catch (error) {
        for (const ref of this.lanes()) if (touched.has(laneKey(ref))) await this.#load(ref)
        throw error
      }
      for (const [lane, each] of queued) {
        lane.queue.push(each)
        lane.remember([each.bytes])
      }
      await this.#foldAgain()
      this.#soon()
      this.tell()
    })
  }

  /** For sync: what waits in a lane, in the order in which it was written. */
  queued(ref: LaneRef): KeptCommit[] {
    return [...this.#lane(ref).queue]
  }

  /** For sync: the relay has acknowledged these. */
  async acknowledged(ref: LaneRef, keys: string[]): Promise<void> {
    const lane = this.#lane(ref)
    const own = lane.place.guest && lane.replica.heads.get(this.me.device)
    await this.profile.disk.write([
      ...keys.map((key): Write => ({ store: 'commits', key: `unsent/${key}`, remove: true })),
      ...(own ? [this.profile.records.put(`own/${laneKey(ref)}`, own)] : []),
    ])
    const done = new Set(keys)
    lane.queue = lane.queue.filter(({ key }) => !done.has(key))
    this.tell()
  }

  /** For sync: a page of a lane. Kept on the disk before it is folded; what this device wrote itself comes back and is known. */
  received(ref: LaneRef, commits: Uint8Array[], cursor: Cursor): Promise<number> {
    return this.#alone(async () => {
      const lane = this.#lane(ref)
      const fresh = (await lane.fresh(commits)).filter(
        (bytes) => !lane.place.guest || lane.replica.opens(bytes),
      )
      const writes: Write[] = fresh.map((bytes) => ({ store: 'commits', key: lane.nextKey(), value: bytes }))
      writes.push(this.profile.records.put(this.#cursorKey(ref), cursor))
      await this.profile.disk.write(writes)
      lane.remember(fresh)
      const own = newer(lane.replica.heads.get(this.me.device), await this.#ownHead(ref))
      const accepted = await lane.replica.receive(fresh)
      await this.#noticeClone(ref, own)
      await this.#foldAgain()
      this.#soon()
      if (accepted) this.tell()
      return accepted
    })
  }

  /** Commits of this device that came from the relay and were not written here: a copy of this profile has written them. */
  async #noticeClone(ref: LaneRef, before: Head | null | undefined): Promise<void> {
    const replica = this.#replica(ref)
    const grown = (replica.heads.get(this.me.device)?.seq ?? -1) > (before?.seq ?? -1)
    const forked = replica.waiting.some(
      ({ device, reason }) => device === this.me.device && reason === 'fork',
    )
    if (this.#cloned || !(grown || forked)) return
    this.#cloned = true
    await this.disk.write([this.profile.records.put('cloned', true)])
  }

  async cursor(ref: LaneRef): Promise<Cursor> {
    return (await this.profile.records.read<Cursor>(this.#cursorKey(ref))) ?? { position: 0, life: '' }
  }

  /** For sync: everything of a lane that this device keeps, for a relay that has lost part of it. */
  async kept(ref: LaneRef): Promise<Uint8Array[]> {
    return (await this.#lane(ref).log()).map(({ bytes }) => bytes)
  }

  /** The relay's name for a lane. */
  pseudonym(ref: LaneRef): string {
    return toB64(this.#lane(ref).pseudonym())
  }

  /**
   * Takes what the control logs say now: on the disk, entries and new keys in one transaction; then lanes that came are loaded, and lanes in which something was
   * folded that does not count any more are folded anew. `also` goes into the same transaction.
   */
  adopt(membership: Membership, also: Write[] = []): Promise<void> {
    return this.#alone(async () => {
      const { profile } = this
      const { relays } = membership.organisation
      if (relays.length && String(relays) !== String(this.membership.organisation.relays))
        membership.secrets.relays = relays
      const guests = await this.#guestChanges(membership.secrets)
      await profile.disk.write([
        putKnown(profile.records, membership.known),
        profile.records.put('secrets', membership.secrets),
        ...guests.writes,
        ...also,
      ])
      profile.secrets = membership.secrets
      profile.known = membership.known
      this.membership = membership
      const held = new Set(this.lanes().map(laneKey))
      for (const key of this.#kept.keys()) if (!held.has(key)) this.#kept.delete(key)
      for (const ref of this.lanes()) {
        const kept = this.#kept.get(laneKey(ref))
        const { replica } = kept ?? {}
        const options = this.#options(ref)
        const other =
          guests.lanes.has(laneKey(ref)) ||
          kept?.place.guest !== ref.guest ||
          kept?.edition !== options.edition
        if (!replica || other || replica.reachesBeyond(options.pins, options.guests)) await this.#load(ref)
        else {
          const ring = this.#ring(ref)
          for (const epoch of ring.epochs.values())
            if (!replica.ring.epochs.has(epoch.n)) replica.addEpoch(epoch)
          replica.ring.outside = ring.outside
          await replica.setOrganisation(membership.organisation, options.pins, options)
        }
      }
      await this.#foldAgain()
      for (const { ref, about, operations } of guests.again) {
        const lane = this.#lane(ref)
        await this.#put(lane, await lane.replica.write(about, operations))
      }
      this.tell()
    })
  }

  /** The keys of a lane as this device holds them, as a member or as a guest. */
  #ring(ref: LaneRef): Keyring {
    const { secrets } = this.profile
    const ring = ringOf(secrets, ref.space, ref.lane)
    if (!this.#isGuest(ref)) return ring
    const space = secrets.spaces.find((each) => spaceName(each) === ref.space)!
    const cases = space.guest!.filter(({ lane }) => lane === ref.lane)
    const chain = this.membership.spaces.get(ref.space)!.keys.get(ref.lane as Lane)?.chain ?? []
    ring.outside = {
      ...{ space: space.id, lane: ref.lane, pseudonym: fromB64(cases[0]!.pseudonym, 16) },
      keyIds: new Map(chain.map(({ n, keyId }) => [n, fromB64(keyId, 8)])),
    }
    for (const each of cases) {
      ring.guests.add(each.case)
      for (const [epoch, key] of each.keys) addCaseKey(ring, each.case, epoch, fromB64(key, 32))
    }
    return ring
  }

  #isGuest = (ref: LaneRef): boolean =>
    this.lanes().some(({ space, lane, guest }) => guest && space === ref.space && lane === ref.lane)

  /** A guest who comes to hold the whole lane reads it from its beginning. */
  #cursorKey = (ref: LaneRef): string => `cursor/${this.#isGuest(ref) ? 'guest/' : ''}${laneKey(ref)}`

  /** How far this device has written in a lane that it had, or has, as a guest. */
  #ownHead = (ref: LaneRef): Promise<Head | null> => this.profile.records.read<Head>(`own/${laneKey(ref)}`)

  /**
   * A guest whose cases change reads the lane from its beginning again. Of a case that was taken away nothing stays: frames go from the disk, and what was not sent about
   * the others is written anew, because it may stand behind what can no longer be sent.
   */
  async #guestChanges(next: Secrets): Promise<GuestChanges> {
    const { disk, records, secrets } = this.profile
    const changes: GuestChanges = { lanes: new Set(), writes: [], again: [] }
    for (const space of next.spaces) {
      const [before, after] = [
        secrets.spaces.find(({ id }) => id === space.id)?.guest ?? [],
        space.guest ?? [],
      ]
      if (JSON.stringify(before) === JSON.stringify(after)) continue
      for (const lane of new Set([...before, ...after].map((each) => each.lane))) {
        const ref: LaneRef = { space: spaceName(space), lane, guest: true }
        const name = laneKey(ref)
        changes.lanes.add(name)
        changes.writes.push({ store: 'records', key: `cursor/guest/${name}`, remove: true })
        const left = new Set(after.filter((each) => each.lane === lane).map((each) => each.case))
        const kept = this.#kept.get(name)
        if (!kept?.place.guest || before.every((each) => each.lane !== lane || left.has(each.case))) continue
        const queued = kept.queue.map(({ bytes }) => openCommit(kept.replica.ring, kept.pseudonym(), bytes))
        const [first] = queued
        const own = first ? { seq: first.seq - 1, hash: first.prev } : kept.replica.heads.get(this.me.device)
        const stored = await disk.list('commits', `${name}/`)
        changes.writes.push(
          records.put(`own/${name}`, own ?? null),
          ...[...stored.map(({ key }) => key), ...kept.queue.map(({ key }) => `unsent/${key}`)].map(
            (key): Write => ({ store: 'commits', key, remove: true }),
          ),
        )
        for (const { about, operations } of queued)
          if (left.has(about)) changes.again.push({ ref, about, operations })
      }
    }
    return changes
  }

  #isRestricted(name: string): boolean {
    return this.membership.spaces.get(name)?.kind === 'case'
  }

  /** Days since an admin's device last vouched for the logs. */
  staleDays(): number {
    return daysWithoutHeartbeat(
      this.membership.organisation,
      new Date(this.#now()).toISOString().slice(0, 10),
    )
  }

  /** Whose commits count in a lane, and how far. */
  #rights(ref: LaneRef) {
    const { organisation, spaces } = this.membership
    const space = spaces.get(ref.space)
    const pseudonym = toB64(pseudonymOf(this.#ring(ref)))
    const grants = space?.grants ?? new Map<string, Grant>()
    return {
      pins: pinsOf(organisation, space, ref.lane as Lane, pseudonym, this.me.device),
      guests: guestsOf(organisation, grants, ref.lane, pseudonym),
      spent: spentKeys(grants, { space: space?.id ?? '', lane: ref.lane }),
      edition: editionOf(this.#edition, grants, ref.lane),
    }
  }

  /** The last day on which something by a device is known, and the newest entry of the organisation that it has shown to know: by hash, or by number. */
  contacts(): Map<string, { day: string; controlHead: string; seq: number }> {
    const contacts = new Map<string, { day: string; controlHead: string; seq: number }>()
    const see = (device: string, day: string, controlHead: string, seq: number) => {
      const known = contacts.get(device)
      if (!known || known.day <= day) contacts.set(device, { day, controlHead, seq })
    }
    for (const { author, day, seq } of authorsOf(this.membership)) see(author, day, '', seq)
    for (const ref of this.lanes())
      for (const [device, { ms, controlHead }] of this.#replica(ref).contacts)
        see(device, new Date(ms).toISOString().slice(0, 10), controlHead, -1)
    return contacts
  }

  /** Where each device stands in a lane, as accepted here: what a rotation pins. */
  heads(ref: LaneRef): ReadonlyMap<string, Head> {
    return this.#replica(ref).heads
  }

  /**
   * For sync, before sending: what waits under an epoch that is over, or under a key that is spent, is sealed under the present one. False when nothing may be sent yet: a guest
   * whose next key has not come.
   */
  reseal(ref: LaneRef): Promise<boolean> {
    return this.#alone(async () => {
      const lane = this.#lane(ref)
      const { replica, queue } = lane
      if (queue.every(({ bytes }) => replica.isCurrent(bytes))) return true
      if (replica.shutOut) return false
      const resealed = await replica.reseal(queue.map(({ bytes }) => bytes)).catch((error) => {
        if (replica.ring.outside && error instanceof SealError && error.code === 'unknown-key') return null
        throw error
      })
      if (!resealed) return false
      await this.#put(
        lane,
        resealed,
        queue.flatMap(({ key }): Write[] => [
          { store: 'commits', key, remove: true },
          { store: 'commits', key: `unsent/${key}`, remove: true },
        ]),
      )
      return true
    })
  }

  /** Own commits onto the disk and into the queue. */
  async #put(lane: KeptLane, commits: Uint8Array[], also: Write[] = []): Promise<void> {
    const kept = commits.map((bytes) => ({ key: lane.nextKey(), bytes }))
    await this.profile.disk.write([
      ...also,
      ...kept.flatMap(({ key, bytes }): Write[] => [
        { store: 'commits', key, value: bytes },
        { store: 'commits', key: `unsent/${key}`, value: '1' },
      ]),
    ])
    const gone = new Set(also.map(({ key }) => key))
    lane.queue = [...lane.queue.filter(({ key }) => !gone.has(key)), ...kept]
    lane.remember(commits)
  }

  /** What waits to be sent, as changes that another device could write, with the keys under which the commits lie. Without keys of cases. */
  unsentChanges(): { key: string; change: Change }[] {
    return this.lanes().flatMap((ref) => {
      const { replica, queue } = this.#lane(ref)
      return queue.map(({ key, bytes }) => {
        const { about, operations } = openCommit(replica.ring, fromB64(this.pseudonym(ref)), bytes)
        return {
          key,
          change: { ...ref, about, operations: operations.filter(([entity]) => !entity.startsWith('k')) },
        }
      })
    })
  }

  /** Whether this device's name is used elsewhere; then `rekey` (rekey.ts) gives it another. */
  get cloned(): boolean {
    return this.#cloned
  }

  get locked(): boolean {
    return this.#locked
  }

  /** Forgets every key; what is on the disk stays sealed. */
  lock(): void {
    this.#locked = true
    this.profile.vault.forget()
    this.#kept.clear()
    clearTimeout(this.#idle)
    this.tell()
  }

  /** Destroys the wrap first, then everything. What was not sent is gone: the screen says so before. */
  async panic(): Promise<void> {
    const { disk } = this.profile
    this.lock()
    await disk.destroy()
  }

  /** One after the other: two saves at once would give one sequence number twice. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#tail.then(work, work)
    this.#tail = next.catch(() => {})
    return next
  }

  #lane(ref: LaneRef): KeptLane {
    const lane = this.#kept.get(laneKey(ref))
    if (!lane) throw new Error(this.#locked ? 'locked' : `no lane ${laneKey(ref)}`)
    return lane
  }

  #replica(ref: LaneRef): Replica {
    return this.#lane(ref).replica
  }

  #options(ref: LaneRef) {
    return {
      org: this.membership.organisation,
      me: { device: this.me.device, key: this.me.key },
      kinds: kindsOf,
      now: this.#now,
      ...this.#rights(ref),
    }
  }

  async #load({ space, lane: name }: LaneRef): Promise<void> {
    const { disk, vault } = this.profile
    const ref = { space, lane: name }
    const guest = this.#isGuest(ref)
    const ring = this.#ring(ref)
    const only = guest && { cases: new Set(ring.guests), head: await this.#ownHead(ref) }
    const options = this.#options(ref)
    const lane = await KeptLane.load({
      ...{ disk, vault, name: laneKey(ref) },
      ...(guest && { guest }),
      replica: (more) => {
        const replica = new Replica({ ...options, ...(only && { only }), clock: this.#clock, ...more })
        for (const epoch of ring.epochs.values()) replica.addEpoch(epoch)
        replica.ring.outside = ring.outside
        if (guest) {
          replica.ring.guests = ring.guests
          replica.ring.cases = new Map(ring.cases)
        }
        return replica
      },
      beyond: (replica) => replica.reachesBeyond(options.pins, options.guests),
    })
    lane.edition = options.edition
    this.#kept.set(laneKey(ref), lane)
  }

  /** An undo reached what is folded already: the lane is read from its log again. */
  async #foldAgain(): Promise<void> {
    for (const ref of this.lanes()) {
      const lane = this.#kept.get(laneKey(ref))
      // What is not here cannot be folded again: `tendSnapshots` fetches it.
      if (lane?.replica.stale && lane.below?.log !== 'later') await this.#load(ref)
    }
  }

  /** When nobody is waiting: a lane that has grown gets a new snapshot on this disk. */
  #soon(): void {
    const grown = [...this.#kept.values()].some(({ tail }) => tail >= SNAPSHOT_AFTER)
    if (!grown || this.#idle !== undefined) return
    this.#idle = setTimeout(() => {
      this.#idle = undefined
      void this.keepSnapshots()
    }, IDLE_MS)
  }

  /** Writes snapshots of the lanes that have grown, each in one transaction. A disk that refuses leaves what was there: the log has everything. */
  keepSnapshots(least = SNAPSHOT_AFTER): Promise<void> {
    return this.#alone(async () => {
      for (const lane of this.#kept.values()) {
        if (lane.tail < least) continue
        const made = await lane.snapshot()
        if (!made) continue
        const kept = await this.profile.disk.write(made.writes).then(
          () => true,
          () => false,
        )
        if (kept) made.done()
      }
    })
  }

  /** For snapshots: the lane as it lies here, with what a replica of it needs. */
  lane(ref: LaneRef): KeptLane {
    return this.#lane(ref)
  }
  optionsOf(ref: LaneRef): Omit<ReplicaOptions, 'clock'> {
    return this.#options(ref)
  }

  /** For snapshots: writes that change what a lane begins with, in one transaction, and the lane as it is then. */
  reload(ref: LaneRef, writes: Write[]): Promise<void> {
    return this.#alone(async () => {
      await this.profile.disk.write(writes)
      await this.#load(ref)
      this.tell()
    })
  }

  /** Used by tests and by the screen that says what the browser threw away. */
  get disk(): Disk {
    return this.profile.disk
  }
}
