import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { bare, fonts, found, letter, story, words } from './letters.test-support.ts'
import { type Fonts, toPdf } from './pdf.ts'
import { pdfText } from './pdf-text.test-support.ts'
import { toText } from './text.ts'
import type { LetterModel } from './types.ts'

let cut: Fonts
beforeAll(async () => {
  cut = await fonts()
})
const read = async (model: LetterModel) => pdfText((await toPdf(model, cut)).bytes)
const flat = (pages: string[][]) => words(pages.flat().join(' '))

describe('PDF', () => {
  test('holds the words of the letter, all of them, in order', async () => {
    for (const kind of ['koap-complaint', 'koap-restore', 'koap-objections', 'koap-interpreter']) {
      const model = letter(kind, story())
      expect(flat((await read(model)).pages), kind).toBe(words(toText(model)))
    }
  })

  test('is tagged, speaks Russian, has a title and no author, producer or time of day', async () => {
    const { catalogue, info, tags, raw } = await read(letter('koap-complaint', story()))
    expect(catalogue).toMatch(/\/Lang \(ru-RU\)/)
    expect(catalogue).toContain('/StructTreeRoot')
    expect(new Set(tags)).toEqual(new Set(['P', 'H1', 'H2']))
    expect(info).toContain('/Title')
    expect(info).toMatch(/\/CreationDate \(D:20260105000000Z\)/)
    expect(info).toMatch(/\/ModDate \(D:20260105000000Z\)/)
    expect(info).toMatch(/\/Producer \(\)/)
    expect(info).toMatch(/\/Creator \(\)/)
    expect(info).not.toContain('/Author')
    expect(raw.toLowerCase()).not.toContain('pdfkit')
    expect(raw.toLowerCase()).not.toContain('hamroh')
  })

  test('numbers its pages from the second, as artifacts', async () => {
    const { artifacts } = await read(letter('koap-complaint', story()))
    expect(artifacts.length).toBeGreaterThan(1)
    expect(artifacts).toEqual(artifacts.map((_, index) => (index === 0 ? [] : [String(index + 1)])))
  })

  test('the same letter gives the same bytes', async () => {
    const model = letter('koap-complaint', story())
    const first = await toPdf(model, cut)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const second = await toPdf(structuredClone(model), await fonts())
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0)
  })

  test('a narrative of 100 kB runs over many pages and loses nothing', async () => {
    const sentence = 'Гражданин выражался нецензурной бранью, размахивал руками; на замечания не реагировал. '
    const narrative = sentence.repeat(Math.ceil(100_000 / sentence.length)).trim()
    const model = letter('koap-complaint', { ...story(), blanks: { narrative } })
    const { bytes, pages } = await toPdf(model, cut)
    const back = pdfText(bytes)
    expect(pages).toBeGreaterThan(25)
    expect(back.pages).toHaveLength(pages)
    expect(flat(back.pages)).toBe(words(toText(model)))
  })

  test('no page has more lines than fit, none ends in a heading, the signature is not alone', async () => {
    for (let grounds = 0; grounds <= 8; grounds++) {
      const rules = [
        ...['rulings.merits.stock-20-1', 'rulings.merits.only-police-report', 'rulings.protocol.language'],
        ...['rulings.protocol.rights', 'rulings.defender-refused', 'rulings.protocol.unsigned'],
        ...['rulings.protocol.no-copy', 'rulings.ruling.facts'],
      ].slice(0, grounds)
      for (let lines = 0; lines < 12; lines += 3) {
        const own = Array.from({ length: lines }, () => 'Строка.').join('\n')
        const { pages } = await read(letter('koap-complaint', bare(rules.map(found), { 'facts.own': own })))
        for (const page of pages) {
          expect(page.length).toBeLessThanOrEqual(46)
          expect(words(page.at(-1)!)).not.toMatch(/^(ПРОШУ:|Приложения:|ЖАЛОБА|.*следующим основаниям\.)$/)
        }
        expect(pages.at(-1)!.length).toBeGreaterThanOrEqual(2)
      }
    }
  })

  test('very long names and words are broken, not lost', async () => {
    const long = 'Абдурахмонқулизода'.repeat(60)
    const model = letter('koap-complaint', bare([], { person: { last: long, gender: 'male' } }))
    const bare_ = (text: string) => text.replace(/[\s\u00a0]/g, '')
    expect(bare_((await read(model)).pages.flat().join(''))).toBe(bare_(toText(model)))
  })

  test('letters of Russian, Tajik, Kyrgyz and Uzbek are in the fonts; others are told', async () => {
    const ours = 'АЯаяЁё ҶҷҲҳҚқҒғӢӣӮӯ ҢңӨөҮү Oʻzbekiston gʻisht maʼno Ўў «»—–№§… Əə Şş Ğğ'
    const good = await toPdf(letter('koap-complaint', bare([], { 'facts.own': ours })), cut)
    expect(good.missing).toEqual([])
    expect(flat(pdfText(good.bytes).pages)).toContain(ours)
    const strange = await toPdf(letter('koap-complaint', bare([], { 'facts.own': 'имя 王 и بي' })), cut)
    expect(strange.missing).toEqual(['王', 'ب', 'ي'])
  })

  test('any text at all makes a PDF', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ maxLength: 40 }),
        async (own, name) => {
          const { bytes, pages } = await toPdf(
            letter('koap-complaint', bare([], { 'facts.own': own, person: { last: name, gender: 'male' } })),
            cut,
          )
          expect(pages).toBeGreaterThan(0)
          expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('%PDF-1.7')
        },
      ),
      { numRuns: 30 },
    )
  })
})
