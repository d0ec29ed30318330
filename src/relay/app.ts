/**
 * What the server answers: the two apps, the one-file app, fonts, addresses for whoever watches over it, and the routes for sealed things.
 * Nothing of a request is logged: no address, no path, no header.
 */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { answer } from './answers.ts'
import { createApi } from './api.ts'
import { type Body, chooseCoding } from './body.ts'
import { hasAlready, partOf } from './conditional.ts'
import { metricsText } from './counts.ts'
import type { Flood } from './flood.ts'
import { FAMILY_PAGE_HEADERS, HSTS, STRICT_HEADERS, TEAM_PAGE_HEADERS } from './headers.ts'
import type { Entry, Site } from './site.ts'
import type { Store } from './store.ts'
import type { Uploads } from './uploads.ts'
import { noHttpsPage, notFoundPage, PLAIN } from './words.ts'

export interface AppOptions {
  site: () => Site
  /** A proxy in front speaks HTTPS and sets X-Forwarded-Proto; only then is that header believed. */
  behindProxy: boolean
  /** Told the kind of an unexpected error, never its message: a message may quote a request. */
  onError: (kind: string) => void
  /** What the relay keeps; null without a data folder, and then the routes for sealed things say so. */
  store?: Store | null
  flood?: Flood
  uploads?: Uploads
}

/** Below it everything is JSON or bytes. */
export const API = '/api/v1'
export const isApi = (path: string): boolean => path === API || path.startsWith(`${API}/`)

type Env = { Bindings: HttpBindings }
type Answer = Context<Env>

/** Two pages may do one thing more than all others; what they load may not. */
const PAGE_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/': FAMILY_PAGE_HEADERS,
  '/index.html': FAMILY_PAGE_HEADERS,
  '/team/': TEAM_PAGE_HEADERS,
  '/team/index.html': TEAM_PAGE_HEADERS,
}

/** The answer's headers besides the strict ones; a plain object lets the adapter write them without copying. */
type Headers = Record<string, string>

export function createApp({
  site,
  behindProxy,
  onError,
  store = null,
  flood,
  uploads,
}: AppOptions): Hono<Env> {
  const app = new Hono<Env>({ strict: true })

  const isHttps = (c: Answer) => behindProxy && c.req.header('x-forwarded-proto') === 'https'

  const strict = (c: Answer): Headers =>
    isHttps(c) ? { ...STRICT_HEADERS, 'Strict-Transport-Security': HSTS } : { ...STRICT_HEADERS }

  const plain = (c: Answer, status: number, text: string, more: Headers = {}) =>
    send(c, status, text, {
      ...strict(c),
      'Cache-Control': 'no-store',
      'Content-Type': 'text/plain; charset=utf-8',
      ...more,
    })

  const json = (c: Answer, status: number, value: unknown) =>
    plain(c, status, `${JSON.stringify(value)}\n`, { 'Content-Type': 'application/json; charset=utf-8' })

  app.onError((error, c) => {
    onError(kindOf(error))
    return plain(c, 500, PLAIN.broken)
  })

  app.use(async (c, next) => {
    if (isApi(c.req.path)) {
      if (!behindProxy && !isLoopbackName(c.req.header('host')))
        return answer(421, { status: 'host' }, { Connection: 'close' })
      await next()
      if (isHttps(c)) c.res.headers.set('Strict-Transport-Security', HSTS)
      return
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
      // The body of a refused request is not read; the connection ends with the answer.
      return plain(c, 405, PLAIN.method, { Allow: 'GET, HEAD', Connection: 'close' })
    const html = c.req.header('accept')?.includes('text/html') === true
    if (!behindProxy && !isLoopbackName(c.req.header('host')))
      return html
        ? plain(c, 421, noHttpsPage, { 'Content-Type': 'text/html; charset=utf-8' })
        : plain(c, 421, PLAIN.host)
    // A proxy that says that the page travels in the clear: the members' app is not handed out at all.
    if (behindProxy && c.req.header('x-forwarded-proto') === 'http' && html && c.req.path.startsWith('/team'))
      return plain(c, 403, noHttpsPage, { 'Content-Type': 'text/html; charset=utf-8' })
    return next()
  })

  app.get('/healthz', (c) => json(c, 200, { alive: true }))

  app.get('/readyz', (c) => {
    const { missing } = site()
    return missing.length === 0 ? json(c, 200, { ready: true }) : json(c, 503, { ready: false, missing })
  })

  if (store)
    app.route(
      API,
      createApi({
        store,
        // Without a proxy only this machine gets here (see the check of the host); through one, HTTPS is what it says.
        isSecure: (c) => !behindProxy || isHttps(c),
        onError: (error) => onError(kindOf(error)),
        ...(flood && { flood }),
        ...(uploads && { uploads }),
      }),
    )
  else app.all(`${API}/*`, () => answer(503, { status: 'no data folder' }, { Connection: 'close' }))

  app.get('/metrics', (c) =>
    store && isThisMachine(c)
      ? plain(c, 200, metricsText(store.counts()), {
          'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
        })
      : plain(c, 404, PLAIN.notFound),
  )

  app.get('/team', (c) => plain(c, 308, '', { Location: '/team/', 'Cache-Control': 'no-cache' }))

  app.get('*', (c) => {
    const path = pathOf(c.req.url)
    const { entries } = site()
    const entry = path === null ? undefined : entries.get(path)
    if (entry) return file(c, entry, { ...strict(c), ...(PAGE_HEADERS[path ?? ''] ?? {}) })
    if (path === '/' || path === '/team/') return plain(c, 503, PLAIN.notBuilt)
    return c.req.header('accept')?.includes('text/html')
      ? plain(c, 404, notFoundPage, { 'Content-Type': 'text/html; charset=utf-8' })
      : plain(c, 404, PLAIN.notFound)
  })

  return app
}

async function file(c: Answer, entry: Entry, headers: Headers): Promise<Response> {
  const form = await entry.body.form(chosen(entry.body, c))
  headers['Content-Type'] = entry.type
  headers['Cache-Control'] = entry.cache === 'immutable' ? 'public, max-age=31536000, immutable' : 'no-cache'
  headers.ETag = form.etag
  headers['Accept-Ranges'] = 'bytes'
  if (entry.body.text) headers.Vary = 'Accept-Encoding'
  if (hasAlready(c.req.header('if-none-match'), form.etag)) return send(c, 304, null, headers)

  if (form.coding !== 'identity') headers['Content-Encoding'] = form.coding
  if (entry.download) headers['Content-Disposition'] = `attachment; filename="${entry.download}"`
  const size = form.bytes.length
  // Range is defined for GET alone (RFC 9110, 14.2).
  const part =
    c.req.method === 'GET' ? partOf(c.req.header('range'), c.req.header('if-range'), form.etag, size) : null
  if (part === 'unsatisfiable') {
    delete headers['Content-Encoding']
    delete headers['Content-Disposition']
    headers['Content-Range'] = `bytes */${size}`
    headers['Content-Type'] = 'text/plain; charset=utf-8'
    return send(c, 416, PLAIN.range, headers)
  }
  if (part) {
    headers['Content-Range'] = `bytes ${part.first}-${part.last}/${size}`
    return send(c, 206, form.bytes.subarray(part.first, part.last + 1), headers)
  }
  return send(c, 200, form.bytes, headers)
}

const chosen = (body: Body, c: Answer) =>
  body.text ? chooseCoding(c.req.header('accept-encoding')) : 'identity'

function send(
  c: Answer,
  status: number,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Headers,
): Response {
  // Stated here so that HEAD tells the same length as GET.
  if (body !== null) headers['Content-Length'] = String(Buffer.byteLength(body))
  return new Response(c.req.method === 'HEAD' ? null : body, { status, headers })
}

/** The decoded path of a request; null when it cannot be decoded. Decoded once: `%252e` stays a name that no file has. */
function pathOf(url: string): string | null {
  const from = url.indexOf('/', url.indexOf('://') + 3)
  const path = url.slice(from).replace(/[?#].*$/s, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/**
 * Whether a Host header names this machine. A page elsewhere can point its own name at 127.0.0.1 and then read
 * what this server answers as if it were its own (DNS rebinding); the Host header still tells its name.
 */
export function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
}

/**
 * Whether a call comes from this machine itself. A proxy's calls do too, so whatever a proxy adds, or another name in Host, counts as from outside.
 */
function isThisMachine(c: Answer): boolean {
  const peer = c.env?.incoming?.socket?.remoteAddress ?? ''
  const passedOn = [
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
  ]
  return (
    /^(::ffff:)?127\.|^::1$/.test(peer) &&
    isLoopbackName(c.req.header('host')) &&
    passedOn.every((name) => c.req.header(name) === undefined)
  )
}

/** A kind that can be logged: the class of the error and its system code. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = (error as NodeJS.ErrnoException).code
  return code ? `${error.name} ${code}` : error.name
}
