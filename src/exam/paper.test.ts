import { describe, expect, test } from 'vitest'
import { type Given, mark, markItem } from './mark.ts'
import { bandOf, type Paper, paper } from './paper.ts'
import { sheetOf } from './sheet.ts'
import { tablesOf } from './tables.test-support.ts'

const made = (grade: number, seed: string) => paper(grade, seed, tablesOf(bandOf(grade)))

const perfect = (sheet: Paper): Record<string, Given> =>
  Object.fromEntries(
    sheet.parts.flatMap(({ items }) =>
      items.map((item) => [
        item.id,
        item.mode === 'spoken' ? item.ideas!.map(({ id }) => id) : item.accepted[0]!,
      ]),
    ),
  )

const GRADES = [1, 2, 3, 5, 6, 9, 10, 11]

describe('practice papers', () => {
  test.each(GRADES)('grade %i: points of the line, no item twice, the same again', (grade) => {
    const sheet = made(grade, 'a')
    expect(sheet.points).toBe(sheet.line.of)
    const ids = sheet.parts.flatMap(({ items }) => items.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    const asked = sheet.parts.flatMap(({ items }) =>
      items.map(({ stem, pieces, text }) => `${text}/${stem}/${pieces}`),
    )
    expect(new Set(asked).size).toBe(asked.length)
    expect(made(grade, 'a')).toEqual(sheet)
    expect(made(grade, 'b')).not.toEqual(sheet)
    expect(sheet.parts.flatMap(({ items }) => items).every(({ points }) => points > 0)).toBe(true)
  })

  test('grade 1 is oral only', () => {
    expect(new Set(made(1, 'a').parts.map(({ section }) => section))).toEqual(new Set(['oral']))
  })

  test('grades that are none, tables of another band', () => {
    for (const grade of [0, 12, 1.5, Number.NaN]) expect(() => bandOf(grade)).toThrow(RangeError)
    expect(() => paper(3, 'a', tablesOf('1'))).toThrow(/needs band 3-5/)
  })
})

describe('marking', () => {
  test.each(GRADES)('grade %i: all right is all points, by both readings; nothing is nothing', (grade) => {
    const sheet = made(grade, 'a')
    const full = mark(sheet, perfect(sheet))
    expect([full.points, full.unanswered]).toEqual([sheet.points, 0])
    expect(full.readings.map(({ reached }) => reached)).toEqual([true, true])
    const none = mark(sheet, {})
    expect([none.points, none.readings.some(({ reached }) => reached)]).toEqual([0, false])
    expect(none.unanswered).toBe(none.items.length)
  })

  test('the two readings can differ: one dear task missed', () => {
    const sheet = made(2, 'a')
    const answers = perfect(sheet)
    const dear = sheet.parts.flatMap(({ items }) => items).filter(({ points }) => points === 2)
    expect(dear.length).toBeGreaterThan(1)
    for (const { id } of dear.slice(0, 1)) delete answers[id]
    const [points, tasks] = mark(sheet, answers).readings
    expect([points!.got, points!.line, points!.reached]).toEqual([18, 18, true])
    expect([tasks!.got, tasks!.line, tasks!.reached]).toEqual([15, 15, true])
    for (const { id } of dear.slice(0, 2)) delete answers[id]
    expect(mark(sheet, answers).readings.map(({ reached }) => reached)).toEqual([false, false])
  })

  test('the line is the published one', () => {
    expect(
      [1, 2, 4, 7, 11].map((grade) => made(grade, 'x').line).map(({ pass, of }) => `${pass}/${of}`),
    ).toEqual(['9/10', '18/20', '18/20', '20/22', '22/24'])
  })

  test('a wrong choice names its error; spoken points are rounded down; ё and the final point are no mistakes, capitals are in a dictation', () => {
    const sheet = made(3, 'a')
    const items = sheet.parts.flatMap((part) => part.items)
    const choose = items.find(({ mode }) => mode === 'choose')!
    const wrong = choose.distractors[0]!
    expect(markItem(choose, wrong.text)).toEqual({ right: false, share: 0, error: wrong.error })
    expect(markItem(choose, 'что угодно')).toEqual({ right: false, share: 0 })
    const spoken = items.find(({ mode }) => mode === 'spoken')!
    const half = mark(sheet, { [spoken.id]: [spoken.ideas![0]!.id] })
    expect(half.points).toBe(Math.floor(spoken.points / spoken.ideas!.length))
    const dictation = items.find(({ template }) => template === 'writing.dictation')!
    const sloppy = dictation.accepted[0]!.replaceAll('ё', 'е').replace(/\.$/, '')
    expect(markItem(dictation, `  ${sloppy} `).right).toBe(true)
    expect(markItem(dictation, `${sloppy} ещё`).right).toBe(false)
    expect(markItem(dictation, sloppy.toLowerCase()).right).toBe(false)
    const word = { ...choose, accepted: ['Ёлка.'], distractors: [] }
    expect(markItem(word, 'елка').right).toBe(true)
  })

  test('answers that cannot be', () => {
    const sheet = made(3, 'a')
    expect(() => mark(sheet, { nothing: 'x' })).toThrow(/not in this paper/)
    const item = sheet.parts.flatMap(({ items }) => items).find(({ mode }) => mode === 'spoken')!
    expect(() => markItem(item, 'text')).toThrow(TypeError)
    expect(() => mark(sheet, JSON.parse('{"__proto__": "x"}'))).toThrow(/not in this paper/)
  })
})

describe('print', () => {
  test('what is dictated or heard does not stand on the child’s page', () => {
    const sheet = made(3, 'a')
    const printed = sheetOf(sheet, tablesOf('3-5'))
    const page = JSON.stringify(printed.parts)
    expect(printed.script.length).toBeGreaterThan(1)
    for (const { text } of printed.script) expect(page).not.toContain(JSON.stringify(text).slice(1, 40))
    expect(printed.key.map(({ number }) => number)).toEqual(printed.marking.rows.map(({ number }) => number))
    expect(printed.notices).toEqual(['exam.paper.practice', 'exam.paper.unsigned', 'exam.paper.own-parts'])
  })
})
