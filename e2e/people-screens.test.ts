/** People in real browsers against one relay: an invitation from code to six words, second devices, roles, removal, what needs two. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import encodeQR from 'qr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser } from '../tools/setup.mjs'
import { axe } from './axe.ts'
import { CHROMIUM_FLAGS, type Opened, useSite } from './harness.ts'
import { type Member, openMembers, setupLink } from './members.steps.ts'
import { SHOWN } from './shown.ts'

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
let sveta: Hand
let vera: Hand

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
    sveta = await begin()
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

/** What an admin does to a person or to their first device: asked again, then done. */
async function act(by: Hand, alias: string, action: string) {
  const card = person(by, alias)
  if (action === 'Исключить человека') await card.locator('summary').click()
  await card.getByRole('button', { name: action, exact: true }).click()
  await card.locator('[data-sure]').click()
  // A card that is gone says nothing any more; then the list does.
  const told = card.locator('[data-told]').or(by.page.locator('[data-told="left"]')).filter({ hasText: /./ })
  await told.first().waitFor()
  return told.first().textContent()
}

describe('people and devices', () => {
  test('a new role takes effect at once; the list says who has not heard of it', async () => {
    await toInvitations(anna)
    const card = person(anna, 'Борис')
    await card.locator('summary').click()
    await card.locator('select').selectOption('coordinator')
    await card.getByRole('button', { name: 'Сменить роль' }).click()
    await card.getByText('получит новые ключи').waitFor()
    await card.locator('[data-sure]').click()
    await card.getByText('Сделано.').waitFor()
    await card.getByText('С тех пор не показало').waitFor()
    await boris.member.sync()
    await newCase(boris, 'Т-3')
    await boris.member.allSent()
    await anna.member.sync()
    await card.getByText('С тех пор не показало').waitFor({ state: 'detached' })
    await toPeople(boris)
    await person(boris, 'Борис').getByText('Координатор').waitFor()
    // Who is no admin sees the list and no handles.
    expect(
      await boris.page.locator('[data-person] details, [data-person] .acts, [data-invite]').count(),
    ).toBe(0)
  }, 60_000)

  test('a locked device is told so; to unlock it another admin must agree', async () => {
    vera = await joins(anna, 'Вера', 'admin')
    await toInvitations(anna)
    expect(await act(anna, 'Света', 'Закрыть')).toBe('Сделано.')
    await sveta.member.sync()
    await sveta.page.locator('[data-standing="locked"]').waitFor()
    expect(await act(anna, 'Света', 'Открыть')).toContain('Предложено')
    const own = anna.page.locator('[data-proposal="unlock"]')
    await own.getByText('Согласиться должен другой').waitFor()
    expect(await own.locator('[data-approve]').count()).toBe(0)
    await vera.member.sync()
    await toPeople(vera)
    await vera.page.locator('[data-proposal="unlock"] [data-approve]').click()
    await vera.page.locator('[data-people="proposals"]').getByText('Подействовало').waitFor()
    await sveta.member.sync()
    await sveta.page.locator('[data-standing="locked"]').waitFor({ state: 'detached' })
  }, 60_000)

  test('one admin removes no other admin: it waits, and can be refused', async () => {
    await anna.member.sync()
    await toInvitations(anna)
    expect(await act(anna, 'Вера', 'Исключить человека')).toContain('Предложено')
    await vera.member.sync()
    const proposal = vera.page.locator('[data-proposal="remove"]')
    await proposal.getByText('Вера').waitFor()
    await proposal.getByRole('button', { name: 'Отказать' }).click()
    await proposal.waitFor({ state: 'detached' })
    await anna.member.sync()
    await person(anna, 'Вера').waitFor()
  }, 60_000)
})

describe('need to know', () => {
  test('a restricted case is read by who is named in it, says so, and notes who opened it', async () => {
    await toInvitations(anna)
    const form = anna.page.locator('[data-people="restricted"]')
    await form.locator('[data-open-restricted]').click()
    await form.locator('input').first().fill('О-1')
    await form.locator('[data-named="Борис"]').check()
    await form.locator('button[type=submit]').click()
    const seers = anna.page.locator('[data-seers]')
    await seers.getByText('Анна, Борис').waitFor()
    await anna.page.locator('[data-looks="1"]').waitFor()
    await anna.member.add('note', { text: 'тайное слово осени' })
    await anna.member.allSent()
    await boris.member.sync()
    await boris.member.go('agenda')
    await boris.page.locator('[data-restricted="О-1"]').click()
    await boris.page.getByText('тайное слово осени').waitFor()
    await boris.member.allSent()
    await anna.member.sync()
    await anna.page.locator('[data-looks="2"]').waitFor()
    // Another admin knows that there is one, and reads nothing of it.
    await vera.member.sync()
    await vera.member.go('agenda')
    expect(await vera.page.locator('[data-restricted]').count()).toBe(0)
    await vera.page.locator('[data-place="cases"]').click()
    expect(await vera.page.locator('[data-case="О-1"]').count()).toBe(0)
  }, 60_000)

  test('a planted case looks ordinary and tells admins who opened it', async () => {
    await newCase(anna, 'Т-90')
    await anna.page.locator('.plant summary').click()
    await anna.page.locator('[data-plant]').click()
    await anna.page.locator('[data-looks]').waitFor()
    await anna.member.allSent()
    await boris.member.sync()
    await boris.member.go('cases')
    await boris.page.locator('[data-case="Т-90"]').click()
    await boris.page.locator('[data-seers]').waitFor()
    expect(await boris.page.locator('[data-looks], .plant').count()).toBe(0)
    await boris.member.allSent()
    await anna.member.sync()
    await anna.page.locator('[data-looks="1"]').waitFor()
    await anna.page.locator('[data-looks] summary').click()
    await anna.page.locator('[data-looks]').getByText('Борис').waitFor()
  }, 60_000)

  test('a transfer: consent or a reason, offered, seen in the agenda, accepted, done', async () => {
    await newCase(anna, 'Т-91')
    const section = anna.page.locator('[data-handovers]')
    await section.locator('[data-hand-on]').click()
    await section.locator('[data-what]').selectOption('transfer')
    await section.locator('[data-to]').selectOption({ label: 'Борис' })
    await section.locator('form button[type=submit]').click()
    await section.getByRole('alert').waitFor()
    await section.locator('input[value=override]').check()
    await section.locator('[data-why]').fill('связи с ней нет')
    await section.locator('form button[type=submit]').click()
    await section.locator('[data-handover="offered"]').waitFor()
    expect(await section.locator('[data-step="accepted"]').count()).toBe(0)
    await anna.member.allSent()
    await boris.member.sync()
    await boris.member.go('agenda')
    await boris.page.locator('[data-waiting="offered"]').filter({ hasText: 'Т-91' }).click()
    await boris.page.locator('[data-step="accepted"]').click()
    await boris.page.locator('[data-handover="accepted"]').waitFor()
    await boris.page.locator('[data-assigned]').getByText('Борис').waitFor()
    await boris.member.allSent()
    await anna.member.sync()
    await section.locator('[data-handover="accepted"]').getByText('связи с ней нет').waitFor()
    await section.locator('[data-step="done"]').click()
    await section.locator('[data-handover="done"]').waitFor()
    expect([...ownErrors(anna), ...ownErrors(boris)]).toEqual([])
  }, 60_000)

  test('a role whose last day is over: admins are reminded, nobody is put out by a clock', async () => {
    await toInvitations(anna)
    const card = person(anna, 'Света')
    await card.locator('summary').click()
    await card.locator('input[type=date]').fill('2020-01-31')
    await card.locator('[data-tenure-save]').click()
    await anna.member.go('agenda')
    await anna.page.locator('[data-tenure="Света"]').waitFor()
  })
})

describe('leaving', () => {
  test('a removed person reads nothing new and is told; what they had stays', async () => {
    await toInvitations(anna)
    expect(await act(anna, 'Борис', 'Исключить человека')).toContain('Исключено: Борис')
    await newCase(anna, 'Т-4')
    await anna.member.allSent()
    await boris.member.sync()
    await boris.page.locator('[data-standing="removed"]').waitFor()
    await boris.member.go('cases')
    await boris.page.locator('[data-case="Т-3"]').waitFor()
    expect(await boris.page.locator('[data-case="Т-4"]').count()).toBe(0)
    await vera.member.sync()
    await vera.member.go('cases')
    await vera.page.locator('[data-case="Т-4"]').click()
    const seers = vera.page.locator('[data-seers]')
    await seers.getByText('Анна').waitFor()
    expect(await seers.textContent()).not.toContain('Борис')
    await toInvitations(anna)
    await anna.page.getByText('Выбыл 1 человек').click()
    expect(await person(anna, 'Борис').count()).toBe(0)
  }, 60_000)

  test('an order to erase is carried out when the device next asks', async () => {
    await toInvitations(anna)
    expect(await act(anna, 'Света', 'Исключить и стереть')).toContain('приказ стереть отдан')
    expect((await sveta.member.storedBytes()).length).toBeGreaterThan(1_000)
    await sveta.page.locator('.contact button').click()
    await sveta.page.locator('.m-shell').waitFor({ state: 'detached' })
    await sveta.page.reload()
    await sveta.page.locator('[data-join]').waitFor()
    expect(ownErrors(sveta)).toEqual([])
  }, 60_000)
})

describe('for everyone', () => {
  test.each(SHOWN)(
    'axe finds nothing in %s; nothing is wider than 320 px',
    async (lang) => {
      const { page, member } = anna
      const guest = await begin()
      const screens: [string, Hand, () => Promise<unknown>][] = [
        ['people', anna, () => person(anna, 'Вера').locator('summary').click()],
        ['asked again', anna, () => person(anna, 'Вера').locator('.danger').click()],
        ['roles', anna, () => page.locator('[data-invite]').click()],
        ['code', anna, () => page.locator('[data-people="invite"] form button[type=submit]').click()],
        ['joining', guest, async () => {}],
        [
          'who',
          guest,
          async () => {
            await guest.page
              .locator('#join-code')
              .fill((await page.locator('[data-code]').getAttribute('data-code'))!)
            await guest.page.locator('form button[type=submit]').click()
            await guest.page.locator('#join-alias').fill(lang)
          },
        ],
        [
          'words here',
          guest,
          async () => {
            await guest.member.newPassphrase()
            await guest.page.locator('form button[type=submit]').click()
            await guest.page.locator('[data-words]').waitFor()
          },
        ],
        ['words there', anna, async () => page.locator('[data-words]').waitFor()],
        ['differ', anna, () => page.locator('[data-differ]').click()],
        ['over', guest, () => guest.page.locator('[data-ended]').waitFor()],
        ['restricted', anna, () => page.locator('[data-open-restricted]').click()],
        [
          'handing on',
          anna,
          async () => {
            await member.go('cases')
            await page.locator('[data-case="Т-91"]').click()
            await page.locator('.plant summary').click()
            await page.locator('[data-hand-on]').click()
            await page.locator('[data-what]').selectOption('transfer')
            await page.locator('input[value=override]').check()
          },
        ],
        [
          'planted',
          anna,
          async () => {
            await member.go('cases')
            await page.locator('[data-case="Т-90"]').click()
            await page.locator('[data-looks] summary').click()
          },
        ],
        ['agenda', anna, () => member.go('agenda')],
      ]
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption(lang)
      await guest.page.locator('header select').selectOption(lang)
      await member.go('cases')
      await toPeople(anna)
      for (const [name, of, visit] of screens) {
        await of.page.setViewportSize({ width: 1440, height: 900 })
        await visit()
        for (const colorScheme of ['light', 'dark'] as const) {
          await of.page.emulateMedia({ colorScheme })
          expect(await axe(of.page), `${name} ${colorScheme}`).toEqual([])
        }
        await look(of.page, `${lang}-${name}-1440`)
        await of.page.emulateMedia({ colorScheme: 'light' })
        await of.page.setViewportSize({ width: 320, height: 700 })
        expect(await of.page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(
          320,
        )
        expect(await axe(of.page), `${name} 320`).toEqual([])
        await look(of.page, `${lang}-${name}-320`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption('ru')
    },
    90_000,
  )
})

/** Pictures for a person to look at, when a folder for them is named. */
async function look(page: Page, name: string) {
  if (process.env.PICTURES)
    await page.screenshot({
      path: join(process.env.PICTURES, `${name.replaceAll(' ', '-')}.png`),
      fullPage: true,
    })
}

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
