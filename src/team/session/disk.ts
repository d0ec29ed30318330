/**
 * Where a device keeps sealed records: IndexedDB in the browser, a map in tests. Only ciphertext comes here (and the wrap file, which is worthless without the
 * passphrase). Every write is one transaction, on the disk before it resolves (`durability: 'strict'`).
 */

export type StoreName = 'wrap' | 'records' | 'commits'

export type Write =
  | { store: StoreName; key: string; value: Uint8Array | string }
  | { store: StoreName; key: string; remove: true }

export interface Disk {
  get(store: StoreName, key: string): Promise<Uint8Array | string | null>
  /** Values whose keys begin with a prefix, in order of their keys; `from`: none before this key, where the disk can leave them out. */
  list(
    store: StoreName,
    prefix: string,
    from?: string,
  ): Promise<{ key: string; value: Uint8Array | string }[]>
  /** All of them or none. */
  write(writes: Write[]): Promise<void>
  /** Deletes everything, the wrap first: without it the rest cannot be read even if deleting it fails. */
  destroy(): Promise<void>
  close(): void
}

/** A view is stored with all the memory behind it: a commit out of a page of four megabytes would take four megabytes. */
const own = (value: Uint8Array | string) =>
  typeof value !== 'string' && value.byteLength < value.buffer.byteLength ? value.slice() : value

const STORES: StoreName[] = ['wrap', 'records', 'commits']
const VERSION = 1

/** Throws what IndexedDB throws; a browser without it rejects here and the app says what still works. */
export async function openDisk(name = 'hamroh'): Promise<Disk> {
  const db = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open(name, VERSION)
    request.onupgradeneeded = () => {
      for (const store of STORES)
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store)
    }
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
    request.onblocked = () => fail(new Error('blocked by another tab'))
  })
  // Another tab that wipes must not be held up by this one.
  db.onversionchange = () => db.close()

  const settled = (transaction: IDBTransaction) =>
    new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done()
      transaction.onerror = transaction.onabort = () => fail(transaction.error)
    })
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((done, fail) => {
      request.onsuccess = () => done(request.result)
      request.onerror = () => fail(request.error)
    })
  const begin = (stores: StoreName[], mode: IDBTransactionMode) =>
    db.transaction(stores, mode, { durability: 'strict' })

  return {
    async get(store, key) {
      return (await answer(begin([store], 'readonly').objectStore(store).get(key))) ?? null
    },
    async list(store, prefix, from = prefix) {
      const range = IDBKeyRange.bound(from, `${prefix}\uffff`)
      const source = begin([store], 'readonly').objectStore(store)
      const [keys, values] = await Promise.all([
        answer(source.getAllKeys(range)),
        answer(source.getAll(range)),
      ])
      return keys.map((key, i) => ({ key: String(key), value: values[i] }))
    },
    async write(writes) {
      const transaction = begin(STORES, 'readwrite')
      const whole = settled(transaction)
      try {
        for (const each of writes) {
          const store = transaction.objectStore(each.store)
          if ('remove' in each) store.delete(each.key)
          else store.put(own(each.value), each.key)
        }
      } catch (error) {
        // A put that is refused at once would leave those before it: all or none.
        transaction.abort()
        await whole.catch(() => {})
        throw error
      }
      await whole
    },
    async destroy() {
      const first = begin(['wrap'], 'readwrite')
      first.objectStore('wrap').clear()
      await settled(first)
      db.close()
      await new Promise<void>((done) => {
        const request = indexedDB.deleteDatabase(name)
        // Blocked by another tab: the wrap is gone already, which is what counts.
        request.onsuccess = request.onerror = request.onblocked = () => done()
      })
    },
    close: () => db.close(),
  }
}
