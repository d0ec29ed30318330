/**
 * Cases as plain rows: taken out of folded lanes, written into other lanes, compared with what they have become. An archive is made of them, and so is
 * the little that a laptop keeps while it travels. Ids stay; whatever the tables of fields.ts do not know, or a value they refuse, stays behind.
 */
import type { Operation } from '../log/commit.ts'
import { type Cell, originText } from '../log/merge.ts'
import type { Lanes } from './case-view.ts'
import { entitiesByCase } from './cases.ts'
import { CASE_LANES, type CaseLane, entityOf, idOf, nameOf, reads, refusalOf, specOf } from './fields.ts'

/** [entity, field, value, base, lost]: `base` names the value where it came from; `lost` are words that stand beside a text, newest first. */
export type Row = [entity: string, field: string, value: unknown, base: string, lost?: [string, string][]]
export type Rows = Partial<Record<CaseLane, Row[]>>

export interface PackedCase {
  id: string
  rows: Rows
}

/** One row, or none. */
function rowsOf(lane: CaseLane, entity: string, field: string, cell: Cell): Row[] {
  const spec = specOf(entity[0] ?? '', field)
  if (spec?.lane !== lane || cell.value === null || !reads(spec.type, cell.value)) return []
  const lost = cell.lost.flatMap(({ value, origin }): [string, string][] =>
    typeof value === 'string' ? [[value, originText(origin)]] : [],
  )
  const base = originText(cell.origin)
  return [lost.length ? [entity, field, cell.value, base, lost] : [entity, field, cell.value, base]]
}

/** The cases that are asked for and known, sorted by id; lanes that are not held are left out. Entries taken back (`gone`) go along: taken back they stay. */
export const packCases = (lanes: Lanes, ids: ReadonlySet<string>): PackedCase[] => [...packEach(lanes, ids)]

/** The same, one after the other, so that ten thousand cases never stand in memory twice. */
export function* packEach(lanes: Lanes, ids: ReadonlySet<string>): Generator<PackedCase> {
  const known = entitiesByCase(lanes)
  for (const id of [...ids].sort()) {
    const entities = known.get(id)
    if (!entities || !CASE_LANES.some((lane) => lanes[lane]?.has(entityOf('case', id)))) continue
    const rows: Rows = {}
    for (const lane of CASE_LANES) {
      const state = lanes[lane]
      if (!state) continue
      const found = [...entities]
        .sort()
        .flatMap((entity) =>
          [...(state.get(entity) ?? [])].flatMap(([field, cell]) => rowsOf(lane, entity, field, cell)),
        )
      if (found.length) rows[lane] = found
    }
    yield { id, rows }
  }
}

/** The operations that make a packed case again where nothing of it is yet. Words that lost are written first, so they stay in sight. */
export function operationsOf({ rows }: PackedCase): Operation[] {
  return CASE_LANES.flatMap((lane) =>
    (rows[lane] ?? []).flatMap(([entity, field, value, , lost]): Operation[] => [
      ...(lost ?? []).toReversed().map(([words]): Operation => [entity, field, words]),
      [entity, field, specOf(entity[0]!, field)?.merge === 'set' ? { add: value } : value],
    ]),
  )
}

/** Why a packed case may not be written; null when all of it may. */
export function packRefusal({ id, rows }: PackedCase): string | null {
  for (const lane of CASE_LANES) {
    const own = new Map<string, unknown>()
    for (const [entity, field, value] of rows[lane] ?? []) if (field === 'case') own.set(entity, value)
    for (const [entity, field] of rows[lane] ?? []) {
      const name = nameOf(entity)
      if (!name || specOf(entity[0]!, field)?.lane !== lane) return `${lane} ${field}`
      if (name === 'case' ? idOf(entity) !== id : own.get(entity) !== id) return `${lane} ${entity}`
    }
  }
  for (const operation of operationsOf({ id, rows })) {
    const refusal = refusalOf(operation)
    if (refusal) return `${refusal} ${operation[1]}`
  }
  return null
}

export interface CaseChange {
  about: string
  operations: Operation[]
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * What has changed since a case was packed, as operations for the lanes it was taken from: they name the values that stood there, so that whatever was written
 * there meanwhile is neither overwritten unseen nor lost. Cases that are new come whole.
 */
export function changesSince(before: readonly PackedCase[], now: Lanes): CaseChange[] {
  const then = new Map(
    before.map(({ id, rows }) => [
      id,
      new Map(
        Object.values(rows).flatMap((list) => list.map((row) => [`${row[0]} ${row[1]}`, row] as const)),
      ),
    ]),
  )
  const changes: CaseChange[] = []
  for (const [about, entities] of entitiesByCase(now)) {
    const operations = CASE_LANES.flatMap((lane) =>
      [...entities]
        .sort()
        .flatMap((entity) =>
          [...(now[lane]?.get(entity) ?? [])].flatMap(([field, cell]) =>
            specOf(entity[0] ?? '', field)?.lane === lane
              ? changeOf(then.get(about)?.get(`${entity} ${field}`), entity, field, cell)
              : [],
          ),
        ),
    )
    if (operations.length) changes.push({ about, operations })
  }
  return changes.sort((a, b) => (a.about < b.about ? -1 : 1))
}

function changeOf(was: Row | undefined, entity: string, field: string, cell: Cell): Operation[] {
  const spec = specOf(entity[0]!, field)!
  const { value } = cell
  if (value !== null && !reads(spec.type, value)) return []
  if (spec.merge === 'set') {
    const [had, has] = [(was?.[2] as string[]) ?? [], value as string[]]
    const add = has.filter((each) => !had.includes(each))
    const remove = had.filter((each) => !has.includes(each))
    return add.length || remove.length
      ? [[entity, field, { ...(add.length && { add }), ...(remove.length && { remove }) }]]
      : []
  }
  if (!was) return value === null ? [] : [[entity, field, value]]
  if (spec.merge !== 'text') return same(was[2], value) ? [] : [[entity, field, value]]
  const open = new Set(cell.lost.map((each) => each.value))
  const settled = (was[4] ?? []).filter(([words]) => !open.has(words)).map(([, base]) => base)
  return was[2] === value && settled.length === 0
    ? []
    : [...settled, was[3]].map((base): Operation => [entity, field, value, base])
}
