/** Repeated texts in the members' app: found in a worker, shown side by side, names covered; for everyone, in five languages. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type Opened, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
let own: Opened & { member: Member }

const STOCK =
  'находясь в общественном месте, выражался нецензурной бранью, размахивал руками, на замечания не реагировал'
const PROTOCOLS = [
  `Гр. Вымышленный А. А. 12.03.2026 в 21:40, ${STOCK}.`,
  `Гр. Небылицын Б. Б. 02.04.2026 в 10:05 на станции метро Выдуманная, ${STOCK}, чем нарушил порядок.`,
  'Пояснил, что шёл с работы домой, документы оставил в общежитии, о проверке ничего не знал.',
]

/** A case with a sheet in which the narrative was copied. */
async function newProtocol(text: string): Promise<void> {
  const { page, member } = own
  await member.go('cases')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.getByRole('button', { name: 'Завести' }).click()
  await page.locator('section[aria-labelledby="h-terms"] .m-tools .main').click()
  const field = page.locator(
    'textarea[data-fact="protocol.narrative"], [data-fact="protocol.narrative"] textarea',
  )
  await field.first().fill(text)
  await page.waitForTimeout(1200)
  await member.allSent()
}

beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  await own.member.setUp()
}, 90_000)
afterAll(() => own?.close())

const open = async () => {
  await own.member.go('cases')
  await own.page.locator('[data-open-patterns]').click()
}

describe('repeated texts', () => {
  test('nothing to compare is said plainly', async () => {
    await open()
    await own.page.getByText('Пока нет двух протоколов').waitFor()
    expect(await axe(own.page)).toEqual([])
  })

  test('two protocols with one sentence are a group; the third is not in it', async () => {
    for (const text of PROTOCOLS) await newProtocol(text)
    await open()
    await own.page.locator('[data-patterns="1"]').waitFor()
    expect(await own.page.locator('[data-group]').getAttribute('data-group')).toBe('2')
    expect(await own.page.getByText('Сравнено 3 протокола.').count()).toBe(1)
  }, 60_000)

  test('side by side with names covered; for one case its own text as written; the saved page is the same', async () => {
    const { page } = own
    await page.getByRole('button', { name: 'Показать рядом' }).click()
    const exhibit = page.locator('[data-exhibit="2"]')
    await exhibit.waitFor()
    const covered = await exhibit.innerText()
    for (const name of ['Вымышленный', 'Небылицын', '21:40', 'Выдуманная'])
      expect(covered).not.toContain(name)
    expect((await exhibit.locator('mark').allInnerTexts()).join(' ')).toContain(
      'выражался нецензурной бранью',
    )
    await page.locator('.for select').selectOption({ index: 1 })
    const shown = await exhibit.innerText()
    expect(['Вымышленный', 'Небылицын'].filter((name) => shown.includes(name))).toHaveLength(1)
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-save]').click()])
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d\.html$/)
    const saved = readFileSync((await download.path())!, 'utf8')
    expect(saved).not.toMatch(/<script|https?:/)
    expect(['Вымышленный', 'Небылицын'].filter((name) => saved.includes(name))).toHaveLength(1)
  })

  test.each([...SHOWN])(
    'axe finds nothing in %s, light and dark, at 1440 and 320 px',
    async (lang) => {
      const { page } = own
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption(lang)
      for (const screen of ['list', 'exhibit']) {
        await page.setViewportSize({ width: 1440, height: 900 })
        await open()
        await page.locator('[data-group]').waitFor()
        if (screen === 'exhibit') await page.locator('[data-group] button').click()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          for (const width of [1440, 320]) {
            await page.setViewportSize({ width, height: 900 })
            expect(await axe(page), `${screen} ${colorScheme} ${width}`).toEqual([])
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
          }
        }
        const shots = process.env.HAMROH_SHOTS
        if (shots)
          await page.screenshot({ path: `${shots}/patterns-${screen}-${lang}-320.png`, fullPage: true })
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setViewportSize({ width: 1440, height: 900 })
        if (shots) await page.screenshot({ path: `${shots}/patterns-${screen}-${lang}.png` })
      }
      await page.locator('.language select').selectOption('ru')
    },
    60_000,
  )
})
