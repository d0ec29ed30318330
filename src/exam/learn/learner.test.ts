import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../types.ts'
import {
  type Learner,
  learnerFrom,
  MOST_ANSWERS,
  mergeLearners,
  newLearner,
  readLearner,
  withAnswer,
} from './learner.ts'

const ID = '0123456789abcdef0123456789abcdef'
const answer = (skill: string, day: string, right = true): Answer => ({
  item: `${skill}#1`,
  template: 'stress.word',
  task: 'stress',
  section: 'oral',
  skill,
  day,
  seconds: 9,
  right,
})
const child = (...answers: Answer[]): Learner =>
  answers.reduce(withAnswer, newLearner(ID, 'Лола', '3-5', '2026-09-01'))

const problemsOf = (value: unknown) => {
  const read = readLearner(value)
  return read.ok ? [] : read.problems.map(({ path, code }) => `${path} ${code}`)
}

describe('reading a file', () => {
  test('what was written is read', () => {
    const learner = {
      ...child(answer('a', '2026-09-02')),
      attempts: [{ day: '2026-10-01', passed: false }],
      exam: '2027-01-20',
    }
    expect(learnerFrom(JSON.stringify(learner))).toEqual({ ok: true, learner })
  })

  test.each([
    ['cut in the middle', '{"format": "hamroh-learner", "ver', ' no-learner'],
    ['something else', '[1, 2]', 'format no-learner'],
    ['null', 'null', 'format no-learner'],
    ['from a newer version', '{"format": "hamroh-learner", "version": 2, "more": true}', 'version newer'],
  ])('%s', (_, text, problem) => {
    const read = learnerFrom(text)
    expect(read.ok ? [] : read.problems.map(({ path, code }) => `${path} ${code}`)).toEqual([problem])
  })

  test('every problem is named with its place', () => {
    const broken = {
      ...child(answer('a', '2026-02-30'), { ...answer('b', '2026-09-02'), seconds: -1 }),
      band: '12',
      id: 'short',
      passport: 'x',
      attempts: [{ day: '2026-09-01' }],
    }
    expect(problemsOf(broken)).toEqual([
      'passport unknown-name',
      'id not-allowed',
      'band not-allowed',
      'attempts[0].passed missing',
      'answers[0].day no-such-day',
      'answers[1].seconds not-allowed',
    ])
  })

  test('too many answers are refused, and never come from here', () => {
    const many = Array.from({ length: MOST_ANSWERS + 1 }, (_, n) => ({
      ...answer('a', '2026-09-02'),
      n: n % 100,
    }))
    expect(problemsOf({ ...child(), answers: many })).toEqual(['answers too-long'])
    const full = { ...child(), answers: many.slice(1) }
    expect(withAnswer(full, answer('last', '2026-09-03')).answers).toHaveLength(MOST_ANSWERS)
    expect(withAnswer(full, answer('last', '2026-09-03')).answers.at(-1)!.skill).toBe('last')
  })
})

const someAnswers = fc.array(
  fc.record({
    skill: fc.constantFrom('a', 'b', 'c'),
    day: fc.constantFrom('2026-09-02', '2026-09-03', '2026-09-04'),
    right: fc.boolean(),
  }),
  { maxLength: 12 },
)
const made = (list: { skill: string; day: string; right: boolean }[]) =>
  child(...list.map(({ skill, day, right }) => answer(skill, day, right)))

const joined = (one: Learner, other: Learner): Learner => {
  const merged = mergeLearners(one, other)
  if (!merged.ok) throw new Error(merged.code)
  return merged.learner
}

describe('joining two copies', () => {
  test('another child with the same nickname is refused', () => {
    const other = { ...child(), id: ID.replace('0', 'f') }
    expect(mergeLearners(child(), other)).toEqual({ ok: false, code: 'other-child', sameNickname: true })
  })

  test('nothing is lost, nothing is counted twice, in either order and again', () => {
    fc.assert(
      fc.property(someAnswers, someAnswers, someAnswers, (shared, mine, theirs) => {
        const before = shared.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
        const one = made([...before, ...mine])
        const other = made([...before, ...theirs])
        const third = made([...before, ...mine, ...theirs])
        const both = joined(one, other)
        expect(joined(other, one)).toEqual(both)
        expect(joined(both, other)).toEqual(both)
        expect(joined(both, both)).toEqual(both)
        expect(joined(joined(one, other), third)).toEqual(joined(one, joined(other, third)))
        const [a, b, all] = [one, other, both].map(
          ({ answers }) => new Set(answers.map((each) => JSON.stringify(each))),
        )
        expect(all).toEqual(new Set([...a!, ...b!]))
        expect(both.answers).toHaveLength(all!.size)
        expect(both.answers.map(({ day }) => day)).toEqual(both.answers.map(({ day }) => day).sort())
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  test('the fields that were edited last win, whichever copy has them', () => {
    const moved = { ...child(), exam: '2027-02-01', edited: '2026-10-05' }
    expect(joined(child(), moved).exam).toBe('2027-02-01')
    expect(joined(moved, child()).exam).toBe('2027-02-01')
  })
})
