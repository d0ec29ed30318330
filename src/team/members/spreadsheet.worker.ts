/** Reads a large spreadsheet beside the page. */
import { type Encoding, type ReadSpreadsheet, readSpreadsheet } from './spreadsheet.ts'

const own = globalThis as unknown as {
  onmessage: (event: MessageEvent<{ bytes: Uint8Array; encoding: Encoding | null }>) => void
  postMessage: (message: ReadSpreadsheet) => void
}
own.onmessage = async ({ data }) => own.postMessage(await readSpreadsheet(data.bytes, data.encoding))
