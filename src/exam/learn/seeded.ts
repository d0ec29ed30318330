/** Chance that can be repeated: the same seed gives the same numbers on every machine. */

/** Uniform numbers in [0, 1). */
export type Chance = () => number

/** FNV-1a of a text: a seed from names. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, passes gjrand; ample for practice and simulation, never for secrets. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One draw from the normal distribution with mean 0 and deviation 1 (Box and Muller 1958). */
export const normal = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())

/** A new order of the list (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const out = [...list]
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1))
    const held = out[at]!
    out[at] = out[other]!
    out[other] = held
  }
  return out
}
