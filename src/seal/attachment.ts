/** Files beside a message (protocol §8, §9): each an age file of its own, padded, named by the hash of its sealed bytes. */
import { openFrom, sealTo } from './age.ts'
import { fromB64, hash, newId, sameBytes, toB64 } from './bytes.ts'
import { SealError } from './errors.ts'
import { padFile, unpad } from './padding.ts'
import type { Attachment } from './payload.ts'

/** Largest file a family may add: a photo or three minutes of voice. */
export const MOST_ATTACHMENT = 16 * 1024 * 1024 - 4

/** Throws `too-large`. */
export async function sealAttachment(
  recipient: string,
  type: Attachment['type'],
  plain: Uint8Array,
  most = MOST_ATTACHMENT,
): Promise<{ attachment: Attachment; file: Uint8Array }> {
  if (plain.length > most) throw new SealError('too-large', 'attachment')
  const file = await sealTo([recipient], padFile(plain))
  return { attachment: { id: newId(), hash: toB64(hash(file)), size: plain.length, type }, file }
}

/** Throws `wrong-place` when the relay hands out another file, `bad-seal`, `bad-padding`. */
export async function openAttachment(
  identity: string,
  attachment: Attachment,
  file: Uint8Array,
): Promise<Uint8Array> {
  if (!sameBytes(hash(file), fromB64(attachment.hash, 32))) throw new SealError('wrong-place', 'another file')
  const plain = unpad(await openFrom(identity, 'hybrid', file))
  if (plain.length !== attachment.size) throw new SealError('bad-padding', 'size')
  return plain
}
