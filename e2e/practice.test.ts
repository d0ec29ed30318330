/** The trainer in a real browser: placement, practice, paper; several children; without a connection; told when something is wrong. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Lang } from '../src/law/types.ts'
import { axe } from './axe.ts'
import { untilKept } from './family.steps.ts'
import { thirdParty, useSite } from './harness.ts'
import { addChild, answerAny, onDisk, toPractice } from './practice.steps.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
const folder = process.env.HAMROH_LOOK
const NOW = new Date('2026-11-22T12:00:00Z')

async function open(lang: Lang, options = {}) {
  const opened = await site.open(`/#${lang}`, { width: 360, ...options })
  await toPractice(opened.page)
  return opened
}

async function place(page: Page): Promise<number> {
  await page.click('[data-go="place"]')
  let items = 0
  while ((await page.locator('.placed').count()) === 0) {
    await page.waitForSelector('.task .do, .placed, .practice .page > .button.main')
    if (await page.locator('.task .do').count()) {
      const before = await page.textContent('.count')
      items++
      if (items > 90) throw new Error('placement does not end')
      if (items % 3 === 0) await page.click('[data-act="unknown"]')
      else await answerAny(page)
      await page.waitForFunction((was) => document.querySelector('.count')?.textContent !== was, before)
    } else if (!(await page.locator('.placed').count())) await page.click('.practice .page > .button.main')
  }
  return items
}

/** Answers `n` items of today's practice. */
async function practise(page: Page, n: number): Promise<void> {
  for (let at = 0; at < n; at++) {
    await answerAny(page)
    await page.waitForSelector('.told-answer')
    if (at < n - 1) await page.click('[data-act="on"]')
  }
}

describe.each<[Lang, string]>([
  ['uz', '2'],
  ['ru', '1'],
])('%s, grade band %s', (lang, band) => {
  test('placement, practice, paper: one after the other, nothing sent, nothing kept unasked', async () => {
    const { page, requests, errors, close } = await open(lang)
    await addChild(page, 'Звезда', band)
    const items = await place(page)
    expect(items).toBeGreaterThan(3)
    const verdicts = await page.$$eval('[data-verdict]', (all) =>
      all.map((one) => one.getAttribute('data-verdict')),
    )
    expect(verdicts).toHaveLength(band === '1' ? 1 : 2)
    for (const verdict of verdicts) expect(['ready', 'not ready', 'not known yet']).toContain(verdict)
    await page.click('.placed [data-go="today"]')
    await practise(page, 4)
    await page.click('[data-act="on"]')
    await page.click('[data-act="enough"]')
    await page.waitForSelector('.end')
    expect(await page.textContent('.end')).not.toMatch(/%/)
    await page.click('.end [data-go="home"]')
    await page.click('[data-go="paper"]')
    await page.fill('#seed', '7')
    await page.click('[data-act="begin"]')
    let asked = 0
    for (;;) {
      await answerAny(page)
      asked++
      if (await page.locator('[data-act="finish"]').count()) break
      await page.click('[data-act="on"]')
    }
    await page.click('[data-act="finish"]')
    await page.waitForSelector('.result-of-paper')
    expect(await page.locator('[data-reading]').count()).toBe(2)
    expect(asked).toBeGreaterThan(5)
    await page.click('[data-go="print"]')
    await page.waitForSelector('.sheet .keys li')
    expect(await page.locator('.sheet .keys li').count()).toBe(asked)
    expect(
      await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
    ).not.toContain('sheets')
    expect(thirdParty(requests, site.url)).toEqual([])
    expect(requests.filter((request) => request.includes('/api/'))).toEqual([])
    expect(errors).toEqual([])
    await close()
  })
})

describe('children on one phone', () => {
  test('are kept only when somebody agrees, go on after a reload at the same item, and one tap wipes one', async () => {
    const { page, errors, close } = await open('ru')
    await addChild(page, 'Лис', '2')
    await page.click('[data-go="today"]')
    await practise(page, 1)
    expect(await onDisk(page)).toEqual([])
    await page.click('[data-act="on"]')
    await page.click('[data-act="enough"]')
    await page.click('.end [data-go="home"]')
    await page.click('[data-act="keep"]')
    await page.waitForSelector('[data-act="keep"]', { state: 'detached' })
    await page.click('[data-go="today"]')
    await practise(page, 2)
    await page.click('[data-act="on"]')
    await page.waitForSelector('.task .do')
    const before = [await page.textContent('.count'), await page.textContent('.task')]
    expect((await onDisk(page))[0]!.learner.answers).toHaveLength(3)
    await page.reload()
    await page.waitForSelector('[data-child="Лис"]')
    await page.click('[data-child="Лис"]')
    await page.click('[data-go="today"]')
    await page.waitForSelector('.task .do')
    expect([await page.textContent('.count'), await page.textContent('.task')]).toEqual(before)
    await page.click('[data-act="enough"]')
    await page.click('.end [data-go="home"]')
    await page.click('[data-go="children"]')
    await addChild(page, 'Заяц', '1')
    await page.click('[data-act="keep"]')
    await page.waitForSelector('[data-act="keep"]', { state: 'detached' })
    await page.click('[data-act="wipe"]')
    await page.waitForSelector('[data-child="Лис"]')
    expect(await page.locator('[data-child="Заяц"]').count()).toBe(0)
    await page.waitForFunction(() => document.querySelectorAll('[data-child]').length === 1)
    expect((await onDisk(page)).map(({ learner }) => learner.nickname)).toEqual(['Лис'])
    expect(errors).toEqual([])
    await close()
  })

  test('storage that fills up in the middle of a paper is told and loses nothing', async () => {
    const { page, close } = await open('ru')
    await addChild(page, 'Лис', '2')
    await page.click('[data-act="keep"]')
    await page.waitForSelector('[data-act="keep"]', { state: 'detached' })
    await page.click('[data-go="paper"]')
    await page.fill('#seed', '3')
    await page.click('[data-act="begin"]')
    await answerAny(page)
    await page.click('[data-act="on"]')
    await page.evaluate(() => {
      const put = IDBObjectStore.prototype.put
      Object.assign(window, {
        healed: () => {
          IDBObjectStore.prototype.put = put
        },
      })
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    })
    await answerAny(page)
    await page.waitForSelector('.practice .notice')
    expect(await page.textContent('.practice .notice')).toContain('не закрывайте страницу')
    await page.click('[data-act="on"]')
    await page.evaluate(() => (window as unknown as { healed: () => void }).healed())
    await answerAny(page)
    await page.waitForSelector('.practice .notice', { state: 'detached' })
    const [kept] = (await onDisk(page)) as unknown as { paper: { answers: object } }[]
    expect(Object.keys(kept!.paper.answers)).toHaveLength(3)
    await close()
  })

  test('a newer and a damaged record are told and left as they are', async () => {
    const { page, close } = await open('ru')
    await addChild(page, 'Лис', '2')
    await page.click('[data-act="keep"]')
    await page.waitForSelector('[data-act="keep"]', { state: 'detached' })
    await page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((done) => {
        const asked = indexedDB.open('sheets')
        asked.onsuccess = () => done(asked.result)
      })
      const all = db.transaction('kept', 'readwrite')
      all.objectStore('kept').put({ learner: { format: 'hamroh-learner', version: 9 } }, 'a')
      all.objectStore('kept').put('ruined', 'b')
      await new Promise((done) => {
        all.oncomplete = done
      })
      db.close()
    })
    await page.reload()
    await page.waitForSelector('[data-child="Лис"]')
    const told = await page.locator('.practice .told').allTextContents()
    expect(told.join(' ')).toMatch(/более новой копии.*повреждённые записи/s)
    expect(await onDisk(page)).toHaveLength(3)
    await close()
  })

  test('taps at random are told kindly and not counted', async () => {
    const { page, close } = await open('ru')
    await addChild(page, 'Лис', '2')
    await page.click('[data-go="today"]')
    let told = 0
    for (let at = 0; at < 14 && told === 0; at++) {
      await answerAny(page)
      await page.waitForSelector('.told-answer')
      told = await page.locator('[data-told="taps"]').count()
      await page.click('[data-act="on"]')
    }
    expect(told).toBe(1)
    await close()
  })

  test('a clock that jumps back is told', async () => {
    const { page, close } = await site.open('/#ru')
    await page.clock.install({ time: NOW })
    await toPractice(page)
    await addChild(page, 'Лис', '2')
    await page.click('[data-go="today"]')
    await practise(page, 1)
    await page.click('[data-act="on"]')
    await page.clock.setSystemTime(new Date('2026-11-01T12:00:00Z'))
    await practise(page, 1)
    expect(await page.textContent('.practice .told')).toContain('переставили')
    await page.click('[data-act="on"]')
    await page.click('[data-act="enough"]')
    await page.click('.end [data-go="home"]')
    expect(await page.textContent('.practice .told')).toContain('раньше')
    await close()
  })
})

test('without a connection after the first visit: a session of practice in the band that was opened', async () => {
  const { page, close } = await open('uz')
  await addChild(page, 'Yulduz', '2')
  await page.click('[data-act="keep"]')
  await page.waitForSelector('[data-act="keep"]', { state: 'detached' })
  await page.evaluate(() => navigator.serviceWorker.ready)
  await untilKept(page, [
    'exam-2-',
    'exam-texts-2-',
    'Practice-',
    'messages-practice-uz',
    'messages-exam-uz',
    'practice-',
  ])
  // The other bands are not fetched for a child who does not need them.
  expect(
    await page.evaluate(async () => {
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys())
          if (url.includes('exam-10-11')) return url
      return null
    }),
  ).toBeNull()
  await page.context().setOffline(true)
  await page.goto(`${site.url}/#uz`)
  await page.reload()
  await toPractice(page)
  await page.click('[data-child="Yulduz"]')
  await page.click('[data-go="today"]')
  await practise(page, 3)
  await close()
})

describe('handing over', () => {
  test('a sealed file joins the same child, and another child with the same nickname is told apart', async () => {
    const one = await open('ru')
    await addChild(one.page, 'Лис', '2')
    await one.page.click('[data-go="today"]')
    await practise(one.page, 2)
    await one.page.click('[data-act="enough"]')
    await one.page.click('.end [data-go="home"]')
    const seal = async (page: Page) => {
      await page.click('[data-go="hand"]')
      await page.waitForSelector('#phrase')
      await page.fill('#phrase', 'короткая')
      await page.fill('#phrase-again', 'короткая')
      await page.click('[data-act="seal"]')
      expect(await page.textContent('#phrase-problem')).toContain('коротко')
      await page.fill('#phrase', 'четыре синих слова')
      await page.fill('#phrase-again', 'четыре синих слова')
      await page.click('[data-act="seal"]')
      await page.waitForSelector('[data-act="save"]', { timeout: 30_000 })
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-act="save"]')])
      return (await download.path())!
    }
    const path = await seal(one.page)
    const { readFileSync } = await import('node:fs')
    const sealed = readFileSync(path, 'utf8')
    expect(sealed).not.toContain('Лис')
    expect(sealed).not.toContain('hamroh-learner')
    const take = async (page: Page, bytes: string, phrase: string) => {
      await page.setInputFiles('[data-pick="file"]', {
        name: 'x.json',
        mimeType: 'application/json',
        buffer: Buffer.from(bytes),
      })
      await page.waitForSelector('#take-phrase, #take-problem:not(:empty)')
      if (!(await page.locator('#take-phrase').count())) return
      await page.fill('#take-phrase', phrase)
      await page.click('[data-act="open"]')
      await page.waitForSelector('[data-taken], #take-problem:not(:empty)', { timeout: 30_000 })
    }
    const other = await open('ru')
    await addChild(other.page, 'Лис', '1')
    await other.page.click('[data-go="children"]')
    await other.page.click('[data-go="take"]')
    await other.page.waitForSelector('[data-pick="file"]', { state: 'attached' })
    await take(other.page, sealed.slice(0, 200), '')
    expect(await other.page.textContent('#take-problem')).toContain('повреждён')
    await take(other.page, sealed.replace('"version":1', '"version":2'), '')
    expect(await other.page.textContent('#take-problem')).toContain('более новой')
    await take(other.page, sealed, 'не та фраза')
    expect(await other.page.textContent('#take-problem')).toContain('не подходит')
    await take(other.page, sealed, 'четыре синих слова')
    expect(await other.page.locator('[data-told="same-name"]').count()).toBe(1)
    await other.page.click('[data-go="home"]')
    await other.page.click('[data-go="children"]')
    expect(await other.page.locator('[data-child="Лис"]').allTextContents()).toHaveLength(2)
    // Again: now it is the same child, and nothing is counted twice.
    await other.page.click('[data-go="take"]')
    await other.page.waitForSelector('[data-pick="file"]', { state: 'attached' })
    await take(other.page, sealed, 'четыре синих слова')
    expect(await other.page.getAttribute('[data-taken]', 'data-taken')).toBe('joined')
    expect(await other.page.textContent('[data-taken]')).toContain('ответов: 0')
    await one.close()
    await other.close()
  })
})

test('codes on one screen, photographed, are taken in on another phone', async () => {
  const one = await open('ru')
  await addChild(one.page, 'Лис', '2')
  await one.page.click('[data-go="hand"]')
  await one.page.waitForSelector('#phrase')
  await one.page.fill('#phrase', 'четыре синих слова')
  await one.page.fill('#phrase-again', 'четыре синих слова')
  await one.page.click('[data-act="seal"]')
  await one.page.click('[data-act="codes"]', { timeout: 30_000 })
  await one.page.waitForSelector('.codes svg')
  const photos: Buffer[] = []
  const seen = new Set<string>()
  for (;;) {
    const code = (await one.page.getAttribute('[data-code]', 'data-code')) ?? ''
    if (seen.has(code)) break
    seen.add(code)
    photos.push(await one.page.locator('.codes').screenshot())
    if (!(await one.page.locator('[data-act="code-next"]').count())) break
    await one.page.click('[data-act="code-next"]')
  }
  const other = await open('ru')
  await other.page.click('[data-go="take"]')
  await other.page.waitForSelector('[data-pick="photos"]', { state: 'attached' })
  await other.page.setInputFiles(
    '[data-pick="photos"]',
    photos.map((buffer, n) => ({ name: `${n}.png`, mimeType: 'image/png', buffer })),
  )
  await other.page.waitForSelector('#take-phrase', { timeout: 30_000 })
  await other.page.fill('#take-phrase', 'четыре синих слова')
  await other.page.click('[data-act="open"]')
  await other.page.waitForSelector('[data-taken="new"]', { timeout: 30_000 })
  await one.close()
  await other.close()
})

test('after a failed test: the earliest day with its label, and both figures only with their warning', async () => {
  const { page, errors, close } = await site.open('/#ru')
  await page.clock.install({ time: NOW })
  await toPractice(page)
  await addChild(page, 'Лис', '2')
  await page.click('[data-go="grown"]')
  await page.waitForSelector('.grown')
  expect(await page.getAttribute('[data-known]', 'data-known')).toBe('false')
  expect(await page.textContent('.grown')).toContain('ещё не сравнивали')
  await page.fill('#tried-day', '2026-11-20')
  await page.click('[data-act="failed"]')
  await page.waitForSelector('[data-retake]')
  expect(await page.getAttribute('[data-retake]', 'data-retake')).toMatch(/^2027-02-/)
  expect(await page.textContent('.retake')).toContain('Спросите в школе')
  expect(errors).toEqual([])
  await close()
})

test.each(
  SHOWN.flatMap((lang, n) => [
    { lang, width: 320, colorScheme: n % 2 ? ('light' as const) : ('dark' as const) },
    ...(lang === 'ky' || lang === 'uz' ? [{ lang, width: 1440, colorScheme: 'light' as const }] : []),
  ]),
)(
  '$lang at $width px, $colorScheme: every screen, no violation, nothing beyond the edge',
  async ({ lang, width, colorScheme }) => {
    const { page, errors, close } = await open(lang, { width, height: 740, colorScheme })
    const look = async (name: string) => {
      expect(await axe(page), name).toEqual([])
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(beyond, name).toBeLessThanOrEqual(0)
      if (!folder) return
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `practice-${lang}-${width}-${name}.png`), fullPage: true })
    }
    await look('empty')
    await page.click('[data-go="add"]')
    await look('add')
    await page.goBack()
    await addChild(page, 'Я', '6-9')
    await look('child')
    await page.click('[data-go="place"]')
    await page.waitForSelector('.task .do')
    await look('place')
    await page.goBack()
    await page.click('[data-go="today"]')
    await practise(page, 1)
    await look('told')
    await page.click('[data-act="enough"]')
    await look('end')
    await page.click('.end [data-go="home"]')
    await page.click('[data-go="paper"]')
    await look('paper')
    await page.fill('#seed', '1')
    await page.click('[data-act="begin"]')
    const seen = new Set<string>()
    for (;;) {
      const kind = await page.evaluate(
        () =>
          ['.answers', '.word', '.put', '#typed', 'fieldset'].find((each) =>
            document.querySelector(`.task ${each}`),
          ) ?? '',
      )
      if (!seen.has(kind)) {
        seen.add(kind)
        if (kind === '#typed') await page.locator('.fold summary').click()
        await look(`item-${kind.replace(/\W/g, '')}`)
      }
      await answerAny(page)
      if (await page.locator('[data-act="finish"]').count()) break
      await page.click('[data-act="on"]')
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['.answers', '.word', 'fieldset']))
    await page.click('[data-act="finish"]')
    await look('result')
    await page.click('[data-go="print"]')
    await look('print')
    await page.goBack()
    await page.click('.result-of-paper [data-go="home"]')
    await page.click('[data-go="grown"]')
    await page.waitForSelector('.grown')
    await look('grown')
    await page.goBack()
    await page.click('[data-go="hand"]')
    await page.waitForSelector('#phrase')
    await look('hand')
    if (lang === 'ky' || lang === 'uz') {
      await page.fill('#phrase', 'four blue words here')
      await page.fill('#phrase-again', 'four blue words here')
      await page.click('[data-act="seal"]')
      await page.waitForSelector('[data-act="codes"]', { timeout: 30_000 })
      await page.click('[data-act="codes"]')
      await page.waitForSelector('.codes svg')
      await page.click('[data-act="code-run"]')
      await look('codes')
    }
    await page.goBack()
    await page.click('[data-go="children"]')
    await page.click('[data-go="take"]')
    await page.waitForSelector('[data-pick="file"]', { state: 'attached' })
    await look('take')
    expect(errors).toEqual([])
    await close()
  },
)
