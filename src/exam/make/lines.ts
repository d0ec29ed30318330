/** Task types whose stems, keys and wrong answers are written by hand: paronyms, spelling, -тся, aspect, general words, dictation. */
import type { Maker } from '../made.ts'
import type { Handmade, TableName, Tables } from '../tables.ts'

type LineTable = 'paronyms' | 'spelling' | 'letters' | 'tsya' | 'aspect' | 'dictation' | 'full'
const LINES: readonly TableName[] = ['paronyms', 'spelling', 'letters', 'tsya', 'aspect', 'dictation', 'full']

/** The lines of a table by hand. Throws RangeError for another table. */
export function linesOf(table: TableName, tables: Tables): readonly Handmade[] {
  if (!LINES.includes(table)) throw new RangeError(`exam: table "${table}" has no lines written by hand`)
  return tables[table as LineTable]
}

export const makeLine: Maker = (template, tables, dice) => {
  const lines = linesOf(template.table, tables)
  if (lines.length === 0) return null
  const line = dice.pick(lines)
  const distractors = template.mode === 'choose' ? dice.shuffle(line.wrong).slice(0, 3) : []
  return {
    skill: `${template.task}:${line.id}`,
    stem: line.stem,
    accepted: [line.key, ...line.also],
    distractors,
    ...(line.note ? { note: line.note } : {}),
    proof: { kind: 'line', table: template.table, id: line.id },
  }
}

export const makeGeneral: Maker = (template, tables, dice) => {
  if (tables.general.length === 0) return null
  const line = dice.pick(tables.general)
  return {
    skill: `general-word:${line.id}`,
    stem: dice.shuffle(line.words).slice(0, 4).join(', '),
    accepted: [line.key, ...line.also],
    distractors: template.mode === 'choose' ? dice.shuffle(line.wrong).slice(0, 3) : [],
    proof: { kind: 'line', table: 'general', id: line.id },
  }
}
