/**
 * The same narrative in many protocols. Two texts are alike as far as their shingles (runs of `shingle` words, after the words of
 * patterns-words.ts) are the same: shared ones over all different ones, Jaccard's coefficient (Broder 1997). Every pair at or above the
 * threshold is found, none is estimated. It says that two texts are alike, never why.
 */
import type { PlainDate } from '../law/types.ts'
import { eachSimilarPair, type Ranked, rankShingles, thousandths } from './patterns-join.ts'
import { sequenceOf, type Token, tokensOf } from './patterns-words.ts'

export interface Narrative {
  id: string
  text: string
  /** Where it was written, as the organisation names it; never a person. */
  station?: string
  day?: PlainDate
  /** Words to hide besides those that the rules hide: names of a case's people. */
  names?: readonly string[]
}

export interface Measure {
  /** Words in a shingle. */
  shingle: number
  /** Least likeness of a pair, in steps of 0.001. */
  threshold: number
  /** Texts with fewer words, hidden ones not counted, are alike by chance: they are left out. */
  fewestWords: number
}

export const MEASURE: Measure = { shingle: 3, threshold: 0.6, fewestWords: 8 }

export interface Pair {
  a: string
  b: string
  /** Shared shingles and all different ones; their quotient is the likeness. */
  shared: number
  all: number
  likeness: number
}

export interface Cluster {
  /** Ids in the order in which they were given. Each is like at least one other of them. */
  members: string[]
  /** The member that is most like all others. */
  reference: string
  /** Texts that differ after the hiding. */
  variants: number
  /** Least likeness of a pair at or above the threshold within the cluster. */
  least: number
  /** Most frequent first; members without a station are counted under null. */
  stations: { station: string | null; count: number }[]
  /** Earliest and latest day, of members that have one. */
  days: { from: PlainDate; to: PlainDate } | null
}

export interface Patterns {
  measure: Measure
  /** Texts that were compared. */
  compared: number
  /** Texts that were too short to compare. */
  leftOut: string[]
  /** All pairs at or above the threshold; `pairs` holds the most alike of them. */
  pairCount: number
  pairs: Pair[]
  /** Largest first. */
  clusters: Cluster[]
}

/** Texts with the same shingles: compared once, counted as often as they stand there. */
interface Group {
  members: number[]
  set: Ranked
}

/**
 * @param keepPairs so many pairs are listed, the most alike first; all are counted
 * @throws RangeError for a measure that cannot be, or an id that stands twice
 */
export function findPatterns(
  narratives: readonly Narrative[],
  measure: Measure = MEASURE,
  keepPairs = 1000,
): Patterns {
  checkMeasure(measure)
  refuseTwice(narratives)
  const words = narratives.map(({ text, names }) => comparedWords(tokensOf(text, names), measure))
  const places = [...narratives.keys()].filter((i) => words[i]!.length > 0)
  const groups = grouped(places, rankShingles(words, measure.shingle))
  const top = topPairs(keepPairs)
  const links = linksOf(groups.length)
  let pairCount = 0
  const idAt = (place: number): string => narratives[place]!.id
  for (const [g, { members, set }] of groups.entries()) {
    pairCount += (members.length * (members.length - 1)) / 2
    links.within(g, members.length)
    top.add(within(members), set.length, set.length)
  }
  eachSimilarPair(
    groups.map(({ set }) => set),
    thousandths(measure.threshold),
    (a, b, shared, all) => {
      const [one, two] = [groups[a]!.members, groups[b]!.members]
      pairCount += one.length * two.length
      links.between(a, b, shared / all, one.length, two.length)
      top.add(across(one, two), shared, all)
    },
  )
  return {
    measure,
    compared: places.length,
    leftOut: narratives.filter((_, i) => words[i]!.length === 0).map(({ id }) => id),
    pairCount,
    pairs: top.list().map(({ a, b, shared, all }) => ({
      ...{ a: idAt(a), b: idAt(b), shared, all, likeness: shared / all },
    })),
    clusters: links.clusters(groups).map((found) => clusterOf(found, narratives)),
  }
}

function checkMeasure({ shingle, threshold, fewestWords }: Measure): void {
  thousandths(threshold)
  if (!Number.isInteger(shingle) || shingle < 1 || shingle > 12)
    throw new RangeError('a shingle has 1 to 12 words')
  if (!Number.isInteger(fewestWords) || fewestWords < shingle)
    throw new RangeError('the fewest words cannot be fewer than those of a shingle')
}

function refuseTwice(narratives: readonly Narrative[]): void {
  const ids = new Set<string>()
  for (const { id } of narratives) {
    if (ids.has(id)) throw new RangeError(`id “${id}” stands twice`)
    ids.add(id)
  }
}

/** The words of a text, or none when it is too short to compare. */
export function comparedWords(tokens: readonly Token[], { fewestWords }: Measure): string[] {
  const { words } = sequenceOf(tokens)
  return words.filter((word) => word !== '#').length < fewestWords ? [] : words
}

function grouped(places: readonly number[], sets: readonly Ranked[]): Group[] {
  const groups = new Map<string, Group>()
  for (const place of places) {
    const set = sets[place]!
    if (set.length === 0) continue
    const key = set.join()
    const known = groups.get(key)
    if (known) known.members.push(place)
    else groups.set(key, { members: [place], set })
  }
  return [...groups.values()]
}

// ── pairs ────────────────────────────────────────────────────────────────────────────────────────────────

function* within(members: readonly number[]): Generator<[number, number]> {
  for (let i = 0; i < members.length; i++)
    for (let j = i + 1; j < members.length; j++) yield [members[i]!, members[j]!]
}

function* across(one: readonly number[], two: readonly number[]): Generator<[number, number]> {
  for (const a of one) for (const b of two) yield a < b ? [a, b] : [b, a]
}

interface Found {
  a: number
  b: number
  shared: number
  all: number
}

/** Keeps the most alike pairs; a group of thousands of equal texts never makes millions of pairs in memory. */
function topPairs(most: number) {
  let kept: Found[] = []
  let floor = 0
  const trim = () => {
    kept.sort((x, y) => y.shared * x.all - x.shared * y.all || x.a - y.a || x.b - y.b)
    kept = kept.slice(0, most)
    const last = kept.at(-1)
    if (last && kept.length === most) floor = last.shared / last.all
  }
  return {
    /** Pairs that are all equally alike. */
    add(pairs: Iterable<[number, number]>, shared: number, all: number): void {
      if (most <= 0 || shared / all < floor) return
      let left = most
      for (const [a, b] of pairs) {
        if (left-- <= 0) break
        kept.push({ a, b, shared, all })
      }
      if (kept.length >= 4 * most + 1000) trim()
    },
    list: (): Found[] => {
      trim()
      return kept
    },
  }
}

// ── clusters ─────────────────────────────────────────────────────────────────────────────────────────────

interface FoundCluster {
  members: number[]
  reference: number
  variants: number
  least: number
}

/** What the pairs join: groups that hang together, the weakest likeness among them, and how like each is to the rest. */
function linksOf(count: number) {
  const parents = Int32Array.from({ length: count }, (_, i) => i)
  const weakest = new Float64Array(count).fill(1)
  const sums = new Float64Array(count)
  const find = (i: number): number => {
    let root = i
    while (parents[root] !== root) root = parents[root]!
    for (let at = i; at !== root; ) {
      const next = parents[at]!
      parents[at] = root
      at = next
    }
    return root
  }
  return {
    within(group: number, members: number): void {
      sums[group]! += members - 1
    },
    between(a: number, b: number, likeness: number, inA: number, inB: number): void {
      sums[a]! += likeness * inB
      sums[b]! += likeness * inA
      const [x, y] = [find(a), find(b)]
      const [root, other] = x < y ? [x, y] : [y, x]
      weakest[root] = Math.min(weakest[root]!, weakest[other]!, likeness)
      parents[other] = root
    },
    clusters(groups: readonly Group[]): FoundCluster[] {
      const byRoot = new Map<number, number[]>()
      for (let g = 0; g < count; g++) {
        const root = find(g)
        const known = byRoot.get(root)
        if (known) known.push(g)
        else byRoot.set(root, [g])
      }
      return [...byRoot]
        .map(([root, of]): FoundCluster => {
          const best = of.reduce((a, b) => (sums[b]! > sums[a]! ? b : a))
          return {
            members: of.flatMap((g) => groups[g]!.members).sort((a, b) => a - b),
            reference: groups[best]!.members[0]!,
            variants: of.length,
            least: weakest[root]!,
          }
        })
        .filter(({ members }) => members.length > 1)
        .sort((a, b) => b.members.length - a.members.length || a.members[0]! - b.members[0]!)
    },
  }
}

function clusterOf(found: FoundCluster, narratives: readonly Narrative[]): Cluster {
  const members = found.members.map((place) => narratives[place]!)
  const counts = new Map<string | null, number>()
  for (const { station } of members) counts.set(station ?? null, (counts.get(station ?? null) ?? 0) + 1)
  const days = members.flatMap(({ day }) => day ?? []).sort()
  return {
    members: members.map(({ id }) => id),
    reference: narratives[found.reference]!.id,
    variants: found.variants,
    least: found.least,
    stations: [...counts]
      .map(([station, count]) => ({ station, count }))
      .sort((a, b) => b.count - a.count || (String(a.station) < String(b.station) ? -1 : 1)),
    days: days.length > 0 ? { from: days[0]!, to: days.at(-1)! } : null,
  }
}
