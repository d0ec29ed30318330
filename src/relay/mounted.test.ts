/** The routes for sealed things on the listening server: who reaches them, what they say, what a full disk and a broken line do. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paths, LIMITS as WIRE } from '../log/wire.ts'
import { createDaily } from './daily.ts'
import { HSTS, STRICT_HEADERS } from './headers.ts'
import { type Build, get, makeBuild, type RawAnswer, sendRaw } from './relay.test-support.ts'
import { LIMITS, type Relay, startRelay } from './server.ts'
import { newCapability } from './setup.ts'
import { Store } from './store.ts'
import { timeFor, Uploads } from './uploads.ts'
import { verifyFile } from './verify.ts'

const token = () => randomBytes(32).toString('base64url')
const name = () => randomBytes(16).toString('base64url')
const hashed = (text: string) => createHash('sha256').update(text).digest('base64url')

let folder: string
let build: Build
let store: Store
let relay: Relay
const errors: string[] = []
const [desk, admin, member] = [name(), token(), token()]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-mounted-'))
  build = makeBuild()
  store = new Store(join(folder, 'relay.db'))
  const options = { build: build.path, port: 0, onError: (kind: string) => errors.push(kind) }
  relay = await startRelay({ ...options, store })
})
afterAll(async () => {
  await relay.stop()
  store.close()
  build.remove()
  rmSync(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})

const send = (method: string, path: string, bearer: string, body: Uint8Array | string, at = relay) =>
  fetch(at.url + path, { method, body, headers: { authorization: `Bearer ${bearer}` } } as RequestInit)

const createSpace = (capability: string, space: string, at = relay) =>
  send(
    'POST',
    paths.spaces(),
    capability,
    JSON.stringify({ space, admin: hashed(admin), member: hashed(member) }),
    at,
  )

/** JSON, strict headers, never kept by a browser. */
function isApiAnswer(answer: RawAnswer): unknown {
  for (const [header, value] of Object.entries(STRICT_HEADERS))
    expect([header, answer.headers[header.toLowerCase()]]).toEqual([header, value])
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.headers['set-cookie']).toBeUndefined()
  return JSON.parse(answer.body.toString())
}

describe('set-up', () => {
  test('a link makes three spaces; strangers learn only whether it is open and whether this connection will do', async () => {
    expect(isApiAnswer(await get(relay.port, paths.about()))).toEqual({ setup: 'done', secure: true })
    const capability = newCapability(store)
    expect(isApiAnswer(await get(relay.port, paths.about()))).toEqual({ setup: 'open', secure: true })
    expect((await createSpace(token(), desk)).status).toBe(403)
    expect((await createSpace(capability, desk)).status).toBe(201)
    expect((await createSpace(capability, desk)).status).toBe(409)
    expect((await createSpace(capability, name())).status).toBe(201)
    expect(isApiAnswer(await get(relay.port, paths.about()))).toEqual({ setup: 'open', secure: true })
    expect((await createSpace(capability, name())).status).toBe(201)
    expect((await createSpace(capability, name())).status).toBe(403)
    expect(isApiAnswer(await get(relay.port, paths.about()))).toEqual({ setup: 'done', secure: true })
  })

  test('behind a proxy only over HTTPS, and then with HSTS', async () => {
    const own = new Store(':memory:')
    const proxied = await startRelay({ build: build.path, port: 0, behindProxy: true, store: own })
    const capability = newCapability(own)
    const https = { Host: 'hamroh.example', 'X-Forwarded-Proto': 'https' }
    const over = await get(proxied.port, paths.about(), https)
    expect(isApiAnswer(over)).toEqual({ setup: 'open', secure: true })
    expect(over.headers['strict-transport-security']).toBe(HSTS)
    for (const headers of [
      { Host: 'hamroh.example' },
      { Host: 'hamroh.example', 'X-Forwarded-Proto': 'http' },
      { Host: '127.0.0.1' },
    ])
      expect(isApiAnswer(await get(proxied.port, paths.about(), headers))).toEqual({
        setup: 'open',
        secure: false,
      })
    const refused = await createSpace(capability, name(), proxied)
    expect([refused.status, await refused.json()]).toEqual([403, { status: 'https' }])
    expect(own.hasSpaces()).toBe(false)
    const done = await fetch(proxied.url + paths.spaces(), {
      method: 'POST',
      headers: { authorization: `Bearer ${capability}`, 'x-forwarded-proto': 'https' },
      body: JSON.stringify({ space: name(), admin: hashed('a'), member: hashed('b') }),
    })
    expect(done.status).toBe(201)
    await proxied.stop()
    own.close()
  })
})

describe('who reaches them', () => {
  test('another name in Host: refused as JSON, whatever the method', async () => {
    for (const method of ['GET', 'PUT', 'POST', 'DELETE'])
      expect(
        isApiAnswer(
          await get(relay.port, paths.about(), { Host: 'elsewhere.example', 'Content-Length': '0' }, method),
        ),
      ).toEqual({ status: 'host' })
    expect(isApiAnswer(await get(relay.port, paths.about(), { Host: 'no host' }))).toEqual({
      status: 'request',
    })
  })
  test('no other address takes POST, PUT or DELETE', async () => {
    for (const path of ['/', '/api', '/api/v2/spaces', '/api/v1x', '/metrics', '/team/api/v1/spaces'])
      for (const method of ['POST', 'PUT', 'DELETE'])
        expect([path, (await get(relay.port, path, { 'Content-Length': '0' }, method)).status]).toEqual([
          path,
          405,
        ])
  })
  test('another origin: refused; an origin that is no address: refused, no fault', async () => {
    for (const origin of [
      'https://evil.example',
      'x',
      '',
      'http://',
      'null, null',
      'http://127.0.0.1@evil.example',
    ])
      expect([origin, (await get(relay.port, paths.about(), { Origin: origin })).status]).toEqual([
        origin,
        403,
      ])
    const own = `http://127.0.0.1:${relay.port}`
    expect((await get(relay.port, paths.about(), { Origin: own })).status).toBe(200)
  })
  test('unknown routes and methods: JSON', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1'],
      ['GET', '/api/v1/'],
      ['POST', '/api/v1/nothing'],
      ['PATCH', paths.spaces()],
      ['OPTIONS', paths.spaces()],
      ['DELETE', paths.about()],
      ['GET', '/api/v1/%zz'],
    ] as const)
      expect([path, isApiAnswer(await get(relay.port, path, { 'Content-Length': '0' }, method))]).toEqual([
        path,
        { status: 'no such route' },
      ])
  })
  test('without a data folder: 503 and the reason', async () => {
    const bare = await startRelay({ build: build.path, port: 0 })
    for (const [method, path] of [
      ['GET', paths.about()],
      ['PUT', paths.request(desk, name(), 0)],
      ['POST', paths.spaces()],
      ['GET', '/api/v1'],
    ] as const) {
      const answer = await get(bare.port, path, { 'Content-Length': '0' }, method)
      expect([answer.status, isApiAnswer(answer)]).toEqual([503, { status: 'no data folder' }])
    }
    expect((await get(bare.port, '/metrics')).status).toBe(404)
    await bare.stop()
  })
})

describe('metrics', () => {
  test('counts, for this machine only', async () => {
    const answer = await get(relay.port, '/metrics')
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const lines = answer.body.toString().trim().split('\n')
    for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) )?hamroh_[a-z]+ /)
    expect(lines).toContain('hamroh_spaces 3')
    expect(answer.body.toString()).not.toContain(desk)
    for (const header of ['X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded', 'Via', 'X-Real-IP'])
      expect([header, (await get(relay.port, '/metrics', { [header]: 'x' })).status]).toEqual([header, 404])
    const proxied = await startRelay({ build: build.path, port: 0, behindProxy: true, store })
    expect((await get(proxied.port, '/metrics', { Host: 'hamroh.example' })).status).toBe(404)
    expect((await get(proxied.port, '/metrics')).status).toBe(200)
    await proxied.stop()
  })
})

describe('boxes that nobody touches', () => {
  test('are deleted at the start of the server', async () => {
    let day = 20_000
    const own = new Store(':memory:', () => day)
    expect(own.createSpace(newCapability(own), desk, Buffer.alloc(32), Buffer.alloc(32))).toBe('kept')
    own.putRequest(desk, name(), token(), 0, randomBytes(10))
    day += 60
    own.putRequest(desk, name(), token(), 0, randomBytes(10))
    day += 31
    const again = await startRelay({ build: build.path, port: 0, store: own })
    expect(own.counts().boxes).toBe(1)
    await again.stop()
    own.close()
  })
  test('every day again, whatever went wrong the day before', async () => {
    const told: string[] = []
    let days = 0
    const end = createDaily(
      () => {
        days++
        if (days === 2) throw new Error('disk')
      },
      (error) => told.push(String(error)),
      5,
    )
    expect(days).toBe(1)
    await expect.poll(() => days).toBeGreaterThan(3)
    end()
    const then = days
    await new Promise((done) => setTimeout(done, 30))
    expect([days, told]).toEqual([then, ['Error: disk']])
  })
})

describe('a full disk', () => {
  test('507, nothing half-written, reading goes on, and with space everything goes on', async () => {
    const file = join(folder, 'full.db')
    const own = new Store(file)
    const small = await startRelay({
      build: build.path,
      port: 0,
      store: own,
      onError: (kind) => errors.push(kind),
    })
    const capability = newCapability(own)
    const [space, lane, box, boxToken] = [name(), name(), name(), token()]
    expect((await createSpace(capability, space, small)).status).toBe(201)
    const put = (method: string, path: string, bearer: string, body: Uint8Array) =>
      send(method, path, bearer, body, small)
    expect((await put('PUT', paths.request(space, box, 0), boxToken, randomBytes(500))).status).toBe(201)
    const before = own.counts()
    own.limitTo(before.bytes + 3 * 4096)

    const big = randomBytes(WIRE.part)
    const commit = randomBytes(50_000)
    commit.set([0x48, 0x44, 1, 1])
    commit.set(Buffer.from(lane, 'base64url'), 4)
    const frame = Buffer.concat([Buffer.alloc(10), commit])
    frame.writeUInt32BE(commit.length)
    const calls: [string, string, string, Uint8Array][] = [
      ['PUT', paths.request(space, name(), 0), token(), randomBytes(60_000)],
      ['PUT', paths.request(space, box, 1), boxToken, randomBytes(60_000)],
      ['PUT', paths.boxPart(space, box, name(), 0), boxToken, big],
      ['PUT', paths.reply(space, box, 0), member, randomBytes(60_000)],
      ['PUT', paths.spacePart(space, name(), 0), member, big],
      ['POST', paths.control(space, -1), admin, randomBytes(60_000)],
      ['POST', paths.lane(space, lane, 0), member, frame],
      ['PUT', paths.notice(space), admin, randomBytes(16_000)],
    ]
    for (const call of calls) {
      const answer = await put(...call)
      expect([call[1], answer.status, await answer.json()]).toEqual([call[1], 507, { status: 'disk full' }])
    }
    expect({ ...own.counts(), bytes: 0 }).toEqual({ ...before, bytes: 0 })
    const read = (path: string, bearer: string) =>
      fetch(small.url + path, { headers: { authorization: `Bearer ${bearer}` } })
    expect((await read(paths.replies(space, box, -1), boxToken)).status).toBe(200)
    expect((await (await read(paths.requests(space, 0), member)).arrayBuffer()).byteLength).toBeGreaterThan(
      500,
    )
    expect((await read(paths.about(), member)).status).toBe(200)

    own.limitTo(1_000_000_000)
    for (const call of calls) expect([call[1], (await put(...call)).status]).toEqual([call[1], 201])
    await small.stop()
    own.close()
    const checked = verifyFile(file)
    expect(checked.problems).toEqual([])
    expect(checked.counts).toMatchObject({ boxes: 2, messages: 4, commits: 1, files: 2 })
  })
})

describe('broken and slow lines', () => {
  const head = (path: string, length: number) =>
    `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token()}\r\nContent-Length: ${length}\r\n\r\n`

  test('a body that breaks off keeps nothing', async () => {
    const before = store.counts()
    await new Promise<void>((done) => {
      const socket = connect(relay.port, '127.0.0.1', () => {
        socket.write(head(paths.request(desk, name(), 0), 1000) + 'x'.repeat(500))
        setTimeout(() => socket.destroy(), 50)
      })
      socket.on('close', () => done())
    })
    // Half closed: the answer says so, and nothing was kept.
    const half = await sendRaw(relay.port, head(paths.request(desk, name(), 0), 1000) + 'x'.repeat(500), true)
    expect([0, 400]).toContain(half.status)
    await new Promise((done) => setTimeout(done, 100))
    expect(store.counts()).toEqual(before)
  })

  test('the outer time limit leaves the largest upload its own time', () => {
    expect(LIMITS.requestTimeout).toBeGreaterThan(timeFor(WIRE.batch))
    expect(Number.isInteger(LIMITS.requestTimeout)).toBe(true)
  })

  test('an upload that trickles is answered 408; a body that nobody asked for is cut off', async () => {
    const slow = await startRelay({
      build: build.path,
      port: 0,
      store,
      uploads: new Uploads(10_000_000, () => 200),
      limits: { strayBody: 300, keepAliveTimeout: 60_000 },
    })
    const from = Date.now()
    const upload = await sendRaw(slow.port, `${head(paths.request(desk, name(), 0), 1000)}x`)
    expect([upload.status, isApiAnswer(upload)]).toEqual([408, { status: 'too slow' }])
    // An answered GET whose body never ends would hold its connection for as long as an upload may take.
    for (const path of ['/', paths.about()])
      await sendRaw(slow.port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx`)
    expect(Date.now() - from).toBeLessThan(10_000)
    await slow.stop()
  })

  test('a refused upload is answered at once, not when all of it has come', async () => {
    const body = 'x'.repeat(200_000)
    const wrong = `PUT ${paths.boxPart(desk, name(), name(), 0)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token()}\r\n`
    const [unknown, large] = await Promise.all([
      sendRaw(relay.port, `${wrong}Content-Length: 200000\r\n\r\n${body.slice(0, 1000)}`),
      sendRaw(relay.port, `${head(paths.request(desk, name(), 0), 1_000_000_000)}${body}`),
    ])
    expect([unknown.status, unknown.headers.connection]).toEqual([403, 'close'])
    expect([large.status, isApiAnswer(large)]).toEqual([413, { status: 'too large' }])
  })
})
