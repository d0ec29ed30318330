/**
 * A new passphrase for the same vault: whoever sits before an unlocked laptop must know the old one. One write, so a break leaves the old wrap or
 * the new one and never neither.
 */
import type { Argon2id } from '../../seal/argon2.ts'
import { SealError } from '../../seal/errors.ts'
import type { Profile } from './profile.ts'

/** The name of the passphrase's wrap in the store `wrap`. */
export const WRAP = 'wrap'

/**
 * Throws `bad-seal` when the old passphrase does not open this vault, for whatever reason: a wrong one, a damaged wrap and the wrap of another
 * vault are one and the same answer, after the same work. Nothing is written then.
 */
export async function replacePassphrase(
  { disk, vault }: Pick<Profile, 'disk' | 'vault'>,
  old: string,
  next: string,
  argon2id: Argon2id,
): Promise<void> {
  const kept = await disk.get('wrap', WRAP)
  if (!(await vault.isOpenedBy(readJson(kept), old, argon2id))) throw new SealError('bad-seal')
  const file = await vault.rewrap(next, argon2id)
  await disk.write([{ store: 'wrap', key: WRAP, value: JSON.stringify(file) }])
}

/** null for what is no JSON: the reader of wrap files refuses it. */
export function readJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
