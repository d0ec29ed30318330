/** A new version of the family app is fetched during one visit; the next page that opens is of it. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseLanguage, untilKept } from './family.steps.ts'
import { launchBrowser, root } from './harness.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

let browser: Browser
let server: Server
/** Which build the server has: the real one, or the same with another version in page and service worker. */
let version = 'first'
/** Files that the server has no more. */
let gone: RegExp | null = null

beforeAll(async () => {
  browser = await launchBrowser()
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const name = path === '/' ? 'index.html' : path.slice(1)
    try {
      if (gone?.test(name)) throw new Error('gone')
      let body = readFileSync(join(root, 'build/web/family', name))
      if (version === 'second' && name === 'sw.js')
        body = Buffer.from(body.toString().replace(/pages-[0-9a-f]{12}/, 'pages-second'))
      if (version === 'second' && name === 'index.html')
        body = Buffer.from(body.toString().replace('<head>', '<head><meta name="version" content="second">'))
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await browser?.close()
  server?.close()
})

test('the page that is open stays whole with its own files, the new version comes with the next start', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const context = await browser.newContext()
  const page = await context.newPage()
  const isSecond = (of: Page) => of.locator('meta[name="version"]').count()
  const worker = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      return {
        caches: (await caches.keys()).length,
        second: (await caches.keys()).includes('pages-second'),
        waits: Boolean(registration?.installing ?? registration?.waiting),
        state: registration?.active?.state,
      }
    })

  await page.goto(url)
  await chooseLanguage(page, 'en')
  await untilKept(page, ['CheckFlow-', 'check.en-', 'packs-'])

  version = 'second'
  await page.reload()
  expect(await isSecond(page)).toBe(0)
  await page.waitForSelector('.home h1')
  await page.click('.home h1')
  await expect
    .poll(worker, { timeout: 30_000 })
    .toEqual({ caches: 2, second: true, waits: false, state: 'activated' })
  expect(await isSecond(page)).toBe(0)

  // The page that is open keeps working with its own chunks, also when the server has them no more.
  gone = /CheckFlow-|check\.en-|packs-/
  await page.click('.home .button.main')
  await page.waitForSelector('.check fieldset')
  gone = null

  const again = await context.newPage()
  await again.goto(url)
  expect(await isSecond(again)).toBe(1)
  await chooseLanguage(again, 'tg')
  // And a page that is only loaded again has it too.
  await page.reload()
  expect(await isSecond(page)).toBe(1)
  await context.close()
})
