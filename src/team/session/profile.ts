/**
 * One person's device: the wrap file, and everything else sealed under the vault key. Made once from a founding, opened with the passphrase.
 */

import type { Founded, Secrets } from '../../log/founding.ts'
import type { KnownEntries } from '../../log/membership.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { fromB64, fromUtf8, toB64, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { createVault, openVault, type Vault, type WrapFile } from '../../seal/vault.ts'
import type { Disk, Write } from './disk.ts'

const WRAP = 'wrap'

/** Reads and writes JSON records; each is sealed under its name, so that two cannot be swapped. */
export interface Records {
  read<T>(name: string): Promise<T | null>
  /** The write to hand to `disk.write`, so that several records change in one transaction. */
  put(name: string, value: unknown): Write
}

export interface Profile {
  disk: Disk
  vault: Vault
  records: Records
  secrets: Secrets
  known: KnownEntries
}

function recordsOf(disk: Disk, vault: Vault): Records {
  return {
    async read<T>(name: string) {
      const sealed = await disk.get('records', name)
      return sealed instanceof Uint8Array
        ? (JSON.parse(fromUtf8(vault.open('records', name, sealed))) as T)
        : null
    },
    put: (name, value) => ({
      store: 'records',
      key: name,
      value: vault.seal('records', name, utf8(JSON.stringify(value))),
    }),
  }
}

const entriesJson = (known: KnownEntries) =>
  Object.fromEntries([...known].map(([space, entries]) => [space, entries.map(toB64)]))

export const putKnown = (records: Records, known: KnownEntries): Write =>
  records.put('entries', entriesJson(known))

/** Whether a profile lies on this disk: the first question of the first screen. */
export const hasProfile = async (disk: Disk): Promise<boolean> =>
  typeof (await disk.get('wrap', WRAP)) === 'string'

/** Puts a founded organisation on the disk, all of it or nothing. */
export async function createProfile(
  disk: Disk,
  passphrase: string,
  founded: Pick<Founded, 'secrets'>,
  known: KnownEntries,
  argon2id: Argon2id,
): Promise<Profile> {
  const { file, vault } = await createVault(passphrase, argon2id)
  const records = recordsOf(disk, vault)
  await disk.write([
    { store: 'wrap', key: WRAP, value: JSON.stringify(file) },
    records.put('secrets', founded.secrets),
    putKnown(records, known),
  ])
  return { disk, vault, records, secrets: founded.secrets, known }
}

/** Throws `bad-seal` for a wrong passphrase (and for a damaged wrap: the same), `weak-kdf`, `unknown-key` when there is no profile. */
export async function openProfile(disk: Disk, passphrase: string, argon2id: Argon2id): Promise<Profile> {
  const text = await disk.get('wrap', WRAP)
  if (typeof text !== 'string') throw new SealError('unknown-key', 'no profile on this device')
  let wrap: unknown
  try {
    wrap = JSON.parse(text)
  } catch {
    throw new SealError('bad-shape', 'wrap file')
  }
  return readProfile(disk, await openVault(wrap, passphrase, argon2id))
}

/** What an open vault holds. Throws `broken-chain` when part of this device's storage is gone. */
export async function readProfile(disk: Disk, vault: Vault): Promise<Profile> {
  const records = recordsOf(disk, vault)
  const secrets = await records.read<Secrets>('secrets')
  const entries = await records.read<Record<string, string[]>>('entries')
  // The browser may have thrown part of its storage away: say so rather than begin anew over what is left.
  if (!secrets || !entries) throw new SealError('broken-chain', 'part of this device’s storage is gone')
  return {
    disk,
    vault,
    records,
    secrets,
    known: new Map(
      Object.entries(entries).map(([space, list]) => [space, list.map((entry) => fromB64(entry))]),
    ),
  }
}

/** A new passphrase for the same vault. The old wrap is overwritten. */
export async function changePassphrase(
  profile: Profile,
  passphrase: string,
  argon2id: Argon2id,
): Promise<void> {
  const file: WrapFile = await profile.vault.rewrap(passphrase, argon2id)
  await profile.disk.write([{ store: 'wrap', key: WRAP, value: JSON.stringify(file) }])
}
