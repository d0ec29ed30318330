/** The defender's sheet in a real browser: the founding story from the first mark to the signed-ready file. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { docxText, pdfText } from './documents.ts'
import { type OpenOptions, thirdParty, useSite } from './harness.ts'
import { openSheet, SheetSteps } from './team.steps.ts'

const site = useSite()
const open = (lang: string, options: OpenOptions = {}) => openSheet(site, lang, options)

async function downloaded(page: Page, name: RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.files button', { hasText: name }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

const together = (text: string) => text.replace(/[\s\u00a0]+/g, ' ')
/** A PDF has no spaces where a line ends, so words are compared without any. */
const dense = (text: string) => text.replace(/[\s\u00a0]+/g, '')

describe('the founding story', () => {
  test.each([
    [
      'ru',
      'Выражался нецензурной бранью и размахивал руками в общественном месте',
      'существенное',
      '12 января 2026 года',
      'Дело рассмотрели без переводчика',
    ],
    [
      'en',
      'used obscene language and waved his arms in a public place',
      'substantial',
      '12 January 2026',
      'The case was heard without an interpreter',
    ],
  ])('in %s: defects, last day, addressee, complaint', async (lang, narrative, severe, lastDay, defect) => {
    const { page, sheet, requests, errors, close } = await open(lang)
    await sheet.tellTheStory(narrative)

    const interpreter = sheet.finding('rulings.ruling.interpreter')
    expect(await interpreter.locator('.say').innerText()).toContain(defect)
    expect(await interpreter.locator('.say .chip').innerText()).toBe(severe)
    expect(await interpreter.locator('.articles').innerText()).toContain('КоАП РФ 24.2 ч.2')
    expect(await sheet.finding('rulings.merits.stock-20-1').locator('.articles').innerText()).toContain(
      '20.1 ч.1',
    )
    expect(await sheet.finding('rulings.merits.only-police-report').isVisible()).toBe(true)

    const term = page.locator('[data-term="koap.appeal"]')
    expect(await term.locator('.day').innerText()).toContain(lastDay)
    expect(await term.locator('.trace').first().innerText()).toMatch(/10/)

    await page.locator('input[value="rulings.addressee.district-court"]').check()
    await page.locator('summary', { hasText: /Пропуски|Blanks/ }).click()
    const person = page.locator('[data-blank="person"]')
    await person.locator('input').nth(0).fill('Примеров')
    await person.locator('input').nth(1).fill('Фарход')
    await person.locator('input').nth(2).fill('Примерович')
    await person.locator('select').selectOption('male')
    await page.locator('[data-blank="ruling.number"] input').fill('5-П/000')

    // The genitive is shown and can be overruled.
    const genitive = person.locator('[data-form="gen"]')
    expect(await genitive.inputValue()).toBe('Примерова Фархода Примеровича')
    await genitive.fill('Примерова Ф. П.')
    expect(together(await page.locator('.paper').innerText())).toContain('в отношении Примерова Ф. П.')
    await genitive.fill('')
    expect(together(await page.locator('.paper').innerText())).toContain(
      'в отношении Примерова Фархода Примеровича',
    )

    const docx = await downloaded(page, /DOCX/)
    const pdf = await downloaded(page, /PDF/)
    const txt = await downloaded(page, /TXT/)
    expect(docx.name).toBe('koap-complaint-2026-01-09.docx')
    for (const words of [docxText(docx.bytes), pdfText(pdf.bytes), txt.bytes.toString('utf8')].map(dense)) {
      expect(words).toContain(dense('ЖАЛОБА'))
      expect(words).toContain(dense('Районный суд по месту рассмотрения дела'))
      expect(words).toContain(dense('в отношении Примерова Фархода Примеровича'))
      expect(words).toContain(dense('5-П/000'))
      expect(words).toContain(dense(narrative))
      expect(words).toContain(dense('переводчик'))
      expect(words).toContain(dense('12 января 2026 г.'))
      expect(words).toContain(dense('ч. 1 ст. 20.1 КоАП РФ'))
    }

    expect(thirdParty(requests, site.url)).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('by keyboard alone', async () => {
    const { page, errors, close } = await open('ru')
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const here = () =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-fact]')?.dataset.fact)

    await press('g', 'p')
    expect(await here()).toBe('protocol.date-place')
    await press('2', 'j')
    expect(await here()).toBe('protocol.official')
    await press('1', 'j', '3', 'k', '0')
    await press('/')
    await page.keyboard.type('разъясн')
    await press('Escape')
    await press('g', 'l', '1', 'j', '2')
    await press('g', 'd', 'j', 'j', 'j', 'j')
    expect(await here()).toBe('ruling.on')
    await page.keyboard.type('24.12.2025')
    await press('Escape', 'j')
    expect(await here()).toBe('copy.served')
    await page.keyboard.type('24.12.2025')
    await press('Escape')

    const sheet = new SheetSteps(page)
    expect(await sheet.finding('rulings.protocol.date-place').isVisible()).toBe(true)
    expect(await sheet.finding('rulings.protocol.language').isVisible()).toBe(true)
    expect(await sheet.finding('rulings.protocol.unclear').isVisible()).toBe(true)
    expect(await page.locator('[data-term="koap.appeal"] .day').innerText()).toContain('12 января 2026')

    await press('?')
    expect(await page.locator('dialog[open] kbd').first().innerText()).toBe('j')
    await press('Escape')

    // To the letter, to its file, without a mouse.
    await press('g', 'w')
    for (let tabs = 0; tabs < 80; tabs++) {
      await press('Tab')
      if (await page.evaluate(() => document.activeElement?.textContent?.includes('DOCX'))) break
    }
    const [download] = await Promise.all([page.waitForEvent('download'), press('Enter')])
    expect(docxText(readFileSync(await download.path()))).toContain('ЖАЛОБА')
    expect(errors).toEqual([])
    await close()
  })
})

describe('the letter', () => {
  test('rewritten paragraphs are marked, survive changed marks and can be taken back', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.tellTheStory('Выражался нецензурной бранью, размахивал руками')
    const ground = page.locator('.paragraph.ground').first()
    const id = await ground.getAttribute('data-paragraph')
    const own = page.locator(`[data-paragraph="${id}"]`)
    const before = await own.locator('p').first().innerText()
    await own.locator('.pen').click()
    await own.locator('textarea').fill('Собственные слова защитника.')
    await own.locator('textarea').press('Escape')
    expect(await own.innerText()).toContain('Собственные слова защитника.')
    expect(await own.innerText()).toContain('Изменено вами')
    await sheet.mark('protocol.rights', 'absent')
    expect(await own.innerText()).toContain('Собственные слова защитника.')
    const docx = await downloaded(page, /DOCX/)
    expect(docxText(docx.bytes)).toContain('Собственные слова защитника.')
    await own.locator('.mark .link').click()
    expect(await own.locator('p').first().innerText()).toBe(before)
    await close()
  })

  test('a click on an empty line goes to its blank', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.pick('stage', 'ruling')
    await page.locator('.paper .line[data-of="ruling.number"]').first().click()
    await page.waitForFunction(() => document.activeElement?.id === 'b-ruling-number')
    await close()
  })
})

describe('other stages of a case', () => {
  test('a missed term leads with the motion to restore it', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.tellTheStory('Размахивал руками')
    await sheet.type('offence.on', '01.12.2025')
    await sheet.type('protocol.on', '01.12.2025')
    await sheet.type('ruling.on', '10.12.2025')
    await sheet.type('copy.served', '10.12.2025')
    expect(await sheet.finding('rulings.appeal.missed').locator('.say').innerText()).toContain(
      '22 декабря 2025',
    )
    expect(await page.locator('input[name="letter"]:checked').inputValue()).toBe('koap-restore')
    expect(await page.locator('[data-term="koap.appeal"] .chip').innerText()).toBe('прошёл 18 дней назад')
    expect(docxText((await downloaded(page, /DOCX/)).bytes)).toContain('30.3')
    await close()
  })

  test('a protocol alone leads to objections; a late one is not called substantial', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.pick('stage', 'protocol')
    await sheet.type('detected.on', '01.12.2025')
    await sheet.type('protocol.on', '05.12.2025')
    await sheet.mark('protocol.rights', 'absent')
    expect(await page.locator('#group-ruling').count()).toBe(0)
    expect(await page.locator('[data-term="koap.appeal"]').count()).toBe(0)
    expect(await page.locator('input[name="letter"]:checked').inputValue()).toBe('koap-objections')
    const late = sheet.finding('rulings.protocol.late')
    expect(await late.locator('.say').innerText()).toContain('не существенный недостаток')
    expect(await late.locator('.say .chip').innerText()).toBe('к сведению')
    expect(docxText((await downloaded(page, /DOCX/)).bytes)).toContain('28.2')
    await close()
  })

  // A page of its own for each: after ten files in a row Chromium asks the person before it takes another.
  test.each(['koap-complaint', 'koap-interpreter', 'koap-objections', 'koap-restore'])(
    '%s can be chosen and made in each format',
    async (kind) => {
      const { page, sheet, errors, close } = await open('ru')
      await sheet.tellTheStory('Размахивал руками')
      await page.locator(`.kinds label:has(input[value="${kind}"])`).click()
      for (const format of [/DOCX/, /PDF/, /TXT/]) {
        const file = await downloaded(page, format)
        expect(file.name).toContain(kind)
        expect(file.bytes.length).toBeGreaterThan(500)
      }
      expect(errors).toEqual([])
      await close()
    },
  )

  test('the letters offered are those', async () => {
    const { page, close } = await open('ru')
    const kinds = await page
      .locator('input[name="letter"]')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    expect(kinds.sort()).toEqual(['koap-complaint', 'koap-interpreter', 'koap-objections', 'koap-restore'])
    await close()
  })

  test('another language changes the words and keeps the marks', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.tellTheStory('Размахивал руками')
    for (const [lang, word] of [
      ['uz', 'muhim'],
      ['tg', 'муҳим'],
      ['ky', 'олуттуу'],
      ['en', 'substantial'],
    ]) {
      await page.locator('.language select').selectOption(lang!)
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang)
      expect(await sheet.finding('rulings.ruling.interpreter').locator('.say .chip').innerText()).toBe(word)
    }
    expect(await page.locator('.paper').innerText()).toContain('ЖАЛОБА')
    await close()
  })
})

describe('bad input', () => {
  test('contradictions and impossible dates are told at the field; no day is counted from them', async () => {
    const { page, sheet, close } = await open('en')
    await sheet.type('ruling.on', '24.12.2025')
    await sheet.type('copy.served', '31.02.2025')
    expect(await sheet.row('copy.served').innerText()).toContain('There is no such day in the calendar.')
    await sheet.type('copy.served', '20.12.2025')
    expect(await sheet.row('copy.served').innerText()).toContain(
      'The copy was served before the ruling was made.',
    )
    expect(await page.locator('[data-term="koap.appeal"] .day').count()).toBe(0)
    expect(await page.locator('.contradiction').count()).toBe(1)
    await sheet.type('copy.served', '24.12.25')
    expect(await sheet.row('copy.served').innerText()).toContain('four digits')
    await sheet.type('copy.served', '01.2026')
    expect(await page.locator('[data-term="koap.appeal"] .day').innerText()).toMatch(
      /12 January|January 2026/,
    )
    expect(await page.locator('[data-term="koap.appeal"] .chip').innerText()).not.toBe('')
    await close()
  })

  test('a narrative of 100 kB stays fluid and whole', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.tellTheStory('Размахивал руками. ')
    const long = 'Гражданин выражался нецензурной бранью, размахивал руками. '.repeat(1_700)
    await sheet.type('protocol.narrative', long)
    await page.waitForTimeout(800)
    const box = sheet.row('protocol.narrative').locator('textarea')
    await box.focus()
    const delays = await page.evaluate(async () => {
      const field = document.activeElement as HTMLTextAreaElement
      const list: number[] = []
      for (let n = 0; n < 12; n++) {
        const began = performance.now()
        field.setRangeText('а', field.value.length, field.value.length, 'end')
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
        list.push(performance.now() - began)
      }
      return list.sort((a, b) => a - b)
    })
    expect(delays[6]).toBeLessThan(200)
    await page.waitForTimeout(600)
    expect(await box.inputValue()).toHaveLength(long.length + 12)
    expect(await sheet.finding('rulings.merits.stock-20-1').isVisible()).toBe(true)
    await close()
  })
})

test('names of any script and length stay whole and widen nothing', async () => {
  const { page, sheet, errors, close } = await open('ru', { width: 320, height: 700 })
  await sheet.pick('stage', 'ruling')
  await page.locator('.tab-letter').click()
  await page.locator('summary', { hasText: 'Пропуски' }).click()
  const inputs = page.locator('[data-blank="person"] input')
  await inputs.nth(0).fill('Ҳакимзода-Оʻғли'.repeat(20))
  await inputs.nth(1).fill('محمد')
  await inputs.nth(2).fill('𝔘𝔫𝔨𝔫𝔬𝔴𝔫')
  expect(await page.locator('.paper').innerText()).toContain('Ҳакимзода-Оʻғли'.repeat(20))
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  const pdf = await downloaded(page, /PDF/)
  expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(await page.locator('#pane-letter .note b').innerText()).toContain('𝔘')
  expect(errors).toEqual([])
  await close()
})

describe('what stays in the page', () => {
  test('nothing is stored or sent; leaving asks; clearing empties', async () => {
    const { page, sheet, requests, errors, close } = await open('ru')
    await sheet.tellTheStory('Выражался нецензурной бранью')
    await page.locator('summary', { hasText: 'Пропуски' }).click()
    await page.locator('[data-blank="person"] input').first().fill('Примеров')
    const before = requests.length
    await page.waitForTimeout(500)
    expect(requests.length).toBe(before)
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      address: location.search + location.hash,
    }))
    expect(kept).toEqual({
      local: 0,
      session: 0,
      cookies: '',
      databases: 0,
      caches: 0,
      workers: 0,
      address: '#ru',
    })

    let asked = ''
    page.once('dialog', (dialog) => {
      asked = dialog.type()
      void dialog.dismiss()
    })
    await page.reload({ timeout: 3_000 }).catch(() => undefined)
    expect(asked).toBe('beforeunload')
    expect(await sheet.finding('rulings.ruling.interpreter').isVisible()).toBe(true)

    await page.getByRole('button', { name: 'Стереть всё' }).click()
    await page.locator('dialog[open] .danger').click()
    expect(await page.locator('[data-finding]').count()).toBe(0)
    expect(await page.locator('body').innerText()).not.toContain('Примеров')
    expect(await sheet.row('protocol.narrative').locator('textarea').inputValue()).toBe('')
    expect(errors).toEqual([])
    await close()
  })

  test('a letter writer that does not come is said, and the marks stay', async () => {
    const { page, close } = await open('ru')
    await page.route('**/letters-*.js', (route) => route.abort())
    await page.reload()
    const sheet = new SheetSteps(page)
    await sheet.mark('protocol.rights', 'absent')
    expect(await page.locator('#pane-letter').innerText()).toContain('Письма не загрузились')
    expect(await sheet.finding('rulings.protocol.rights').isVisible()).toBe(true)
    await close()
  })
})
