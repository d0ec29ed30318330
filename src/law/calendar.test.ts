import { describe, expect, test } from 'vitest'
import { addToDate, addWorkingDays, isWorkingDay, nextWorkingDay } from './calendar.ts'
import { clocks } from './clocks.test-support.ts'
import { dayNumber, daysInMonth, plainDate } from './dates.ts'
import { REST_DAYS } from './rest-days.cases.ts'

/** Working days a year at five days a week, as the printed calendars sum them up. */
const WORKING_DAYS: Record<number, number> = { 2024: 248, 2025: 247, 2026: 247, 2027: 247 }

describe('every day of 2024–2027 against a table written by hand', () => {
  test.each(Object.keys(REST_DAYS).map(Number))('%i', (year) => {
    const wrong: string[] = []
    let working = 0
    for (let month = 1; month <= 12; month++) {
      const rest = new Set(REST_DAYS[year]![month - 1]!.split(' ').map(Number))
      for (let day = 1; day <= daysInMonth(year, month); day++) {
        const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        const works = isWorkingDay(clocks, date)
        if (works !== !rest.has(day)) wrong.push(date)
        if (works) working++
      }
    }
    expect(wrong).toEqual([])
    expect(working).toBe(WORKING_DAYS[year])
  })
})

describe('a year without calendar is unknown', () => {
  test('its days, weekends and holidays too', () => {
    for (const date of ['2023-12-29', '2023-12-31', '2028-01-01', '2028-01-08', '2028-06-14', '1999-05-09'])
      expect(isWorkingDay(clocks, date), date).toBeNull()
  })

  test('a count that would need it', () => {
    expect(nextWorkingDay(clocks, '2027-12-29')).toBe('2027-12-30')
    expect(nextWorkingDay(clocks, '2027-12-30')).toBeNull()
    expect(addWorkingDays(clocks, '2027-12-20', 8)).toBe('2027-12-30')
    expect(addWorkingDays(clocks, '2027-12-20', 9)).toBeNull()
    expect(addWorkingDays(clocks, '2024-01-09', -1)).toBeNull()
    expect(addWorkingDays(clocks, '2023-12-01', 1)).toBeNull()
  })

  test('a gap between two known years, and a year whose decree is not named', () => {
    const { 2024: y2024, 2025: y2025, 2026: y2026 } = clocks.calendars
    const gap = { terms: {}, calendars: { 2024: y2024!, 2026: y2026! } }
    expect(isWorkingDay(gap, '2025-06-02')).toBeNull()
    expect(addWorkingDays(gap, '2024-12-27', 2)).toBeNull()
    expect(isWorkingDay(gap, '2026-06-02')).toBe(true)
    const draft = { terms: {}, calendars: { 2025: { ...y2025!, decree: { ...y2025!.decree, act: '' } } } }
    expect(isWorkingDay(draft, '2025-06-02')).toBeNull()
    expect(isWorkingDay({ terms: {}, calendars: {} }, '2025-06-02')).toBeNull()
  })
})

describe('counting', () => {
  test.each([
    ['2025-12-30', 1, '2026-01-12'], // 31 December to 11 January in one block
    ['2026-12-30', 1, '2027-01-11'],
    ['2025-10-31', 1, '2025-11-01'], // a working Saturday
    ['2025-11-01', 1, '2025-11-05'],
    ['2026-05-08', 1, '2026-05-12'],
    ['2026-01-12', -1, '2025-12-30'],
    ['2026-01-05', 0, '2026-01-05'],
    ['2026-02-20', 25, '2026-03-31'], // without 23 February and 9 March
  ])('%s and %i working days', (from, count, to) => {
    expect(addWorkingDays(clocks, from, count)).toBe(to)
  })

  test('there and back again, over every working day', () => {
    for (let n = dayNumber('2024-02-01'); n < dayNumber('2027-12-01'); n++) {
      const day = plainDate(n)
      if (!isWorkingDay(clocks, day)) continue
      expect(addWorkingDays(clocks, addWorkingDays(clocks, day, 13)!, -13)).toBe(day)
    }
  })

  test('shifted dates of the rule language', () => {
    expect(addToDate(clocks, '2026-12-30', 8, 'days')).toBe('2027-01-07')
    expect(addToDate(clocks, '2026-03-01', -1, 'days')).toBe('2026-02-28')
    expect(addToDate(clocks, '2026-01-31', 1, 'months')).toBe('2026-02-28')
    expect(addToDate(clocks, '2024-01-31', 1, 'months')).toBe('2024-02-29')
    expect(addToDate(clocks, '2026-05-31', -3, 'months')).toBe('2026-02-28')
    expect(addToDate(clocks, '2026-08-27', 5, 'working-days')).toBe('2026-09-03')
    expect(addToDate(clocks, '2030-01-01', 8, 'days')).toBe('2030-01-09')
    expect(addToDate(clocks, '2030-01-01', 1, 'working-days')).toBeNull()
  })
})
