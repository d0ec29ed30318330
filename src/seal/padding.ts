/**
 * Lengths that say little (protocol §9): Padmé for logs (Nikitin et al., PoPETs 2019), buckets for what families send.
 * Padded = length as u32 ‖ bytes ‖ zeros.
 */
import { readU32, u32 } from './bytes.ts'
import { SealError } from './errors.ts'

const KiB = 1024
const MiB = 1024 * KiB

/** Sizes of padded request messages. */
export const MESSAGE_BUCKETS = [4 * KiB, 16 * KiB, 64 * KiB] as const
const FILE_BUCKETS = [256 * KiB, 1 * MiB, 2 * MiB, 4 * MiB, 8 * MiB, 16 * MiB] as const
const FILE_STEP = 8 * MiB

/** The smallest Padmé length that holds `length` bytes: at most 12 % more, and about log log L bits leak. */
export function padme(length: number): number {
  if (length < 2) return length
  const exponent = Math.floor(Math.log2(length))
  const low = exponent - (Math.floor(Math.log2(exponent || 1)) + 1)
  const step = 2 ** Math.max(0, low)
  return Math.ceil(length / step) * step
}

function padTo(bytes: Uint8Array, size: number): Uint8Array {
  const padded = new Uint8Array(size)
  padded.set(u32(bytes.length))
  padded.set(bytes, 4)
  return padded
}

export const pad = (bytes: Uint8Array): Uint8Array => padTo(bytes, padme(bytes.length + 4))

/** Throws `too-large` when a message does not fit the largest bucket. */
export function padMessage(bytes: Uint8Array): Uint8Array {
  const size = MESSAGE_BUCKETS.find((bucket) => bytes.length + 4 <= bucket)
  if (!size) throw new SealError('too-large', `a message holds ${MESSAGE_BUCKETS[2] - 4} bytes`)
  return padTo(bytes, size)
}

export function padFile(bytes: Uint8Array): Uint8Array {
  const need = bytes.length + 4
  return padTo(
    bytes,
    FILE_BUCKETS.find((bucket) => need <= bucket) ?? Math.ceil(need / FILE_STEP) * FILE_STEP,
  )
}

/** Throws `bad-padding` when the filling is not zero: a padding that could carry bytes would be a second message. */
export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < 4) throw new SealError('bad-padding', 'too short')
  const length = readU32(padded)
  if (length > padded.length - 4) throw new SealError('bad-padding', 'longer than itself')
  let filling = 0
  for (let i = 4 + length; i < padded.length; i++) filling |= padded[i]!
  if (filling !== 0) throw new SealError('bad-padding', 'filling is not zero')
  return padded.subarray(4, 4 + length)
}
