/** A hybrid logical clock (Kulkarni et al., 2014): wall time that never runs backwards, with a counter for the same millisecond. */

export interface Stamp {
  /** Milliseconds since 1970, below 2^48. */
  ms: number
  /** 0–65,535. */
  counter: number
}

/** How far ahead of the reader's clock a stamp may be before its commit waits in quarantine. */
export const FAR_FUTURE_MS = 24 * 60 * 60 * 1000

export interface Clock {
  next(): Stamp
  /** Takes notice of another device's stamp, unless it lies in the far future: one wrong clock must not drag all others along. */
  see(stamp: Stamp): void
}

export function createClock(now: () => number = Date.now, last: Stamp = { ms: 0, counter: 0 }): Clock {
  let seen = { ...last }
  return {
    next() {
      const ms = Math.max(now(), seen.ms)
      const counter = ms === seen.ms ? seen.counter + 1 : 0
      // 65,536 stamps in one millisecond: borrow the next one rather than wrap.
      seen = counter > 0xffff ? { ms: ms + 1, counter: 0 } : { ms, counter }
      return { ...seen }
    },
    see(stamp) {
      if (!isFarFuture(stamp, now()) && compareStamps(stamp, seen) > 0) seen = { ...stamp }
    },
  }
}

export const isFarFuture = (stamp: Stamp, now: number): boolean => stamp.ms > now + FAR_FUTURE_MS

export const compareStamps = (a: Stamp, b: Stamp): number => a.ms - b.ms || a.counter - b.counter
