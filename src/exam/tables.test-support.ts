/** The compiled tables of each band, as the build wrote them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPack, type Tables } from './tables.ts'
import type { Band } from './types.ts'

const compiled = join(import.meta.dirname, '..', '..', 'build', 'content')
const read = (name: string) => JSON.parse(readFileSync(join(compiled, name), 'utf8'))
const opened = new Map<Band, Tables>()

export function tablesOf(band: Band): Tables {
  const known = opened.get(band) ?? openPack(read(`exam-${band}.json`), read(`exam-texts-${band}.json`))
  opened.set(band, known)
  return known
}
