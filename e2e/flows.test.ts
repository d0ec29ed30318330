/** What to do when…: every flow from the list to its result in a real browser, in five languages. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { FLOWS } from '../src/family/flows/flow-packs.ts'
import type { FactSpec, FlowPack } from '../src/law/types.ts'
import { LANGUAGES } from '../src/law/types.ts'
import { axe } from './axe.ts'
import { answer, questionsOn } from './family.steps.ts'
import { root, thirdParty, useSite } from './harness.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
const folder = process.env.HAMROH_LOOK
const packOf = (flow: string): FlowPack =>
  JSON.parse(readFileSync(join(root, `build/content/law-${flow}.json`), 'utf8'))

async function look(page: Page, name: string): Promise<void> {
  expect(await axe(page), name).toEqual([])
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(beyond, name).toBeLessThanOrEqual(0)
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `flow-${name}.png`), fullPage: true })
}

/** An answer that says something: the first choice, all ticks, a day of this autumn. */
function some({ type, of = [], min }: FactSpec): string | string[] | number {
  if (type === 'choice') return of[0] as string
  if (type === 'choices') return [...of]
  if (type === 'integer') return min ?? 1
  return type === 'date' ? '2026-11-02' : 'Вымышленный текст'
}

async function walk(
  page: Page,
  flow: FlowPack,
  say: (spec: FactSpec) => ReturnType<typeof some> | null,
): Promise<void> {
  const facts = new Map(
    Object.entries(flow.facts).map(([fact, spec]) => [`q-${fact.replaceAll('.', '-')}`, spec]),
  )
  for (let n = 0; n < 20; n++) {
    await page.waitForSelector('.check, .story')
    if (await page.locator('.story').count()) return
    for (const id of await questionsOn(page)) {
      const said = say(facts.get(id) as FactSpec)
      if (said === null) await page.locator(`#${id} .unsure input`).last().check()
      else await answer(page, id, said)
    }
    // The next screen is another form; its number may be the same when screens came or went.
    await page.$eval('.check', (form) => form.setAttribute('data-left', ''))
    await page.click('.check .steps .main')
    await page.waitForFunction(() => !document.querySelector('.check[data-left]'))
  }
  throw new Error(`${flow.flow}: no end`)
}

async function open(lang: string, options = {}) {
  const opened = await site.open(`/#${lang}`, { width: 360, ...options })
  await opened.page.clock.setFixedTime(new Date('2026-11-22T12:00:00'))
  await opened.page.click('[data-go="flows"]')
  await opened.page.waitForSelector('[data-flow]')
  return opened
}

describe.each(FLOWS.map((flow, n) => ({ flow, lang: LANGUAGES[n % LANGUAGES.length] as string })))(
  '$flow in $lang',
  ({ flow, lang }) => {
    const pack = packOf(flow)

    test('answers lead to a result; risks stand first; nothing is sent', async () => {
      const { page, errors, requests, close } = await open(lang, { width: 320 })
      await page.click(`[data-flow="${flow}"]`)
      await walk(page, pack, some)
      await look(page, `${flow}-${lang}-320`)
      const shown = await page.$$eval('[data-finding]', (all) =>
        all.map((one) => one.getAttribute('data-finding')),
      )
      expect(shown.length).toBeGreaterThan(0)
      const kinds = shown.map((id) => pack.rules.find((rule) => rule.id === id)?.kind ?? '')
      const firstOther = kinds.findIndex((kind) => kind !== 'risk' && kind !== 'disclosure')
      expect(kinds.slice(firstOther).filter((kind) => kind === 'risk' || kind === 'disclosure')).toEqual([])
      expect(await page.locator('[data-act="save"]').count()).toBe(pack.keep ? 1 : 0)
      expect(await page.locator('.flows .sheet').count()).toBe(pack.keep ? 1 : 0)
      expect(requests.filter((request) => request.includes('/api/'))).toEqual([])
      expect(thirdParty(requests, site.url)).toEqual([])
      expect(errors).toEqual([])
      await close()
    })

    test('"I do not know" everywhere gives questions, never a step', async () => {
      const { page, errors, close } = await open(lang)
      await page.click(`[data-flow="${flow}"]`)
      await walk(page, pack, () => null)
      const statuses = await page.$$eval('[data-finding]', (all) =>
        all.map((one) => [one.getAttribute('data-status'), one.querySelector('.next') !== null] as const),
      )
      for (const [status, next] of statuses) if (status === 'question') expect(next).toBe(false)
      expect(errors).toEqual([])
      await close()
    })
  },
)

describe('walking about', () => {
  test('answers of one flow wait while another is open, and quick exit forgets them all', async () => {
    const { page, close } = await open('ru')
    await page.click('[data-flow="registry"]')
    await page.waitForSelector('.check')
    await page.check('input[value="listed"]')
    await page.click('.check .steps .main')
    await page.waitForFunction(() => document.querySelector('.check .count')?.textContent?.includes('2'))
    await page.goBack()
    await page.goBack()
    await page.click('[data-flow="refusals"]')
    await page.waitForSelector('.check')
    expect(await page.locator('input:checked').count()).toBe(0)
    await page.goBack()
    await page.click('[data-flow="registry"]')
    await page.waitForSelector('.check')
    await page.goBack()
    await page.goBack()
    await page.waitForSelector('.home h1')
    await page.click('[data-go="flows"]')
    await page.click('[data-flow="registry"]')
    await page.waitForSelector('.check')
    await page.click('.exit')
    await page.waitForURL(/table\.html/)
    await page.goto(`${site.url}/#ru`)
    await page.click('[data-go="flows"]')
    await page.click('[data-flow="registry"]')
    await page.waitForSelector('.check')
    expect(await page.locator('input:checked').count()).toBe(0)
    await close()
  })

  test.each([...SHOWN])('the list in %s: no violation at 320 and 1440 px', async (lang) => {
    for (const width of [320, 1440]) {
      const { page, errors, close } = await open(lang, { width })
      await look(page, `list-${lang}-${width}`)
      expect(errors).toEqual([])
      await close()
    }
  })
})
