/** The app as one HTML file, opened from the disk in a real browser, with scripts and without. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LANGUAGES, type Lang } from '../src/law/types.ts'
import { axe } from './axe.ts'
import {
  answerScreen,
  chooseLanguage,
  findingsOn,
  STORY,
  startCheck,
  TEST_DAY,
  walk,
} from './family.steps.ts'
import { launchBrowser, type OpenOptions, openPage, root } from './harness.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const file = (name: string) => join(root, 'build/one-file', name)
const address = (name: string) => pathToFileURL(file(name)).href

async function open(name: string, options: OpenOptions = {}) {
  const opened = await openPage(browser, 'about:blank', options)
  await opened.page.clock.setFixedTime(new Date(`${TEST_DAY}T12:00:00`))
  await opened.page.goto(address(name))
  return opened
}

/** What a file asked for besides itself. */
const elsewhere = (requests: string[], name: string) =>
  requests.filter((request) => !request.startsWith(address(name)) && !/^(data|blob|about):/.test(request))

describe('with scripts', () => {
  test.each<Lang>(['uz', 'ru'])('the whole story runs from a disk (%s)', async (lang) => {
    const name = `hamroh-${lang}.html`
    const { page, requests, errors, close } = await open(name)
    await page.waitForSelector('.home h1')
    expect(await page.getAttribute('html', 'lang')).toBe(lang)
    await startCheck(page)
    await walk(page, STORY)
    const found = await findingsOn(page)
    for (const id of [
      'package.registration.ends-during-check',
      'package.insurance.other-region',
      'package.names.child',
    ])
      expect(found).toContain(id)
    expect(await page.locator('.article').first().textContent()).toMatch(/№|ФЗ|РФ/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.tools .button:not(.main)'),
    ])
    expect(download.suggestedFilename()).toBe(`daftar-${TEST_DAY}.html`)
    expect(await axe(page)).toEqual([])
    expect(elsewhere(requests, name)).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('the file with all languages lets one choose', async () => {
    const { page, errors, close } = await open('hamroh-all.html')
    await chooseLanguage(page, 'tg')
    await startCheck(page)
    expect(await page.locator('.check fieldset').count()).toBeGreaterThan(0)
    expect(errors).toEqual([])
    await close()
  })

  test('quick exit leaves a multiplication table and no answers', async () => {
    const { page, close } = await open('hamroh-ky.html')
    await page.waitForSelector('.home h1')
    await startCheck(page)
    await answerScreen(page, STORY)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForSelector('td')
    expect(await page.locator('td').count()).toBe(100)
    expect(await page.locator('.check, .home, .top').count()).toBe(0)
    expect(await page.title()).toBe('1 × 1')
    await page.reload()
    expect(await page.locator('td').count()).toBe(100)
    await close()
  })

  test('nothing but the one script and the one style of the file may run', async () => {
    const { page, errors, close } = await open('hamroh-en.html')
    await page.waitForSelector('.home h1')
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.smuggled = true'
      document.body.append(script)
      const fetched = await fetch('https://example.invalid/').then(
        () => true,
        () => false,
      )
      return { smuggled: 'smuggled' in window, fetched }
    })
    expect(ran).toEqual({ smuggled: false, fetched: false })
    expect(errors.some((error) => error.includes('Content Security Policy'))).toBe(true)
    await close()
  })
})

describe('without scripts', () => {
  test.each([...LANGUAGES.map((lang) => `hamroh-${lang}.html`), 'hamroh-all.html'])(
    '%s says in five languages what to do',
    async (name) => {
      const { page, close } = await open(name, { javaScriptEnabled: false, width: 320 })
      for (const lang of LANGUAGES) {
        const part = page.locator(`.plain section[lang="${lang}"]`)
        expect(await part.isVisible()).toBe(true)
        expect(await part.innerText()).toContain('Chrome')
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      await close()
    },
  )
})

test('the text in five languages is in the file itself, outside of any script', () => {
  const html = readFileSync(file('hamroh-uz.html'), 'utf8')
  const body = html.slice(html.indexOf('<body>'), html.indexOf('<script'))
  for (const lang of LANGUAGES) expect(body).toContain(`lang="${lang}"`)
})
