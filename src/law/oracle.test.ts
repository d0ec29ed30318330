import * as temporal from 'temporal-polyfill/fns/PlainDate'
import { describe, expect, test } from 'vitest'
import { clocks, daysFrom } from './clocks.test-support.ts'
import { computeDeadline } from './deadline.ts'
import { REST_DAYS } from './rest-days.cases.ts'

/** The same terms counted a second time, a day at a time, with Temporal and the table written by hand. */
const worksOn = (date: temporal.Record): boolean => {
  const [y, m, d] = temporal.toString(date).split('-').map(Number)
  return !REST_DAYS[y!]![m! - 1]!.split(' ').includes(String(d))
}

const next = (date: temporal.Record): temporal.Record => temporal.addDays(date, 1)
const text = temporal.toString
const day = (iso: string): temporal.Record => {
  const [y, m, d] = iso.split('-').map(Number)
  return temporal.create(y!, m!, d!)
}
const roll = (date: temporal.Record): temporal.Record => (worksOn(date) ? date : roll(next(date)))

const workingDays = (from: string, n: number): string => {
  let date = day(from)
  for (let left = n; left > 0; ) {
    date = next(date)
    if (worksOn(date)) left--
  }
  return text(date)
}

const today = '2026-11-22'
const counted = (rule: string, from: string) => computeDeadline(clocks, rule, from, { today }).lastDay

describe('every start day that can be counted, against the oracle', () => {
  test('complaint, old text: 2024 to 28 October', () => {
    for (const from of daysFrom('2024-01-01', '2024-10-28'))
      expect(counted('koap.appeal', from)).toBe(text(temporal.addDays(day(from), 10)))
  })

  test('complaint, new text: from 29 October 2024 to the end of the tables', () => {
    for (const from of daysFrom('2024-10-29', '2027-12-20'))
      expect(counted('koap.appeal', from)).toBe(text(roll(temporal.addDays(day(from), 10))))
  })

  test('three months with roll-over', () => {
    for (const from of daysFrom('2024-01-01', '2027-09-30'))
      expect(counted('kas.suit', from)).toBe(text(roll(temporal.addMonths(day(from), 3))))
  })

  test('five and twenty-five working days of the school check', () => {
    for (const from of daysFrom('2025-10-19', '2027-11-23')) {
      expect(counted('school.complete', from)).toBe(workingDays(from, 5))
      expect(counted('school.truth', from)).toBe(workingDays(from, 25))
    }
  })
})
