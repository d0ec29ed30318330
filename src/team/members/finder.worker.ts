/** Keeps the search index beside the page and answers from it: neither building it nor looking into it holds up a keystroke. */
import { type Doc, type SearchIndex, search, withChanges } from '../../casework/search.ts'

/** `put`: texts that are new or changed, in the order in which the page numbers cases. `ask`: a query. */
export type Order = { put: Doc[] } | { ask: string }
/** Numbers of cases, best first, and their scores. */
export interface Answer {
  asked: string
  cases: Uint32Array<ArrayBuffer>
  scores: Float32Array<ArrayBuffer>
}

const own = globalThis as unknown as {
  onmessage: (event: MessageEvent<Order>) => void
  postMessage: (message: Answer, transfer: ArrayBuffer[]) => void
}
let index: SearchIndex = []
const numbers = new Map<string, number>()

own.onmessage = ({ data }) => {
  if ('put' in data) {
    for (const { id } of data.put) if (!numbers.has(id)) numbers.set(id, numbers.size)
    index = withChanges(index, data.put)
    return
  }
  const hits = search(index, data.ask)
  const cases = Uint32Array.from(hits, ({ id }) => numbers.get(id)!)
  const scores = Float32Array.from(hits, ({ score }) => score)
  own.postMessage({ asked: data.ask, cases, scores }, [cases.buffer, scores.buffer])
}
