/**
 * What a new table of holidays or a changed law moves: every open case counted with both packs, side by side. Nothing is stored: a term
 * is computed whenever somebody looks, so the list is made when new packs arrive and thrown away once it was read.
 */
import { type Missed, missed } from '../law/flow-terms.ts'
import type { Deadline, PlainDate, TraceStep } from '../law/types.ts'
import type { CaseView } from './case-view.ts'
import { type CaseClocks, type CaseDeadline, type CasePacks, clocksOf, dayOf } from './clocks.ts'

type Day = Pick<Deadline, 'status' | 'lastDay' | 'lastMoment' | 'range' | 'trace' | 'cautions'>

export interface Moved {
  case: string
  rule: string
  /** Start of the term. */
  from: string
  change: 'earlier' | 'later' | 'other' | 'appeared' | 'vanished'
  before: Day | null
  after: Day | null
  /** Steps of the new count that the old one did not have (of the old one, where the term vanished): the reason. */
  why: TraceStep[]
  /** The new day has gone by and nothing has ended the term: what is left. */
  missed: Missed | null
}

/**
 * A person has been told of the old day, so both are kept. Terms that an event has ended are listed too: what was sent in time by the
 * old count may be late by the new one.
 *
 * Counts the given cases with both packs and lists every term whose day, status or existence changed. Closed and masked cases are left
 * out: nothing runs there. Sorted by the new day, then by case.
 */
export function recompute(
  cases: readonly CaseView[],
  before: CasePacks,
  after: CasePacks,
  today: PlainDate,
): Moved[] {
  // Packs are fetched again far more often than they change.
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const moved: Moved[] = []
  for (const view of cases) {
    if (view.state === 'closed' || view.state === 'masked') continue
    const old = byTerm(clocksOf(view, before, today))
    const now = byTerm(clocksOf(view, after, today))
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const [a, b] = [old.get(key)?.deadline, now.get(key)?.deadline]
      if (a && b && sameDay(a, b)) continue
      const any = (b ?? a)!
      const open = now.get(key)?.ended === null
      moved.push({
        case: view.id,
        rule: any.rule,
        from: any.from,
        change: changeOf(a, b),
        before: a ? dayPart(a) : null,
        after: b ? dayPart(b) : null,
        why: newSteps(b ?? a, b ? a : undefined),
        missed: b && open ? missed(after.clocks, b, today) : null,
      })
    }
  }
  const key = ({ after: day, case: id, rule, from }: Moved) =>
    `${(day && dayOf(day)) ?? '~'} ${id} ${rule} ${from}`
  return moved.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

const byTerm = ({ deadlines }: CaseClocks): Map<string, CaseDeadline> =>
  new Map(deadlines.map((each) => [`${each.deadline.rule} ${each.deadline.from}`, each]))

const sameDay = (a: Deadline, b: Deadline): boolean =>
  a.status === b.status &&
  a.lastDay === b.lastDay &&
  a.lastMoment === b.lastMoment &&
  a.range?.earliest === b.range?.earliest &&
  a.range?.latest === b.range?.latest

function changeOf(a: Deadline | undefined, b: Deadline | undefined): Moved['change'] {
  if (!a) return 'appeared'
  if (!b) return 'vanished'
  const [x, y] = [a.lastMoment ?? dayOf(a), b.lastMoment ?? dayOf(b)]
  if (x === null || y === null || x === y) return 'other'
  return y < x ? 'earlier' : 'later'
}

const dayPart = ({ status, lastDay, lastMoment, range, trace, cautions }: Deadline): Day => ({
  status,
  lastDay,
  lastMoment,
  range,
  trace,
  cautions,
})

function newSteps(of: Deadline | undefined, than: Deadline | undefined): TraceStep[] {
  const known = new Set(than?.trace.map((step) => JSON.stringify(step)))
  return (of?.trace ?? []).filter((step) => !known.has(JSON.stringify(step)))
}
