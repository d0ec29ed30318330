/** An opened archive written into this organisation: all of its new cases in one transaction, or nothing. */
import { withoutTies } from '../../casework/archive.ts'
import type { Lanes } from '../../casework/cases.ts'
import { CASE_LANES, entityOf } from '../../casework/fields.ts'
import { operationsOf, type PackedCase } from '../../casework/packed.ts'
import type { Session } from './session.ts'
import { changesOf } from './travel.ts'

export interface Offered {
  fresh: PackedCase[]
  /** Cases that are here already, by id; they are left as they are. */
  known: PackedCase[]
  /** Numbers of the first few fresh ones, to be recognised by. */
  numbers: string[]
}

/** What an archive would bring. Nothing is written. */
export function offered(cases: readonly PackedCase[], lanes: Lanes): Offered {
  const isHere = ({ id }: PackedCase) => CASE_LANES.some((lane) => lanes[lane]?.has(entityOf('case', id)))
  const fresh = cases.filter((each) => !isHere(each))
  return {
    fresh,
    known: cases.filter(isHere),
    numbers: fresh.slice(0, 12).map(numberOf),
  }
}

const numberOf = ({ id, rows }: PackedCase): string =>
  String(
    rows.facts?.find(([entity, field]) => entity === entityOf('case', id) && field === 'number')?.[2] ?? '—',
  )

/** Throws what the disk throws; then nothing of it is here. @param lanes held by this member: rows of others are left in the archive */
export async function takeIn(session: Session, fresh: readonly PackedCase[]): Promise<void> {
  const held = new Set(session.lanes().flatMap(({ space, lane }) => (space === 'team' ? [lane] : [])))
  await session.write(
    changesOf(fresh.map((each) => ({ about: each.id, operations: operationsOf(withoutTies(each)) }))).filter(
      ({ lane }) => held.has(lane),
    ),
  )
}
