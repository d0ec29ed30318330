/**
 * The recovery seed among trustees (docs/protocol.md §3): any `threshold` of `of` shares give it back, fewer say nothing about it
 * (Shamir, How to share a secret, CACM 1979; the library is audited). A share is three typed lines that name no organisation and no person.
 */
import { combine, split } from 'shamir-secret-sharing'
import { concat, fromB64, randomBytes, sameBytes, toB64, utf8 } from './bytes.ts'
import { derive } from './derive.ts'
import { SealError } from './errors.ts'
import { bytesOf, linesOf } from './typed-lines.ts'

const HEADER = utf8('HS\x01')
const SET = 8
const SEED = 32
const CHECK = 8
const LENGTH = HEADER.length + SET + 3 + SEED + CHECK + 1

export const MOST_SHARES = 9

export interface Share {
  /** The shares that belong together, as base64url of 8 bytes; random, so it leads to nobody. */
  set: string
  /** From 1. */
  index: number
  threshold: number
  of: number
  /** What the library made: 40 bytes and the place on the curve. */
  body: Uint8Array
}

export type ShareProblem =
  /** Fewer than the threshold. */
  | 'too-few'
  /** Shares of two sets: made at different times, or for different organisations. */
  | 'another-set'
  /** The same sheet twice. */
  | 'repeated'
  /** They belong together by name and do not fit: one was altered. */
  | 'do-not-fit'

export class ShareError extends Error {
  readonly problem: ShareProblem
  /** For `too-few`: how many are still needed. For `another-set`, `repeated`: which of those given (from 1). */
  readonly n: number
  constructor(problem: ShareProblem, n: number) {
    super(`${problem}: ${n}`)
    this.name = 'ShareError'
    this.problem = problem
    this.n = n
  }
}

/** The check binds the seed to its set, so that an altered share cannot give another seed unseen. */
const checkOf = (seed: Uint8Array, set: Uint8Array) => derive(seed, 'share-check', [toB64(set)], CHECK)

/**
 * @param seed 32 bytes
 * @param of 2–9 trustees @param threshold 2 … `of`; one share alone never opens anything
 */
export async function splitSeed(seed: Uint8Array, threshold: number, of: number): Promise<string[][]> {
  if (seed.length !== SEED) throw new SealError('bad-bytes', 'a seed has 32 bytes')
  if (![threshold, of].every(Number.isInteger) || threshold < 2 || threshold > of || of > MOST_SHARES)
    throw new SealError('bad-shape', `${threshold} of ${of}`)
  const set = randomBytes(SET)
  const bodies = await split(concat(seed, checkOf(seed, set)), of, threshold)
  return bodies.map((body, i) => linesOf(concat(HEADER, set, Uint8Array.of(threshold, of, i + 1), body)))
}

/** One sheet as it was typed. Throws `KitSlip` with the wrong line, `unknown-version`, `bad-bytes` for what is no share. */
export function readShare(block: string): Share {
  const bytes = bytesOf(block)
  if (!sameBytes(bytes.subarray(0, HEADER.length), HEADER)) throw new SealError('unknown-version', 'share')
  if (bytes.length !== LENGTH) throw new SealError('bad-bytes', 'a share has three lines')
  const at = HEADER.length + SET
  const [threshold, of, index] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!]
  if (threshold < 2 || of < threshold || of > MOST_SHARES || index < 1 || index > of)
    throw new SealError('bad-bytes', 'numbers of a share')
  return {
    set: toB64(bytes.subarray(HEADER.length, at)),
    index,
    threshold,
    of,
    body: bytes.slice(at + 3),
  }
}

/** The seed. Throws `ShareError`; more shares than needed are welcome and all of them must fit. */
export async function joinShares(shares: readonly Share[]): Promise<Uint8Array> {
  const [first] = shares
  if (!first) throw new ShareError('too-few', 2)
  shares.forEach((share, i) => {
    if (share.set !== first.set || share.threshold !== first.threshold || share.of !== first.of)
      throw new ShareError('another-set', i + 1)
    if (shares.findIndex(({ index }) => index === share.index) !== i) throw new ShareError('repeated', i + 1)
  })
  if (shares.length < first.threshold) throw new ShareError('too-few', first.threshold - shares.length)
  let whole: Uint8Array
  try {
    whole = await combine(shares.map(({ body }) => body))
  } catch {
    throw new ShareError('do-not-fit', 0)
  }
  const seed = whole.slice(0, SEED)
  if (!sameBytes(whole.subarray(SEED), checkOf(seed, fromB64(first.set, SET))))
    throw new ShareError('do-not-fit', 0)
  return seed
}
