/**
 * Two whole stories for each flow that has a sheet of its own in a case: a family's first message with its answers, the case, the findings in the flow's order, the risks
 * before the letter, the letter, the copy for the family, the letter frozen as sent. People and places are made up.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findings } from '../src/law/flows.ts'
import type { Lang } from '../src/law/types.ts'
import { axe } from './axe.ts'
import { type Opened, root, useSite } from './harness.ts'
import { Families, type Member, openMembers, setupLink } from './members.steps.ts'
import { LONG } from './shown.ts'

type Facts = Record<string, string | string[] | number>
interface Story {
  flow: string
  kind: 'refusal' | 'registry' | 'work' | 'expulsion' | 'violence' | 'other'
  lang: Lang
  facts: Facts
  /** Findings that must stand there, and one that must not. */
  finds: string[]
  letter: string
}

const STORIES: Story[] = [
  {
    ...{ flow: 'refusals', kind: 'refusal', lang: 'tg', letter: 'school-written-refusal' },
    facts: { place: 'school', 'refusal.form': 'oral', 'refusal.on': '2026-11-10', 'refusal.ground': 'none' },
    finds: [],
  },
  {
    ...{ flow: 'refusals', kind: 'refusal', lang: 'ru', letter: 'school-complaint' },
    facts: {
      ...{ place: 'kindergarten', 'refusal.form': 'written', 'refusal.on': '2026-11-02' },
      ...{ 'refusal.ground': 'papers', proof: ['refusal'] },
    },
    finds: [],
  },
  {
    ...{ flow: 'registry', kind: 'registry', lang: 'uz', letter: 'registry-exclusion' },
    facts: { entry: 'listed', 'learned.on': '2026-11-05', proof: ['bank-letter'], ground: ['lawful'] },
    finds: [],
  },
  {
    ...{ flow: 'registry', kind: 'registry', lang: 'ky', letter: 'registry-basis' },
    facts: { entry: 'listed', 'learned.on': '2026-06-01', 'same-person': 'no' },
    finds: [],
  },
  {
    ...{ flow: 'amina', kind: 'registry', lang: 'tg', letter: 'amina-objection' },
    facts: { region: 'covered', person: 'worker', removed: 'yes', 'learned.on': '2026-11-12' },
    finds: ['amina.discloses', 'amina.removed'],
  },
  {
    ...{ flow: 'amina', kind: 'registry', lang: 'uz', letter: 'amina-logs' },
    facts: {
      region: 'covered',
      person: 'worker',
      phone: 'android',
      'contact.on': '2026-10-01',
      failure: ['silent'],
      removed: 'no',
    },
    finds: ['amina.discloses', 'amina.passed'],
  },
  {
    ...{ flow: 'labour', kind: 'work', lang: 'uz', letter: 'crime-report' },
    facts: {
      speaker: 'self',
      danger: 'yes',
      passport: 'taken',
      'may-leave': 'no',
      debt: 'yes',
      group: 'yes',
    },
    finds: ['labour.passport', 'labour.heavier'],
  },
  {
    ...{ flow: 'labour', kind: 'work', lang: 'ky', letter: 'upk-refusal' },
    facts: { speaker: 'relative', passport: 'taken', 'reported.on': '2026-10-01', decision: 'refused' },
    finds: ['labour.refused'],
  },
  {
    ...{ flow: 'expulsion', kind: 'expulsion', lang: 'tg', letter: 'kas-placement' },
    facts: {
      decision: 'court',
      'decided.on': '2026-11-16',
      'served.on': '2026-11-16',
      mode: 'forced',
      family: ['children'],
    },
    finds: [],
  },
  {
    ...{ flow: 'expulsion', kind: 'expulsion', lang: 'ru', letter: 'kas-suit' },
    facts: { decision: 'deportation', 'decided.on': '2026-11-10', 'served.on': '2026-11-12' },
    finds: [],
  },
  {
    ...{ flow: 'decrees', kind: 'other', lang: 'uz', letter: 'case-file' },
    facts: { man: 'yes', asks: ['citizenship'] },
    finds: [],
  },
  {
    ...{ flow: 'decrees', kind: 'other', lang: 'en', letter: 'case-file' },
    facts: { man: 'no', asks: ['residence'], belarus: 'no' },
    finds: [],
  },
  {
    ...{ flow: 'violence', kind: 'violence', lang: 'tg', letter: 'violence-report' },
    facts: { what: ['beaten'], by: 'police', 'happened.on': '2026-11-18', injuries: 'yes', doctor: 'none' },
    finds: [],
  },
  {
    ...{ flow: 'violence', kind: 'violence', lang: 'ky', letter: 'medical-record' },
    facts: {
      what: ['money', 'threatened'],
      by: 'police',
      detained: 'yes',
      'delivered.on': '2026-11-18T10:00',
      hours: 9,
      limit: 'h3',
      lacked: ['water'],
    },
    finds: [],
  },
]

const packOf = (name: string) =>
  JSON.parse(readFileSync(join(root, `build/content/law-${name}.json`), 'utf8'))
const found = (flow: string, facts: Facts): string[] => {
  const today = new Date().toISOString().slice(0, 10)
  const now = new Date().toISOString().slice(0, 16)
  return findings({ flow: packOf(flow), clocks: packOf('clocks') }, facts, today, now)
    .findings.map(({ id }) => id)
    .sort()
}

const site = useSite()
let own: Opened & { member: Member }
let families: Families
beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  own.page.setDefaultTimeout(15_000)
  await own.member.setUp()
  families = new Families(site.url)
}, 90_000)
afterAll(() => own?.close())

/** One story a flow; the long proof tells them all. */
const told = LONG
  ? STORIES
  : STORIES.filter(({ flow }, n) => STORIES.findIndex((one) => one.flow === flow) === n)

describe.each(told)('$flow · $letter · $lang', ({ flow, kind, lang, facts, finds, letter }) => {
  test('from the first message to the frozen letter', async () => {
    const { page, member } = own
    const words = `Вымышленный рассказ ${flow} ${letter} ${lang}`
    await families.ask(await families.begin(), { text: words, lang, kind, facts })
    await member.sync()
    await member.go('requests')
    await page.locator('[data-box]').filter({ hasText: words }).first().click()
    await page.getByRole('button', { name: 'Открыть как дело' }).click()

    // The family's answers have come along as a sheet of this flow; nothing is asked twice.
    await page.locator(`[data-sheet="${flow}"]`).click()
    await page.locator('.one-marks [data-fact]').first().waitFor()
    const [fact, value] = Object.entries(facts).find(
      ([, said]) => typeof said === 'string' && !/\d/.test(said),
    )!
    const row = page.locator(`[data-fact="${fact}"]`)
    if (await row.locator('select').count()) expect(await row.locator('select').inputValue()).toBe(value)
    else expect(await row.locator(`input[value="${value}"]`).isChecked()).toBe(true)

    for (const id of finds) await page.locator(`.one-findings [data-finding="${id}"]`).waitFor()
    // Exactly what the rules say of these answers, and nothing besides.
    const shown = await page.$$eval('.one-findings [data-finding]', (all) =>
      all.map((one) => one.getAttribute('data-finding')),
    )
    expect(shown.sort()).toEqual(found(flow, facts))
    const groups = await page
      .locator('.one-findings [data-group]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.group))
    // What must be read first stands before everything else, and before the letter.
    if (groups.includes('first')) {
      expect(groups[0]).toBe('first')
      expect(await page.locator('.paper').count()).toBe(0)
      await page.locator('[data-heard]').click()
    }
    await page.locator('.paper').waitFor()
    const radio = page.locator(`.kinds input[value="${letter}"]`)
    if (await radio.count()) await radio.check({ force: true })
    else await page.locator('.others select').selectOption(letter)
    await page.locator(`.kinds input[value="${letter}"]:checked`).waitFor({ state: 'attached' })

    const download = page.waitForEvent('download')
    await page.locator('[data-copy]').click()
    expect((await download).suggestedFilename()).toMatch(new RegExp(`^${letter}\\.explanation-.*\\.docx$`))
    const second = page.waitForEvent('download')
    await page.locator('[data-envelope]').click()
    expect((await second).suggestedFilename()).toMatch(/\.docx$/)

    await page.locator('.freeze input').fill('ВЫДУМКА-0001')
    await page.locator('.freeze button[type=submit]').click()
    const sha = await page.locator('[data-frozen]').getAttribute('data-frozen')
    await page.getByRole('button', { name: '← Назад' }).click()
    await page.locator(`[data-sent="${sha}"]`).waitFor()
    const paper = await page.locator(`[data-sent="${sha}"] pre`).textContent()
    expect(paper?.length).toBeGreaterThan(200)
  }, 60_000)
})

test('labour as a case of a group: the sheet of the "debt" without names, the hours of the rescue', async () => {
  const { page, member } = own
  await member.go('cases')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.getByRole('button', { name: 'Завести' }).click()
  expect(await page.locator('[data-debts]').count()).toBe(0)
  await page.locator('[data-flows] select').selectOption('labour')
  await page.locator('[data-flows] button').click()
  // The risks hold before anything was answered: no letter without them.
  await page.locator('[data-first]').waitFor()
  expect(await page.locator('.paper').count()).toBe(0)
  await page.getByRole('button', { name: '← Назад' }).click()
  await page.locator('[data-debt]').click()
  await page.locator('#debt-sum').fill('сто')
  await page.locator('[data-form="debt"] button[type=submit]').click()
  expect(await page.locator('#debt-sum-bad').innerText()).not.toBe('')
  await page.locator('#debt-sum').fill('150 000')
  await page.locator('#debt-source').selectOption('foreman')
  await page.locator('#debt-for').selectOption('travel')
  await page.locator('#debt-since').fill('03.2026')
  await page.locator('[data-form="debt"] button[type=submit]').click()
  await page.locator('[data-debts="1"]').waitFor()
  expect(await page.locator('[data-debts]').innerText()).toMatch(/150.000 рублей/)
  await member.add('event', { kind: 'rescue-met', when: '20.11.2026 21:40' })
  await page.locator('[data-rescue="1"]').waitFor()
  expect(await page.locator('[data-rescue] li').innerText()).toContain('21:40')
  expect(await axe(page)).toEqual([])
}, 60_000)

test('a sheet of labour: no violation, nothing wider than the screen, nothing in the clear on the disk', async () => {
  const { page, member, errors } = own
  await member.go('cases')
  await page.locator('[data-case]').first().waitFor()
  const labour = page.locator('[data-case]').filter({ hasText: 'труд' })
  await ((await labour.count()) > 0 ? labour : page.locator('[data-case]')).first().click()
  await page.locator('[data-sheet]').first().click()
  await page.locator('[data-fact]').first().waitFor()
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  const folder = process.env.HAMROH_LOOK
  if (folder) await page.screenshot({ path: `${folder}/flow-sheet-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1440, height: 900 })
  if (folder) await page.screenshot({ path: `${folder}/flow-sheet-1440.png`, fullPage: true })
  const stored = await member.storedBytes()
  for (const needle of ['Вымышленный рассказ', 'passport', 'may-leave', 'crime-report'])
    expect(stored.includes(needle), needle).toBe(false)
  expect(errors).toEqual([])
}, 60_000)
