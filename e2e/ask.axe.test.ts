import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chooseKind, comeBackWith, openPlace, type Place, phonePhoto, receiptOn, send } from './ask.steps.ts'
import { launchBrowser } from './harness.ts'
import { look as lookAt } from './look.ts'
import { SHOWN } from './shown.ts'

let browser: Browser
let place: Place
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  place = await openPlace()
})
afterEach(() => place.end())

const look = (page: Page, name: string, at: string) => lookAt(page, `${at}-${name}`)

describe.each(
  SHOWN.flatMap((lang, n) => [
    { lang, width: 320, colorScheme: n % 2 === 0 ? ('light' as const) : ('dark' as const) },
    ...(lang === 'uz' || lang === 'tg'
      ? [{ lang, width: 1440, colorScheme: n % 2 === 0 ? ('dark' as const) : ('light' as const) }]
      : []),
  ]),
)('$lang at $width px, $colorScheme', ({ lang, width, colorScheme }) => {
  test('every screen', async () => {
    const { page, errors, close } = await place.open(browser, `/#${lang}`, {
      width,
      height: 740,
      colorScheme,
    })
    const at = `${lang}-${width}-${colorScheme}`
    await page.waitForSelector('.home h1')
    await look(page, '00-home', at)
    await page.click('[data-go="ask"]')
    await page.waitForSelector('.ways .main:not([disabled])')
    await look(page, '01-start', at)
    await page.click('.ways .main')
    await page.waitForSelector('#ask-kind')
    await page.click('.ask .steps .main')
    await look(page, '02-kind-problem', at)
    await page.goBack()
    await page.waitForSelector('.ways')
    await chooseKind(page, 'violence')
    await page.click('.ask .steps .main')
    await page.waitForSelector('#ask-text-problem span')
    await page.fill('#ask-text', 'Sinov · озмоиш. '.repeat(6) + 'x'.repeat(70))
    await page
      .locator('.pick input')
      .nth(1)
      .setInputFiles([await phonePhoto(page, 'x', 900, 1200)])
    await page.waitForSelector('.photos li canvas')
    await page.click('.voice .button')
    await page.waitForSelector('#ask-voice-problem span, .voice .now')
    await look(page, '03-tell', at)
    await page.click('.photos .acts .button')
    await page.waitForSelector('.stage')
    await page.click('[data-act="add"]')
    await page.click('[data-act="add"]')
    await page.click('[data-move="down"]')
    await page.waitForTimeout(150)
    await look(page, '04-cover', at)
    await page.click('.ask .steps .main')
    await page.waitForSelector('#ask-text')
    await page.click('.ask .steps .main')
    await page.waitForSelector('.parts')
    await page.waitForTimeout(150)
    await look(page, '05-check', at)
    await page.goBack()
    await page.waitForSelector('#ask-text')
    await page.route('**/requests/**', (route) => route.abort())
    await send(page, 'held')
    await page.waitForSelector('[data-act="wait"]')
    await look(page, '06-held', at)
    await page.unroute('**/requests/**')
    await page.click('[data-act="on"]')
    await page.waitForSelector('[data-stage="sent"]')
    await page.click('[data-act="finish"]')
    await page.waitForSelector('.insist')
    await look(page, '07-sent', at)
    const receipt = await receiptOn(page)
    await page.click('[data-act="learn"]')
    await page.waitForSelector('.big')
    await look(page, '08-learn', at)
    await page.click('.page .button.main')
    await page.fill('#ask-learn', '1')
    await look(page, '09-learn-asked', at)
    await page.goBack()
    await page.click('[data-act="written"]')
    await page.click('[data-act="finish"]')
    await page.waitForSelector('.home h1')
    await place.desk.fetch(place.remote)
    const { box } = place.desk.arrived[0]!
    await place.answer(
      box,
      `Вымышленный ответ.\n${'Длинная строка без пробелов'.replaceAll(' ', '').repeat(3)}`,
    )
    await page.click('[data-go="ask"]')
    await page.waitForSelector('.ways .main:not([disabled])')
    await comeBackWith(page, receipt.slice(0, 13))
    await page.waitForSelector('#ask-receipt-problem span')
    await look(page, '10-return', at)
    await page.fill('#ask-receipt', receipt)
    await page.click('.ask .steps .main')
    await page.waitForSelector('.answer')
    await look(page, '11-answers', at)
    await page.click('[data-act="erase"]')
    await page.waitForSelector('[data-act="erase-now"]')
    await look(page, '12-erase', at)
    await page.click('[data-act="erase-now"]')
    await page.waitForSelector('[data-act="erase-now"]', { state: 'detached' })
    await look(page, '13-erased', at)
    place.store.setNotice(place.store.desks()[0] as string, new Uint8Array(300))
    await page.goto('about:blank')
    await page.goto(`${place.url}/#${lang}`)
    await page.waitForSelector('.home h1')
    await page.click('[data-go="ask"]')
    await page.waitForSelector('.nowhere')
    await look(page, '14-nowhere', at)
    expect(errors.filter((error) => !/ERR_FAILED|Permissions/.test(error))).toEqual([])
    await close()
  })
})
