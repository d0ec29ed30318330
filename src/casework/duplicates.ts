/**
 * Requests that say nearly the same, as when one message is handed from phone to phone and hundreds send it within a day. A suggestion for
 * a person, never more: two families may send the same words, and each keeps its own box and gets its own answer.
 *
 * Likeness is Jaccard's coefficient of the sets of three-word shingles (Broder, *On the resemblance and containment of documents*, 1997).
 * Pairs are found exactly, without comparing all with all: a pair at or above the threshold must share one of the rarest shingles of each
 * (prefix filter: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant, *Scaling up all pairs similarity search*, 2007).
 */
import { words } from './words.ts'

/** Half of all different shingles shared: one changed word in eight still counts as the same message. */
export const THRESHOLD = 0.5
/** Words in a shingle. */
const SHINGLE = 3
/** Shorter texts ("help me please") are alike by chance: they are never suggested. */
export const FEWEST_WORDS = 8

/** Different shingles of a text; empty for one that is too short to compare. */
export function shinglesOf(text: string): Set<string> {
  const list = words(text)
  const shingles = new Set<string>()
  if (list.length < FEWEST_WORDS) return shingles
  for (let i = 0; i + SHINGLE <= list.length; i++) shingles.add(list.slice(i, i + SHINGLE).join(' '))
  return shingles
}

/** Shared shingles over all different ones, 0 to 1. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const shingle of small) if (large.has(shingle)) shared++
  return shared / (a.size + b.size - shared)
}

export interface Pair {
  a: number
  b: number
  likeness: number
}

/** All pairs of sets whose likeness is at least `threshold`, as places in the list, a < b, sorted. */
export function similarPairs(sets: readonly ReadonlySet<string>[], threshold = THRESHOLD): Pair[] {
  const ordered = rarestFirst(sets)
  const index = new Map<number, number[]>()
  const pairs: Pair[] = []
  // Shorter sets first: a longer one can only be like those at least `threshold` times as long.
  const bySize = [...sets.keys()]
    .filter((i) => sets[i]!.size > 0)
    .sort((i, j) => sets[i]!.size - sets[j]!.size || i - j)
  for (const i of bySize) {
    const own = ordered[i]!
    const prefix = own.length - Math.ceil(threshold * own.length - 1e-9) + 1
    const candidates = new Set<number>()
    for (let k = 0; k < prefix; k++) {
      const token = own[k]!
      const list = index.get(token)
      if (list) for (const j of list) candidates.add(j)
      if (list) list.push(i)
      else index.set(token, [i])
    }
    for (const j of candidates) {
      if (sets[j]!.size < threshold * own.length - 1e-9) continue
      const value = likeness(sets[i]!, sets[j]!)
      if (value >= threshold) pairs.push({ a: Math.min(i, j), b: Math.max(i, j), likeness: value })
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b)
}

/** Each set as numbers of its shingles, the rarest of all texts first. */
function rarestFirst(sets: readonly ReadonlySet<string>[]): number[][] {
  const counts = new Map<string, number>()
  for (const set of sets) for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  const order = new Map(
    [...counts]
      .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
      .map(([shingle], rank) => [shingle, rank]),
  )
  return sets.map((set) => [...set].map((shingle) => order.get(shingle)!).sort((a, b) => a - b))
}

export interface DuplicateGroup<Id> {
  /** At least two, in the order in which they were given. */
  members: Id[]
  /** The least likeness by which any member is joined. */
  likeness: number
}

/** Groups of texts joined by likeness, largest first. Texts that are word for word the same are compared once. */
export function findDuplicates<Id>(
  texts: readonly { id: Id; text: string }[],
  threshold = THRESHOLD,
): DuplicateGroup<Id>[] {
  const same = new Map<string, number[]>()
  texts.forEach(({ text }, i) => {
    const list = words(text)
    if (list.length < FEWEST_WORDS) return
    const key = list.join(' ')
    const known = same.get(key)
    if (known) known.push(i)
    else same.set(key, [i])
  })
  const unique = [...same.keys()]
  const pairs = similarPairs(unique.map(shinglesOf), threshold)
  const parents = unique.map((_, i) => i)
  const find = (i: number): number => {
    let root = i
    while (parents[root] !== root) root = parents[root]!
    while (parents[i] !== root) [parents[i], i] = [root, parents[i]!]
    return root
  }
  const weakest = unique.map(() => 1)
  for (const { a, b, likeness: value } of pairs.toSorted((x, y) => y.likeness - x.likeness)) {
    const [x, y] = [find(a), find(b)]
    if (x === y) continue
    const [root, other] = x < y ? [x, y] : [y, x]
    parents[other] = root
    weakest[root] = Math.min(weakest[root]!, weakest[other]!, value)
  }
  const members = new Map<number, number[]>()
  unique.forEach((key, i) => {
    const root = find(i)
    members.set(root, [...(members.get(root) ?? []), ...same.get(key)!])
  })
  return [...members]
    .filter(([, places]) => places.length > 1)
    .map(([root, places]) => ({
      members: places.sort((a, b) => a - b).map((place) => texts[place]!.id),
      likeness: weakest[root]!,
    }))
    .sort((a, b) => b.members.length - a.members.length)
}
