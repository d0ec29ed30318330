/** People in real browsers against one relay: an invitation from code to six words, second devices, roles, removal, what needs two. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import encodeQR from 'qr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser } from '../tools/setup.mjs'
import { CHROMIUM_FLAGS, type Opened, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'

const site = useSite()
type Hand = Opened & { member: Member }
let anna: Hand
const opened: Hand[] = []

beforeAll(async () => {
  anna = await openMembers(site, { at: setupLink(site.server.output()) })
  await anna.member.setUp('Вымышленный дом', 'Анна')
  await newCase(anna, 'Т-1')
  await anna.member.allSent()
  anna.page.setDefaultTimeout(10_000)
}, 90_000)
afterAll(async () => {
  for (const each of [anna, ...opened]) await each?.close()
})

async function newCase({ page, member }: Hand, number: string) {
  await member.go('cases')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.locator('form input').first().fill(number)
  await page.getByRole('button', { name: 'Завести' }).click()
  await page.locator('[data-seers]').waitFor()
}
const toPeople = ({ page }: Hand) => page.locator('[data-place="people"]').click()

/** The screen anew: whatever was begun there is left. */
async function toInvitations(by: Hand) {
  await by.member.go('cases')
  await toPeople(by)
}
/** A mailbox without an answer yet is a 404, a dead one a 403: the browser writes both down, the app takes them for what they are. */
const ownErrors = ({ errors }: Hand) => errors.filter((error) => !/status of 40[34]/.test(error))

/** The admin's code, as the screen shows it. */
async function makeCode(by: Hand, role: string): Promise<string> {
  const { page } = by
  await toInvitations(by)
  await page.locator('[data-invite]').click()
  await page.locator(`input[name=role][value=${role}]`).check()
  await page.getByRole('button', { name: 'Сделать код' }).click()
  return (await page.locator('[data-code]').getAttribute('data-code'))!
}
async function begin(): Promise<Hand> {
  const hand = await openMembers(site)
  opened.push(hand)
  hand.page.setDefaultTimeout(10_000)
  await hand.page.locator('[data-join]').click()
  return hand
}
async function answer({ page, member }: Hand, code: string, alias: string | null) {
  await page.locator('#join-code').fill(code)
  await page.locator('form button[type=submit]').click()
  await page.locator('#new-pass').waitFor()
  if (alias !== null) await page.locator('#join-alias').fill(alias)
  await member.newPassphrase()
  await page.locator('form button[type=submit]').click()
}
const wordsOn = async (page: Page) => (await page.locator('[data-words]').getAttribute('data-words'))!

/** Code, name, words on both screens, yes. */
async function joins(by: Hand, alias: string, role: string): Promise<Hand> {
  const code = await makeCode(by, role)
  const hand = await begin()
  await answer(hand, code, alias)
  expect(await wordsOn(hand.page)).toBe(await wordsOn(by.page))
  expect((await wordsOn(hand.page)).split(' ')).toHaveLength(6)
  await by.page.locator('[data-same]').click()
  await hand.page.locator('.m-shell').waitFor({ timeout: 30_000 })
  await hand.member.allSent()
  return hand
}
const person = (of: Hand, alias: string) => of.page.locator(`[data-person="${alias}"]`)

let boris: Hand

describe('joining', () => {
  test('a defender: typed code, the same six words, and the cases of the team; no requests', async () => {
    boris = await joins(anna, 'Борис', 'defender')
    const { page, member } = boris
    await anna.page.locator('[data-told]').getByText('Борис теперь с вами').waitFor()
    await member.sync()
    await member.go('cases')
    await page.locator('[data-case="Т-1"]').click()
    await page.locator('[data-seers]').getByText('Борис').waitFor()
    await newCase(boris, 'Т-2')
    await member.allSent()
    await anna.member.sync()
    await anna.member.go('cases')
    await anna.page.locator('[data-case="Т-2"]').waitFor()
    expect([...ownErrors(anna), ...ownErrors(boris)]).toEqual([])
  }, 60_000)

  test('a used code is over; a mistyped line is named; another text is no code', async () => {
    const code = await makeCode(anna, 'trainee')
    const sveta = await begin()
    const { page } = sveta
    const lines = await anna.page.locator('[data-code] code').allTextContents()
    const slipped = lines.map((line, at) => (at === 1 ? (line[0] === '7' ? '8' : '7') + line.slice(1) : line))
    await page.locator('#join-code').fill(slipped.join('\n'))
    await page.locator('form button[type=submit]').click()
    await page.locator('[data-slip]').getByText('2').waitFor()
    await answer(sveta, lines.join('\n').toLowerCase(), 'Света')
    await page.locator('[data-words]').waitFor()
    const second = await begin()
    await answer(second, code, 'Чужой')
    await second.page.locator('[data-problem]').getByText('уже использован').waitFor()
    expect(await wordsOn(page)).toBe(await wordsOn(anna.page))
    await anna.page.locator('[data-same]').click()
    await page.locator('.m-shell').waitFor({ timeout: 30_000 })
    await sveta.member.go('cases')
    await page.locator('[data-count="0"]').waitFor()
    expect(ownErrors(sveta)).toEqual([])
  }, 60_000)

  test('words that differ end it on both sides, and nobody is let in', async () => {
    const code = await makeCode(anna, 'defender')
    const hand = await begin()
    await answer(hand, code, 'Подмена')
    await anna.page.locator('[data-differ]').click()
    await anna.page.locator('[data-people="invite"] [data-ended]').waitFor()
    await hand.page.locator('[data-ended]').getByText('отменён').waitFor({ timeout: 15_000 })
    await anna.page.locator('[data-person]').first().waitFor()
    expect(await person(anna, 'Подмена').count()).toBe(0)
    expect(ownErrors(hand)).toEqual([])
  }, 60_000)

  test('a second device of one’s own', async () => {
    await toInvitations(anna)
    await anna.page.locator('[data-own]').click()
    const code = (await anna.page.locator('[data-code]').getAttribute('data-code'))!
    const phone = await begin()
    await answer(phone, code, null)
    expect(await wordsOn(phone.page)).toBe(await wordsOn(anna.page))
    await anna.page.locator('[data-same]').click()
    await phone.page.locator('.m-shell').waitFor({ timeout: 30_000 })
    await toPeople(phone)
    expect(await person(phone, 'Анна').locator('[data-device]').count()).toBe(2)
    await phone.member.go('cases')
    await phone.page.locator('[data-case="Т-2"]').waitFor()
  }, 60_000)

  test('scanned by a camera', async () => {
    const code = await makeCode(anna, 'teacher')
    const folder = mkdtempSync(join(tmpdir(), 'hamroh-camera-'))
    writeFileSync(join(folder, 'code.y4m'), filmOf(code))
    const browser = await chromium.launch({
      executablePath: await ensureBrowser(),
      headless: true,
      args: [
        ...CHROMIUM_FLAGS,
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${join(folder, 'code.y4m')}`,
      ],
    })
    try {
      const hand = await openMembers({ url: site.url, browser })
      await hand.page.locator('[data-join]').click()
      await hand.page.locator('[data-camera]').click()
      await hand.page.locator('#join-alias').waitFor({ timeout: 20_000 })
      expect(hand.errors).toEqual([])
      await hand.close()
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)

  test('without a camera it says so, and typing goes on', async () => {
    const hand = await begin()
    await hand.page.locator('[data-camera]').click()
    await hand.page.locator('[data-scan] [role=alert]').waitFor()
    await hand.page.locator('#join-code').fill('ERUNDA')
    await hand.page.locator('form button[type=submit]').click()
    await hand.page.locator('[data-slip]').waitFor()
  })
})

/** Raw film (YUV4MPEG2) of two equal pictures: a QR, grey by brightness alone. */
function filmOf(text: string): Buffer {
  const [width, height] = [640, 480]
  const cells = encodeQR(text, 'raw', { ecc: 'low', border: 4 })
  const scale = Math.floor(height / cells.length)
  const light = Buffer.alloc(width * height, 235)
  const left = Math.floor((width - cells.length * scale) / 2)
  for (const [y, row] of cells.entries())
    for (const [x, dark] of row.entries())
      if (dark)
        for (let line = 0; line < scale; line++)
          light.fill(
            16,
            (y * scale + line) * width + left + x * scale,
            (y * scale + line) * width + left + (x + 1) * scale,
          )
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, 128)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame])
}
