/** How a browser test walks through the trainer, in any language: by what stands in the page, and by what the tables say is right. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Lang } from '../src/law/types.ts'
import { root } from './harness.ts'

export async function toPractice(page: Page): Promise<void> {
  await page.waitForSelector('.home h1')
  await page.click('[data-go="practice"]')
  await page.waitForSelector('.practice [data-go="add"]')
}

export async function addChild(page: Page, nickname: string, band: string): Promise<void> {
  await page.click('[data-go="add"]')
  await page.fill('#nickname', nickname)
  await page.check(`input[name="band"][value="${band}"]`)
  await page.click('form .main')
  await page.waitForSelector('.practice [data-go="paper"]')
}

/** Answers what stands there, whatever it is: the first choice, a word, the pieces as they lie, all key ideas. */
export async function answerAny(
  page: Page,
  right: (stem: string) => string | undefined = () => undefined,
): Promise<void> {
  await page.waitForSelector('.task .do')
  const stem = (await page.locator('.stem').count()) ? ((await page.textContent('.stem')) ?? '') : ''
  const wanted = right(stem)
  if (await page.locator('.answers .answer').count()) {
    const exact = page.locator('.answers .answer').filter({ hasText: wanted ?? '' })
    await (wanted && (await exact.count()) === 1 ? exact : page.locator('.answers .answer').first()).click()
  } else if (await page.locator('.word .vowel').count()) await page.locator('.word .vowel').first().click()
  else if (await page.locator('.put').count()) {
    while (await page.locator('.left .piece').count()) await page.locator('.left .piece').first().click()
    if (await page.locator('[data-act="give"]').count()) await page.click('[data-act="give"]')
  } else if (await page.locator('#typed').count()) {
    await page.fill('#typed', 'сто')
    if (await page.locator('[data-act="give"]').count()) await page.click('[data-act="give"]')
  } else {
    for (const box of await page.locator('.task fieldset input[type="checkbox"]').all()) await box.check()
    if (await page.locator('[data-act="give"]').count()) await page.click('[data-act="give"]')
  }
}

/** The words of the interface in one language, as they were built. */
export const wordsOf = (lang: Lang, area: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, `build/content/messages-${area}-${lang}.json`), 'utf8')).messages

/** What lies on the disk of the trainer, whole. */
export const onDisk = (
  page: Page,
): Promise<{ learner: { id: string; nickname: string; answers: unknown[] } }[]> =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'sheets')) return []
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const asked = indexedDB.open('sheets')
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => fail(asked.error)
    })
    const asked = db.transaction('kept').objectStore('kept').getAll()
    const all = await new Promise<never[]>((done) => {
      asked.onsuccess = () => done(asked.result as never[])
    })
    db.close()
    return all
  })
