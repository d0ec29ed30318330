import { describe, expect, test } from 'vitest'
import { tablesOf } from '../tables.test-support.ts'
import { BANDS } from '../types.ts'
import { LINES, lineOf, needed, ORAL_SHARE, passing } from './line.ts'

/** Binomial tail, another way: sums of products of factorials. */
function tail(need: number, of: number, p: number): number {
  let sum = 0
  for (let k = need; k <= of; k++) {
    let choose = 1
    for (let at = 0; at < k; at++) choose *= (of - at) / (at + 1)
    sum += choose * p ** k * (1 - p) ** (of - k)
  }
  return sum
}

describe('what the line means', () => {
  test.each([
    [9, 10, [0.54, 0.74, 0.91, 0.97]],
    [18, 20, [0.4, 0.68, 0.92, 0.98]],
    [20, 22, [0.34, 0.62, 0.91, 0.97]],
    [22, 24, [0.28, 0.56, 0.88, 0.97]],
  ])('%i of %i: the table of the facts', (need, of, chances) => {
    ;[0.85, 0.9, 0.95, 0.97].forEach((p, at) => {
      const told = passing({ need, of }, 'tasks', p, p, 0.5)
      expect(told).toBeCloseTo(tail(need, of, p), 10)
      expect(Math.abs(told - chances[at]!)).toBeLessThanOrEqual(0.0101)
    })
  })

  test('90 % is not enough: about 92 % for 80 of 100, about 96 % for 95 of 100', () => {
    expect(needed(LINES['3-5'], 'tasks', 0.8)).toBeCloseTo(0.922, 2)
    expect(needed(LINES['3-5'], 'tasks', 0.95)).toBeCloseTo(0.958, 2)
  })

  test('points of one task hang together: good children pass less surely, weak ones more', () => {
    const line = LINES['2']
    expect(passing(line, 'points', 0.96, 0.96, 0.4)).toBeLessThan(passing(line, 'tasks', 0.96, 0.96, 0.4))
    expect(passing(line, 'points', 0.75, 0.75, 0.4)).toBeGreaterThan(passing(line, 'tasks', 0.75, 0.75, 0.4))
  })

  test('grade 1 is oral only: the written chance does not matter', () => {
    const share = ORAL_SHARE['1'].share
    expect(passing(LINES['1'], 'tasks', 0.95, 0, share)).toBeCloseTo(tail(9, 10, 0.95), 10)
  })

  test('certainty passes, ignorance fails', () => {
    for (const reading of ['tasks', 'points'] as const) {
      expect(passing(LINES['6-9'], reading, 1, 1, 0.5)).toBeCloseTo(1, 10)
      expect(passing(LINES['6-9'], reading, 0, 0, 0.5)).toBe(0)
    }
  })

  test.each(BANDS)(
    'band %s: the line without tables is that of the tables, and so is a share that is known',
    (band) => {
      const { grade } = tablesOf(band)
      expect(LINES[band]).toEqual(lineOf(grade))
      if (!ORAL_SHARE[band].known) return
      const oral = grade.parts.filter(({ section }) => section === 'oral')
      const points = oral.reduce((sum, { items, points }) => sum + items * points, 0)
      expect(ORAL_SHARE[band].share).toBeCloseTo(points / grade.line.of, 10)
    },
  )
})
