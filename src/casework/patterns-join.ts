/**
 * All pairs of sets whose Jaccard coefficient is at least a threshold, exactly. A pair at or above it must share one of the rarest
 * members of each (prefix filter: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007; Xiao and others, *PPJoin*, 2008), so only
 * sets that do are compared, and each comparison is a full count. Whole numbers throughout: no rounding decides about a pair.
 */

/** Sorted and without repetitions; the smaller the number, the rarer the member. */
export type Ranked = Int32Array

/** @param shared members in both @param all members in either */
export type Visit = (a: number, b: number, shared: number, all: number) => void

/** Thousandths, 1 to 1000. @throws RangeError */
export function thousandths(threshold: number): number {
  const whole = Math.round(threshold * 1000)
  if (!(whole >= 1 && whole <= 1000) || Math.abs(whole - threshold * 1000) > 1e-6)
    throw new RangeError('a threshold lies between 0.001 and 1, in steps of 0.001')
  return whole
}

/** Visits each pair of places a < b once, in no promised order. Empty sets are like nothing. @param threshold thousandths */
export function eachSimilarPair(sets: readonly Ranked[], threshold: number, visit: Visit): void {
  const index = new Map<number, number[]>()
  const seen = new Int32Array(sets.length).fill(-1)
  // Shorter sets first: a longer one can only be like those at least `threshold` of its length.
  const bySize = [...sets.keys()]
    .filter((i) => sets[i]!.length > 0)
    .sort((i, j) => sets[i]!.length - sets[j]!.length || i - j)
  for (const i of bySize) {
    const own = sets[i]!
    const shortest = Math.ceil((threshold * own.length) / 1000)
    const prefix = own.length - shortest + 1
    for (let k = 0; k < prefix; k++) {
      const list = index.get(own[k]!)
      if (!list) {
        index.set(own[k]!, [i])
        continue
      }
      for (const j of list) {
        if (seen[j] === i) continue
        seen[j] = i
        const other = sets[j]!
        if (other.length < shortest) continue
        const shared = sharedOf(own, other, least(own.length, other.length, threshold))
        if (shared < 0) continue
        const all = own.length + other.length - shared
        if (1000 * shared >= threshold * all) visit(Math.min(i, j), Math.max(i, j), shared, all)
      }
      list.push(i)
    }
  }
}

/** Fewest shared members with which two sets of these sizes can reach the threshold: s ≥ t(a+b)/(1+t). */
const least = (a: number, b: number, threshold: number): number =>
  Math.ceil((threshold * (a + b)) / (1000 + threshold))

/** Members in both; −1 as soon as fewer than `needed` can be reached. */
function sharedOf(a: Ranked, b: Ranked, needed: number): number {
  let shared = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (shared + Math.min(a.length - i, b.length - j) < needed) return -1
    const x = a[i]!
    const y = b[j]!
    if (x === y) {
      shared++
      i++
      j++
    } else if (x < y) i++
    else j++
  }
  return shared
}

/** Every pair against every other: what {@link eachSimilarPair} is measured against, in tests and in the bench. */
export function eachPairByForce(sets: readonly Ranked[], threshold: number, visit: Visit): void {
  for (let i = 0; i < sets.length; i++)
    for (let j = i + 1; j < sets.length; j++) {
      const a = sets[i]!
      const b = sets[j]!
      if (a.length === 0 || b.length === 0) continue
      const shared = sharedOf(a, b, 0)
      const all = a.length + b.length - shared
      if (1000 * shared >= threshold * all) visit(i, j, shared, all)
    }
}

/**
 * Shingles of sequences of words as ranked sets: the rarest shingle of all texts is 0. Each shingle of `size` words is named by number,
 * word by word, so that no two different ones can meet as they could in a hash.
 */
export function rankShingles(texts: readonly (readonly string[])[], size: number): Ranked[] {
  const names = Array.from({ length: size }, () => new Map<number | string, number>())
  const nameOf = (level: number, key: number | string): number => {
    const known = names[level]!.get(key)
    if (known !== undefined) return known
    const fresh = names[level]!.size
    names[level]!.set(key, fresh)
    return fresh
  }
  const numbers = texts.map((words) => words.map((word) => nameOf(0, word)))
  const sets = numbers.map((words) => {
    const shingles = new Set<number>()
    for (let i = 0; i + size <= words.length; i++) {
      let name = words[i]!
      for (let k = 1; k < size; k++) name = nameOf(k, name * WORDS + words[i + k]!)
      shingles.add(name)
    }
    return shingles
  })
  if (names[0]!.size > WORDS || names.at(-1)!.size > MOST)
    throw new RangeError('more different words than can be told apart')
  const counts = new Int32Array(Math.max(names.at(-1)!.size, 1))
  for (const set of sets) for (const shingle of set) counts[shingle]!++
  const order = [...counts.keys()].sort((a, b) => counts[a]! - counts[b]! || a - b)
  const rank = new Int32Array(counts.length)
  order.forEach((shingle, place) => {
    rank[shingle] = place
  })
  return sets.map((set) => Int32Array.from(set, (shingle) => rank[shingle]!).sort())
}

/** name × WORDS + word stays below 2^53. */
const WORDS = 2 ** 24
const MOST = 2 ** 28
