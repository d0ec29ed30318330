/**
 * Work that a relay asks for in a flood (protocol §10): a number whose SHA-256, together with the challenge, begins with zero bits.
 * It protects the boxes of families from being filled by a machine, and says nothing about who works.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from './bytes.ts'
import { SealError } from './errors.ts'

/** More than this would be an attack on the phone's battery: 2^22 hashes are about a minute on a slow phone. */
export const MOST_BITS = 22
/** A pause every so many hashes, so that whoever waits can still leave. */
const SLICE = 4096

export const hasWork = (answer: string, bits: number): boolean => {
  const head = sha256(utf8(answer))
  return ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> (32 - bits) === 0
}

/** The answer `challenge.number` with `bits` leading zero bits (1–22). Throws `not-allowed` for more, `bad-bytes` for no challenge. */
export async function findWork(challenge: string, bits: number): Promise<string> {
  if (!/^[A-Za-z0-9_-]{22}$/.test(challenge)) throw new SealError('bad-bytes', 'challenge')
  if (!Number.isInteger(bits) || bits < 1 || bits > MOST_BITS) throw new SealError('not-allowed', 'work')
  for (let number = 0; ; number++) {
    const answer = `${challenge}.${number}`
    if (hasWork(answer, bits)) return answer
    if (number % SLICE === SLICE - 1) await new Promise((done) => setTimeout(done))
  }
}
