/**
 * What lists show of a case: its line, its days, whether somebody must look. Plain data, so that a list of
 * twenty thousand cases is drawn and filtered without touching one of them.
 */
import type { PlainDate } from '../law/types.ts'
import { type AgendaItem, type AgendaPart, nextOf, partOf } from './agenda.ts'
import type { CaseView, Person } from './case-view.ts'
import type { CaseClocks } from './clocks.ts'
import type { CaseKind, CaseState, WaitingFor } from './fields.ts'
import { words } from './words.ts'

export interface Brief {
  id: string
  number: string
  /** Whom the case is about, as far as that may be seen; '' otherwise. */
  name: string
  kind: CaseKind | null
  state: CaseState
  waiting: WaitingFor | null
  assignees: readonly string[]
  tags: readonly string[]
  /** The newest write, ms since 1970. */
  changed: number
  /** null: the case is not running. */
  part: AgendaPart | null
  /** The nearest day on which the case needs somebody. */
  due: AgendaItem | null
}

/** @param today complete UTC day */
export function briefOf(
  each: { state?: CaseState; view: CaseView; clocks: CaseClocks },
  today: PlainDate,
): Brief {
  const { id, number, kind, state, waiting, assignees, tags, changed, people } = each.view
  const part = partOf(each, today)
  return {
    ...{ id, number, kind, state, waiting, assignees, tags, changed, part },
    name: nameIn(people),
    due: part && nextOf(part.items),
  }
}

/** Whom a case is about, among the people who may be seen. */
export function nameIn(people: readonly Person[] | null): string {
  const lead =
    people?.find(({ role }) => role === 'person' || role === 'child' || role === 'applicant') ?? people?.[0]
  return lead ? lead.alias || (lead.name?.value ?? '') : ''
}

export interface CaseFilters {
  states: readonly CaseState[]
  kind?: CaseKind
  /** '' for cases that nobody has taken. */
  assignee?: string
  tag?: string
  /** Cases with something due on or before this day. */
  dueBy?: PlainDate
}

export const matchesCase = (
  brief: Pick<Brief, 'state' | 'kind' | 'assignees' | 'tags' | 'due'>,
  { states, kind, assignee, tag, dueBy }: CaseFilters,
): boolean =>
  states.includes(brief.state) &&
  (kind === undefined || brief.kind === kind) &&
  (assignee === undefined ||
    (assignee === '' ? brief.assignees.length === 0 : brief.assignees.includes(assignee))) &&
  (tag === undefined || brief.tags.includes(tag)) &&
  (dueBy === undefined || (brief.due?.day ?? '~') <= dueBy)

/** Where nothing else can be searched: numbers, names and tags, every word as a beginning. null for an empty query. */
export function findBriefs(briefs: readonly Brief[], query: string): Map<string, number> | null {
  const asked = words(query)
  if (asked.length === 0) return null
  const found = new Map<string, number>()
  for (const brief of briefs) {
    let head = heads.get(brief)
    if (head === undefined) {
      head = ` ${words([brief.number, brief.name, ...brief.tags].join(' ')).join(' ')}`
      heads.set(brief, head)
    }
    if (asked.every((word) => head.includes(` ${word}`))) found.set(brief.id, asked.length)
  }
  return found
}
const heads = new WeakMap<Brief, string>()
