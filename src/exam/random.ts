/**
 * The dice of the trainer: the same seed gives the same numbers on every machine, because only 32-bit whole numbers are
 * used. A text becomes a state with FNV-1a over its UTF-16 units; numbers come from mulberry32 (T. Ettinger, public
 * domain), whose period of 2^32 is far beyond any paper. Nothing here is secret and nothing secret may be drawn with it.
 */

export interface Dice {
  /** A whole number from 0 to n − 1; n from 1 to 2^31. */
  below(n: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** A new list in another order (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[]
}

export function dice(seed: string): Dice {
  let state = 0x811c9dc5
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (n: number) => next() % n
  return {
    below,
    pick: (list) => {
      if (list.length === 0) throw new Error('dice: nothing to pick from')
      return list[below(list.length)]!
    },
    shuffle: (list) => {
      const mixed = [...list]
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = below(at + 1)
        ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
      }
      return mixed
    },
  }
}
