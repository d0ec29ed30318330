/** Compares narratives beside the page: twenty thousand take seconds, and the page stays usable. */
import { findPatterns, type Measure, type Narrative } from '../../casework/patterns.ts'

const own = globalThis as unknown as {
  onmessage: (event: MessageEvent<{ narratives: Narrative[]; measure: Measure }>) => void
  postMessage: (message: unknown) => void
}
own.onmessage = ({ data: { narratives, measure } }) => own.postMessage(findPatterns(narratives, measure, 0))
