/** Whether a store is whole: the database itself, then what only we know about it. Reads, never writes. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { type Counts, countsOf } from './counts.ts'
import { FORMAT, openToRead } from './schema.ts'

export interface Verified {
  format: number
  counts: Counts
  /** What is wrong, in sentences without ids or content; empty when whole. */
  problems: string[]
}

/** Rules that must give no row. An append-only log without gaps is what clients rely on when they heal. */
const RULES: readonly (readonly [sql: string, problem: string])[] = [
  [
    'select 1 from control group by space having max(seq) + 1 <> count(*) or min(seq) <> 0',
    'a control log has a gap',
  ],
  ['select 1 from control where space not in (select id from spaces)', 'a control entry belongs to no space'],
  ['select 1 from commits where space not in (select id from spaces)', 'a commit belongs to no space'],
  [
    'select 1 from messages group by desk, box, reply having max(seq) + 1 <> count(*) or min(seq) <> 0',
    'a conversation has a gap',
  ],
  [
    'select 1 from messages m where not exists (select 1 from boxes b where b.desk = m.desk and b.id = m.box)',
    'a message belongs to no box',
  ],
  [
    "select 1 from parts where owner like 'box/%' and not exists (select 1 from boxes b where b.desk = substr(owner, 5, 22) and b.id = substr(owner, 28))",
    'an attachment belongs to no box',
  ],
  [
    `select 1 from boxes b where bytes <> (select coalesce(sum(length(m.bytes)), 0) from messages m where m.desk = b.desk and m.box = b.id)
      + (select coalesce(sum(length(p.bytes)), 0) from parts p where p.owner = 'box/' || b.desk || '/' || b.id)`,
    'the size counted for a box is not the size of what it holds',
  ],
]

const HASHED = ['control', 'commits', 'messages', 'parts'] as const

/** Throws `NoStore` for what is no store of ours, and SQLite's error when the file cannot be opened at all. */
export function verifyFile(file: string): Verified {
  const db = openToRead(file)
  try {
    // One reading of one moment, also while a relay writes.
    db.exec('begin')
    return { format: FORMAT, ...verifyDatabase(db) }
  } finally {
    db.close()
  }
}

function verifyDatabase(db: DatabaseSync): Omit<Verified, 'format'> {
  const problems: string[] = []
  const counts: Counts = { spaces: 0, boxes: 0, messages: 0, commits: 0, files: 0, bytes: 0 }
  try {
    const found = db
      .prepare('pragma integrity_check(20)')
      .all()
      .map((row) => String(row.integrity_check))
    if (found.join() !== 'ok') problems.push(...found.map((each) => `the database is damaged: ${each}`))
    for (const table of HASHED)
      for (const row of db.prepare(`select hash, bytes from ${table}`).iterate()) {
        const hash = createHash('sha256')
          .update(row.bytes as Uint8Array)
          .digest()
        if (Buffer.compare(hash, row.hash as Uint8Array) === 0) continue
        problems.push(`the bytes of ${table} are not those that were acknowledged`)
        break
      }
    for (const [sql, problem] of RULES) if (db.prepare(`${sql} limit 1`).get()) problems.push(problem)
    Object.assign(counts, countsOf(db))
  } catch (error) {
    // Damage can also end a reading: that is a finding, not a fault of the program.
    problems.push(
      `the database cannot be read to its end (${(error as { errstr?: string }).errstr ?? 'damaged'})`,
    )
  }
  return { counts, problems }
}
