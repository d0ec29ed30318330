/**
 * What each of the five languages needs to say numbers and dates, as own small tables.
 *
 * Not `Intl`: Debian's Chromium and many phones carry no data for Uzbek, Tajik and Kyrgyz, and
 * `Intl.PluralRules('tg')` silently answers with the rules of the system's language. Russian and English
 * use the same tables, so that a date reads alike on every phone and on the command line.
 *
 * Plural categories: CLDR 48, common/supplemental/plurals.xml (ru: one few many other; uz, ky: n = 1; en: i = 1, v = 0;
 * tg is not listed there, so CLDR gives it `other` alone; we also honour `one` where a text offers it).
 * Month names: CLDR; the order of the long date follows what papers in each country print
 * ("2026-yil 12-yanvar", "12 январи соли 2026", "2026-жылдын 12-январы"), which CLDR's patterns do not.
 */

import type { Lang } from '../law/types.ts'

/** In the order in which the interface offers them. */
export const LANGUAGES = ['ru', 'uz', 'tg', 'ky', 'en'] as const satisfies readonly Lang[]
export type { Lang }

export type PluralCategory = 'one' | 'few' | 'many' | 'other'

/** A day `YYYY-MM-DD` (a local moment `YYYY-MM-DDTHH:MM` too), or a range whose ends both count. */
export type DateValue = string | { date: string } | { from: string; to: string }

/**
 * long: "12 января 2026 года"; short: "12.01.2026", as on the person's papers.
 * to, from, on: Kyrgyz endings ("12-январына", "12-январынан", "12-январында"); elsewhere the same as long.
 */
export type DateStyle = 'long' | 'short' | 'to' | 'from' | 'on'

/** Months; what stands between day and month; the year around them (`@` day and month, `#` year). */
const TABLES: Record<Lang, readonly [months: string, join: string, year: string]> = {
  ru: ['января февраля марта апреля мая июня июля августа сентября октября ноября декабря', ' ', '@ # года'],
  uz: ['yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr', '-', '#-yil @'],
  tg: ['январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри', ' ', '@ соли #'],
  ky: [
    'январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры',
    '-',
    '#-жылдын @',
  ],
  en: ['January February March April May June July August September October November December', ' ', '@ #'],
}

/** Kyrgyz endings after the possessive; `@` is the vowel that agrees with the month's last one. */
const KYRGYZ_ENDINGS: Partial<Record<DateStyle, string>> = { to: 'н@', from: 'н@н', on: 'нд@' }

/** Year, month, day, clock; a person may know only the year or the month. */
const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d)(?:T(\d\d:\d\d))?)?)?$/

/** The plural category of a number. Fractions are `other` in all five languages. */
export function pluralCategory(lang: Lang, n: number): PluralCategory {
  const size = Math.abs(n)
  if (lang !== 'ru') return size === 1 ? 'one' : 'other'
  if (size % 1) return 'other'
  const ten = size % 10
  const hundred = size % 100
  if (ten === 1 && hundred !== 11) return 'one'
  return ten > 1 && ten < 5 && (hundred < 12 || hundred > 14) ? 'few' : 'many'
}

/** Groups of three: narrow no-break space and decimal comma, in English comma and point. */
export function formatNumber(lang: Lang, n: number): string {
  const [whole = '', rest] = String(n).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'en' ? ',' : '\u202f')
  return rest ? grouped + (lang === 'en' ? '.' : ',') + rest : grouped
}

/**
 * A day or a range in words; a partial date (`2026-03`, `2026`) in figures. Text that is no date comes back
 * unchanged: a wrong date is worse than a raw one.
 */
export function formatDate(lang: Lang, value: DateValue, style: DateStyle = 'long'): string {
  const { from, to } =
    typeof value === 'string'
      ? { from: value, to: value }
      : 'date' in value
        ? { from: value.date, to: value.date }
        : value
  const a = DATE.exec(from)
  const b = DATE.exec(to)
  if (!a || !b) return from === to ? from : `${from} – ${to}`

  const [names, join, year] = TABLES[lang]
  const month = (d: RegExpExecArray, ending: string | false | undefined) => {
    const name = names.split(' ')[+d[2]! - 1]!
    return ending ? name + ending.replace('@', name.endsWith('и') ? 'е' : 'а') : name
  }
  const dayMonth = (d: RegExpExecArray) =>
    +d[3]! + join + month(d, lang === 'ky' && d === b && KYRGYZ_ENDINGS[style])
  const inYear = (d: RegExpExecArray, text: string) => year.replace('@', text).replace('#', d[1]!)
  const figures = (d: RegExpExecArray) => d.slice(1, 4).filter(Boolean).reverse().join('.')
  const whole = (d: RegExpExecArray) =>
    (style === 'short' || !d[3] ? figures(d) : inYear(d, dayMonth(d))) + (d[4] ? `, ${d[4]}` : '')

  if (from === to) return whole(b)
  if (style === 'short' || a[1] !== b[1] || !a[3] || !b[3] || a[4] || b[4]) return `${whole(a)} – ${whole(b)}`
  return inYear(a, `${a[2] === b[2] ? `${+a[3]}–` : `${dayMonth(a)} – `}${dayMonth(b)}`)
}
