/** `hamroh serve` as a process: what it says, what it keeps quiet, how it ends; and its pages in a real browser. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Build, get, makeBuild } from '../src/relay/relay.test-support.ts'
import { Store } from '../src/relay/store.ts'
import { launchBrowser, openPage, root } from './harness.ts'

interface Served {
  port: number
  output: () => string
  signal: (name: NodeJS.Signals) => void
  /** Exit code. */
  ended: Promise<number | null>
}

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

function buildWith(name: string, content: string | Uint8Array): Build {
  const build = makeBuild()
  build.write(name, content)
  cleanUp.push(build.remove)
  return build
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hamroh-serve-'))
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts the command and resolves when it has named its address. */
async function serve(...args: string[]): Promise<Served> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), 'serve', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  cleanUp.push(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await ended
  })
  const port = await new Promise<number>((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/\n/.exec(output)
      if (found && output.includes('To stop')) done(Number(found[1]))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => fail(new Error(`ended with ${code}:\n${output}`)))
  })
  return { port, output: () => output, signal: (name) => child.kill(name), ended }
}

describe('what it says', () => {
  test('two addresses, the data folder, and a set-up link that works once and is nowhere kept', async () => {
    const data = join(newFolder(), 'data')
    const build = buildWith('web/family/extra.txt', 'x')
    const { port, output } = await serve('--port', '0', '--data', data, '--build', build.path)
    expect(output()).toContain(`for families:   http://127.0.0.1:${port}/\n`)
    expect(output()).toContain(`for defenders:  http://127.0.0.1:${port}/team/\n`)
    expect(output()).toContain(`${data} (the folder to back up: hamroh backup FILE)`)
    expect(output()).toContain('Ready.')
    const link = /http:\/\/127\.0\.0\.1:(\d+)\/team\/#setup=([A-Za-z0-9_-]{43})\n/.exec(output())!
    expect(link[1]).toBe(String(port))
    await get(port, '/')
    expect(readdirSync(data).sort()).toEqual(['relay.db', 'relay.db-shm', 'relay.db-wal', 'relay.lock'])
    for (const name of readdirSync(data)) {
      expect(readFileSync(join(data, name)).includes(link[2]!), name).toBe(false)
      if (process.platform !== 'win32')
        expect([name, statSync(join(data, name)).mode & 0o777]).toEqual([name, 0o600])
    }
    if (process.platform !== 'win32') expect(statSync(data).mode & 0o777).toBe(0o700)
  })

  test('a second relay on the same folder is refused in one sentence; after a kill the folder is free', async () => {
    const data = join(newFolder(), 'data')
    const build = buildWith('web/family/extra.txt', 'x')
    const first = await serve('--port', '0', '--data', data, '--build', build.path)
    await expect(serve('--port', '0', '--data', data, '--build', build.path)).rejects.toThrow(
      /ended with 1:\nhamroh: \S+ is in use: a relay runs on it\n {2}→ stop that relay first/,
    )
    first.signal('SIGKILL')
    await first.ended
    const next = await serve('--port', '0', '--data', data, '--build', build.path)
    expect((await get(next.port, '/healthz')).status).toBe(200)
  })

  test('behind a proxy the set-up link names no address of ours', async () => {
    const build = buildWith('web/family/extra.txt', 'x')
    const data = join(newFolder(), 'data')
    const { output } = await serve('--port', '0', '--data', data, '--build', build.path, '--behind-proxy')
    expect(output()).toMatch(/ https:\/\/YOUR-ADDRESS\/team\/#setup=[A-Za-z0-9_-]{43}\n/)
  })

  test('a folder with something else in it, or with data of a newer program: said, nothing touched', async () => {
    const data = newFolder()
    const file = join(data, 'relay.db')
    writeFileSync(file, 'not a database at all, but long enough to be read as one'.repeat(100))
    const before = readFileSync(file)
    await expect(serve('--port', '0', '--data', data)).rejects.toThrow(
      /ended with 2:\nhamroh: --data: is no database\n/,
    )
    expect(readFileSync(file)).toEqual(before)
    rmSync(file)
    const store = new Store(file)
    store.close()
    const bytes = readFileSync(file)
    bytes.writeUInt32BE(99, 60)
    writeFileSync(file, bytes)
    await expect(serve('--port', '0', '--data', data)).rejects.toThrow(/newer version of Hamroh \(format 99/)
    await expect(serve('--port', '0', '--new-setup')).rejects.toThrow(/ended with 2:.*needs a data folder/s)
  })

  test('a taken default port is said and the next one used; a taken port that was asked for is an error', async () => {
    const build = buildWith('web/family/extra.txt', 'x')
    const first = await serve('--build', build.path)
    const second = await serve('--build', build.path)
    expect(second.port).not.toBe(first.port)
    expect(second.output()).toMatch(/^Port 8642 is taken; using \d+\.\n/)
    await expect(serve('--build', build.path, '--port', String(first.port))).rejects.toThrow(
      /ended with 1:\nhamroh: port \d+ is taken.*\n {2}→ stop it, or choose another/,
    )
  })

  test('other machines over plain HTTP: refused, HTTPS explained', async () => {
    await expect(serve('--host', '0.0.0.0')).rejects.toThrow(
      /ended with 2:[\s\S]*plain HTTP[\s\S]*--behind-proxy/,
    )
  })

  test('bad values: exit code 2', async () => {
    await expect(serve('--port', '70000')).rejects.toThrow(/ended with 2:.*\n?.*no port number/)
    await expect(serve('--data', join(root, 'package.json'))).rejects.toThrow(/ended with 2:[\s\S]*is a file/)
  })

  test('without a build it runs and says what to do', async () => {
    const { output, port } = await serve('--port', '0', '--build', join(tmpdir(), 'hamroh-no-such-build'))
    expect(output()).toContain('Not ready: not built yet: content, family app, team app. Run: npm start')
    expect((await get(port, '/readyz')).status).toBe(503)
    expect((await get(port, '/healthz')).status).toBe(200)
  })
})

describe('what it keeps quiet', () => {
  test('nothing of a request stands in the output', async () => {
    const mark = 'zarnigor7731'
    const build = buildWith('web/family/extra.txt', 'x')
    const { port, output, signal, ended } = await serve('--port', '0', '--build', build.path)
    const before = output()
    await get(port, `/${mark}`)
    await get(port, `/?${mark}`)
    await get(port, `/%zz${mark}`)
    await get(port, `/..\\${mark}`)
    await get(port, '/', { Host: `${mark}.example` })
    await get(port, '/', { Host: `${mark} bad` })
    await get(port, '/', { 'User-Agent': mark, Referer: `http://${mark}/`, Cookie: mark, [mark]: mark })
    await get(port, '/', { 'X-Forwarded-For': mark, 'X-Long': mark.repeat(5_000) })
    await get(port, `/${mark}`, { 'Content-Length': '0' }, 'POST')
    await get(port, mark)
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(`${mark}\r\n\r\n`))
      socket.on('close', () => done()).resume()
    })
    signal('SIGTERM')
    expect(await ended).toBe(0)
    expect(output()).not.toContain(mark)
    expect(output()).not.toMatch(/127\.0\.0\.1(?!:\d+\/(team\/)?\n)/)
    // Start, ready, stop: no line more, however many came.
    expect(output()).toBe(`${before}Stopping …\nStopped.\n`)
  })
})

describe('how it ends', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s during a download: the download ends whole, then exit code 0',
    async (name) => {
      // Larger than what the system buffers on both sides, so that it is still being sent when the signal comes.
      const file = randomBytes(40_000_000)
      const build = buildWith('one-file/hamroh-ru.html', file)
      const { port, signal, ended, output } = await serve('--port', '0', '--build', build.path)
      const received = await new Promise<number>((done, fail) => {
        const asked = request({ port, host: '127.0.0.1', path: '/one-file/hamroh-ru.html' }, (answer) => {
          let bytes = 0
          answer.once('data', () => {
            answer.pause()
            signal(name)
            signal(name)
            setTimeout(() => answer.resume(), 500)
          })
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
          })
          answer.on('end', () => done(bytes))
          answer.on('error', fail)
        })
        asked.on('error', fail)
        asked.end()
      })
      expect(received).toBe(file.length)
      expect(await ended).toBe(0)
      expect(output()).toMatch(/Stopping …\nStopped\.\n$/)
    },
  )

  test('new connections are refused as soon as it stops, and a reader that never reads is cut off after 5 s', async () => {
    const build = buildWith('one-file/hamroh-ru.html', randomBytes(40_000_000))
    const { port, signal, ended } = await serve('--port', '0', '--build', build.path)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET /one-file/hamroh-ru.html HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await new Promise((done) => socket.once('readable', done))
    const from = Date.now()
    signal('SIGTERM')
    await expect
      .poll(() => get(port, '/healthz').then(() => 'answered', String), { timeout: 4_000 })
      .toMatch(/ECONNREFUSED/)
    expect(await ended).toBe(0)
    const took = Date.now() - from
    expect(took).toBeGreaterThan(4_500)
    expect(took).toBeLessThan(15_000)
    socket.destroy()
  })
})

describe('in a real browser', () => {
  test('the policy stops foreign and inline code, and the headers themselves are all understood', async () => {
    const build = buildWith(
      'web/family/index.html',
      `<!doctype html><title>t</title><link rel="icon" href="/icon.png"><script>window.inline = 1</script>
       <script src="/own.js"></script><script src="https://elsewhere.example/x.js"></script><h1>page</h1>`,
    )
    build.write('web/family/own.js', 'window.own = 1')
    const { port } = await serve('--port', '0', '--build', build.path)
    const browser = await launchBrowser()
    cleanUp.push(() => browser.close())
    const { page, errors } = await openPage(browser, `http://127.0.0.1:${port}/`)
    expect(await page.evaluate(() => [Reflect.get(window, 'own'), Reflect.get(window, 'inline')])).toEqual([
      1,
      undefined,
    ])
    // Two refusals; a header or power unknown to the browser would add a line of its own.
    expect(errors).toHaveLength(2)
    for (const error of errors) expect(error).toMatch(/Content Security Policy/)
  })

  test('the built pages open without a complaint', async () => {
    const { port } = await serve('--port', '0')
    const browser = await launchBrowser()
    cleanUp.push(() => browser.close())
    for (const path of ['/', '/team/']) {
      const { errors, close } = await openPage(browser, `http://127.0.0.1:${port}${path}`)
      expect([path, errors]).toEqual([path, []])
      await close()
    }
  })
})
