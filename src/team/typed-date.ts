/**
 * Dates as defenders type them: 24.12.2025, 24/12/2025, 2025-12-24, and partial ones, 12.2025 or 2025.
 * Whether the day exists and fits the others is decided by src/law; here only the order of the numbers is read.
 */

export type TypedDate =
  | { is: 'empty' }
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with a month and a day that can exist. */
  | { is: 'date'; value: string }
  | { is: 'problem'; problem: DateProblem }

/** Message keys `team.date.<problem>`. */
export type DateProblem = 'unreadable' | 'short-year' | 'no-such-day' | 'odd-year'

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const EARLIEST = 1900
const LATEST = 2100

/** Reads what stands in a date field. A year of two digits is refused, because a guess would be a wrong date. */
export function readTypedDate(text: string): TypedDate {
  const parts = text
    .trim()
    .split(/[\s./\\-]+/)
    .filter(Boolean)
  if (parts.length === 0) return { is: 'empty' }
  if (parts.length > 3 || parts.some((part) => !/^\d{1,4}$/.test(part))) return refuse('unreadable')
  if (parts[0]!.length < 4) parts.reverse()
  const [year = '', month, day] = parts
  if (year.length < 4) return refuse(parts.length > 1 ? 'short-year' : 'unreadable')
  if (+year < EARLIEST || +year > LATEST) return refuse('odd-year')
  if (month === undefined) return { is: 'date', value: year }
  if (month.length > 2 || +month < 1 || +month > 12) return refuse('no-such-day')
  if (day === undefined) return { is: 'date', value: `${year}-${two(month)}` }
  const leap = (+year % 4 === 0 && +year % 100 !== 0) || +year % 400 === 0
  const days = DAYS[+month - 1]! + (+month === 2 && leap ? 1 : 0)
  if (day.length > 2 || +day < 1 || +day > days) return refuse('no-such-day')
  return { is: 'date', value: `${year}-${two(month)}-${two(day)}` }
}

/** The same, with the clock after it where a term runs in hours: 24.12.2025 14:30. */
export function readTypedMoment(text: string, clock: boolean): TypedDate {
  const [, day = '', hour, minute] = (clock && /^(.*?)[,\s]+(\d{1,2}):(\d{2})\s*$/.exec(text)) || ['', text]
  const read = readTypedDate(day)
  if (hour === undefined || read.is !== 'date') return read
  if (read.value.length < 10 || +hour > 23 || +minute! > 59) return refuse('unreadable')
  return { is: 'date', value: `${read.value}T${two(hour)}:${minute}` }
}

/** The other way round, with the clock where there is one. */
export function writeTypedMoment(value: string): string {
  const [day = '', clock] = value.split('T')
  return [day && writeDate(day), clock].filter(Boolean).join(' ')
}

/** The other way round, as papers write it: 24.12.2025. */
export const writeDate = (value: string): string => value.split('-').reverse().join('.')

const two = (digits: string) => digits.padStart(2, '0')
const refuse = (problem: DateProblem): TypedDate => ({ is: 'problem', problem })
