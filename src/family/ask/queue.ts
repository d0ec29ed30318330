/**
 * What waits on this phone for a connection, only if the person said so: sealed bytes, the box they go to and the right to put them there.
 * Nothing here can be opened with anything that is on this phone. The database exists only while something waits.
 */
import type { Parcel } from './parcel.ts'
import { QUEUE } from './something-waits.ts'

const STORE = 'later'

export interface Waiting {
  id: number
  parcel: Parcel
}

/** Whether this browser can keep something at all; private windows and old ones cannot. */
export async function canWait(): Promise<boolean> {
  const had = await mayHaveWaiting()
  try {
    ;(await open()).close()
    if (!had) await drop()
    return true
  } catch {
    return false
  }
}

/** Whether anything may be waiting, without making a database by asking. `true` where a browser cannot say. */
export async function mayHaveWaiting(): Promise<boolean> {
  try {
    if (!indexedDB.databases) return true
    return (await indexedDB.databases()).some(({ name }) => name === QUEUE)
  } catch {
    return false
  }
}

export async function waitingParcels(): Promise<Waiting[]> {
  if (!(await mayHaveWaiting())) return []
  try {
    const found = await within('readonly', (store) => {
      const keys = store.getAllKeys()
      const values = store.getAll()
      return () => keys.result.map((id, n) => ({ id: Number(id), parcel: values.result[n] as Parcel }))
    })
    if (found.length === 0) await drop()
    return found
  } catch {
    // No storage in this browser: then nothing waits in it.
    return []
  }
}

/** Throws when the browser refuses, for example because its space is used up. */
export async function letWait(parcel: Parcel): Promise<void> {
  await within('readwrite', (store) => {
    store.add(parcel)
    return () => {}
  })
}

export async function stopWaiting(id: number): Promise<void> {
  await within('readwrite', (store) => {
    store.delete(id)
    return () => {}
  })
  await waitingParcels()
}

/** Forgets what waits for one box: it is being erased. */
export async function forgetBox(box: string): Promise<void> {
  for (const { id, parcel } of await waitingParcels()) if (parcel.box === box) await stopWaiting(id)
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(QUEUE, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { autoIncrement: true })
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
    asked.onblocked = () => fail(new Error('blocked'))
  })
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => () => T): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((done, fail) => {
      // Acknowledged only when it is on the disk.
      const all = database.transaction(STORE, mode, { durability: 'strict' })
      const result = act(all.objectStore(STORE))
      all.oncomplete = () => done(result())
      all.onabort = () => fail(all.error ?? new Error('aborted'))
      all.onerror = () => fail(all.error)
    })
  } finally {
    database.close()
  }
}

function drop(): Promise<void> {
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(QUEUE)
    asked.onsuccess = () => done()
    asked.onerror = () => done()
    asked.onblocked = () => done()
  })
}
