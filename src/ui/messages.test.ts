import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { build, type Rolldown } from 'vite'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ArgType, compileMessages } from '../../tools/content/messages.ts'
import type { Lang, MessageValue } from '../law/types.ts'
import { LANGUAGES } from './languages.ts'
import { type Compiled, type CompiledArea, createTranslate } from './messages.ts'

const root = join(import.meta.dirname, '..', '..')
const content = compileMessages(join(root, 'content'))

const area = (messages: Record<string, Compiled>, lang = 'ru', review = 'unreviewed'): CompiledArea => ({
  area: 'x',
  lang,
  review,
  messages,
})

/** Every area of one language, as a page would load them. */
function areasOf(lang: Lang): CompiledArea[] {
  return [...content.areas].map(([name, byLang]) => ({
    area: name,
    lang,
    review: content.reviews.get(name)?.get(lang) ?? 'unreviewed',
    messages: Object.fromEntries([...(byLang.get(lang) ?? [])].map(([key, { compiled }]) => [key, compiled])),
  }))
}

describe('slots', () => {
  const t = createTranslate(
    'ru',
    area({
      plain: 'Привет',
      text: ['Привет, ', ['who'], '!'],
      number: ['до ', ['n', 1], ' рублей'],
      date: ['до ', ['d', 'long'], ' (', ['d', 'short'], ')'],
      days: [
        [
          'n',
          {
            '=0': 'сегодня',
            one: [['n', 1], ' день'],
            few: [['n', 1], ' дня'],
            many: [['n', 1], ' дней'],
            other: [['n', 1], ' дня'],
          },
          1,
        ],
      ],
      choice: ['Это ', ['x', { visa: 'виза', other: ['бумага ', ['x']] }]],
      empty: ['а', ['x', { a: '', other: 'б' }]],
      nothing: [['n', { '=0': '', one: '1', few: '2', many: '5', other: 'x' }, 1]],
    }),
  )

  test.each([
    ['plain', {}, 'Привет'],
    ['text', { who: 'Ҷамшед' }, 'Привет, Ҷамшед!'],
    ['text', { who: 12000 }, 'Привет, 12000!'],
    ['text', { who: '' }, 'Привет, !'],
    ['text', { who: { date: '2026-01-12' } }, 'Привет, 12 января 2026 года!'],
    ['number', { n: 500000 }, 'до 500\u202f000 рублей'],
    ['number', { n: '2500' }, 'до 2\u202f500 рублей'],
    ['date', { d: '2026-01-12' }, 'до 12 января 2026 года (12.01.2026)'],
    ['date', { d: { date: '2026-01-12' } }, 'до 12 января 2026 года (12.01.2026)'],
    [
      'date',
      { d: { from: '2026-01-10', to: '2026-01-12' } },
      'до 10–12 января 2026 года (10.01.2026 – 12.01.2026)',
    ],
    ['days', { n: 0 }, 'сегодня'],
    ['days', { n: 1 }, '1 день'],
    ['days', { n: 22 }, '22 дня'],
    ['days', { n: 1011 }, '1\u202f011 дней'],
    ['days', { n: 1.5 }, '1,5 дня'],
    ['days', { n: '…' }, '… дней'],
    ['number', { n: '3–33' }, 'до 3–33 рублей'],
    ['choice', { x: 'visa' }, 'Это виза'],
    ['choice', { x: 'патент' }, 'Это бумага патент'],
    ['choice', { x: 'constructor' }, 'Это бумага constructor'],
    ['empty', { x: 'a' }, 'а'],
    ['nothing', { n: 0 }, ''],
  ] as [string, Record<string, MessageValue>, string][])('%s %o', (key, args, expected) => {
    expect(t.dynamic(key, args)).toBe(expected)
  })

  test('text of a person goes in unread: it is neither a message nor markup', () => {
    fc.assert(fc.property(fc.string(), (who) => t.dynamic('text', { who }) === `Привет, ${who}!`))
  })
})

describe('what is missing', () => {
  test('throws in tests and while developing', () => {
    const t = createTranslate('ky', area({ text: ['а', ['who']] }, 'ky'))
    expect(() => t.dynamic('gone')).toThrow('messages: no text for gone in ky')
    expect(() => t.dynamic('toString')).toThrow('no text for toString')
    expect(() => t.dynamic('text')).toThrow('messages: text needs who')
    expect(() => createTranslate('ky', area({}, 'ru'))).toThrow('messages: area x is ru, not ky')
  })

  test('has() tells without throwing', () => {
    const t = createTranslate('ky', area({ text: 'а' }, 'ky'))
    expect([t.has('text'), t.has('gone'), t.has('constructor')]).toEqual([true, false, false])
  })
})

test('an area is checked only when its own file says so', () => {
  const t = createTranslate(
    'ru',
    area({}, 'ru', 'reviewed'),
    { ...area({}), area: 'y' },
    { ...area({}, 'ru', 'perhaps'), area: 'z' },
  )
  expect(['x', 'y', 'z', 'gone'].map(t.reviewOf)).toEqual([
    'reviewed',
    'unreviewed',
    'unreviewed',
    'unreviewed',
  ])
  expect(t.lang).toBe('ru')
})

describe('every message of this project', () => {
  const anyDay = fc
    .date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const numbers = fc.oneof(
    fc.integer({ min: 0, max: 130 }),
    fc.integer({ min: -1e6, max: 1e9 }),
    fc.constantFrom(0.5, 1.5, 2.25),
  )
  const anyOf = (type: ArgType): fc.Arbitrary<MessageValue> => {
    if (type === 'number') return numbers
    if (type === 'date')
      return fc.oneof(
        anyDay,
        anyDay.map((date) => ({ date })),
        fc.tuple(anyDay, anyDay).map((days) => {
          const [from, to] = days.toSorted() as [string, string]
          return { from, to }
        }),
      )
    if (type === 'text') return fc.oneof(fc.constantFrom('Ҷамшед', 'Oʻtkir', 'Айпери'), fc.nat())
    return fc.constantFrom(...type.slice('select:'.length).split('|'), 'none-of-them')
  }

  test.each(LANGUAGES)('renders in %s with any arguments of its kinds', (lang) => {
    const t = createTranslate(lang, ...areasOf(lang))
    let seen = 0
    for (const [area, byLang] of content.areas)
      for (const [key, { args }] of byLang.get(lang) ?? []) {
        seen++
        const values = fc.record(
          Object.fromEntries(Object.entries(args).map(([name, type]) => [name, anyOf(type)])),
        )
        fc.assert(
          fc.property(values, (own) => {
            const text = t.dynamic(key, own)
            expect(text.trim()).not.toBe('')
            expect(text).not.toMatch(/undefined|NaN|\[object|[{}#…]{2}|\{|\}/)
            // Every count of the shared words shows its number; other areas may say “one paper” or “papers”.
            for (const [arg, type] of area === 'ui' ? Object.entries(args) : [])
              if (
                type === 'number' &&
                typeof own[arg] === 'number' &&
                own[arg] >= 2 &&
                Number.isInteger(own[arg])
              )
                expect(text.replace(/[\u202f,]/g, '')).toContain(String(own[arg]))
          }),
          { numRuns: Object.keys(args).length ? 40 : 1 },
        )
      }
    expect(seen).toBeGreaterThan(100)
  })

  test('no two buttons or answers of one language read the same', () => {
    for (const lang of LANGUAGES) {
      const own = [...content.areas.get('ui')!.get(lang)!].filter(([key]) =>
        /^(action|answer)\.[a-z-]+$/.test(key),
      )
      const texts = own.map(([, { compiled }]) => JSON.stringify(compiled))
      expect([lang, texts.length - new Set(texts).size]).toEqual([lang, 0])
    }
  })
})

describe('bytes', () => {
  afterEach(() => vi.unstubAllEnvs())

  /** The code a page gets, as the apps build it. Vite takes "development" from the test runner's NODE_ENV otherwise. */
  async function bundle(): Promise<string> {
    vi.stubEnv('NODE_ENV', 'production')
    const made = (await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        target: 'es2023',
        rolldownOptions: { input: join(root, 'src/ui/messages.ts'), preserveEntrySignatures: 'strict' },
      },
    })) as Rolldown.RolldownOutput
    return made.output[0].code
  }

  test('run time and the tables of all five languages fit into 1.2 KB', async () => {
    const code = await bundle()
    // Nothing that only tests need, and nothing of Intl.
    expect(code).not.toMatch(/messages: |Intl|toLocale/)
    const size = brotliCompressSync(code).length
    expect(size).toBeGreaterThan(600)
    expect(size).toBeLessThanOrEqual(1229)
  })

  test('production shows the key instead of an empty screen', async () => {
    const code = await bundle()
    const made = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
    const t = made.createTranslate('ru', area({ text: ['а ', ['who']] }, 'uz'))
    expect(t.dynamic('family.title')).toBe('family.title')
    expect(t.dynamic('text')).toBe('а …')
    expect(t('text', { who: 'б' })).toBe('а б')
  })

  test('the shared words of one language stay under 3.5 KB', () => {
    for (const lang of LANGUAGES) {
      const ui = areasOf(lang).find((one) => one.area === 'ui')!
      expect(brotliCompressSync(JSON.stringify(ui)).length).toBeLessThan(3500)
    }
  })
})
