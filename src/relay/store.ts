/**
 * What the relay keeps: ciphertext, positions, sizes, hashes of tokens, days. One SQLite file, every acknowledged write on the disk
 * (`synchronous=FULL`), deleted bytes overwritten (`secure_delete`). It cannot read anything of it and decides no rights beyond tokens.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Frame, LIMITS } from '../log/wire.ts'
import { type Counts, countsOf } from './counts.ts'
import { COUNTED, openDatabase } from './schema.ts'

export type Outcome = 'kept' | 'already' | 'conflict' | 'forbidden' | 'unknown' | 'full' | 'gap'

export interface Arrived {
  position: number
  box: string
  seq: number
  day: number
  bytes: Uint8Array
}

const sha256 = (bytes: string | Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

export const tokenHash = (token: string): Uint8Array => sha256(token)
const matches = (kept: unknown, token: string): boolean =>
  timingSafeEqual(kept as Uint8Array, tokenHash(token))

type Row = Record<string, unknown>

/** An organisation begins with its own space, a team and an intake desk. */
const SPACES_AT_ONCE = 3
/** Positions are 48 bits wide on the wire. A restore lifts them to day × 2³¹: room for 2 milliard a day until the year 2328. */
const POSITIONS_A_DAY = 2 ** 31

const newLife = (): string => randomBytes(16).toString('base64url')

export class Store {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #today: () => number

  /** @param file path of the database, created when missing; `:memory:` in tests. @param today days since 1970, UTC. Throws `NoStore`. */
  constructor(file: string, today: () => number = () => Math.floor(Date.now() / 86_400_000)) {
    this.#today = today
    this.#db = openDatabase(file)
    this.#run("insert or ignore into meta (name, value) values ('life', ?)", newLife())
  }

  #get(sql: string, ...values: (string | number | Uint8Array)[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined
  }

  #all(sql: string, ...values: (string | number | Uint8Array)[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[]
  }

  #run(sql: string, ...values: (string | number | Uint8Array)[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** All or nothing, and on the disk before it returns. */
  transaction<T>(work: () => T): T {
    this.#db.exec('begin immediate')
    try {
      const result = work()
      this.#db.exec('commit')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself; a second rollback would hide why.
      if (this.#db.isTransaction) this.#db.exec('rollback')
      throw error
    }
  }

  // ── capabilities and spaces ────────────────────────────────────────────────────────────────────────────

  /** Remembers a one-time capability to create spaces, by its hash. */
  addCapability(token: string): void {
    this.#run('insert or ignore into capabilities (hash) values (?)', tokenHash(token))
  }

  /** Forgets the capabilities that made nothing yet: links of earlier starts that nobody opened. */
  withdrawUnused(): void {
    this.#run('delete from capabilities where used = 0')
  }

  hasCapability(token: string): boolean {
    return (
      this.#get(
        'select 1 from capabilities where hash = ? and used < ?',
        tokenHash(token),
        SPACES_AT_ONCE,
      ) !== undefined
    )
  }

  /** Whether some capability can still make a space. */
  isSetupOpen(): boolean {
    return this.#get('select 1 from capabilities where used < ?', SPACES_AT_ONCE) !== undefined
  }

  hasSpaces(): boolean {
    return this.#get('select 1 from spaces limit 1') !== undefined
  }

  /** A capability makes three spaces, what an organisation begins with (its own, a team, an intake desk), and is spent. */
  createSpace(capability: string, space: string, admin: Uint8Array, member: Uint8Array): Outcome {
    return this.transaction(() => {
      if (!this.hasCapability(capability)) return 'forbidden'
      if (this.#get('select 1 from spaces where id = ?', space)) return 'conflict'
      this.#run('update capabilities set used = used + 1 where hash = ?', tokenHash(capability))
      this.#run(
        'insert into spaces (id, admin, member, created) values (?, ?, ?, ?)',
        space,
        admin,
        member,
        this.#today(),
      )
      return 'kept'
    })
  }

  hasSpace(space: string): boolean {
    return this.#get('select 1 from spaces where id = ?', space) !== undefined
  }

  /** Whether a token belongs to a space as admin or as member (an admin is a member too). */
  allows(space: string, token: string, right: 'admin' | 'member'): boolean {
    const row = this.#get('select admin, member from spaces where id = ?', space)
    if (!row) return false
    return matches(row.admin, token) || (right === 'member' && matches(row.member, token))
  }

  rotateTokens(space: string, admin: Uint8Array | null, member: Uint8Array | null): void {
    this.transaction(() => {
      if (admin) this.#run('update spaces set admin = ? where id = ?', admin, space)
      if (member) this.#run('update spaces set member = ? where id = ?', member, space)
    })
  }

  // ── logs ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Compare-and-swap: keeps entry `seq` only when it is the next one. */
  appendControl(space: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() => {
      const head = Number(
        this.#get('select coalesce(max(seq), -1) as head from control where space = ?', space)?.head,
      )
      if (seq > head + 1) return 'gap'
      if (seq <= head) {
        const kept = this.#get('select bytes from control where space = ? and seq = ?', space, seq)
          ?.bytes as Uint8Array
        return Buffer.compare(kept, bytes) === 0 ? 'already' : 'conflict'
      }
      this.#run(
        'insert into control (space, seq, hash, bytes) values (?, ?, ?, ?)',
        space,
        seq,
        sha256(bytes),
        bytes,
      )
      return 'kept'
    })
  }

  control(space: string, after: number): { frames: Frame[]; more: boolean } {
    return page(
      this.#all(
        'select seq as position, bytes from control where space = ? and seq > ? order by seq limit 2000',
        space,
        after,
      ),
      2000,
    )
  }

  /** Appends commits; the same bytes again keep their first position, so that a repeated call after a lost answer is harmless. */
  appendCommits(space: string, lane: string, commits: Uint8Array[]): number[] {
    return this.transaction(() =>
      commits.map((bytes) => {
        const hash = sha256(bytes)
        this.#run(
          'insert or ignore into commits (space, lane, hash, bytes) values (?, ?, ?, ?)',
          space,
          lane,
          hash,
          bytes,
        )
        return Number(
          this.#get(
            'select position from commits where space = ? and lane = ? and hash = ?',
            space,
            lane,
            hash,
          )?.position,
        )
      }),
    )
  }

  commits(space: string, lane: string, after: number): { frames: Frame[]; more: boolean } {
    return page(
      this.#all(
        'select position, bytes from commits where space = ? and lane = ? and position > ? order by position limit 2000',
        space,
        lane,
        after,
      ),
      2000,
    )
  }

  // ── desks and boxes ────────────────────────────────────────────────────────────────────────────────────

  setNotice(desk: string, bytes: Uint8Array): void {
    this.#run(
      'insert into notices (desk, bytes) values (?, ?) on conflict (desk) do update set bytes = excluded.bytes',
      desk,
      bytes,
    )
  }

  notice(desk: string): Uint8Array | null {
    return (
      (this.#get('select bytes from notices where desk = ?', desk)?.bytes as Uint8Array | undefined) ?? null
    )
  }

  /** Every desk that has a notice: the family app is told the first one when it has no leaflet. */
  desks(): string[] {
    return this.#all('select desk from notices order by desk').map((row) => String(row.desk))
  }

  boxAllows(desk: string, box: string, token: string): boolean {
    const row = this.#get('select token from boxes where desk = ? and id = ?', desk, box)
    return row !== undefined && matches(row.token, token)
  }

  hasBox(desk: string, box: string): boolean {
    return this.#get('select 1 from boxes where desk = ? and id = ?', desk, box) !== undefined
  }

  /** Keeps one request message; the first one opens the box under its token. */
  putRequest(desk: string, box: string, token: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() => {
      if (!this.hasSpace(desk)) return 'unknown'
      if (!this.#openBox(desk, box, token)) return 'forbidden'
      return this.#putMessage(desk, box, 0, seq, bytes)
    })
  }

  putReply(desk: string, box: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() =>
      this.hasBox(desk, box) ? this.#putMessage(desk, box, 1, seq, bytes) : 'unknown',
    )
  }

  #openBox(desk: string, box: string, token: string): boolean {
    const row = this.#get('select token from boxes where desk = ? and id = ?', desk, box)
    if (row) return matches(row.token, token)
    this.#run(
      'insert into boxes (desk, id, token, created, touched) values (?, ?, ?, ?, ?)',
      desk,
      box,
      tokenHash(token),
      this.#today(),
      this.#today(),
    )
    return true
  }

  #putMessage(desk: string, box: string, reply: 0 | 1, seq: number, bytes: Uint8Array): Outcome {
    const kept = this.#get(
      'select bytes from messages where desk = ? and box = ? and reply = ? and seq = ?',
      desk,
      box,
      reply,
      seq,
    )
    if (kept) return Buffer.compare(kept.bytes as Uint8Array, bytes) === 0 ? 'already' : 'conflict'
    const next = Number(
      this.#get(
        'select coalesce(max(seq), -1) + 1 as next from messages where desk = ? and box = ? and reply = ?',
        desk,
        box,
        reply,
      )?.next,
    )
    if (seq !== next) return 'gap'
    if (next >= LIMITS.messagesPerBox || !this.#charge(desk, box, bytes.length)) return 'full'
    this.#run(
      'insert into messages (desk, box, reply, seq, day, hash, bytes) values (?, ?, ?, ?, ?, ?, ?)',
      desk,
      box,
      reply,
      seq,
      this.#today(),
      sha256(bytes),
      bytes,
    )
    return 'kept'
  }

  #charge(desk: string, box: string, bytes: number): boolean {
    return (
      this.#run(
        'update boxes set bytes = bytes + ?, touched = ? where desk = ? and id = ? and bytes + ? <= ?',
        bytes,
        this.#today(),
        desk,
        box,
        bytes,
        LIMITS.boxBytes,
      ) > 0
    )
  }

  replies(desk: string, box: string, after: number): { frames: Frame[]; more: boolean } {
    this.#touch(desk, box)
    return page(
      this.#all(
        'select seq as position, bytes from messages where desk = ? and box = ? and reply = 1 and seq > ? order by seq limit 200',
        desk,
        box,
        after,
      ),
      200,
    )
  }

  /** A family that reads keeps its box alive. On a full disk the day stays as it was: reading must go on. */
  #touch(desk: string, box: string): void {
    try {
      this.#run(
        'update boxes set touched = ? where desk = ? and id = ? and touched <> ?',
        this.#today(),
        desk,
        box,
        this.#today(),
      )
    } catch (error) {
      if (!isDiskFull(error)) throw error
    }
  }

  /** Messages of all boxes of a desk after a position, in order of arrival, at most `LIMITS.answer` bytes. */
  requests(desk: string, after: number): { arrived: Arrived[]; more: boolean } {
    const rows = this.#all(
      'select position, box, seq, day, bytes from messages where desk = ? and reply = 0 and position > ? order by position limit 1000',
      desk,
      after,
    )
    const arrived = rows.map((row) => ({
      position: Number(row.position),
      box: String(row.box),
      seq: Number(row.seq),
      day: Number(row.day),
      bytes: row.bytes as Uint8Array,
    }))
    const fits = countThatFits(arrived)
    return { arrived: arrived.slice(0, fits), more: fits < rows.length || rows.length === 1000 }
  }

  // ── files ──────────────────────────────────────────────────────────────────────────────────────────────

  /** `owner` is `box/<desk>/<box>` or `space/<space>`: made by the routes, never by a client. */
  putPart(
    owner: string,
    file: string,
    part: number,
    bytes: Uint8Array,
    charge?: { desk: string; box: string },
  ): Outcome {
    return this.transaction(() => {
      const kept = this.#get(
        'select bytes from parts where owner = ? and file = ? and part = ?',
        owner,
        file,
        part,
      )
      if (kept) return Buffer.compare(kept.bytes as Uint8Array, bytes) === 0 ? 'already' : 'conflict'
      if (charge) {
        const isNew =
          part === 0 ||
          this.#get('select 1 from parts where owner = ? and file = ?', owner, file) === undefined
        if (
          isNew &&
          Number(this.#get('select count(distinct file) as n from parts where owner = ?', owner)?.n) >=
            LIMITS.filesPerBox
        )
          return 'full'
        if (!this.#charge(charge.desk, charge.box, bytes.length)) return 'full'
      }
      this.#run(
        'insert into parts (owner, file, part, hash, bytes) values (?, ?, ?, ?, ?)',
        owner,
        file,
        part,
        sha256(bytes),
        bytes,
      )
      return 'kept'
    })
  }

  part(owner: string, file: string, part: number): Uint8Array | null {
    return (
      (this.#get('select bytes from parts where owner = ? and file = ? and part = ?', owner, file, part)
        ?.bytes as Uint8Array | undefined) ?? null
    )
  }

  partsThere(owner: string, file: string): number[] {
    return this.#all('select part from parts where owner = ? and file = ? order by part', owner, file).map(
      (row) => Number(row.part),
    )
  }

  // ── erasing ────────────────────────────────────────────────────────────────────────────────────────────

  /** Erases a box, its messages and its files. `secure_delete` overwrites the pages; the write-ahead log is emptied. */
  eraseBox(desk: string, box: string): boolean {
    const was = this.transaction(() => this.#erase(desk, box))
    if (was) this.#db.exec('pragma wal_checkpoint(truncate)')
    return was
  }

  #erase(desk: string, box: string): boolean {
    this.#run('delete from parts where owner = ?', `box/${desk}/${box}`)
    this.#run('delete from messages where desk = ? and box = ?', desk, box)
    return this.#run('delete from boxes where desk = ? and id = ?', desk, box) > 0
  }

  /** Deletes boxes that nobody has touched for `LIMITS.boxDays`. Returns how many. */
  expireBoxes(): number {
    const old = this.#all('select desk, id from boxes where touched < ?', this.#today() - LIMITS.boxDays)
    this.transaction(() => {
      for (const row of old) this.#erase(String(row.desk), String(row.id))
    })
    if (old.length) this.#db.exec('pragma wal_checkpoint(truncate)')
    return old.length
  }

  // ── care ───────────────────────────────────────────────────────────────────────────────────────────────

  counts(): Counts {
    return countsOf(this.#db)
  }

  /** Names this life of the store; another one after a restore, by which clients learn that it may have lost what it had. */
  life(): string {
    return String(this.#get("select value from meta where name = 'life'")?.value)
  }

  /** The highest positions ever given, by table. */
  positions(): number {
    return Number(this.#get('select coalesce(max(seq), 0) as n from sqlite_sequence')?.n)
  }

  /**
   * Readies a restored copy for use: a new life, no open set-up link, and positions above `atLeast` and above all that this store gave out between
   * the backup and now, so that a client which has read "up to here" sees whatever comes from now on.
   */
  beginAgain(atLeast: number): void {
    this.transaction(() => {
      const from = Math.max(atLeast, this.positions(), this.#today() * POSITIONS_A_DAY)
      for (const table of COUNTED) {
        this.#run('delete from sqlite_sequence where name = ?', table)
        this.#run('insert into sqlite_sequence (name, seq) values (?, ?)', table, from)
      }
      this.#run('delete from capabilities')
      this.#run("update meta set value = ? where name = 'life'", newLife())
    })
  }

  /** The database grows no further than this; what would not fit is answered like a full disk. */
  limitTo(bytes: number): void {
    const size = Number(this.#get('select page_size as n from pragma_page_size()')?.n)
    this.#db.exec(`pragma max_page_count = ${Math.max(1, Math.floor(bytes / size))}`)
  }

  /** Ends the write-ahead log, so that the one file is the whole store. */
  close(): void {
    this.#db.close()
  }

  /** A consistent copy while the relay runs (`vacuum into`): it holds no overwritten bytes and no write-ahead log. The file must be absent or empty. */
  copyTo(file: string): void {
    this.#db.prepare('vacuum into ?').run(file)
  }
}

/** SQLITE_FULL: the transaction was undone as a whole. */
export const isDiskFull = (error: unknown): boolean =>
  ((error as { errcode?: number } | null)?.errcode ?? 0) % 256 === 13

/** How many of these, from the first, make one answer; always at least one. */
function countThatFits(list: { bytes: Uint8Array }[]): number {
  let sum = 0
  let count = 0
  for (const { bytes } of list) {
    sum += bytes.length
    if (count > 0 && sum > LIMITS.answer) break
    count++
  }
  return count
}

function page(rows: Row[], limit: number): { frames: Frame[]; more: boolean } {
  const frames = rows.map((row) => ({ position: Number(row.position), bytes: row.bytes as Uint8Array }))
  const fits = countThatFits(frames)
  return { frames: frames.slice(0, fits), more: fits < rows.length || rows.length === limit }
}
