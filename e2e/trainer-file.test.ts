/** The trainer as one HTML file, opened from the disk: a whole session without any server; nothing is asked from anywhere. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { launchBrowser, openPage, root } from './harness.ts'
import { addChild, answerAny } from './practice.steps.ts'
import { LONG, SHOWN } from './shown.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

test.each(
  SHOWN.map((lang, n) => ({ lang, band: (LONG ? ['1', '2', '3-5', '6-9', '10-11'] : ['1', '6-9'])[n]! })),
)('$lang: a child of band $band practises to the end of a session', async ({ lang, band }) => {
  const address = pathToFileURL(join(root, 'build/one-file', `trainer-${lang}.html`)).href
  const { page, requests, errors, close } = await openPage(browser, 'about:blank')
  await page.clock.install({ time: new Date('2026-11-22T12:00:00Z') })
  await page.goto(address)
  await page.waitForSelector('.practice [data-go="add"]')
  expect(await page.getAttribute('html', 'lang')).toBe(lang)
  await addChild(page, 'Лис', band)
  await page.click('[data-go="today"]')
  let items = 0
  while ((await page.locator('.end').count()) === 0) {
    items++
    if (items > 60) throw new Error('the session does not end')
    // Forty seconds an item: ten minutes are fifteen of them.
    await page.clock.fastForward(40_000)
    await answerAny(page)
    await page.waitForSelector('.told-answer')
    await page.click('[data-act="on"]')
    await page.waitForSelector('.end, .task .do')
  }
  expect(items).toBeGreaterThanOrEqual(15)
  expect(items).toBeLessThanOrEqual(18)
  expect(await axe(page)).toEqual([])
  expect(
    requests.filter((request) => !request.startsWith(address) && !/^(data|blob|about):/.test(request)),
  ).toEqual([])
  expect(errors).toEqual([])
  await page.click('.exit')
  await page.waitForSelector('.practice', { state: 'detached' })
  await page.waitForFunction(() => !document.body.innerText.includes('Лис'))
  await close()
})
