/** content/law/remedies.yaml: what is left when a term has passed; a term names them in `after_missed`. */
import { nearest } from '../../src/law/nearest.ts'
import type { ClockPack, Remedy } from '../../src/law/types.ts'
import { STEPS } from './flow.ts'
import {
  type Library,
  type NeededText,
  PROVENANCE_NEEDED,
  PROVENANCE_OPTIONAL,
  readProvenance,
} from './provenance.ts'
import type { Cursor } from './yaml-source.ts'

/** A remedy that a term names, looked up once all files are read. */
export interface NamedRemedy {
  id: string
  at: Cursor
}

export function readAfterMissed(cursor: Cursor, named: NamedRemedy[]): string[] {
  const ids: string[] = []
  for (const item of cursor.items()) {
    const id = item.id()
    if (id === null) continue
    if (ids.includes(id)) item.refuse(`remedy '${id}' stands twice`)
    ids.push(id)
    named.push({ id, at: item })
  }
  return ids
}

/** Adds the remedies to the clocks; returns where each stands. */
export function readRemedies(
  cursor: Cursor,
  clocks: ClockPack,
  library: Library,
  needText: NeededText,
): Map<string, Cursor> {
  const places = new Map<string, Cursor>()
  const remedies: Record<string, Remedy> = {}
  for (const item of cursor.fields(['remedies'])?.remedies?.items() ?? []) {
    const fields = item.fields(
      ['id', 'next', ...PROVENANCE_NEEDED],
      ['letter', 'term', ...PROVENANCE_OPTIONAL],
    )
    const id = fields?.id?.id() ?? null
    const next = fields?.next?.oneOf(STEPS) ?? null
    if (!fields || id === null) continue
    if (places.has(id)) item.refuse(`remedy '${id}' stands twice`)
    places.set(id, item)
    const letter = fields.letter && !fields.letter.isNull ? fields.letter.id() : null
    const term = fields.term && !fields.term.isNull ? fields.term.id() : null
    if (term !== null && !Object.hasOwn(clocks.terms, term))
      fields.term?.refuse(`unknown term '${term}'${meant(term, Object.keys(clocks.terms))}`)
    for (const part of ['say', 'why', 'next']) needText(`remedy.${id}.${part}`, item)
    const provenance = readProvenance(fields, library, needText)
    if (next && provenance) remedies[id] = { id, next, letter, term, ...provenance }
  }
  clocks.remedies = remedies
  return places
}

/** A term may name only what stands in remedies.yaml, and what stands there must be named by some term. */
export function refuseUnknownRemedies(
  named: readonly NamedRemedy[],
  clocks: ClockPack,
  places: ReadonlyMap<string, Cursor>,
): void {
  const known = Object.keys(clocks.remedies ?? {})
  for (const { id, at } of named)
    if (!places.has(id)) at.refuse(`unknown remedy '${id}'${meant(id, known)}: see remedies.yaml`)
  for (const [id, at] of places)
    if (!named.some((each) => each.id === id)) at.warn(`no term names remedy '${id}'`)
}

const meant = (name: string, among: Iterable<string>) => {
  const near = nearest(name, among)
  return near ? `; did you mean '${near}'?` : ''
}
