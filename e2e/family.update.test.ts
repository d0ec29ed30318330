/** A new version of the family app is fetched during one visit and takes over on the next start. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseLanguage } from './family.steps.ts'
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

beforeAll(async () => {
  browser = await launchBrowser()
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const name = path === '/' ? 'index.html' : path.slice(1)
    try {
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

test('the old version stays whole during a visit, the new one comes with the next start', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const context = await browser.newContext()
  const page = await context.newPage()
  const isSecond = () => page.locator('meta[name="version"]').count()
  const cachesNow = () => page.evaluate(() => caches.keys())

  await page.goto(url)
  await chooseLanguage(page, 'en')
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state))
    .toBe('activated')

  version = 'second'
  await page.reload()
  expect(await isSecond()).toBe(0)
  await page.waitForSelector('.home h1')
  await page.click('.home h1')
  await expect.poll(cachesNow, { timeout: 20_000 }).toContain('pages-second')
  await expect
    .poll(() =>
      page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)),
    )
    .toBe(true)
  expect(await isSecond()).toBe(0)

  // The page that is open keeps working with its own chunks.
  await page.click('.home .button.main')
  await page.waitForSelector('.check fieldset')
  await page.close()

  const again = await context.newPage()
  await again.goto(url)
  await expect.poll(() => again.locator('meta[name="version"]').count(), { timeout: 20_000 }).toBe(1)
  await chooseLanguage(again, 'tg')
  await context.close()
})
