import * as temporal from 'temporal-polyfill/fns/PlainDate'
import { describe, expect, test } from 'vitest'
import {
  addHours,
  addMonths,
  BadDateError,
  civilOf,
  dateRange,
  dayNumber,
  daysBetween,
  daysInMonth,
  moment,
  momentText,
  plainDate,
  weekday,
} from './dates.ts'

const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof BadDateError) return error.code
    throw error
  }
  return 'accepted'
}

describe('day by day against Temporal, 1900–2100', () => {
  test('number, text, weekday, month length, and one month on', () => {
    const first = temporal.create(1900, 1, 1)
    const start = dayNumber('1900-01-01')
    const days = dayNumber('2100-12-31') - start + 1
    expect(days).toBe(73_414)
    const wrong: string[] = []
    let date = first
    for (let i = 0; i < days; i++) {
      const text = temporal.toString(date)
      const n = start + i
      const { year, month, day } = civilOf(n)
      const later = temporal.toString(temporal.addMonths(date, 1))
      const earlier = temporal.toString(temporal.subtractMonths(date, 3))
      if (
        plainDate(n) !== text ||
        dayNumber(text) !== n ||
        `${year}-${month}-${day}` !== text.replaceAll('-0', '-') ||
        weekday(n) !== temporal.dayOfWeek(date) ||
        daysInMonth(year, month) !== temporal.daysInMonth(date) ||
        plainDate(addMonths(n, 1)) !== later ||
        plainDate(addMonths(n, -3)) !== earlier
      )
        wrong.push(text)
      date = temporal.addDays(date, 1)
    }
    expect(wrong).toEqual([])
  })
})

describe('reading dates', () => {
  test.each([
    ['2026-03-05', '2026-03-05', '2026-03-05'],
    ['2026-03', '2026-03-01', '2026-03-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026', '2026-01-01', '2026-12-31'],
    ['2026-03-05..2026-03-09', '2026-03-05', '2026-03-09'],
    ['2026-03..2026-05', '2026-03-01', '2026-05-31'],
    ['2025..2026-02', '2025-01-01', '2026-02-28'],
  ])('%s is %s to %s', (text, from, to) => {
    expect(dateRange(text)).toEqual({ from, to })
  })

  test.each([
    ['', 'empty'],
    ['2026-02-30', 'day'],
    ['2025-02-29', 'day'],
    ['1900-02-29', 'day'],
    ['2026-04-31', 'day'],
    ['2026-01-00', 'day'],
    ['2026-13-01', 'month'],
    ['2026-00', 'month'],
    ['26.1.2026', 'shape'],
    ['26.01.2026', 'shape'],
    ['2026-1-5', 'shape'],
    ['2026/01/05', 'shape'],
    [' 2026-01-05', 'shape'],
    ['2026-01-05\n', 'shape'],
    ['2026-01-05T10:00', 'shape'],
    ['٢٠٢٦-٠١-٠٥', 'shape'],
    ['вчера', 'shape'],
    ['0226-01-05', 'year'],
    ['1899-12-31', 'year'],
    ['2101', 'year'],
    ['2026-03-09..2026-03-05', 'order'],
    ['2026-03..', 'empty'],
    ['..', 'empty'],
    ['2026-03..2026-04..2026-05', 'shape'],
  ])('%j is refused: %s', (text, code) => {
    expect(codeOf(() => dateRange(text))).toBe(code)
  })

  test('a partial date is not a day', () => {
    expect(codeOf(() => dayNumber('2026-03'))).toBe('shape')
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1)
    expect(daysBetween('2026-03-01', '2024-03-01')).toBe(-730)
  })

  test('the error names what was given, and no more than a line of it', () => {
    const long = 'x'.repeat(5000)
    try {
      dateRange(long)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(BadDateError)
      expect((error as BadDateError).input).toBe(long)
      expect((error as BadDateError).message.length).toBeLessThan(100)
    }
  })
})

describe('moments', () => {
  test('hours cross midnight, month and year', () => {
    expect(momentText(addHours(moment('2026-12-31T22:30'), 3))).toBe('2027-01-01T01:30')
    expect(momentText(addHours(moment('2024-02-28T10:05'), 48))).toBe('2024-03-01T10:05')
    expect(momentText(addHours(moment('2026-01-01T00:10'), -1))).toBe('2025-12-31T23:10')
  })

  test.each([
    ['2026-01-01T24:00', 'time'],
    ['2026-01-01T9:00', 'time'],
    ['2026-01-01T10:60', 'time'],
    ['2026-01-01T10:00:00', 'time'],
    ['2026-01-01T10:00Z', 'time'],
    ['2026-01-01', 'shape'],
    ['2026-01T10:00', 'shape'],
    ['2026-02-29T10:00', 'day'],
    ['', 'empty'],
  ])('%j is refused: %s', (text, code) => {
    expect(codeOf(() => moment(text))).toBe(code)
  })
})
