/**
 * What holds a flood of new boxes off (docs/protocol.md §10). No addresses: the only measure is how many boxes were opened in the last minute,
 * by anyone. Above the line each new box costs a little work (SHA-256 with leading zero bits), at most about 5 s on a slow phone.
 */
import { createHash, randomBytes } from 'node:crypto'

/** New boxes in a minute that need no work: bursts of hundreds in a day are ordinary, and 500 in one minute must all arrive. */
const FREE_A_MINUTE = 600
/** 2^18 hashes: under a second on a laptop, about 5 s on a phone slowed 6×. */
const BITS = 18
const CHALLENGE_MS = 10 * 60_000

export interface Challenge {
  challenge: string
  bits: number
}

export class Flood {
  readonly #now: () => number
  readonly #free: number
  readonly #bits: number
  #opened: number[] = []
  #challenges = new Map<string, number>()

  constructor(now: () => number = Date.now, free = FREE_A_MINUTE, bits = BITS) {
    this.#now = now
    this.#free = free
    this.#bits = bits
  }

  /** Null when a new box may be opened (then it is counted), else what must be worked on first. `answer` is `challenge.nonce`. */
  admit(answer: string | undefined): Challenge | null {
    const now = this.#now()
    this.#opened = this.#opened.filter((at) => at > now - 60_000)
    if (this.#opened.length >= this.#free && !this.#isPaid(answer, now)) return this.#ask(now)
    this.#opened.push(now)
    return null
  }

  #ask(now: number): Challenge {
    for (const [old, until] of this.#challenges) if (until < now) this.#challenges.delete(old)
    // Memory stays bounded in the worst flood: the oldest challenges are forgotten first.
    if (this.#challenges.size >= 50_000)
      this.#challenges.delete(this.#challenges.keys().next().value as string)
    const challenge = randomBytes(16).toString('base64url')
    this.#challenges.set(challenge, now + CHALLENGE_MS)
    return { challenge, bits: this.#bits }
  }

  #isPaid(answer: string | undefined, now: number): boolean {
    const found = /^([A-Za-z0-9_-]{22})\.(\d{1,12})$/.exec(answer ?? '')
    const challenge = found?.[1]
    if (!challenge) return false
    const until = this.#challenges.get(challenge)
    if (until === undefined || until < now || !hasWork(answer as string, this.#bits)) return false
    this.#challenges.delete(challenge)
    return true
  }
}

/** Whether SHA-256 of the text begins with so many zero bits. */
export function hasWork(answer: string, bits: number): boolean {
  return createHash('sha256').update(answer).digest().readUInt32BE() >>> (32 - bits) === 0
}
