/** The tables of the store, its format number, and how the file is opened. */
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Raised with every change of the tables; a newer file is refused, an older one would be brought up here. */
export const FORMAT = 1
/** SQLite's `application_id`: "Hmrh". Tells our file from any other database. */
export const APPLICATION_ID = 0x486d7268

/** `hash` is SHA-256 of the bytes as they were acknowledged: `hamroh verify` finds a flipped bit by it, which SQLite itself would not. */
const SCHEMA = `
create table if not exists meta (name text primary key, value text not null) without rowid;
create table if not exists capabilities (hash blob primary key, used integer not null default 0) without rowid;
create table if not exists spaces (id text primary key, admin blob not null, member blob not null, created integer not null) without rowid;
create table if not exists children (id text primary key, parent text not null) without rowid;
create table if not exists former (space text not null, member blob not null, primary key (space, member)) without rowid;
create table if not exists joins (id text primary key, space text not null, token blob not null, expires integer not null, hello blob, welcome blob) without rowid;
create table if not exists control (space text not null, seq integer not null, hash blob not null, bytes blob not null, primary key (space, seq)) without rowid;
create table if not exists commits (position integer primary key autoincrement, space text not null, lane text not null, hash blob not null, bytes blob not null);
create index if not exists commits_by_lane on commits (space, lane, position);
create unique index if not exists commits_once on commits (space, lane, hash);
create table if not exists notices (desk text primary key, bytes blob not null) without rowid;
create table if not exists boxes (desk text not null, id text not null, token blob not null, created integer not null, touched integer not null, bytes integer not null default 0, primary key (desk, id)) without rowid;
create index if not exists boxes_by_age on boxes (touched);
create table if not exists messages (position integer primary key autoincrement, desk text not null, box text not null, reply integer not null, seq integer not null, day integer not null, hash blob not null, bytes blob not null);
create unique index if not exists messages_once on messages (desk, box, reply, seq);
create index if not exists messages_by_desk on messages (desk, reply, position);
create table if not exists parts (owner text not null, file text not null, part integer not null, hash blob not null, bytes blob not null, primary key (owner, file, part)) without rowid;
`

/** How long one connection waits for another: a backup beside a relay. */
export const BUSY_MS = 5_000

/** Numbers that grow by themselves and that clients remember as "read up to here". */
export const COUNTED = ['commits', 'messages'] as const

/** The file is no store, or a store of a newer program. The message is a sentence for whoever runs the relay. */
export class NoStore extends Error {
  override name = 'NoStore'
}

/**
 * Opens or makes the store's file: every commit is on the disk before it returns, deleted bytes are overwritten, only the owner may read it.
 * Throws `NoStore`, or SQLite's error.
 */
export function openDatabase(file: string): DatabaseSync {
  // Made here, so that it never exists with more rights; SQLite gives the same rights to the files it puts beside it.
  if (file !== ':memory:') {
    if (existsSync(file)) chmodSync(file, 0o600)
    else closeSync(openSync(file, 'a', 0o600))
  }
  const db = new DatabaseSync(file)
  try {
    const found = inspect(db)
    db.exec(
      `pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma busy_timeout = ${BUSY_MS}; pragma foreign_keys = on;`,
    )
    db.exec(`begin immediate; ${SCHEMA} commit`)
    // Only when it is new: a start must also succeed on a full disk.
    if (found === 'new') db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${FORMAT}`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens an existing store only to read it; safe beside a running relay. Throws `NoStore`, or SQLite's error. */
export function openToRead(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    db.exec(`pragma busy_timeout = ${BUSY_MS}`)
    if (inspect(db) === 'new') throw new NoStore('is empty: no relay has written it')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function inspect(db: DatabaseSync): 'new' | 'ours' {
  const number = (name: string) =>
    Number((db.prepare(`pragma ${name}`).get() as Record<string, unknown>)[name])
  let application: number
  try {
    application = number('application_id')
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number }
    if (errcode === 26) throw new NoStore('is no database')
    if (errcode % 256 === 11) throw new NoStore('is damaged so far that it cannot be opened')
    throw error
  }
  const format = number('user_version')
  if (application === 0 && format === 0 && number('schema_version') === 0) return 'new'
  if (application !== APPLICATION_ID) throw new NoStore('is a database of another program')
  if (format > FORMAT)
    throw new NoStore(
      `was written by a newer version of Hamroh (format ${format}, this program knows ${FORMAT}): update the program first`,
    )
  return 'ours'
}
