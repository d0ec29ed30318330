/** Trustees in a real browser: sheets named and printed, a second admin's word, and a fresh device that comes back from them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type Opened, useSite } from './harness.ts'
import { type Member, openMembers, PASSPHRASE, setupLink } from './members.steps.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
let own: Opened & { member: Member }
interface Paper {
  shares: string[]
  way: string
}

const section = (of = own) => of.page.locator('[data-safety="trustees"]')
const safety = (of = own) => of.page.locator('[data-place="safety"]').click()

async function makeSheets(of: Opened & { member: Member } = own, n = '3'): Promise<Paper> {
  await safety(of)
  await section(of).locator('> .button').click()
  await section(of).locator('#trustees-of').selectOption(n)
  await section(of).locator('form button[type=submit]').click()
  await of.page.locator(`[data-trustee-sheets="${n}"]`).waitFor({ timeout: 30_000 })
  const lines = async (at: string) => (await of.page.locator(`${at} code`).allTextContents()).join('\n')
  const shares = await Promise.all(
    Array.from({ length: Number(n) }, (_, i) => lines(`[data-sheet="${i + 1}"] [data-share]`)),
  )
  return { shares, way: await lines('[data-sheet="1"] [data-way]') }
}

/** Opens the page of sheets on a clean browser and types what is given. */
async function typing(sheets: readonly string[], way: string) {
  const open = await openMembers(site)
  const { page } = open
  await page.getByRole('button', { name: 'Вернуться по листу' }).click()
  await page.locator('[data-by-trustees]').click()
  const fill = async (texts: readonly string[], last = way) => {
    for (const [i, text] of texts.entries()) {
      if ((await page.locator(`#sheet-${i + 1}`).count()) === 0) await page.locator('[data-more]').click()
      await page.locator(`#sheet-${i + 1}`).fill(text)
    }
    await page.locator('#sheet-way').fill(last)
    await page.locator('form button[type=submit]').click()
  }
  await fill(sheets)
  const said = async (text: string) => page.locator('[data-back-problem]', { hasText: text }).waitFor()
  return { ...open, fill, said }
}

beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  const { page, member } = own
  await member.setUp('Вымышленный дом', 'К.')
  await member.go('cases')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.locator('form input').first().fill('Т-7')
  await page.getByRole('button', { name: 'Завести' }).click()
  await page.locator('[data-seers]').waitFor()
  await member.allSent()
}, 90_000)
afterAll(async () => {
  await own?.close()
})

describe('the sheets', () => {
  test('one for each trustee; nothing on the paper names the organisation, the program or an address', async () => {
    const { page } = own
    await safety()
    await section().getByText('Доверенные не названы').waitFor()
    const { shares } = await makeSheets()
    expect(new Set(shares).size).toBe(3)
    const text = (await page.locator('[data-sheet]').allTextContents()).join('\n')
    for (const name of ['Вымышленный', 'Hamroh', 'Хамрох', '127.0.0.1', 'localhost', 'http'])
      expect(text, name).not.toContain(name)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.m-tools').first().isVisible()).toBe(false)
    const pdf = (await page.pdf({ preferCSSPageSize: true, displayHeaderFooter: false })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(3)
    await page.emulateMedia({ media: 'screen' })
    await page.locator('[data-printed]').click()
    await section().getByText('2 из 3 листов').waitFor()
    await own.page.getByText('С листами доверенных, 2 из 3').waitFor()
    expect(own.errors).toEqual([])
  })

  test.each([...SHOWN])(
    'axe finds nothing in %s, light and dark; nothing is wider than 320 px',
    async (lang) => {
      const { page } = own
      await page.locator('.language select').selectOption(lang)
      const screens: Record<string, () => Promise<unknown>> = {
        form: async () => {
          await safety()
          await section().locator('> .button').click()
        },
        sheets: async () => {
          await section().locator('form .button').first().click()
          await makeSheets(own, '2')
        },
      }
      for (const [name, open] of Object.entries(screens)) {
        await page.setViewportSize({ width: 1440, height: 900 })
        await open()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await axe(page), `${name} ${colorScheme}`).toEqual([])
        }
        await page.emulateMedia({ colorScheme: 'light' })
        if (process.env.LOOK)
          await page.screenshot({ path: `${process.env.LOOK}/trustees-${name}-${lang}-1440.png` })
        await page.setViewportSize({ width: 320, height: 700 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320)
        expect(await axe(page), `${name} 320`).toEqual([])
        if (process.env.LOOK)
          await page.screenshot({
            path: `${process.env.LOOK}/trustees-${name}-${lang}-320.png`,
            fullPage: true,
          })
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('[data-printed]').click()
      await page.locator('.language select').selectOption('ru')
      await own.member.go('agenda')
    },
  )
})

describe('coming back', () => {
  test('a slip, too few, the same twice, another set, another way: each is named; the right ones make a new admin who reads everything', async () => {
    const first = await makeSheets()
    await own.page.locator('[data-printed]').click()
    const made = await makeSheets()
    await own.page.locator('[data-printed]').click()
    await own.member.allSent()
    const [one, two, three] = made.shares as [string, string, string]
    const lines = two.split('\n')
    lines[1] = lines[1]!.replace(/^./, (sign) => (sign === '7' ? '8' : '7'))
    const back = await typing([one, lines.join('\n')], made.way)
    const { page, fill, said, member } = back
    await said('Поле 2: ошибка в строке 2')
    expect(await axe(page)).toEqual([])
    await fill([one, ''])
    await said('Нужен ещё 1 лист')
    await fill([one, one])
    await said('В поле 2 лист, который здесь уже есть')
    await fill([one, first.shares[1]!])
    await said('Лист в поле 2 из другого набора')
    await fill([one, three], first.way)
    await said('Путь из другого набора')
    await fill([one, three], made.way.slice(1))
    await said('Путь: ошибка в строке 1')
    await fill([one, made.way])
    await said('В поле 2 не лист доверенного')
    // Three sheets, one field left empty on the way.
    await fill([one, '', three], made.way)
    await page.getByText('Листы подошли').waitFor()
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/back-ru-1440.png` })
    await page.locator('#own-alias').fill('Рита')
    await member.newPassphrase('фраза нового администратора здесь')
    await page.locator('form button[type=submit]').click()
    await page.locator('.m-shell').waitFor({ timeout: 60_000 })
    await member.go('cases')
    await page.locator('[data-case="Т-7"]').waitFor({ timeout: 30_000 })
    await member.allSent()
    await page.locator('[data-place="people"]').click()
    await page.locator('[data-trouble="recovered"]').waitFor()

    // For ever, and for everyone.
    await own.member.sync()
    await own.page.locator('[data-place="people"]').click()
    await own.page.locator('[data-trouble="recovered"]').waitFor()
    await own.page.keyboard.press('F2')
    await own.member.unlock(PASSPHRASE)
    await own.page.locator('[data-place="people"]').click()
    await own.page.locator('[data-trouble="recovered"]').waitFor()

    // Now there are two admins: new sheets wait for the other one, and open nothing until then.
    const waiting = await makeSheets(own)
    await own.page.locator('[data-pending]').waitFor()
    await own.page.locator('[data-printed]').click()
    await section().locator('[data-waits]').waitFor()
    const early = await typing(waiting.shares.slice(0, 2), waiting.way)
    await early.page.locator('#own-alias').fill('Зоя')
    await early.member.newPassphrase('ещё одна длинная фраза здесь')
    await early.page.locator('form button[type=submit]').click()
    await early.said('Организация не называет этот набор')
    await member.sync()
    await page.locator('[data-proposal="recovery"] [data-approve]').click()
    // Said once every lane's keys have gone to the new recipient.
    await page.locator('[data-people="proposals"] [data-told]:not(:empty)').waitFor({ timeout: 60_000 })
    await member.allSent()
    await early.page.locator('form button[type=submit]').click()
    await early.page.locator('.m-shell').waitFor({ timeout: 60_000 })
    await early.member.go('cases')
    await early.page.locator('[data-case="Т-7"]').waitFor({ timeout: 30_000 })
    // Tokens are tried from the newest to the oldest: a relay that refuses one is no fault.
    expect(
      [...back.errors, ...early.errors].filter((text) => !text.startsWith('Failed to load resource')),
    ).toEqual([])
    await back.close()
    await early.close()
  }, 240_000)
})
