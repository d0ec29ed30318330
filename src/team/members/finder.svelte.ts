/** Search in cases: an index built in a worker; a plain look through what is at hand until it is there. Changes go into a small newer part. */
import type { OpenCase } from '../../casework/case-views.ts'
import {
  type Doc,
  docOf,
  type SearchIndex,
  type Segment,
  scan,
  search,
  withChanges,
} from '../../casework/search.ts'

/** After so many changed cases the index is built anew. */
const REBUILD_AFTER = 200
/** A plain look through more texts than this is slower than a keystroke may be; then only running cases are looked through until the index is there. */
const MOST_SCANNED = 1_000
/** Cases read at a time: about what a slow laptop reads between two keystrokes. */
const PIECE = 40

let index = $state.raw<SearchIndex | null>(null)
/** The cases as they are in the index: another object is another state of a case. */
let indexed = new Map<string, OpenCase>()
let newer: { cases: readonly OpenCase[]; index: SearchIndex } | null = null
let building = false
let worker: Worker | null = null

/** Cases in which every word stands, with their scores; null for an empty query. */
export function findCases(cases: readonly OpenCase[], query: string): Map<string, number> | null {
  if (query.trim() === '') return null
  if (!index) {
    void build(cases)
    const near =
      cases.length <= MOST_SCANNED
        ? cases
        : cases.filter(({ state }) => state === 'open' || state === 'waiting').slice(0, MOST_SCANNED)
    return scores(scan(near.map(textOf), query))
  }
  if (newer?.cases !== cases) {
    const changed = cases.filter((each) => indexed.get(each.id) !== each)
    if (changed.length > REBUILD_AFTER) void build(cases)
    newer = { cases, index: withChanges(index, changed.slice(0, MOST_SCANNED).map(textOf)) }
  }
  return scores(search(newer.index, query))
}

/** Begins with the index before anybody types. */
export const prepareIndex = (cases: readonly OpenCase[]): void => {
  if (!index) void build(cases)
}

const scores = (hits: readonly { id: string; score: number }[]) =>
  new Map(hits.map(({ id, score }) => [id, score]))

const docs = new WeakMap<OpenCase, Doc>()
function textOf(each: OpenCase): Doc {
  const known = docs.get(each) ?? docOf(each.view)
  docs.set(each, known)
  return known
}

/** Lets what was typed go first. */
const breath = () => new Promise((done) => setTimeout(done))

async function build(cases: readonly OpenCase[]): Promise<void> {
  if (building) return
  building = true
  worker ??= new Worker(new URL('./finder.worker.ts', import.meta.url), { type: 'module' })
  const own = worker
  const texts: Doc[] = []
  for (let at = 0; at < cases.length; at += PIECE) {
    for (const each of cases.slice(at, at + PIECE)) texts.push(docs.get(each) ?? docOf(each.view))
    await breath()
    // Locked meanwhile: nothing of the texts goes anywhere.
    if (worker !== own) return
  }
  own.onmessage = ({ data }: MessageEvent<Segment>) => {
    building = false
    indexed = new Map(cases.map((each) => [each.id, each]))
    newer = null
    index = [data]
  }
  // Without a worker the plain look goes on: slower, and of many cases only the running ones.
  own.onerror = () => {}
  own.postMessage(texts)
}

/** At a lock: nothing of the texts stays, and the worker's memory ends with it. */
export function forgetIndex(): void {
  worker?.terminate()
  worker = null
  building = false
  index = null
  newer = null
  indexed = new Map()
}
