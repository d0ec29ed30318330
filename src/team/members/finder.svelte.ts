/** Search in cases: an index built in a worker; a plain look through the texts until it is there. Changes go into a small newer part. */
import type { CaseView } from '../../casework/cases.ts'
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

let index = $state.raw<SearchIndex | null>(null)
let indexed = new Map<string, number>()
let building = false
let worker: Worker | null = null

/** Cases in which every word stands, with their scores; null for an empty query. */
export function findCases(cases: readonly { view: CaseView }[], query: string): Map<string, number> | null {
  if (query.trim() === '') return null
  const docs = () => cases.map(({ view }) => docOf(view))
  if (!index) {
    void build(cases)
    return scores(scan(docs(), query))
  }
  const changed = cases.filter(({ view }) => indexed.get(view.id) !== view.changed)
  if (changed.length > REBUILD_AFTER) void build(cases)
  return scores(
    search(
      withChanges(
        index,
        changed.map(({ view }) => docOf(view)),
      ),
      query,
    ),
  )
}

const scores = (hits: readonly { id: string; score: number }[]) =>
  new Map(hits.map(({ id, score }) => [id, score]))

function build(cases: readonly { view: CaseView }[]): void {
  if (building) return
  building = true
  const versions = new Map(cases.map(({ view }) => [view.id, view.changed]))
  const docs: Doc[] = cases.map(({ view }) => docOf(view))
  worker ??= new Worker(new URL('./finder.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<Segment>) => {
    building = false
    indexed = versions
    index = [data]
  }
  // Without a worker the plain look goes on: slower, the same answers.
  worker.onerror = () => {}
  worker.postMessage(docs)
}

/** At a lock: nothing of the texts stays, and the worker's memory ends with it. */
export function forgetIndex(): void {
  worker?.terminate()
  worker = null
  building = false
  index = null
  indexed = new Map()
}
