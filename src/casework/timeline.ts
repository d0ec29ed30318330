/** The order of what happened, where a day may be known only in part or not at all. */
import { daySpan, moment, plainDate } from '../law/dates.ts'
import type { PlainDate } from '../law/types.ts'
import type { CaseEvent, Letter, Note, Person, Task, TimelineItem, TimelineKind, Words } from './case-view.ts'
import { entityOf, ROLES_IN_CASE } from './fields.ts'

export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** First and last day of a day, part of one, or a moment. The text has been checked. */
export function spanOf(when: string): { from: PlainDate; to: PlainDate } {
  if (when.includes('T')) {
    const day = plainDate(moment(when).day)
    return { from: day, to: day }
  }
  const { from, to } = daySpan(when)
  return { from: plainDate(from), to: plainDate(to) }
}

/** What can have been earlier comes first; of two that begin together the exact one; what has no day comes last. */
function compareWhen(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const [x, y] = [spanOf(a), spanOf(b)]
  return order(x.from, y.from) || order(x.to, y.to) || order(a, b)
}

export const byWhen = (a: CaseEvent, b: CaseEvent) => compareWhen(a.when, b.when) || order(a.id, b.id)
/** Who asked and whom it is about come first. */
export const byRole = (a: Person, b: Person): number => rank(a.role) - rank(b.role) || order(a.id, b.id)
const rank = (role: string | null): number => {
  const at = ROLES_IN_CASE.indexOf(role as (typeof ROLES_IN_CASE)[number])
  return at < 0 ? ROLES_IN_CASE.length : at
}
/** What is open first, by its day; without a day after those; done ones last, the newest first. */
export const byTask = (a: Task, b: Task): number =>
  Number(a.done !== null) - Number(b.done !== null) ||
  (a.done !== null && b.done !== null ? order(b.done, a.done) : order(a.due ?? '~', b.due ?? '~')) ||
  order(a.id, b.id)
export const byBoxAndSeq = (a: Words, b: Words) =>
  order(a.box ?? '', b.box ?? '') || (a.seq ?? 0) - (b.seq ?? 0) || order(a.id, b.id)
export const pinnedThenNewest = (a: Note, b: Note) =>
  Number(b.pinned) - Number(a.pinned) || order(b.day ?? '', a.day ?? '') || order(a.id, b.id)

export function timelineOf(
  events: CaseEvent[],
  tasks: Task[],
  letters: Letter[],
  messages: Words[],
  masked: boolean,
): TimelineItem[] {
  const item = (
    what: TimelineKind,
    entity: string,
    kind: string | null,
    when: string | null,
    note: string,
  ): TimelineItem => {
    const span = when ? spanOf(when) : { from: null, to: null }
    return { what, entity, kind, when, ...span, note: masked ? '' : note }
  }
  const items = [
    ...events.map(({ id, kind, when, note }) =>
      item('event', entityOf('event', id), kind, when, note?.value ?? ''),
    ),
    ...tasks
      .filter(({ done }) => done !== null)
      .map(({ id, done, title }) => item('done', entityOf('task', id), null, done, title?.value ?? '')),
    ...letters.flatMap(({ kind, sent }) =>
      sent.map(({ id, day, channel }) => item('sent', entityOf('version', id), kind, day, channel ?? '')),
    ),
    ...messages.map(({ id, day, text: said }) => item('words', entityOf('words', id), null, day, said)),
  ]
  return items.sort((a, b) => compareWhen(a.when, b.when) || order(a.entity, b.entity))
}
