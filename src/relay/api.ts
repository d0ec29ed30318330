/**
 * The relay's routes for sealed things (docs/protocol.md §10). Bytes in, bytes out; nothing here can be read by the relay, and nothing of a request
 * is logged. Shapes and sizes are checked before anything is written. Answers are `{ "status": … }` or frames.
 */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  decodeFrames,
  encodeArrived,
  type Frame,
  ID,
  LIFE,
  LIMITS,
  MORE,
  TOKEN,
  WireError,
  WORK,
} from '../log/wire.ts'
import { answer, bytesAnswer, framesAnswer, Refused, refusal } from './answers.ts'
import { isDiskFull } from './database.ts'
import { Flood } from './flood.ts'
import type { Outcome } from './spaces.ts'
import type { Store } from './store.ts'
import { Uploads } from './uploads.ts'

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

export interface ApiOptions {
  store: Store
  flood?: Flood
  uploads?: Uploads
  /** Whether this call came over HTTPS or from this machine: only then may a space be set up. */
  isSecure?: (c: Call) => boolean
  /** Told of what no route expected; the call is answered 500. */
  onError?: (error: unknown) => void
}

export function createApi({
  store,
  flood = new Flood(),
  uploads = new Uploads(),
  isSecure = () => true,
  onError = () => {},
}: ApiOptions): Hono<Env> {
  const api = new Hono<Env>({ strict: true })
  const body = (c: Call, most: number) => uploads.read(c.req.raw, most)

  api.onError((error) => {
    if (error instanceof Refused) return refusal(error)
    if (error instanceof WireError) return answer(400, { status: 'bad frames' })
    // The transaction was undone as a whole: nothing was acknowledged, the client keeps what it has and tries again.
    if (isDiskFull(error)) return answer(507, { status: 'disk full' })
    onError(error)
    return answer(500, { status: 'broken' })
  })

  // Only boxes and notices are reached from the one-file app, whose origin is "null"; no other origin, no other route, never with credentials of a browser.
  const openToFiles = new Set(['notice', 'boxes'])
  api.use('*', async (c, next) => {
    const origin = c.req.header('origin')
    const segment = c.req.path.split('/')[5] ?? ''
    const foreign =
      origin !== undefined &&
      origin !== 'null' &&
      /^https?:\/\/([^/]+)$/.exec(origin)?.[1] !== c.req.header('host')
    const fromFile = origin === 'null'
    if (foreign || (fromFile && !openToFiles.has(segment))) throw new Refused(403, 'origin')
    if (fromFile && c.req.method === 'OPTIONS')
      return answer(204, null, {
        'Access-Control-Allow-Origin': 'null',
        'Access-Control-Allow-Methods': 'GET, PUT, DELETE',
        'Access-Control-Allow-Headers': `authorization, content-type, ${WORK}`,
        'Access-Control-Max-Age': '600',
      })
    await next()
    if (fromFile) {
      c.res.headers.set('Access-Control-Allow-Origin', 'null')
      c.res.headers.set('Access-Control-Expose-Headers', `${MORE}, ${LIFE}`)
      c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
    }
  })

  // ── set-up ──────────────────────────────────────────────────────────────────────────────────────────

  // All that a stranger learns: whether a set-up link is open, and whether the link may be used over this connection.
  api.get('/about', (c) => answer(200, { setup: store.isSetupOpen() ? 'open' : 'done', secure: isSecure(c) }))

  // ── desks: notices, boxes ───────────────────────────────────────────────────────────────────────────

  api.get('/desks', () => answer(200, { desks: store.desks() }))

  api.get('/desks/:desk/notice', (c) => {
    const notice = store.notice(id(c, 'desk'))
    return notice ? bytesAnswer(notice) : answer(404, { status: 'unknown' })
  })

  api.put('/desks/:desk/notice', async (c) => {
    const desk = space(c, 'desk', 'admin')
    store.setNotice(desk, await body(c, LIMITS.notice))
    return answer(201, { status: 'kept' })
  })

  api.put('/desks/:desk/boxes/:box/requests/:seq', async (c) => {
    const [desk, box, seq, token] = [id(c, 'desk'), id(c, 'box'), number(c, 'seq'), bearer(c)]
    if (!store.hasSpace(desk)) throw new Refused(404, 'unknown')
    if (!store.hasBox(desk, box)) {
      const challenge = flood.admit(c.req.header(WORK))
      if (challenge) return answer(429, { status: 'work', ...challenge })
    }
    return outcome(store.putRequest(desk, box, token, seq, await body(c, LIMITS.message)))
  })

  api.get('/desks/:desk/boxes/:box/replies', (c) => {
    const [desk, box] = ownBox(c)
    return frames(store.replies(desk, box, after(c)))
  })

  api.delete('/desks/:desk/boxes/:box', (c) => {
    const [desk, box] = boxOrMember(c)
    return store.eraseBox(desk, box) ? answer(200, { status: 'erased' }) : answer(404, { status: 'unknown' })
  })

  api.get('/desks/:desk/boxes/:box/files/:file', (c) => {
    const [desk, box] = boxOrMember(c)
    return answer(200, { parts: store.partsThere(`box/${desk}/${box}`, id(c, 'file')) })
  })

  api.get('/desks/:desk/boxes/:box/files/:file/:part', (c) => {
    const [desk, box] = boxOrMember(c)
    return partAnswer(store.part(`box/${desk}/${box}`, id(c, 'file'), number(c, 'part')))
  })

  api.put('/desks/:desk/boxes/:box/files/:file/:part', async (c) => {
    const [desk, box] = boxOrMember(c)
    const part = number(c, 'part', LIMITS.partsPerFile - 1)
    return outcome(
      store.putPart(`box/${desk}/${box}`, id(c, 'file'), part, await body(c, LIMITS.part), { desk, box }),
    )
  })

  api.get('/desks/:desk/requests', (c) => {
    const desk = space(c, 'desk', 'member')
    const { arrived, more } = store.requests(desk, after(c))
    const list: Frame[] = arrived.map(({ position, box, seq, day, bytes }) => ({
      position,
      bytes: encodeArrived({ box: Buffer.from(box, 'base64url'), seq, day, file: bytes }),
    }))
    return frames({ frames: list, more })
  })

  api.put('/desks/:desk/boxes/:box/replies/:seq', async (c) => {
    const [desk, box, seq] = [space(c, 'desk', 'member'), id(c, 'box'), number(c, 'seq')]
    return outcome(store.putReply(desk, box, seq, await body(c, LIMITS.message)))
  })

  // ── spaces: logs, files ─────────────────────────────────────────────────────────────────────────────

  api.post('/spaces', async (c) => {
    if (!isSecure(c)) throw new Refused(403, 'https')
    const token = bearer(c)
    const { space: name, admin, member, by } = json(await body(c, 4096))
    // An admin of a space makes further ones for the same organisation: restricted cases, classes.
    const parent = typeof by === 'string' && ID.test(by) && store.allows(by, token, 'admin') ? by : null
    if (!parent && !store.hasCapability(token)) throw new Refused(403, 'forbidden')
    if (typeof name !== 'string' || !ID.test(name)) throw new Refused(400, 'space')
    return outcome(
      parent
        ? store.createChild(parent, name, hashOf(admin), hashOf(member))
        : store.createSpace(token, name, hashOf(admin), hashOf(member)),
    )
  })

  api.put('/spaces/:space/tokens', async (c) => {
    const name = space(c, 'space', 'admin')
    const { admin, member } = json(await body(c, 4096))
    store.rotateTokens(
      name,
      admin === undefined ? null : hashOf(admin),
      member === undefined ? null : hashOf(member),
    )
    return answer(200, { status: 'kept' })
  })

  api.get('/spaces/:space/control', (c) => {
    const name = id(c, 'space')
    const token = bearer(c)
    if (!store.allows(name, token, 'member') && !store.wasMember(name, token))
      throw new Refused(403, 'forbidden')
    return frames(store.control(name, after(c, -1)))
  })

  api.post('/spaces/:space/control', async (c) => {
    const name = space(c, 'space', 'admin')
    const seq = after(c, -1) + 1
    return outcome(store.appendControl(name, seq, await body(c, LIMITS.entry)))
  })

  api.get('/spaces/:space/lanes/:lane', (c) =>
    frames(store.commits(space(c, 'space', 'member'), id(c, 'lane'), after(c))),
  )

  api.post('/spaces/:space/lanes/:lane', async (c) => {
    const [name, lane] = [space(c, 'space', 'member'), id(c, 'lane')]
    const sent = decodeFrames(await body(c, LIMITS.batch), LIMITS.commit)
    if (sent.length === 0) throw new Refused(400, 'empty')
    for (const { bytes } of sent)
      if (
        bytes[0] !== 0x48 ||
        bytes[1] !== 0x44 ||
        Buffer.from(bytes.subarray(4, 20)).toString('base64url') !== lane
      )
        throw new Refused(400, 'commit')
    return answer(201, {
      positions: store.appendCommits(
        name,
        lane,
        sent.map((frame) => frame.bytes),
      ),
    })
  })

  api.get('/spaces/:space/files/:file', (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    return answer(200, { parts: store.partsThere(owner, id(c, 'file')) })
  })

  api.get('/spaces/:space/files/:file/:part', (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    return partAnswer(store.part(owner, id(c, 'file'), number(c, 'part')))
  })

  api.put('/spaces/:space/files/:file/:part', async (c) => {
    const owner = `space/${space(c, 'space', 'member')}`
    const part = number(c, 'part', LIMITS.partsPerFile - 1)
    return outcome(store.putPart(owner, id(c, 'file'), part, await body(c, LIMITS.part)))
  })

  // ── invites ─────────────────────────────────────────────────────────────────────────────────────────

  api.put('/joins/:join', async (c) => {
    const [join, admin] = [id(c, 'join'), bearer(c)]
    const { space: name, token } = json(await body(c, 4096))
    if (typeof name !== 'string' || !ID.test(name)) throw new Refused(400, 'space')
    if (!store.allows(name, admin, 'admin')) throw new Refused(403, 'forbidden')
    return outcome(store.openJoin(name, join, hashOf(token)))
  })

  for (const slot of ['hello', 'welcome'] as const) {
    api.put(`/joins/:join/${slot}`, async (c) => {
      const join = ownJoin(c)
      return outcome(store.putSlot(join, slot, await body(c, LIMITS.join)))
    })
    api.get(`/joins/:join/${slot}`, (c) => partAnswer(store.slot(ownJoin(c), slot)))
  }

  api.delete('/joins/:join', (c) => {
    store.endJoin(ownJoin(c))
    return answer(200, { status: 'erased' })
  })

  // Only with the admin token: a member who could erase files could destroy what no undo brings back.
  api.delete('/spaces/:space/files/:file', (c) => {
    const owner = `space/${space(c, 'space', 'admin')}`
    return answer(200, { erased: store.eraseFile(owner, id(c, 'file')) })
  })

  api.all('*', () => {
    throw new Refused(404, 'no such route')
  })

  // ── who may ─────────────────────────────────────────────────────────────────────────────────────────

  const frames = (page: { frames: Frame[]; more: boolean }) => framesAnswer(page, store.life())

  function space(c: Call, name: 'space' | 'desk', right: 'admin' | 'member'): string {
    const which = id(c, name)
    // An unknown space and a wrong token are one answer: whether a space exists is nobody's business.
    if (!store.allows(which, bearer(c), right)) throw new Refused(403, 'forbidden')
    return which
  }

  function ownJoin(c: Call): string {
    const join = id(c, 'join')
    if (!store.joinAllows(join, bearer(c))) throw new Refused(403, 'forbidden')
    return join
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

function json(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Not JSON: refused below like any other value.
  }
  throw new Refused(400, 'json')
}

function hashOf(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !HASH.test(value)) throw new Refused(400, 'hash')
  return Buffer.from(value, 'base64url')
}

const outcome = (kind: Outcome) => answer(STATUS[kind], { status: kind })

const partAnswer = (bytes: Uint8Array | null) =>
  bytes ? bytesAnswer(bytes) : answer(404, { status: 'unknown' })
