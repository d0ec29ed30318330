import { describe, expect, test } from 'vitest'
import { readTypedDate, writeDate } from './typed-date.ts'

describe('dates as they are typed', () => {
  test.each([
    ['24.12.2025', '2025-12-24'],
    ['24/12/2025', '2025-12-24'],
    ['4.1.2026', '2026-01-04'],
    ['2025-12-24', '2025-12-24'],
    [' 24 12 2025 ', '2025-12-24'],
    ['29.02.2024', '2024-02-29'],
    ['12.2025', '2025-12'],
    ['2025-12', '2025-12'],
    ['2025', '2025'],
  ])('%s is %s', (typed, value) => {
    expect(readTypedDate(typed)).toEqual({ is: 'date', value })
  })

  test.each([
    ['31.02.2025', 'no-such-day'],
    ['29.02.2025', 'no-such-day'],
    ['12.13.2025', 'no-such-day'],
    ['0.5.2025', 'no-such-day'],
    ['24.12.25', 'short-year'],
    ['24.12', 'short-year'],
    ['24', 'unreadable'],
    ['вчера', 'unreadable'],
    ['1.2.3.2025', 'unreadable'],
    ['24.12.1425', 'odd-year'],
  ])('%s is refused: %s', (typed, problem) => {
    expect(readTypedDate(typed)).toEqual({ is: 'problem', problem })
  })

  test('nothing is nothing', () => {
    expect(readTypedDate('  ')).toEqual({ is: 'empty' })
  })

  test('is written as papers write it', () => {
    expect(writeDate('2025-12-24')).toBe('24.12.2025')
    expect(writeDate('2025-12')).toBe('12.2025')
  })
})
