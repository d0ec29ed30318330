/** Imports that were made, found by the mark in their cases; taking one back hides its cases, and the log keeps them. */
import type { Operation } from '../log/commit.ts'
import type { Origin } from '../log/merge.ts'
import type { Lanes } from './case-view.ts'
import { entitiesByCase } from './cases.ts'
import { CASE_LANES, entityOf, IS_ID, idOf, nameOf } from './fields.ts'

export interface Import {
  id: string
  /** When it was written, ms since 1970, by the writing device's clock. */
  at: number
  device: string
  cases: string[]
  /** Of them: taken back already. */
  gone: number
  /** Of them: written in by anybody since. Taking them back hides that work too. */
  worked: number
}

/** Newest first. */
export function importsOf(lanes: Lanes): Import[] {
  const found = new Map<string, Import>()
  const byCase = new Map<string, string>()
  for (const [entity, fields] of lanes.facts ?? []) {
    if (nameOf(entity) !== 'case') continue
    const cell = fields.get('import')
    if (typeof cell?.value !== 'string' || !IS_ID.test(cell.value)) continue
    const known = found.get(cell.value) ?? {
      ...{ id: cell.value, at: cell.origin.at.ms, device: cell.origin.device },
      ...{ cases: [], gone: 0, worked: 0 },
    }
    found.set(cell.value, known)
    known.cases.push(idOf(entity))
    known.at = Math.max(known.at, cell.origin.at.ms)
    if (fields.get('gone')?.value === true) known.gone++
    byCase.set(idOf(entity), cell.value)
  }
  if (found.size === 0) return []
  const entities = entitiesByCase(lanes)
  for (const [id, tag] of byCase) if (workedIn(lanes, id, entities.get(id)!)) found.get(tag)!.worked++
  for (const each of found.values()) each.cases.sort()
  return [...found.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
}

/** An import writes each lane of a case in one commit: whatever else stands there was written since. */
function workedIn(lanes: Lanes, id: string, entities: ReadonlySet<string>): boolean {
  const own = entityOf('case', id)
  const mark = lanes.facts!.get(own)!.get('import')!.origin
  for (const lane of CASE_LANES) {
    let first: Origin | null = null
    for (const entity of entities)
      for (const [field, { origin }] of lanes[lane]?.get(entity) ?? []) {
        if (entity === own && field === 'gone') continue
        first ??= lane === 'facts' ? mark : origin
        if (origin.device !== first.device || origin.seq !== first.seq) return true
      }
    if (first && (first.device !== mark.device || Math.abs(first.at.ms - mark.at.ms) > LANES_APART))
      return true
  }
  return false
}

/** Most ms between the commits of one case's lanes in one import. */
const LANES_APART = 5_000

/** @param gone true takes it back, false brings it back */
export const takeBack = (
  { cases }: Pick<Import, 'cases'>,
  gone: boolean,
): { case: string; operations: Operation[] }[] =>
  cases.map((id) => ({ case: id, operations: [[entityOf('case', id), 'gone', gone]] }))
