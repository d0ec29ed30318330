/**
 * Civil dates of the proleptic Gregorian calendar, as text and as day numbers.
 * A day is never a moment: no clock, no time zone, no locale can shift it.
 * Why not Temporal here: docs/decisions/dates-without-temporal.md.
 */
import type { PlainDate } from './types.ts'

/** Days since 1970-01-01; 0 is that day, negative before it. */
export type DayNumber = number

/** All days from `from` to `to`, both included. One day: `from === to`. */
export interface DateRange {
  from: PlainDate
  to: PlainDate
}

/** The same range in day numbers. */
export interface DaySpan {
  from: DayNumber
  to: DayNumber
}

export type BadDateCode =
  /** Nothing was given. */
  | 'empty'
  /** Not `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `a..b` or `YYYY-MM-DDTHH:MM`. */
  | 'shape'
  /** A year outside 1900–2100: far more often a slip of the finger than a fact. */
  | 'year'
  | 'month'
  /** A day that this month does not have. */
  | 'day'
  | 'time'
  /** A range that ends before it begins. */
  | 'order'

/** A date that does not exist or is not written as one. `input` is what was given. */
export class BadDateError extends Error {
  override readonly name = 'BadDateError'
  readonly code: BadDateCode
  readonly input: string
  constructor(code: BadDateCode, input: string) {
    super(`bad date: ${code}: ${JSON.stringify(input.slice(0, 60))}`)
    this.code = code
    this.input = input
  }
}

const MIN_YEAR = 1900
const MAX_YEAR = 2100

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** 28–31; `month` is 1–12. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)

/**
 * Day number of a civil date; the date must exist.
 * Counts in years that begin in March, so that the leap day comes last (Howard Hinnant, "chrono-compatible
 * low-level date algorithms", days_from_civil).
 */
export function dayOf(year: number, month: number, day: number): DayNumber {
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}

/** Year, month 1–12 and day 1–31 of a day number (civil_from_days of the same paper). */
export function civilOf(n: DayNumber): { year: number; month: number; day: number } {
  const z = n + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month > 2 ? 0 : 1),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

/** `YYYY-MM-DD` of a day number between the years 1000 and 9999. */
export function plainDate(n: DayNumber): PlainDate {
  const { year, month, day } = civilOf(n)
  return `${year}-${two(month)}-${two(day)}`
}

/** 1 = Monday … 7 = Sunday. */
export const weekday = (n: DayNumber): number => ((((n + 3) % 7) + 7) % 7) + 1

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/

/** A single, complete day. @throws BadDateError */
export function dayNumber(text: PlainDate): DayNumber {
  const span = spanOfDate(text, text)
  if (span.from !== span.to) throw new BadDateError('shape', text)
  return span.from
}

/**
 * `2026-03-05`, `2026-03`, `2026`, or `a..b` of these: from the first day of `a` to the last day of `b`.
 * Strict: nothing is trimmed, completed or swapped. @throws BadDateError
 */
export function daySpan(text: string): DaySpan {
  const cut = text.indexOf('..')
  if (cut < 0) return spanOfDate(text, text)
  const from = spanOfDate(text.slice(0, cut), text).from
  const to = spanOfDate(text.slice(cut + 2), text).to
  if (to < from) throw new BadDateError('order', text)
  return { from, to }
}

function spanOfDate(text: string, input: string): DaySpan {
  const match = DATE.exec(text)
  if (!match) throw new BadDateError(text === '' ? 'empty' : 'shape', input)
  const year = Number(match[1])
  if (year < MIN_YEAR || year > MAX_YEAR) throw new BadDateError('year', input)
  if (match[2] === undefined) return { from: dayOf(year, 1, 1), to: dayOf(year, 12, 31) }
  const month = Number(match[2])
  if (month < 1 || month > 12) throw new BadDateError('month', input)
  const length = daysInMonth(year, month)
  if (match[3] === undefined) return { from: dayOf(year, month, 1), to: dayOf(year, month, length) }
  const day = Number(match[3])
  if (day < 1 || day > length) throw new BadDateError('day', input)
  const n = dayOf(year, month, day)
  return { from: n, to: n }
}

/** As {@link daySpan}, in text. @throws BadDateError */
export function dateRange(text: string): DateRange {
  const { from, to } = daySpan(text)
  return { from: plainDate(from), to: plainDate(to) }
}

/** A local day and the minute in it (0–1439). */
export interface Moment {
  day: DayNumber
  minute: number
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

/** `YYYY-MM-DDTHH:MM`, 00:00 to 23:59, local time. @throws BadDateError */
export function moment(text: string): Moment {
  const cut = text.indexOf('T')
  if (cut < 0) throw new BadDateError(text === '' ? 'empty' : 'shape', text)
  const span = spanOfDate(text.slice(0, cut), text)
  const match = TIME.exec(text.slice(cut + 1))
  if (!match) throw new BadDateError('time', text)
  if (span.from !== span.to) throw new BadDateError('shape', text)
  return { day: span.from, minute: Number(match[1]) * 60 + Number(match[2]) }
}

/** `YYYY-MM-DDTHH:MM`. */
export const momentText = ({ day, minute }: Moment): string =>
  `${plainDate(day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`

/** Whole hours later (or earlier). Local clocks in Russia have not been moved since 2014, so an hour is an hour. */
export function addHours({ day, minute }: Moment, hours: number): Moment {
  const total = minute + hours * 60
  const days = Math.floor(total / 1440)
  return { day: day + days, minute: total - days * 1440 }
}

/**
 * The same number in a later (or earlier) month; where that month has no such number, its last day.
 * КАС 93 and КоАП 4.8 ч.3 end a term of months this way.
 */
export function addMonths(n: DayNumber, months: number): DayNumber {
  const { year, month, day } = civilOf(n)
  const index = year * 12 + month - 1 + months
  const toYear = Math.floor(index / 12)
  const toMonth = index - toYear * 12 + 1
  return dayOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)))
}

/** Calendar days from `a` to `b`; 0 for the same day, negative when `b` is earlier. @throws BadDateError */
export const daysBetween = (a: PlainDate, b: PlainDate): number => dayNumber(b) - dayNumber(a)
