/**
 * A cluster as something to show: a table, and texts side by side with the equal parts marked. Equal is what the measure counts: a run of
 * at least `shingle` words that stands in both. Names, dates, numbers and places are covered, and people have no names at all: «Text 3».
 * Only the protocols of one case, the one that the exhibit is made for, may stand there as they were written.
 */
import type { PlainDate } from '../law/types.ts'
import { type Cluster, MEASURE, type Measure, type Narrative } from './patterns.ts'
import { cleaned, HIDDEN, sequenceOf, type Token, tokensOf } from './patterns-words.ts'

/** A piece of a text as it is shown. */
export interface Span {
  text: string
  /** Stands in the other text too. */
  equal: boolean
  /** A name, date, number or place: `text` is empty, the reader sees that something is covered. */
  covered: boolean
}

export interface ExhibitRow {
  /** 1, 2, 3 …: the only name a text has here. */
  number: number
  station: string | null
  /** A month, `2026-03`; the whole day only for the case's own protocols. */
  day: string | null
  /** To the reference, by the measure; 1 for the reference itself. */
  likeness: number
  /** Shown as written. */
  own: boolean
}

export interface SideBySide {
  left: number
  right: number
  leftText: Span[]
  rightText: Span[]
}

export interface Exhibit {
  measure: Measure
  /** The text that all others stand beside. */
  reference: number
  rows: ExhibitRow[]
  sides: SideBySide[]
  /** Texts that stand in the table only. */
  notShown: number
}

export interface ExhibitOptions {
  measure?: Measure
  /** Ids of the protocols of the one case for which the exhibit is made: shown as written, and the first of them is the reference. */
  own?: readonly string[]
  /** Texts that stand beside the reference; the most alike first. */
  most?: number
}

/** Text longer than this is cut in an exhibit, in characters: ten printed pages. */
const LONGEST = 30_000

interface Read {
  narrative: Narrative
  tokens: Token[]
  words: string[]
  at: number[]
  shingles: Set<string>
}

/** @param narratives the texts that were compared; those outside the cluster are not looked at. @throws RangeError for an id that is not there */
export function exhibitOf(
  cluster: Cluster,
  narratives: readonly Narrative[],
  { measure = MEASURE, own = [], most = 12 }: ExhibitOptions = {},
): Exhibit {
  const byId = new Map(narratives.map((narrative) => [narrative.id, narrative]))
  const isOwn = new Set(own)
  const read = new Map(
    cluster.members.map((id) => {
      const narrative = byId.get(id)
      if (!narrative) throw new RangeError(`no text “${id}”`)
      return [id, readOne(narrative, measure)]
    }),
  )
  const reference = read.get(own.find((id) => read.has(id)) ?? cluster.reference)!
  const others = [...read.values()]
    .filter((each) => each !== reference)
    .map((each) => ({ each, likeness: likeness(reference.shingles, each.shingles) }))
    .sort((a, b) => b.likeness - a.likeness)
  const ordered = [{ each: reference, likeness: 1 }, ...others]
  return {
    measure,
    reference: 1,
    rows: ordered.map(({ each: { narrative }, likeness: value }, i) => ({
      number: i + 1,
      station: narrative.station ?? null,
      day: dayShown(narrative.day, isOwn.has(narrative.id)),
      likeness: value,
      own: isOwn.has(narrative.id),
    })),
    sides: others.slice(0, most).map(({ each }, i) => ({
      left: 1,
      right: i + 2,
      leftText: spansOf(reference, each, measure, isOwn.has(reference.narrative.id)),
      rightText: spansOf(each, reference, measure, isOwn.has(each.narrative.id)),
    })),
    notShown: Math.max(0, others.length - most),
  }
}

const dayShown = (day: PlainDate | undefined, own: boolean): string | null =>
  day === undefined ? null : own ? day : day.slice(0, 7)

function readOne(narrative: Narrative, measure: Measure): Read {
  const tokens = tokensOf(narrative.text, narrative.names)
  const { words, at } = sequenceOf(tokens)
  return { narrative, tokens, words, at, shingles: new Set(shinglesIn(words, measure.shingle)) }
}

const shinglesIn = (words: readonly string[], size: number): string[] =>
  words.slice(0, Math.max(0, words.length - size + 1)).map((_, i) => words.slice(i, i + size).join(' '))

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const shingle of a) if (b.has(shingle)) shared++
  return a.size + b.size === 0 ? 0 : shared / (a.size + b.size - shared)
}

/** The text of one in pieces, marked where the other has the same. @param own whether covered words may be seen */
function spansOf(one: Read, other: Read, { shingle }: Measure, own: boolean): Span[] {
  const equalWord = new Uint8Array(one.words.length)
  shinglesIn(one.words, shingle).forEach((each, i) => {
    if (other.shingles.has(each)) equalWord.fill(1, i, i + shingle)
  })
  const text = cleaned(one.narrative.text)
  const spans: Span[] = []
  const add = (piece: string, equal: boolean, covered: boolean) => {
    const last = spans.at(-1)
    if (last && last.equal === equal && last.covered === covered) last.text += piece
    else if (piece !== '' || covered) spans.push({ text: piece, equal, covered })
  }
  let end = 0
  let word = -1
  let wasEqual = false
  for (const [i, token] of one.tokens.entries()) {
    if (token.from >= LONGEST) break
    if (one.at[word + 1] === i) word++
    const equal = equalWord[word] === 1
    const hidden = token.word === HIDDEN && !own
    const goesOn = hidden && spans.at(-1)?.covered === true && one.tokens[i - 1]?.word === HIDDEN
    // What stands between two covered words is covered with them: «А. Р.» would show initials' full stops.
    if (!goesOn) add(text.slice(end, token.from), equal && wasEqual, false)
    if (!goesOn || spans.at(-1)?.equal !== equal)
      add(hidden ? '' : text.slice(token.from, token.to), equal, hidden)
    end = token.to
    wasEqual = equal
  }
  add(text.slice(end, LONGEST) + (text.length > LONGEST ? '…' : ''), false, false)
  return spans
}
