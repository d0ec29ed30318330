/**
 * Rows → cases: what each row becomes, and every problem with its row, column, value, reason and way out. Nothing is written here; what is planned is
 * written in one go or not at all (the caller's transaction).
 */
import type { Lang, PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { newId } from '../seal/bytes.ts'
import { entityOf, reads, specOf } from './fields.ts'
import { choiceKey, choiceOf, isChoice } from './import-choices.ts'
import { type ColumnRefusal, neverKept, type Target } from './import-columns.ts'
import { type DayOrder, type DayProblem, readDay } from './import-days.ts'
import { cellText, type SheetCell, type SheetRow, type SheetTable } from './import-table.ts'
import type { CaseKind, EventKind } from './lists.ts'
import { folded } from './words.ts'

export interface Mapping {
  /** What each column becomes, by its place; '' for nothing. */
  targets: readonly (Target | '')[]
  /** What a person said about 03/05/2026, by column. */
  orders: Readonly<Record<number, DayOrder>>
  /** What a person said that a word of a column means, by column and `choiceKey`; a person's id for `assignee`; '' to leave it out. */
  meanings: Readonly<Record<number, Readonly<Record<string, string>>>>
}

export interface Known {
  /** Folded numbers of the cases that are here already, with their ids. */
  numbers: ReadonlyMap<string, string>
  /** Folded aliases of the persons of the control log, with their ids. */
  persons: ReadonlyMap<string, string>
  today: PlainDate
  /** For rows that do not say. */
  kind: CaseKind
  language: Lang
  /** The number for the n-th row without one, from 0. */
  nextNumber: (n: number) => string
  newEntry?: () => string
}

/** Message keys below `import.problem.`; below `import.do.` stands what to do. */
export type Why =
  | DayProblem
  | ColumnRefusal
  | 'day-whole'
  | 'choice'
  | 'person'
  | 'too-long'
  | 'several-lines'
  | 'formula'
  | 'number-here'
  | 'number-twice'
  | 'tag'

export interface Problem {
  /** The row as the spreadsheet counts it. */
  line: number
  column: number
  /** As it stands in the cell. */
  value: string
  why: Why
  /** For a number that is taken: the case, or the line that has it. */
  taken?: { case: string } | { line: number }
}

export interface PlannedCase {
  line: number
  id: string
  number: string
  operations: Operation[]
}

export interface Plan {
  /** Names this import in every case that it makes. */
  id: string
  cases: PlannedCase[]
  /** In the order of the rows. A row with a problem is no case. */
  problems: Problem[]
}

/** Formulas of spreadsheets, and what a spreadsheet would run as one. Not evaluated, and not kept as text either: nobody could tell what it stood for. */
const FORMULA = /^(?:=|@[A-Z]|[+-](?:[A-Z]+\d|[A-Z]+\())/i

/** Columns that say nothing of a case by themselves. */
const isEvent = (target: Target): target is `event.${EventKind}` => target.startsWith('event.')

export function planImport(table: SheetTable, mapping: Mapping, known: Known): Plan {
  const fresh = known.newEntry ?? newId
  const id = fresh()
  const cases: PlannedCase[] = []
  const problems: Problem[] = []
  const lines = new Map<string, number>()
  // Numbers that the file itself uses are not given to rows without one.
  const column = mapping.targets.indexOf('number')
  const used = new Set(table.rows.map(({ cells }) => folded(cellText(cells[column]))))
  let unnumbered = 0
  for (const row of table.rows) {
    const read = new RowReader(row, mapping, known)
    const { values } = read
    const number = values.get('number') as string | undefined
    if (number !== undefined) {
      const key = folded(number)
      const here = known.numbers.get(key)
      const twice = lines.get(key)
      if (here !== undefined) read.refuse(column, number, 'number-here', { case: here })
      else if (twice !== undefined) read.refuse(column, number, 'number-twice', { line: twice })
      else lines.set(key, row.line)
    }
    problems.push(...read.problems)
    if (read.problems.length > 0) continue
    let own = number
    while (own === undefined) {
      const next = known.nextNumber(unnumbered++)
      if (!used.has(folded(next)) && !known.numbers.has(folded(next))) own = next
    }
    cases.push(caseOf(row, own, values, known, id, fresh))
  }
  return { id, cases, problems }
}

/** Values of one row by target, and what is wrong with them. */
class RowReader {
  readonly values = new Map<Target, string | string[]>()
  readonly problems: Problem[] = []
  readonly #row: SheetRow

  constructor(row: SheetRow, mapping: Mapping, known: Known) {
    this.#row = row
    mapping.targets.forEach((target, column) => {
      const cell = row.cells[column]
      const text = cellText(cell)
      if (target === '' || text === '' || cell === undefined) return
      if (typeof cell === 'string' && FORMULA.test(text)) this.refuse(column, text, 'formula')
      else this.#read(target, column, cell, text, mapping, known)
    })
  }

  refuse(column: number, value: string, why: Why, taken?: Problem['taken']): void {
    this.problems.push({
      line: this.#row.line,
      column,
      value: value.slice(0, 200),
      why,
      ...(taken && { taken }),
    })
  }

  #read(target: Target, column: number, cell: SheetCell, text: string, mapping: Mapping, known: Known): void {
    if (isEvent(target) || target === 'opened' || target === 'closed' || target === 'task-due') {
      const read = readDay(cell, mapping.orders[column] ?? null)
      if ('problem' in read) this.refuse(column, text, read.problem)
      else if (isEvent(target)) this.values.set(target, read.value)
      else if (read.value.length < 10) this.refuse(column, text, 'day-whole')
      else this.values.set(target, read.value.slice(0, 10))
      return
    }
    const said = mapping.meanings[column]
    const meaning = said && Object.hasOwn(said, choiceKey(text)) ? said[choiceKey(text)] : undefined
    if (meaning === '') return
    if (isChoice(target)) {
      const choice = meaning ?? choiceOf(target, text)
      if (choice === null) this.refuse(column, text, 'choice')
      else this.values.set(target, choice)
    } else if (target === 'assignee') {
      const person = meaning ?? known.persons.get(folded(text))
      if (person === undefined) this.refuse(column, text, 'person')
      else this.values.set(target, person)
    } else this.#readText(target, column, text)
  }

  #readText(target: Target, column: number, text: string): void {
    if (target === 'tags') {
      const tags = [
        ...new Set(
          text
            .split(/[,;\n]+/)
            .map((tag) => tag.trim())
            .filter(Boolean),
        ),
      ]
      if (tags.some((tag) => tag.length > 64)) this.refuse(column, text, 'tag')
      else this.values.set(target, tags)
      return
    }
    const never = neverKept(text)
    const spec = FIELD_OF[target]
    const type = spec && specOf(spec[0], spec[1])?.type
    if (!type || (type.type !== 'line' && type.type !== 'text')) return
    if (never) this.refuse(column, text, never)
    else if (text.length > type.max) this.refuse(column, text, 'too-long')
    else if (!reads(type, text)) this.refuse(column, text, 'several-lines')
    else this.values.set(target, text)
  }
}

/** Entity letter and field of the targets that are words. */
const FIELD_OF: Partial<Record<Target, readonly [string, string]>> = {
  number: ['c', 'number'],
  alias: ['p', 'alias'],
  name: ['p', 'name'],
  contact: ['p', 'contact'],
  note: ['n', 'text'],
  task: ['t', 'title'],
}

function caseOf(
  row: SheetRow,
  number: string,
  values: ReadonlyMap<Target, string | string[]>,
  known: Known,
  tag: string,
  fresh: () => string,
): PlannedCase {
  const id = fresh()
  const own = entityOf('case', id)
  const text = (target: Target) => values.get(target) as string | undefined
  const opened = text('opened') ?? known.today
  const closed = text('closed')
  // A day of closing is a statement too; a state that is said counts more.
  const state = text('state') ?? (closed ? 'closed' : 'open')
  const operations: Operation[] = [
    [own, 'number', number],
    [own, 'kind', text('kind') ?? known.kind],
    [own, 'state', state],
    [own, 'opened', opened],
    [own, 'since', state === 'closed' ? (closed ?? known.today) : opened],
    [own, 'language', text('language') ?? known.language],
    [own, 'import', tag],
  ]
  if (state === 'closed') {
    if (closed) operations.push([own, 'closed', closed])
    const outcome = text('outcome')
    if (outcome) operations.push([own, 'outcome', outcome])
  }
  const tags = values.get('tags')
  if (tags) operations.push([own, 'tags', { add: tags }])
  const assignee = text('assignee')
  if (assignee) operations.push([own, 'assignees', { add: [assignee] }])
  const add = (name: 'event' | 'person' | 'note' | 'task', fields: Record<string, string | undefined>) => {
    const entity = entityOf(name, fresh())
    operations.push([entity, 'case', id])
    for (const [field, value] of Object.entries(fields))
      if (value !== undefined) operations.push([entity, field, value])
  }
  add('event', { kind: 'opened', when: opened })
  for (const [target, value] of values)
    if (isEvent(target)) add('event', { kind: target.slice('event.'.length), when: value as string })
  const [alias, name, contact] = [text('alias'), text('name'), text('contact')]
  if (alias ?? name ?? contact) add('person', { alias, name, contact, role: 'person' })
  const note = text('note')
  if (note) add('note', { text: note, day: known.today })
  const task = text('task')
  if (task) add('task', { title: task, due: text('task-due') })
  return { line: row.line, id, number, operations }
}
