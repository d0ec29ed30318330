/** Cases from a spreadsheet in a real browser: what is refused, what is asked, what comes over, and how it is taken back. */
import { strToU8 } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { xlsx } from '../src/team/members/xlsx.test-support.ts'
import { axe } from './axe.ts'
import { type Opened, thirdParty, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'

const site = useSite()
let opened: Opened & { member: Member }
let page: Page

const PLANTED = 'ПАСПОРТНЫЙПЛАНКТОН'
const table = `Номер;Имя;Паспорт;Адрес;Вид;Статус;Дата обращения;Копия вручена;Кто ведёт;Заметка
И-1;Вымышленная Зарина;${PLANTED} 4507 123456;ул. Вымышленная, 5;протокол;в работе;05.03.2026;24.12.2025;К.;ждёт звонка
И-2;Вымышленный Бек;4507 654321;ул. Выдуманная, 7;жилищный спор;закрыто;03/05/2026;;Некто;
И-3;Вымышленная Айгуль;;;школа;;31.02.2026;;;=HYPERLINK("x")
`

async function chooseFile(name: string, bytes: Uint8Array) {
  await page
    .locator('#import-file')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
}

beforeAll(async () => {
  opened = await openMembers(site, { at: setupLink(site.server.output()) })
  page = opened.page
  page.setDefaultTimeout(10_000)
  await opened.member.setUp()
}, 90_000)

describe('from a spreadsheet', () => {
  test('what is no table is refused with a reason', async () => {
    await opened.member.go('cases')
    await page.getByRole('button', { name: 'Перенести из таблицы' }).click()
    await chooseFile('old.xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4))
    await page.locator('[data-refused="old-excel"]').waitFor()
    await chooseFile('photo.csv', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))
    await page.locator('[data-refused="not-a-table"]').waitFor()
    await chooseFile('head.csv', strToU8('Номер;Имя'))
    await page.locator('[data-refused="no-rows"]').waitFor()
  })

  test('columns are suggested or refused, problems told by row, nothing is written before the last button', async () => {
    await chooseFile('cases.csv', strToU8(table))
    await page.locator('[data-refusal="paper-number"]').waitFor()
    expect(await page.locator('[data-refusal="address"]').count()).toBe(1)
    // What stands in a refused column is not even shown.
    expect(await page.locator('main').textContent()).not.toContain(PLANTED)
    expect(await page.locator('[data-problems]').getAttribute('data-problems')).toBe('2')
    const reasons = await page
      .locator('tr[data-why]')
      .evaluateAll((rows) =>
        rows.map((row) => `${row.getAttribute('data-line')} ${row.getAttribute('data-why')}`),
      )
    expect(reasons.sort()).toEqual(['3 choice', '3 day-ambiguous', '3 person', '4 day-no-such', '4 formula'])
    expect(await page.locator('[data-import]').isDisabled()).toBe(true)
    expect(await axe(page)).toEqual([])

    // A person says what the words mean and which number is the day.
    await page.locator('[data-order]').selectOption('day-first')
    await page.locator('[data-meaning="жилищный спор"]').selectOption('other')
    await page.locator('[data-meaning="некто"]').selectOption('')
    await page.locator('[data-problems="1"]').waitFor()
    await page.locator('[data-leave]').check()
    expect(await page.locator('[data-import]').textContent()).toBe('Завести 2 дела')
    expect(await page.locator('[data-place="cases"] .count').count()).toBe(0)
  })

  test('all rows at once; a day of an event starts its term; nothing refused is anywhere', async () => {
    await page.locator('[data-import]').click({ timeout: 90_000 })
    await page.locator('[data-imported="2"]').waitFor()
    await opened.member.go('cases')
    await page.locator('[data-case="И-1"]').click()
    await page.locator('[data-term="koap.appeal"]').waitFor()
    expect(await page.locator('main').textContent()).toContain('Вымышленная Зарина')
    await opened.member.allSent()
    expect((await opened.member.storedBytes()).includes(Buffer.from(PLANTED))).toBe(false)
    expect(thirdParty(opened.requests, site.url)).toEqual([])
    expect(opened.errors).toEqual([])
  })

  test('the same file again: numbers that are here are told, the mapping is remembered', async () => {
    await opened.member.go('cases')
    await page.getByRole('button', { name: 'Перенести из таблицы' }).click()
    await chooseFile('again.csv', strToU8('Номер;Шифр клиента;Прочее\nИ-1;а;б\nИ-9;в;г\n'))
    await page.locator('tr[data-why="number-here"]').waitFor()
    await page.locator('[data-column="2"] select').selectOption('note')
    await page.locator('[data-leave]').check()
    await page.locator('[data-import]').click({ timeout: 90_000 })
    await page.locator('[data-imported="1"]').waitFor()
    await chooseFile('third.csv', strToU8('Прочее;Номер\nб;И-10\n'))
    await page.locator('[data-column="0"]').waitFor()
    expect(await page.locator('[data-column="0"] select').inputValue()).toBe('note')
  })

  test('one tap takes an import back, another brings it again', async () => {
    await page.locator('[data-import-made="2"] button').click()
    await page.locator('[data-import-made="2"][data-gone="2"]').waitFor()
    await opened.member.go('cases')
    expect(await page.locator('[data-case^="И-"]').count()).toBe(1)
    await page.getByRole('button', { name: 'Перенести из таблицы' }).click()
    await page.locator('[data-import-made="2"] button').click()
    await page.locator('[data-import-made="2"][data-gone="0"]').waitFor()
    await opened.member.go('cases')
    expect(await page.locator('[data-case^="И-"]').count()).toBe(2)
  })

  test('a large XLSX is read in a worker and written in one go; a full disk leaves none of it', async () => {
    const rows = Array.from({ length: 1_500 }, (_, i) => [
      `Б-${i}`,
      `Вымышленный ${i}`,
      { serial: 46086 },
      'школа',
      'нужен перевод свидетельства, ждём ответа из школы',
    ])
    await page.getByRole('button', { name: 'Перенести из таблицы' }).click()
    await chooseFile('large.xlsx', xlsx({ Дела: [['Номер', 'Имя', 'Дата', 'Вид', 'Заметка'], ...rows] }))
    await page.locator('[data-import]:not([disabled])').waitFor({ timeout: 30_000 })
    expect(await page.locator('[data-import]').textContent()).toMatch(/^Завести 1\s?500 дел$/)
    await page.evaluate(() => {
      const real = IDBObjectStore.prototype.put
      let left = 700
      IDBObjectStore.prototype.put = function (...args: Parameters<typeof real>) {
        if (left-- === 0) {
          IDBObjectStore.prototype.put = real
          throw new DOMException('full', 'QuotaExceededError')
        }
        return real.apply(this, args)
      }
    })
    await page.locator('[data-import]').click({ timeout: 90_000 })
    await page.locator('[data-problem="disk"]').waitFor({ timeout: 60_000 })
    expect(await page.locator('[data-place="cases"] .count').textContent()).toBe('2')
    const started = Date.now()
    await page.locator('[data-import]').click({ timeout: 90_000 })
    await page.locator('[data-imported="1500"]').waitFor({ timeout: 120_000 })
    // Seconds, not minutes: every row is signed and sealed on its own.
    expect(Date.now() - started).toBeLessThan(60_000)
    await opened.member.go('cases')
    await page.locator('#m-search').fill('Б-1499')
    await page.locator('[data-case="Б-1499"]').waitFor()
  }, 240_000)
})
