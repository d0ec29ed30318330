/** What goes wrong on the way, in a real browser: away and back, withheld and forged, damaged and refused. Nothing is lost, and it is said in words. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Flood } from '../src/relay/flood.ts'
import { randomBytes } from '../src/seal/bytes.ts'
import { START, sealReply } from '../src/seal/conversation.ts'
import { signNotice } from '../src/seal/notice.ts'
import { newReceipt } from '../src/seal/receipt.ts'
import { signingKey } from '../src/seal/sign.ts'
import { ensureBrowser } from '../tools/setup.mjs'
import {
  chooseKind,
  comeBackWith,
  goAsk,
  openPlace,
  type Place,
  phonePhoto,
  receiptOn,
  send,
  today,
} from './ask.steps.ts'
import { storageOf } from './family.steps.ts'
import { CHROMIUM_FLAGS, freePort, launchBrowser, openPage, root, thirdParty } from './harness.ts'

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

const at = async (path = '/#ru', own = place) => {
  const opened = await own.open(browser, path)
  if (path.includes('leaflet')) await opened.page.click('.languages a[lang="ru"]')
  await opened.page.waitForSelector('.home h1')
  return opened
}
const write = async (page: Page, text: string) => {
  await chooseKind(page, 'other')
  await page.fill('#ask-text', text)
}
/** Asks, and gives what the relay and the family know of it. */
async function asked(page: Page, text = 'Вымышленный вопрос.') {
  await goAsk(page)
  await write(page, text)
  await send(page)
  const receipt = await receiptOn(page)
  await place.desk.fetch(place.remote)
  return { receipt, box: place.desk.arrived.at(-1)?.box as string }
}

describe('who would read it', () => {
  test('no desk: said plainly, nothing to send', async () => {
    const bare = await openPlace({ founds: false })
    const { page, errors, close } = await at('/#ru', bare)
    await goAsk(page)
    expect(await page.innerText('.nowhere')).toContain('нет приёмной')
    expect(await page.locator('.ways .main').count()).toBe(0)
    expect(errors).toEqual([])
    await close()
    await bare.end()
  })
  test('a leaflet of another desk, and a damaged one: stop', async () => {
    for (const leaflet of ['A'.repeat(43), 'torn']) {
      const { page, close } = await at(`/#leaflet=${leaflet}`)
      await goAsk(page)
      expect(await page.innerText('.nowhere.alarm')).toContain('Ничего здесь не отправляйте')
      expect(await page.locator('.ways .main').count()).toBe(0)
      await close()
    }
  })
  test('the right leaflet vouches; without one the first characters stand there', async () => {
    const right = await at(`/#leaflet=${place.fingerprint}`)
    await goAsk(right.page)
    expect(await right.page.innerText('.page')).toContain('на вашей листовке')
    await right.close()
    const none = await at()
    await goAsk(none.page)
    expect(await none.page.innerText('.page')).toContain(place.fingerprint.slice(0, 8))
    await none.close()
  })
  test('a notice that was changed, one of an impostor, one that has run out', async () => {
    const desk = place.store.desks()[0] as string
    const changed = place.founded.notice.slice()
    changed[200]! ^= 1
    place.store.setNotice(desk, changed)
    const one = await at()
    await goAsk(one.page)
    expect(await one.page.locator('.nowhere.alarm').count()).toBe(1)
    await one.close()
    const { recipient, signers } = place.founded.organisation.intake!
    const old = await signNotice(
      {
        v: 1,
        org: place.founded.secrets.org,
        desk,
        intake: { recipient, signers },
        relays: [place.url],
        rules: [],
        day: '2020-01-01',
        expires: '2020-02-01',
      },
      await signingKey(randomBytes(32)),
    )
    place.store.setNotice(desk, old)
    const two = await at()
    await goAsk(two.page)
    expect(await two.page.innerText('.nowhere')).toContain('истёк')
    await two.close()
    const three = await at(`/#leaflet=${place.fingerprint}`)
    await goAsk(three.page)
    expect(await three.page.innerText('.nowhere.alarm')).toContain('не та приёмная')
    await three.close()
  })
})

describe('a bad line', () => {
  test('the relay goes away while a family sends, and comes back: nothing lost, sent once', async () => {
    const { page, close } = await at()
    await goAsk(page)
    await write(page, 'Связь пропала.')
    await page.click('.ask .steps .main')
    await page.waitForSelector('.parts')
    await place.goAway()
    await page.click('.ask .steps .main')
    await page.waitForSelector('[data-stage="held"]')
    expect(await page.innerText('.state')).toContain('ничего не потеряно')
    expect(await receiptOn(page)).toMatch(/^\d{24}$/)
    expect((await storageOf(page)).databases).toEqual([])
    // Wandering off and wanting to begin anew leads back to what is not sent yet.
    await page.goBack()
    await page.waitForSelector('.ways .main:not([disabled])')
    await page.click('.ways .main')
    await page.waitForSelector('[data-stage="held"]')
    await place.comeBack()
    await page.click('[data-act="on"]')
    await page.waitForSelector('[data-stage="sent"]')
    expect(await place.desk.fetch(place.remote)).toBe(1)
    await close()
  })
  test('parts resume: what arrived is not sent again', async () => {
    const { page, requests, close } = await at()
    await goAsk(page)
    await write(page, 'С фото.')
    await page
      .locator('.pick input')
      .nth(1)
      .setInputFiles([await phonePhoto(page, 'x')])
    await page.waitForSelector('.photos li')
    let parts = 0
    await page.route(/\/files\/[\w-]{22}\/\d+$/, (route) =>
      ++parts === 3 ? route.abort() : route.continue(),
    )
    await send(page, 'held')
    const before = requests.length
    await page.unroute(/\/files\/[\w-]{22}\/\d+$/)
    await page.click('[data-act="on"]')
    await page.waitForSelector('[data-stage="sent"]')
    const again = requests
      .slice(before)
      .filter((url) => /\/files\/[\w-]{22}\/\d+$/.test(url))
      .map((url) => url.split('/').at(-1))
    expect(again).not.toContain('0')
    expect(again).not.toContain('1')
    await place.desk.fetch(place.remote)
    const { box, request } = place.desk.arrived[0]!
    expect((await place.desk.attachment(place.remote, box, request.attachments[0]!)).length).toBe(
      request.attachments[0]!.size,
    )
    await close()
  })
  test('waits on the phone only when the person agrees: sealed, shown, deleted; sent by itself when the app opens again', async () => {
    const { page, close } = await at()
    await goAsk(page)
    await write(page, 'planted-ЖДЁТ')
    await page.click('.ask .steps .main')
    await page.waitForSelector('.parts')
    await page.route('**/api/**', (route) => route.abort())
    await page.click('.ask .steps .main')
    await page.click('[data-act="wait"]')
    await page.waitForSelector('[data-stage="waiting"]')
    const receipt = await receiptOn(page)
    expect((await storageOf(page)).databases).toEqual(['pages'])
    const kept = await page.evaluate(
      () =>
        new Promise<string>((done) => {
          const asked = indexedDB.open('pages')
          asked.onsuccess = () => {
            const all = asked.result.transaction('later').objectStore('later').getAll()
            all.onsuccess = () => {
              asked.result.close()
              const { message, ...rest } = all.result[0]
              done(
                `${Object.keys(rest).sort().join()} ${new TextDecoder('latin1').decode(message).slice(0, 40)} ${JSON.stringify(rest)}`,
              )
            }
          }
        }),
    )
    expect(kept).toMatch(/^box,desk,files,seq,token age-encryption\.org\/v1/)
    for (const secret of ['planted', receipt]) expect(kept.includes(secret)).toBe(false)
    // The same phone, the app opened anew with a line.
    await page.unroute('**/api/**')
    await page.goto('about:blank')
    await page.goto(`${place.url}/#ru`)
    await page.waitForSelector('.home h1')
    await expect.poll(async () => (await storageOf(page)).databases, { timeout: 15_000 }).toEqual([])
    expect(await place.desk.fetch(place.remote)).toBe(1)
    expect(place.desk.arrived[0]!.request.text).toBe('planted-ЖДЁТ')
    await close()
  })
  test('what waits can be deleted unsent', async () => {
    const { page, close } = await at()
    await goAsk(page)
    await write(page, 'Передумали.')
    await page.click('.ask .steps .main')
    await page.waitForSelector('.parts')
    await page.route('**/requests/**', (route) => route.abort())
    await page.click('.ask .steps .main')
    await page.click('[data-act="wait"]')
    await page.click('[data-act="written"]')
    await page.click('[data-act="finish"]')
    await page.waitForSelector('.home [role="status"]')
    await goAsk(page)
    await page.waitForSelector('.queue li')
    await page.click('.queue li .button')
    await page.waitForSelector('.queue', { state: 'detached' })
    expect((await storageOf(page)).databases).toEqual([])
    expect(place.store.counts().boxes).toBe(0)
    await close()
  })
  test('a browser that keeps nothing works without the queue, and says so', async () => {
    const opened = await place.open(browser, '/table.html')
    await opened.page.addInitScript(() =>
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined }),
    )
    await opened.page.goto(`${place.url}/#ru`)
    const { page } = opened
    await page.waitForSelector('.home h1')
    await goAsk(page)
    await write(page, 'Без хранилища.')
    await page.route('**/requests/**', (route) => route.abort())
    await send(page, 'held')
    await page.waitForFunction(() =>
      document.querySelector('.state')?.textContent?.includes('ничего не хранит'),
    )
    await page.unroute('**/requests/**')
    await page.click('[data-act="on"]')
    await page.waitForSelector('[data-stage="sent"]')
    await opened.close()
  })
  test('in a flood the phone works, and says why', async () => {
    const flooded = await openPlace({ flood: new Flood(Date.now, 0, 14) })
    const { page, close } = await at('/#ru', flooded)
    await goAsk(page)
    await write(page, 'Нас много.')
    await page.evaluate(() => {
      const seen = globalThis as unknown as { seen: string[] }
      seen.seen = []
      new MutationObserver(() => seen.seen.push(document.querySelector('.state')?.textContent ?? '')).observe(
        document.body,
        { childList: true, subtree: true, characterData: true },
      )
    })
    await send(page)
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.join('\n'))
    expect(seen).toContain('Чтобы машина не забила ящики')
    expect(flooded.store.counts().boxes).toBe(1)
    await close()
    await flooded.end()
  })
})

describe('coming back', () => {
  test('typing errors are told before anything is asked; a wrong number opens nothing', async () => {
    const { page, requests, close } = await at()
    await goAsk(page)
    await page.click('.ways .button:not(.main)')
    const problem = async (typed: string) => {
      await page.fill('#ask-receipt', typed)
      await page.click('.ask .steps .main')
      await page.waitForFunction(
        () => (document.querySelector('#ask-receipt-problem')?.textContent ?? '') !== '',
      )
      return page.innerText('#ask-receipt-problem')
    }
    const receipt = newReceipt()
    expect(await problem(receipt.slice(0, 20))).toContain('20')
    expect(await problem(`${receipt}7`)).toContain('25')
    expect(await problem(receipt.replace(/^./, 'З'))).toContain('З')
    const wrong = `${receipt.slice(0, 23)}${(Number(receipt[23]) + 1) % 10}`
    expect(await problem(wrong)).toContain('Одна цифра неверна')
    const swapped = [...receipt]
    const n = swapped.findIndex((digit, i) => i > 0 && digit !== swapped[i - 1])
    ;[swapped[n - 1], swapped[n]] = [swapped[n] as string, swapped[n - 1] as string]
    expect(await problem(swapped.join(''))).toContain('местами')
    expect(requests.filter((url) => url.includes('/boxes/'))).toEqual([])
    expect(await problem(receipt)).toContain('ничего нет')
    await close()
  })
  test('forged, withheld and reordered answers at the relay', async () => {
    const { page, close } = await at()
    const { receipt, box } = await asked(page)
    const desk = place.store.desks()[0] as string
    for (const text of ['Первый.', 'Второй.', 'Третий.']) await place.answer(box, text)
    const files = place.store.replies(desk, box, -1).frames.map(({ bytes }) => bytes)
    const { request } = place.desk.arrived.at(-1)!
    const forged = await sealReply(
      await signingKey(randomBytes(32)),
      { org: place.founded.secrets.org, box, recipient: request.reply },
      START,
      { last: 0, day: today(), text: 'ПРИХОДИТЕ по этому адресу', attachments: [] },
    )
    await close()
    // A relay that hands out what it likes.
    let handed: Uint8Array[] = []
    const frames = (list: Uint8Array[]) =>
      Buffer.concat(
        list.flatMap((bytes, n) => {
          const head = Buffer.alloc(10)
          head.writeUInt32BE(bytes.length)
          head.writeUInt32BE(n, 6)
          return [head, Buffer.from(bytes)]
        }),
      )
    const fresh = await at()
    await fresh.page.route('**/replies?*', (route) =>
      route.fulfill({ body: frames(handed), contentType: 'application/octet-stream' }),
    )
    const [a, b, c] = files as [Uint8Array, Uint8Array, Uint8Array]
    const texts = () => fresh.page.locator('.answer .text').allTextContents()
    handed = [c, a, b]
    await goAsk(fresh.page)
    await comeBackWith(fresh.page, receipt)
    await fresh.page.waitForSelector('.answer')
    expect(await texts()).toEqual(['Первый.', 'Второй.', 'Третий.'])
    expect(await fresh.page.locator('.notice.urgent').count()).toBe(0)

    handed = [a, c]
    await fresh.page.click('[data-act="look"]')
    await fresh.page.waitForSelector('.notice.urgent')
    expect(await texts()).toEqual(['Первый.'])

    handed = [forged.file, a, b]
    await fresh.page.click('[data-act="look"]')
    await fresh.page.waitForSelector('.notice.soon')
    expect(await texts()).toEqual(['Первый.', 'Второй.'])
    expect(await fresh.page.content()).not.toContain('ПРИХОДИТЕ')

    handed = [Buffer.from('мусор')]
    await fresh.page.click('[data-act="look"]')
    await fresh.page.waitForFunction(() => document.querySelectorAll('.answer').length === 0)
    await fresh.close()
  })
})

describe('photos and voice', () => {
  test('a photo that is none, one too many, and covering by keyboard alone', async () => {
    const { page, errors, close } = await at()
    await goAsk(page)
    await write(page, '')
    const input = page.locator('.pick input').nth(1)
    await input.setInputFiles([
      { name: 'virus.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('это не фото') },
    ])
    await page.waitForSelector('#ask-photo-problem span')
    expect(await page.innerText('#ask-photo-problem')).toContain('virus.jpg')
    const photo = await phonePhoto(page, 'x', 600, 400)
    await input.setInputFiles(Array.from({ length: 6 }, (_, n) => ({ ...photo, name: `${n}.jpg` })))
    await page.waitForFunction(() => document.querySelectorAll('.photos li').length === 5)
    await page.waitForFunction(() =>
      (document.querySelector('#ask-photo-problem')?.textContent ?? '').includes('5'),
    )
    expect(await page.locator('.pick').count()).toBe(0)
    await page.click('.photos li:nth-child(2) .acts .button:nth-child(2)')
    expect(await page.locator('.photos li').count()).toBe(4)
    await page.focus('.photos li:first-child .acts .button')
    await page.keyboard.press('Enter')
    await page.focus('[data-act="add"]')
    await page.keyboard.press('Enter')
    const rect = () =>
      page.$eval('.stage rect', (found) =>
        ['x', 'y', 'width'].map((name) => Number(found.getAttribute(name))),
      )
    const before = await rect()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Shift+ArrowRight')
    const after = await rect()
    expect(after[0]).toBeLessThan(before[0] as number)
    expect(after[2]).toBeGreaterThan(before[2] as number)
    await page.focus('.ask .steps .main')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.photos li')
    expect(await page.innerText('.photos li:first-child')).toContain('закрыта 1 часть')
    expect(errors).toEqual([])
    await close()
  })
  test('a page that may not use the microphone says so', async () => {
    const { page, close } = await at()
    await page.route(`${place.url}/`, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({
        response: answer,
        headers: { ...answer.headers(), 'permissions-policy': 'microphone=()' },
      })
    })
    await page.reload()
    await page.waitForSelector('.home h1')
    await goAsk(page)
    await chooseKind(page, 'other')
    await page.click('.voice .button')
    await page.waitForSelector('#ask-voice-problem span')
    expect(await page.innerText('#ask-voice-problem')).toContain('микрофон')
    await close()
  })
  test('is recorded, paused, listened to and sent', async () => {
    const speaking = await chromium.launch({
      executablePath: await ensureBrowser(),
      headless: true,
      args: [
        ...CHROMIUM_FLAGS,
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
      ],
    })
    const { page, errors, close } = await openPage(speaking, `${place.url}/#ru`)
    await page.waitForSelector('.home h1')
    await goAsk(page)
    await chooseKind(page, 'work')
    await page.click('.voice .button')
    await page.waitForSelector('.voice .now')
    await page.waitForTimeout(1200)
    await page.click('.voice .acts .button:nth-child(2)')
    await page.waitForTimeout(300)
    await page.click('.voice .acts .button:nth-child(2)')
    await page.waitForTimeout(600)
    await page.click('.voice .acts .main')
    await page.waitForSelector('.voice .card .acts')
    await page.click('.voice .acts .button:nth-child(1)')
    await page.waitForTimeout(200)
    expect(await page.innerText('#ask-voice-problem')).toBe('')
    await send(page)
    await place.desk.fetch(place.remote)
    const { box, request } = place.desk.arrived[0]!
    expect(request.attachments.map(({ type }) => type)).toEqual(['audio/webm'])
    const sound = Buffer.from(await place.desk.attachment(place.remote, box, request.attachments[0]!))
    expect(sound.subarray(0, 4).toString('hex')).toBe('1a45dfa3')
    expect(errors.filter((error) => !error.includes('Permissions'))).toEqual([])
    await close()
    await speaking.close()
  })
})

describe('the app in one file', () => {
  test('without an address it says that it cannot send', async () => {
    const { page, requests, errors, close } = await openPage(
      browser,
      pathToFileURL(join(root, 'build/one-file/hamroh-tg.html')).href,
    )
    await page.waitForSelector('.home h1')
    await page.click('[data-go="ask"]')
    await page.waitForSelector('.nowhere')
    expect(await page.innerText('.nowhere')).toContain('фиристода наметавонад')
    expect(requests.filter((url) => url.startsWith('http'))).toEqual([])
    expect(errors).toEqual([])
    await close()
  })
  test('with one it sends to it, from the origin null, and to nothing else', async () => {
    const out = mkdtempSync(join(tmpdir(), 'hamroh-road-'))
    execFileSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'tools/onefile.ts'), out],
      {
        cwd: root,
        env: {
          ...process.env,
          HAMROH_RELAYS: `http://127.0.0.1:${await freePort()},${place.url}`,
          HAMROH_DESK: place.store.desks()[0],
          HAMROH_FINGERPRINT: place.fingerprint,
        },
      },
    )
    const { page, requests, close } = await openPage(browser, pathToFileURL(join(out, 'hamroh-uz.html')).href)
    await page.waitForSelector('.home h1')
    await goAsk(page)
    await write(page, 'Fayldan yuborildi.')
    await page
      .locator('.pick input')
      .nth(1)
      .setInputFiles([await phonePhoto(page, 'x', 900, 700)])
    await page.waitForSelector('.photos li')
    await send(page)
    const receipt = await receiptOn(page)
    await place.desk.fetch(place.remote)
    const { box, request } = place.desk.arrived[0]!
    expect(request.text).toBe('Fayldan yuborildi.')
    expect((await place.desk.attachment(place.remote, box, request.attachments[0]!)).length).toBeGreaterThan(
      1000,
    )
    await place.answer(box, 'Javob.')
    // Opened anew it remembers nothing, and stands at the same place.
    await page.reload()
    await page.waitForSelector('.ways .main:not([disabled])')
    await comeBackWith(page, receipt)
    await page.waitForSelector('.answer')
    expect(await page.innerText('.answer .text')).toBe('Javob.')
    expect(thirdParty(requests, place.url).filter((url) => !url.startsWith('http://127.0.0.1:'))).toEqual([])
    await close()
    rmSync(out, { recursive: true, force: true })
  })
})
