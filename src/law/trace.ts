/**
 * The count in steps that a defender can check by hand with a paper calendar.
 * Every step is a message `step.<key>` of area `law` with the parameters given here.
 */
import { isWorking } from './calendar.ts'
import { type Counted, calendarYears, daysValue, isOff } from './count.ts'
import { civilOf, type DayNumber, plainDate, weekday } from './dates.ts'
import type { ClockPack, MessageValue, TermVersion, TraceStep } from './types.ts'

export const step = (key: string, params: Record<string, MessageValue> = {}): TraceStep => ({ key, params })

export const on = (day: DayNumber): { date: string } => ({ date: plainDate(day) })

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** For messages with `{weekday, select, mon {…} … other {…}}`. */
export const weekdayName = (day: DayNumber): string => NAMES[weekday(day) - 1] as string

/** Posting before midnight of the last day is in time: the articles that say so. */
const POSTING: Record<string, string> = { 'koap 4.8 ч.4': 'posting-koap', 'kas 93': 'posting-kas' }

/** Which text counts: said only where there was, or will be, another. */
export function textStep({ from, to }: TermVersion): TraceStep[] {
  if (from !== null && to !== null) return [step('text-between', { days: { from, to } })]
  if (from !== null) return [step('text-from', { from: { date: from } })]
  if (to !== null) return [step('text-until', { to: { date: to } })]
  return []
}

/** Steps of one count from one start day, without start and conclusion. */
export function countSteps(
  pack: ClockPack,
  version: TermVersion,
  start: DayNumber,
  counted: Counted,
): TraceStep[] {
  const steps = textStep(version)
  const sameDay = version.start === 'same-day'
  const first = sameDay ? start : start + 1
  steps.push(step(sameDay ? 'day-one-same' : 'day-one-next', { day: on(first) }))
  const { nominal } = counted
  if (nominal !== null) {
    steps.push(
      step(`count-${version.unit}`, { n: version.count, end: on(nominal), weekday: weekdayName(nominal) }),
    )
    if (version.unit === 'working-days') steps.push(...skippedSteps(pack, first, nominal))
    else if (isMonthTerm(version) && civilOf(nominal).day < civilOf(start).day && !sameDay)
      steps.push(step('short-month', { end: on(nominal) }))
    steps.push(...rollSteps(pack, version, counted))
  }
  if (counted.missing !== null) steps.push(step('calendar-missing', { year: String(counted.missing) }))
  for (const year of calendarYears(version, start, counted))
    steps.push(step('calendar', { year: String(year), act: pack.calendars[year]?.decree.act ?? '' }))
  return steps
}

const isMonthTerm = ({ unit }: TermVersion): boolean => unit === 'months' || unit === 'years'

/** Holidays and moved days off inside a count of working days, and Saturdays that were worked. */
function skippedSteps(pack: ClockPack, first: DayNumber, last: DayNumber): TraceStep[] {
  const steps: TraceStep[] = []
  for (let n = first; n <= last; n++) {
    if (!isOff(pack, n)) {
      if (weekday(n) > 5) steps.push(step('worked-weekend', { day: on(n), weekday: weekdayName(n) }))
      continue
    }
    let end = n
    let hasWeekday = weekday(n) < 6
    while (end < last && isOff(pack, end + 1)) {
      end++
      if (weekday(end) < 6) hasWeekday = true
    }
    if (hasWeekday) steps.push(step('days-off', { days: daysValue(n, end) }))
    n = end
  }
  return steps
}

/** What happened on the day the count ended on. */
function rollSteps(pack: ClockPack, version: TermVersion, { nominal, last }: Counted): TraceStep[] {
  if (nominal === null || version.unit === 'working-days') return []
  const day = on(nominal)
  const name = weekdayName(nominal)
  const weekend = weekday(nominal) > 5
  if (version.rollover === 'none')
    return isOff(pack, nominal) || (weekend && isWorking(pack, nominal) === null)
      ? [step('no-roll', { day, weekday: name })]
      : []
  if (isWorking(pack, nominal) === null) return []
  if (!isOff(pack, nominal))
    return [step(weekend ? 'ends-on-worked-weekend' : 'ends-on-working-day', { day, weekday: name })]
  const steps = [step(weekend ? 'ends-on-weekend' : 'ends-on-holiday', { day, weekday: name })]
  if (last !== null)
    steps.push(
      step('rolled', { days: daysValue(nominal, last - 1), end: on(last), weekday: weekdayName(last) }),
    )
  return steps
}

/** How the last day is used, from the articles the term stands on. Only for acts of a person. */
export const postingSteps = (version: TermVersion): TraceStep[] =>
  version.basis.flatMap(({ act, article }) => {
    const key = POSTING[`${act} ${article}`]
    return key === undefined ? [] : [step(key)]
  })
