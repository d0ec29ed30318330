/** `hamroh serve`: both apps on this machine, or behind a proxy that speaks HTTPS. */
import { join, resolve } from 'node:path'
import { type Kept, openKept } from '../relay/kept.ts'
import { DEFAULT_PORT, PortTaken, startRelay } from '../relay/server.ts'
import { newCapability, setupLink } from '../relay/setup.ts'
import type { Call, Command, Io } from './command.ts'
import { badInput, CannotGoOn, EXIT } from './failure.ts'
import { readPort } from './port.ts'
import { stopAsked } from './stop-asked.ts'
import { explainStore, root } from './store-file.ts'

const WHY_HTTPS = `Over plain HTTP anyone on the way can read and change the pages, and browsers switch encryption and offline use off.
Put a web server that speaks HTTPS in front on the same machine (Caddy: one line, "your.domain { reverse_proxy 127.0.0.1:${DEFAULT_PORT} }"),
leave --host as it is, and add --behind-proxy. Only if the proxy runs on another machine of a network that you trust: --host ADDRESS --behind-proxy`

export const serve: Command = {
  name: 'serve',
  summary: 'serves both apps and keeps what they seal',
  about: `Serves what npm run build has built: the family app at /, the defender's sheet at /team/, the app in one file at /one-file/hamroh-LANG.html, the trainer at /one-file/trainer-LANG.html; /healthz, /readyz and, for this machine only, /metrics for whoever watches over it. npm start builds and then runs this command.

With --data it also is the relay: it keeps what the apps have sealed and cannot read it. On a new folder it prints a link with which one organisation is set up; the link works once.

Only this machine can reach it unless you say otherwise. It sets no cookies and writes no log of visits: only start, ready, stop and the kind of an error.`,
  operands: [],
  options: [
    {
      name: 'data',
      value: 'DIR',
      about:
        'folder for what the relay keeps, made with mode 0700; the one thing to back up (hamroh backup). Without it nothing can be sent or kept',
    },
    {
      name: 'new-setup',
      about: 'print another set-up link; links that were never opened end with it. Needs --data',
    },
    {
      name: 'limit',
      value: 'MB',
      about:
        'most that the store may grow to; then writes are answered as if the disk were full (default: the disk)',
    },
    {
      name: 'port',
      value: 'N',
      about: `port, 0 for any free one (default ${DEFAULT_PORT}, or the next free one)`,
    },
    { name: 'host', value: 'ADDRESS', about: 'address to listen on (default 127.0.0.1)' },
    {
      name: 'behind-proxy',
      about:
        'a proxy in front speaks HTTPS; needed for any address other than this machine, and then X-Forwarded-Proto is believed',
    },
    { name: 'build', value: 'DIR', about: 'folder of the built apps (default: build, beside the program)' },
  ],
  examples: [
    { line: 'hamroh serve', about: `this machine only, http://127.0.0.1:${DEFAULT_PORT}/` },
    {
      line: 'hamroh serve --data /srv/hamroh --port 8700 --behind-proxy',
      about: 'behind a proxy with HTTPS',
    },
  ],
  run: runServe,
}

async function runServe(call: Call, io: Io): Promise<number> {
  const host = call.option('host') ?? '127.0.0.1'
  const behindProxy = call.given('behind-proxy')
  if (!isLoopback(host) && !behindProxy)
    throw badInput(
      '--host',
      `${host} would be reached over plain HTTP by other machines, so this is refused`,
      WHY_HTTPS,
    )
  const wished = call.option('port')
  const port = wished === undefined ? DEFAULT_PORT : readPort(wished)
  const data = call.option('data')
  if (data === undefined && call.given('new-setup'))
    throw badInput('--new-setup', 'needs a data folder', 'add --data DIR')
  const limit = readLimit(call.option('limit'))
  const kept = data === undefined ? null : openData(resolve(data))
  if (limit !== null) kept?.store.limitTo(limit)
  const setup = kept && (call.given('new-setup') || !kept.store.hasSpaces()) ? makeSetup(kept) : null

  // Listened for before the first word is printed: whoever reads "running" may stop it at once.
  const asked = stopAsked()
  const relay = await startRelay({
    build: resolve(call.option('build') ?? join(root, 'build')),
    host,
    port,
    nextFreePort: wished === undefined,
    behindProxy,
    store: kept?.store ?? null,
    onError: (kind) => io.err(`hamroh: error: ${kind}\n`),
  }).catch((error: unknown) => {
    kept?.close()
    throw explainListen(error, host, port)
  })
  if (port !== 0 && relay.port !== port) io.out(`Port ${port} is taken; using ${relay.port}.\n`)
  const { missing } = relay.site()
  io.out(
    [
      behindProxy
        ? 'Hamroh is running; your proxy passes requests on to it.'
        : 'Hamroh is running on this machine.',
      `  for families:   ${relay.url}/`,
      `  for defenders:  ${relay.url}/team/`,
      data === undefined
        ? '  data:           none kept (start with --data DIR to choose a folder)'
        : `  data:           ${resolve(data)} (the folder to back up: hamroh backup FILE)`,
      ...(setup === null ? [] : setupLines(setup, behindProxy ? null : relay.url)),
      missing.length === 0 ? 'Ready.' : `Not ready: not built yet: ${missing.join(', ')}. Run: npm start`,
      'To stop: Ctrl+C',
      '',
    ].join('\n'),
  )
  await asked
  io.out('Stopping …\n')
  await relay.stop()
  kept?.close()
  io.out('Stopped.\n')
  return EXIT.done
}

function makeSetup(kept: Kept): string {
  try {
    return newCapability(kept.store)
  } catch (error) {
    kept.close()
    throw explainStore(error, '--data')
  }
}

/** The link is shown here and nowhere else; the store keeps its hash. `base` is null behind a proxy: only the proxy's own address is HTTPS, and only it knows that. */
const setupLines = (token: string, base: string | null): string[] => [
  `  set-up, once:   ${setupLink(base ?? 'https://YOUR-ADDRESS', token)}`,
  '                  Whoever opens it first sets up the organisation here. Lost it? hamroh serve --new-setup',
]

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Bytes. */
function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null
  const mb = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (mb < 1) throw badInput('--limit', `"${text}" is no size`, 'give whole megabytes, at least 1')
  return mb * 1_000_000
}

function openData(path: string): Kept {
  try {
    return openKept(path)
  } catch (error) {
    throw explainStore(error, '--data')
  }
}

function explainListen(error: unknown, host: string, port: number): unknown {
  if (error instanceof PortTaken)
    return new CannotGoOn(
      `${error.message}: another program listens on ${host}:${port}`,
      'stop it, or choose another with --port N',
    )
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return badInput(
        '--host',
        `this machine has no address ${host}`,
        'use 127.0.0.1, or an address of this machine',
      )
    case 'EACCES':
      return new CannotGoOn(`port ${port} may only be used by an administrator`, 'choose a port from 1024 on')
    default:
      return error
  }
}
