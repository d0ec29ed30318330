/**
 * The allow-list of what a case may hold (docs/protocol.md §6): entity types, their fields, the lane of each field and how it merges.
 * An entity is a letter and 22 characters; a case is `c` and the case id. What stands in no table here is kept and not shown.
 *
 * What is not here is not here on purpose: no numbers of papers, no coordinates or addresses, no lists of officials. They are
 * typed when a letter is printed and never stored. `g`, `k`, `s` and `u` belong to the log (guests, keys of cases, snapshots, undo) and never name an entity.
 */

import { BadDateError, daySpan, moment } from '../law/dates.ts'
import { MOST_BYTES, MOST_OPERATIONS, type Operation } from '../log/commit.ts'
import type { FieldKind, Kinds } from '../log/merge.ts'
import { utf8 } from '../seal/bytes.ts'
import { ENTITY_TYPES, type EntityName, type FieldType, LONG, TABLES, text } from './field-tables.ts'
import { WORK_LANES, type WorkLane } from './lists.ts'

export { ENTITY_TYPES, type EntityName, type FieldType, MOST_SUM } from './field-tables.ts'
export * from './lists.ts'

export interface FieldSpec {
  lane: WorkLane
  merge: FieldKind
  type: FieldType
}

const mergeOf = ({ type }: FieldType): FieldKind =>
  type === 'set' ? 'set' : type === 'text' ? 'text' : 'value'

/** Type letter → field → spec. Looked up for every cell of every case. */
const SPECS = new Map<string, Map<string, FieldSpec>>()
const NAMES = new Map<string, EntityName>()
for (const name of Object.keys(TABLES) as EntityName[]) {
  const specs = new Map<string, FieldSpec>()
  NAMES.set(ENTITY_TYPES[name], name)
  SPECS.set(ENTITY_TYPES[name], specs)
  for (const lane of WORK_LANES)
    for (const [field, type] of Object.entries(TABLES[name][lane] ?? {}))
      specs.set(field, { lane, merge: mergeOf(type), type })
}

/** Parts of a frozen text merge as texts: a later write that had not seen the first cannot hide it. */
const PART = /^text\.(\d|[1-5]\d|6[0-3])$/
const FROZEN: Record<string, WorkLane> = { v: 'documents', w: 'documents', a: 'intake' }
/** Fields of marks: `f.` and the name of a fact of the flow. */
const FACT = /^f\.([a-z][a-z0-9.-]*)$/

/** What a field is, by type letter; null for one that this version does not know. */
export function specOf(type: string, field: string): FieldSpec | null {
  const known = SPECS.get(type)?.get(field)
  if (known) return known
  const lane = Object.hasOwn(FROZEN, type) ? FROZEN[type] : undefined
  if (lane && PART.test(field)) return { lane, merge: 'text', type: text(LONG * 2) }
  if (type === ENTITY_TYPES.marks && FACT.test(field))
    return { lane: 'facts', merge: 'value', type: { type: 'json' } }
  return null
}

/** The fact that a field of marks holds, or null. */
export const factOf = (field: string): string | null => FACT.exec(field)?.[1] ?? null
export const fieldOfFact = (fact: string): string => `f.${fact}`

/** For `Fold` and `Replica`. Unknown fields are 'value': kept, merged, not shown. */
export const kindsOf: Kinds = (type, field) => specOf(type, field)?.merge ?? 'value'

export const nameOf = (entity: string): EntityName | null => NAMES.get(entity[0] ?? '') ?? null
export const entityOf = (name: EntityName, id: string): string => ENTITY_TYPES[name] + id
export const idOf = (entity: string): string => entity.slice(1)

/** Every field with its entity and spec, for tests, docs and exports. Patterned fields are not in it. */
export const allFields = (): { entity: EntityName; field: string; spec: FieldSpec }[] =>
  [...SPECS].flatMap(([letter, specs]) =>
    [...specs].map(([field, spec]) => ({ entity: NAMES.get(letter)!, field, spec })),
  )

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────

export const IS_ID = /^[A-Za-z0-9_-]{22}$/
const IS_HASH = /^[A-Za-z0-9_-]{43}$/

/** Whether a folded value is one this field may have. For sets: the folded list. */
export function reads(type: FieldType, value: unknown): boolean {
  switch (type.type) {
    case 'line':
      return typeof value === 'string' && value.length <= type.max && !/[\n\r]/.test(value)
    case 'text':
      return typeof value === 'string' && value.length <= type.max
    case 'choice':
      return typeof value === 'string' && type.of.includes(value)
    case 'set':
      return (
        Array.isArray(value) &&
        value.every(
          (each) =>
            typeof each === 'string' && each !== '' && each.length <= 64 && (type.of?.includes(each) ?? true),
        )
      )
    case 'day':
    case 'partial':
    case 'when':
      return typeof value === 'string' && isDay(type.type, value)
    case 'number':
      return Number.isSafeInteger(value) && (value as number) >= type.min && (value as number) <= type.max
    case 'yes':
      return typeof value === 'boolean'
    case 'id':
      return typeof value === 'string' && IS_ID.test(value)
    case 'hash':
      return typeof value === 'string' && IS_HASH.test(value)
    case 'json':
      return value !== undefined
  }
}

function isDay(type: 'day' | 'partial' | 'when', value: string): boolean {
  try {
    if (type === 'when' && value.includes('T')) return moment(value) !== null
    const { from, to } = daySpan(value)
    return !value.includes('..') && (type !== 'day' || from === to)
  } catch (error) {
    if (error instanceof BadDateError) return false
    throw error
  }
}

// ── operations ───────────────────────────────────────────────────────────────────────────────────────────

/** docs/protocol.md §6: a value is JSON of at most 16 KiB. */
export const MOST_VALUE = 16 * 1024

export type Refusal = 'unknown-field' | 'wrong-type' | 'too-large'

/** Why an operation may not be written by this version; null when it may. `null` as a value clears a field. */
export function refusalOf([entity, field, value]: Operation): Refusal | null {
  const spec = specOf(entity[0] ?? '', field)
  if (!spec || !IS_ID.test(idOf(entity))) return 'unknown-field'
  if (utf8(JSON.stringify(value) ?? '').length > MOST_VALUE) return 'too-large'
  if (value === null) return spec.merge === 'set' ? 'wrong-type' : null
  if (spec.merge !== 'set') {
    if (reads(spec.type, value)) return null
    const long = spec.type.type === 'line' || spec.type.type === 'text' ? spec.type.max : Infinity
    return typeof value === 'string' && value.length > long ? 'too-large' : 'wrong-type'
  }
  if (typeof value !== 'object' || Array.isArray(value)) return 'wrong-type'
  const { add = [], remove = [] } = value as { add?: unknown; remove?: unknown }
  return reads(spec.type, add) && reads(spec.type, remove) ? null : 'wrong-type'
}

/** An operation that must not be written: a fault of the program, never of the person. */
export class BadOperationError extends Error {
  override readonly name = 'BadOperationError'
  readonly refusal: Refusal
  constructor(refusal: Refusal, operation: Operation) {
    super(`${refusal}: ${operation[0][0] ?? ''} ${operation[1]}`)
    this.refusal = refusal
  }
}

export interface LaneWrite {
  lane: WorkLane
  operations: Operation[]
}

/**
 * One save as commits: one a lane, more only where a commit would be too large. The order within a lane stays.
 * @throws BadOperationError for what is not in the tables, so that no screen can put a name into the wrong lane.
 */
export function splitByLane(operations: readonly Operation[]): LaneWrite[] {
  const writes: LaneWrite[] = []
  for (const lane of WORK_LANES) {
    let open: LaneWrite | null = null
    let bytes = 2
    for (const operation of operations) {
      if (specOf(operation[0][0] ?? '', operation[1])?.lane !== lane) continue
      const size = utf8(JSON.stringify(operation)).length + 1
      if (!open || open.operations.length === MOST_OPERATIONS || bytes + size > MOST_BYTES) {
        open = { lane, operations: [] }
        writes.push(open)
        bytes = 2
      }
      open.operations.push(operation)
      bytes += size
    }
  }
  for (const operation of operations) {
    const refusal = refusalOf(operation)
    if (refusal) throw new BadOperationError(refusal, operation)
  }
  return writes
}
