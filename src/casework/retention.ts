/**
 * How long closed cases are kept (docs/formats/cases.md): masked so many months after closing, erased so many months after that, by the organisation's own
 * rule. Everything is computed from the cases; a clock that jumps must never erase, so acting needs two clocks that agree and two looks, days apart.
 */
import { addMonths, dayNumber, daysBetween, plainDate } from '../law/dates.ts'
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { type Cell, originText } from '../log/merge.ts'
import { newId } from '../seal/bytes.ts'
import type { Lanes } from './case-view.ts'
import { entitiesByCase } from './cases.ts'
import { CASE_LANES, entityOf, idOf, nameOf, specOf } from './fields.ts'
import { transition } from './transitions.ts'

export interface RetentionRule {
  /** Months; 0: never. */
  mask: number
  erase: number
  day: PlainDate
}

/** Days between the two looks. */
export const SECOND_LOOK = 14
/** The clocks of this device and of the relay may differ by so many days; a heartbeat may be so old. */
const CLOCKS_APART = 1
const HEARTBEAT_AGE = 7

type Cells = ReadonlyMap<string, Cell>

/** The newest rule of which every field was written by an admin's device. @param isAdmin whether a device belongs to an admin now */
export function ruleOf(facts: Lanes['facts'], isAdmin: (device: string) => boolean): RetentionRule | null {
  let best: { rule: RetentionRule; at: number } | null = null
  for (const [entity, cells] of facts ?? []) {
    if (nameOf(entity) !== 'rule') continue
    const [mask, erase, day] = ['mask', 'erase', 'day'].map((field) => cells.get(field))
    if (!mask || !erase || !day || ![...cells.values()].every(({ origin }) => isAdmin(origin.device)))
      continue
    if (
      ![mask.value, erase.value].every(
        (n) => Number.isInteger(n) && (n as number) >= 0 && (n as number) <= 600,
      )
    )
      continue
    if (typeof day.value !== 'string' || (best && day.origin.at.ms <= best.at)) continue
    best = {
      rule: { mask: mask.value as number, erase: erase.value as number, day: day.value },
      at: day.origin.at.ms,
    }
  }
  return best?.rule ?? null
}

/** Operations of a new rule; an earlier one stays in the log. */
export function setRule(rule: RetentionRule, id: string = newId()): Operation[] {
  const own = entityOf('rule', id)
  return [
    [own, 'mask', rule.mask],
    [own, 'erase', rule.erase],
    [own, 'day', rule.day],
  ]
}

export interface RetentionItem {
  id: string
  number: string
  held: boolean
  /** What comes next; null when the rule never comes to it. */
  next: { step: 'mask' | 'erase'; on: PlainDate } | null
  /** The first look, when it was after the masking. */
  looked: PlainDate | null
}

const text = (cells: Cells, field: string): string | null => {
  const value = cells.get(field)?.value
  return typeof value === 'string' ? value : null
}

/** Closed and masked cases with what the rule will do, soonest first. A case without a day of closing is never touched. */
export function retentionList(facts: Lanes['facts'], rule: RetentionRule | null): RetentionItem[] {
  const items: RetentionItem[] = []
  for (const [entity, cells] of facts ?? []) {
    if (nameOf(entity) !== 'case' || cells.get('gone')?.value === true || text(cells, 'erased')) continue
    const state = text(cells, 'state')
    if (state !== 'closed' && state !== 'masked') continue
    const since = state === 'closed' ? (text(cells, 'closed') ?? text(cells, 'since')) : text(cells, 'since')
    const months = state === 'closed' ? rule?.mask : rule?.erase
    const looked = text(cells, 'looked')
    items.push({
      id: idOf(entity),
      number: text(cells, 'number') ?? '',
      held: cells.get('hold')?.value === true,
      next:
        since && months
          ? {
              step: state === 'closed' ? 'mask' : 'erase',
              on: plainDate(addMonths(dayNumber(since), months)),
            }
          : null,
      looked: state === 'masked' && looked && since && looked >= since ? looked : null,
    })
  }
  const order = ({ held, next }: RetentionItem) => (held || !next ? '9999-12-31' : next.on)
  return items.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.id < b.id ? -1 : 1))
}

export interface Clocks {
  /** This device's day. */
  today: PlainDate
  /** The relay's day, as it said just now; null when it did not. */
  relay: PlainDate | null
  /** The day of the newest heartbeat in the control log. */
  heartbeat: PlainDate | null
}

/** Whether the clocks may be acted upon. */
export const clocksAgree = ({ today, relay, heartbeat }: Clocks): boolean =>
  relay !== null &&
  heartbeat !== null &&
  Math.abs(daysBetween(today, relay)) <= CLOCKS_APART &&
  Math.abs(daysBetween(heartbeat, today)) <= HEARTBEAT_AGE

export interface RetentionSteps {
  mask: string[]
  /** Found due to be erased for the first time. */
  look: string[]
  erase: string[]
}

/** What an admin's device does now. Nothing at all while the clocks disagree. */
export function dueSteps(items: readonly RetentionItem[], clocks: Clocks): RetentionSteps {
  const steps: RetentionSteps = { mask: [], look: [], erase: [] }
  if (!clocksAgree(clocks)) return steps
  const { today } = clocks
  for (const { id, held, next, looked } of items) {
    if (held || !next || next.on > today) continue
    if (next.step === 'mask') steps.mask.push(id)
    // A first look in the future was made under a wrong clock: look anew.
    else if (looked === null || looked > today) steps.look.push(id)
    else if (daysBetween(looked, today) >= SECOND_LOOK) steps.erase.push(id)
  }
  return steps
}

export function maskOperations(id: string, day: PlainDate): Operation[] {
  const change = transition({ id, state: 'closed' }, { to: 'masked', day })
  return change.ok ? change.operations : []
}

export const lookOperations = (id: string, day: PlainDate): Operation[] => [
  [entityOf('case', id), 'looked', day],
]

/** Fields that stay in an emptied case, so that it is known that there was one and why it is empty. */
const STAYS = new Set(['number', 'state', 'since', 'closed', 'looked'])

export interface Erasing {
  operations: Operation[]
  /** Boxes whose messages and files are erased at the relay: those that no other case answers. */
  boxes: string[]
  /** Members' own files that are erased at the relay: those that no other case names. */
  files: string[]
}

/** Empties a case: every field `null`, naming the values it saw, so that nothing written unseen meanwhile is settled with them. */
export function eraseOperations(lanes: Lanes, id: string, day: PlainDate): Erasing {
  const own = entityOf('case', id)
  const entities = entitiesByCase(lanes)
  const operations: Operation[] = []
  for (const lane of CASE_LANES)
    for (const entity of [...(entities.get(id) ?? [])].sort())
      for (const [field, cell] of lanes[lane]?.get(entity) ?? [])
        if (
          !(entity === own && STAYS.has(field)) &&
          field !== 'case' &&
          specOf(entity[0]!, field)?.lane === lane
        )
          operations.push(...emptied(entity, field, cell))
  operations.push([own, 'erased', day], [own, 'gone', true])
  const boxes = boxesOf(lanes, entities.get(id) ?? [])
  const files = filesOf(lanes, entities.get(id) ?? [])
  for (const [other, theirs] of entities)
    if (other !== id && lanes.facts?.get(entityOf('case', other))?.get('gone')?.value !== true) {
      for (const box of boxesOf(lanes, theirs)) boxes.delete(box)
      for (const file of filesOf(lanes, theirs)) files.delete(file)
    }
  return { operations, boxes: [...boxes].sort(), files: [...files].sort() }
}

/** Ids at the relay of files that members have added; those of families lie in their boxes. */
function filesOf(lanes: Lanes, entities: Iterable<string>): Set<string> {
  const files = new Set<string>()
  for (const entity of entities) {
    const cells = nameOf(entity) === 'attachment' ? lanes.documents?.get(entity) : undefined
    const file = cells?.get('file')?.value
    if (typeof file === 'string' && !cells?.get('box')?.value) files.add(file)
  }
  return files
}

function boxesOf(lanes: Lanes, entities: Iterable<string>): Set<string> {
  const boxes = new Set<string>()
  for (const entity of entities)
    for (const lane of CASE_LANES) {
      const box = lanes[lane]?.get(entity)?.get('box')?.value
      if (typeof box === 'string') boxes.add(box)
    }
  return boxes
}

function emptied(entity: string, field: string, cell: Cell): Operation[] {
  const spec = specOf(entity[0]!, field)!
  if (spec.merge === 'set') {
    const had = Array.isArray(cell.value) ? cell.value : []
    return had.length ? [[entity, field, { remove: had }]] : []
  }
  if (cell.value === null && cell.lost.length === 0) return []
  if (spec.merge !== 'text') return [[entity, field, null]]
  return [...cell.lost.map(({ origin }) => origin), cell.origin].map(
    (origin): Operation => [entity, field, null, originText(origin)],
  )
}
