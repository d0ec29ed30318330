/** A word for which fields are texts and sets. Another table folds the same commits to another state, so snapshots of another edition are not used. */
import { hash, toB64, utf8 } from '../seal/bytes.ts'
import { allFields, ENTITY_TYPES, kindsOf } from './fields.ts'

/** 11 characters; the same while no field changes between value, text and set. New fields that are values change nothing: they were values before. */
export function kindsEdition(): string {
  const patterned = Object.values(ENTITY_TYPES).flatMap((letter) => [
    [letter, 'text.0'],
    [letter, 'f.a'],
  ])
  const named = allFields().map(({ entity, field }) => [ENTITY_TYPES[entity], field])
  const lines = [...patterned, ...named]
    .map(([letter, field]) => `${letter} ${field} ${kindsOf(letter!, field!)}`)
    .filter((line) => !line.endsWith(' value'))
  return toB64(hash(utf8([...new Set(lines)].sort().join('\n'))).subarray(0, 8))
}
