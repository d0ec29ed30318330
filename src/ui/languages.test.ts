import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerTo, LANGUAGE_CASES } from './languages.cases.ts'
import { formatDate, formatNumber, LANGUAGES, pluralCategory } from './languages.ts'

const iso = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
const anyDay = fc.record({
  year: fc.integer({ min: 1900, max: 2100 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
})
/** Node carries full ICU data, so it can be a second source where a phone cannot. */
const intl = (
  lang: string,
  { year, month, day }: { year: number; month: number; day: number },
  options: object,
) => new Intl.DateTimeFormat(lang, { timeZone: 'UTC', ...options }).format(Date.UTC(year, month - 1, day))

describe('worked examples', () => {
  test.each(LANGUAGES)('%s', (lang) => {
    const own = LANGUAGE_CASES.filter((example) => example.lang === lang)
    expect(own.length).toBeGreaterThan(25)
    expect(own.map((example) => ({ ...example, answer: answerTo(example) }))).toEqual(
      own.map((example) => ({ ...example, answer: example.expected })),
    )
  })
})

describe('plural categories', () => {
  test.each(['ru', 'en', 'uz', 'ky'] as const)('%s agrees with CLDR as Node carries it', (lang) => {
    const rules = new Intl.PluralRules(lang)
    expect(rules.resolvedOptions().locale).toBe(lang)
    for (let n = -120; n <= 2200; n++) expect([n, pluralCategory(lang, n)]).toEqual([n, rules.select(n)])
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (n) => pluralCategory(lang, n) === rules.select(n)),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (n) => {
        const fraction = n + 0.5
        return pluralCategory(lang, fraction) === rules.select(fraction)
      }),
    )
  })

  test('Tajik does not take the rules of the system language', () => {
    expect(Intl.PluralRules.supportedLocalesOf(['tg'])).toEqual([])
    expect([0, 1, 2, 5, 21].map((n) => pluralCategory('tg', n))).toEqual([
      'other',
      'one',
      'other',
      'other',
      'other',
    ])
  })
})

describe('numbers', () => {
  test.each(['ru', 'uz', 'ky', 'en'] as const)('%s groups like CLDR, with a narrow space', (lang) => {
    const second = new Intl.NumberFormat(lang, { maximumFractionDigits: 3 })
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 999 }),
        (whole, thousandths) => {
          const n = Number(`${whole}.${String(thousandths).padStart(3, '0')}`)
          expect(formatNumber(lang, n)).toBe(second.format(n).replace(/\s/g, '\u202f'))
        },
      ),
    )
  })
})

describe('dates', () => {
  test('Russian and English agree with Intl', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = iso(day.year, day.month, day.day)
        expect(formatDate('ru', date)).toBe(
          intl('ru', day, { dateStyle: 'long' }).replace(/\s+г\.$/, ' года'),
        )
        expect(formatDate('en', date)).toBe(intl('en-GB', day, { dateStyle: 'long' }))
        expect(formatDate('ru', date, 'short')).toBe(
          intl('ru', day, { day: '2-digit', month: '2-digit', year: 'numeric' }),
        )
      }),
    )
  })

  test('month names of Uzbek, Tajik and Kyrgyz are those of CLDR, with the endings of the long form', () => {
    for (let month = 1; month <= 12; month++) {
      const day = { year: 2026, month, day: 12 }
      const date = iso(2026, month, 12)
      const name = (lang: string) => intl(lang, day, { month: 'long' }).toLowerCase()
      expect(formatDate('uz', date)).toBe(`2026-yil 12-${name('uz')}`)
      expect(formatDate('tg', date)).toBe(`12 ${name('tg')}и соли 2026`)
      // Kyrgyz possessive by vowel harmony, derived from the name instead of read from our table.
      const stem = name('ky').replace(/ь$/, '')
      const vowel = [...stem].findLast((letter) => 'аыяеиюу'.includes(letter))!
      const ending = 'аыя'.includes(vowel) ? 'ы' : 'еи'.includes(vowel) ? 'и' : 'у'
      expect(formatDate('ky', date)).toBe(`2026-жылдын 12-${stem}${ending}`)
    }
  })

  test('Kyrgyz endings agree with the vowel before them', () => {
    for (let month = 1; month <= 12; month++) {
      const date = iso(2026, month, 1)
      const soft = formatDate('ky', date).endsWith('и')
      expect(formatDate('ky', date, 'to')).toMatch(soft ? /ине$/ : /[ыу]на$/)
      expect(formatDate('ky', date, 'from')).toMatch(soft ? /инен$/ : /[ыу]нан$/)
      expect(formatDate('ky', date, 'on')).toMatch(soft ? /инде$/ : /[ыу]нда$/)
    }
  })

  test('every range shows both of its days and never a date that was not given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), anyDay, anyDay, (lang, a, b) => {
        const [from, to] = [iso(a.year, a.month, a.day), iso(b.year, b.month, b.day)].toSorted() as [
          string,
          string,
        ]
        const text = formatDate(lang, { from, to })
        if (from === to) expect(text).toBe(formatDate(lang, from))
        else expect(text).toContain('–')
        const allowed = [from, to].flatMap((day) => day.split('-').map(Number))
        for (const figure of text.match(/\d+/g) ?? []) expect(allowed).toContain(Number(figure))
        for (const day of [from, to]) expect(text.match(/\d+/g)?.map(Number)).toContain(Number(day.slice(8)))
      }),
    )
  })

  test('text that is no date is never turned into one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), fc.string(), (lang, text) => {
        fc.pre(!/^\d{4}(-\d\d)*(T\d\d:\d\d)?$/.test(text))
        expect(formatDate(lang, text)).toBe(text)
      }),
    )
  })
})
