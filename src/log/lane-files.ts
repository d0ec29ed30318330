/**
 * Files of a space (docs/protocol.md §2, `attachment`): each an age file to the identity of a lane's epoch, so that whoever holds the lane opens it and
 * a rotation closes later ones to those who left.
 */

import { hybridIdentity } from '../seal/age.ts'
import { openAttachment, sealAttachment } from '../seal/attachment.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import type { Attachment } from '../seal/payload.ts'
import { currentEpoch, type Epoch, type Keyring } from './lane.ts'

/** Largest file that a member may add. The relay takes 64 MiB of parts, and padding adds up to 8. */
export const MOST_LANE_FILE = 50 * 1024 * 1024

export const fileIdentity = (epoch: Epoch): Promise<{ identity: string; recipient: string }> =>
  hybridIdentity(derive(epoch.key, 'attachment', [epoch.space, epoch.lane]))

/** Seals to the present epoch. Throws `too-large`, `unknown-key` when the lane is not held. */
export async function sealLaneFile(
  ring: Keyring,
  type: Attachment['type'],
  plain: Uint8Array,
): Promise<{ attachment: Attachment; file: Uint8Array }> {
  const { recipient } = await fileIdentity(currentEpoch(ring))
  return sealAttachment(recipient, type, plain, MOST_LANE_FILE)
}

/** Tries the newest epoch first. Throws `wrong-place` for other bytes than the log names, else what the newest epoch's identity threw. */
export async function openLaneFile(
  ring: Keyring,
  attachment: Attachment,
  file: Uint8Array,
): Promise<Uint8Array> {
  const epochs = [...ring.epochs.values()].sort((a, b) => b.n - a.n)
  let first: unknown = new SealError('unknown-key', 'no epoch of this lane')
  for (const epoch of epochs)
    try {
      return await openAttachment((await fileIdentity(epoch)).identity, attachment, file)
    } catch (error) {
      if (!(error instanceof SealError) || error.code === 'wrong-place') throw error
      if (epoch === epochs[0]) first = error
    }
  throw first
}
