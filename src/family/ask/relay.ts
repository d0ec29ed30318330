/**
 * The family's side of the box routes (docs/protocol.md §10), and of no other. It stands here and not in src/log because this app carries no log:
 * an import from there would bring its floor along (docs/house.md). That both speak of the same paths and limits is asserted in e2e/ask-relay.test.ts.
 * Answers are never trusted: whoever uses them opens and verifies.
 */

const API = '/api/v1'
const KiB = 1024

/** Bytes. The same figures as `LIMITS` in src/log/wire.ts. */
export const MOST = {
  notice: 16 * KiB,
  message: 72 * KiB,
  part: 256 * KiB,
  parts: 256,
  answer: 4 * 1024 * KiB,
} as const

/** Every path that a family uses. Ids are 22 characters of base64url. */
export const boxPaths = {
  desks: () => `${API}/desks`,
  notice: (desk: string) => `${API}/desks/${desk}/notice`,
  box: (desk: string, box: string) => `${API}/desks/${desk}/boxes/${box}`,
  request: (desk: string, box: string, seq: number) => `${API}/desks/${desk}/boxes/${box}/requests/${seq}`,
  replies: (desk: string, box: string, after: number) =>
    `${API}/desks/${desk}/boxes/${box}/replies?after=${after}`,
  file: (desk: string, box: string, file: string) => `${API}/desks/${desk}/boxes/${box}/files/${file}`,
  part: (desk: string, box: string, file: string, part: number) =>
    `${API}/desks/${desk}/boxes/${box}/files/${file}/${part}`,
} as const

/** What went wrong, as a value that a screen turns into words. `away`: no address answered. */
export type LineProblem =
  | 'away'
  | 'forbidden'
  | 'unknown'
  | 'conflict'
  | 'gap'
  | 'full'
  | 'too-large'
  | 'work'
  | 'odd-answer'

export class LineError extends Error {
  readonly problem: LineProblem

  constructor(problem: LineProblem) {
    super(problem)
    this.name = 'LineError'
    this.problem = problem
  }
}

export const problemOf = (error: unknown): LineProblem =>
  error instanceof LineError ? error.problem : 'odd-answer'

const BY_STATUS: Record<number, LineProblem> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'unknown',
  409: 'conflict',
  413: 'too-large',
  429: 'work',
  // No data folder, or a disk that is full: nothing was kept, and it may be otherwise later.
  507: 'full',
}

/** Finds the work that a flood asks for; told what is asked so that a screen can say why it waits. */
export type Work = (challenge: string, bits: number) => Promise<string>

/** A box and the right to write into it. */
export interface Box {
  desk: string
  box: string
  token: string
}

export interface BoxRelayOptions {
  /** Base addresses, tried in this order; '' is the address that this page came from. */
  relays: readonly string[]
  work?: Work
  fetch?: typeof fetch
  /** Milliseconds until an address counts as away. A part has 256 KiB, and a bad line carries about 5 KiB a second. */
  patience?: number
}

export class BoxRelay {
  #relays: string[]
  readonly #work: Work | undefined
  readonly #fetch: typeof fetch
  readonly #patience: number

  constructor({ relays, work, fetch: own, patience = 60_000 }: BoxRelayOptions) {
    this.#relays = relays.map((relay) => relay.replace(/\/+$/, ''))
    this.#work = work
    this.#fetch = own ?? ((...args) => globalThis.fetch(...args))
    this.#patience = patience
  }

  /** Ids of the desks that have a notice; none when nobody has set up an organisation here. */
  async desks(): Promise<string[]> {
    const { desks } = await this.#json(await this.#call('GET', boxPaths.desks(), null))
    return Array.isArray(desks)
      ? desks.filter((desk) => typeof desk === 'string' && /^[\w-]{22}$/.test(desk))
      : []
  }

  notice = async (desk: string): Promise<Uint8Array> =>
    this.#bytes(await this.#call('GET', boxPaths.notice(desk), null), MOST.notice)

  /** Leaves one message; the same bytes again are no error. Works first when the relay is flooded. Throws `conflict` and `gap` too. */
  async putRequest({ desk, box, token }: Box, seq: number, bytes: Uint8Array): Promise<void> {
    const path = boxPaths.request(desk, box, seq)
    let answer = await this.#send('PUT', path, token, bytes)
    if (answer.status === 429 && this.#work) {
      const { challenge, bits } = await this.#json(answer)
      if (typeof challenge !== 'string' || typeof bits !== 'number') throw new LineError('odd-answer')
      answer = await this.#send('PUT', path, token, bytes, {
        'hamroh-work': await this.#work(challenge, bits),
      })
    }
    if (answer.status === 409) {
      const { status } = await this.#json(answer)
      throw new LineError(status === 'gap' ? 'gap' : 'conflict')
    }
    checked(answer)
  }

  /** Sends the parts that the relay does not have yet. `progress` is told the bytes that are there. */
  async putFile(
    { desk, box, token }: Box,
    file: string,
    bytes: Uint8Array,
    progress: (there: number) => void,
  ): Promise<void> {
    const there = new Set(await this.#parts(desk, box, token, file))
    for (let part = 0; part * MOST.part < bytes.length; part++) {
      const slice = bytes.subarray(part * MOST.part, (part + 1) * MOST.part)
      if (!there.has(part))
        checked(await this.#send('PUT', boxPaths.part(desk, box, file, part), token, slice))
      progress(part * MOST.part + slice.length)
    }
  }

  /** A file that the desk sent along, all parts in order. */
  async file({ desk, box, token }: Box, file: string): Promise<Uint8Array> {
    const parts = await this.#parts(desk, box, token, file)
    if (parts.length === 0 || parts.length > MOST.parts || parts.some((part, n) => part !== n))
      throw new LineError('odd-answer')
    const got: Uint8Array[] = []
    for (const part of parts)
      got.push(
        await this.#bytes(await this.#call('GET', boxPaths.part(desk, box, file, part), token), MOST.part),
      )
    return new Uint8Array(await new Blob(got as BlobPart[]).arrayBuffer())
  }

  /** Every reply that lies in the box, as sealed files in the relay's order. */
  async replies({ desk, box, token }: Box): Promise<Uint8Array[]> {
    const files: Uint8Array[] = []
    for (let after = -1, more = true; more; ) {
      const answer = await this.#call('GET', boxPaths.replies(desk, box, after), token)
      const frames = readFrames(await this.#bytes(answer, MOST.answer + MOST.message))
      files.push(...frames.map(({ bytes }) => bytes))
      after = frames.at(-1)?.position ?? after
      more = answer.headers.get('hamroh-more') === '1' && frames.length > 0
    }
    return files
  }

  async erase({ desk, box, token }: Box): Promise<void> {
    await this.#call('DELETE', boxPaths.box(desk, box), token)
  }

  async #parts(desk: string, box: string, token: string, file: string): Promise<number[]> {
    const { parts } = await this.#json(await this.#call('GET', boxPaths.file(desk, box, file), token))
    return Array.isArray(parts) ? parts.filter((part) => Number.isInteger(part)) : []
  }

  async #json(answer: Response): Promise<Record<string, unknown>> {
    try {
      const value: unknown = await answer.json()
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    } catch {
      // No JSON: not an answer of a relay.
    }
    throw new LineError('odd-answer')
  }

  async #bytes(answer: Response, most: number): Promise<Uint8Array> {
    let bytes: Uint8Array
    try {
      bytes = new Uint8Array(await answer.arrayBuffer())
    } catch {
      // The line broke in the middle of the answer.
      throw new LineError('away')
    }
    if (bytes.length > most) throw new LineError('odd-answer')
    return bytes
  }

  async #call(method: string, path: string, token: string | null): Promise<Response> {
    return checked(await this.#send(method, path, token))
  }

  /** The first address that answers anything but a server's own error. Throws `away` when none does. */
  async #send(
    method: string,
    path: string,
    token: string | null,
    body?: Uint8Array,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { ...more }
    if (token) headers.authorization = `Bearer ${token}`
    if (body) headers['content-type'] = 'application/octet-stream'
    for (const relay of [...this.#relays]) {
      const patience = new AbortController()
      const timer = setTimeout(() => patience.abort(), this.#patience)
      try {
        const answer = await this.#fetch(relay + path, {
          method,
          headers,
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
          referrerPolicy: 'no-referrer',
          signal: patience.signal,
          ...(body ? { body: body as BodyInit } : {}),
        })
        if (answer.status >= 500 && answer.status !== 507) continue
        // Parts of one request must all lie at one relay, so the one that answered stays the first.
        this.#relays = [relay, ...this.#relays.filter((each) => each !== relay)]
        return answer
      } catch {
        // Away, blocked or too slow: the next address is tried.
      } finally {
        clearTimeout(timer)
      }
    }
    throw new LineError('away')
  }
}

function checked(answer: Response): Response {
  if (answer.ok) return answer
  throw new LineError(BY_STATUS[answer.status] ?? 'odd-answer')
}

/** frame = length u32 ‖ position u48 ‖ bytes. Throws `odd-answer` for what is cut, too large or out of order. */
export function readFrames(bytes: Uint8Array): { position: number; bytes: Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: { position: number; bytes: Uint8Array }[] = []
  let last = -1
  for (let at = 0; at < bytes.length; ) {
    if (at + 10 > bytes.length) throw new LineError('odd-answer')
    const length = view.getUint32(at)
    const position = view.getUint16(at + 4) * 2 ** 32 + view.getUint32(at + 6)
    const end = at + 10 + length
    if (length > MOST.message || end > bytes.length || position <= last) throw new LineError('odd-answer')
    frames.push({ position, bytes: bytes.subarray(at + 10, end) })
    last = position
    at = end
  }
  return frames
}
