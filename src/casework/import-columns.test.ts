import { describe, expect, test } from 'vitest'
import { allFields } from './fields.ts'
import { choiceOf } from './import-choices.ts'
import { columnsOf, neverKept, rememberedOf, startWith, TARGETS } from './import-columns.ts'
import { type SheetCell, tableOf } from './import-table.ts'

const columns = (...rows: SheetCell[][]) => {
  const table = tableOf(rows)
  if ('refusal' in table) throw new Error(table.refusal)
  return columnsOf(table)
}
const suggested = (...heads: string[]) =>
  columns(
    heads,
    heads.map(() => 'x'),
  ).map((column) => column.suggested)

describe('what the head of a column suggests', () => {
  test('in five languages', () => {
    expect(
      suggested('Номер дела', 'ФИО', 'Телефон', 'Дата обращения', 'Статус', 'Кто ведёт', 'Примечание'),
    ).toEqual(['number', 'name', 'contact', 'opened', 'state', 'assignee', 'note'])
    expect(suggested('Ish raqami', 'Ism', 'Telefon', 'Murojaat sanasi', 'Holat', 'Til', 'Izoh')).toEqual([
      'number',
      'name',
      'contact',
      'opened',
      'state',
      'language',
      'note',
    ])
    expect(suggested('Рақами парванда', 'Насаб', 'Алоқа', 'Сана', 'Ҳолат', 'Забон', 'Эзоҳ')).toEqual([
      'number',
      'name',
      'contact',
      'opened',
      'state',
      'language',
      'note',
    ])
    expect(suggested('Иш номери', 'Аты', 'Байланыш', 'Күнү', 'Абалы', 'Тили', 'Эскертүү')).toEqual([
      'number',
      'name',
      'contact',
      'opened',
      'state',
      'language',
      'note',
    ])
    expect(suggested('Case no', 'Client', 'Phone', 'Date', 'Status', 'Language', 'Notes')).toEqual([
      'number',
      'name',
      'contact',
      'opened',
      'state',
      'language',
      'note',
    ])
  })
  test('days of papers become events, a day of birth nothing', () => {
    expect(
      suggested('Дата постановления', 'Копия вручена', 'Дата заседания', 'Дата рождения', 'Возраст'),
    ).toEqual(['event.ruling-made', 'event.copy-served', 'event.hearing', '', ''])
  })
  test('one field, one column: the first that fits', () => {
    expect(suggested('Дата', 'Дата 2')).toEqual(['opened', ''])
  })
  test('every field it can suggest is one that a case may hold', () => {
    const fields = new Set(allFields().map(({ entity, field }) => `${entity} ${field}`))
    for (const [entity, field] of [
      ['case', 'number'],
      ['case', 'kind'],
      ['person', 'alias'],
      ['person', 'contact'],
      ['note', 'text'],
      ['task', 'due'],
    ])
      expect(fields.has(`${entity} ${field}`)).toBe(true)
    expect(TARGETS.some((target) => /address|passport|coord/.test(target))).toBe(false)
  })
})

describe('columns that are refused', () => {
  test.each([
    ['Паспорт', 'paper-number'],
    ['Серия и номер', 'paper-number'],
    ['ИНН', 'paper-number'],
    ['Номер протокола', 'paper-number'],
    ['Pasport raqami', 'paper-number'],
    ['Шиноснома', 'paper-number'],
    ['Passport No', 'paper-number'],
    ['Адрес проживания', 'address'],
    ['Manzil', 'address'],
    ['Суроға', 'address'],
    ['Дареги', 'address'],
    ['Address', 'address'],
    ['Координаты', 'place'],
    ['lat', 'place'],
    ['GPS', 'place'],
  ])('%s: %s', (head, refusal) => {
    const [column] = columns([head, 'Номер'], ['x', '1'])
    expect(column).toMatchObject({ refusal, suggested: '', examples: [] })
  })
  test('by what stands in them, whatever the head says', () => {
    const [a, b, c, d] = columns(
      ['Данные', 'Ещё', 'Где', 'Телефон'],
      ['45 07 123456', 'AA1234567', '55.7512, 37.6184', '+7 999 123-45-67'],
      ['4507 № 654321', 'AB 7654321', '59.9386, 30.3141', '89991234567'],
      ['нет', 'AN0000001', '', '9991234567'],
    )
    expect([a!.refusal, b!.refusal, c!.refusal, d!.refusal]).toEqual([
      'paper-number',
      'paper-number',
      'place',
      null,
    ])
    const [street] = columns(['Комментарий', 'n'], ['ул. Вымышленная, д. 5', '1'], ['ул. Выдуманная, 7', '2'])
    expect(street!.refusal).toBe('address')
  })
  test('one odd cell does not refuse a column; its row will be told', () => {
    const [column] = columns(
      ['Заметка', 'n'],
      ['AA1234567', '1'],
      ['позвонить', '2'],
      ['ждём', '3'],
      ['был', '4'],
    )
    expect(column!.refusal).toBeNull()
    expect(neverKept('паспорт: 400123456')).toBe('paper-number')
    expect(neverKept('дали 12 345 рублей, срок 2026')).toBeNull()
    expect(neverKept('+992 900 12 34 56, звонить после 18')).toBeNull()
  })
})

describe('a mapping is remembered', () => {
  test('as heads and fields, and nothing from a cell', () => {
    const found = columns(['Номер', 'Имя', 'Прочее'], ['ТАЙНА-1', 'ТАЙНА', 'ТАЙНА'])
    const kept = rememberedOf(found, ['number', 'alias', ''])
    expect(JSON.stringify(kept)).not.toContain('ТАЙНА')
    expect(startWith(found, kept)).toEqual(['number', 'alias', ''])
    // A head that was something else before gives its suggestion up, and no field is given twice.
    expect(startWith(columns(['Имя', 'Псевдоним'], ['а', 'б']), kept)).toEqual(['alias', ''])
  })
  test('what was remembered cannot open a refused column or an unknown field', () => {
    const found = columns(['Паспорт', 'Имя'], ['x', 'y'])
    expect(startWith(found, { паспорт: 'note', имя: 'address' as 'note' })).toEqual(['', 'name'])
    expect(startWith(columns(['__proto__', 'constructor'], ['x', 'y']), {})).toEqual(['', ''])
  })
})

describe('choices', () => {
  test('whole words only, in every spelling', () => {
    expect(choiceOf('state', 'Закрыто')).toBe('closed')
    expect(choiceOf('state', 'не закрыто')).toBeNull()
    expect(choiceOf('language', 'Oʻzbekcha')).toBe('uz')
    expect(choiceOf('language', "o'zbekcha")).toBe('uz')
    expect(choiceOf('language', 'тоҷикӣ')).toBe('tg')
    expect(choiceOf('kind', 'ШКОЛА')).toBe('school')
    expect(choiceOf('kind', 'constructor')).toBeNull()
  })
})
