/**
 * The diary on the phone: sealed under a key that a PIN or phrase wraps (protocol §3, at the cost that an old phone bears). Only ciphertext is on the disk, in a
 * database with a neutral name that exists only once a diary was begun.
 */
import { FLOOR_COST } from '../../seal/argon2.ts'
import { fromUtf8, hash, newId, toB64, utf8 } from '../../seal/bytes.ts'
import { createVault, openVault, type Vault } from '../../seal/vault.ts'
import { type Diary, emptyDiary, readDiary } from './entries.ts'

export const DIARY = 'notes'
const STORE = 'kept'
export const LEAST_PIN = 6

/** `newer`: written by a later version of this app, or damaged; nothing is overwritten. */
export class DiaryRefused extends Error {
  readonly problem: 'newer' | 'no-room'
  constructor(problem: DiaryRefused['problem']) {
    super(problem)
    this.name = 'DiaryRefused'
    this.problem = problem
  }
}

/** Whether a diary lies on this phone, without making a database by asking. */
export async function hasDiary(): Promise<boolean> {
  if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === DIARY)) return false
  return (await within('readonly', (store) => store.get('wrap'))) !== undefined
}

/** An open diary. Every save is on the disk, whole, before it resolves; when it fails, what was there before still is. */
export class OpenDiary {
  readonly #vault: Vault
  diary: Diary
  private constructor(vault: Vault, diary: Diary) {
    this.#vault = vault
    this.diary = diary
  }

  /** Throws `DiaryRefused` `no-room` where the browser keeps nothing. */
  static async begin(pin: string): Promise<OpenDiary> {
    const { file, vault } = await createVault(pin, undefined, FLOOR_COST)
    const open = new OpenDiary(vault, emptyDiary())
    await open.#write(open.diary, [['wrap', JSON.stringify(file)]])
    return open
  }

  /** Throws `SealError` `bad-seal` for a wrong PIN, and `DiaryRefused` `newer`. */
  static async unlock(pin: string): Promise<OpenDiary> {
    const vault = await openVault(
      JSON.parse(String(await within('readonly', (store) => store.get('wrap')))),
      pin,
    )
    const sealed = await within('readonly', (store) => store.get('diary'))
    const diary =
      sealed instanceof Uint8Array ? readDiary(fromUtf8(vault.open('diary', 'diary', sealed))) : emptyDiary()
    if (!diary) throw new DiaryRefused('newer')
    return new OpenDiary(vault, diary)
  }

  save(diary: Diary, pictures: { id: string; jpeg: Uint8Array }[] = []): Promise<void> {
    return this.#write(
      diary,
      pictures.map(({ id, jpeg }) => [`picture/${id}`, this.#vault.seal('diary', `picture/${id}`, jpeg)]),
    )
  }

  /** null when it is not there or not whole; the entry's hash still says what it was. */
  async picture({ id, sha }: { id: string; sha: string }): Promise<Blob | null> {
    const sealed = await within('readonly', (store) => store.get(`picture/${id}`))
    if (!(sealed instanceof Uint8Array)) return null
    const jpeg = this.#vault.open('diary', `picture/${id}`, sealed)
    return toB64(hash(jpeg)) === sha ? new Blob([jpeg as BlobPart], { type: 'image/jpeg' }) : null
  }

  close(): void {
    this.#vault.forget()
    this.diary = emptyDiary()
  }

  async #write(diary: Diary, more: [key: string, value: string | Uint8Array][]): Promise<void> {
    const sealed = this.#vault.seal('diary', 'diary', utf8(JSON.stringify(diary)))
    try {
      await within('readwrite', (store) => {
        for (const [key, value] of more) store.put(value, key)
        return store.put(sealed, 'diary')
      })
    } catch {
      throw new DiaryRefused('no-room')
    }
    this.diary = diary
  }
}

/** A picture with the name and hash by which an entry knows it. */
export async function pictureOf(jpeg: Blob): Promise<{ id: string; sha: string; jpeg: Uint8Array }> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer())
  return { id: newId(), sha: toB64(hash(bytes)), jpeg: bytes }
}

/** Overwrites the wrap first: without it nothing that may be left can be read. */
export async function eraseDiary(): Promise<void> {
  try {
    await within('readwrite', (store) => store.put('', 'wrap'))
  } catch {
    // Nothing there, or nothing can be written: deleting is tried all the same.
  }
  await new Promise<void>((done) => {
    const asked = indexedDB.deleteDatabase(DIARY)
    asked.onsuccess = asked.onerror = asked.onblocked = () => done()
  })
}

async function within<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const asked = indexedDB.open(DIARY, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
    asked.onblocked = () => fail(new Error('blocked'))
  })
  try {
    return await new Promise<T>((done, fail) => {
      const all = database.transaction(STORE, mode, { durability: 'strict' })
      const request = act(all.objectStore(STORE))
      all.oncomplete = () => done(request.result)
      all.onabort = () => fail(all.error ?? new Error('aborted'))
      all.onerror = () => fail(all.error)
    })
  } finally {
    database.close()
  }
}
