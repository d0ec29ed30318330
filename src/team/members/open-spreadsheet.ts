/** A file that a person chose → tables. Large ones are read by a worker, which is stopped when it takes too long: a hostile file costs a minute, not the page. */
import { MOST_FILE } from '../../casework/import-table.ts'
import type { Encoding, ReadSpreadsheet } from './spreadsheet.ts'

const IN_THE_PAGE = 64 * 1024
const PATIENCE_MS = 60_000

export async function openSpreadsheet(
  file: File,
  encoding: Encoding | null = null,
): Promise<ReadSpreadsheet> {
  if (file.size > MOST_FILE) return { ok: false, refusal: 'too-large' }
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.length > IN_THE_PAGE) {
    const read = await inWorker(bytes, encoding)
    if (read) return read
  }
  const { readSpreadsheet } = await import('./spreadsheet.ts')
  return readSpreadsheet(bytes, encoding)
}

/** Null when there is no worker to be had: the page reads it itself then. */
function inWorker(bytes: Uint8Array, encoding: Encoding | null): Promise<ReadSpreadsheet | null> {
  return new Promise((done) => {
    const worker = new Worker(new URL('./spreadsheet.worker.ts', import.meta.url), { type: 'module' })
    const end = (read: ReadSpreadsheet | null) => {
      clearTimeout(timer)
      worker.terminate()
      done(read)
    }
    const timer = setTimeout(() => end({ ok: false, refusal: 'damaged' }), PATIENCE_MS)
    worker.onmessage = ({ data }: MessageEvent<ReadSpreadsheet>) => end(data)
    worker.onerror = () => end(null)
    worker.postMessage({ bytes, encoding })
  })
}
