/** A relay as a process of its own, the command line beside it, and a client without an app: for what only real processes can show. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Remote } from '../src/log/remote.ts'

const main = join(import.meta.dirname, '..', 'src/cli/main.ts')
const node = ['--disable-warning=ExperimentalWarning', main]

export const newToken = (): string => randomBytes(32).toString('base64url')
export const newName = (): string => randomBytes(16).toString('base64url')
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

export interface RelayProcess {
  url: string
  port: number
  pid: number
  /** Of the set-up link; empty when none was printed. */
  capability: string
  output: () => string
  remote: Remote
  /** Waits for the end. SIGKILL ends it in the middle of whatever it does. */
  end: (signal: NodeJS.Signals) => Promise<number | null>
}

/** Starts `hamroh serve` on a data folder and resolves when it has said that it runs. */
export async function startRelayProcess(data: string, ...args: string[]): Promise<RelayProcess> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...node, 'serve', '--port', '0', '--data', data, '--build', join(data, 'no-build'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const port = await new Promise<number>((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/\n/.exec(output)
      if (found && output.includes('To stop')) done(Number(found[1]))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => fail(new Error(`ended with ${code}:\n${output}`)))
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    pid: child.pid!,
    capability: /#setup=([A-Za-z0-9_-]{43})/.exec(output)?.[1] ?? '',
    output: () => output,
    remote: new Remote({ relays: [url] }),
    end: (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return ended
    },
  }
}

export interface Ran {
  code: number | null
  out: string
  err: string
}

/** One run of the command line. */
export const hamroh = (...args: string[]): Promise<Ran> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [...node, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const ran: Ran = { code: null, out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      ran.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      ran.err += chunk
    })
    child.on('close', (code) => done({ ...ran, code }))
  })

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'hamroh-relay-'))
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** Which of these strings stand in which file below a folder. Must be empty for anything secret. */
export function searchFolder(folder: string, needles: string[]): string[] {
  const found: string[] = []
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) found.push(...searchFolder(path, needles))
    else {
      const bytes = readFileSync(path)
      for (const needle of needles) if (bytes.includes(needle)) found.push(`${needle} in ${name}`)
    }
  }
  return found
}

export interface TestSpace {
  id: string
  admin: string
  member: string
}

export async function createSpace(relay: RelayProcess, capability = relay.capability): Promise<TestSpace> {
  const space = { id: newName(), admin: newToken(), member: newToken() }
  await relay.remote.createSpace(capability, space.id, hashOfToken(space.admin), hashOfToken(space.member))
  return space
}

/** Bytes with the head of a commit of that lane; the rest random, which is what ciphertext looks like. */
export function someCommit(lane: string, size: number): Uint8Array {
  const bytes = randomBytes(size)
  bytes.set([0x48, 0x44, 1, 1])
  bytes.set(Buffer.from(lane, 'base64url'), 4)
  return bytes
}
