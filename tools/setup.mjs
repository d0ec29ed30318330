// Set-up that every command does for itself: packages, and for tests a browser. Quick when nothing is to be done.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './runtime.mjs'

const say = (text) => process.stderr.write(`hamroh: ${text}\n`)

/** Runs a program, its output passed on to standard error; rejects when it fails. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
    child.on('error', fail)
    child.on('exit', (code) =>
      code === 0
        ? done()
        : fail(new Error(`${command} ${args.slice(0, 3).join(' ')} ended with code ${code}`)),
    )
  })
}

/** npm without a shell, so that it works the same on Windows. */
function npm(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args])
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' })
}

/** Installs the locked packages unless this very lock file is already installed. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const want = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex')
  const stamp = join(root, 'node_modules', '.hamroh-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  say('installing packages (once, about 20 seconds) …')
  rmSync(stamp, { force: true })
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stamp, want)
}

const BROWSERS = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The path of a Chromium for the tests: found, or installed from Debian when root, else by Playwright. */
export async function ensureBrowser() {
  const found = findBrowser()
  if (found) return found
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('no Chromium found; installing the Debian package (about a minute) …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core'], {
      env,
      stdio: ['ignore', 'ignore', 2],
    })
  } else {
    say('no Chromium found; asking Playwright for its own …')
    await run(process.execPath, [
      join(root, 'node_modules', 'playwright-core', 'cli.js'),
      'install',
      'chromium',
    ])
  }
  const installed = findBrowser() ?? (await playwrightBrowser())
  if (installed) return installed
  throw new Error(
    'No Chromium could be found or installed. Install Chromium or Chrome, or set CHROMIUM=/path/to/it, then run npm test again.',
  )
}

function findBrowser() {
  const named = process.env.CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM names ${named}, and there is no such file.`)
  }
  return (BROWSERS[process.platform] ?? []).find((path) => existsSync(path))
}

async function playwrightBrowser() {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}
