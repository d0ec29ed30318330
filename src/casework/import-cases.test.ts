import { describe, expect, test } from 'vitest'
import { readCases } from './cases.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { refusalOf } from './fields.ts'
import { type Known, type Mapping, type Plan, planImport } from './import-cases.ts'
import { columnsOf, startWith, type Target } from './import-columns.ts'
import { MOST_ROWS, type SheetCell, type SheetTable, tableOf } from './import-table.ts'
import { importsOf, takeBack } from './import-undo.ts'

const table = (...rows: SheetCell[][]): SheetTable => {
  const read = tableOf(rows)
  if ('refusal' in read) throw new Error(read.refusal)
  return read
}
const known = (more: Partial<Known> = {}): Known => ({
  numbers: new Map([['т-7', id('seven')]]),
  persons: new Map([['к.', id('k')]]),
  today: '2026-11-22',
  kind: 'other',
  language: 'ru',
  nextNumber: (n) => `Т-${8 + n}`,
  ...more,
})
const mapping = (targets: (Target | '')[], more: Partial<Mapping> = {}): Mapping => ({
  targets,
  orders: {},
  meanings: {},
  ...more,
})
const lanesAfter = (plan: Plan) => lanesOf(...plan.cases.map(({ operations }) => operations))

describe('rows become cases', () => {
  const sheet = table(
    ['Дела 2026'],
    [
      'Номер',
      'Имя',
      'Телефон',
      'Вид',
      'Статус',
      'Дата',
      'Копия вручена',
      'Кто ведёт',
      'Язык',
      'Метки',
      'Заметка',
      'Задача',
      'Срок',
    ],
    [
      'Т-1',
      'Вымышленная Зарина',
      '+7 999 000-00-00',
      'протокол',
      'в работе',
      '05.03.2026',
      '24.12.2025',
      'К.',
      'узбекский',
      'срочно, суд',
      'Ждёт звонка',
      'Позвонить',
      '2026-03-09',
    ],
    ['', '', '', '', '', '', '', '', '', '', '', '', ''],
    ['Т-2', '', '', 'школа', 'закрыто', '46086', '', '', '', '', '', '', ''],
    ['', 'Вымышленный Бек', '', '', '', '', '', '', '', '', '', '', ''],
  )
  const plan = planImport(sheet, mapping(startWith(columnsOf(sheet), null)), known())

  test('with everything that the row says, and defaults for what it does not', () => {
    expect(plan.problems).toEqual([])
    expect(plan.cases.map(({ line, number }) => [line, number])).toEqual([
      [3, 'Т-1'],
      [5, 'Т-2'],
      [6, 'Т-8'],
    ])
    const cases = readCases(lanesAfter(plan)).sort((a, b) => (a.number < b.number ? -1 : 1))
    expect(cases[0]).toMatchObject({
      number: 'Т-1',
      kind: 'ruling',
      state: 'open',
      opened: '2026-03-05',
      language: 'uz',
      assignees: [id('k')],
      tags: ['срочно', 'суд'],
      unreadable: 0,
      unknown: 0,
    })
    expect(cases[0]!.people).toMatchObject([
      { role: 'person', name: { value: 'Вымышленная Зарина' }, contact: { value: '+7 999 000-00-00' } },
    ])
    expect(cases[0]!.notes).toMatchObject([{ text: { value: 'Ждёт звонка' } }])
    expect(cases[0]!.tasks).toMatchObject([{ title: { value: 'Позвонить' }, due: '2026-03-09' }])
    expect(cases[1]).toMatchObject({
      kind: 'school',
      state: 'closed',
      opened: '2026-03-05',
      outcome: null,
      people: [],
    })
    expect(cases[2]).toMatchObject({ number: 'Т-8', kind: 'other', language: 'ru', opened: '2026-11-22' })
  })
  test('a day in a column of events starts its term like any other', () => {
    const first = readCases(lanesAfter(plan)).find(({ number }) => number === 'Т-1')!
    const appeal = clocksOf(first, packs, '2025-12-25').deadlines.find(
      ({ deadline }) => deadline.rule === 'koap.appeal',
    )
    expect(appeal?.deadline.lastDay).toBe('2026-01-12')
  })
  test('every operation is one that may be written', () => {
    for (const { operations } of plan.cases) for (const each of operations) expect(refusalOf(each)).toBeNull()
  })
})

describe('problems are told with row, column, value and reason, and such a row is no case', () => {
  const why = (target: Target, cell: SheetCell, more: Partial<Mapping> = {}) => {
    const plan = planImport(table(['H', 'x'], [cell, 'x']), mapping([target, ''], more), known())
    expect(plan.cases.length + new Set(plan.problems.map(({ line }) => line)).size).toBe(1)
    return plan.problems.map(({ line, column, value, why }) => ({ line, column, value, why }))
  }
  test.each([
    ['opened', '03/05/2026', 'day-ambiguous'],
    ['opened', '03.2026', 'day-whole'],
    ['event.hearing', 'скоро', 'day-unreadable'],
    ['kind', 'непонятно', 'choice'],
    ['assignee', 'Кто-то', 'person'],
    ['number', 'x'.repeat(25), 'too-long'],
    ['alias', 'два\nряда', 'several-lines'],
    ['note', 'паспорт 4507 123456', 'paper-number'],
    ['name', '55.7512, 37.6184', 'place'],
    ['contact', 'ул. Вымышленная, д. 5', 'address'],
    ['note', '=HYPERLINK("x")', 'formula'],
    ['number', '@SUM(A1)', 'formula'],
    ['note', '+CMD(1)', 'formula'],
    ['tags', 'т'.repeat(65), 'tag'],
    ['number', 'т-7', 'number-here'],
  ] as const)('%s «%s»: %s', (target, cell, reason) => {
    expect(why(target, cell)).toEqual([{ line: 2, column: 0, value: cell.slice(0, 200), why: reason }])
  })
  test('a phone number is no formula, and an event may have part of a day', () => {
    expect(why('contact', '+7 999 000-00-00')).toEqual([])
    expect(why('event.hearing', '03.2026')).toEqual([])
  })
  test('what a person says settles the column: order of days, meaning of words, left out', () => {
    expect(why('opened', '03/05/2026', { orders: { 0: 'day-first' } })).toEqual([])
    expect(why('kind', 'Непонятно!', { meanings: { 0: { непонятно: 'work' } } })).toEqual([])
    expect(why('assignee', 'Кто-то', { meanings: { 0: { 'кто то': '' } } })).toEqual([])
    expect(why('kind', 'constructor', { meanings: { 0: {} } })[0]?.why).toBe('choice')
  })
  test('a number twice in the file names the first line; the case that has it is named', () => {
    const plan = planImport(
      table(['N', 'x'], ['Т-1', 'a'], ['т-1', 'b'], ['Т-7', 'c']),
      mapping(['number', '']),
      known(),
    )
    expect(plan.problems.map(({ line, why, taken }) => ({ line, why, taken }))).toEqual([
      { line: 3, why: 'number-twice', taken: { line: 2 } },
      { line: 4, why: 'number-here', taken: { case: id('seven') } },
    ])
    expect(plan.cases.map(({ number }) => number)).toEqual(['Т-1'])
  })
  test('a row without a number never gets one that stands further down', () => {
    const plan = planImport(table(['N', 'x'], ['', 'a'], ['Т-8', 'b']), mapping(['number', '']), known())
    expect(plan.cases.map(({ number }) => number)).toEqual(['Т-9', 'Т-8'])
    expect(plan.problems).toEqual([])
  })
})

describe('limits', () => {
  test('rows and columns', () => {
    const rows = (n: number): SheetCell[][] => [
      ['a', 'b'],
      ...Array.from({ length: n }, (_, i) => [String(i), 'x']),
    ]
    expect(tableOf(rows(MOST_ROWS))).toHaveProperty('rows')
    expect(tableOf(rows(MOST_ROWS + 1))).toEqual({ refusal: 'too-many-rows' })
    expect(tableOf([Array(101).fill('x'), ['y']])).toEqual({ refusal: 'too-many-columns' })
    expect(tableOf([['a', 'b']])).toEqual({ refusal: 'no-rows' })
    expect(tableOf([['', null]])).toEqual({ refusal: 'empty' })
  })
  test('20,000 rows are planned in seconds', () => {
    const sheet = table(
      ['Номер', 'Имя', 'Дата', 'Вид', 'Заметка'],
      ...Array.from({ length: MOST_ROWS }, (_, i) => [
        `И-${i}`,
        `Вымышленный ${i}`,
        '05.03.2026',
        'школа',
        'нужен перевод',
      ]),
    )
    const started = performance.now()
    const plan = planImport(sheet, mapping(['number', 'name', 'opened', 'kind', 'note']), known())
    expect(plan.cases.length).toBe(MOST_ROWS)
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})

describe('an import is taken back', () => {
  const sheet = table(['N', 'Имя', 'Заметка'], ['И-1', 'Вымышленный', 'раз'], ['И-2', '', ''])
  const plan = planImport(sheet, mapping(['number', 'name', 'note']), known())
  const written = plan.cases.map(({ operations }) => operations)

  test('all its cases at once, and brought again', () => {
    const [made] = importsOf(lanesOf(...written))
    expect(made).toMatchObject({ id: plan.id, gone: 0, worked: 0 })
    expect(made!.cases.length).toBe(2)
    const back = takeBack(made!, true).map(({ operations }) => operations)
    const after = lanesOf(...written, ...back)
    expect(readCases(after)).toEqual([])
    expect(importsOf(after)[0]).toMatchObject({ gone: 2, worked: 0 })
    const again = lanesOf(...written, ...back, ...takeBack(made!, false).map(({ operations }) => operations))
    expect(
      readCases(again)
        .map(({ number }) => number)
        .sort(),
    ).toEqual(['И-1', 'И-2'])
  })
  test('says which cases somebody has worked in since', () => {
    const one = plan.cases[0]!
    const lanes = lanesOf(...written, [[`c${one.id}`, 'plan', 'позвонить']])
    expect(importsOf(lanes)[0]!.worked).toBe(1)
    const state = lanesOf(...written, [[`c${one.id}`, 'state', 'closed']])
    expect(importsOf(state)[0]!.worked).toBe(1)
  })
  test('cases of no import are none of it', () => {
    expect(importsOf(lanesOf([[`c${id('x')}`, 'number', '1']]))).toEqual([])
  })
})
