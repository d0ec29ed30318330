/** Builds the search index beside the page. */
import { buildSegment, type Doc, transfersOf } from '../../casework/search.ts'

const own = globalThis as unknown as {
  onmessage: (event: MessageEvent<Doc[]>) => void
  postMessage: (message: unknown, transfer: ArrayBuffer[]) => void
}
own.onmessage = ({ data }) => {
  const segment = buildSegment(data)
  own.postMessage(segment, transfersOf(segment))
}
