/**
 * A security key beside the passphrase: a second wrap of the vault key under what the key answers (WebAuthn Level 3, extension `prf`; CTAP 2.1
 * `hmac-secret`). The key asks for its own PIN or finger. The passphrase goes on working, so a lost security key loses nothing.
 */
import { fromB64, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { openVaultUnderKey, readKeyWrap, type Vault } from '../../seal/vault.ts'
import type { Disk } from './disk.ts'
import { readJson } from './passphrase.ts'
import type { Profile } from './profile.ts'

/** The name of its wrap in the store `wrap`: `destroy` of the disk clears it with the other. */
const KEY_WRAP = 'key'

export type KeyRefusal =
  /** Nobody touched it, or the window was closed. */
  | 'not-touched'
  /** The key is too old for this. */
  | 'no-prf'
  /** It answered, but not to this vault. */
  | 'another-key'

export class KeyError extends Error {
  readonly refusal: KeyRefusal
  constructor(refusal: KeyRefusal) {
    super(refusal)
    this.name = 'KeyError'
    this.refusal = refusal
  }
}

/** The ceremonies of the browser, so that tests can hand in others. */
export interface Authenticator {
  /** The id of a new credential. */
  create(): Promise<string>
  /** 32 bytes, the same for the same credential and salt. */
  answer(credential: string, salt: Uint8Array): Promise<Uint8Array>
}

/** Whether this browser can ask a security key here. An address without a name (an IP number) has none of it. */
export async function canUseSecurityKey(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined' || /^[\d.]+$|:/.test(location.hostname)) return false
  const ask = (PublicKeyCredential as { getClientCapabilities?: () => Promise<Record<string, boolean>> })
    .getClientCapabilities
  if (!ask) return false
  const able = await ask.call(PublicKeyCredential).catch(() => ({}) as Record<string, boolean>)
  return able['extension:prf'] === true
}

export const browserAuthenticator: Authenticator = {
  async create() {
    const made = await touched(
      navigator.credentials.create({
        publicKey: {
          rp: { name: 'Hamroh' },
          // Random: the key keeps no name of anyone.
          user: { id: randomBytes(16) as BufferSource, name: 'Hamroh', displayName: 'Hamroh' },
          challenge: randomBytes(32) as BufferSource,
          pubKeyCredParams: [
            { type: 'public-key', alg: -7 },
            { type: 'public-key', alg: -8 },
            { type: 'public-key', alg: -257 },
          ],
          authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
          attestation: 'none',
          extensions: { prf: {} },
        },
      }),
    )
    if (made.getClientExtensionResults().prf?.enabled !== true) throw new KeyError('no-prf')
    return toB64(new Uint8Array(made.rawId))
  },
  async answer(credential, salt) {
    const got = await touched(
      navigator.credentials.get({
        publicKey: {
          challenge: randomBytes(32) as BufferSource,
          allowCredentials: [{ type: 'public-key', id: fromB64(credential) as BufferSource }],
          userVerification: 'required',
          extensions: { prf: { eval: { first: salt as BufferSource } } },
        },
      }),
    )
    const first = got.getClientExtensionResults().prf?.results?.first
    if (!first) throw new KeyError('no-prf')
    return new Uint8Array(first as ArrayBuffer)
  },
}

async function touched(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const answer = await asked.catch(() => null)
  if (!answer) throw new KeyError('not-touched')
  return answer as PublicKeyCredential
}

/** Puts the second wrap on the disk. The key is asked again before anything is kept, so that what is kept is known to open. Throws `KeyError`. */
export async function addSecurityKey(
  { disk, vault }: Pick<Profile, 'disk' | 'vault'>,
  authenticator: Authenticator,
): Promise<void> {
  const credential = await authenticator.create()
  const salt = randomBytes(32)
  const file = vault.wrapUnderKey(credential, salt, await authenticator.answer(credential, salt))
  await disk.write([{ store: 'wrap', key: KEY_WRAP, value: JSON.stringify(file) }])
}

export const hasSecurityKey = async (disk: Disk): Promise<boolean> =>
  typeof (await disk.get('wrap', KEY_WRAP)) === 'string'

/** From here on only the passphrase opens this device. */
export const removeSecurityKey = (disk: Disk): Promise<void> =>
  disk.write([{ store: 'wrap', key: KEY_WRAP, remove: true }])

/** Throws `KeyError`; `unknown-key` when there is no second wrap. */
export async function openWithSecurityKey(disk: Disk, authenticator: Authenticator): Promise<Vault> {
  const kept = await disk.get('wrap', KEY_WRAP)
  if (kept === null) throw new SealError('unknown-key', 'no security key')
  const file = readJson(kept)
  const { credential, salt } = readKeyWrap(file)
  const answer = await authenticator.answer(credential, salt)
  try {
    return openVaultUnderKey(file, answer)
  } catch (error) {
    if (error instanceof SealError) throw new KeyError('another-key')
    throw error
  } finally {
    answer.fill(0)
  }
}
