/**
 * What `hamroh serve` costs: time to start, memory, answers a second beside a bare node:http server that sends the
 * same bytes, in the same run on the same machine. node tools/launch.mjs bench/serve.ts [SECONDS]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { makeBuild } from '../src/relay/relay.test-support.ts'

const root = join(import.meta.dirname, '..')
const seconds = Number(process.argv[2] ?? 3)
const CONNECTIONS = 32
const ROUNDS = 3

/** The built apps when there are any, so that memory is the real one; else a small stand-in, and the report says so. */
const real = existsSync(join(root, 'build/web/family/index.html'))
const stand = real ? null : makeBuild()
const build = stand?.path ?? join(root, 'build')

const BARE = `
  const { createServer } = require('node:http')
  const { readFileSync } = require('node:fs')
  const { brotliCompressSync } = require('node:zlib')
  const bytes = brotliCompressSync(readFileSync(process.argv[1]))
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'br', 'Content-Length': bytes.length }
  const server = createServer((_, answer) => { answer.writeHead(200, headers); answer.end(bytes) })
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/\\nTo stop'))
`

interface Started {
  child: ChildProcess
  url: string
  /** From the start of the process to the first answer, ms. */
  ms: number
}

async function start(args: string[]): Promise<Started> {
  const from = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((done, fail) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/\n[\s\S]*To stop/.exec(output)
      if (found) done(found[1]!)
    })
    child.once('exit', (code) => fail(new Error(`ended with ${code}`)))
  })
  await ask(`${url}/`)
  return { child, url, ms: performance.now() - from }
}

const stop = (child: ChildProcess) =>
  new Promise<void>((done) => {
    child.removeAllListeners('exit')
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })

function ask(url: string, agent?: Agent): Promise<number> {
  return new Promise((done, fail) => {
    get(url, { agent, headers: { 'Accept-Encoding': 'br' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () =>
        answer.statusCode === 200 ? done(bytes) : fail(new Error(`status ${answer.statusCode}`)),
      )
    }).on('error', fail)
  })
}

/** Answers a second over kept connections. */
async function rate(url: string, forMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const until = performance.now() + forMs
  const from = performance.now()
  let answers = 0
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await ask(url, agent)
        answers++
      }
    }),
  )
  const result = answers / ((performance.now() - from) / 1000)
  agent.destroy()
  return result
}

/** Resident memory in MB now and at its peak; Linux only. */
function memory(pid: number): { now: number; peak: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
    return { now: mb('VmRSS'), peak: mb('VmHWM') }
  } catch {
    return null
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const serveArgs = [join(root, 'src/cli/main.ts'), 'serve', '--port', '0', '--build', build]

const starts: number[] = []
for (let round = 0; round < 5; round++) {
  const { child, ms } = await start(serveArgs)
  starts.push(ms)
  await stop(child)
}

const ours = await start(serveArgs)
const bare = await start(['-e', BARE, join(build, 'web/family/index.html')])
const idle = memory(ours.child.pid!)
await Promise.all([rate(`${ours.url}/`, 500), rate(`${bare.url}/`, 500)])
const rates: { ours: number; bare: number }[] = []
for (let round = 0; round < ROUNDS; round++)
  rates.push({
    ours: await rate(`${ours.url}/`, (seconds * 1000) / ROUNDS),
    bare: await rate(`${bare.url}/`, (seconds * 1000) / ROUNDS),
  })
const busy = memory(ours.child.pid!)
await Promise.all([stop(ours.child), stop(bare.child)])
stand?.remove()

const [our, floor] = [median(rates.map((each) => each.ours)), median(rates.map((each) => each.bare))]
const row = (what: string, value: string, limit: string) =>
  console.log(`${what.padEnd(34)}${value.padEnd(22)}${limit}`)
console.log(real ? 'built apps' : 'a stand-in build of 16 small files (npm run build makes the real one)')
row('process start to first answer', `${median(starts).toFixed(0)} ms (median of 5)`, 'limit 1000 ms')
if (idle && busy) {
  row('memory at rest', `${idle.now.toFixed(0)} MB`, 'limit 160 MB')
  row('memory under load, peak', `${busy.peak.toFixed(0)} MB`, 'limit 160 MB')
}
row(
  'answers a second, page, brotli',
  our.toFixed(0),
  `bare node:http ${floor.toFixed(0)}, ratio ${(our / floor).toFixed(2)}`,
)
console.log(
  `${CONNECTIONS} connections from one Node process on the same machine, median of ${ROUNDS} rounds in turns`,
)
if (median(starts) > 1000 || (busy && busy.peak > 160)) process.exitCode = 1
