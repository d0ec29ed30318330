/**
 * The vault at rest (protocol §3): a random key, wrapped by a passphrase; every record sealed under a key of its store, with its
 * place as associated data, so that two records cannot be swapped. Only ciphertext reaches the disk.
 */
import * as v from 'valibot'
import { type Argon2id, type Cost, checkedCost, nobleArgon2id, VAULT_COST } from './argon2.ts'
import { concat, fromB64, randomBytes, sameBytes, toB64, utf8 } from './bytes.ts'
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

const KeyWrapFile = v.strictObject({
  v: v.literal(1),
  /** The credential of the security key, as base64url; says nothing without the key. */
  credential: v.pipe(v.string(), v.maxLength(2_000), v.regex(/^[A-Za-z0-9_-]+$/)),
  salt: v.string(),
  wrapped: v.string(),
})

/** The second wrap: under what a security key answers to `salt` (WebAuthn Level 3, extension `prf`). */
export type KeyWrapFile = v.InferOutput<typeof KeyWrapFile>

/** Unlocked: holds the key in memory only. `forget` overwrites it. */
export interface Vault {
  seal(store: string, name: string, plain: Uint8Array): Uint8Array
  /** Throws `bad-seal` for another store, another name or any changed byte. */
  open(store: string, name: string, sealed: Uint8Array): Uint8Array
  rewrap(passphrase: string, argon2id?: Argon2id): Promise<WrapFile>
  /** Whether this is the vault that a wrap file opens with a passphrase. Throws as `openVault` does. */
  isOpenedBy(file: unknown, passphrase: string, argon2id?: Argon2id): Promise<boolean>
  /** @param answer 32 bytes, the security key's answer to `salt` (32 bytes) */
  wrapUnderKey(credential: string, salt: Uint8Array, answer: Uint8Array): KeyWrapFile
  forget(): void
}

const header = (kdf: WrapFile['kdf'], salt: Uint8Array) =>
  concat(utf8(`hamroh v1 vault ${kdf.m},${kdf.t},${kdf.p} `), salt)

/** NFKC, so that a passphrase typed on another keyboard or system is the same passphrase. */
const secretOf = (passphrase: string) => utf8(passphrase.normalize('NFKC'))

async function wrap(
  key: Uint8Array,
  passphrase: string,
  argon2id: Argon2id,
  cost: Cost = VAULT_COST,
): Promise<WrapFile> {
  const salt = randomBytes(16)
  const wrapKey = await argon2id(secretOf(passphrase), salt, cost)
  const wrapped = seal(wrapKey, header(cost, salt), key)
  wrapKey.fill(0)
  return { v: 1, kdf: { ...cost }, salt: toB64(salt), wrapped: toB64(wrapped) }
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
    isOpenedBy: async (file, passphrase, argon2id = nobleArgon2id) => {
      if (gone) throw new SealError('unknown-key', 'the vault is locked')
      const other = await keyUnder(file, passphrase, argon2id)
      const same = sameBytes(other, key)
      other.fill(0)
      return same
    },
    wrapUnderKey: (credential, salt, answer) => {
      if (gone) throw new SealError('unknown-key', 'the vault is locked')
      const wrapKey = keyOfAnswer(answer, credential)
      const wrapped = seal(wrapKey, keyHeader(credential, salt), key)
      wrapKey.fill(0)
      return { v: 1, credential, salt: toB64(salt), wrapped: toB64(wrapped) }
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
  cost: Cost = VAULT_COST,
): Promise<{ file: WrapFile; vault: Vault }> {
  const key = randomBytes(32)
  return { file: await wrap(key, passphrase, argon2id, checkedCost(cost)), vault: unlocked(key) }
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
  return unlocked(await keyUnder(file, passphrase, argon2id))
}

async function keyUnder(file: unknown, passphrase: string, argon2id: Argon2id): Promise<Uint8Array> {
  const read = v.safeParse(WrapFile, file)
  if (!read.success) throw new SealError('bad-shape', 'not a wrap file')
  const kdf = checkedCost(read.output.kdf)
  const salt = fromB64(read.output.salt, 16)
  const wrapKey = await argon2id(secretOf(passphrase), salt, kdf)
  try {
    return vaultKey(open(wrapKey, header(kdf, salt), fromB64(read.output.wrapped)))
  } finally {
    wrapKey.fill(0)
  }
}

function vaultKey(key: Uint8Array): Uint8Array {
  if (key.length !== 32) throw new SealError('bad-seal')
  return key
}

const keyHeader = (credential: string, salt: Uint8Array) =>
  concat(utf8(`hamroh v1 vault key ${credential} `), salt)

/** A security key answers with 32 random-looking bytes: no guessing is possible, so no slow derivation. */
function keyOfAnswer(answer: Uint8Array, credential: string): Uint8Array {
  if (answer.length !== 32) throw new SealError('bad-bytes', 'an answer has 32 bytes')
  return derive(answer, 'key-wrap', [credential])
}

/** What to ask the security key. Throws `bad-shape`. */
export function readKeyWrap(file: unknown): { credential: string; salt: Uint8Array } {
  const read = v.safeParse(KeyWrapFile, file)
  if (!read.success) throw new SealError('bad-shape', 'not a key wrap')
  return { credential: read.output.credential, salt: fromB64(read.output.salt, 32) }
}

/** Throws `bad-shape`, and `bad-seal` for another key and for a damaged wrap alike. */
export function openVaultUnderKey(file: unknown, answer: Uint8Array): Vault {
  const { credential, salt } = readKeyWrap(file)
  const wrapKey = keyOfAnswer(answer, credential)
  try {
    return unlocked(
      vaultKey(open(wrapKey, keyHeader(credential, salt), fromB64((file as KeyWrapFile).wrapped))),
    )
  } finally {
    wrapKey.fill(0)
  }
}
