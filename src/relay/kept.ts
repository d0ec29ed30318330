/** The data folder in use: one store, one relay. What else lies there: a lock, and stores that a restore has put aside. */
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataFolderInUse, openDataFolder } from './data.ts'
import { Store } from './store.ts'

export const STORE_NAME = 'relay.db'
const LOCK_NAME = 'relay.lock'

export const storeIn = (folder: string): string => join(folder, STORE_NAME)

/**
 * Holds the folder for this process until the returned function is called. The lock is one of the operating system on an empty SQLite file: it ends with
 * the process, also by `kill -9`, and needs no process id that a later process may have by chance. Throws `DataFolderInUse`.
 */
export function lockDataFolder(folder: string): () => void {
  const file = join(folder, LOCK_NAME)
  closeSync(openSync(file, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(file, 0o600)
  const lock = new DatabaseSync(file)
  try {
    lock.exec('pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    throw new DataFolderInUse(`${folder} is in use: a relay runs on it`)
  }
  return () => lock.close()
}

/** A store that a restore is still checking; it lies under such a name until it takes the place of the old one. */
export const draftIn = (folder: string): string =>
  join(folder, `.restore.${randomBytes(4).toString('hex')}.part`)

/** What a restore left that was cut off. Only for whoever holds the lock. */
export function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder))
    if (/^\.restore\.[0-9a-f]{8}\.part/.test(name)) rmSync(join(folder, name), { force: true })
}

export interface Kept {
  store: Store
  /** Writes everything to the one file and frees the folder. */
  close(): void
}

/** Makes or opens the folder and its store, for this process alone. Throws `DataFolderRefused`, `DataFolderInUse`, `NoStore`, or SQLite's error. */
export function openKept(folder: string): Kept {
  openDataFolder(folder)
  const unlock = lockDataFolder(folder)
  try {
    removeDrafts(folder)
    const store = new Store(storeIn(folder))
    return {
      store,
      close: () => {
        store.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
