/**
 * What the relay keeps: ciphertext, positions, sizes, hashes of tokens, days. One SQLite file, every acknowledged write on the disk
 * (`synchronous=FULL`), deleted bytes overwritten (`secure_delete`). It cannot read anything of it and decides no rights beyond tokens.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type Frame, LIMITS } from '../log/wire.ts'

const SCHEMA = `
create table if not exists meta (name text primary key, value text not null) without rowid;
create table if not exists capabilities (hash blob primary key, used integer not null default 0) without rowid;
create table if not exists spaces (id text primary key, admin blob not null, member blob not null, created integer not null) without rowid;
create table if not exists control (space text not null, seq integer not null, bytes blob not null, primary key (space, seq)) without rowid;
create table if not exists commits (position integer primary key autoincrement, space text not null, lane text not null, hash blob not null, bytes blob not null);
create index if not exists commits_by_lane on commits (space, lane, position);
create unique index if not exists commits_once on commits (space, lane, hash);
create table if not exists notices (desk text primary key, bytes blob not null) without rowid;
create table if not exists boxes (desk text not null, id text not null, token blob not null, created integer not null, touched integer not null, bytes integer not null default 0, primary key (desk, id)) without rowid;
create table if not exists messages (position integer primary key autoincrement, desk text not null, box text not null, reply integer not null, seq integer not null, day integer not null, bytes blob not null);
create unique index if not exists messages_once on messages (desk, box, reply, seq);
create table if not exists parts (owner text not null, file text not null, part integer not null, bytes blob not null, primary key (owner, file, part)) without rowid;
`

export type Outcome = 'kept' | 'already' | 'conflict' | 'forbidden' | 'unknown' | 'full' | 'gap'

export interface Arrived {
  position: number
  box: string
  seq: number
  day: number
  bytes: Uint8Array
}

/** Counts only: what `/metrics` may show. */
export interface Counts {
  spaces: number
  boxes: number
  messages: number
  commits: number
  files: number
  bytes: number
}

export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest()
const matches = (kept: unknown, token: string): boolean =>
  timingSafeEqual(kept as Uint8Array, tokenHash(token))

type Row = Record<string, unknown>

export class Store {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #today: () => number

  /** @param file path of the database, created when missing; `:memory:` in tests. @param today days since 1970, UTC. */
  constructor(file: string, today: () => number = () => Math.floor(Date.now() / 86_400_000)) {
    this.#today = today
    this.#db = new DatabaseSync(file)
    this.#db.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma busy_timeout = 5000; pragma foreign_keys = on;',
    )
    const version = Number((this.#db.prepare('pragma user_version').get() as Row).user_version)
    if (version > 1)
      throw new Error(
        `this data was written by a newer version (format ${version}); update the program first`,
      )
    this.#db.exec(SCHEMA)
    this.#db.exec('pragma user_version = 1')
  }

  close(): void {
    this.#db.close()
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
      this.#db.exec('rollback')
      throw error
    }
  }

  // ── capabilities and spaces ────────────────────────────────────────────────────────────────────────────

  /** Remembers a one-time capability to create spaces, by its hash. */
  addCapability(token: string): void {
    this.#run('insert or ignore into capabilities (hash) values (?)', tokenHash(token))
  }

  hasCapability(token: string): boolean {
    return this.#get('select 1 from capabilities where hash = ? and used < 4', tokenHash(token)) !== undefined
  }

  /** A capability makes up to four spaces: an organisation begins with its own, a team and an intake desk. */
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
      this.#run('insert into control (space, seq, bytes) values (?, ?, ?)', space, seq, bytes)
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
        const hash = createHash('sha256').update(bytes).digest()
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
      'insert into messages (desk, box, reply, seq, day, bytes) values (?, ?, ?, ?, ?, ?)',
      desk,
      box,
      reply,
      seq,
      this.#today(),
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
    this.#run(
      'update boxes set touched = ? where desk = ? and id = ? and touched <> ?',
      this.#today(),
      desk,
      box,
      this.#today(),
    )
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
      this.#run('insert into parts (owner, file, part, bytes) values (?, ?, ?, ?)', owner, file, part, bytes)
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
    const n = (sql: string) => Number(this.#get(sql)?.n)
    return {
      spaces: n('select count(*) as n from spaces'),
      boxes: n('select count(*) as n from boxes'),
      messages: n('select count(*) as n from messages'),
      commits: n('select count(*) as n from commits'),
      files: n('select count(*) as n from (select distinct owner, file from parts)'),
      bytes: n('select page_count * page_size as n from pragma_page_count(), pragma_page_size()'),
    }
  }

  /** Null when the database is whole, else what SQLite found. */
  verify(): string | null {
    const rows = this.#all('pragma integrity_check').map((row) => String(row.integrity_check))
    return rows.length === 1 && rows[0] === 'ok' ? null : rows.join('; ')
  }

  /** A consistent copy while the relay runs (`vacuum into`): it holds no overwritten bytes and no write-ahead log. The file must not exist. */
  copyTo(file: string): void {
    this.#db.prepare('vacuum into ?').run(file)
  }
}

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
