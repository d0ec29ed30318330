/**
 * Worked examples of numbers, dates and plural categories, written by hand. Vitest runs them in Node and
 * e2e/languages.test.ts in a real browser, because that is where `Intl` used to answer for a language it does not know.
 */
import type { Lang } from '../law/types.ts'
import { type DateStyle, type DateValue, formatDate, formatNumber, pluralCategory } from './languages.ts'

export type LanguageCase =
  | { kind: 'plural'; lang: Lang; input: number; expected: string }
  | { kind: 'number'; lang: Lang; input: number; expected: string }
  | { kind: 'date'; lang: Lang; input: DateValue; style?: DateStyle; expected: string }

/** What our tables say for a case; equal to `expected` when they are right. */
export function answerTo(example: LanguageCase): string {
  if (example.kind === 'plural') return pluralCategory(example.lang, example.input)
  if (example.kind === 'number') return formatNumber(example.lang, example.input)
  return formatDate(example.lang, example.input, example.style)
}

const plurals = (lang: Lang, table: Record<string, number[]>): LanguageCase[] =>
  Object.entries(table).flatMap(([expected, numbers]) =>
    numbers.map((input): LanguageCase => ({ kind: 'plural', lang, input, expected })),
  )

const numbers = (lang: Lang, pairs: [number, string][]): LanguageCase[] =>
  pairs.map(([input, expected]) => ({ kind: 'number', lang, input, expected }))

const dates = (lang: Lang, pairs: [DateValue, string, DateStyle?][]): LanguageCase[] =>
  pairs.map(([input, expected, style]) =>
    style ? { kind: 'date', lang, input, expected, style } : { kind: 'date', lang, input, expected },
  )

/** The twelfth of each month of 2026. */
const yearOf = (lang: Lang, expected: string[]): LanguageCase[] =>
  dates(
    lang,
    expected.map((words, month) => [{ date: `2026-${String(month + 1).padStart(2, '0')}-12` }, words]),
  )

export const LANGUAGE_CASES: LanguageCase[] = [
  ...plurals('ru', {
    one: [1, 21, 31, 101, 121, 1001, -1, -21],
    few: [2, 3, 4, 22, 24, 102, 1004, 1_000_002],
    many: [0, 5, 9, 10, 11, 12, 13, 14, 15, 19, 20, 25, 100, 111, 112, 114, 211, 1000, 1011],
    other: [0.5, 1.5, 2.1, 10.25],
  }),
  // Nouns stay in the singular after a numeral in these three; the category only has to be stable.
  ...plurals('uz', { one: [1, -1], other: [0, 2, 3, 5, 10, 11, 21, 100, 101, 1001, 0.5, 1.5] }),
  ...plurals('tg', { one: [1, -1], other: [0, 2, 3, 5, 10, 11, 21, 100, 101, 1001, 0.5, 1.5] }),
  ...plurals('ky', { one: [1, -1], other: [0, 2, 3, 5, 10, 11, 21, 100, 101, 1001, 0.5, 1.5] }),
  ...plurals('en', { one: [1, -1], other: [0, 2, 3, 10, 11, 21, 101, 0.5, 1.5] }),

  ...(['ru', 'uz', 'tg', 'ky'] as const).flatMap((lang) =>
    numbers(lang, [
      [0, '0'],
      [7, '7'],
      [999, '999'],
      [1000, '1\u202f000'],
      [30_000, '30\u202f000'],
      [500_000, '500\u202f000'],
      [1_234_567, '1\u202f234\u202f567'],
      [-1234, '-1\u202f234'],
      [1234.5, '1\u202f234,5'],
    ]),
  ),
  ...numbers('en', [
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
    [-1234, '-1,234'],
    [1234.5, '1,234.5'],
  ]),

  ...yearOf('ru', [
    '12 января 2026 года',
    '12 февраля 2026 года',
    '12 марта 2026 года',
    '12 апреля 2026 года',
    '12 мая 2026 года',
    '12 июня 2026 года',
    '12 июля 2026 года',
    '12 августа 2026 года',
    '12 сентября 2026 года',
    '12 октября 2026 года',
    '12 ноября 2026 года',
    '12 декабря 2026 года',
  ]),
  ...yearOf('uz', [
    '2026-yil 12-yanvar',
    '2026-yil 12-fevral',
    '2026-yil 12-mart',
    '2026-yil 12-aprel',
    '2026-yil 12-may',
    '2026-yil 12-iyun',
    '2026-yil 12-iyul',
    '2026-yil 12-avgust',
    '2026-yil 12-sentabr',
    '2026-yil 12-oktabr',
    '2026-yil 12-noyabr',
    '2026-yil 12-dekabr',
  ]),
  ...yearOf('tg', [
    '12 январи соли 2026',
    '12 феврали соли 2026',
    '12 марти соли 2026',
    '12 апрели соли 2026',
    '12 майи соли 2026',
    '12 июни соли 2026',
    '12 июли соли 2026',
    '12 августи соли 2026',
    '12 сентябри соли 2026',
    '12 октябри соли 2026',
    '12 ноябри соли 2026',
    '12 декабри соли 2026',
  ]),
  ...yearOf('ky', [
    '2026-жылдын 12-январы',
    '2026-жылдын 12-февралы',
    '2026-жылдын 12-марты',
    '2026-жылдын 12-апрели',
    '2026-жылдын 12-майы',
    '2026-жылдын 12-июну',
    '2026-жылдын 12-июлу',
    '2026-жылдын 12-августу',
    '2026-жылдын 12-сентябры',
    '2026-жылдын 12-октябры',
    '2026-жылдын 12-ноябры',
    '2026-жылдын 12-декабры',
  ]),
  ...yearOf('en', [
    '12 January 2026',
    '12 February 2026',
    '12 March 2026',
    '12 April 2026',
    '12 May 2026',
    '12 June 2026',
    '12 July 2026',
    '12 August 2026',
    '12 September 2026',
    '12 October 2026',
    '12 November 2026',
    '12 December 2026',
  ]),

  ...dates('ky', [
    ['2026-01-01', '2026-жылдын 1-январына', 'to'],
    ['2026-04-30', '2026-жылдын 30-апрелине', 'to'],
    ['2026-05-09', '2026-жылдын 9-майына', 'to'],
    ['2026-06-05', '2026-жылдын 5-июнуна', 'to'],
    ['2026-08-31', '2026-жылдын 31-августуна', 'to'],
    ['2026-01-01', '2026-жылдын 1-январынан', 'from'],
    ['2026-04-30', '2026-жылдын 30-апрелинен', 'from'],
    ['2026-07-05', '2026-жылдын 5-июлунан', 'from'],
    ['2026-12-24', '2026-жылдын 24-декабрында', 'on'],
    ['2026-04-01', '2026-жылдын 1-апрелинде', 'on'],
    [{ from: '2026-01-05', to: '2026-04-12' }, '2026-жылдын 5-январы – 12-апрелине', 'to'],
  ]),

  ...dates('ru', [
    ['2026-01-12', '12.01.2026', 'short'],
    ['2026-01-02T14:30', '2 января 2026 года, 14:30'],
    ['2026-01-02T14:30', '02.01.2026, 14:30', 'short'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '5–12 января 2026 года'],
    [{ from: '2026-01-05', to: '2026-02-12' }, '5 января – 12 февраля 2026 года'],
    [{ from: '2025-12-24', to: '2026-01-12' }, '24 декабря 2025 года – 12 января 2026 года'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '05.01.2026 – 12.01.2026', 'short'],
    [{ from: '2026-01-12', to: '2026-01-12' }, '12 января 2026 года'],
    [
      { from: '2026-01-05T09:00', to: '2026-01-05T14:30' },
      '5 января 2026 года, 09:00 – 5 января 2026 года, 14:30',
    ],
    ['2026-03', '03.2026'],
    ['2026', '2026'],
    ['на той неделе', 'на той неделе'],
    ['2026-13-01', '2026-13-01'],
  ]),
  ...dates('uz', [
    ['2026-01-12', '12.01.2026', 'short'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '2026-yil 5–12-yanvar'],
    [{ from: '2026-01-05', to: '2026-02-12' }, '2026-yil 5-yanvar – 12-fevral'],
    [{ from: '2025-12-24', to: '2026-01-12' }, '2025-yil 24-dekabr – 2026-yil 12-yanvar'],
  ]),
  ...dates('tg', [
    ['2026-01-12', '12.01.2026', 'short'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '5–12 январи соли 2026'],
    [{ from: '2025-12-24', to: '2026-01-12' }, '24 декабри соли 2025 – 12 январи соли 2026'],
  ]),
  ...dates('ky', [
    ['2026-01-12', '12.01.2026', 'short'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '2026-жылдын 5–12-январы'],
    [{ from: '2026-01-05', to: '2026-02-12' }, '2026-жылдын 5-январы – 12-февралы'],
    [{ from: '2025-12-24', to: '2026-01-12' }, '2025-жылдын 24-декабры – 2026-жылдын 12-январы'],
  ]),
  ...dates('en', [
    ['2026-01-02', '02.01.2026', 'short'],
    [{ from: '2026-01-05', to: '2026-01-12' }, '5–12 January 2026'],
    [{ from: '2026-01-05', to: '2026-02-12' }, '5 January – 12 February 2026'],
    [{ from: '2025-12-24', to: '2026-01-12' }, '24 December 2025 – 12 January 2026'],
  ]),
]
