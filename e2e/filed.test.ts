/** A letter of another flow inside a case: chosen from the list, filled with ticks, sent with a number; the case then tells what went out. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type Opened, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'

const site = useSite()
let own: Opened & { member: Member }
beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  await own.member.setUp()
  const { page, member } = own
  await member.go('cases')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.getByRole('button', { name: 'Завести' }).click()
  await page.locator('section[aria-labelledby="h-terms"] .m-tools .main').click()
  await page.locator('.paper').waitFor({ state: 'attached' })
}, 90_000)
afterAll(() => own?.close())

test('every letter stands in a list by flow; a tick writes its ground', async () => {
  const { page } = own
  const list = page.locator('.others select')
  expect(
    await list
      .locator('optgroup')
      .evaluateAll((groups) => groups.map((group) => (group as HTMLOptGroupElement).label)),
  ).toContain('Реестр контролируемых лиц')
  expect(await list.locator('option').count()).toBeGreaterThan(25)
  await list.selectOption('registry-exclusion')
  await page.locator('.paper').getByText('об исключении сведений из реестра').waitFor()
  await page.locator('details.blanks summary').click()
  await page.locator('[data-blank="registry.grounds"] input[type=checkbox]').nth(1).check()
  await page.locator('[data-blank="registry.legal"] textarea').fill('патент до 1 марта 2027 г.')
  await page.locator('.paper').getByText('патент до 1 марта 2027').first().waitFor()
  expect(await axe(page)).toEqual([])
}, 60_000)

test('sent with a number: the case lists it, and names the event that starts the term of an answer', async () => {
  const { page, member } = own
  await page.locator('.freeze input').fill('ВЫДУМКА-0007')
  await page.locator('.freeze button[type=submit]').click()
  await page.locator('[data-frozen]').waitFor()
  await member.go('cases')
  await page.locator('[data-case]').first().click()
  const filed = page.locator('[data-filed="1"]')
  await filed.waitFor()
  const said = await filed.innerText()
  expect(said).toContain('Исключить из реестра')
  expect(said).toContain('ВЫДУМКА-0007')
  expect(said).toMatch(/Срок ответа пойдёт от события/)
  const today = new Date().toISOString().slice(0, 10).split('-').reverse().join('.')
  await member.add('event', { kind: 'appeal-registered', when: today })
  await filed.getByText('Срок ответа пойдёт от события').waitFor({ state: 'detached' })
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
}, 60_000)
