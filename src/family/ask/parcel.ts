/** What is ready to travel: sealed bytes and the right to leave them in their box. It may break off anywhere and go on later, elsewhere too. */
import { type BoxRelay, LineError } from './relay.ts'

export interface Parcel {
  desk: string
  box: string
  token: string
  seq: number
  message: Uint8Array
  files: { id: string; bytes: Uint8Array }[]
}

export const parcelBytes = ({ message, files }: Parcel): number =>
  files.reduce((sum, { bytes }) => sum + bytes.length, message.length)

/** Sends what the relay does not have yet. `progress` is told a share from 0 to 1. Throws `LineError`. */
export async function sendParcel(
  relay: BoxRelay,
  parcel: Parcel,
  progress: (share: number) => void = () => {},
): Promise<void> {
  const all = parcelBytes(parcel)
  await relay.putRequest(parcel, parcel.seq, parcel.message)
  let before = parcel.message.length
  progress(before / all)
  for (const { id, bytes } of parcel.files) {
    await relay.putFile(parcel, id, bytes, (there) => progress((before + there) / all))
    before += bytes.length
  }
}

/** Highest number that a message can have (`LIMITS.messagesPerBox`). */
const MOST_MESSAGES = 200

/**
 * Leaves a message whose number has to be found by trying: someone who came back with the receipt alone does not know how many were sent.
 * `reseal` makes the same message with another number. A call that broke off goes on with the parcel it had, so that nothing is left twice.
 * Throws `LineError`; `full` when the box is.
 */
export async function sendNext(
  relay: BoxRelay,
  first: Parcel,
  reseal: (seq: number) => Promise<Parcel>,
  progress?: (share: number) => void,
): Promise<Parcel> {
  for (let parcel = first; parcel.seq < MOST_MESSAGES; parcel = await reseal(parcel.seq + 1))
    try {
      await sendParcel(relay, parcel, progress)
      return parcel
    } catch (error) {
      if (!(error instanceof LineError) || error.problem !== 'conflict') throw error
    }
  throw new LineError('full')
}
