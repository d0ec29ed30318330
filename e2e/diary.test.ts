/** The diary of the app «Амина» in a real browser: kept sealed under a PIN, says what is due, cuts pictures, prints, erases. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Lang } from '../src/law/types.ts'
import { phonePhoto } from './ask.steps.ts'
import { thirdParty, useSite } from './harness.ts'
import { look as lookAt } from './look.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
const PIN = '481516'
/** Sunday; the third day after Friday is tomorrow, the third working day Wednesday. */
const NOW = '2026-11-22T12:00:00'
const PLANTED = 'ПОСАЖЕНО-в-дневник'

async function toDiary(page: Page): Promise<void> {
  await page.waitForSelector('.home h1')
  await page.click('[data-go="diary"]')
  await page.waitForSelector('#diary-pin')
}
async function begin(page: Page, pin = PIN): Promise<void> {
  await page.fill('#diary-pin', pin)
  await page.fill('#diary-again', pin)
  await page.click('.gate .main')
  await page.waitForSelector('.due')
}
async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.fill('#diary-pin', pin)
  await page.click('.gate .main')
}
async function write(
  page: Page,
  {
    kind,
    signs = [],
    text = '',
    day,
    time,
  }: { kind: string; signs?: string[]; text?: string; day?: string; time?: string },
): Promise<void> {
  await page.click('[data-go="add"]')
  await page.check(`input[name="diary-kind"][value="${kind}"]`)
  if (day) await page.fill('.when input[type="date"]', day)
  if (time) await page.fill('.when input[type="time"]', time)
  for (const sign of signs) await page.check(`input[name="diary-signs"][value="${sign}"]`)
  if (text) await page.fill('#diary-text', text)
  await page.click('[data-act="save"]')
  await page.waitForSelector('.entries')
}
async function open(lang: Lang = 'ru', options = {}) {
  const opened = await site.open(`/#${lang}`, { width: 360, timezoneId: 'Europe/Moscow', ...options })
  await opened.page.clock.setFixedTime(new Date(`${NOW}+03:00`))
  await toDiary(opened.page)
  return opened
}
/** Everything that stands in the diary’s database, as text. */
const onDisk = (page: Page) =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const asked = indexedDB.open('notes')
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => fail(asked.error)
    })
    const store = db.transaction('kept').objectStore('kept')
    const values = await new Promise<unknown[]>((done) => {
      const asked = store.getAll()
      asked.onsuccess = () => done(asked.result)
    })
    db.close()
    return values
      .map((value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value)))
      .join('\n')
  })

describe('a diary', () => {
  test('is opened again only with its PIN, says first what is due, and nothing of it lies open on the disk', async () => {
    const { page, errors, requests, close } = await open()
    // Nothing is made before the person begins one.
    expect(
      await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
    ).not.toContain('notes')
    await begin(page)
    expect(await page.textContent('.due h2')).toContain('Пока не записано')
    await write(page, { kind: 'contact', signs: ['sent'], day: '2026-11-20', time: '14:05' })
    await write(page, { kind: 'failure', signs: ['wrong-place'], text: PLANTED })
    expect(await page.textContent('.due')).toMatch(/23 ноября 2026.*25 ноября 2026/s)
    expect(await page.textContent('.due')).toMatch(/Юристы это ещё не проверили/)
    const before = await page.textContent('.entries')
    await page.reload()
    await page.waitForSelector('#diary-pin')
    await unlock(page, '000000')
    await page.waitForSelector('.problem:not(:empty)')
    expect(await page.textContent('.problem:not(:empty)')).toContain('не открывает')
    await unlock(page)
    await page.waitForSelector('.due')
    expect(await page.textContent('.entries')).toBe(before)
    const kept = await onDisk(page)
    expect(kept).not.toContain(PLANTED)
    expect(kept).not.toContain('wrong-place')
    expect(kept).not.toContain(PIN)
    expect(thirdParty(requests, site.url)).toEqual([])
    expect(requests.filter((request) => request.includes('/api/'))).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('a short PIN, two different ones, an empty entry and the future are refused in words; nothing is lost', async () => {
    const { page, close } = await open('uz')
    await page.fill('#diary-pin', '123')
    await page.click('.gate .main')
    expect(await page.textContent('#diary-pin-problem')).toContain('Juda qisqa')
    await page.fill('#diary-pin', '123456')
    await page.fill('#diary-again', '123457')
    await page.click('.gate .main')
    expect(await page.textContent('#diary-pin-problem')).toContain('bir xil emas')
    await begin(page)
    await page.click('[data-go="add"]')
    await page.click('[data-act="save"]')
    expect(await page.textContent('#diary-problem')).toContain('tanlang')
    await page.check('input[name="diary-kind"][value="failure"]')
    await page.click('[data-act="save"]')
    expect(await page.textContent('#diary-problem')).toContain('belgilang')
    await page.fill('#diary-text', 'matn')
    await page.fill('.when input[type="date"]', '2026-11-23')
    await page.click('[data-act="save"]')
    expect(await page.textContent('#diary-problem')).toContain('hali kelmagan')
    expect(await page.inputValue('#diary-text')).toBe('matn')
    await close()
  })

  test('when the limit is over it asks, and leads to people', async () => {
    const { page, close } = await open('en')
    await begin(page)
    await write(page, { kind: 'contact', signs: ['shown'], day: '2026-11-10', time: '08:00' })
    expect(await page.textContent('.due')).toContain('We do not know whether anything has happened')
    await page.click('.due .button')
    await page.waitForSelector('.ask')
    await close()
  })

  test('a screenshot is cut before it is kept: what lay outside the frame is nowhere', async () => {
    const { page, errors, close } = await open()
    await begin(page)
    await page.click('[data-go="add"]')
    await page.check('input[name="diary-kind"][value="failure"]')
    const photo = await phonePhoto(page, 'PLANTED-IN-EXIF', 800, 1200)
    await page.setInputFiles('.pick input', photo)
    await page.waitForSelector('.stage canvas')
    // The phone held upright: the red half lies above. The frame goes to the half below.
    for (let i = 0; i < 25; i++) await page.click('[data-move="narrower"]')
    for (let i = 0; i < 25; i++) await page.click('[data-move="down"]')
    await page.click('[data-act="keep"]')
    await page.waitForSelector('[data-act="save"]')
    await page.click('[data-act="save"]')
    await page.waitForSelector('.entries .icon')
    await page.click('[data-go="report"]')
    await page.check('.option input')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-act="save"]')])
    const file = readFileSync(await download.path(), 'utf8')
    expect(download.suggestedFilename()).toBe('notes.html')
    expect(file).not.toContain('PLANTED-IN-EXIF')
    const address = /src="(data:image\/jpeg[^"]+)"/.exec(file)?.[1] ?? ''
    // A page of its own looks at the pixels: the app's policy lets nothing be fetched.
    const probe = await page.context().newPage()
    const colours = await probe.evaluate(async (from) => {
      const picture = await createImageBitmap(await (await fetch(from)).blob())
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      const paint = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
      paint.drawImage(picture, 0, 0)
      const { data } = paint.getImageData(0, 0, picture.width, picture.height)
      let red = 0
      for (let i = 0; i < data.length; i += 4) if (data[i]! > 200 && data[i + 1]! < 60) red++
      return { width: picture.width, height: picture.height, red }
    }, address)
    expect(colours).toEqual({ width: 600, height: 400, red: 0 })
    expect(errors).toEqual([])
    await close()
  })

  test('reminders name nothing; the checklist stays ticked; erasing leaves nothing', async () => {
    const { page, close } = await open('tg')
    await begin(page)
    await write(page, { kind: 'contact', signs: ['sent'], day: '2026-11-21', time: '10:00' })
    await page.click('[data-go="alarms"]')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-act="calendar"]')])
    const ics = readFileSync(await download.path(), 'utf8')
    expect(ics).toContain('SUMMARY:Як саҳифа хондан')
    expect(ics).toContain('DTSTART;VALUE=DATE:20261124')
    expect(ics).not.toMatch(/амина|hamroh/i)
    await page.goBack()
    await page.click('[data-go="evidence"]')
    await page.check('input[value="ticket"]')
    await page.goBack()
    await page.waitForSelector('.due')
    await page.reload()
    await unlock(page)
    await page.waitForSelector('.due')
    await page.click('[data-go="evidence"]')
    expect(await page.isChecked('input[value="ticket"]')).toBe(true)
    await page.goBack()
    await page.click('[data-act="erase-ask"]')
    await page.click('[data-act="erase"]')
    await page.waitForSelector('.home h1')
    expect(
      await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
    ).not.toContain('notes')
    await close()
  })

  test('quick exit and the phone’s own back close it', async () => {
    const { page, close } = await open()
    await begin(page)
    await write(page, { kind: 'note', text: PLANTED })
    await page.click('.exit')
    await page.waitForURL(/table\.html/)
    await page.goto(`${site.url}/#ru`)
    await toDiary(page)
    expect(await page.textContent('body')).not.toContain(PLANTED)
    await close()
  })
})

describe.each(
  SHOWN.flatMap((lang, n) => [
    { lang, width: 320, colorScheme: n % 2 === 0 ? ('light' as const) : ('dark' as const) },
    ...(lang === 'ky' ? [{ lang, width: 1440, colorScheme: 'light' as const }] : []),
  ]),
)('$lang at $width px, $colorScheme', ({ lang, width, colorScheme }) => {
  test('every screen: no violation, nothing beyond the edge', async () => {
    const { page, errors, close } = await open(lang, { width, height: 740, colorScheme })
    const look = (name: string) => lookAt(page, `diary-${lang}-${width}-${name}`)
    await look('gate')
    await begin(page)
    await look('empty')
    await page.click('[data-go="add"]')
    await page.check('input[name="diary-kind"][value="failure"]')
    await look('add')
    await page.setInputFiles('.pick input', await phonePhoto(page, 'x', 400, 800))
    await page.waitForSelector('.stage canvas')
    await look('crop')
    await page.goBack()
    await page.goBack()
    await write(page, { kind: 'contact', signs: ['sent'], day: '2026-11-20', time: '14:05' })
    await page.click('.due summary')
    await look('today')
    for (const name of ['evidence', 'alarms', 'report']) {
      await page.click(`[data-go="${name}"]`)
      await look(name)
      await page.goBack()
    }
    expect(errors).toEqual([])
    await close()
  })
})
