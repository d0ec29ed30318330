/**
 * The states of a case, which may follow which, and what each change records. Two people may change a state at the same time: the log
 * keeps both events, the later state stands, and either can be followed by another change.
 */
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { newId } from '../seal/bytes.ts'
import { type CaseState, type EventKind, entityOf, type OUTCOMES, type WaitingFor } from './fields.ts'

/** Masking needs a closed case; a masked one is unmasked (closed again) before it can be reopened, so that each step is on record. */
export const NEXT: Record<CaseState, readonly CaseState[]> = {
  open: ['waiting', 'closed'],
  waiting: ['open', 'closed'],
  closed: ['open', 'masked'],
  masked: ['closed'],
}

/** What each change is called in the timeline. */
const EVENT: Record<string, EventKind> = {
  'open waiting': 'waiting',
  'waiting open': 'reopened',
  'open closed': 'closed',
  'waiting closed': 'closed',
  'closed open': 'reopened',
  'closed masked': 'masked',
  'masked closed': 'unmasked',
}

export interface Transition {
  to: CaseState
  /** UTC day of the change. */
  day: PlainDate
  /** For `waiting`: whom for. */
  waiting?: WaitingFor
  /** For `closed`: how it ended. */
  outcome?: (typeof OUTCOMES)[number]
  note?: string
}

export type TransitionRefusal =
  /** This state cannot follow the present one. */
  | 'not-allowed'
  /** Waiting without saying for whom; closing without saying how it ended. */
  | 'incomplete'

export type TransitionResult =
  | { ok: true; event: string; operations: Operation[] }
  | { ok: false; reason: TransitionRefusal }

/** Operations of one change, all in the lane `facts`. `newEvent` gives the id of the event that records it. */
export function transition(
  of: { id: string; state: CaseState },
  change: Transition,
  newEvent: () => string = newId,
): TransitionResult {
  if (!NEXT[of.state].includes(change.to)) return { ok: false, reason: 'not-allowed' }
  if (change.to === 'waiting' && !change.waiting) return { ok: false, reason: 'incomplete' }
  if (change.to === 'closed' && of.state !== 'masked' && !change.outcome)
    return { ok: false, reason: 'incomplete' }
  const own = entityOf('case', of.id)
  const id = newEvent()
  const event = entityOf('event', id)
  const operations: Operation[] = [
    [own, 'state', change.to],
    [own, 'since', change.day],
    [own, 'waiting', change.to === 'waiting' ? (change.waiting ?? null) : null],
  ]
  if (change.to === 'closed' && of.state !== 'masked')
    operations.push([own, 'closed', change.day], [own, 'outcome', change.outcome ?? null])
  if (change.to === 'open') operations.push([own, 'closed', null], [own, 'outcome', null])
  operations.push(
    [event, 'case', of.id],
    [event, 'kind', EVENT[`${of.state} ${change.to}`]],
    [event, 'when', change.day],
  )
  if (change.note) operations.push([event, 'note', change.note])
  return { ok: true, event: id, operations }
}

/** Whoever is named works on the case, and nobody else. Persons are ids of the control log; to be named gives no key. */
export function assignCase(
  of: { id: string; assignees: readonly string[] },
  persons: readonly string[],
): Operation[] {
  const add = persons.filter((each) => !of.assignees.includes(each))
  const remove = of.assignees.filter((each) => !persons.includes(each))
  return add.length + remove.length > 0 ? [[entityOf('case', of.id), 'assignees', { add, remove }]] : []
}

export interface Opening {
  id?: string
  number: string
  kind: string
  language: string
  day: PlainDate
  assignees?: readonly string[]
  tags?: readonly string[]
}

/** Operations that open a case. */
export function openCase(
  opening: Opening,
  newEntry: () => string = newId,
): { id: string; operations: Operation[] } {
  const id = opening.id ?? newEntry()
  const own = entityOf('case', id)
  const event = entityOf('event', newEntry())
  const operations: Operation[] = [
    [own, 'number', opening.number],
    [own, 'kind', opening.kind],
    [own, 'state', 'open'],
    [own, 'opened', opening.day],
    [own, 'since', opening.day],
    [own, 'language', opening.language],
  ]
  if (opening.tags?.length) operations.push([own, 'tags', { add: [...opening.tags] }])
  if (opening.assignees?.length) operations.push([own, 'assignees', { add: [...opening.assignees] }])
  operations.push([event, 'case', id], [event, 'kind', 'opened'], [event, 'when', opening.day])
  return { id, operations }
}
