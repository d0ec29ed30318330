/**
 * Which days are working days in Russia, year by year, each year with its decree (ТК 112).
 * A year that is not in the pack is unknown, its Saturdays and Sundays too: a decree may make any of them a working day.
 * Regional holidays are not in the tables.
 */
import { addMonths, type DayNumber, dayNumber, dayOf, plainDate, weekday } from './dates.ts'
import type { CalendarYear, ClockPack, PlainDate } from './types.ts'

const UNKNOWN = 0
const OFF = 1
const WORKING = 2

/** A pack's years as one row of days, so that a question costs one look. */
interface DayRow {
  first: DayNumber
  kinds: Uint8Array
}

const rows = new WeakMap<ClockPack, DayRow>()

function rowOf(pack: ClockPack): DayRow {
  const known = rows.get(pack)
  if (known) return known
  // A year without a decree is a draft, not a calendar.
  const years = Object.values(pack.calendars).filter((year) => year.decree.act !== '')
  const row = buildRow(years)
  rows.set(pack, row)
  return row
}

function buildRow(years: CalendarYear[]): DayRow {
  if (years.length === 0) return { first: 0, kinds: new Uint8Array(0) }
  const first = dayOf(Math.min(...years.map((y) => y.year)), 1, 1)
  const end = dayOf(Math.max(...years.map((y) => y.year)) + 1, 1, 1)
  const kinds = new Uint8Array(end - first)
  for (const { year, off, working } of years) {
    const stop = dayOf(year + 1, 1, 1)
    for (let n = dayOf(year, 1, 1); n < stop; n++) kinds[n - first] = weekday(n) < 6 ? WORKING : OFF
    for (const date of off) kinds[dayNumber(date) - first] = OFF
    for (const date of working) kinds[dayNumber(date) - first] = WORKING
  }
  return { first, kinds }
}

/** true or false; null when the year's calendar is not known. */
export function isWorking(pack: ClockPack, day: DayNumber): boolean | null {
  const row = rowOf(pack)
  const kind = row.kinds[day - row.first] ?? UNKNOWN
  return kind === UNKNOWN ? null : kind === WORKING
}

/** The first working day on or after `day`; null when a year that is needed is not known. */
export function workingDayFrom(pack: ClockPack, day: DayNumber): DayNumber | null {
  const { first, kinds } = rowOf(pack)
  for (let n = day; ; n++) {
    const kind = kinds[n - first] ?? UNKNOWN
    if (kind === WORKING) return n
    if (kind === UNKNOWN) return null
  }
}

/** The `count`-th working day after `day` (before it when negative); null when a year that is needed is not known. */
export function shiftWorkingDays(pack: ClockPack, day: DayNumber, count: number): DayNumber | null {
  const { first, kinds } = rowOf(pack)
  const step = count < 0 ? -1 : 1
  let left = Math.abs(count)
  let n = day
  while (left > 0) {
    n += step
    const kind = kinds[n - first] ?? UNKNOWN
    if (kind === UNKNOWN) return null
    if (kind === WORKING) left--
  }
  return n
}

/** The calendar year that a count starting at `day` lacks; null when it has all it can reach. */
export function missingYear(pack: ClockPack, day: DayNumber): number | null {
  for (let n = day; ; ) {
    const year = yearOf(n)
    if (isWorking(pack, n) === null) return year
    n = dayOf(year + 1, 1, 1)
  }
}

const yearOf = (n: DayNumber): number => Number(plainDate(n).slice(0, 4))

/** true or false; null when the year's calendar is not known. @throws BadDateError */
export const isWorkingDay = (pack: ClockPack, day: PlainDate): boolean | null =>
  isWorking(pack, dayNumber(day))

/** The first working day after `day`, or null when a year that is needed is not known. @throws BadDateError */
export const nextWorkingDay = (pack: ClockPack, day: PlainDate): PlainDate | null =>
  addWorkingDays(pack, day, 1)

/**
 * The `count`-th working day after `day`, before it when negative, `day` itself for 0;
 * null when a year that is needed is not known. @throws BadDateError
 */
export function addWorkingDays(pack: ClockPack, day: PlainDate, count: number): PlainDate | null {
  const n = shiftWorkingDays(pack, dayNumber(day), count)
  return n === null ? null : plainDate(n)
}

/**
 * `date + count unit` of the rule language; `count` may be negative. Months end on the same number or the month's
 * last day. null when working days run into a year without calendar. @throws BadDateError
 */
export function addToDate(
  pack: ClockPack,
  date: PlainDate,
  count: number,
  unit: 'days' | 'working-days' | 'months',
): PlainDate | null {
  if (unit === 'working-days') return addWorkingDays(pack, date, count)
  const n = dayNumber(date)
  return plainDate(unit === 'days' ? n + count : addMonths(n, count))
}
