/** The printed kit by picture: what is on the paper is read by a camera or from a photo, and the device that was can be removed at once. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type Opened, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'
import { newFolder, removeFolder } from './relay-process.ts'

const site = useSite()
let own: Opened & { member: Member }
let folder: string

beforeAll(async () => {
  folder = newFolder()
  own = await openMembers(site, { at: setupLink(site.server.output()) })
  await own.member.setUp()
}, 60_000)
afterAll(async () => {
  await own?.close()
  removeFolder(folder)
})

test('a photo of the first sheet and the typed code bring the person back; the device that was is removed', async () => {
  await own.page.locator('[data-place="safety"]').click()
  await own.page.getByRole('button', { name: 'Показать и напечатать' }).click()
  const code = (await own.page.locator('[data-kit] .key code').textContent()) ?? ''
  const photo = join(folder, 'sheet.png')
  writeFileSync(photo, await own.page.locator('[data-kit-qr]').screenshot())
  const blank = join(folder, 'blank.png')
  writeFileSync(blank, await own.page.locator('[data-kit] .key').screenshot())
  if (process.env.LOOK) await own.page.screenshot({ path: `${process.env.LOOK}/kit-ru.png`, fullPage: true })
  await own.member.allSent()

  const back = await openMembers(site)
  const { page, member } = back
  await page.getByRole('button', { name: 'Вернуться по листу' }).click()
  await page.locator('#kit-photo').setInputFiles(blank)
  await page.getByText('На снимке код не найден').waitFor()
  await page.locator('#kit-photo').setInputFiles(photo)
  await expect.poll(() => page.locator('#kit-block').inputValue()).not.toBe('')
  await page.locator('#kit-code').fill(code)
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/restore-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.locator('form button[type=submit]').click()
  await member.newPassphrase('другая длинная фраза здесь')
  await page.locator('#remove-old').check()
  expect(await axe(page)).toEqual([])
  await page.locator('form button[type=submit]').click()
  await page.locator('.m-shell').waitFor({ timeout: 60_000 })
  await member.allSent()
  await page.locator('[data-place="people"]').click()
  await expect.poll(() => page.locator('[data-device]').count(), { timeout: 30_000 }).toBe(1)
  await own.member.sync()
  await own.page.locator('[data-standing="removed"]').waitFor({ timeout: 30_000 })
  await back.close()
}, 120_000)
