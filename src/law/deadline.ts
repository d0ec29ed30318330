/**
 * From a term and the day it starts to the last day, with every step of the count.
 * A day that would be a guess is never given: an inexact start, an unknown calendar, an unknown text or sources that
 * differ each have their own status, and say what is needed.
 */
import { Answer } from './answer.ts'
import { countTerm, daysValue, laterText, readingsOf, segmentsOf, spreadOf, versionsIn } from './count.ts'
import {
  addHours,
  type DayNumber,
  type DaySpan,
  dayNumber,
  daySpan,
  moment,
  momentText,
  plainDate,
} from './dates.ts'
import { nearest } from './nearest.ts'
import { countSteps, on, postingSteps, step, textStep } from './trace.ts'
import type { ClockPack, Deadline, PlainDate, Term, TermVersion, TraceStep } from './types.ts'

/** No term has this id. `nearest` are the ids most like it, best first. */
export class UnknownTermError extends Error {
  override readonly name = 'UnknownTermError'
  readonly id: string
  readonly nearest: string[]
  constructor(id: string, nearest: string[]) {
    super(`unknown term: ${JSON.stringify(id.slice(0, 60))}`)
    this.id = id
    this.nearest = nearest
  }
}

export interface DeadlineOptions {
  /** The day of the check, complete: decides staleness and whether a window is closed. Never the count. */
  today: PlainDate
}

/**
 * Counts a term from the day (or moment) of its start event.
 *
 * `from` is a day `YYYY-MM-DD`, a partial date, a range `a..b`, a moment `YYYY-MM-DDTHH:MM` (needed for hours), or
 * `''` when the start is not known. The text of the law is chosen by the day of the start event.
 *
 * @throws UnknownTermError, BadDateError (for `from` and for `today`)
 */
export function computeDeadline(
  pack: ClockPack,
  ruleId: string,
  from: string,
  options: DeadlineOptions,
): Deadline {
  const term = termOf(pack, ruleId)
  dayNumber(options.today) // refuses what is no day
  const answer = new Answer(pack, term, from, options.today)
  const fixed = term.versions.find((version) => version.unit === 'fixed')
  if (fixed) return fixedDeadline(answer, fixed)
  if (from === '') return answer.unknown([step('start-unknown')], ['start'], term.versions)
  const inHours = term.versions.some((version) => version.unit === 'hours')
  if (inHours) return hourDeadline(answer)
  return dayDeadline(answer, spanOf(from))
}

/**
 * Only the envelope of a count in days, over every start in `from` and every reading: for conditions and lists.
 * null when it cannot be known. @throws UnknownTermError, BadDateError
 */
export function deadlineBounds(
  pack: ClockPack,
  ruleId: string,
  from: string,
): { earliest: PlainDate; latest: PlainDate } | null {
  const term = termOf(pack, ruleId)
  const fixed = term.versions.find((version) => version.unit === 'fixed')
  if (fixed?.until) return { earliest: fixed.until, latest: fixed.until }
  if (from === '' || term.versions.some((version) => version.unit === 'hours')) return null
  const { segments, gap } = segmentsOf(term, spanOf(from))
  if (gap !== null) return null
  const spread = spreadOf(pack, segments)
  if ('missing' in spread) return null
  return { earliest: plainDate(spread.earliest), latest: plainDate(spread.latest) }
}

function termOf(pack: ClockPack, id: string): Term {
  const term = Object.hasOwn(pack.terms, id) ? pack.terms[id] : undefined
  if (!term) throw new UnknownTermError(id, nearestIds(id, Object.keys(pack.terms)))
  return term
}

/** A moment counts as its day. @throws BadDateError */
const spanOf = (from: string): DaySpan => (from.includes('T') ? oneDay(moment(from).day) : daySpan(from))

const oneDay = (day: DayNumber): DaySpan => ({ from: day, to: day })

// ── the three ways of counting ───────────────────────────────────────────────────────────────────────────

function dayDeadline(answer: Answer, span: DaySpan): Deadline {
  const { pack, term } = answer
  const { segments, gap } = segmentsOf(term, span)
  const trace = [
    span.from === span.to
      ? step('start', { start: on(span.from) })
      : step('start-between', { start: daysValue(span.from, span.to) }),
  ]
  const first = segments[0]
  if (gap !== null || first === undefined) {
    trace.push(step('no-text', { day: on(gap ?? span.from) }))
    return answer.unknown(trace, ['start', 'text'], term.versions)
  }
  const version = first.version
  const counted = countTerm(pack, version, span.from)
  if (span.from !== span.to) trace.push(step('from-first-day', { start: on(span.from) }))
  trace.push(...countSteps(pack, version, span.from, counted))
  answer.use(segments, span, counted)

  const spread = spreadOf(pack, segments)
  if ('missing' in spread) {
    if (counted.missing !== spread.missing)
      trace.push(step('calendar-missing', { year: String(spread.missing) }))
    return answer.unknown(trace, ['start', 'calendar-missing'], versionsIn(segments))
  }
  const { earliest, latest, startMatters } = spread
  const moves = ['start', ...answer.calendarMoves()]
  if (segments.length > 1) {
    trace.push(...segments.slice(1).flatMap(({ version: other }) => textStep(other)))
    moves.push('other-text')
  } else {
    const change = otherText(answer, version, span)
    if (change) {
      trace.push(change)
      moves.push('other-text')
    }
  }
  const disputed = version.readings.length > 0
  if (disputed) {
    trace.push(...readingSteps(answer, version, span.from))
    moves.push('readings')
  }
  if (startMatters) {
    trace.push(step(RANGE_STEP[term.kind], { days: daysValue(earliest, latest) }))
    return answer.range(trace, moves, version, earliest, latest)
  }
  if (span.from !== span.to) trace.push(step('same-either-way'))
  // The careful end: the earliest day to act by, the latest day to wait for.
  const day = term.kind === 'not-before' ? latest : earliest
  if (term.kind === 'by') trace.push(...postingSteps(version))
  trace.push(step(term.kind === 'not-before' ? 'first-day' : 'last-day', { day: on(day) }))
  return answer.certain(trace, moves, version, disputed ? 'disputed' : 'known', day, span.from)
}

/** Of several last days the careful one: to act by, the earliest; to wait for, and to call others late, the latest. */
const RANGE_STEP: Record<Term['kind'], string> = {
  by: 'range-last',
  'not-before': 'range-first',
  body: 'range-over',
  limit: 'range-over',
}

/** A text that took effect while the term ran does not count; what it would give is said where it differs. */
function otherText(answer: Answer, version: TermVersion, span: DaySpan): TraceStep | null {
  const { pack, term } = answer
  const ends = [span.from, span.to].map((start) => {
    const mine = countTerm(pack, version, start).last
    const other = mine === null ? null : laterText(term, start, mine)
    const theirs = other === null || other.unit === 'hours' ? mine : countTerm(pack, other, start).last
    return { mine, theirs, other }
  })
  const [low, high] = ends as [(typeof ends)[0], (typeof ends)[0]]
  if (low.mine === low.theirs && high.mine === high.theirs) return null
  const changed = (low.other ?? high.other)?.from
  if (!changed || low.theirs === null || high.theirs === null) return null
  return step('other-text', { changed: { date: changed }, days: daysValue(low.theirs, high.theirs) })
}

/** What the other readings give, each once, though several sources may stand behind it. */
function readingSteps({ pack }: Answer, version: TermVersion, start: DayNumber): TraceStep[] {
  const steps = new Map<string, TraceStep>()
  for (const rule of readingsOf(version).slice(1)) {
    const { last } = countTerm(pack, rule, start)
    const key = `other-reading-${rule.unit}`
    if (last !== null) steps.set(`${key} ${rule.count}`, step(key, { n: rule.count, end: on(last) }))
  }
  return [...steps.values(), step('readings-differ')]
}

function hourDeadline(answer: Answer): Deadline {
  const { term, from } = answer
  if (!from.includes('T')) {
    const span = daySpan(from)
    const { segments } = segmentsOf(term, span)
    return answer.unknown(
      [step('start-between', { start: daysValue(span.from, span.to) }), step('time-needed')],
      ['start', 'time'],
      segments.length > 0 ? versionsIn(segments) : term.versions,
    )
  }
  const start = moment(from)
  const { segments, gap } = segmentsOf(term, oneDay(start.day))
  const version = segments[0]?.version
  const trace = [step('start-moment', { start: on(start.day), time: from.slice(11) })]
  if (gap !== null || version === undefined) {
    trace.push(step('no-text', { day: on(start.day) }))
    return answer.unknown(trace, ['start', 'text'], term.versions)
  }
  const end = addHours(start, version.count)
  const text = momentText(end)
  trace.push(
    ...textStep(version),
    step('count-hours', { n: version.count }),
    step('last-moment', { day: on(end.day), time: text.slice(11) }),
  )
  return {
    ...answer.certain(trace, ['start', 'time'], version, 'known', end.day, start.day),
    lastMoment: text,
  }
}

function fixedDeadline(answer: Answer, version: TermVersion): Deadline {
  if (answer.from !== '') spanOf(answer.from)
  const day = dayNumber(version.until ?? '')
  const trace = [step('fixed', { day: on(day) })]
  if (answer.today > plainDate(day)) trace.push(step('closed', { day: on(day) }))
  return answer.certain(trace, ['new-decree'], version, 'known', day, day)
}

/** Ids that begin as the given one does, then the closest spelling. */
function nearestIds(id: string, ids: string[]): string[] {
  const wanted = id.toLowerCase()
  const begins = wanted === '' ? [] : ids.filter((known) => known.startsWith(wanted))
  const close = nearest(id, ids)
  return [...new Set(close === null ? begins : [...begins, close])].slice(0, 3)
}
