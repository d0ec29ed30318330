import { createServer } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAMILY_PAGE_HEADERS, HSTS, STRICT_HEADERS, TEAM_PAGE_HEADERS } from './headers.ts'
import { type Build, get, makeBuild, PAGE, type RawAnswer, sendRaw } from './relay.test-support.ts'
import { LIMITS, PortTaken, type Relay, startRelay } from './server.ts'

let build: Build
let relay: Relay
let port: number
const errors: string[] = []

beforeAll(async () => {
  build = makeBuild()
  relay = await startRelay({ build: build.path, port: 0, onError: (kind) => errors.push(kind) })
  port = relay.port
})
afterAll(async () => {
  await relay.stop()
  build.remove()
  expect(errors).toEqual([])
})

/** The strict headers of an answer, as far as it carries them. */
const strictOf = ({ headers }: RawAnswer) =>
  Object.fromEntries(Object.keys(STRICT_HEADERS).map((name) => [name, headers[name.toLowerCase()]]))

describe('every answer carries the strict headers', () => {
  const routes: [what: string, status: number, request: () => Promise<RawAnswer>][] = [
    ['page', 200, () => get(port, '/')],
    ['page of the team', 200, () => get(port, '/team/')],
    ['page without the slash', 308, () => get(port, '/team')],
    ['hashed asset', 200, () => get(port, '/assets/app-DiwrgTda.js')],
    ['worker', 200, () => get(port, '/sw.js')],
    ['picture', 200, () => get(port, '/icon.png')],
    ['font', 200, () => get(port, '/fonts/Tinos.ttf')],
    ['one-file app', 200, () => get(port, '/one-file/hamroh-ru.html')],
    ['health', 200, () => get(port, '/healthz')],
    ['readiness', 200, () => get(port, '/readyz')],
    ['HEAD', 200, () => get(port, '/', {}, 'HEAD')],
    ['not changed', 304, () => get(port, '/', { 'If-None-Match': '*' })],
    ['part', 206, () => get(port, '/', { Range: 'bytes=0-9' })],
    ['no such part', 416, () => get(port, '/', { Range: 'bytes=999999-' })],
    ['not there', 404, () => get(port, '/nothing')],
    ['not there, for a browser', 404, () => get(port, '/nothing', { Accept: 'text/html' })],
    ['another method', 405, () => get(port, '/', { 'Content-Length': '0' }, 'POST')],
    ['another name', 421, () => get(port, '/', { Host: 'elsewhere.example' })],
    ['no Host', 400, () => sendRaw(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')],
    ['no HTTP', 400, () => sendRaw(port, 'HELLO\r\n\r\n')],
    ['backslash', 400, () => get(port, '/..\\..\\content\\secret.json')],
    ['bad target', 400, () => get(port, '*', {}, 'OPTIONS')],
    ['long header', 431, () => get(port, '/', { 'X-Long': 'a'.repeat(LIMITS.maxHeaderSize) })],
    ['long path', 431, () => get(port, `/${'a'.repeat(LIMITS.maxHeaderSize)}`)],
    ['expectation', 417, () => get(port, '/', { Expect: 'gold' })],
  ]
  /** What two pages may do beyond all others. */
  const more: Record<string, Readonly<Record<string, string>>> = { 'page of the team': TEAM_PAGE_HEADERS }
  for (const what of ['page', 'HEAD', 'not changed', 'part', 'no such part']) more[what] = FAMILY_PAGE_HEADERS

  test.each(routes)('%s: %i', async (what, status, request) => {
    const answer = await request()
    expect(answer.status).toBe(status)
    // Two pages may do one thing more each, and nothing else may.
    expect(strictOf(answer)).toEqual({ ...STRICT_HEADERS, ...(more[what] ?? {}) })
    for (const name of ['server', 'x-powered-by', 'set-cookie', 'strict-transport-security'])
      expect(answer.headers[name]).toBeUndefined()
  })

  test('the policy names no other origin and allows nothing inline', () => {
    const policy = STRICT_HEADERS['Content-Security-Policy']!
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(policy).toContain("frame-ancestors 'none'")
  })
})

describe('HTTPS in front', () => {
  test('HSTS only when a trusted proxy says https', async () => {
    const proxied = await startRelay({ build: build.path, port: 0, behindProxy: true })
    const https = { Host: 'hamroh.example', 'X-Forwarded-Proto': 'https' }
    expect((await get(proxied.port, '/', https)).headers['strict-transport-security']).toBe(HSTS)
    expect((await get(proxied.port, '/nothing', https)).headers['strict-transport-security']).toBe(HSTS)
    expect(
      (await get(proxied.port, '/', { Host: 'hamroh.example' })).headers['strict-transport-security'],
    ).toBeUndefined()
    await proxied.stop()
    // Without a proxy the header is anybody's word.
    const own = await get(port, '/', { 'X-Forwarded-Proto': 'https' })
    expect(own.headers['strict-transport-security']).toBeUndefined()
  })
})

describe('files', () => {
  test('brotli, gzip and plain give the same page, each with its own tag', async () => {
    const [br, gz, plain] = await Promise.all([
      get(port, '/', { 'Accept-Encoding': 'gzip, deflate, br' }),
      get(port, '/', { 'Accept-Encoding': 'gzip' }),
      get(port, '/'),
    ])
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body).toString()).toBe(PAGE)
    expect(gz.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gz.body).toString()).toBe(PAGE)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.body.toString()).toBe(PAGE)
    expect(new Set([br, gz, plain].map(({ headers }) => headers.etag)).size).toBe(3)
    for (const { headers } of [br, gz, plain]) expect(headers.vary).toBe('Accept-Encoding')
    expect(br.body.length).toBeLessThan(gz.body.length)
  })

  test('pictures are sent as they are', async () => {
    const { headers, body } = await get(port, '/icon.png', { 'Accept-Encoding': 'br' })
    expect([headers['content-type'], headers['content-encoding'], headers.vary]).toEqual([
      'image/png',
      undefined,
      undefined,
    ])
    expect([...body]).toEqual([137, 80, 78, 71])
  })

  test.each([
    ['/', 'no-cache', 'text/html; charset=utf-8'],
    ['/index.html', 'no-cache', 'text/html; charset=utf-8'],
    ['/sw.js', 'no-cache', 'text/javascript; charset=utf-8'],
    ['/manifest.webmanifest', 'no-cache', 'application/manifest+json; charset=utf-8'],
    ['/assets/plain.js', 'no-cache', 'text/javascript; charset=utf-8'],
    ['/assets/app-DiwrgTda.js', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ['/fonts/Tinos.ttf', 'no-cache', 'font/ttf'],
    ['/healthz', 'no-store', 'application/json; charset=utf-8'],
    ['/nothing', 'no-store', 'text/plain; charset=utf-8'],
  ])('%s is cached as %s', async (path, cache, type) => {
    const { headers } = await get(port, path)
    expect([headers['cache-control'], headers['content-type']]).toEqual([cache, type])
  })

  test('a page that the browser has is not sent again', async () => {
    const { headers } = await get(port, '/', { 'Accept-Encoding': 'br' })
    const again = await get(port, '/', { 'Accept-Encoding': 'br', 'If-None-Match': `W/${headers.etag}, "x"` })
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag])
    const other = await get(port, '/', { 'Accept-Encoding': 'gzip', 'If-None-Match': headers.etag! })
    expect(other.status).toBe(200)
  })

  test('HEAD tells what GET would', async () => {
    const [head, whole] = await Promise.all([get(port, '/', {}, 'HEAD'), get(port, '/')])
    const told = ({ headers }: RawAnswer) => {
      const { date: _, ...rest } = headers
      return rest
    }
    expect(head.body.length).toBe(0)
    expect(told(head)).toEqual(told(whole))
    expect(head.headers['content-length']).toBe(String(PAGE.length))
  })

  test('a broken download goes on where it ended, unless the file has changed', async () => {
    const accept = { 'Accept-Encoding': 'br' }
    const whole = await get(port, '/one-file/hamroh-ru.html', accept)
    const at = Math.floor(whole.body.length / 2)
    const rest = await get(port, '/one-file/hamroh-ru.html', {
      ...accept,
      Range: `bytes=${at}-`,
      'If-Range': whole.headers.etag!,
    })
    expect(rest.status).toBe(206)
    expect(rest.headers['content-range']).toBe(`bytes ${at}-${whole.body.length - 1}/${whole.body.length}`)
    const joined = Buffer.concat([whole.body.subarray(0, at), rest.body])
    expect(brotliDecompressSync(joined).toString()).toBe(PAGE)
    const changed = await get(port, '/one-file/hamroh-ru.html', { Range: 'bytes=5-', 'If-Range': '"old"' })
    expect([changed.status, changed.body.toString()]).toEqual([200, PAGE])
  })

  test('the one-file app is a download', async () => {
    const { headers } = await get(port, '/one-file/hamroh-ru.html')
    expect(headers['content-disposition']).toBe('attachment; filename="daftar-ru.html"')
    const trainer = await get(port, '/one-file/trainer-uz.html')
    expect(trainer.headers['content-disposition']).toBe('attachment; filename="mashq-uz.html"')
  })

  test('what is not listed is not there', async () => {
    for (const path of [
      '/one-file/notes.txt',
      '/fonts/notes.json',
      '/.hidden',
      '/content/secret.json',
      '/index',
      '/team/nothing',
    ])
      expect([path, (await get(port, path)).status]).toEqual([path, 404])
  })

  test('/team leads to /team/ and drops the query', async () => {
    const { headers, status } = await get(port, '/team?x=1')
    expect([status, headers.location]).toEqual([308, '/team/'])
  })

  test('"not found" speaks five languages and leads to the first page', async () => {
    const { body } = await get(port, '/nothing', { Accept: 'text/html,*/*' })
    const page = body.toString()
    for (const lang of ['ru', 'uz', 'tg', 'ky', 'en']) expect(page).toContain(`<p lang="${lang}">`)
    expect(page).toContain('<a href="/">')
    expect(page).not.toMatch(/<(script|style)|style=/)
  })

  test('only reading is allowed', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status, headers } = await get(port, '/', { 'Content-Length': '0' }, method)
      expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD'])
    }
  })
})

describe('attempts to leave the folder', () => {
  const secret = 'content/secret.json'
  test.each([
    `/../${secret}`,
    `/team/../../${secret}`,
    `/assets/..%2f..%2f..%2f${secret}`,
    `/%2e%2e/%2e%2e/${secret}`,
    `/%252e%252e%252f${secret}`,
    `/..%5c..%5c${secret}`,
    `/..%c0%af..%c0%af${secret}`,
    `//${secret}`,
    `/fonts//../${secret}`,
    `/team/%00/../${secret}`,
    `/index.html%00.png`,
    `/%`,
    `/%zz`,
    '/etc/passwd',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/C:%5cWindows%5cwin.ini',
    '/__proto__',
    '/constructor',
  ])('%s', async (path) => {
    const { status, body } = await get(port, path)
    expect(status).toBe(404)
    expect(body.toString()).not.toMatch(/not served|root:/)
  })

  test('an absolute target reaches no other host', async () => {
    const { status } = await get(port, 'http://elsewhere.example/content/secret.json')
    expect(status).toBe(404)
  })
})

describe('limits', () => {
  test('headers that never end are cut off', async () => {
    const slow = await startRelay({
      build: build.path,
      port: 0,
      limits: { headersTimeout: 300, requestTimeout: 600 },
    })
    const from = Date.now()
    const answer = await sendRaw(slow.port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
    expect(Date.now() - from).toBeLessThan(10_000)
    expect(answer.status).toBe(408)
    expect(strictOf(answer)).toEqual(STRICT_HEADERS)
    await slow.stop()
  })

  test('a silent connection is cut off', async () => {
    const slow = await startRelay({
      build: build.path,
      port: 0,
      limits: { idle: 200 },
    })
    const from = Date.now()
    await sendRaw(slow.port, '')
    expect(Date.now() - from).toBeLessThan(10_000)
    await slow.stop()
  })

  test('the body of a refused upload is not waited for', async () => {
    const { status } = await get(port, '/', { 'Content-Length': '1000000000' }, 'POST')
    expect(status).toBe(405)
  })
})

describe('whatever comes', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      ' ',
      '/',
      '/team/',
      '..',
      '%2e',
      '\\',
      '\r\n',
      '\r\n\r\n',
      ':',
      'HTTP/1.1',
      'Host: localhost',
      'Range: bytes=0-',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      '\0',
      '\u00ff',
    ),
    fc.string({ maxLength: 20 }),
  )
  const requests = fc.oneof(
    fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
    fc
      .array(part, { maxLength: 6 })
      .map((parts) => `GET /${parts.join('').replace(/[\r\n ]/g, '')} HTTP/1.1\r\nHost: localhost`),
  )

  test('it answers with the strict headers or hangs up, and lives on', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (text) => {
        // Closed by us, so that a request without an end is no wait for the time limit.
        const answer = await sendRaw(port, `${text}\r\nConnection: close\r\n\r\n`, true)
        if (answer.status === 0) expect(answer.body.length).toBe(0)
        else {
          expect(answer.status).not.toBe(500)
          expect(
            [{}, FAMILY_PAGE_HEADERS, TEAM_PAGE_HEADERS].map((more) => ({ ...STRICT_HEADERS, ...more })),
          ).toContainEqual(strictOf(answer))
        }
      }),
      { numRuns: 300 },
    )
    expect((await get(port, '/healthz')).status).toBe(200)
  })
})

describe('ports', () => {
  test('the next free port, when that was allowed', async () => {
    const blocker = createServer()
    const taken = await new Promise<number>((done) =>
      blocker.listen(0, '127.0.0.1', () => done((blocker.address() as { port: number }).port)),
    )
    await expect(startRelay({ build: build.path, port: taken })).rejects.toThrow(PortTaken)
    const next = await startRelay({ build: build.path, port: taken, nextFreePort: true })
    expect(next.port).toBeGreaterThan(taken)
    expect((await get(next.port, '/healthz')).status).toBe(200)
    await next.stop()
    blocker.close()
  })

  test('after a stop nobody answers, and a second stop is the same stop', async () => {
    const short = await startRelay({ build: build.path, port: 0 })
    expect((await get(short.port, '/')).status).toBe(200)
    await Promise.all([short.stop(), short.stop()])
    await expect(get(short.port, '/')).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('without a build', () => {
  test('alive, not ready, says what to do; ready once the build is there', async () => {
    const empty = makeBuild({})
    const bare = await startRelay({ build: empty.path, port: 0 })
    expect((await get(bare.port, '/healthz')).status).toBe(200)
    const before = await get(bare.port, '/readyz')
    expect(before.status).toBe(503)
    expect(JSON.parse(before.body.toString())).toEqual({
      ready: false,
      missing: ['content', 'family app', 'team app'],
    })
    const page = await get(bare.port, '/')
    expect(page.status).toBe(503)
    expect(page.body.toString()).toContain('npm start')

    for (const name of ['law-package', 'law-rulings', 'law-clocks']) empty.write(`content/${name}.json`, '{}')
    empty.write('web/family/index.html', PAGE)
    empty.write('web/team/index.html', PAGE)
    await new Promise((done) => setTimeout(done, 1_050))
    expect(JSON.parse((await get(bare.port, '/readyz')).body.toString())).toEqual({ ready: true })
    await bare.stop()
    empty.remove()
  })

  test('damaged content is not ready', async () => {
    const damaged = makeBuild()
    damaged.write('content/law-clocks.json', '{"terms":')
    const bare = await startRelay({ build: damaged.path, port: 0 })
    expect(JSON.parse((await get(bare.port, '/readyz')).body.toString()).missing).toEqual(['content'])
    await bare.stop()
    damaged.remove()
  })
})
