/**
 * A lane as it lies on this device's disk: every commit in the order in which it came, marks of what no relay has acknowledged, and a snapshot of the folded state,
 * so that opening reads the snapshot and the few commits behind it. The snapshot is a convenience: without it, or with one that does not open, the log is folded.
 *
 *   commits   team/facts/000000000012          one commit
 *   commits   unsent/team/facts/000000000012   "1" until a relay has it
 *   records   snapshot/team/facts              sealed(length u32 ‖ JSON Meta ‖ body of snapshot-body.ts)
 *   records   marks/team/facts                 sealed(12 bytes of the mark of each commit below the snapshot)
 *   records   below/team/facts                 "later" or "never" where the log below the snapshot is not here: then the snapshot is no convenience
 */
import { lanePseudonym } from '../../log/commit.ts'
import type { Replica, ReplicaOptions, WaitReason } from '../../log/replica.ts'
import { type Body, readBody } from '../../log/snapshot-body.ts'
import { concat, fromB64, fromUtf8, readU32, toB64, u32, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { Vault } from '../../seal/vault.ts'
import type { Disk, Write } from './disk.ts'

/** So many commits behind a snapshot are worth a new one. */
export const SNAPSHOT_AFTER = 256
/** What waits goes into the snapshot; more than this is an attack, and then the log is read as it is. */
const MOST_WAITING = 1024 * 1024
const MARK = 12

/** These never become readable. All else that waits is looked at again. */
const HOPELESS: ReadonlySet<WaitReason> = new Set([
  'bad-bytes',
  'bad-seal',
  'bad-padding',
  'bad-shape',
  'too-large',
  'wrong-place',
])

interface Meta {
  v: 1
  /** Commits with numbers below this one are in it. */
  count: number
  /** What could not be accepted when it was made. */
  waiting: string[]
  /** See `ReplicaOptions.below`; '' when the whole log is on this disk. */
  below: '' | 'later' | 'never'
}

export interface KeptCommit {
  key: string
  bytes: Uint8Array
}

export interface LanePlace {
  disk: Disk
  vault: Vault
  /** Space and lane, e.g. "team/facts". */
  name: string
  /** A new replica, with the lane's epochs. */
  replica(more: Pick<ReplicaOptions, 'from' | 'below' | 'undone'>): Replica
  /** Whether it has folded what does not count any more, since somebody's rights have ended. */
  beyond(replica: Replica): boolean
}

/** A commit's own mark: the beginning of the random nonce of its slot (protocol §6). Two commits never share it. */
const markOf = (bytes: Uint8Array): string => toB64(bytes.subarray(32, 32 + MARK))
const numbered = (n: number) => String(n).padStart(12, '0')

export class KeptLane {
  readonly replica: Replica
  /** What waits to be sent, in the order in which it was written. */
  queue: KeptCommit[] = []
  readonly below: Meta['below']
  readonly #place: LanePlace
  #next: number
  /** Number of the first commit that is not in the snapshot on the disk. */
  #covered: number
  readonly #marks = new Set<string>()
  /** Marks below the snapshot: read when the relay first hands something out. */
  #older: Set<string> | null

  private constructor(place: LanePlace, replica: Replica, meta: Pick<Meta, 'count' | 'below'>) {
    this.#place = place
    this.replica = replica
    this.below = meta.below
    this.#next = this.#covered = meta.count
    this.#older = meta.count > 0 || meta.below ? null : new Set()
  }

  /** From the snapshot and what came after it; from the whole log where there is none, or where an undo reaches below it. */
  static async load(place: LanePlace): Promise<KeptLane> {
    const kept = await readSnapshot(place)
    if (kept) {
      const { meta, body } = kept
      const from = { from: body, ...(meta.below && { below: meta.below }) }
      const lane = new KeptLane(place, place.replica(from), meta)
      await lane.#fold(meta.waiting.map((each) => fromB64(each)))
      // With a log that is not all here it is told by `replica.stale`, and whoever fetches the rest folds it again.
      if (meta.below || !(lane.replica.stale || place.beyond(lane.replica))) return lane
    }
    const below = await place.disk.get('records', `below/${place.name}`)
    if (below === 'never') throw new SealError('broken-chain', 'part of this device’s storage is gone')
    // The rest is still at the relay: it is read from the beginning.
    if (below !== null)
      await place.disk.write(
        ['below', 'cursor'].map((what) => ({ store: 'records', key: `${what}/${place.name}`, remove: true })),
      )
    const whole = { count: 0, below: '' as const }
    const lane = new KeptLane(place, place.replica({}), whole)
    await lane.#fold([])
    if (!lane.replica.stale) return lane
    const again = new KeptLane(place, place.replica({ undone: lane.replica.undoing() }), whole)
    await again.#fold([])
    return again
  }

  async #fold(waiting: Uint8Array[]): Promise<void> {
    const { disk, name } = this.#place
    const from = `${name}/${numbered(this.#covered)}`
    const tail = (await disk.list('commits', `${name}/`, from))
      .filter(({ key }) => key >= from)
      .map(({ key, value }) => ({ key, bytes: value as Uint8Array }))
    await this.replica.receive([...waiting, ...tail.map(({ bytes }) => bytes)])
    for (const { bytes } of tail) this.#marks.add(markOf(bytes))
    const last = tail.at(-1)?.key.split('/').at(-1)
    if (last !== undefined) this.#next = Number(last) + 1
    const byKey = new Map(tail.map((each) => [each.key, each]))
    for (const { key } of await disk.list('commits', `unsent/${name}/`)) {
      const own = key.slice('unsent/'.length)
      const known = byKey.get(own)
      const bytes = known?.bytes ?? (await disk.get('commits', own))
      if (bytes instanceof Uint8Array) this.queue.push({ key: own, bytes })
    }
  }

  /** The key under which the next commit is kept. */
  nextKey(): string {
    return `${this.#place.name}/${numbered(this.#next++)}`
  }

  /** Those that this device does not have yet. What it wrote itself comes back from the relay and is kept once. */
  async fresh(commits: Uint8Array[]): Promise<Uint8Array[]> {
    if (commits.length === 0) return []
    this.#older ??= await this.#readMarks()
    const older = this.#older
    return commits.filter((bytes) => !this.#marks.has(markOf(bytes)) && !older.has(markOf(bytes)))
  }

  /** They are on the disk. */
  remember(commits: Iterable<Uint8Array>): void {
    for (const bytes of commits) this.#marks.add(markOf(bytes))
  }

  /** Commits since the snapshot on the disk. */
  get tail(): number {
    return this.#next - this.#covered
  }

  pseudonym(): Uint8Array {
    return lanePseudonym(this.replica.ring.epochs.get(0)!)
  }

  /** All commits that this device keeps. */
  async log(): Promise<KeptCommit[]> {
    const kept = await this.#place.disk.list('commits', `${this.#place.name}/`)
    return kept.map(({ key, value }) => ({ key, bytes: value as Uint8Array }))
  }

  /**
   * The writes that put a snapshot of the present state on the disk, all in one transaction with whatever else must be true with it; `done` when they are there.
   * null when there is none to write: something was undone, or too much waits.
   */
  async snapshot(): Promise<{ writes: Write[]; done: () => void } | null> {
    if (this.replica.stale) return null
    const waiting = this.replica.waiting.filter(({ reason }) => !HOPELESS.has(reason))
    if (waiting.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_WAITING) return null
    const older = this.#older ?? (await this.#readMarks())
    const marks = new Set([...older, ...this.#marks])
    const count = this.#next
    const meta: Meta = { v: 1, count, waiting: waiting.map(({ bytes }) => toB64(bytes)), below: this.below }
    return {
      writes: [...snapshotWrites(this.#place, meta, this.replica.body()), putMarks(this.#place, marks)],
      done: () => {
        this.#covered = count
        this.#older = marks
        this.#marks.clear()
      },
    }
  }

  async #readMarks(): Promise<Set<string>> {
    const { disk, vault, name } = this.#place
    const sealed = await disk.get('records', `marks/${name}`)
    const known = new Set<string>()
    try {
      if (!(sealed instanceof Uint8Array)) throw new SealError('bad-shape', 'marks')
      const bytes = vault.open('records', `marks/${name}`, sealed)
      for (let at = 0; at < bytes.length; at += MARK) known.add(toB64(bytes.subarray(at, at + MARK)))
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      // The commits themselves tell, only slower.
      for (const { bytes } of await this.log()) known.add(markOf(bytes))
    }
    return known
  }
}

const putMarks = ({ vault, name }: LanePlace, marks: ReadonlySet<string>): Write => ({
  store: 'records',
  key: `marks/${name}`,
  value: vault.seal('records', `marks/${name}`, concat(...[...marks].map((mark) => fromB64(mark, MARK)))),
})

/** For a snapshot that came from elsewhere as well: `count` is the number of the first commit that is not in it. */
export function snapshotWrites({ vault, name }: LanePlace, meta: Meta, body: string): Write[] {
  const head = utf8(JSON.stringify(meta))
  const plain = concat(u32(head.length), head, utf8(body))
  return [
    { store: 'records', key: `snapshot/${name}`, value: vault.seal('records', `snapshot/${name}`, plain) },
  ]
}

/** null: there is none, or none that this version, these keys and these rights can go on from. */
async function readSnapshot({
  disk,
  vault,
  name,
  replica,
}: LanePlace): Promise<{ meta: Meta; body: Body } | null> {
  const sealed = await disk.get('records', `snapshot/${name}`)
  if (!(sealed instanceof Uint8Array)) return null
  try {
    const plain = vault.open('records', `snapshot/${name}`, sealed)
    const length = readU32(plain)
    const meta = JSON.parse(fromUtf8(plain.subarray(4, 4 + length))) as Meta
    if (meta.v !== 1) return null
    const body = readBody(fromUtf8(plain.subarray(4 + length)))
    const now = replica({}).standing()
    const fits =
      body.space === now.space &&
      body.lane === now.lane &&
      body.edition === now.edition &&
      body.epoch <= now.epoch
    return fits ? { meta, body } : null
  } catch (error) {
    if (error instanceof SealError || error instanceof SyntaxError) return null
    throw error
  }
}
