import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FactSpec } from '../law/types.ts'
import { type Draft, emptyDraft, readDraft, TEXT_LIMIT } from './draft.ts'

const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft(), ...part })
const date: FactSpec = { type: 'date' }
const problemOf = (spec: FactSpec, part: Partial<Draft>) => {
  const reading = readDraft(spec, draft(part))
  return reading.ok ? null : reading.problem
}
const answerOf = (spec: FactSpec, part: Partial<Draft>) => {
  const reading = readDraft(spec, draft(part))
  return reading.ok ? reading.value : reading.problem
}

describe('a draft becomes an answer', () => {
  test('nothing typed is a problem, "I do not know" is an answer', () => {
    expect(answerOf({ type: 'text' }, { text: '  ' })).toBeNull()
    for (const type of ['choice', 'choices', 'integer', 'date'] as const) {
      expect(problemOf({ type }, {})).toBe('empty')
      expect(answerOf({ type }, { unknown: true, text: 'x', year: '20' })).toBeNull()
    }
  })

  test('a partial date stays partial', () => {
    expect(answerOf(date, { year: '2026' })).toBe('2026')
    expect(answerOf(date, { year: '2026', month: '3' })).toBe('2026-03')
    expect(answerOf(date, { year: '2026', month: '12', day: '7' })).toBe('2026-12-07')
  })

  test('a date that does not exist is refused with its reason', () => {
    expect(problemOf(date, { year: '2026', month: '2', day: '29' })).toBe('no-such-day')
    expect(answerOf(date, { year: '2028', month: '2', day: '29' })).toBe('2028-02-29')
    expect(problemOf(date, { year: '2026', month: '4', day: '31' })).toBe('no-such-day')
    expect(problemOf(date, { year: '2026', month: '4', day: '0' })).toBe('day-number')
    expect(problemOf(date, { year: '2026', month: '4', day: 'x' })).toBe('day-number')
    expect(problemOf(date, { year: '26', month: '4', day: '1' })).toBe('year-digits')
    expect(problemOf(date, { year: '1026' })).toBe('year-far')
    expect(problemOf(date, { month: '4', day: '1' })).toBe('year-needed')
    expect(problemOf(date, { year: '2026', day: '1' })).toBe('month-needed')
  })

  test('every date that is accepted in full exists', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2099 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const reading = readDraft(date, draft({ year: `${year}`, month: `${month}`, day: `${day}` }))
          const real = new Date(Date.UTC(year, month - 1, day))
          const exists = real.getUTCMonth() === month - 1
          expect(reading.ok).toBe(exists)
          if (reading.ok) expect(reading.value).toBe(real.toISOString().slice(0, 10))
        },
      ),
    )
  })

  test('numbers keep their limits', () => {
    const grade: FactSpec = { type: 'integer', min: 1, max: 11 }
    expect(answerOf(grade, { choice: '3' })).toBe(3)
    expect(problemOf(grade, { text: '12' })).toBe('number-range')
    expect(problemOf(grade, { text: 'three' })).toBe('number')
  })

  test('"none of these" is an empty list, not silence', () => {
    expect(answerOf({ type: 'choices', of: ['a'] }, { none: true })).toEqual([])
    expect(answerOf({ type: 'choices', of: ['a', 'b'] }, { many: ['b'] })).toEqual(['b'])
  })

  test('a very long text is refused, not cut', () => {
    expect(problemOf({ type: 'text' }, { text: 'я'.repeat(TEXT_LIMIT + 1) })).toBe('too-long')
    expect(answerOf({ type: 'text' }, { text: '  Тестова  ' })).toBe('Тестова')
  })
})
