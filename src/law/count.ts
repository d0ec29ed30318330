/**
 * How a term is counted: where day 1 lies, on which day it ends, whether it rolls over to a working day.
 * Pure arithmetic over day numbers; the reasons for people are in deadline.ts.
 */
import { isWorking, missingYear, shiftWorkingDays, workingDayFrom } from './calendar.ts'
import { addMonths, civilOf, type DayNumber, type DaySpan, dayNumber, plainDate } from './dates.ts'
import type { ClockPack, Term, TermVersion } from './types.ts'

/** What decides the last day. `until` only for unit `fixed`. */
export type Rule = Pick<TermVersion, 'count' | 'unit' | 'start' | 'rollover' | 'until'>

/** Where a count ended. */
export interface Counted {
  /** The day the term ends on before any roll-over; null when it could not be counted. */
  nominal: DayNumber | null
  /** The last day; null when a calendar that is needed is not known. */
  last: DayNumber | null
  /** The year whose calendar is not known. */
  missing: number | null
  /** Whether the calendar of working days was asked. */
  asked: boolean
}

/**
 * Counts one reading of a term from a start day. `next-day` and `at-once` make the day after the start day 1,
 * `same-day` the start day itself. Months and years end on the same number, in a shorter month on its last day.
 * Hours are not counted in days: see addHours.
 */
export function countTerm(pack: ClockPack, rule: Rule, start: DayNumber): Counted {
  const { count, unit } = rule
  const sameDay = rule.start === 'same-day'
  let nominal: DayNumber
  switch (unit) {
    case 'fixed':
      nominal = dayNumber(rule.until ?? '')
      break
    case 'working-days': {
      const before = sameDay ? start - 1 : start
      const end = shiftWorkingDays(pack, before, count)
      const missing = end === null ? missingYear(pack, before + 1) : null
      return { nominal: end, last: end, missing, asked: true }
    }
    case 'months':
    case 'years':
      nominal = monthTerm(start, unit === 'years' ? count * 12 : count, sameDay)
      break
    case 'days':
    case 'sutki':
      nominal = sameDay ? start + count - 1 : start + count
      break
    case 'hours':
      throw new RangeError('hours are counted from a moment, not from a day')
  }
  if (rule.rollover === 'none') return { nominal, last: nominal, missing: null, asked: false }
  const last = workingDayFrom(pack, nominal)
  return { nominal, last, missing: last === null ? missingYear(pack, nominal) : null, asked: true }
}

/**
 * A term whose first day is the start itself ends a day earlier, except where the month was too short to have the
 * number at all: a year that begins on 29 February ends on 28 February either way.
 */
function monthTerm(start: DayNumber, months: number, sameDay: boolean): DayNumber {
  const end = addMonths(start, months)
  return sameDay && civilOf(end).day === civilOf(start).day ? end - 1 : end
}

/** The part of a span of start days that one text of a term governs. */
export interface Segment extends DaySpan {
  version: TermVersion
}

const FIRST = Number.NEGATIVE_INFINITY
const LAST = Number.POSITIVE_INFINITY

const versions = new WeakMap<Term, Segment[]>()

/** A term's texts in order of time, each with the start days it governs. */
function versionsOf(term: Term): Segment[] {
  const known = versions.get(term)
  if (known) return known
  const list = term.versions
    .map((version) => ({
      version,
      from: version.from === null ? FIRST : dayNumber(version.from),
      to: version.to === null ? LAST : dayNumber(version.to),
    }))
    .sort((a, b) => a.from - b.from)
  versions.set(term, list)
  return list
}

/**
 * Which texts govern starts in `span`, in order of time. `gap` is the first day no text is known for; versions never
 * overlap (the content compiler refuses it).
 */
export function segmentsOf(term: Term, span: DaySpan): { segments: Segment[]; gap: DayNumber | null } {
  const segments: Segment[] = []
  let next = span.from
  for (const { version, from, to } of versionsOf(term)) {
    if (to < next || from > span.to) continue
    if (from > next) return { segments, gap: next }
    const end = Math.min(to, span.to)
    segments.push({ version, from: next, to: end })
    next = end + 1
  }
  return { segments, gap: next <= span.to ? next : null }
}

export const versionsIn = (segments: Segment[]): TermVersion[] => segments.map(({ version }) => version)

/** The text that took effect after `start` and not later than `end`, if any: the term ran across the change. */
export function laterText(term: Term, start: DayNumber, end: DayNumber): TermVersion | null {
  const later = versionsOf(term).find(({ from }) => from > start && from <= end)
  return later ? later.version : null
}

/** All readings of a text, the text itself first. */
export const readingsOf = (version: TermVersion): Rule[] => [
  version,
  ...version.readings.map(({ count, unit }) => ({ ...version, count, unit })),
]

/** What every start in a span and every reading of the law can give. */
export interface Spread {
  earliest: DayNumber
  latest: DayNumber
  /** Whether it matters, for any one reading, which day of the span was the start. */
  startMatters: boolean
}

/**
 * Envelope over segments and readings, or the year that is missing. Within one text a later start never ends
 * earlier, so both ends of each segment are enough.
 */
export function spreadOf(pack: ClockPack, segments: Segment[]): Spread | { missing: number } {
  let earliest = LAST
  let latest = FIRST
  let startMatters = false
  for (const { version, from, to } of segments) {
    for (const rule of readingsOf(version)) {
      const low = countTerm(pack, rule, from)
      const high = from === to ? low : countTerm(pack, rule, to)
      if (low.last === null || high.last === null) return { missing: (low.missing ?? high.missing) as number }
      if (low.last !== high.last) startMatters = true
      earliest = Math.min(earliest, low.last)
      latest = Math.max(latest, high.last)
    }
  }
  if (segments.length > 1 && earliest !== latest) startMatters = true
  return { earliest, latest, startMatters }
}

/** The years of the calendar a count looked into: all of them for working days, else only those of the roll-over. */
export function calendarYears(rule: Rule, start: DayNumber, { asked, nominal, last }: Counted): number[] {
  if (!asked || nominal === null || last === null) return []
  const years: number[] = []
  const first = rule.unit === 'working-days' ? Math.min(start + 1, last) : nominal
  for (let year = civilOf(first).year; year <= civilOf(last).year; year++) years.push(year)
  return years
}

/** A weekday that is off, or a Saturday or Sunday: never true for a day of an unknown year. */
export const isOff = (pack: ClockPack, day: DayNumber): boolean => isWorking(pack, day) === false

/** One day as a date, several as a range. */
export const daysValue = (from: DayNumber, to: DayNumber) =>
  from === to ? { date: plainDate(from) } : { from: plainDate(from), to: plainDate(to) }
