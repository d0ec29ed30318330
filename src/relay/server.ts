/** The listening server: limits against slow and oversized requests, a free port, an orderly end. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { LIMITS as WIRE } from '../log/wire.ts'
import { answer } from './answers.ts'
import { createApp, isApi, kindOf } from './app.ts'
import { createDaily } from './daily.ts'
import type { Flood } from './flood.ts'
import { rawAnswer, STRICT_HEADERS } from './headers.ts'
import { createSiteHolder, type Site } from './site.ts'
import { createStop } from './stop.ts'
import type { Store } from './store.ts'
import { timeFor, type Uploads } from './uploads.ts'
import { PLAIN } from './words.ts'

export const DEFAULT_PORT = 8642
/** How many ports after the wished one are tried. */
const PORTS_TRIED = 20

/** Milliseconds and bytes. A phone on a bad line needs seconds for its headers, never a minute. */
export const LIMITS = {
  headersTimeout: 10_000,
  /** Only for uploads, whose own time depends on their size (`uploads.ts`); this is the outer bound, for the largest body. */
  requestTimeout: timeFor(WIRE.batch) + 5_000,
  /** For a body that nobody asked for. */
  strayBody: 20_000,
  keepAliveTimeout: 5_000,
  /** A connection on which nothing moves in either direction. */
  idle: 60_000,
  maxHeaderSize: 16_384,
  maxHeadersCount: 64,
  maxConnections: 1_000,
  maxRequestsPerSocket: 1_000,
  /** How long a stop waits for answers that are still being sent. */
  stop: 5_000,
} as const

export interface RelayOptions {
  /** Folder that `npm run build` writes. */
  build: string
  host?: string
  /** 0 = any free port. */
  port?: number
  /** Whether the next free port will do when the wished one is taken. */
  nextFreePort?: boolean
  behindProxy?: boolean
  onError?: (kind: string) => void
  /** What the relay keeps. The caller opens it before and closes it after. */
  store?: Store | null
  flood?: Flood
  uploads?: Uploads
  limits?: Partial<Record<keyof typeof LIMITS, number>>
}

export interface Relay {
  url: string
  host: string
  port: number
  site: () => Site
  /** Takes no new requests, lets open answers end (at most `limits.stop`), then resolves. Safe to call twice. */
  stop(): Promise<void>
}

/** For what is refused before the app sees it; such a connection ends with the answer. */
const PLAIN_HEADERS = {
  ...STRICT_HEADERS,
  'Cache-Control': 'no-store',
  'Content-Type': 'text/plain; charset=utf-8',
  Connection: 'close',
}

export class PortTaken extends Error {
  override name = 'PortTaken'
}

/** Starts the server. Throws `PortTaken`, or the system's error when it may not listen there. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const {
    build,
    host = '127.0.0.1',
    behindProxy = false,
    onError = () => {},
    store = null,
    flood,
    uploads,
  } = options
  const limits = { ...LIMITS, ...options.limits }
  const site = createSiteHolder(build)
  const app = createApp({
    site,
    behindProxy,
    onError,
    store,
    ...(flood && { flood }),
    ...(uploads && { uploads }),
  })
  // A request whose Host or target is no address never reaches the app. Below /api/v1 that too is told as JSON.
  const listener = (refuse: (status: 400 | 500) => Response) =>
    getRequestListener(app.fetch, {
      errorHandler: (error) => {
        if (error instanceof RequestError) return refuse(400)
        onError(kindOf(error))
        return refuse(500)
      },
    })
  const pages = listener(
    (status) =>
      new Response(status === 400 ? PLAIN.request : PLAIN.broken, { status, headers: PLAIN_HEADERS }),
  )
  const api = listener((status) =>
    answer(status, { status: status === 400 ? 'request' : 'broken' }, { Connection: 'close' }),
  )
  const server = createServer(
    {
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: limits.keepAliveTimeout,
      connectionsCheckingInterval: Math.min(1_000, limits.headersTimeout),
      maxHeaderSize: limits.maxHeaderSize,
      // Node's own answer to a missing Host would lack our headers; the adapter refuses it too.
      requireHostHeader: false,
    },
    (request, response) => (isApiCall(request) ? api : pages)(request, response),
  )
  const stop = createStop(server)
  server.maxHeadersCount = limits.maxHeadersCount
  server.maxConnections = limits.maxConnections
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket
  server.setTimeout(limits.idle, (socket: Socket) => socket.destroy())
  server.on('clientError', refuseBroken)
  server.prependListener('request', (request: IncomingMessage) => limitStrayBody(request, limits.strayBody))
  server.on('checkExpectation', (_request, answer) => {
    answer.writeHead(417, PLAIN_HEADERS)
    answer.end(PLAIN.expectation)
  })

  const port = await listen(server, host, options.port ?? DEFAULT_PORT, options.nextFreePort ?? false)
  const endDaily = store
    ? createDaily(
        () => {
          store.expireBoxes()
          store.expireJoins()
        },
        (error) => onError(kindOf(error)),
      )
    : () => {}
  server.on('error', (error) => onError(kindOf(error)))
  let stopped: Promise<void> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    site,
    stop: () => {
      endDaily()
      stopped ??= stop(limits.stop)
      return stopped
    },
  }
}

async function listen(server: Server, host: string, wished: number, nextFree: boolean): Promise<number> {
  for (let port = wished; ; port++)
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail)
        server.listen({ host, port }, () => {
          server.off('error', fail)
          done()
        })
      })
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      if (!nextFree || port - wished >= PORTS_TRIED || port >= 65_535)
        throw new PortTaken(`port ${wished} is taken`, { cause: error })
    }
}

const isApiCall = ({ url = '' }: IncomingMessage) => isApi(url.replace(/[?#].*$/s, ''))

/** Only uploads have a body. One that trickles in all the same would hold a connection for as long as an upload may take. */
function limitStrayBody(request: IncomingMessage, patience: number): void {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  const takesBody = isApiCall(request) && (request.method === 'PUT' || request.method === 'POST')
  if (takesBody || (length === '0' && coding === undefined)) return
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy()
  }, patience)
  timer.unref()
}

/** A request that is no HTTP, is too long or too slow. Node has no request object for it, so the answer is written by hand. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  if (error.code === 'HPE_HEADER_OVERFLOW')
    socket.end(rawAnswer(431, 'Request Header Fields Too Large', PLAIN.header))
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    socket.end(rawAnswer(408, 'Request Timeout', PLAIN.slow))
  else socket.end(rawAnswer(400, 'Bad Request', PLAIN.request))
}
