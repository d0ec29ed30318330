/**
 * Finding cases by what stands in them. A small inverted index of stems; the last word of a query also matches as a beginning, so that
 * the list narrows while somebody types. Everything is plain data and pure functions; a case that changed goes into a small newer segment instead of a new index.
 */
import type { CaseView } from './cases.ts'
import { stem } from './stem.ts'
import { words } from './words.ts'

/** What is searched of one case, by weight. Only what the member may see is put in, so an index never shows more than a list. */
export interface Doc {
  id: string
  /** Number, names, aliases, tags. */
  head: string
  /** Everything else. */
  body: string
}

/** Places are numbers of documents; `starts[i]` to `starts[i + 1]` are the places of `terms[i]`. Terms are sorted. */
export interface Segment {
  ids: string[]
  terms: string[]
  starts: Uint32Array<ArrayBuffer>
  /** Place × 2, plus 1 when the term stands in the head. Sorted within a term. */
  places: Uint32Array<ArrayBuffer>
}

export interface SearchOptions {
  /** False only to measure what stems are worth. */
  stemming?: boolean
}

const RUSSIAN = /^[а-я]+$/

/** The forms of a word that are looked up: its stem when it is Cyrillic, else itself. */
const termOf = (word: string, stemming: boolean): string =>
  stemming && RUSSIAN.test(word) ? stem(word) : word

/** Built in a worker: about 20,000 documents of a paragraph in a second or two. */
export function buildSegment(given: readonly Doc[], { stemming = true }: SearchOptions = {}): Segment {
  // In order of ids, so that hits come out nearly sorted.
  const docs = given.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const found = new Map<string, number[]>()
  const known = new Map<string, string>()
  const put = (text: string, mark: number) => {
    for (const word of words(text)) {
      const term = known.get(word) ?? termOf(word, stemming)
      known.set(word, term)
      const places = found.get(term)
      if (!places) found.set(term, [mark])
      else if (places.at(-1)! >> 1 !== mark >> 1) places.push(mark)
    }
  }
  docs.forEach(({ head, body }, place) => {
    // The head first: a term that stands in both counts as the head's.
    put(head, place * 2 + 1)
    put(body, place * 2)
  })
  return segmentOf(
    docs.map(({ id }) => id),
    found,
  )
}

/** @param found places of each term, in any order */
function segmentOf(ids: string[], found: ReadonlyMap<string, number[]>): Segment {
  const terms = [...found.keys()].sort()
  const starts = new Uint32Array(terms.length + 1)
  terms.forEach((term, i) => {
    starts[i + 1] = starts[i]! + found.get(term)!.length
  })
  const places = new Uint32Array(starts.at(-1) ?? 0)
  terms.forEach((term, i) => {
    places.set(
      found.get(term)!.sort((a, b) => a - b),
      starts[i]!,
    )
  })
  return { ids, terms, starts, places }
}

/** Segments, the oldest first. A document of a newer one stands for the same one of an older. */
export type SearchIndex = readonly Segment[]

/** Two neighbouring segments as one. Of a document that stands in both the newer one's words are left. */
function merged(older: Segment, newer: Segment): Segment {
  const again = new Set(newer.ids)
  const ids = [...older.ids.filter((id) => !again.has(id)), ...newer.ids].sort()
  const at = new Map(ids.map((id, place) => [id, place]))
  const found = new Map<string, number[]>()
  for (const { ids: from, terms, starts, places } of [older, newer])
    terms.forEach((term, i) => {
      const list = found.get(term) ?? []
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        const id = from[places[k]! >> 1]!
        if (from === older.ids && again.has(id)) continue
        list.push(at.get(id)! * 2 + (places[k]! & 1))
      }
      if (list.length > 0) found.set(term, list)
    })
  return segmentOf(ids, found)
}

/**
 * Adds what is new or changed and joins segments of like size, so that there are few of them however many documents came one after the other. A document with
 * neither head nor body is one that is gone.
 */
export function withChanges(index: SearchIndex, changed: readonly Doc[]): SearchIndex {
  if (changed.length === 0) return index
  const segments = [...index, buildSegment(changed)]
  for (let [older, newer] = segments.slice(-2); older && newer; [older, newer] = segments.slice(-2)) {
    if (older.ids.length > 2 * newer.ids.length) break
    segments.splice(-2, 2, merged(older, newer))
  }
  return segments
}

export interface Hit {
  id: string
  /** More is better: two for a word in the head, one for a word elsewhere, half of it for a mere beginning. */
  score: number
}

/** Cases in which every word of the query stands, best first. An empty query finds nothing: show the list instead. */
export function search(index: SearchIndex, query: string, { stemming = true }: SearchOptions = {}): Hit[] {
  const asked = words(query)
  if (asked.length === 0) return []
  // A space after the last word says that it is whole.
  const open = /[\p{L}\p{N}'’ʻʼ]$/u.test(query)
  const hits: Hit[] = []
  const newer = new Set<string>()
  for (const segment of index.toReversed()) {
    const scores = searchSegment(segment, asked, open, stemming)
    scores.forEach((score, place) => {
      const id = segment.ids[place]!
      if (score > 0 && !newer.has(id)) hits.push({ id, score })
    })
    // The oldest segment holds nearly everything and hides nothing: only newer ones are remembered.
    if (segment !== index[0]) for (const id of segment.ids) newer.add(id)
  }
  return hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}

/** A score for each place; 0 where one of the words does not stand. */
function searchSegment(
  { ids, terms, starts, places }: Segment,
  asked: readonly string[],
  open: boolean,
  stemming: boolean,
): Float32Array {
  let all: Float32Array | null = null
  asked.forEach((word, i) => {
    const scores = new Float32Array(ids.length)
    const add = (term: number, weight: number) => {
      for (let k = starts[term]!; k < starts[term + 1]!; k++) {
        const mark = places[k]!
        const score = weight * (1 + (mark & 1))
        if (scores[mark >> 1]! < score) scores[mark >> 1] = score
      }
    }
    const term = termOf(word, stemming)
    const exact = lowerBound(terms, term)
    if (terms[exact] === term) add(exact, 1)
    if (open && i === asked.length - 1)
      // What is typed so far may end in the middle of a word: its letters as they are, not its stem.
      for (let at = lowerBound(terms, word); terms[at]?.startsWith(word); at++) add(at, 0.5)
    const before = all
    all = before
      ? scores.map((score, place) => (score && before[place] ? score + before[place]! : 0))
      : scores
  })
  return all ?? new Float32Array(ids.length)
}

function lowerBound(terms: readonly string[], term: string): number {
  let [low, high] = [0, terms.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (terms[middle]! < term) low = middle + 1
    else high = middle
  }
  return low
}

// ── cases ────────────────────────────────────────────────────────────────────────────────────────────────

/** What is searched of a case: what its view shows, no more. Letters as they were sent, families' words, notes. */
export function docOf(view: CaseView): Doc {
  const text = (each: { value: string } | null) => each?.value ?? ''
  const head = [
    view.number,
    ...view.tags,
    ...(view.people ?? []).flatMap(({ alias, name, contact }) => [alias, text(name), text(contact)]),
  ]
  const body = [
    text(view.plan),
    ...(view.notes ?? []).map((note) => text(note.text)),
    ...view.events.map(({ note }) => text(note)),
    ...view.tasks.map(({ title }) => text(title)),
    ...view.papers.map(({ note }) => text(note)),
    ...(view.attachments ?? []).map(({ title }) => title),
    ...(view.words ?? []).map((each) => each.text),
    ...(view.letters ?? []).flatMap(({ sent }) => sent.map((version) => version.text)),
  ]
  return { id: view.id, head: head.join(' \n '), body: body.join(' \n ') }
}
