/** content/law/terms and calendars → ClockPack. */
import type { CalendarYear, Term, TermVersion, Unit } from '../../src/law/types.ts'
import { LABELS } from '../../src/law/types.ts'
import { isRealDay, isWeekend } from './days.ts'
import {
  type Library,
  type NeededText,
  PROVENANCE_NEEDED,
  PROVENANCE_OPTIONAL,
  readInForce,
  readProvenance,
  readReference,
  readSource,
} from './provenance.ts'
import { type NamedRemedy, readAfterMissed } from './remedies.ts'
import type { Cursor } from './yaml-source.ts'

const UNITS = ['days', 'sutki', 'working-days', 'months', 'years', 'hours', 'fixed'] as const satisfies Unit[]
const KINDS = ['by', 'not-before', 'body', 'limit'] as const

/** The terms of one file, added to `terms`. */
export function readTerms(
  cursor: Cursor,
  terms: Record<string, Term>,
  library: Library,
  needText: NeededText,
  missed: NamedRemedy[] = [],
): void {
  for (const item of cursor.fields(['terms'])?.terms?.items() ?? []) {
    const fields = item.fields(['id', 'kind', 'versions'], ['after_missed'])
    const id = fields?.id?.id()
    const kind = fields?.kind?.oneOf(KINDS)
    if (!id) continue
    if (Object.hasOwn(terms, id)) item.refuse(`term '${id}' stands twice`)
    needText(`term.${id}`, item)
    needText(`term.${id}.event`, item)
    const cursors = fields?.versions?.items() ?? []
    if (fields?.versions && cursors.length === 0) fields.versions.refuse(`term '${id}' has no version`)
    const versions = cursors.flatMap((each) => {
      const version = readVersion(each, library, needText)
      return version ? [{ version, at: each }] : []
    })
    refuseOverlaps(id, versions)
    const afterMissed = fields?.after_missed ? readAfterMissed(fields.after_missed, missed) : []
    if (kind)
      terms[id] = {
        ...{ id, kind, versions: versions.map(({ version }) => version) },
        ...(afterMissed.length > 0 ? { afterMissed } : {}),
      }
  }
}

/** Two versions of a term on one day would leave the choice to chance. */
function refuseOverlaps(id: string, versions: { version: TermVersion; at: Cursor }[]): void {
  const sorted = versions.toSorted((a, b) => ((a.version.from ?? '') < (b.version.from ?? '') ? -1 : 1))
  for (const [i, { version, at }] of sorted.entries()) {
    const before = sorted[i - 1]?.version
    if (before && (before.to === null || version.from === null || version.from <= before.to))
      at.refuse(
        `in_force of '${id}' overlaps: one version runs to ${before.to ?? 'today and on'}, the next begins ${
          version.from ? `on ${version.from}` : 'before all dates'
        }`,
      )
  }
}

function readVersion(cursor: Cursor, library: Library, needText: NeededText): TermVersion | null {
  const fields = cursor.fields(
    ['in_force', 'unit', ...PROVENANCE_NEEDED],
    ['count', 'start', 'rollover', 'until', 'readings', ...PROVENANCE_OPTIONAL],
  )
  if (!fields) return null
  const inForce = fields.in_force ? readInForce(fields.in_force) : null
  const unit = fields.unit?.oneOf(UNITS) ?? null
  const provenance = readProvenance(fields, library, needText)
  const readings = fields.readings ? readReadings(fields.readings, library) : []
  const fixed = unit === 'fixed'
  for (const key of ['count', 'start', 'rollover'] as const) {
    if (fixed && fields[key]) fields[key].refuse(`${key}: a fixed day has no ${key}, only 'until'`)
    if (unit && !fixed && !fields[key]) cursor.refuse(`'${key}' is missing`)
  }
  if (unit && !fixed && fields.until) fields.until.refuse("until: only for unit 'fixed'")
  if (fixed && !fields.until) cursor.refuse("'until' is missing: unit is 'fixed'")
  const count = fixed ? 0 : (fields.count?.integer(1, 1000) ?? null)
  const start = fixed ? 'same-day' : (fields.start?.oneOf(['next-day', 'at-once', 'same-day']) ?? null)
  const rollover = fixed ? 'none' : (fields.rollover?.oneOf(['next-working-day', 'none']) ?? null)
  const until = fixed ? (fields.until?.day() ?? null) : null
  if (!inForce || !unit || !provenance || count === null || !start || !rollover) return null
  return { ...inForce, count, unit, start, rollover, until, readings, ...provenance }
}

function readReadings(cursor: Cursor, library: Library): TermVersion['readings'] {
  return cursor.items().flatMap((item) => {
    const fields = item.fields(['count', 'unit', 'source', 'label'])
    const count = fields?.count?.integer(1, 1000) ?? null
    const unit = fields?.unit?.oneOf(UNITS.filter((each) => each !== 'fixed')) ?? null
    const source = fields?.source ? readSource(fields.source, library) : null
    const label = fields?.label?.oneOf(LABELS) ?? null
    return count !== null && unit && source && label ? [{ count, unit, source, label }] : []
  })
}

/** One year. The three lists are checked against each other: a forgotten transfer would move a deadline. */
export function readCalendar(cursor: Cursor, library: Library): CalendarYear | null {
  const fields = cursor.fields([
    'year',
    'decree',
    'holidays',
    'moved',
    'other_days_off',
    'working_weekend_days',
  ])
  const year = fields?.year?.integer(1990, 2199)
  if (!fields || !year) return null
  const decree = fields.decree ? readDecree(fields.decree, library) : null

  const ofYear = (at: Cursor): string | null => {
    const day = at.day()
    return day === null || day.startsWith(`${year}-`) ? day : at.refuse(`${day} is not in ${year}`)
  }
  const once = (list: string[], day: string, at: Cursor) => {
    if (list.includes(day)) at.refuse(`${day} stands twice`)
    list.push(day)
  }

  const holidays: string[] = []
  for (const item of fields.holidays?.items() ?? []) {
    const text = item.text()
    if (text === null) continue
    if (!isRealDay(`${year}-${text}`))
      item.refuse(`holidays: '${text}' is not a day; write "01-08" for 8 January`)
    else once(holidays, `${year}-${text}`, item)
  }
  const working: string[] = []
  for (const item of fields.working_weekend_days?.items() ?? []) {
    const day = ofYear(item)
    if (!day) continue
    if (!isWeekend(day) || holidays.includes(day)) item.refuse(`${day} is no Saturday or Sunday to work on`)
    once(working, day, item)
  }
  const off: string[] = []
  const taken: string[] = []
  for (const item of fields.moved?.items() ?? []) {
    const pair = item.fields(['from', 'to'])
    const from = pair?.from && ofYear(pair.from)
    const to = pair?.to && ofYear(pair.to)
    if (!from || !to) continue
    if (isWeekend(to) || holidays.includes(to))
      item.refuse(`${to} is a day off already: nothing can move there`)
    if (!isWeekend(from) && !holidays.includes(from)) item.refuse(`${from} is no day off: nothing to move`)
    if (!holidays.includes(from) && isWeekend(from) && !working.includes(from))
      item.refuse(`${from} gives its rest away, so it must stand in working_weekend_days`)
    once(taken, from, item)
    once(off, to, item)
  }
  for (const day of working)
    if (!taken.includes(day))
      fields.working_weekend_days?.refuse(`${day} is worked, but 'moved' does not say where its rest went`)
  for (const item of fields.other_days_off?.items() ?? []) {
    const day = ofYear(item)
    if (!day) continue
    if (isWeekend(day) || holidays.includes(day)) item.refuse(`${day} is a day off already`)
    once(off, day, item)
  }
  refuseLostHolidays(fields.holidays, holidays, taken, off)
  off.push(...holidays.filter((day) => !isWeekend(day)))
  if (!decree) return null
  return { year, decree, off: off.sort(), working: working.sort() }
}

/** ТК 112: a holiday on a weekend, January apart, moves to the next working day unless a decree moves it elsewhere. */
function refuseLostHolidays(
  at: Cursor | undefined,
  holidays: string[],
  taken: string[],
  off: string[],
): void {
  for (const day of holidays) {
    if (!isWeekend(day) || day.slice(5, 7) === '01' || taken.includes(day)) continue
    let next = day
    do next = new Date(Date.parse(`${next}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    while (isWeekend(next) || holidays.includes(next))
    if (!off.includes(next))
      at?.refuse(
        `holiday ${day} falls on a weekend: is ${next} off (other_days_off), or moved by the decree?`,
      )
  }
}

function readDecree(cursor: Cursor, library: Library): CalendarYear['decree'] | null {
  const fields = cursor.fields(['ref', 'source', 'label'])
  const place = fields?.ref ? readReference(fields.ref, library) : null
  const source = fields?.source ? readSource(fields.source, library) : null
  const label = fields?.label?.oneOf(LABELS) ?? null
  return place && source && label ? { ...place, source, label } : null
}
