/** The family app in a real browser against the real server: the whole story, and everything that must not happen. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Lang } from '../src/law/types.ts'
import {
  answer,
  answerScreen,
  chooseLanguage,
  findingsOn,
  next,
  questionsOn,
  STORY,
  startCheck,
  storageOf,
  TEST_DAY,
  walk,
} from './family.steps.ts'
import { thirdParty, useSite } from './harness.ts'

const site = useSite()

async function open(options: Parameters<typeof site.open>[1] = {}) {
  const opened = await site.open('/table.html', options)
  await opened.page.clock.setFixedTime(new Date(`${TEST_DAY}T12:00:00`))
  await opened.page.goto(`${site.url}/`)
  return opened
}

const NOTHING_KEPT = { local: 0, session: 0, cookies: '', databases: [] }

describe('the girl of nine', () => {
  test.each<Lang>(['uz', 'ru'])('all five faults are found and explained (%s)', async (lang) => {
    const { page, requests, errors, close } = await open()
    await chooseLanguage(page, lang)
    expect(await page.getAttribute('html', 'lang')).toBe(lang)
    await startCheck(page)
    const screens = await walk(page, STORY)
    expect(screens).toBeLessThanOrEqual(12)

    // An open question is not a fault that was found.
    const found = await page.$$eval('[data-finding][data-status="found"]', (cards) =>
      cards.map((card) => card.getAttribute('data-finding')),
    )
    for (const id of [
      'package.registration.ends-during-check',
      'package.insurance.other-region',
      'package.translation.kinship',
      'package.names.child',
      'package.patent.weakened',
    ])
      expect(found).toContain(id)

    // The first thing stands alone at the top; never more than three urgent ones at once.
    expect(await page.locator('.finding.hero').count()).toBe(1)
    const groups = page.locator('.story > .group')
    expect(await groups.first().locator(':scope > .finding').count()).toBeLessThanOrEqual(3)

    // Why, article, label, review and date stand behind one tap.
    const card = page.locator('[data-finding="package.registration.ends-during-check"]')
    expect(await card.locator('.grounds').isVisible()).toBe(false)
    for (const fold of await page.locator('details').all())
      if (await fold.locator('summary').first().isVisible()) await fold.locator('summary').first().click()
    expect(await card.locator('.grounds').isVisible()).toBe(true)
    expect(await card.locator('.article').first().getAttribute('lang')).toBe('ru')
    expect(await card.locator('.article').first().innerText()).toMatch(/№|ФЗ|РФ/)
    expect(await card.locator('.cautions li').count()).toBeGreaterThan(0)

    expect(await page.locator('[data-term]').count()).toBeGreaterThan(0)
    expect(await findingsOn(page)).toContain('package.disclosure.application')
    expect(await storageOf(page)).toEqual(NOTHING_KEPT)
    expect(thirdParty(requests, site.url)).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('applying discloses something: said on the first screen and again with the result', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'en')
    await startCheck(page)
    expect((await page.locator('.check .notice').innerText()).length).toBeGreaterThan(40)
    await close()
  })
})

describe('answers', () => {
  test('going back loses nothing, and the phone’s own back works', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'uz')
    await startCheck(page)
    const first = await questionsOn(page)
    const id = first[0] ?? ''
    await answerScreen(page, STORY)
    await next(page)
    await answerScreen(page, STORY)
    await page.goBack()
    await page.waitForFunction((known) => document.getElementById(known), id)
    expect(await page.locator('.check input:checked').count()).toBe(first.length)
    await page.goForward()
    await page.waitForFunction((known) => !document.getElementById(known), id)
    expect(await page.locator('.check input:checked').count()).toBeGreaterThan(0)
    await close()
  })

  test('an empty screen is refused in words beside the field, and the focus goes there', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'ru')
    await startCheck(page)
    const questions = await questionsOn(page)
    await page.click('.steps .main')
    for (const id of questions) expect(await page.locator(`#${id}-problem`).innerText()).toContain('Не знаю')
    expect(await page.evaluate(() => document.activeElement?.closest('fieldset')?.id)).toBe(questions[0])
    await close()
  })

  test('a date that does not exist is refused in words; a month alone is enough', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'en')
    await startCheck(page)
    while (!(await questionsOn(page)).includes('q-filing-on')) {
      await answerScreen(page, STORY)
      await next(page)
    }
    await answerScreen(page, { ...STORY, 'filing.on': '2026-02-31' })
    await page.click('.steps .main')
    expect(await page.locator('#q-filing-on-problem').innerText()).toContain('no such day')
    expect(await page.locator('#q-filing-on input').first().inputValue()).toBe('31')
    await answer(page, 'q-filing-on', '2026-12')
    await next(page)
    expect(await questionsOn(page)).not.toContain('q-filing-on')
    await close()
  })

  test('a very long spelling in any script stays whole and breaks no layout', async () => {
    const { page, close } = await open({ width: 320 })
    const long = 'Ҷӯғӣ-Қӯрғонтеппагӣ'.repeat(14)
    await chooseLanguage(page, 'tg')
    await startCheck(page)
    await walk(page, { ...STORY, 'spelling.one': long })
    expect(await page.locator('.answers').innerText()).toContain(long)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    await close()
  })

  test('too long is said, not cut', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'en')
    await startCheck(page)
    while (!(await questionsOn(page)).includes('q-spelling-one')) {
      await answerScreen(page, STORY)
      await next(page)
    }
    const endless = 'я'.repeat(5000)
    await answer(page, 'q-spelling-one', endless)
    await page.click('.steps .main')
    expect(await page.locator('#q-spelling-one-problem').innerText()).toContain('300')
    expect(await page.locator('#q-spelling-one input.input').inputValue()).toBe(endless)
    await close()
  })

  test('markup in an answer stays text, on the screen and in the saved file', async () => {
    const { page, errors, close } = await open()
    const hostile = '<img src=x onerror=alert(1)>'
    await chooseLanguage(page, 'en')
    await startCheck(page)
    await walk(page, { ...STORY, 'spelling.one': hostile })
    expect(await page.locator('.answers').innerText()).toContain(hostile)
    expect(await page.locator('main img, .sheet img').count()).toBe(0)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.tools .button:not(.main)'),
    ])
    expect(download.suggestedFilename()).toBe(`daftar-${TEST_DAY}.html`)
    const file = readFileSync(await download.path(), 'utf8')
    expect(file).not.toContain('<img')
    expect(file).toContain('&lt;img')
    expect(file).not.toMatch(/<script|https?:/)
    expect(errors).toEqual([])
    await close()
  })

  test('"change" leads to one question and back to the result; "start again" forgets everything', async () => {
    const { page, close } = await open()
    await chooseLanguage(page, 'en')
    await startCheck(page)
    await walk(page, STORY)
    expect(await findingsOn(page)).toContain('package.names.child')
    await page.click('.answers button[data-screen="names"]')
    await page.waitForSelector('#q-names-child')
    await answer(page, 'q-names-child', 'same')
    await next(page)
    await page.waitForSelector('.result h1')
    expect(await findingsOn(page)).not.toContain('package.names.child')

    await page.click('.again .button')
    await page.waitForSelector('.home h1')
    await page.click('.home .button.main')
    await page.waitForSelector('.check')
    expect(await page.locator('.check input:checked').count()).toBe(0)
    await close()
  })
})

describe('quick exit', () => {
  test.each(['tap', 'escape'])(
    'by %s: the answers are gone and "back" does not bring the app',
    async (how) => {
      const { page, requests, close } = await open()
      await chooseLanguage(page, 'uz')
      await startCheck(page)
      await answerScreen(page, STORY)
      await next(page)
      if (how === 'tap') await page.click('.exit')
      else {
        await page.keyboard.press('Escape')
        expect(await page.locator('.check').count()).toBe(1)
        await page.keyboard.press('Escape')
      }
      await page.waitForURL(/table\.html/)
      expect(await page.locator('td').count()).toBe(100)
      expect(await page.title()).toBe('1 × 1')
      // Forward leads nowhere, back leads to what was open before the app.
      await page.goForward().catch(() => null)
      expect(page.url()).toContain('table.html')
      await page.goBack().catch(() => null)
      await page.goBack().catch(() => null)
      expect(page.url()).not.toMatch(/#uz/)
      expect(await page.locator('.check').count()).toBe(0)
      expect(thirdParty(requests, site.url)).toEqual([])
      await close()
    },
  )

  test('stands in the same corner on every screen', async () => {
    const { page, close } = await open({ width: 320 })
    const corner = async () => {
      const box = await page.locator('.exit').boundingBox()
      return { right: Math.round((box?.x ?? 0) + (box?.width ?? 0)), y: Math.round(box?.y ?? -1) }
    }
    const first = await corner()
    await chooseLanguage(page, 'ky')
    expect(await corner()).toEqual(first)
    await startCheck(page)
    await walk(page, STORY, async () => expect(await corner()).toEqual(first))
    expect(await corner()).toEqual(first)
    await page.evaluate(() => scrollTo(0, 99_999))
    expect(await corner()).toEqual(first)
    await close()
  })
})

describe('without', () => {
  test('a mouse: the keyboard alone reaches the result', async () => {
    const { page, close } = await open({ width: 1024 })
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 60; presses++) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector))
          return
        await page.keyboard.press('Tab')
      }
      throw new Error(`the keyboard does not reach ${selector}`)
    }
    await tabTo('a[lang="en"]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.home h1')
    await tabTo('.home .button.main')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.check')
    for (let screens = 0; screens < 15 && (await page.locator('.result').count()) === 0; screens++) {
      const questions = await questionsOn(page)
      for (const id of questions) {
        const optional = (await page.locator(`#${id} .unsure input`).count()) === 0
        if (optional) continue
        await tabTo(`#${id} input`)
        // Radios: the arrow up wraps to the last one, which is "I do not know". Boxes: on to the last one.
        if (await page.evaluate(() => (document.activeElement as HTMLInputElement).type === 'radio'))
          await page.keyboard.press('ArrowUp')
        else {
          await tabTo(`#${id} .unsure:last-of-type input`)
          await page.keyboard.press('Space')
        }
      }
      const was = questions.join()
      await tabTo('.steps .main')
      await page.keyboard.press('Enter')
      await page.waitForFunction(
        (before) =>
          document.querySelector('.result h1') ||
          [...document.querySelectorAll('.check fieldset')].map((field) => field.id).join() !== before,
        was,
      )
    }
    // The focus is on the heading, so that a screen reader begins there.
    await page.waitForSelector('.result h1')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await close()
  })

  test('a connection, after the first visit: every language opens and the check runs to its end', async () => {
    const { page, errors, close } = await open()
    await chooseLanguage(page, 'uz')
    // All own files are kept once the service worker has answered.
    const kept = () =>
      page.evaluate(async () => {
        const [name = ''] = await caches.keys()
        const requests = await (await caches.open(name)).keys()
        return requests.filter(({ url }) =>
          /(check|shell)\.(ru|uz|tg|ky|en)|packs|Result|CheckFlow/.test(url),
        ).length
      })
    await expect.poll(kept, { timeout: 20_000 }).toBe(13)
    await page.context().setOffline(true)
    await page.goto(`${site.url}/`)
    await chooseLanguage(page, 'tg')
    expect(await page.locator('.promises li').count()).toBe(3)
    await startCheck(page)
    await walk(page, STORY)
    expect(await findingsOn(page)).toContain('package.names.child')
    await page.click('.exit')
    await page.waitForURL(/table\.html/)
    expect(await page.locator('td').count()).toBe(100)
    expect(errors).toEqual([])
    await close()
  })

  test('a database: a browser that has no IndexedDB runs the whole check', async () => {
    const { page, errors, close } = await site.open('/table.html')
    await page.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', { value: undefined })
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    })
    await page.goto(`${site.url}/`)
    await chooseLanguage(page, 'en')
    await startCheck(page)
    await walk(page, STORY)
    expect(await page.locator('.finding').count()).toBeGreaterThan(3)
    expect(errors).toEqual([])
    await close()
  })

  test('scripts: the page says in five languages what to do', async () => {
    const { page, close } = await site.open('/', { javaScriptEnabled: false })
    for (const lang of ['uz', 'tg', 'ky', 'ru', 'en'])
      expect(await page.locator(`.plain section[lang="${lang}"]`).innerText()).toContain('Chrome')
    await close()
  })
})

test('a copy older than 60 days says so, a younger one does not', async () => {
  const { page, close } = await site.open('/')
  await page.clock.setFixedTime(Date.now() + 59 * 86_400_000)
  await page.goto(`${site.url}/#en`)
  await page.reload()
  await page.waitForSelector('.home h1')
  expect(await page.locator('.notice.soon').count()).toBe(0)
  await page.clock.setFixedTime(Date.now() + 62 * 86_400_000)
  await page.reload()
  await page.waitForSelector('.home h1')
  expect(await page.locator('.notice.soon').innerText()).toContain('Rules may have changed')
  await close()
})

test('the title, the icon and the manifest name nothing but a notebook', async () => {
  const { page, close } = await open()
  expect(await page.title()).toBe('Тетрадь · Daftar')
  await chooseLanguage(page, 'en')
  expect(await page.title()).toBe('Notebook')
  await startCheck(page)
  await walk(page, STORY)
  expect(await page.title()).toBe('Notebook')
  // The address keeps the language only, so that the list of visited pages tells no story.
  expect(page.url()).toBe(`${site.url}/#en`)
  const manifest = (await (await fetch(`${site.url}/manifest.webmanifest`)).json()) as Record<string, unknown>
  expect(manifest.name).toBe('Daftar')
  await close()
})

test('the app and the trainer can each be kept as one file', async () => {
  const { page, close } = await open()
  await chooseLanguage(page, 'uz')
  await page.click('[data-go="keep"]')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.page .button.main')])
  const file = readFileSync(await download.path(), 'utf8')
  expect(file).toContain('<html lang="uz">')
  expect(file.length).toBeGreaterThan(100_000)
  const link = page.locator('a[href*="/trainer-uz"]')
  const [trainer] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(trainer.suggestedFilename()).toBe('mashq-uz.html')
  const size = readFileSync(await trainer.path()).length / 1e6
  // The button names the size: whoever pays for each megabyte should not be surprised.
  expect(await link.textContent()).toContain(`${size.toFixed(1).replace('.', ',')} MB`)
  await close()
})

test('print gives a clean sheet in both languages, without buttons', async () => {
  const { page, close } = await open()
  await chooseLanguage(page, 'uz')
  await startCheck(page)
  await walk(page, STORY)
  await page.waitForSelector('.sheet .twin', { state: 'attached' })
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.sheet').isVisible()).toBe(true)
  expect(await page.locator('button:visible').count()).toBe(0)
  expect(await page.locator('.top').isVisible()).toBe(false)
  expect(await page.locator('.sheet .twin').first().getAttribute('lang')).toBe('ru')
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.length).toBeGreaterThan(5_000)
  await close()
})
