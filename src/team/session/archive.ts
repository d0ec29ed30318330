/**
 * An archive on its way out and in: zip inside one age file, piece by piece. On the way out only ciphertext is ever collected; on the way in only
 * `archive.json`, and nothing is written before the last byte has been checked.
 */
import { Unzip, UnzipInflate, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import {
  ARCHIVE_FILE,
  type ArchiveAttachment,
  ArchiveError,
  type ArchiveFile,
  MOST_ARCHIVE,
  readArchive,
} from '../../casework/archive.ts'
import type { PackedCase } from '../../casework/packed.ts'
import { type ArchiveKey, type ArchiveOpener, openStream, sealStream } from '../../seal/age-stream.ts'
import { fromUtf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'

export interface ArchiveSource {
  files: Iterable<ArchiveFile>
  attachments: readonly ArchiveAttachment[]
  /** The opened bytes of a family's file. */
  fetch: (attachment: ArchiveAttachment) => Promise<Uint8Array>
  /** Told before each file. */
  progress?: (done: number) => void
}

export interface Sealed {
  stream: ReadableStream<Uint8Array>
  /** Filled when the stream has ended: files that could not be fetched, by their path. */
  missing: string[]
}

/** Zips and seals. @param work of age's scrypt; tests take less. */
export async function sealArchive(source: ArchiveSource, key: ArchiveKey, work?: number): Promise<Sealed> {
  const missing: string[] = []
  return { stream: await sealStream(key, zipped(source, missing), work), missing }
}

/** Deflates what is text and passes on what is packed already. Holds one file, and what the reader has not taken yet. */
function zipped(source: ArchiveSource, missing: string[]): ReadableStream<Uint8Array> {
  const ready: Uint8Array[] = []
  let failed: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failed = error
    // A view of a buffer that fflate may use again.
    else if (chunk.length) ready.push(chunk.slice())
  })
  async function* work(): AsyncGenerator<void> {
    let done = 0
    for (const { name, parts } of source.files) {
      source.progress?.(done++)
      const file = new ZipDeflate(name, { level: 6 })
      zip.add(file)
      for (const part of parts) {
        file.push(part)
        yield
      }
      file.push(new Uint8Array(0), true)
      yield
    }
    for (const attachment of source.attachments) {
      source.progress?.(done++)
      let bytes: Uint8Array
      try {
        bytes = await source.fetch(attachment)
      } catch {
        missing.push(attachment.name)
        continue
      }
      const file = new ZipPassThrough(attachment.name)
      zip.add(file)
      file.push(bytes, true)
      yield
    }
    zip.end()
  }
  const steps = work()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      while (ready.length === 0) {
        const { done } = await steps.next()
        if (failed) throw failed
        if (done && ready.length === 0) return controller.close()
      }
      for (const chunk of ready.splice(0)) controller.enqueue(chunk)
    },
  })
}

/** Largest sealed file that is read at all: an archive with the photos of a thousand cases. */
export const MOST_SEALED = 4 * 1024 * 1024 * 1024

export type TakeProblem = 'wrong-key' | 'not-age' | ArchiveError['problem']

export class TakeError extends Error {
  readonly problem: TakeProblem
  constructor(problem: TakeProblem) {
    super(problem)
    this.name = 'TakeError'
    this.problem = problem
  }
}

/**
 * The cases of an archive, once all of the file has been read and found whole. Nothing is written anywhere. Throws `TakeError`. @param size of the sealed file
 */
export async function openArchive(
  sealed: ReadableStream<Uint8Array>,
  size: number,
  key: ArchiveOpener,
): Promise<PackedCase[]> {
  if (size > MOST_SEALED) throw new TakeError('too-large')
  try {
    return readArchive(await archiveJson(await openStream(key, sealed)))
  } catch (error) {
    if (error instanceof ArchiveError) throw new TakeError(error.problem)
    if (error instanceof SealError)
      throw new TakeError(
        error.code === 'bad-seal' ? 'wrong-key' : error.code === 'unknown-version' ? 'not-age' : 'damaged',
      )
    throw error
  }
}

/** Reads the whole stream and keeps `archive.json`, which comes first; the rest is only looked at by the cipher. */
async function archiveJson(plain: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  const seen: { state: 'before' | 'inside' | 'after'; size: number; problem: ArchiveError | null } = {
    state: 'before',
    size: 0,
    problem: null,
  }
  const refuse = (problem: ArchiveError) => {
    seen.problem ??= problem
  }
  const zip = new Unzip((file) => {
    if (seen.state !== 'before') return
    if (file.name !== ARCHIVE_FILE) return refuse(new ArchiveError('damaged', 'no archive.json'))
    seen.state = 'inside'
    file.ondata = (error, chunk, final) => {
      if (error) refuse(new ArchiveError('damaged', 'zip'))
      else {
        seen.size += chunk.length
        if (seen.size > MOST_ARCHIVE) refuse(new ArchiveError('too-large'))
        else if (chunk.length) parts.push(chunk.slice())
      }
      if (final) seen.state = 'after'
    }
    file.start()
  })
  zip.register(UnzipInflate)
  const reader = plain.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    // In small steps: what a bomb unpacks to is counted before the next step.
    for (let at = 0; at < value.length && seen.state !== 'after' && !seen.problem; at += 16_384)
      try {
        zip.push(value.subarray(at, at + 16_384))
      } catch {
        refuse(new ArchiveError('damaged', 'zip'))
      }
    if (seen.problem) {
      await reader.cancel().catch(() => {})
      throw seen.problem
    }
  }
  if (seen.state !== 'after') throw new ArchiveError('damaged', 'no archive.json')
  const whole = new Uint8Array(seen.size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return fromUtf8(whole)
}
