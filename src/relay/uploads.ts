/**
 * Reads the bodies of calls: whole, in bounded memory, in bounded time. A slow phone may take its minutes; a caller that sends almost nothing for long,
 * more than it said, or less, is cut off. Nothing of a body is handed on before all of it has come.
 */
import { Refused } from './answers.ts'

/**
 * Bytes of all bodies that have come and are not whole yet: a hundred parts of 256 KiB and some. What has come is counted, not what was announced: a caller
 * who announces much and sends nothing must not keep others out.
 */
const MEMORY = 32 * 1024 * 1024
/** A line this slow still gets through: half of what a phone at the edge of the network has. Bytes a second. */
const SLOWEST = 5_000
/** Before the first byte, and for the pauses of a bad line. */
const PATIENCE = 10_000

/** Milliseconds after which so many bytes should have come. */
export const timeFor = (bytes: number): number => PATIENCE + Math.ceil((bytes / SLOWEST) * 1_000)

export class Uploads {
  #held = 0
  readonly #memory: number
  readonly #time: (bytes: number) => number

  constructor(memory = MEMORY, time = timeFor) {
    this.#memory = memory
    this.#time = time
  }

  /** Bytes of bodies under way. */
  get held(): number {
    return this.#held
  }

  /**
   * The whole body, at most `most` bytes and at least one.
   * Throws `Refused` 400 (empty, cut), 408 (too slow), 413 (too large), 503 (too many at once: try again).
   */
  async read(request: Request, most: number): Promise<Uint8Array> {
    const stated = readLength(request.headers.get('content-length'))
    if (stated !== null && stated > most) throw new Refused(413, 'too large')
    if (stated === 0 || request.body === null) throw new Refused(400, 'empty')
    return this.#receive(request.body, stated, most)
  }

  async #receive(
    stream: ReadableStream<Uint8Array>,
    stated: number | null,
    most: number,
  ): Promise<Uint8Array> {
    const reader = stream.getReader()
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooSlow = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Refused(408, 'too slow')), this.#time(stated ?? most))
    })
    const parts: Uint8Array[] = []
    let size = 0
    try {
      for (;;) {
        const { done, value } = await Promise.race([reader.read(), tooSlow])
        if (done) break
        if (size + value.length > (stated ?? most)) throw new Refused(413, 'too large')
        if (this.#held + value.length > this.#memory) throw new Refused(503, 'busy')
        size += value.length
        this.#held += value.length
        parts.push(value)
      }
    } catch (error) {
      // A line that broke: there is nobody to answer, and nothing was kept.
      throw error instanceof Refused ? error : new Refused(400, 'cut')
    } finally {
      clearTimeout(timer)
      this.#held -= size
    }
    if (stated !== null && size !== stated) throw new Refused(400, 'cut')
    if (size === 0) throw new Refused(400, 'empty')
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }
}

function readLength(text: string | null): number | null {
  if (text === null) return null
  if (!/^\d{1,15}$/.test(text)) throw new Refused(400, 'length')
  return Number(text)
}
