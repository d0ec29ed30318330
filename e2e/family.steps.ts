/** How a browser test walks through the package check: by the facts it answers, in any language. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { FactValue, Lang } from '../src/law/types.ts'

/** The day on which the tests of the family app happen, at noon on the phone. */
export const TEST_DAY = '2026-11-23'

/**
 * The story of the first road: a girl of nine for grade 3, mother with a patent, registration that ends eight days after
 * filing, insurance from another region, birth certificate without translation, surname spelled two ways.
 */
export const STORY: Record<string, FactValue> = {
  'applying.to': 'school',
  'child.citizenship': 'other',
  grade: 3,
  'child.age': 9,
  'filer.kind': 'parent',
  'filer.status': 'patent',
  'filing.on': '2026-12-01',
  'filing.channel': 'portal',
  'papers.present': [
    'consents',
    'kinship',
    'identity',
    'stay-child',
    'stay-filer',
    'registration',
    'fingerprints',
    'medical',
  ],
  'papers.dated': ['registration'],
  'registration.ends': '2026-12-09',
  'patent.paid_until': '2027-06-01',
  'insurance.ends': '2027-06-01',
  'insurance.region': 'other',
  'papers.untranslated': ['kinship'],
  'papers.abroad': [],
  'papers.extra': [],
  'names.child': 'differ',
  'names.filer': 'same',
  'names.births': 'same',
  'spelling.one': 'Ҳакимова',
  'spelling.two': 'Хакимова',
  'registry.entry': 'not-checked',
  'test.history': [],
}

export async function chooseLanguage(page: Page, lang: Lang): Promise<void> {
  await page.click(`.languages a[lang="${lang}"]`)
  await page.waitForSelector('.home h1')
}

export async function startCheck(page: Page): Promise<void> {
  await page.click('.home .button.main')
  await page.waitForSelector('.check h1')
}

/** The ids of the questions on the screen, in order, as `q-<fact>` with dots turned into hyphens. */
export function questionsOn(page: Page): Promise<string[]> {
  return page.$$eval('.check fieldset', (fields) => fields.map((field) => field.id))
}

/** Answers one question with a tap or by typing; `undefined` and null choose "I do not know". */
export async function answer(page: Page, id: string, value: FactValue | undefined): Promise<void> {
  const field = page.locator(`#${id}`)
  const isDate = (await field.locator('select').count()) > 0
  const isText = !isDate && (await field.locator('input.input').count()) > 0
  if (isText) return field.locator('input.input').fill(value == null ? '' : String(value))
  if (value === undefined || value === null) return field.locator('.unsure input').last().check()
  if (isDate) {
    const [year = '', month = '', day = ''] = String(value).split('-')
    await field.locator('input.input').first().fill(day.replace(/^0/, ''))
    await field.locator('select').selectOption(month.replace(/^0/, ''))
    return field.locator('input.input').nth(1).fill(year)
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return field.locator('.unsure input').first().check()
    for (const one of value) await field.locator(`input[value="${one}"]`).check()
    return
  }
  await field.locator(`input[value="${value}"]`).check()
}

/** Answers everything on the screen from the facts given. */
export async function answerScreen(page: Page, facts: Record<string, FactValue>): Promise<void> {
  const byId = Object.fromEntries(
    Object.entries(facts).map(([fact, value]) => [`q-${fact.replaceAll('.', '-')}`, value]),
  )
  for (const id of await questionsOn(page)) await answer(page, id, byId[id])
}

/** Taps "next" and waits until another screen or the result stands there. */
export async function next(page: Page): Promise<void> {
  const before = (await questionsOn(page)).join()
  await page.click('.steps .main')
  await page.waitForFunction(
    (was) =>
      document.querySelector('.result h1') !== null ||
      [...document.querySelectorAll('.check fieldset')].map((field) => field.id).join() !== was,
    before,
  )
}

/** Walks to the result. `each` is called on every screen, answered but not yet left. Returns the number of screens. */
export async function walk(
  page: Page,
  facts: Record<string, FactValue>,
  each: (screen: number) => Promise<void> = async () => {},
): Promise<number> {
  let screens = 0
  while ((await page.locator('.result').count()) === 0) {
    screens++
    if (screens > 20) throw new Error('the check does not end')
    await answerScreen(page, facts)
    await each(screens)
    await next(page)
  }
  return screens
}

/** Ids of the findings on the result page, folded ones included, in order. */
export function findingsOn(page: Page): Promise<string[]> {
  return page.$$eval('[data-finding]', (cards) =>
    cards.map((card) => card.getAttribute('data-finding') ?? ''),
  )
}

/** Everything a browser could keep about a person: must stay empty. */
export function storageOf(
  page: Page,
): Promise<{ local: number; session: number; cookies: string; databases: string[] }> {
  return page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map((database) => database.name ?? ''),
  }))
}

/**
 * Waits until the phone keeps a file for each of these parts of a name. Polled from here: a predicate that waits inside the
 * page counts as true at once.
 */
export async function untilKept(page: Page, parts: readonly string[]): Promise<void> {
  const missing = () =>
    page.evaluate(async (wanted) => {
      const kept: string[] = []
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) kept.push(url)
      return wanted.filter((part) => !kept.some((url) => url.includes(part)))
    }, parts)
  await expect.poll(missing, { timeout: 30_000 }).toEqual([])
}
