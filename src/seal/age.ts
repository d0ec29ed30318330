/**
 * Public-key sealing with age files (age-encryption.org/v1). Hybrid recipients (ML-KEM-768 + X25519) for what an adversary
 * stores for later, plain X25519 or a passphrase for exports that any `age` opens; never both kinds in one file.
 */

import { bech32 } from '@scure/base'
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'
import { SealError } from './errors.ts'

export type RecipientKind = 'hybrid' | 'x25519'

/** Stanza names in an age header, by the kind of recipient that makes them. */
const STANZAS: Record<RecipientKind | 'passphrase', string> = {
  hybrid: 'mlkem768x25519',
  x25519: 'X25519',
  passphrase: 'scrypt',
}
const MOST_STANZAS = 64
/** 64 hybrid stanzas of about 1.6 kB each, and room. */
const MOST_HEADER = 160 * 1024

export function kindOf(recipient: string): RecipientKind {
  if (recipient.startsWith('age1pq1')) return 'hybrid'
  if (/^age1[02-9ac-hj-np-z]{58}$/.test(recipient)) return 'x25519'
  throw new SealError('bad-bytes', 'not a recipient')
}

/** A hybrid identity from a 32-byte seed, the same for the same seed, in the form the `age` command reads. */
export async function hybridIdentity(seed: Uint8Array): Promise<{ identity: string; recipient: string }> {
  if (seed.length !== 32) throw new SealError('bad-bytes', 'a seed has 32 bytes')
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-PQ-', seed).toUpperCase()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** Throws `mixed-recipients` for no recipients, more than 64, or two kinds in one file. */
export async function sealTo(recipients: string[], plain: Uint8Array): Promise<Uint8Array> {
  if (recipients.length === 0 || recipients.length > MOST_STANZAS)
    throw new SealError('mixed-recipients', `${recipients.length} recipients`)
  if (new Set(recipients.map(kindOf)).size > 1)
    throw new SealError('mixed-recipients', 'two kinds in one file')
  const file = new Encrypter()
  for (const recipient of recipients) file.addRecipient(recipient)
  return file.encrypt(plain)
}

/**
 * Opens a file that must be sealed to `kind` alone. Throws `mixed-recipients` for any other stanza, before any secret is used,
 * and `bad-seal` when the identity does not open it.
 */
export async function openFrom(identity: string, kind: RecipientKind, file: Uint8Array): Promise<Uint8Array> {
  const found = stanzasOf(file)
  if (found.length === 0 || found.some((name) => name !== STANZAS[kind]))
    throw new SealError('mixed-recipients', 'unexpected stanza')
  const opener = new Decrypter()
  opener.addIdentity(identity)
  try {
    return await opener.decrypt(file)
  } catch {
    throw new SealError('bad-seal')
  }
}

/** Names of the stanzas in a file's header, in order. Throws `bad-seal` for what is no age file. */
export function stanzasOf(file: Uint8Array): string[] {
  const head = new TextDecoder('latin1').decode(file.subarray(0, MOST_HEADER))
  if (!head.startsWith('age-encryption.org/v1\n')) throw new SealError('bad-seal', 'not an age file')
  const end = head.indexOf('\n--- ')
  if (end < 0) throw new SealError('bad-seal', 'no end of header')
  const names = head
    .slice(0, end)
    .split('\n')
    .filter((line) => line.startsWith('-> '))
    .map((line) => line.slice(3).split(' ')[0] ?? '')
  if (names.length > MOST_STANZAS) throw new SealError('mixed-recipients', 'too many stanzas')
  return names
}

/** A file that a passphrase opens with the ordinary `age` command. `work` is age's scrypt work factor (2^work). */
export async function sealWithPassphrase(
  passphrase: string,
  plain: Uint8Array,
  work = 18,
): Promise<Uint8Array> {
  const file = new Encrypter()
  file.setScryptWorkFactor(work)
  file.setPassphrase(passphrase)
  return file.encrypt(plain)
}

export async function openWithPassphrase(passphrase: string, file: Uint8Array): Promise<Uint8Array> {
  const found = stanzasOf(file)
  if (found.length !== 1 || found[0] !== STANZAS.passphrase)
    throw new SealError('mixed-recipients', 'unexpected stanza')
  const opener = new Decrypter()
  opener.addPassphrase(passphrase)
  try {
    return await opener.decrypt(file)
  } catch {
    throw new SealError('bad-seal')
  }
}
