/**
 * Search in cases. The index lives in a worker; the page hands over texts piece by piece when nobody waits, what changed again, and asks. Until all texts are there
 * the answers come from those that are, numbers and names first.
 */
import { findBriefs } from '../../casework/briefs.ts'
import type { OpenCase } from '../../casework/case-views.ts'
import { type Doc, docOf } from '../../casework/search.ts'
import type { Answer, Order } from './finder.worker.ts'

/** What was kept of a case from the last time: enough for its line. */
export type KeptLine = Pick<OpenCase, 'id' | 'state' | 'number' | 'brief'> & { readonly kept: true }
export type Listed = OpenCase | KeptLine

/** So long the page may be busy with texts at a time, ms: a keystroke waits no longer than this. */
const PIECE_MS = 6
/** While texts are handed over, a question that stands is asked again this often, ms. */
const AGAIN_MS = 1_000

let answer = $state.raw<{ asked: string; found: ReadonlyMap<string, number> } | null>(null)
let worker: Worker | null = null
let broken = false
let query = ''
/** Cases by their number, and what of each the worker has: another object is another state. */
const ids: string[] = []
const numbered = new Set<string>()
const handed = new Map<string, Listed>()
/** Counts locks. */
let round = 0
let list: readonly Listed[] = []
let feeding = false

/** The newest answer; its `asked` may be a keystroke behind. null: nothing is asked. */
export const answered = () => answer

/** Asks, or takes the question back with an empty query. The answer comes through `answered`. */
export function ask(words: string): void {
  query = words
  if (words.trim() === '') answer = null
  else if (broken) answer = { asked: words, found: plainly(words) }
  else send({ ask: words })
}

const plainly = (words: string) =>
  findBriefs(
    list.map(({ brief }) => brief),
    words,
  ) ?? new Map<string, number>()

/** What can be searched from now on. Cheap to call: only what is new or changed is read, in pieces. */
export function feed(cases: readonly Listed[]): void {
  list = cases
  if (!feeding && !broken) void hand()
}

function send(order: Order): void {
  if (!worker) {
    worker = new Worker(new URL('./finder.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data: { asked, cases, scores } }: MessageEvent<Answer>) => {
      if (query.trim() === '') return
      const found = new Map<string, number>()
      cases.forEach((number, i) => {
        found.set(ids[number]!, scores[i]!)
      })
      answer = { asked, found }
    }
    // Numbers and names can be looked through without it.
    worker.onerror = () => {
      broken = true
      ask(query)
    }
  }
  worker.postMessage(order)
}

/** Lets what was typed go first. */
const breath = () => new Promise((done) => setTimeout(done))

const isRunning = ({ state }: Listed) => state === 'open' || state === 'waiting'

async function hand(): Promise<void> {
  feeding = true
  for (let done: readonly Listed[] | null = null; done !== list; ) {
    done = list
    const here = new Set(done.map(({ id }) => id))
    const gone = [...handed.keys()].filter((id) => !here.has(id))
    const fresh = done.filter(isNew)
    // What is worked on comes first.
    const texts = [...fresh.filter(isRunning), ...fresh.filter((each) => !isRunning(each))]
    const whole =
      (await pieces(gone, (id) => {
        handed.delete(id)
        return { id, head: '', body: '' }
      })) && (await pieces(texts, textOf))
    // Locked meanwhile: nothing of the texts goes anywhere.
    if (!whole) return
  }
  feeding = false
  ask(query)
}

/** False when the page was locked meanwhile. */
async function pieces<T>(all: readonly T[], docOfEach: (each: T) => Doc): Promise<boolean> {
  const before = round
  let asked = performance.now()
  for (let at = 0; at < all.length; ) {
    await breath()
    if (round !== before) return false
    const began = performance.now()
    const put: Doc[] = []
    while (at < all.length && performance.now() - began < PIECE_MS) put.push(docOfEach(all[at++]!))
    send({ put })
    if (query.trim() !== '' && began - asked > AGAIN_MS) {
      asked = began
      ask(query)
    }
  }
  return true
}

/** Of what was kept the line is all there is; a case at hand is read anew when it is another object: then something was written in it. */
const isNew = (each: Listed): boolean => {
  const known = handed.get(each.id)
  return 'kept' in each ? known === undefined : known !== each
}

function textOf(each: Listed): Doc {
  if (!numbered.has(each.id)) {
    numbered.add(each.id)
    ids.push(each.id)
  }
  handed.set(each.id, each)
  const { id, brief } = each
  return 'kept' in each
    ? { id, head: [brief.number, brief.name, ...brief.tags].join(' \n '), body: '' }
    : docOf(each.view)
}

/** At a lock: nothing of the texts stays, and the worker's memory ends with it. */
export function forgetIndex(): void {
  worker?.terminate()
  worker = null
  broken = feeding = false
  round++
  query = ''
  answer = null
  list = []
  ids.length = 0
  numbered.clear()
  handed.clear()
}
