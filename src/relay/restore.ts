/** Backup and restore of the store. A restore never loses what it replaces, and never leaves the folder without a store. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openDataFolder } from './data.ts'
import { draftIn, lockDataFolder, removeDrafts, storeIn } from './kept.ts'
import { NoStore, openToRead } from './schema.ts'
import { Store } from './store.ts'
import { type Verified, verifyFile } from './verify.ts'

/** The backup is damaged; nothing was changed. */
export class DamagedBackup extends Error {
  override name = 'DamagedBackup'
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}

/** Copies a store into an empty or absent file, of one moment and without what was erased, also while a relay writes. Throws `NoStore`. */
export function copyStore(file: string, into: string): void {
  const db = openToRead(file)
  try {
    db.prepare('vacuum into ?').run(into)
  } finally {
    db.close()
  }
  const handle = openSync(into, 'r+')
  fsyncSync(handle)
  closeSync(handle)
}

export interface Restored {
  verified: Verified
  /** Where the store that was there before lies now; null when there was none. */
  keptAs: string | null
}

/**
 * Puts a backup in place of the store. The copy is checked, not the original, so that what was checked is what is used.
 * Throws `DataFolderInUse` while a relay runs there, `DataFolderRefused` for the folder, `NoStore` or `DamagedBackup` for the file.
 */
export function restoreStore(file: string, folder: string, today: string): Restored {
  openDataFolder(folder)
  const unlock = lockDataFolder(folder)
  const draft = draftIn(folder)
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    copyFileSync(file, draft)
    const verified = verifyFile(draft)
    if (verified.problems.length > 0) throw new DamagedBackup(verified.problems)
    const store = storeIn(folder)
    const fresh = new Store(draft)
    fresh.beginAgain(settle(store))
    fresh.close()
    const keptAs = existsSync(store) ? putAside(store, folder, today) : null
    renameSync(draft, store)
    syncFolder(folder)
    return { verified, keptAs }
  } finally {
    removeDrafts(folder)
    unlock()
  }
}

/** Brings the old store into one file and tells the highest position it gave out; 0 when there is none or it cannot be read. */
function settle(file: string): number {
  if (!existsSync(file)) return 0
  try {
    const old = new Store(file)
    const positions = old.positions()
    old.close()
    const db = new DatabaseSync(file)
    db.exec('pragma journal_mode = delete')
    db.close()
    return positions
  } catch (error) {
    // A store that cannot be read is a common reason for a restore: it is put aside as it is.
    if (error instanceof NoStore || (error as { code?: string }).code === 'ERR_SQLITE_ERROR') return 0
    throw error
  }
}

/** Gives the old store another name beside the new one. At no moment is the folder without a store. */
function putAside(store: string, folder: string, today: string): string {
  for (let n = 1; ; n++) {
    const name = join(folder, `relay-before-restore-${today}${n > 1 ? `-${n}` : ''}.db`)
    if (existsSync(name)) continue
    // The log of writes belongs to the old store: beside the new one it would be played into it.
    for (const ending of ['-wal', '-shm', '-journal'])
      if (existsSync(store + ending)) renameSync(store + ending, name + ending)
    try {
      linkSync(store, name)
    } catch {
      // A memory stick without hard links.
      copyFileSync(store, name, constants.COPYFILE_EXCL)
    }
    return name
  }
}

/** A rename is on the disk when its folder is (not on Windows, where folders cannot be opened). */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
