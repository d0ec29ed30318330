/**
 * The organisation's recovery identity (docs/protocol.md §2, §3): an age recipient that the keys of every lane are sealed to, and a signer that
 * can bring in a new admin's device. Both come from one seed, and the seed exists only as shares.
 */
import { hybridIdentity } from './age.ts'
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
