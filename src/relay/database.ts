/**
 * The store's database: statements, transactions, and what concerns the whole file. Every acknowledged write is on the disk (`synchronous=FULL`), deleted
 * bytes are overwritten (`secure_delete`).
 */
import { createHash, randomBytes } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Frame, LIMITS } from '../log/wire.ts'
import { type Counts, countsOf } from './counts.ts'
import { BUSY_MS, COUNTED, openDatabase } from './schema.ts'

export type Row = Record<string, unknown>

/** Positions are 48 bits wide on the wire. A restore lifts them to day × 2³¹: room for 2 milliard a day until the year 2328. */
const POSITIONS_A_DAY = 2 ** 31

const newLife = (): string => randomBytes(16).toString('base64url')

export const sha256 = (bytes: string | Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

export class Database {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  protected readonly today: () => number
  #logHoldsErased = false

  /** @param file path of the database, created when missing; `:memory:` in tests. @param today days since 1970, UTC. Throws `NoStore`. */
  constructor(file: string, today: () => number = () => Math.floor(Date.now() / 86_400_000)) {
    this.today = today
    this.#db = openDatabase(file)
    this.run("insert or ignore into meta (name, value) values ('life', ?)", newLife())
  }

  protected get(sql: string, ...values: (string | number | Uint8Array)[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined
  }

  protected all(sql: string, ...values: (string | number | Uint8Array)[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[]
  }

  protected run(sql: string, ...values: (string | number | Uint8Array)[]): number {
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
      if (this.#logHoldsErased) this.emptyLog()
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself; a second rollback would hide why.
      if (this.#db.isTransaction) this.#db.exec('rollback')
      throw error
    }
  }

  // ── care ───────────────────────────────────────────────────────────────────────────────────────────────

  counts(): Counts {
    return countsOf(this.#db)
  }

  /** Names this life of the store; another one after a restore, by which clients learn that it may have lost what it had. */
  life(): string {
    return String(this.get("select value from meta where name = 'life'")?.value)
  }

  /** The highest positions ever given, by table. */
  positions(): number {
    return Number(this.get('select coalesce(max(seq), 0) as n from sqlite_sequence')?.n)
  }

  /**
   * Readies a restored copy for use: a new life, no open set-up link, and positions above `atLeast` and above all that this store gave out between
   * the backup and now, so that a client which has read "up to here" sees whatever comes from now on.
   */
  beginAgain(atLeast: number): void {
    this.transaction(() => {
      const from = Math.max(atLeast, this.positions(), this.today() * POSITIONS_A_DAY)
      for (const table of COUNTED) {
        this.run('delete from sqlite_sequence where name = ?', table)
        this.run('insert into sqlite_sequence (name, seq) values (?, ?)', table, from)
      }
      this.run('delete from capabilities')
      this.run("update meta set value = ? where name = 'life'", newLife())
    })
  }

  /** The database grows no further than this; what would not fit is answered like a full disk. */
  limitTo(bytes: number): void {
    const size = Number(this.get('select page_size as n from pragma_page_size()')?.n)
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

  /** What was erased is gone from the write-ahead log too: at once, or, while a backup still reads it, with the first write after. Never waits. */
  protected emptyLog(): void {
    this.#db.exec('pragma busy_timeout = 0')
    try {
      this.#logHoldsErased = Number(this.#db.prepare('pragma wal_checkpoint(truncate)').get()?.busy) !== 0
    } finally {
      this.#db.exec(`pragma busy_timeout = ${BUSY_MS}`)
    }
  }
}

/** SQLITE_FULL: the transaction was undone as a whole. */
export const isDiskFull = (error: unknown): boolean =>
  ((error as { errcode?: number } | null)?.errcode ?? 0) % 256 === 13

/** How many of these, from the first, make one answer; always at least one. */
export function countThatFits(list: { bytes: Uint8Array }[]): number {
  let sum = 0
  let count = 0
  for (const { bytes } of list) {
    sum += bytes.length
    if (count > 0 && sum > LIMITS.answer) break
    count++
  }
  return count
}

/** Rows with position and bytes as frames of one answer. */
export function page(rows: Row[], limit: number): { frames: Frame[]; more: boolean } {
  const frames = rows.map((row) => ({ position: Number(row.position), bytes: row.bytes as Uint8Array }))
  const fits = countThatFits(frames)
  return { frames: frames.slice(0, fits), more: fits < rows.length || rows.length === limit }
}
