/**
 * An unlocked device: the lanes it holds, what it writes (on the disk before anything is shown as saved), what waits to be sent.
 * Screens read `state` and call `write`; the network is somebody else's (sync.ts).
 */
import { kindsOf } from '../../casework/fields.ts'
import { type Clock, createClock } from '../../log/clock.ts'
import { lanePseudonym, type Operation } from '../../log/commit.ts'
import type { SpaceKind } from '../../log/founding.ts'
import { type Membership, readMembership, ringOf } from '../../log/membership.ts'
import type { State } from '../../log/merge.ts'
import { Replica, type Waiting } from '../../log/replica.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { type SigningKey, signingKey } from '../../seal/sign.ts'
import type { Disk, Write } from './disk.ts'
import type { Profile } from './profile.ts'

/** A lane of a space, e.g. team/facts. */
export interface LaneRef {
  space: Exclude<SpaceKind, 'org'>
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

/** A commit's own mark: the random nonce of its slot (protocol §6), 24 bytes behind the header. */
const markOf = (bytes: Uint8Array): string => toB64(bytes.subarray(32, 56))

const laneKey = ({ space, lane }: LaneRef) => `${space}/${lane}`
const numbered = (n: number) => String(n).padStart(12, '0')

export class Session {
  readonly profile: Profile
  readonly me: { device: string; person: string; key: SigningKey }
  membership: Membership
  readonly #now: () => number
  readonly #clock: Clock
  readonly #replicas = new Map<string, Replica>()
  readonly #listeners = new Set<() => void>()
  readonly #counts = new Map<string, number>()
  /** Marks of the commits on the disk, by lane: what comes back from the relay is kept once. */
  readonly #seen = new Map<string, Set<string>>()
  #queue = new Map<string, { key: string; bytes: Uint8Array }[]>()
  #tail: Promise<unknown> = Promise.resolve()
  #locked = false

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
    const session = new Session(
      profile,
      membership,
      await signingKey(fromB64(profile.secrets.device.seed, 32)),
      now,
    )
    for (const ref of session.lanes()) await session.#load(ref)
    return session
  }

  /** The lanes whose keys this device holds; the control lanes are read by membership. */
  lanes(): LaneRef[] {
    return this.profile.secrets.spaces.flatMap(({ kind, lanes }) =>
      kind === 'org'
        ? []
        : Object.keys(lanes)
            .filter((lane) => lane !== 'control')
            .map((lane) => ({ space: kind, lane })),
    )
  }

  state(ref: LaneRef): State {
    return this.#replica(ref).state()
  }

  /** What could not be accepted, by lane: forks and revoked devices are an alarm, gaps usually heal. */
  waiting(): (LaneRef & Waiting)[] {
    return this.lanes().flatMap((ref) => this.#replica(ref).waiting.map((each) => ({ ...ref, ...each })))
  }

  /** Commits that no relay has acknowledged yet. Always in sight on the screen. */
  unsent(): number {
    return [...this.#queue.values()].reduce((sum, list) => sum + list.length, 0)
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
      const touched = new Set<string>()
      const writes: Write[] = []
      const queued: [string, { key: string; bytes: Uint8Array }][] = []
      try {
        for (const change of changes) {
          if (change.operations.length === 0) continue
          touched.add(laneKey(change))
          for (const bytes of await this.#replica(change).write(change.about, change.operations)) {
            const key = this.#nextKey(change)
            writes.push(
              { store: 'commits', key, value: bytes },
              { store: 'commits', key: `unsent/${key}`, value: '1' },
            )
            queued.push([laneKey(change), { key, bytes }])
          }
        }
        await this.profile.disk.write([...writes, ...also])
      } catch (error) {
        for (const ref of this.lanes()) if (touched.has(laneKey(ref))) await this.#load(ref)
        throw error
      }
      for (const [lane, each] of queued) {
        this.#queue.set(lane, [...(this.#queue.get(lane) ?? []), each])
        this.#seen.get(lane)?.add(markOf(each.bytes))
      }
      this.tell()
    })
  }

  /** For sync: what waits in a lane, in the order in which it was written. */
  queued(ref: LaneRef): { key: string; bytes: Uint8Array }[] {
    return this.#queue.get(laneKey(ref)) ?? []
  }

  /** For sync: the relay has acknowledged these. */
  async acknowledged(ref: LaneRef, keys: string[]): Promise<void> {
    await this.profile.disk.write(
      keys.map((key) => ({ store: 'commits', key: `unsent/${key}`, remove: true })),
    )
    const done = new Set(keys)
    this.#queue.set(
      laneKey(ref),
      this.queued(ref).filter(({ key }) => !done.has(key)),
    )
    this.tell()
  }

  /** For sync: a page of a lane. Kept on the disk before it is folded; what this device wrote itself comes back and is known. */
  received(ref: LaneRef, commits: Uint8Array[], cursor: Cursor): Promise<number> {
    return this.#alone(async () => {
      const seen = this.#seen.get(laneKey(ref))!
      const fresh = commits.filter((bytes) => !seen.has(markOf(bytes)))
      const writes: Write[] = fresh.map((bytes) => ({
        store: 'commits',
        key: this.#nextKey(ref),
        value: bytes,
      }))
      writes.push(this.profile.records.put(`cursor/${laneKey(ref)}`, cursor))
      await this.profile.disk.write(writes)
      for (const bytes of fresh) seen.add(markOf(bytes))
      const accepted = await this.#replica(ref).receive(fresh)
      if (accepted) this.tell()
      return accepted
    })
  }

  async cursor(ref: LaneRef): Promise<Cursor> {
    return (await this.profile.records.read<Cursor>(`cursor/${laneKey(ref)}`)) ?? { position: 0, life: '' }
  }

  /** For sync: everything of a lane that this device keeps, for a relay that has lost part of it. */
  async kept(ref: LaneRef): Promise<Uint8Array[]> {
    return (await this.disk.list('commits', `${laneKey(ref)}/`)).map(({ value }) => value as Uint8Array)
  }

  /** The relay's name for a lane. */
  pseudonym(ref: LaneRef): string {
    return toB64(lanePseudonym(this.#replica(ref).ring.epochs.get(0)!))
  }

  async setMembership(membership: Membership): Promise<void> {
    this.membership = membership
    for (const replica of this.#replicas.values()) await replica.setOrganisation(membership.organisation)
    this.tell()
  }

  get locked(): boolean {
    return this.#locked
  }

  /** Forgets every key; what is on the disk stays sealed. */
  lock(): void {
    this.#locked = true
    this.profile.vault.forget()
    this.#replicas.clear()
    this.#queue.clear()
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

  #replica(ref: LaneRef): Replica {
    const replica = this.#replicas.get(laneKey(ref))
    if (!replica) throw new Error(this.#locked ? 'locked' : `no lane ${laneKey(ref)}`)
    return replica
  }

  #nextKey(ref: LaneRef): string {
    const n = this.#counts.get(laneKey(ref)) ?? 0
    this.#counts.set(laneKey(ref), n + 1)
    return `${laneKey(ref)}/${numbered(n)}`
  }

  async #load(ref: LaneRef): Promise<void> {
    const { disk, secrets } = this.profile
    const replica = new Replica({
      org: this.membership.organisation,
      me: { device: this.me.device, key: this.me.key },
      kinds: kindsOf,
      clock: this.#clock,
      now: this.#now,
    })
    for (const epoch of ringOf(secrets, ref.space, ref.lane).epochs.values()) replica.addEpoch(epoch)
    const kept = await disk.list('commits', `${laneKey(ref)}/`)
    await replica.receive(kept.map(({ value }) => value as Uint8Array))
    this.#seen.set(laneKey(ref), new Set(kept.map(({ value }) => markOf(value as Uint8Array))))
    const last = kept.at(-1)?.key.split('/').at(-1)
    this.#counts.set(laneKey(ref), last === undefined ? 0 : Number(last) + 1)
    this.#replicas.set(laneKey(ref), replica)
    const unsent = new Set(
      (await disk.list('commits', `unsent/${laneKey(ref)}/`)).map(({ key }) => key.slice('unsent/'.length)),
    )
    this.#queue.set(
      laneKey(ref),
      kept
        .filter(({ key }) => unsent.has(key))
        .map(({ key, value }) => ({ key, bytes: value as Uint8Array })),
    )
  }

  /** Used by tests and by the screen that says what the browser threw away. */
  get disk(): Disk {
    return this.profile.disk
  }
}
