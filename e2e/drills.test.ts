import { afterAll, beforeAll, expect, test } from 'vitest'
import { LANGUAGES } from '../src/law/types.ts'
import { DRILLS } from '../src/team/members/drills/drill.ts'
import { type Opened, useSite } from './harness.ts'
import { look as lookAt } from './look.ts'
import { type Member, openMembers, PASSPHRASE, setupLink } from './members.steps.ts'

const site = useSite()
const folder = process.env.HAMROH_LOOK
let own: Opened & { member: Member }

beforeAll(async () => {
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  await own.member.setUp()
}, 120_000)
afterAll(() => own?.close())

async function toDrills() {
  await own.page.locator('[data-place="safety"]').click()
  await own.page.locator('[data-safety="drills"] button').click()
}
const act = (name: string) => own.page.locator(`[data-act="${name}"]`)
const start = (id: string) => own.page.locator(`[data-drill-of="${id}"] [data-act="start"]`).click()
/** What stands on the relay's side of this device: nothing unsent, and how often it was asked. */
const unsent = () => own.page.locator('[data-unsent]').getAttribute('data-unsent')

/** How many commits lie on this device. */
const commits = () =>
  own.page.evaluate(async () => {
    let all = 0
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open(name!)
        request.onsuccess = () => done(request.result)
        request.onerror = () => fail(request.error)
      })
      if (db.objectStoreNames.contains('commits'))
        all += await new Promise<number>((done, fail) => {
          const request = db.transaction('commits').objectStore('commits').count()
          request.onsuccess = () => done(request.result)
          request.onerror = () => fail(request.error)
        })
      db.close()
    }
    return all
  })

test('every drill can be gone through; it asks nothing of the relay and writes nothing into the log', async () => {
  const { page, requests } = own
  await toDrills()
  const [before, kept] = [requests.length, await commits()]
  for (const { id, steps } of DRILLS) {
    await start(id)
    for (let index = 0; index < steps.length; index++) {
      expect(await page.locator('.drill section > h2').textContent()).toContain(`${index + 1}`)
      await act('done').click()
    }
    await page.getByText('Все шаги получились').waitFor()
    await act('stop').click()
    expect(await page.locator(`[data-drill-of="${id}"]`).textContent()).toContain('ещё не проводили')
  }
  expect(requests.slice(before).filter((url) => url.includes('/api/'))).toEqual([])
  expect([await unsent(), await commits()]).toEqual(['0', kept])
})

test('the button of each step is named as the app names it; erasing is rehearsed, marked as such, and erases nothing; what nobody could do is said', async () => {
  const { page } = own
  await start('office')
  await page.locator('[data-where]').getByText('Закрыть на замок').waitFor()
  await act('nobody').click()
  await act('rehearse').click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByText('Репетиция: ничего не стирается').waitFor()
  await act('rehearsed').click()
  await page.locator('[data-rehearsed]').getByText('Ничего не стёрто').waitFor()
  expect(await page.locator('dialog[open]').count()).toBe(0)
  await act('done').click()
  await page.locator('[data-where]').getByText('Люди › Закрыть, Исключить устройство').waitFor()
  for (let left = 0; left < 3; left++) await act('done').click()
  await page.locator('[data-nobody="1"]').getByText('Никто не смог').waitFor()
  await act('stop').click()
  // The profile is where it was.
  await page.reload()
  await own.member.unlock(PASSPHRASE)
  await toDrills()
})

test('by keyboard, through the lock that is part of it: the marks stay, the words do not; the day is kept', async () => {
  const { page, member } = own
  await act('close').click()
  await toDrills()
  await page.locator('[data-drill-of="office"] [data-act="start"]').focus()
  await page.keyboard.press('Enter')
  // The first step is to lock, and so they do.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('#drill-note').waitFor()
  await page.keyboard.type('крышка не закрывается')
  await page.keyboard.press('Enter')
  await page.locator('.drill section > h2').filter({ hasText: '2' }).waitFor()
  await page.keyboard.press('F2')
  await page.locator('#pass').waitFor()
  await member.unlock(PASSPHRASE)
  const on = page.locator('[data-drill-on]')
  await page.locator('[data-place="safety"]').click()
  if (await on.count()) await on.locator('button').click()
  await act('done').click()
  // The place of the real button is shown, and that it is real.
  await act('place').click()
  await on.getByText('Кнопки на этой странице настоящие').waitFor()
  expect(await page.locator('[data-place="people"]').getAttribute('aria-current')).toBe('page')
  await on.locator('button').click()
  for (let left = 0; left < 3; left++) await act('done').click()
  const result = await page.locator('.drill').textContent()
  expect(result).toContain('Обсудите сейчас эти шаги: 1')
  expect(result).not.toContain('крышка не закрывается')
  await act('finish').click()
  await page.locator('[data-drill-of="office"]').getByText('последний раз').waitFor()
  await page.reload()
  await member.unlock(PASSPHRASE)
  await toDrills()
  await page.locator('[data-drill-of="office"]').getByText('последний раз').waitFor()
  await page.locator('[data-drill-of="phone"]').getByText('ещё не проводили').waitFor()
  expect(await unsent()).toBe('0')
})

test('axe finds nothing, and nothing is wider than 320 px, in every language', async () => {
  const { page } = own
  for (const lang of LANGUAGES)
    for (const [width, dark] of [
      [320, false],
      [1440, true],
    ] as const) {
      if (!process.env.HAMROH_LONG && !folder && (lang !== 'ky' || dark)) continue
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      await page.locator('.language select').selectOption(lang, { force: true })
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang)
      const look = (name: string) => lookAt(page, `drills-${name}-${lang}-${width}`)
      await look('list')
      await start('office')
      await act('done').click()
      await act('rehearse').click()
      await look('rehearsal')
      await page.keyboard.press('Escape')
      await look('erasing')
      await act('stop').click()
      await start('coordinator')
      await look('step')
      await act('unclear').click()
      await page.keyboard.press('Enter')
      await act('place').click()
      await look('banner')
      await page.locator('[data-drill-on] button').click()
      await act('nobody').click()
      for (let left = 0; left < 2; left++) await act('done').click()
      await look('result')
      await act('stop').click()
    }
})
