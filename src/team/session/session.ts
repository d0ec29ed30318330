/**
 * An unlocked device: the lanes it holds, what it writes (on the disk before anything is shown as saved), what waits to be sent.
 * Screens read `state` and call `write`; the network is somebody else's (sync.ts).
 */
import { kindsOf } from '../../casework/fields.ts'
import { kindsEdition } from '../../casework/kinds-edition.ts'
import { type Clock, createClock } from '../../log/clock.ts'
import { lanePseudonym, type Operation, openCommit, readHeader } from '../../log/commit.ts'
import { daysWithoutHeartbeat } from '../../log/control.ts'
import type { Lane } from '../../log/entry.ts'
import { currentEpoch } from '../../log/lane.ts'
import type { Head } from '../../log/lane-keys.ts'
import { authorsOf, type Membership, readMembership, ringOf, spaceName } from '../../log/membership.ts'
import type { State } from '../../log/merge.ts'
import { Replica, type ReplicaOptions, type Waiting } from '../../log/replica.ts'
import { holdsLane, pinsOf } from '../../log/rights.ts'
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
    const { organisation, spaces } = this.membership
    return this.profile.secrets.spaces.flatMap((space) => {
      const name = spaceName(space)
      const state = spaces.get(name)
      return space.kind === 'org' || !state
        ? []
        : Object.keys(space.lanes)
            .filter(
              (lane) => lane !== 'control' && holdsLane(organisation, state, lane as Lane, this.me.person),
            )
            .map((lane) => ({ space: name, lane }))
    })
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
    await this.profile.disk.write(
      keys.map((key) => ({ store: 'commits', key: `unsent/${key}`, remove: true })),
    )
    const done = new Set(keys)
    const lane = this.#lane(ref)
    lane.queue = lane.queue.filter(({ key }) => !done.has(key))
    this.tell()
  }

  /** For sync: a page of a lane. Kept on the disk before it is folded; what this device wrote itself comes back and is known. */
  received(ref: LaneRef, commits: Uint8Array[], cursor: Cursor): Promise<number> {
    return this.#alone(async () => {
      const lane = this.#lane(ref)
      const fresh = await lane.fresh(commits)
      const writes: Write[] = fresh.map((bytes) => ({ store: 'commits', key: lane.nextKey(), value: bytes }))
      writes.push(this.profile.records.put(`cursor/${laneKey(ref)}`, cursor))
      await this.profile.disk.write(writes)
      lane.remember(fresh)
      const own = lane.replica.heads.get(this.me.device)
      const accepted = await lane.replica.receive(fresh)
      await this.#noticeClone(ref, own)
      await this.#foldAgain()
      this.#soon()
      if (accepted) this.tell()
      return accepted
    })
  }

  /** Commits of this device that came from the relay and were not written here: a copy of this profile has written them. */
  async #noticeClone(ref: LaneRef, before: Head | undefined): Promise<void> {
    const replica = this.#replica(ref)
    const grown = replica.heads.get(this.me.device)?.seq !== before?.seq
    const forked = replica.waiting.some(
      ({ device, reason }) => device === this.me.device && reason === 'fork',
    )
    if (this.#cloned || !(grown || forked)) return
    this.#cloned = true
    await this.disk.write([this.profile.records.put('cloned', true)])
  }

  async cursor(ref: LaneRef): Promise<Cursor> {
    return (await this.profile.records.read<Cursor>(`cursor/${laneKey(ref)}`)) ?? { position: 0, life: '' }
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
      await profile.disk.write([
        putKnown(profile.records, membership.known),
        profile.records.put('secrets', membership.secrets),
        ...also,
      ])
      profile.secrets = membership.secrets
      profile.known = membership.known
      this.membership = membership
      const held = new Set(this.lanes().map(laneKey))
      for (const key of this.#kept.keys()) if (!held.has(key)) this.#kept.delete(key)
      for (const ref of this.lanes()) {
        const replica = this.#kept.get(laneKey(ref))?.replica
        const pins = this.#pins(ref)
        if (!replica || replica.reachesBeyond(pins)) await this.#load(ref)
        else {
          for (const epoch of ringOf(profile.secrets, ref.space, ref.lane).epochs.values())
            if (!replica.ring.epochs.has(epoch.n)) replica.addEpoch(epoch)
          await replica.setOrganisation(membership.organisation, pins)
        }
      }
      await this.#foldAgain()
      this.tell()
    })
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

  #pins(ref: LaneRef): Map<string, Head | null> {
    const { organisation, spaces } = this.membership
    const first = ringOf(this.profile.secrets, ref.space, ref.lane).epochs.get(0)
    const pseudonym = first ? toB64(lanePseudonym(first)) : ''
    return pinsOf(organisation, spaces.get(ref.space), ref.lane as Lane, pseudonym, this.me.device)
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

  /** For sync, before sending: what waits under an epoch that is over is sealed under the present one. False where this device may not write now. */
  reseal(ref: LaneRef): Promise<boolean> {
    return this.#alone(async () => {
      const lane = this.#lane(ref)
      const { replica, queue } = lane
      const { n } = currentEpoch(replica.ring)
      if (queue.every(({ bytes }) => readHeader(bytes).epoch === n)) return true
      if (replica.shutOut) return false
      const resealed = (await replica.reseal(queue.map(({ bytes }) => bytes))).map((bytes) => ({
        key: lane.nextKey(),
        bytes,
      }))
      await this.profile.disk.write([
        ...queue.flatMap(({ key }): Write[] => [
          { store: 'commits', key, remove: true },
          { store: 'commits', key: `unsent/${key}`, remove: true },
        ]),
        ...resealed.flatMap(({ key, bytes }): Write[] => [
          { store: 'commits', key, value: bytes },
          { store: 'commits', key: `unsent/${key}`, value: '1' },
        ]),
      ])
      lane.queue = resealed
      lane.remember(resealed.map(({ bytes }) => bytes))
      return true
    })
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

  #options(ref: LaneRef): Omit<ReplicaOptions, 'clock'> {
    return {
      org: this.membership.organisation,
      me: { device: this.me.device, key: this.me.key },
      kinds: kindsOf,
      edition: this.#edition,
      now: this.#now,
      pins: this.#pins(ref),
    }
  }

  async #load(ref: LaneRef): Promise<void> {
    const { disk, secrets, vault } = this.profile
    const epochs = [...ringOf(secrets, ref.space, ref.lane).epochs.values()]
    const lane = await KeptLane.load({
      ...{ disk, vault, name: laneKey(ref) },
      replica: (more) => {
        const replica = new Replica({ ...this.#options(ref), clock: this.#clock, ...more })
        for (const epoch of epochs) replica.addEpoch(epoch)
        return replica
      },
      beyond: (replica) => replica.reachesBeyond(this.#pins(ref)),
    })
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
