/**
 * The relay's routes for sealed things (docs/protocol.md §10). Bytes in, bytes out; nothing here can be read by the relay, and nothing of a request
 * is logged. Shapes and sizes are checked before anything is written. Answers are `{ "status": … }` or frames.
 */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  decodeFrames,
  encodeArrived,
  encodeFrames,
  type Frame,
  ID,
  LIMITS,
  MORE,
  TOKEN,
  WireError,
  WORK,
} from '../log/wire.ts'
import { Flood } from './flood.ts'
import { STRICT_HEADERS } from './headers.ts'
import type { Outcome, Store } from './store.ts'

type Env = { Bindings: HttpBindings }
type Call = Context<Env>

const STATUS: Record<Outcome, number> = {
  kept: 201,
  already: 200,
  conflict: 409,
  forbidden: 403,
  unknown: 404,
  full: 507,
  gap: 409,
}
const HASH = /^[A-Za-z0-9_-]{43}$/

/** Refused before anything was read or written. */
class Refused extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string) {
    super(reason)
    this.status = status
    this.reason = reason
  }
}

export interface ApiOptions {
  store: Store
  flood?: Flood
}

export function createApi({ store, flood = new Flood() }: ApiOptions): Hono<Env> {
  const api = new Hono<Env>({ strict: true })

  api.onError((error, c) => {
    if (error instanceof Refused) return answer(c, error.status, { status: error.reason })
    if (error instanceof WireError) return answer(c, 400, { status: 'bad frames' })
    // SQLITE_FULL and disk errors: nothing was acknowledged, the client keeps what it has and tries again.
    if ((error as { errcode?: number }).errcode === 13) return answer(c, 507, { status: 'disk full' })
    throw error
  })

  // Only boxes and notices are reached from the one-file app, whose origin is "null"; no other origin, no other route, never with credentials of a browser.
  const openToFiles = new Set(['notice', 'boxes'])
  api.use('*', async (c, next) => {
    const origin = c.req.header('origin')
    const segment = c.req.path.split('/')[5] ?? ''
    const foreign = origin !== undefined && origin !== 'null' && new URL(origin).host !== c.req.header('host')
    const fromFile = origin === 'null'
    if (foreign || (fromFile && !openToFiles.has(segment))) return answer(c, 403, { status: 'origin' })
    if (c.req.method === 'OPTIONS')
      return answer(c, 204, null, {
        'Access-Control-Allow-Origin': 'null',
        'Access-Control-Allow-Methods': 'GET, PUT, DELETE',
        'Access-Control-Allow-Headers': `authorization, content-type, ${WORK}`,
        'Access-Control-Max-Age': '600',
      })
    await next()
    if (fromFile) {
      c.res.headers.set('Access-Control-Allow-Origin', 'null')
      c.res.headers.set('Access-Control-Expose-Headers', MORE)
      c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
    }
  })

  // ── desks: notices, boxes ───────────────────────────────────────────────────────────────────────────

  api.get('/desks', (c) => answer(c, 200, { desks: store.desks() }))

  api.get('/desks/:desk/notice', (c) => {
    const notice = store.notice(id(c, 'desk'))
    return notice ? bytesAnswer(c, notice) : answer(c, 404, { status: 'unknown' })
  })

  api.put('/desks/:desk/notice', async (c) => {
    const desk = space(c, 'desk', 'admin')
    store.setNotice(desk, await body(c, LIMITS.notice))
    return answer(c, 201, { status: 'kept' })
  })

  api.put('/desks/:desk/boxes/:box/requests/:seq', async (c) => {
    const [desk, box, seq, token] = [id(c, 'desk'), id(c, 'box'), number(c, 'seq'), bearer(c)]
    if (!store.hasSpace(desk)) throw new Refused(404, 'unknown')
    if (!store.hasBox(desk, box)) {
      const challenge = flood.admit(c.req.header(WORK))
      if (challenge) return answer(c, 429, { status: 'work', ...challenge })
    }
    return outcome(c, store.putRequest(desk, box, token, seq, await body(c, LIMITS.message)))
  })

  api.get('/desks/:desk/boxes/:box/replies', (c) => {
    const [desk, box] = ownBox(c)
    return framesAnswer(c, store.replies(desk, box, after(c)))
  })

  api.delete('/desks/:desk/boxes/:box', (c) => {
    const [desk, box] = boxOrMember(c)
    return store.eraseBox(desk, box)
      ? answer(c, 200, { status: 'erased' })
      : answer(c, 404, { status: 'unknown' })
  })

  api.get('/desks/:desk/boxes/:box/files/:file', (c) => {
    const [desk, box] = boxOrMember(c)
    return answer(c, 200, { parts: store.partsThere(`box/${desk}/${box}`, id(c, 'file')) })
  })

  api.get('/desks/:desk/boxes/:box/files/:file/:part', (c) => {
    const [desk, box] = boxOrMember(c)
    return partAnswer(c, store.part(`box/${desk}/${box}`, id(c, 'file'), number(c, 'part')))
  })

  api.put('/desks/:desk/boxes/:box/files/:file/:part', async (c) => {
    const [desk, box] = boxOrMember(c)
    const part = number(c, 'part', LIMITS.partsPerFile - 1)
    return outcome(
      c,
      store.putPart(`box/${desk}/${box}`, id(c, 'file'), part, await body(c, LIMITS.part), { desk, box }),
    )
  })

  api.get('/desks/:desk/requests', (c) => {
    const desk = space(c, 'desk', 'member')
    const { arrived, more } = store.requests(desk, after(c))
    const frames = arrived.map(({ position, box, seq, day, bytes }) => ({
      position,
      bytes: encodeArrived({ box: Buffer.from(box, 'base64url'), seq, day, file: bytes }),
    }))
    return framesAnswer(c, { frames, more })
  })

  api.put('/desks/:desk/boxes/:box/replies/:seq', async (c) => {
    const [desk, box, seq] = [space(c, 'desk', 'member'), id(c, 'box'), number(c, 'seq')]
    return outcome(c, store.putReply(desk, box, seq, await body(c, LIMITS.message)))
  })

  // ── spaces: logs, files ─────────────────────────────────────────────────────────────────────────────

  api.post('/spaces', async (c) => {
    const token = bearer(c)
    const asked = await jsonBody(c)
    const { space: name, admin, member } = asked
    if (typeof name !== 'string' || !ID.test(name)) throw new Refused(400, 'space')
    return outcome(c, store.createSpace(token, name, hashOf(admin), hashOf(member)))
  })

  api.put('/spaces/:space/tokens', async (c) => {
    const name = space(c, 'space', 'admin')
    const { admin, member } = await jsonBody(c)
    store.rotateTokens(
      name,
      admin === undefined ? null : hashOf(admin),
      member === undefined ? null : hashOf(member),
    )
    return answer(c, 200, { status: 'kept' })
  })

  api.get('/spaces/:space/control', (c) =>
    framesAnswer(c, store.control(space(c, 'space', 'member'), after(c, -1))),
  )

  api.post('/spaces/:space/control', async (c) => {
    const name = space(c, 'space', 'admin')
    const seq = after(c, -1) + 1
    return outcome(c, store.appendControl(name, seq, await body(c, LIMITS.entry)))
  })

  api.get('/spaces/:space/lanes/:lane', (c) =>
    framesAnswer(c, store.commits(space(c, 'space', 'member'), id(c, 'lane'), after(c))),
  )

  api.post('/spaces/:space/lanes/:lane', async (c) => {
    const [name, lane] = [space(c, 'space', 'member'), id(c, 'lane')]
    const frames = decodeFrames(await body(c, LIMITS.batch), LIMITS.commit)
    if (frames.length === 0) throw new Refused(400, 'empty')
    for (const { bytes } of frames)
      if (
        bytes[0] !== 0x48 ||
        bytes[1] !== 0x44 ||
        Buffer.from(bytes.subarray(4, 20)).toString('base64url') !== lane
      )
        throw new Refused(400, 'commit')
    return answer(c, 201, {
      positions: store.appendCommits(
        name,
        lane,
        frames.map((frame) => frame.bytes),
      ),
    })
  })

  api.get('/spaces/:space/files/:file', (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    return answer(c, 200, { parts: store.partsThere(owner, id(c, 'file')) })
  })

  api.get('/spaces/:space/files/:file/:part', (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    return partAnswer(c, store.part(owner, id(c, 'file'), number(c, 'part')))
  })

  api.put('/spaces/:space/files/:file/:part', async (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    const part = number(c, 'part', LIMITS.partsPerFile - 1)
    return outcome(c, store.putPart(owner, id(c, 'file'), part, await body(c, LIMITS.part)))
  })

  api.all('*', (c) => answer(c, 404, { status: 'no such route' }))

  // ── who may ─────────────────────────────────────────────────────────────────────────────────────────

  function space(c: Call, name: 'space' | 'desk', right: 'admin' | 'member'): string {
    const which = id(c, name)
    // An unknown space and a wrong token are one answer: whether a space exists is nobody's business.
    if (!store.allows(which, bearer(c), right)) throw new Refused(403, 'forbidden')
    return which
  }

  function ownBox(c: Call): [desk: string, box: string] {
    const [desk, box] = [id(c, 'desk'), id(c, 'box')]
    if (!store.boxAllows(desk, box, bearer(c))) throw new Refused(403, 'forbidden')
    return [desk, box]
  }

  function boxOrMember(c: Call): [desk: string, box: string] {
    const [desk, box, token] = [id(c, 'desk'), id(c, 'box'), bearer(c)]
    if (!store.boxAllows(desk, box, token) && !store.allows(desk, token, 'member'))
      throw new Refused(403, 'forbidden')
    return [desk, box]
  }

  return api
}

// ── reading a call ────────────────────────────────────────────────────────────────────────────────────────

function id(c: Call, name: string): string {
  const value = c.req.param(name) ?? ''
  if (!ID.test(value)) throw new Refused(400, name)
  return value
}

function number(c: Call, name: string, most = 0xffffffff): number {
  const value = c.req.param(name) ?? ''
  if (!/^\d{1,10}$/.test(value) || Number(value) > most) throw new Refused(400, name)
  return Number(value)
}

function after(c: Call, least = 0): number {
  const value = c.req.query('after') ?? String(least)
  if (!/^(-1|\d{1,15})$/.test(value)) throw new Refused(400, 'after')
  return Number(value)
}

function bearer(c: Call): string {
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  if (!TOKEN.test(token)) throw new Refused(401, 'token')
  return token
}

/** The whole body, refused as soon as it grows past its limit: a bomb never fills memory. */
async function body(c: Call, most: number): Promise<Uint8Array> {
  const stated = Number(c.req.header('content-length') ?? 0)
  if (stated > most) throw new Refused(413, 'too large')
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > most) throw new Refused(413, 'too large')
    parts.push(part)
  }
  if (size === 0) throw new Refused(400, 'empty')
  return Buffer.concat(parts)
}

async function jsonBody(c: Call): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(await body(c, 4096)).toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (error) {
    if (error instanceof Refused) throw error
  }
  throw new Refused(400, 'json')
}

function hashOf(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !HASH.test(value)) throw new Refused(400, 'hash')
  return Buffer.from(value, 'base64url')
}

// ── answers ───────────────────────────────────────────────────────────────────────────────────────────────

function answer(_c: Call, status: number, value: object | null, more: Record<string, string> = {}): Response {
  const headers = {
    ...STRICT_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
    ...more,
  }
  return new Response(value === null ? null : `${JSON.stringify(value)}\n`, { status, headers })
}

const outcome = (c: Call, kind: Outcome) => answer(c, STATUS[kind], { status: kind })

function bytesAnswer(_c: Call, bytes: Uint8Array, more: Record<string, string> = {}): Response {
  const headers = {
    ...STRICT_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': 'application/octet-stream',
    ...more,
  }
  return new Response(bytes as Uint8Array<ArrayBuffer>, { status: 200, headers })
}

const framesAnswer = (c: Call, { frames, more }: { frames: Frame[]; more: boolean }) =>
  bytesAnswer(c, encodeFrames(frames), more ? { [MORE]: '1' } : {})

const partAnswer = (c: Call, bytes: Uint8Array | null) =>
  bytes ? bytesAnswer(c, bytes) : answer(c, 404, { status: 'unknown' })
