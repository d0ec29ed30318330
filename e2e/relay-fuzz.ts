/**
 * Calls that no client of ours would make, on every route: wrong shapes, sizes, tokens, frames, methods, origins, all mixed with right ones. The relay must
 * answer each as it promises (JSON or bytes, strict headers, never 500) and keep what others gave it untouched.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { LIMITS } from '../src/log/wire.ts'
import { STRICT_HEADERS } from '../src/relay/headers.ts'
import {
  createSpace,
  hamroh,
  hashOfToken,
  newName,
  newToken,
  type RelayProcess,
  someCommit,
  startRelayProcess,
  type TestSpace,
} from './relay-process.ts'

export interface FuzzReport {
  calls: number
  /** How often each status was answered. */
  statuses: Record<number, number>
  faults: string[]
  /** Resident memory of the relay at its peak, MB; null where the system does not tell. */
  peakMb: number | null
}

/** A small generator with a seed (mulberry32), so that a finding can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface FuzzCall {
  method: string
  path: string
  headers: Record<string, string>
  body: Uint8Array
}

const ROUTES: [method: string, path: string][] = [
  ['GET', 'about'],
  ['GET', 'desks'],
  ['GET', 'desks/:space/notice'],
  ['PUT', 'desks/:space/notice'],
  // More often than the rest: without a box most of the other calls end at the door.
  ...Array<[string, string]>(4).fill(['PUT', 'desks/:space/boxes/:box/requests/:seq']),
  ['GET', 'desks/:space/boxes/:box/replies?after=:after'],
  ['DELETE', 'desks/:space/boxes/:box'],
  ['GET', 'desks/:space/boxes/:box/files/:file'],
  ['GET', 'desks/:space/boxes/:box/files/:file/:part'],
  ['PUT', 'desks/:space/boxes/:box/files/:file/:part'],
  ['GET', 'desks/:space/requests?after=:after'],
  ['PUT', 'desks/:space/boxes/:box/replies/:seq'],
  ['POST', 'spaces'],
  ['PUT', 'spaces/:space/tokens'],
  ['GET', 'spaces/:space/control?after=:after'],
  ['POST', 'spaces/:space/control?after=:after'],
  ['GET', 'spaces/:space/lanes/:lane?after=:after'],
  ['POST', 'spaces/:space/lanes/:lane?after=:after'],
  ['GET', 'spaces/:space/files/:file'],
  ['GET', 'spaces/:space/files/:file/:part'],
  ['PUT', 'spaces/:space/files/:file/:part'],
  ['PUT', 'joins/:file'],
  ['PUT', 'joins/:file/hello'],
  ['GET', 'joins/:file/hello'],
  ['PUT', 'joins/:file/welcome'],
  ['GET', 'joins/:file/welcome'],
  ['DELETE', 'joins/:file'],
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']
const ODD = [
  '',
  '..',
  '%2e%2e',
  '%00',
  '%',
  '%zz',
  '%ff',
  '-1',
  '1e3',
  '0x1',
  '00000000000',
  '4294967296',
  '99999999999999999999',
  'NaN',
  '__proto__',
  'constructor',
  "'or'1'='1",
  '%27%3b--',
  'a'.repeat(3000),
  'A'.repeat(21),
  'A'.repeat(23),
  `${'A'.repeat(21)}%3D`,
  `${'A'.repeat(21)}=`,
  '%D1%8F'.repeat(22),
  '*',
  ':space',
]
const ALLOWED = new Set([200, 201, 204, 400, 401, 403, 404, 408, 409, 411, 413, 421, 429, 503, 507])

/** Names and tokens that calls are made of: some right, some shared, some new. */
interface Words {
  space: TestSpace
  boxes: { box: string; token: string }[]
  files: string[]
  lane: string
  /** Of the space: calls change them to one another, so that about half of the calls have the right one at any time. */
  admins: string[]
  members: string[]
  capability: string
}

function makeCall(random: () => number, words: Words, url: string): FuzzCall {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const often = (chance: number) => random() < chance
  const box = pick(words.boxes)
  const number = () => (often(0.8) ? String(Math.floor(random() * 4)) : pick(ODD))
  const values: Record<string, () => string> = {
    space: () => (often(0.8) ? words.space.id : often(0.5) ? newName() : pick(ODD)),
    box: () => (often(0.8) ? box.box : often(0.5) ? newName() : pick(ODD)),
    file: () => (often(0.8) ? pick(words.files) : pick(ODD)),
    lane: () => (often(0.8) ? words.lane : pick(ODD)),
    seq: number,
    part: number,
    after: () => (often(0.7) ? String(Math.floor(random() * 50) - 1) : pick(ODD)),
  }
  const [right, template] = pick(ROUTES)
  const path = template.replace(/:([a-z]+)/g, (_, name: string) => values[name]!())
  const fitting = /boxes/.test(template)
    ? [box.token]
    : template === 'spaces'
      ? [words.capability]
      : /^(PUT|POST) .*(notice|tokens|control)/.test(`${right} ${template}`)
        ? words.admins
        : words.members
  const token = often(0.75)
    ? pick(fitting)
    : pick([...words.admins, ...words.members, box.token, words.capability, newToken(), pick(ODD)])
  const headers: Record<string, string> = {}
  if (often(0.95))
    headers.authorization = often(0.95)
      ? `Bearer ${token}`
      : pick(['Bearer', 'Basic eDp5', token, 'bearer  x'])
  if (often(0.1))
    headers.origin = pick([
      'null',
      url,
      'https://evil.example',
      'null,null',
      'file://',
      'http://',
      'http://[',
      ' ',
    ])
  if (often(0.05))
    headers.host = pick(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:99999', 'a b', '[::1]'])
  if (often(0.1)) headers['hamroh-work'] = pick([`${newName()}.5`, 'x', 'a.'.repeat(500), `${newName()}.-1`])
  if (often(0.1))
    headers['content-type'] = pick(['text/plain', 'application/json', 'multipart/form-data', 'x'])
  if (often(0.05)) headers.range = 'bytes=0-5'
  if (often(0.03)) headers['x-forwarded-proto'] = 'https'
  const method = often(0.93) ? right : pick(METHODS)
  return { method, path: `/api/v1/${path}`, headers, body: makeBody(random, words, method) }
}

function makeBody(random: () => number, words: Words, method: string): Uint8Array {
  if ((method === 'GET' || method === 'HEAD') && random() < 0.97) return new Uint8Array()
  const kind = Math.floor(random() * 12)
  if (kind < 3) return randomBytes(Math.floor(random() * 300))
  if (kind < 6) {
    const commit = someCommit(random() < 0.8 ? words.lane : newName(), 20 + Math.floor(random() * 200))
    const frame = Buffer.concat([Buffer.alloc(10), commit])
    frame.writeUInt32BE(random() < 0.7 ? commit.length : Math.floor(random() * 2 ** 32))
    return random() < 0.7 ? frame : frame.subarray(0, Math.floor(random() * frame.length))
  }
  if (kind < 9) {
    const of = (tokens: string[]) => hashOfToken(tokens[Math.floor(random() * tokens.length)]!)
    const json = [
      JSON.stringify({ space: newName(), admin: of(words.admins), member: of(words.members) }),
      JSON.stringify({ admin: of(words.admins), member: of(words.members) }),
      JSON.stringify({ space: words.space.id, admin: [of(words.admins)], member: null }),
      JSON.stringify({ admin: 5, member: {} }),
      '{"__proto__":{"admin":"x"},"space":"x"}',
      '{}',
      '[]',
      'null',
      '"x"',
      `${'['.repeat(2000)}`,
      '{"space":',
      '\u0000',
    ]
    return Buffer.from(json[Math.floor(random() * json.length)]!)
  }
  if (kind === 9 && random() < 0.3)
    return new Uint8Array(
      [LIMITS.part + 1, LIMITS.message + 1, LIMITS.batch + 1, LIMITS.notice + 1][Math.floor(random() * 4)]!,
    )
  return new Uint8Array()
}

function send(
  relay: RelayProcess,
  agent: Agent,
  call: FuzzCall,
): Promise<{ message: IncomingMessage; body: Buffer }> {
  return new Promise((done, fail) => {
    const out = request(
      {
        host: '127.0.0.1',
        port: relay.port,
        agent,
        method: call.method,
        path: call.path,
        headers: { ...call.headers, 'content-length': String(call.body.length) },
        timeout: 20_000,
      },
      (message) => {
        const chunks: Buffer[] = []
        message.on('data', (chunk: Buffer) => chunks.push(chunk))
        message.on('end', () => done({ message, body: Buffer.concat(chunks) }))
        message.on('error', fail)
      },
    )
    out.on('timeout', () => out.destroy(new Error('hangs')))
    out.on('error', fail)
    out.end(call.body)
  })
}

/** What is wrong with an answer, or null. */
function faultOf(
  call: FuzzCall,
  status: number,
  headers: IncomingMessage['headers'],
  body: Buffer,
): string | null {
  const what = `${call.method} ${call.path.slice(0, 120)} → ${status}`
  if (!ALLOWED.has(status)) return `${what}: no such answer is promised`
  for (const name of Object.keys(STRICT_HEADERS)) {
    const crossed = name === 'Cross-Origin-Resource-Policy' && headers[name.toLowerCase()] === 'cross-origin'
    if (!crossed && headers[name.toLowerCase()] !== STRICT_HEADERS[name]) return `${what}: ${name} is missing`
  }
  if (headers['cache-control'] !== 'no-store') return `${what}: may be kept`
  if (headers['set-cookie']) return `${what}: sets a cookie`
  if (call.method === 'HEAD' || status === 204) return body.length === 0 ? null : `${what}: has a body`
  const type = headers['content-type']
  if (type === 'application/octet-stream') return status === 200 ? null : `${what}: bytes`
  if (type !== 'application/json; charset=utf-8') return `${what}: is ${type}`
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? null : `${what}: is no object`
  } catch {
    return `${what}: is no JSON`
  }
}

function peakMb(pid: number): number | null {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024)
}

/** Makes so many calls on a fresh data folder. `tell` hears of progress. */
export async function fuzzRelay(
  data: string,
  calls: number,
  seed: number,
  tell: (done: number, mb: number | null) => void = () => {},
): Promise<FuzzReport> {
  const relay = await startRelayProcess(data)
  const report: FuzzReport = { calls: 0, statuses: {}, faults: [], peakMb: null }
  const agent = new Agent({ keepAlive: true, maxSockets: 24 })
  try {
    const random = seeded(seed)
    // Somebody else's: no call knows these tokens, so nothing of it may change.
    const victim = await createSpace(relay)
    const [box, token, kept, lane] = [newName(), newToken(), randomBytes(3_000), newName()]
    await relay.remote.putRequest(victim.id, box, token, 0, kept)
    const commit = someCommit(lane, 500)
    await relay.remote.appendCommits(victim.id, lane, victim.member, [commit])

    const words: Words = {
      space: await createSpace(relay),
      boxes: Array.from({ length: 20 }, () => ({ box: newName(), token: newToken() })),
      files: Array.from({ length: 6 }, newName),
      lane: newName(),
      admins: [newToken()],
      members: [newToken()],
      capability: relay.capability,
    }
    words.admins.push(words.space.admin)
    words.members.push(words.space.member)
    const errorsBefore = relay.output().length
    await Promise.all(
      Array.from({ length: 24 }, async () => {
        while (report.calls < calls) {
          const number = ++report.calls
          const call = makeCall(random, words, relay.url)
          try {
            const { message, body } = await send(relay, agent, call)
            const status = message.statusCode!
            report.statuses[status] = (report.statuses[status] ?? 0) + 1
            const fault = faultOf(call, status, message.headers, body)
            if (fault && report.faults.length < 20) report.faults.push(fault)
          } catch (error) {
            const { code, message } = error as NodeJS.ErrnoException
            // The relay hangs up on who is still sending after a refusal; our own client refuses some paths and headers.
            const ours = ['ECONNRESET', 'EPIPE', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_CHAR'].includes(
              code ?? '',
            )
            if (!ours && report.faults.length < 20)
              report.faults.push(`${call.method} ${call.path.slice(0, 120)}: ${code ?? message}`)
          }
          if (number % 10_000 === 0) tell(number, peakMb(relay.pid))
        }
      }),
    )
    if (!(await fetch(`${relay.url}/healthz`)).ok) report.faults.push('no longer alive')
    const said = relay.output().slice(errorsBefore)
    if (said) report.faults.push(`it printed: ${said.slice(0, 500)}`)
    const { arrived } = await relay.remote.requests(victim.id, victim.member, 0)
    if (arrived.length !== 1 || Buffer.compare(arrived[0]!.file, kept) !== 0)
      report.faults.push('another box has changed')
    const { frames } = await relay.remote.lane(victim.id, lane, victim.member, 0)
    if (frames.length !== 1 || Buffer.compare(frames[0]!.bytes, commit) !== 0)
      report.faults.push('another lane has changed')
    report.peakMb = peakMb(relay.pid)
  } finally {
    agent.destroy()
    await relay.end('SIGTERM')
  }
  const checked = await hamroh('verify', '--data', data)
  if (checked.code !== 0) report.faults.push(`verify: ${checked.err}`)
  return report
}
