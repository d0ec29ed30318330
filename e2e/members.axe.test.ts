/** The members' app for everyone: axe in five languages, light and dark; panes by width; nothing wider than a small phone; the keyboard. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type Opened, useSite } from './harness.ts'
import { Families, type Member, openMembers, setupLink } from './members.steps.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
let own: Opened & { member: Member }
const LONG = 'Абдурахмонова-Мухаммадсаидова Зебунисобегим Нурмухаммадовна из третьего подъезда'

beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  const { page, member } = own
  await member.setUp()
  const families = new Families(site.url)
  await families.ask(await families.begin(), {
    text: `Мактаб қизимни қабул қилмади. ${'жуда'.repeat(60)}`,
    lang: 'uz',
    kind: 'school',
    facts: { 'applying.to': 'school', 'child.age': 8 },
  })
  await families.ask(await families.begin(), { text: 'Протокол составили без переводчика', lang: 'ru' })
  await member.sync()
  await member.go('requests')
  await page.locator('[data-box]').filter({ hasText: 'Протокол' }).click()
  await page.getByRole('button', { name: 'Открыть как дело' }).click()
  await page.locator('[data-seers]').waitFor()
  await member.add('event', { kind: 'copy-served', when: '20.11.2026' })
  await member.add('person', { alias: LONG.slice(0, 60), role: 'person', name: LONG, language: 'tg' })
  await member.add('task', { title: 'Взять копию дела', due: '01.11.2026' })
  await member.add('paper', { kind: 'patent', until: '12.2026', note: 'лежит у юриста' })
  await member.add('note', { text: 'Говорить через брата' })
  await member.allSent()
}, 90_000)
afterAll(() => own?.close())

/** Each screen of the unlocked app, by the way that leads there. */
const SCREENS: Record<string, () => Promise<void>> = {
  agenda: () => own.member.go('agenda'),
  requests: () => own.member.go('requests'),
  thread: async () => {
    await own.member.go('requests')
    await own.page.locator('[data-box]').first().click()
  },
  cases: () => own.member.go('cases'),
  case: async () => {
    await own.member.go('cases')
    await own.page.locator('[data-case]').first().click()
    await own.page.locator('[data-entries="task"] > button').click()
  },
  sheet: async () => {
    await SCREENS.case!()
    await own.page.locator('section[aria-labelledby="h-terms"] .m-tools .main').click()
    await own.page.locator('.paper').waitFor({ state: 'attached' })
  },
  team: () => own.member.go('team'),
  kit: async () => {
    await own.member.go('team')
    await own.page.locator('.m-detail section .button.main').click()
  },
  leaflet: async () => {
    await own.member.go('team')
    await own.page.locator('.m-detail section:nth-of-type(3) .button').click()
    await own.page.locator('[data-leaflet] h2').nth(4).waitFor()
  },
}

describe('for everyone', () => {
  test.each([...SHOWN])(
    'axe finds nothing in %s, light and dark; nothing is wider than 320 px',
    async (lang) => {
      const { page } = own
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption(lang)
      for (const [name, visit] of Object.entries(SCREENS)) {
        await page.setViewportSize({ width: 1440, height: 900 })
        await visit()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await axe(page), `${name} ${colorScheme}`).toEqual([])
        }
        await page.setViewportSize({ width: 320, height: 700 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320)
        expect(await axe(page), `${name} 320`).toEqual([])
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption('ru')
    },
  )

  test('before the lock: set-up, unlock and the pages that say no', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, close } = await openMembers(site, {
        at: setupLink(site.server.output()),
        colorScheme,
        width: 320,
        height: 700,
      })
      await page.locator('#org-name').waitFor()
      expect(await axe(page)).toEqual([])
      await page.locator('#org-name').fill('Дом')
      await page.locator('#own-alias').fill('К.')
      await page.locator('form button[type=submit]').click()
      await page.locator('#new-pass').fill('слабая')
      expect(await axe(page)).toEqual([])
      await page.goto('about:blank')
      await page.goto(`${site.url}/team/`)
      await page.getByText('Это рабочее место команды').waitFor()
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Вернуться по листу' }).click()
      expect(await axe(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      await close()
    }
  })

  test('three panes, two, one', async () => {
    const { page } = own
    await SCREENS.case!()
    const panes = async (width: number) => {
      await page.setViewportSize({ width, height: 800 })
      return page.evaluate(
        () =>
          ['.m-list', '.m-detail'].filter((name) => document.querySelector(name)?.checkVisibility()).length,
      )
    }
    expect([await panes(1440), await panes(900), await panes(320)]).toEqual([2, 2, 1])
    await page.setViewportSize({ width: 1440, height: 900 })
    const [side, list] = await page.evaluate(() =>
      ['.m-side', '.m-list'].map((name) => document.querySelector(name)!.getBoundingClientRect().width),
    )
    expect([side, list]).toEqual([204, 376])
  })

  test('by keyboard alone: go, move, open, search, new, back, lock', async () => {
    const { page } = own
    await page.keyboard.press('Escape')
    await page.locator('body').press('g')
    await page.keyboard.press('c')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('[data-seers]').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('переводчиком')
    await page.locator('[data-count="1"]').waitFor()
    await page.keyboard.type(' бегемот')
    await page.locator('[data-count="0"]').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('n')
    await page.getByRole('button', { name: 'Завести' }).waitFor()
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('F2')
    await page.locator('#pass').waitFor()
    expect(await axe(page)).toEqual([])
    // The address has told nothing of where we were.
    expect(new URL(page.url()).hash).toBe('')
  })
})
