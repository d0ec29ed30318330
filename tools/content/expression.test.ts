import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Expr } from '../../src/law/types.ts'
import { ExpressionError, parseExpression } from './expression.ts'
import type { Names } from './expression-types.ts'

const names: Names = {
  facts: {
    grade: { type: 'integer', min: 1, max: 11 },
    'child.born': { type: 'date' },
    'filing.on': { type: 'date' },
    'child.status': { type: 'choice', of: ['visa', 'permit'] },
    'parent.status': { type: 'choice', of: ['visa', 'patent'] },
    region: { type: 'choice', of: ['78', '47'] },
    papers: { type: 'choices', of: ['birth', 'identity'] },
    'name.passport': { type: 'text' },
    'name.birth': { type: 'text' },
  },
  phrases: new Set(['swearing']),
  terms: new Set(['koap.appeal', 'school.complete']),
  rules: new Set(['r.one']),
}
const parse = (source: string) => parseExpression(source, names)
const refusal = (source: string) => {
  try {
    parse(source)
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.column}: ${error.message}`
    throw error
  }
  throw new Error(`accepted: ${source}`)
}

const grade = (n: number): Expr => ['cmp', '=', ['fact', 'grade'], ['lit', n]]

describe('every form of the language', () => {
  test.each<[string, Expr]>([
    ['true', ['true']],
    ['grade = 1', grade(1)],
    ['grade = 1 and grade = 2 and grade = 3', ['and', grade(1), grade(2), grade(3)] as Expr],
    ['grade = 1 or grade = 2', ['or', grade(1), grade(2)] as Expr],
    ['grade = 1 or grade = 2 and grade = 3', ['or', grade(1), ['and', grade(2), grade(3)]] as Expr],
    ['(grade = 1 or grade = 2) and grade = 3', ['and', ['or', grade(1), grade(2)], grade(3)] as Expr],
    ['not grade = 1 and grade = 2', ['and', ['not', grade(1)], grade(2)] as Expr],
    ['not not true', ['not', ['not', ['true']]]],
    ["child.status != 'visa'", ['cmp', '!=', ['fact', 'child.status'], ['lit', 'visa']]],
    ['child.status = parent.status', ['cmp', '=', ['fact', 'child.status'], ['fact', 'parent.status']]],
    ["region in ['78', '47']", ['in', ['fact', 'region'], ['78', '47']]],
    ['grade in [1, 2]', ['in', ['fact', 'grade'], [1, 2]]],
    ["papers has 'birth'", ['has', ['fact', 'papers'], 'birth']],
    ['child.born known', ['known', ['fact', 'child.born']]],
    ['asked(child.born)', ['asked', 'child.born']],
    ["rule('r.one')", ['rule', 'r.one']],
    ['child.born > 2019-12-31', ['cmp', '>', ['fact', 'child.born'], ['date', '2019-12-31']]],
    [
      'filing.on - 6 months <= child.born + 1 day + 5 working-days',
      [
        'cmp',
        '<=',
        ['shift', ['fact', 'filing.on'], -6, 'months'],
        ['shift', ['shift', ['fact', 'child.born'], 1, 'days'], 5, 'working-days'],
      ],
    ],
    [
      "today > deadline('koap.appeal', filing.on + 3 days)",
      ['cmp', '>', ['today'], ['deadline', 'koap.appeal', ['shift', ['fact', 'filing.on'], 3, 'days']]],
    ],
    [
      "deadline('school.complete', deadline('koap.appeal', filing.on))",
      ['deadline', 'school.complete', ['deadline', 'koap.appeal', ['fact', 'filing.on']]],
    ],
    [
      'days(child.born, filing.on) >= 90',
      ['cmp', '>=', ['days', ['fact', 'child.born'], ['fact', 'filing.on']], ['lit', 90]],
    ],
    ['samename(name.passport, name.birth)', ['samename', ['fact', 'name.passport'], ['fact', 'name.birth']]],
    ["mentions(name.birth, 'swearing')", ['mentions', ['fact', 'name.birth'], 'swearing']],
    ['\n  grade\n  =\n 1 ', grade(1)],
  ])('%s', (source, expected) => {
    expect(parse(source)).toEqual(expected)
  })
})

describe('what cannot be read or does not fit is refused at its column', () => {
  test.each([
    ['', '1: a fact, a value or a condition is expected before the end'],
    ['grade = ', '9: a fact, a value or a condition is expected before the end'],
    ['grade = 1 grade', "11: 'grade' is one word too many"],
    ['(grade = 1', "11: ')' is expected before the end"],
    ['grade = 1)', "10: ')' is one word too many"],
    ['grade == 1', "8: a fact, a value or a condition is expected before '='"],
    ['grade ≥ 1', "7: '≥' has no meaning here"],
    ['child.status = "visa"', "16: a text stands between ' and '"],
    ["child.status = 'visa", "16: a text that begins with ' never ends"],
    ['child.born > 2019-13-01', '14: 2019-13-01 is not a day of the calendar'],
    ['child.born > 2019-02', "14: '2019-02' is neither a whole number nor a date like 2025-04-01"],
    ['grade = 1.5', "9: '1.5' is neither a whole number nor a date like 2025-04-01"],
    ['and', "1: 'and' cannot stand here"],
    ['grade = 1 AND grade = 2', "11: 'AND' is one word too many"],
    [
      'date(child.born)',
      "1: 'date' is not known; asked, rule, deadline, days, samename and mentions take ( )",
    ],
    ['filing.on + 3', '14: days, working-days or months is expected after 3, not the end'],
    ['filing.on + 3 weeks', "15: days, working-days or months is expected after 3, not 'weeks'"],
    ['filing.on + grade', "13: a whole number is expected after '+', not 'grade'"],
    ['grade + 3 days = 4', "1: only a date can be moved by days or months: 'grade' is a number"],
    ['grade in []', "11: a list holds texts in '…' or whole numbers, not ']'"],
    ["grade in ['1']", "1: 'grade' is a number, so the list must hold numbers, not '1'"],
    ['grade in [12]', '1: 12 is outside 1…11'],
    ['grade in [1, 1]', "1: '1' stands twice in the list"],
    ["child.born in ['2025']", "1: 'in […]' follows a choice or a number: 'child.born' is a date"],
    ["child.status in ['viza']", "1: 'child.status' is never 'viza'; did you mean 'visa'?"],
    ['region = 78', "1: 'region' is a choice, '78' is a number: they cannot be compared with ="],
    ["child.status < 'visa'", "1: 'child.status' is a choice: it has no order, only = and !="],
    [
      'child.status = region',
      "1: 'child.status' is a choice, 'region' is a choice: they cannot be compared with =",
    ],
    ["papers = 'birth'", "1: 'papers' is a list of choices: write … has '…'"],
    ["grade has 'birth'", "1: 'has' follows a list of choices: 'grade' is a number"],
    [
      "child.born = '2025-01-01'",
      "1: 'child.born' is a date, '2025-01-01' is a text: they cannot be compared with =; no quotes around it?",
    ],
    ['1 = 1', '1: two fixed values are compared: the answer never changes'],
    ['today known', "1: 'known' stands after the name of a fact"],
    ['asked(grades)', "7: unknown fact 'grades'; did you mean 'grade'?"],
    ['grade = 1 and child.born', "15: and, or and not join conditions: 'child.born' is a date"],
    ['not grade', "1: and, or and not join conditions: 'grade' is a number"],
    ["mentions(grade, 'swearing')", "1: mentions( ) looks into a text fact: 'grade' is a number"],
    ["samename(name.birth, 'A')", "1: samename( ) compares two text facts: 'A' is a text"],
    [
      "deadline('koap.apeal', filing.on) > today",
      "1: unknown term 'koap.apeal'; did you mean 'koap.appeal'?",
    ],
    [
      "deadline('koap.appeal', grade) > today",
      "1: deadline('koap.appeal', …) is counted from a date: 'grade' is a number",
    ],
    ['constructor known', "1: unknown fact 'constructor'"],
  ])('%s', (source, reason) => {
    expect(refusal(source)).toBe(reason)
  })

  test('any text is either read or refused at a column inside it', () => {
    const words = fc.constantFrom(
      ...[
        'and',
        'or',
        'not',
        '(',
        ')',
        '=',
        '<',
        "'visa'",
        '3',
        'days',
        'grade',
        'child.born',
        'known',
        'in',
        '[',
      ],
      ...["deadline('koap.appeal',", '+', 'true', 'papers', 'has', ']', ',', '2025-01-01', 'today', 'é', '"'],
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(words).map((w) => w.join(' ')),
          fc.string(),
        ),
        (source) => {
          try {
            parse(source)
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error
            expect(error.column).toBeGreaterThanOrEqual(1)
            expect(error.column).toBeLessThanOrEqual(source.length + 1)
            expect(error.message).not.toBe('')
          }
        },
      ),
      { numRuns: 5000, seed: 20261122 },
    )
  })
})
