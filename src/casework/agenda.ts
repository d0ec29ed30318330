/**
 * What the first screen of the day shows: what falls due, what came in, what waits for others, and what somebody must clear up because no
 * day can be named. Days are UTC days and whole; a term of hours keeps its minute.
 */
import { dayNumber, plainDate, weekday } from '../law/dates.ts'
import type { Deadline, PlainDate } from '../law/types.ts'
import type { CaseView } from './cases.ts'
import { spanOf } from './cases.ts'
import { type CaseClocks, type CaseDeadline, dayOf } from './clocks.ts'
import { type CaseState, entityOf } from './fields.ts'
import type { Thread } from './threads.ts'

/** `week`: within the next seven days, whatever day of the week it is, so that Friday's list already holds Monday. */
export const BUCKETS = ['overdue', 'today', 'week', 'later', 'unknown'] as const
export type Bucket = (typeof BUCKETS)[number]

/**
 * What the entry is. `deadline`: a day to act by · `answer-due`: an authority's own term, after which one may complain of silence ·
 * `opens`: the first day something may be done · `limit`: a limit on the state · `task`, `paper` (the last day of a paper),
 * `erase` (a file's erasure) · `waiting`: since when a case waits.
 */
export type AgendaKind =
  | 'deadline'
  | 'answer-due'
  | 'opens'
  | 'limit'
  | 'task'
  | 'paper'
  | 'erase'
  | 'waiting'

export interface AgendaItem {
  case: string
  number: string
  kind: AgendaKind
  /** The entity behind it: a sheet, an event, a task, a paper, a file or the case itself. */
  entity: string
  /** Term id for clocks; the paper's kind, or the fact of a package sheet that names its last day; whom a case waits for; a task's words. */
  about: string
  bucket: Bucket
  /** The day to reckon with: of several possible ones the earliest. */
  day: PlainDate | null
  /** For terms of hours. */
  moment: string | null
  /** Whole days from today; negative when past. */
  left: number | null
  /** 1 = Monday … 7 = Sunday. */
  weekday: number | null
  /** Whether the day is certain: a range, a dispute or an unknown start is not. */
  certain: boolean
  assignees: string[]
  deadline: Deadline | null
}

export interface Agenda {
  /** What this organisation has to do, in order of days; those without a day last. */
  due: AgendaItem[]
  /** What others owe: authorities, courts, the family. */
  others: AgendaItem[]
  /** Requests with something unread or unanswered, the longest waiting first. */
  incoming: Thread[]
  /** Cases whose answers contradict each other or differ from their events. */
  unclear: { case: string; number: string; conflicts: number; contradictions: number; unread: number }[]
}

export interface AgendaCase {
  /** When it is known without reading the view (case-views.ts). */
  state?: CaseState
  view: CaseView
  clocks: CaseClocks
}

const KINDS: Record<Deadline['kind'], AgendaKind> = {
  by: 'deadline',
  'not-before': 'opens',
  body: 'answer-due',
  limit: 'limit',
}
/** Papers, erasures and first days further away than this are no business of today. */
const HORIZON: Partial<Record<AgendaKind, number>> = { paper: 30, erase: 7, opens: 30, limit: 14 }
/** An authority's term that ran out long ago, or a limit that has passed, is history; the case itself still shows it. */
const LOOK_BACK: Partial<Record<AgendaKind, number>> = { 'answer-due': 60, opens: 14, limit: 14, paper: 30 }

/** What the agenda shows of one case, as of one day: plain data, so that it can be kept with the lists (briefs.ts). Nothing of closed and masked cases. */
export interface AgendaPart {
  case: string
  number: string
  items: readonly AgendaItem[]
  conflicts: number
  contradictions: number
  unread: number
}

/** @param today complete UTC day; null for a case that is not running */
export function partOf(each: AgendaCase, today: PlainDate): AgendaPart | null {
  if (!isRunning(each)) return null
  const { view, clocks } = each
  return {
    ...{ case: view.id, number: view.number, items: itemsFor(each, dayNumber(today)) },
    conflicts: clocks.conflicts.length,
    contradictions: clocks.contradictions.length,
    unread: clocks.unread + view.unreadable,
  }
}

/** @param today complete UTC day. Closed and masked cases have no place here. */
export const agendaOf = (
  cases: readonly AgendaCase[],
  threads: readonly Thread[],
  today: PlainDate,
): Agenda =>
  agendaOfParts(
    cases.flatMap((each) => partOf(each, today) ?? []),
    threads,
  )

/** @param parts of one and the same day */
export function agendaOfParts(parts: readonly AgendaPart[], threads: readonly Thread[]): Agenda {
  const items = parts
    .flatMap((part) => part.items.filter(isNear))
    .map((item) => ({ item, key: keyFor(item) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ item }) => item)
  return {
    due: items.filter(({ kind }) => !isOthers(kind)),
    others: items.filter(({ kind }) => isOthers(kind)),
    incoming: threads
      .filter((thread) => !thread.closed && (thread.unread > 0 || thread.waitingSince !== null))
      .sort((a, b) => compare(a.waitingSince ?? '~', b.waitingSince ?? '~') || compare(a.box, b.box)),
    unclear: parts
      .filter(({ conflicts, contradictions, unread }) => conflicts + contradictions + unread > 0)
      .map(({ items: _, ...rest }) => rest)
      .sort((a, b) => compare(a.number, b.number) || compare(a.case, b.case)),
  }
}

const isRunning = (each: AgendaCase): boolean => {
  const state = each.state ?? each.view.state
  return state === 'open' || state === 'waiting'
}

const isOthers = (kind: AgendaKind): boolean =>
  kind === 'answer-due' || kind === 'limit' || kind === 'waiting'

/** The nearest day on which this case needs somebody, for lists and filters; null when it has none. */
export const nextDue = (each: AgendaCase, today: PlainDate): AgendaItem | null =>
  isRunning(each) ? nextOf(itemsFor(each, dayNumber(today))) : null

/** The same of items that are at hand. */
export function nextOf(items: readonly AgendaItem[]): AgendaItem | null {
  let next: AgendaItem | null = null
  for (const item of items)
    if ((item.kind === 'deadline' || item.kind === 'task') && (!next || keyFor(item) < keyFor(next)))
      next = item
  return next
}

/** What of an item depends on the day on which somebody looks. */
export function placeInTime(
  day: PlainDate | null,
  now: number,
): Pick<AgendaItem, 'left' | 'bucket' | 'weekday'> {
  const left = day === null ? null : dayNumber(day) - now
  return { left, bucket: bucketOf(left), weekday: day === null ? null : weekday(dayNumber(day)) }
}

const known = new WeakMap<AgendaCase, { now: number; items: readonly AgendaItem[] }>()

/** Kept with the case for the day: of twenty thousand cases a save changes one (case-views.ts). */
function itemsFor(each: AgendaCase, now: number): readonly AgendaItem[] {
  const kept = known.get(each)
  if (kept?.now === now) return kept.items
  const items = itemsOf(each.view, each.clocks, now)
  known.set(each, { now, items })
  return items
}

const keys = new WeakMap<AgendaItem, string>()

/** Where an entry stands: by moment, then the kind that weighs more, then the case's number; a total order, the same on every device. */
function keyFor(item: AgendaItem): string {
  const key = keys.get(item) ?? keyOf(item)
  keys.set(item, key)
  return key
}

function itemsOf(view: CaseView, clocks: CaseClocks, now: number): AgendaItem[] {
  const item = (
    kind: AgendaKind,
    entity: string,
    about: string,
    day: PlainDate | null,
    more: Partial<AgendaItem> = {},
  ): AgendaItem => {
    return {
      case: view.id,
      number: view.number,
      ...{ kind, entity, about, day, ...placeInTime(day, now) },
      moment: null,
      certain: true,
      assignees: view.assignees,
      deadline: null,
      ...more,
    }
  }
  const own = entityOf('case', view.id)
  return [
    ...clocks.deadlines.filter(({ ended }) => ended === null).map((each) => clockItem(each, item)),
    ...view.tasks
      .filter(({ done }) => done === null)
      .map(({ id, due, title, assignees }) =>
        item('task', entityOf('task', id), title?.value ?? '', due, {
          assignees: assignees.length > 0 ? assignees : view.assignees,
          certain: due !== null,
        }),
      ),
    ...view.papers
      .filter(({ until }) => until !== null)
      .map(({ id, kind, until }) => {
        // The paper is good until the last day; of a partial date the earliest end is reckoned with.
        const { from, to } = spanOf(until!)
        return item('paper', entityOf('paper', id), kind ?? '', from, { certain: from === to })
      }),
    ...clocks.papers.map(({ fact, ends, sheet }) => {
      const { from, to } = spanOf(ends)
      return item('paper', sheet, fact, from, { certain: from === to })
    }),
    ...(view.attachments ?? [])
      .filter(({ erase }) => erase !== null)
      .map(({ id, erase }) => item('erase', entityOf('attachment', id), '', erase)),
    ...(view.state === 'waiting' ? [item('waiting', own, view.waiting ?? '', view.since)] : []),
  ]
}

function clockItem(
  { deadline, from }: CaseDeadline,
  item: (
    kind: AgendaKind,
    entity: string,
    about: string,
    day: PlainDate | null,
    more: Partial<AgendaItem>,
  ) => AgendaItem,
): AgendaItem {
  return item(KINDS[deadline.kind], from, deadline.rule, dayOf(deadline), {
    moment: deadline.lastMoment,
    certain: deadline.status === 'known' && deadline.range === null,
    deadline,
  })
}

function bucketOf(left: number | null): Bucket {
  if (left === null) return 'unknown'
  if (left < 0) return 'overdue'
  if (left === 0) return 'today'
  return left <= 7 ? 'week' : 'later'
}

function isNear({ kind, left }: AgendaItem): boolean {
  // A term of the authority whose start nobody knows asks for nothing today; a day to act by always asks for its start.
  if (left === null) return kind === 'deadline' || kind === 'task' || kind === 'waiting'
  return left <= (HORIZON[kind] ?? Infinity) && left >= -(LOOK_BACK[kind] ?? Infinity)
}

const RANK: readonly AgendaKind[] = [
  'deadline',
  'limit',
  'answer-due',
  'opens',
  'task',
  'paper',
  'erase',
  'waiting',
]

/** Parts are parted by the lowest character, so that comparing keys compares them one after the other. */
const keyOf = ({ moment, day, kind, number, case: id, entity, about }: AgendaItem): string =>
  [moment ?? (day === null ? '~' : `${day}T24`), RANK.indexOf(kind), number, id, entity, about].join('\0')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The day `n` days from `today`, for filters such as "due within". */
export const daysFrom = (today: PlainDate, n: number): PlainDate => plainDate(dayNumber(today) + n)
