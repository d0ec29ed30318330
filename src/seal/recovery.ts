/**
 * The organisation's recovery identity (docs/protocol.md §2, §3): an age recipient that the keys of every lane are sealed to, and a signer that
 * can bring in a new admin's device. Both come from one seed, and the seed exists only as shares.
 */
import { hybridIdentity } from './age.ts'
import { utf8 } from './bytes.ts'
import { open, seal } from './cipher.ts'
import { derive } from './derive.ts'
import { type SigningKey, signingKey } from './sign.ts'

export interface RecoveryKeys {
  /** For `openFrom(…, 'hybrid', …)`. */
  identity: string
  recipient: string
  signer: SigningKey
}

/** @param seed 32 bytes */
export async function recoveryKeys(seed: Uint8Array): Promise<RecoveryKeys> {
  const [age, signer] = await Promise.all([
    hybridIdentity(derive(seed, 'recovery-age')),
    signingKey(derive(seed, 'recovery-sign')),
  ])
  return { ...age, signer }
}

const WAY = utf8('HW\x01')

/** What stands on every trustee's sheet beside the share: where the log is. It opens only with the seed, so one sheet alone leads nowhere. */
export const sealUnderSeed = (seed: Uint8Array, plain: Uint8Array): Uint8Array =>
  seal(derive(seed, 'recovery-way'), WAY, plain)

/** Throws `bad-seal` for the sheet of another set. */
export const openUnderSeed = (seed: Uint8Array, sealed: Uint8Array): Uint8Array =>
  open(derive(seed, 'recovery-way'), WAY, sealed)
