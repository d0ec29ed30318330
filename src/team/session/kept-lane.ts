/**
 * A lane as it lies on this device's disk: every commit in the order in which it came, marks of what no relay has acknowledged, and a snapshot of the folded state,
 * so that opening reads the snapshot and the few commits behind it. The snapshot is a convenience: without it, or with one that does not open, the log is folded.
 *
 *   commits   team/facts/000000000012          one commit
 *   commits   unsent/team/facts/000000000012   "1" until a relay has it
 *   records   snapshot/team/facts              sealed(length u32 ‖ JSON Meta ‖ body of snapshot-body.ts)
 *   records   marks/team/facts                 sealed(12 bytes of the mark of each commit below the snapshot)
 *   records   base/team/facts                  sealed like a snapshot: below it the log is not here
 *   records   below/team/facts                 why: "later", it can be fetched; "never", it was pruned
 */
import { pseudonymOf } from '../../log/commit.ts'
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
  /** What the base says (`ReplicaOptions.below`); null when the whole log is on this disk. */
  below: Below | null
  /** When each device last wrote (`Replica.contacts`). */
  contacts?: [device: string, ms: number, controlHead: string][]
}
export interface Below {
  log: 'later' | 'never'
  floor: [device: string, seq: number][]
}

export interface KeptCommit {
  key: string
  bytes: Uint8Array
}

/** Where a lane lies, and how it is folded. */
export interface LanePlace {
  disk: Disk
  vault: Vault
  /** Space and lane, e.g. "team/facts". */
  name: string
  /** A guest's (docs/protocol.md §5, "One case alone"): few commits, of which no snapshot is kept. */
  guest?: boolean
  /** A new replica, with the lane's epochs. */
  replica(more: Pick<ReplicaOptions, 'from' | 'below' | 'undone'>): Replica
  /** Whether it has folded what does not count any more, since somebody's rights have ended. */
  beyond(replica: Replica): boolean
}

/** A commit's own mark: the beginning of the random nonce of its slot (protocol §6). Two commits never share it. */
export const markOf = (bytes: Uint8Array): string => toB64(bytes.subarray(32, 32 + MARK))
const numbered = (n: number) => String(n).padStart(12, '0')

export class KeptLane {
  readonly replica: Replica
  /** What waits to be sent, in the order in which it was written. */
  queue: KeptCommit[] = []
  /** By which rules it was folded (`ReplicaOptions.edition`). */
  edition: string | undefined
  readonly below: Below | null
  readonly place: LanePlace
  #next: number
  /** Number of the first commit that is not in the snapshot on the disk. */
  #covered: number
  readonly #marks = new Set<string>()
  /** Marks below the snapshot: read when the relay first hands something out. */
  #older: Set<string> | null

  private constructor(place: LanePlace, replica: Replica, meta: Pick<Meta, 'count' | 'below'>) {
    this.place = place
    this.replica = replica
    this.below = meta.below
    this.#next = this.#covered = meta.count
    this.#older = meta.count > 0 || meta.below ? null : new Set()
  }

  /** From the snapshot and what came after it; where an undo reaches below it, or there is none, from the base and the log, or from the whole log. */
  static async load(place: LanePlace): Promise<KeptLane> {
    for (const record of place.guest ? [] : (['snapshot', 'base'] as const)) {
      let undone: ReadonlyMap<string, number> | undefined
      // Once as it stands, and from the base again without what was undone.
      for (let round = 0; round < (record === 'base' ? 2 : 1); round++) {
        const kept = await readSnapshot(place, record)
        if (!kept) break
        const { meta, body } = kept
        const below = meta.below && { log: meta.below.log, floor: new Map(meta.below.floor) }
        const replica = place.replica({ from: body, ...(below && { below }), ...(undone && { undone }) })
        for (const [device, ms, controlHead] of meta.contacts ?? [])
          replica.contacts.set(device, { ms, controlHead })
        const lane = new KeptLane(place, replica, meta)
        await lane.#fold(meta.waiting.map((each) => fromB64(each)))
        const sound = !replica.stale && !place.beyond(replica)
        // With a log that is not here it cannot be better than this: `replica.stale` tells whoever can fetch the rest.
        if (sound || (record === 'base' && round === 1)) return lane
        undone = replica.undoing()
      }
    }
    const below = place.guest ? null : await place.disk.get('records', `below/${place.name}`)
    if (below === 'never') throw new SealError('broken-chain', 'part of this device’s storage is gone')
    // The rest is still at the relay: it is read from the beginning.
    if (below !== null) await place.disk.write(withoutBase(place.name, ['cursor']))
    const whole = { count: 0, below: null }
    const lane = new KeptLane(place, place.replica({}), whole)
    await lane.#fold([])
    if (!lane.replica.stale) return lane
    const again = new KeptLane(place, place.replica({ undone: lane.replica.undoing() }), whole)
    await again.#fold([])
    return again
  }

  async #fold(waiting: Uint8Array[]): Promise<void> {
    const { disk, name } = this.place
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
    return `${this.place.name}/${numbered(this.#next++)}`
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
    return pseudonymOf(this.replica.ring)
  }

  /** Marks of all commits that this device keeps or has pruned. */
  async marks(): Promise<Set<string>> {
    this.#older ??= await this.#readMarks()
    return new Set([...this.#older, ...this.#marks])
  }

  /** All commits that this device keeps. */
  async log(): Promise<KeptCommit[]> {
    const kept = await this.place.disk.list('commits', `${this.place.name}/`)
    return kept.map(({ key, value }) => ({ key, bytes: value as Uint8Array }))
  }

  /**
   * The writes that put a snapshot of the present state on the disk, all in one transaction with whatever else must be true with it; `done` when they are there.
   * null when there is none to write: something was undone, or too much waits.
   */
  async snapshot(): Promise<{ writes: Write[]; done: () => void } | null> {
    if (this.replica.stale || this.place.guest) return null
    const waiting = this.replica.waiting.filter(({ reason }) => !HOPELESS.has(reason))
    if (waiting.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_WAITING) return null
    const marks = await this.marks()
    const count = this.#next
    const meta: Meta = {
      ...{ v: 1, count, below: this.below, waiting: waiting.map(({ bytes }) => toB64(bytes)) },
      contacts: [...this.replica.contacts].map(([device, { ms, controlHead }]) => [device, ms, controlHead]),
    }
    return {
      writes: [...snapshotWrites(this.place, meta, this.replica.body()), putMarks(this.place, marks)],
      done: () => {
        this.#covered = count
        this.#older = marks
        this.#marks.clear()
      },
    }
  }

  async #readMarks(): Promise<Set<string>> {
    const { disk, vault, name } = this.place
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

const snapshotWrites = (
  { vault, name }: LanePlace,
  meta: Meta,
  body: string,
  record = 'snapshot',
): Write[] => {
  const head = utf8(JSON.stringify(meta))
  const plain = concat(u32(head.length), head, utf8(body))
  const key = `${record}/${name}`
  return [{ store: 'records', key, value: vault.seal('records', key, plain) }]
}

/** The lane begins at this body, and the log below it is not here. Whatever snapshot there was is gone: it may stand below. */
export function baseWrites(
  place: LanePlace,
  log: Below['log'],
  body: string,
  marks: ReadonlySet<string>,
): Write[] {
  const floor = [...readBody(body).heads].map(([device, { seq }]): [string, number] => [device, seq])
  const meta: Meta = { v: 1, count: 0, waiting: [], below: { log, floor } }
  return [
    ...snapshotWrites(place, meta, body, 'base'),
    putMarks(place, marks),
    { store: 'records', key: `below/${place.name}`, value: log },
    { store: 'records', key: `snapshot/${place.name}`, remove: true },
  ]
}

/** The whole log is on this disk, or will be. */
export const withoutBase = (name: string, also: string[] = []): Write[] =>
  ['base', 'below', 'snapshot', 'marks', ...also].map((what) => ({
    store: 'records',
    key: `${what}/${name}`,
    remove: true,
  }))

/** null: there is none, or none that this version, these keys and these rights can go on from. */
export async function readSnapshot(
  { disk, vault, name, replica }: LanePlace,
  record: 'snapshot' | 'base',
): Promise<{ meta: Meta; body: Body } | null> {
  const key = `${record}/${name}`
  const sealed = await disk.get('records', key)
  if (!(sealed instanceof Uint8Array)) return null
  try {
    const plain = vault.open('records', key, sealed)
    const length = readU32(plain)
    const meta = JSON.parse(fromUtf8(plain.subarray(4, 4 + length))) as Meta
    if (meta.v !== 1) return null
    const body = readBody(fromUtf8(plain.subarray(4 + length)))
    const now = replica({}).standing()
    const fits = body.space === now.space && body.lane === now.lane && body.epoch <= now.epoch
    // Of a log that is not here another edition cannot be made: its fields are read as they are.
    return fits && (body.edition === now.edition || meta.below?.log === 'never') ? { meta, body } : null
  } catch (error) {
    if (error instanceof SealError || error instanceof SyntaxError) return null
    throw error
  }
}
