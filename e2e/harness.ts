/**
 * A real server and a real Chromium for the browser tests.
 * One server and one browser a test file; every page gets a fresh context (no storage, no cache of another test).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { ensureBrowser } from '../tools/setup.mjs'

export const root = join(import.meta.dirname, '..')

/** Flags that a Chromium needs to run as root without a screen and without calling its maker. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureBrowser(), headless: true, args: CHROMIUM_FLAGS })
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}

export interface Server {
  url: string
  process: ChildProcess
  output: () => string
  stop: () => Promise<void>
}

/** Starts `hamroh serve` as a process of its own and waits until it says it is ready. */
export async function startServer(...args: string[]): Promise<Server> {
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'hamroh-e2e-'))
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(root, 'src/cli/main.ts'),
      'serve',
      '--port',
      String(port),
      '--data',
      data,
      ...args,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk
    })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`the server stopped before it was ready:\n${output}`)
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return { url, process: child, output: () => output, stop }
    await new Promise((done) => setTimeout(done, 50))
  }
  await stop()
  throw new Error(`the server was not ready after 10 s:\n${output}`)
}

export interface OpenOptions extends BrowserContextOptions {
  width?: number
  height?: number
  /** Slow-down of the processor, as a factor. */
  cpu?: number
  /** Slow 3G: 400 ms round trip, 400 kbit/s. */
  slow3g?: boolean
}

export interface Opened {
  page: Page
  /** Every address the page asked for, data: and blob: included. */
  requests: string[]
  /** Console errors and uncaught exceptions; most tests assert that it stays empty. */
  errors: string[]
  cdp: () => Promise<CDPSession>
  close: () => Promise<void>
}

export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<Opened> {
  const { width = 360, height = 740, cpu, slow3g, ...context } = options
  const own = await browser.newContext({ viewport: { width, height }, ...context })
  const page = await own.newPage()
  const requests: string[] = []
  const errors: string[] = []
  own.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  const cdp = () => own.newCDPSession(page)
  if (cpu || slow3g) {
    const session = await cdp()
    if (cpu) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
    if (slow3g) {
      await session.send('Network.enable')
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 400,
        downloadThroughput: 50_000,
        uploadThroughput: 50_000,
      })
    }
  }
  await page.goto(url)
  return { page, requests, errors, cdp, close: () => own.close() }
}

/** Addresses that do not belong to the server: must be empty for every page of ours. */
export function thirdParty(requests: string[], url: string): string[] {
  return requests.filter(
    (request) => !request.startsWith(`${url}/`) && !/^(data|blob|file|about):/.test(request),
  )
}

/** One server and one browser for all tests of a file: `const site = useSite()`, then `await site.open('/team/')`. */
export function useSite(...args: string[]) {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(...args), launchBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  }, 20_000)
  return {
    get url() {
      return server.url
    },
    get browser() {
      return browser
    },
    get server() {
      return server
    },
    open: (path: string, options?: OpenOptions) => openPage(browser, server.url + path, options),
  }
}
