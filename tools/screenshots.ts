/** Takes the pictures of the README from the running product: node tools/launch.mjs tools/screenshots.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chooseLanguage, STORY, startCheck, walk } from '../e2e/family.steps.ts'
import { launchBrowser, openPage, root, startServer } from '../e2e/harness.ts'
import { openSheet } from '../e2e/team.steps.ts'

const folder = join(root, 'docs', 'screenshots')
mkdirSync(folder, { recursive: true })

async function keep(page: Page, name: string): Promise<string> {
  const file = join(folder, `${name}.png`)
  writeFileSync(file, await page.screenshot())
  console.log(`docs/screenshots/${name}.png`)
  return file
}

async function family(browser: Browser, url: string): Promise<Buffer> {
  const { page, close } = await openPage(browser, 'about:blank', {
    width: 360,
    height: 760,
    deviceScaleFactor: 2,
  })
  await page.clock.setFixedTime(new Date('2026-11-23T12:00:00'))
  await page.goto(`${url}/`)
  await chooseLanguage(page, 'uz')
  await startCheck(page)
  await walk(page, STORY)
  await page.locator('.result h1').waitFor()
  await keep(page, 'family-result-uz')
  const picture = await page.screenshot()
  await close()
  return picture
}

async function team(browser: Browser, url: string): Promise<Buffer> {
  const { page, sheet, close } = await openSheet({ browser, url }, 'ru', {
    width: 1240,
    height: 760,
    deviceScaleFactor: 2,
  })
  await sheet.tellTheStory('выражался нецензурной бранью и размахивал руками в общественном месте')
  await page.waitForTimeout(500)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await keep(page, 'team-sheet-ru')
  const picture = await page.screenshot()
  await close()
  return picture
}

/** The README's picture: both side by side on a plain ground, put together by the browser itself. */
async function together(browser: Browser, phone: Buffer, desk: Buffer): Promise<void> {
  const { page, close } = await openPage(browser, 'about:blank', { width: 1720, height: 840 })
  const source = (picture: Buffer) => `data:image/png;base64,${picture.toString('base64')}`
  await page.setContent(`<style>body{margin:0;background:#e4ddd2;display:flex;gap:32px;padding:40px;box-sizing:border-box}
    img{height:760px;border-radius:18px;box-shadow:0 10px 40px rgb(32 48 47 / 22%)}</style><img src="${source(phone)}"><img src="${source(desk)}">`)
  await keep(page, 'readme')
  await close()
}

const [server, browser] = await Promise.all([startServer(), launchBrowser()])
try {
  await together(browser, await family(browser, server.url), await team(browser, server.url))
} finally {
  await browser.close()
  await server.stop()
}
