/**
 * The vault at rest (protocol §3): a random key, wrapped by a passphrase; every record sealed under a key of its store, with its
 * place as associated data, so that two records cannot be swapped. Only ciphertext reaches the disk.
 */
import * as v from 'valibot'
import { type Argon2id, checkedCost, nobleArgon2id, VAULT_COST } from './argon2.ts'
import { concat, fromB64, randomBytes, toB64, utf8 } from './bytes.ts'
import { open, seal } from './cipher.ts'
import { derive } from './derive.ts'
import { SealError } from './errors.ts'

const WrapFile = v.strictObject({
  v: v.literal(1),
  kdf: v.strictObject({ m: v.number(), t: v.number(), p: v.number() }),
  salt: v.string(),
  wrapped: v.string(),
})

/** What stands on the disk beside the records; worthless without the passphrase. */
export type WrapFile = v.InferOutput<typeof WrapFile>

/** Unlocked: holds the key in memory only. `forget` overwrites it. */
export interface Vault {
  seal(store: string, name: string, plain: Uint8Array): Uint8Array
  /** Throws `bad-seal` for another store, another name or any changed byte. */
  open(store: string, name: string, sealed: Uint8Array): Uint8Array
  rewrap(passphrase: string, argon2id?: Argon2id): Promise<WrapFile>
  forget(): void
}

const header = (kdf: WrapFile['kdf'], salt: Uint8Array) =>
  concat(utf8(`hamroh v1 vault ${kdf.m},${kdf.t},${kdf.p} `), salt)

/** NFKC, so that a passphrase typed on another keyboard or system is the same passphrase. */
const secretOf = (passphrase: string) => utf8(passphrase.normalize('NFKC'))

async function wrap(key: Uint8Array, passphrase: string, argon2id: Argon2id): Promise<WrapFile> {
  const salt = randomBytes(16)
  const wrapKey = await argon2id(secretOf(passphrase), salt, VAULT_COST)
  const wrapped = seal(wrapKey, header(VAULT_COST, salt), key)
  wrapKey.fill(0)
  return { v: 1, kdf: { ...VAULT_COST }, salt: toB64(salt), wrapped: toB64(wrapped) }
}

function unlocked(key: Uint8Array): Vault {
  const stores = new Map<string, Uint8Array>()
  let gone = false
  const keyOf = (store: string) => {
    if (gone) throw new SealError('unknown-key', 'the vault is locked')
    const known = stores.get(store)
    if (known) return known
    const made = derive(key, 'record', [store])
    stores.set(store, made)
    return made
  }
  const place = (store: string, name: string) => utf8(`${store}\0${name}`)
  return {
    seal: (store, name, plain) => seal(keyOf(store), place(store, name), plain),
    open: (store, name, sealed) => open(keyOf(store), place(store, name), sealed),
    rewrap: (passphrase, argon2id = nobleArgon2id) => {
      if (gone) throw new SealError('unknown-key', 'the vault is locked')
      return wrap(key, passphrase, argon2id)
    },
    forget: () => {
      gone = true
      key.fill(0)
      for (const made of stores.values()) made.fill(0)
      stores.clear()
    },
  }
}

export async function createVault(
  passphrase: string,
  argon2id: Argon2id = nobleArgon2id,
): Promise<{ file: WrapFile; vault: Vault }> {
  const key = randomBytes(32)
  return { file: await wrap(key, passphrase, argon2id), vault: unlocked(key) }
}

/**
 * Throws `bad-shape` for what is no wrap file, `weak-kdf` for parameters outside the compiled-in bounds, and one and the same
 * `bad-seal` for a wrong passphrase and for a damaged wrap.
 */
export async function openVault(
  file: unknown,
  passphrase: string,
  argon2id: Argon2id = nobleArgon2id,
): Promise<Vault> {
  const read = v.safeParse(WrapFile, file)
  if (!read.success) throw new SealError('bad-shape', 'not a wrap file')
  const kdf = checkedCost(read.output.kdf)
  const salt = fromB64(read.output.salt, 16)
  const wrapKey = await argon2id(secretOf(passphrase), salt, kdf)
  try {
    const key = open(wrapKey, header(kdf, salt), fromB64(read.output.wrapped))
    if (key.length !== 32) throw new SealError('bad-seal')
    return unlocked(key)
  } finally {
    wrapKey.fill(0)
  }
}
