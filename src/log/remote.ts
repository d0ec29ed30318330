/**
 * A client's side of the relay's routes (docs/protocol.md §10). `fetch` is handed in; several addresses are tried in turn, because one may be
 * seized or blocked. Answers are never trusted: whoever uses them opens and verifies.
 */
import {
  type ArrivedRequest,
  decodeArrived,
  decodeFrames,
  encodeFrames,
  type Frame,
  LIFE,
  LIMITS,
  MORE,
  paths,
  WORK,
} from './wire.ts'

/** What went wrong, as a value a screen can show. `away` = no address answered; the rest came from a relay. */
export type RemoteProblem =
  | 'away'
  | 'forbidden'
  | 'unknown'
  | 'conflict'
  | 'full'
  | 'too-large'
  | 'work'
  | 'odd-answer'

export class RemoteError extends Error {
  readonly problem: RemoteProblem

  constructor(problem: RemoteProblem, detail = '') {
    super(detail ? `${problem}: ${detail}` : problem)
    this.name = 'RemoteError'
    this.problem = problem
  }
}

const BY_STATUS: Record<number, RemoteProblem> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'unknown',
  409: 'conflict',
  413: 'too-large',
  429: 'work',
  507: 'full',
}

/** Finds a nonce whose answer has the asked work; handed in so that it can run in a worker. */
export type Worker = (challenge: string, bits: number) => Promise<string>

export interface RemoteOptions {
  /** Base addresses, tried in this order; the one that answered last is tried first next time. */
  relays: string[]
  fetch?: typeof fetch
  work?: Worker
  /** Milliseconds until an address counts as away. */
  patience?: number
}

export interface Page {
  frames: Frame[]
  more: boolean
  /** Changes when the relay was restored from a backup (`LIFE` in wire.ts); empty when it did not say. */
  life: string
}

export class Remote {
  #relays: string[]
  readonly #fetch: typeof fetch
  readonly #work: Worker | undefined
  readonly #patience: number

  constructor({ relays, fetch: own, work, patience = 60_000 }: RemoteOptions) {
    this.#relays = relays.map((relay) => relay.replace(/\/+$/, ''))
    this.#fetch = own ?? ((...args) => globalThis.fetch(...args))
    this.#work = work
    this.#patience = patience
  }

  // ── desks ──────────────────────────────────────────────────────────────────────────────────────────

  async desks(): Promise<string[]> {
    const { desks } = (await (await this.#call('GET', '/api/v1/desks', null)).json()) as { desks?: unknown }
    return Array.isArray(desks) ? desks.filter((desk) => typeof desk === 'string') : []
  }

  notice = async (desk: string): Promise<Uint8Array> =>
    this.#bytes(await this.#call('GET', paths.notice(desk), null), LIMITS.notice)

  putNotice = async (desk: string, admin: string, bytes: Uint8Array): Promise<void> =>
    void (await this.#call('PUT', paths.notice(desk), admin, bytes))

  /** Keeps one message at the relay; the same bytes again are no error. In a flood it works first, once. */
  async putRequest(desk: string, box: string, token: string, seq: number, bytes: Uint8Array): Promise<void> {
    const path = paths.request(desk, box, seq)
    const first = await this.#send('PUT', path, token, bytes)
    if (first.status !== 429 || !this.#work) return void this.#checked(first)
    const { challenge, bits } = (await first.json()) as { challenge: string; bits: number }
    // A relay that asks for absurd work is an attack on the phone's battery.
    if (typeof challenge !== 'string' || !/^[A-Za-z0-9_-]{22}$/.test(challenge) || !(bits <= 22))
      throw new RemoteError('odd-answer', 'work')
    this.#checked(await this.#send('PUT', path, token, bytes, { [WORK]: await this.#work(challenge, bits) }))
  }

  replies = (desk: string, box: string, token: string, after: number): Promise<Page> =>
    this.#page(paths.replies(desk, box, after), token, LIMITS.message)

  eraseBox = async (desk: string, box: string, token: string): Promise<void> =>
    void (await this.#call('DELETE', paths.box(desk, box), token))

  async requests(
    desk: string,
    member: string,
    after: number,
  ): Promise<{ arrived: (ArrivedRequest & { position: number })[]; more: boolean; life: string }> {
    const { frames, more, life } = await this.#page(paths.requests(desk, after), member, LIMITS.message + 64)
    return {
      arrived: frames.map(({ position, bytes }) => ({ position, ...decodeArrived(bytes) })),
      more,
      life,
    }
  }

  putReply = async (
    desk: string,
    box: string,
    member: string,
    seq: number,
    bytes: Uint8Array,
  ): Promise<void> => void (await this.#call('PUT', paths.reply(desk, box, seq), member, bytes))

  // ── files: in parts, so that a bad line loses at most one ───────────────────────────────────────────

  /** Sends what the relay does not have yet. `progress` is told parts done and parts in all. */
  async putFile(
    where: { parts: string; part: (n: number) => string },
    token: string,
    file: Uint8Array,
    progress: (done: number, all: number) => void = () => {},
  ): Promise<void> {
    const all = Math.ceil(file.length / LIMITS.part)
    const there = new Set(await this.#parts(where.parts, token))
    for (let part = 0; part < all; part++) {
      if (!there.has(part))
        await this.#call(
          'PUT',
          where.part(part),
          token,
          file.subarray(part * LIMITS.part, (part + 1) * LIMITS.part),
        )
      progress(part + 1, all)
    }
  }

  /** All parts in order. The caller checks the hash: a relay may hand out anything. */
  async file(where: { parts: string; part: (n: number) => string }, token: string): Promise<Uint8Array> {
    const parts = await this.#parts(where.parts, token)
    if (parts.length === 0 || parts.length > LIMITS.partsPerFile || parts.some((part, i) => part !== i))
      throw new RemoteError('odd-answer', 'parts')
    const got: Uint8Array[] = []
    for (const part of parts)
      got.push(await this.#bytes(await this.#call('GET', where.part(part), token), LIMITS.part))
    const whole = new Uint8Array(got.reduce((sum, each) => sum + each.length, 0))
    let at = 0
    for (const each of got) {
      whole.set(each, at)
      at += each.length
    }
    return whole
  }

  boxFile = (desk: string, box: string, file: string) => ({
    parts: paths.boxFile(desk, box, file),
    part: (n: number) => paths.boxPart(desk, box, file, n),
  })

  spaceFile = (space: string, file: string) => ({
    parts: paths.spaceFile(space, file),
    part: (n: number) => paths.spacePart(space, file, n),
  })

  /** Which parts of a file are there. */
  partsOf = (where: { parts: string }, token: string): Promise<number[]> => this.#parts(where.parts, token)

  /** Erases a space's file; one that is not there is no error. Needs the admin token. */
  eraseFile = async (space: string, file: string, admin: string): Promise<void> =>
    void (await this.#call('DELETE', paths.spaceFile(space, file), admin))

  async #parts(path: string, token: string): Promise<number[]> {
    const { parts } = (await (await this.#call('GET', path, token)).json()) as { parts?: unknown }
    return Array.isArray(parts) ? parts.filter((part) => Number.isInteger(part)) : []
  }

  // ── spaces ─────────────────────────────────────────────────────────────────────────────────────────

  /** @param token a capability, or the admin token of the space `by`. */
  createSpace = async (
    token: string,
    space: string,
    admin: string,
    member: string,
    by?: string,
  ): Promise<void> =>
    this.#putJson('POST', paths.spaces(), token, { space, admin, member, ...(by && { by }) })

  rotateTokens = async (
    space: string,
    admin: string,
    hashes: { admin?: string; member?: string },
  ): Promise<void> => this.#putJson('PUT', paths.tokens(space), admin, hashes)

  // ── invites ────────────────────────────────────────────────────────────────────────────────────────

  /** @param hash of the invite's token. */
  openJoin = async (space: string, admin: string, join: string, hash: string): Promise<void> =>
    this.#putJson('PUT', paths.join(join), admin, { space, token: hash })

  putSlot = async (
    join: string,
    token: string,
    slot: 'hello' | 'welcome',
    bytes: Uint8Array,
  ): Promise<void> => void (await this.#call('PUT', paths.joinSlot(join, slot), token, bytes))

  /** Null while nothing lies there; `forbidden` for an invite that is used or expired. */
  async slot(join: string, token: string, slot: 'hello' | 'welcome'): Promise<Uint8Array | null> {
    const response = await this.#send('GET', paths.joinSlot(join, slot), token)
    return response.status === 404 ? null : this.#bytes(this.#checked(response), LIMITS.join)
  }

  endJoin = async (join: string, token: string): Promise<void> =>
    void (await this.#call('DELETE', paths.join(join), token))

  // ── logs ───────────────────────────────────────────────────────────────────────────────────────────

  control = (space: string, member: string, after: number): Promise<Page> =>
    this.#page(paths.control(space, after), member, LIMITS.entry)

  /** Appends entry `seq`; throws `conflict` when the log has moved on. */
  appendControl = async (space: string, admin: string, seq: number, bytes: Uint8Array): Promise<void> =>
    void (await this.#call('POST', paths.control(space, seq - 1), admin, bytes))

  lane = (space: string, lane: string, member: string, after: number): Promise<Page> =>
    this.#page(paths.lane(space, lane, after), member, LIMITS.commit)

  async appendCommits(space: string, lane: string, member: string, commits: Uint8Array[]): Promise<void> {
    for (const batch of batches(commits, LIMITS.batch))
      await this.#call(
        'POST',
        paths.lane(space, lane, 0),
        member,
        encodeFrames(batch.map((bytes, position) => ({ position, bytes }))),
      )
  }

  async #putJson(method: string, path: string, token: string, value: object): Promise<void> {
    await this.#call(method, path, token, new TextEncoder().encode(JSON.stringify(value)))
  }

  // ── calls ──────────────────────────────────────────────────────────────────────────────────────────

  async #page(path: string, token: string, most: number): Promise<Page> {
    const response = await this.#call('GET', path, token)
    const bytes = await this.#bytes(response, LIMITS.answer + LIMITS.entry + 4096 * 16)
    try {
      return {
        frames: decodeFrames(bytes, most),
        more: response.headers.get(MORE) === '1',
        life: response.headers.get(LIFE) ?? '',
      }
    } catch {
      throw new RemoteError('odd-answer', 'frames')
    }
  }

  async #bytes(response: Response, most: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > most) throw new RemoteError('odd-answer', 'too large')
    return bytes
  }

  async #call(method: string, path: string, token: string | null, body?: Uint8Array): Promise<Response> {
    return this.#checked(await this.#send(method, path, token, body))
  }

  #checked(response: Response): Response {
    if (response.ok) return response
    throw new RemoteError(BY_STATUS[response.status] ?? 'odd-answer', String(response.status))
  }

  /** The first address that answers anything but a server error. Throws `away` when none does. */
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
    for (const relay of [...this.#relays])
      try {
        const response = await this.#fetch(relay + path, {
          method,
          headers,
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
          referrerPolicy: 'no-referrer',
          signal: AbortSignal.timeout(this.#patience),
          ...(body ? { body: body as BodyInit } : {}),
        })
        if (response.status >= 500 && response.status !== 507) continue
        this.#relays = [relay, ...this.#relays.filter((each) => each !== relay)]
        return response
      } catch {
        // Away, blocked or too slow: the next address is tried, and `away` is thrown when there is none.
      }
    throw new RemoteError('away')
  }
}

function* batches(commits: Uint8Array[], most: number): Generator<Uint8Array[]> {
  let batch: Uint8Array[] = []
  let size = 0
  for (const commit of commits) {
    if (batch.length && size + commit.length + 10 > most) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(commit)
    size += commit.length + 10
  }
  if (batch.length) yield batch
}
