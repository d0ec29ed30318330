/**
 * A case, or a part of its work, from one person to another: assign, refer and transfer are one kind of change with one set of states. Who may take which step is
 * judged from the log when it is read: a state that somebody else's device has written counts as not taken. Keys do not move here: to be named gives none.
 */
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import type { Cell } from '../log/merge.ts'
import { newId } from '../seal/bytes.ts'
import type { Lanes } from './case-view.ts'
import { caseIn } from './cases.ts'
import {
  ENTITY_TYPES,
  entityOf,
  type HandoverConsent,
  type HandoverKind,
  type HandoverState,
  idOf,
  reads,
  specOf,
} from './fields.ts'

export interface Handover {
  id: string
  case: string
  what: HandoverKind
  /** Persons of the control log. `to` null: somebody outside. */
  by: string
  to: string | null
  state: HandoverState
  /** The day of the present state. */
  day: PlainDate | null
  /** For a time; null: for good. */
  until: PlainDate | null
  consent: HandoverConsent | null
  why: string
  note: string
  /** The state was written by somebody who may not: it is shown as offered. */
  odd: boolean
}

export const STEPS: Record<HandoverState, readonly HandoverState[]> = {
  offered: ['accepted', 'rejected', 'revoked'],
  accepted: ['done', 'revoked'],
  rejected: [],
  done: [],
  revoked: [],
}

/** Who may take a step. Where there is no `to`, who offered it says what came of it. */
function mayTake(of: Pick<Handover, 'by' | 'to'>, to: HandoverState, person: string): boolean {
  const receiver = of.to ?? of.by
  switch (to) {
    case 'accepted':
    case 'rejected':
      return person === receiver
    case 'offered':
    case 'revoked':
      return person === of.by
    case 'done':
      return person === of.by || person === receiver
  }
}

/** The steps that a person may take now. */
export const stepsFor = (of: Handover, person: string): HandoverState[] =>
  STEPS[of.state].filter((to) => mayTake(of, to, person))

/**
 * Handovers of one case, or of all (`about` null), the newest day first.
 * @param personOf the person of a device, null for a device that nobody knows
 */
export function readHandovers(
  facts: Lanes['facts'],
  about: string | null,
  personOf: (device: string) => string | null,
): Handover[] {
  const found: Handover[] = []
  for (const entity of facts?.keys() ?? []) {
    if (entity[0] !== ENTITY_TYPES.handover) continue
    const id = caseIn(facts!, entity)
    if (id === null || (about !== null && id !== about)) continue
    const read = readOne(facts!.get(entity)!, entity, id, personOf)
    if (read) found.push(read)
  }
  return found.sort((a, b) => order(b.day ?? '', a.day ?? '') || order(a.id, b.id))
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function readOne(
  cells: ReadonlyMap<string, Cell>,
  entity: string,
  about: string,
  personOf: (device: string) => string | null,
): Handover | null {
  const value = <T>(field: string): T | null => {
    const spec = specOf(ENTITY_TYPES.handover, field)
    const cell = cells.get(field)
    return spec && cell && cell.value !== null && reads(spec.type, cell.value) ? (cell.value as T) : null
  }
  const [what, by, state] = [value<HandoverKind>('what'), value<string>('by'), value<HandoverState>('state')]
  if (!what || !by || !state || value('gone') === true) return null
  const to = value<string>('to')
  // Nobody hands over in another's name either: what was not written by `by` is not there.
  if (personOf(cells.get('by')!.origin.device) !== by) return null
  const author = personOf(cells.get('state')!.origin.device)
  const odd = author === null || !mayTake({ by, to }, state, author)
  return {
    ...{ id: idOf(entity), case: about, what, by, to, odd },
    state: odd ? 'offered' : state,
    day: value('day'),
    until: value('until'),
    consent: value('consent'),
    why: value('why') ?? '',
    note: value('note') ?? '',
  }
}

export interface Offer {
  case: string
  what: HandoverKind
  by: string
  to: string | null
  day: PlainDate
  until?: PlainDate | null
  consent?: HandoverConsent | null
  why?: string
  note?: string
}

export type HandoverRefusal =
  /** To oneself, or to nobody outside a referral. */
  | 'nobody'
  /** Neither the consent of the person nor a reason for doing without. */
  | 'no-consent'
  /** The last day lies before today. */
  | 'past'
  /** Not this person's step, or not from this state. */
  | 'not-allowed'
  /** A rejection says why. */
  | 'no-reason'

export type HandoverResult =
  | { ok: true; id: string; operations: Operation[] }
  | { ok: false; reason: HandoverRefusal }

/** Operations of an offer, all in the lane `facts`. */
export function offer(of: Offer, newEntry: () => string = newId): HandoverResult {
  const why = (of.why ?? '').trim()
  if (of.to === of.by || (of.to === null && of.what !== 'refer')) return { ok: false, reason: 'nobody' }
  if (of.what !== 'assign' && of.consent !== 'given' && !(of.consent === 'override' && why !== ''))
    return { ok: false, reason: 'no-consent' }
  if (of.until && of.until < of.day) return { ok: false, reason: 'past' }
  const id = newEntry()
  const entity = entityOf('handover', id)
  const note = (of.note ?? '').trim()
  const operations: Operation[] = [
    [entity, 'case', of.case],
    [entity, 'what', of.what],
    [entity, 'by', of.by],
    ...(of.to ? [[entity, 'to', of.to] as Operation] : []),
    [entity, 'state', 'offered'],
    [entity, 'day', of.day],
    ...(of.until ? [[entity, 'until', of.until] as Operation] : []),
    ...(of.consent ? [[entity, 'consent', of.consent] as Operation] : []),
    ...(why ? [[entity, 'why', why] as Operation] : []),
    ...(note ? [[entity, 'note', note] as Operation] : []),
  ]
  return { ok: true, id, operations }
}

/**
 * Operations of a step, with what it changes in who works on the case.
 * @param assignees of the case now @param why of a rejection
 */
export function step(
  of: Handover,
  to: HandoverState,
  by: { person: string; day: PlainDate; why?: string },
  assignees: readonly string[],
): HandoverResult {
  if (!stepsFor(of, by.person).includes(to)) return { ok: false, reason: 'not-allowed' }
  const why = (by.why ?? '').trim()
  if (to === 'rejected' && why === '') return { ok: false, reason: 'no-reason' }
  const entity = entityOf('handover', of.id)
  const operations: Operation[] = [
    [entity, 'state', to],
    [entity, 'day', by.day],
    ...(to === 'rejected' ? [[entity, 'why', why] as Operation] : []),
  ]
  const change = effect(of, to)
  const add = change.add.filter((each) => !assignees.includes(each))
  const remove = change.remove.filter((each) => assignees.includes(each))
  if (add.length + remove.length > 0)
    operations.push([entityOf('case', of.case), 'assignees', { add, remove }])
  return { ok: true, id: of.id, operations }
}

function effect(of: Handover, to: HandoverState): { add: string[]; remove: string[] } {
  const nothing = { add: [], remove: [] }
  if (of.what === 'refer' || !of.to) return nothing
  const leaving = of.what === 'transfer' ? [of.by] : []
  if (to === 'accepted') return { add: [of.to], remove: leaving }
  const goesBack = of.state === 'accepted' && (to === 'revoked' || (to === 'done' && of.until !== null))
  return goesBack ? { add: leaving, remove: [of.to] } : nothing
}

/** What asks this person for something: an offer to answer, a time that is over, a rejection of what one offered. */
export const waitsFor = (of: Handover, person: string, today: PlainDate): boolean =>
  (of.state === 'offered' && (of.to ?? of.by) === person) ||
  (of.state === 'accepted' && of.until !== null && of.until < today && (of.to === person || of.by === person))
