/** A small build on disk, a server on a free port, and requests written byte by byte, for the tests of this folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Longer than what is compressed, and compressible. */
export const PAGE = `<!doctype html><title>family</title>${'<p>Hamroh</p>'.repeat(100)}`

const FILES: Record<string, string | Uint8Array> = {
  'content/law-package.json': '{}',
  'content/law-rulings.json': '{}',
  'content/law-clocks.json': '{}',
  'content/secret.json': '"not served"',
  'web/family/index.html': PAGE,
  'web/family/sw.js': '// worker',
  'web/family/manifest.webmanifest': '{}',
  'web/family/assets/app-DiwrgTda.js': `console.warn(${JSON.stringify('x'.repeat(2000))})`,
  'web/family/assets/plain.js': '// no hash in the name',
  'web/family/icon.png': new Uint8Array([137, 80, 78, 71]),
  'web/family/.hidden': 'hidden',
  'web/team/index.html': '<!doctype html><title>team</title>',
  'one-file/hamroh-ru.html': PAGE,
  'one-file/trainer-uz.html': PAGE,
  'one-file/notes.txt': 'not served',
  'fonts/Tinos.ttf': new Uint8Array(1000),
  'fonts/notes.json': '{}',
}

export interface Build {
  path: string
  write(name: string, content: string | Uint8Array): void
  remove(): void
}

export function makeBuild(files: Record<string, string | Uint8Array> = FILES): Build {
  const path = mkdtempSync(join(tmpdir(), 'hamroh-build-'))
  const write: Build['write'] = (name, content) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** Sends bytes as they are and reads until the server closes; for what no HTTP client would send. */
export function sendRaw(port: number, request: string, thenClose = false): Promise<RawAnswer> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () =>
      thenClose ? socket.end(request, 'latin1') : socket.write(request, 'latin1'),
    )
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', fail)
    socket.on('close', () => done(readAnswer(Buffer.concat(chunks))))
  })
}

export function readAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return { status: 0, headers: {}, body: bytes }
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { status: Number(first.split(' ')[1]), headers, body: bytes.subarray(end + 4) }
}

/** One request, one answer, connection closed: `path` goes out exactly as written. */
export const get = (
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawAnswer> => {
  const all: Record<string, string> = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return sendRaw(port, `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
}
