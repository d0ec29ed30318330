/**
 * Children on this phone, in a database with a neutral name that exists only once somebody agreed to keep one. Each write is whole or not at all.
 * It is not sealed: a child opens it alone every day. The screen says so, and a nickname is all that it asks for.
 */
import { type Child, type ReadChild, readChild } from './kept.ts'

export const SHEETS = 'sheets'
const STORE = 'kept'

/** What lies here, by id. Without storage, nothing. Never makes a database. */
export async function keptChildren(): Promise<{ id: string; read: ReadChild }[]> {
  try {
    if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === SHEETS)) return []
    const [ids, values] = await within('readonly', (store) => [store.getAllKeys(), store.getAll()])
    return (ids as IDBValidKey[]).map((id, at) => ({
      id: String(id),
      read: readChild((values as unknown[])[at]),
    }))
  } catch {
    return []
  }
}

/** Rejects when the phone has no room or keeps nothing; what was there before still is. */
export async function keepChild(child: Child): Promise<void> {
  await within('readwrite', (store) => [store.put(child, child.learner.id)])
}

/** Removes a child; with the last one goes the database itself. */
export async function wipeChild(id: string): Promise<void> {
  const [, left] = await within('readwrite', (store) => [store.delete(id), store.count()])
  if (left !== 0) return
  await new Promise<void>((done) => {
    const asked = indexedDB.deleteDatabase(SHEETS)
    asked.onsuccess = asked.onerror = asked.onblocked = () => done()
  })
}

async function within(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest[],
): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const asked = indexedDB.open(SHEETS, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
    asked.onblocked = () => fail(new Error('blocked'))
  })
  try {
    return await new Promise<unknown[]>((done, fail) => {
      const all = database.transaction(STORE, mode, { durability: 'strict' })
      const requests = act(all.objectStore(STORE))
      all.oncomplete = () => done(requests.map(({ result }) => result))
      all.onabort = all.onerror = () => fail(all.error ?? new Error('aborted'))
    })
  } finally {
    database.close()
  }
}
