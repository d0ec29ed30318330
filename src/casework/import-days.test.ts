import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayNumber, plainDate } from '../law/dates.ts'
import { readDay } from './import-days.ts'

describe('days as spreadsheets hold them', () => {
  test.each([
    ['05.03.2026', '2026-03-05'],
    ['5.3.2026', '2026-03-05'],
    ['05.03.2026 г.', '2026-03-05'],
    ['2026-03-05', '2026-03-05'],
    ['2026/3/5', '2026-03-05'],
    ['03.2026', '2026-03'],
    ['2026', '2026'],
    ['05.03.2026 14:30', '2026-03-05T14:30'],
    ['2026-03-05T09:05:00', '2026-03-05T09:05'],
    ['05.03.2026 0:00:00', '2026-03-05'],
    ['25/03/2026', '2026-03-25'],
    ['03/25/2026', '2026-03-25'],
    ['04/04/2026', '2026-04-04'],
    ['46086', '2026-03-05'],
  ])('%s', (text, value) => expect(readDay(text)).toEqual({ value }))

  test('03/05 is never guessed, and read as a person said', () => {
    expect(readDay('03/05/2026')).toEqual({ problem: 'day-ambiguous' })
    expect(readDay('03-05-2026')).toEqual({ problem: 'day-ambiguous' })
    expect(readDay('03/05/2026', 'day-first')).toEqual({ value: '2026-05-03' })
    expect(readDay('03/05/2026', 'month-first')).toEqual({ value: '2026-03-05' })
    // What says itself which order it has is not turned round.
    expect(readDay('25/03/2026', 'month-first')).toEqual({ value: '2026-03-25' })
  })

  test.each([
    ['05.03.26', 'day-short-year'],
    ['03.26', 'day-short-year'],
    ['31.02.2026', 'day-no-such'],
    ['05.13.2026', 'day-no-such'],
    ['05.03.1826', 'day-odd-year'],
    ['5 марта 2026', 'day-unreadable'],
    ['05.03-2026', 'day-unreadable'],
    ['05.03.2026 25:00', 'day-unreadable'],
    ['завтра', 'day-unreadable'],
    ['=TODAY()', 'day-unreadable'],
    ['12345678', 'day-unreadable'],
  ])('%s is refused: %s', (text, problem) => expect(readDay(text)).toEqual({ problem }))

  test('days of Excel, with its leap day that never was behind us', () => {
    expect(readDay(46086)).toEqual({ value: '2026-03-05' })
    expect(readDay(36526)).toEqual({ value: '2000-01-01' })
    expect(readDay(46086.5)).toEqual({ value: '2026-03-05T12:00' })
    expect(readDay(104)).toEqual({ problem: 'day-unreadable' })
    expect(readDay(9_991_234_567)).toEqual({ problem: 'day-unreadable' })
    expect(readDay(Number.NaN)).toEqual({ problem: 'day-unreadable' })
    expect(readDay({ day: '2026-03-05T00:00' })).toEqual({ value: '2026-03-05' })
    expect(readDay({ day: '2026-03-05T10:15' })).toEqual({ value: '2026-03-05T10:15' })
  })

  test('every day of a century comes back from each way of writing it', () => {
    fc.assert(
      fc.property(fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2089-12-31') }), (n) => {
        const value = plainDate(n)
        const [year, month, day] = value.split('-')
        expect(readDay(value)).toEqual({ value })
        expect(readDay(`${day}.${month}.${year}`)).toEqual({ value })
        expect(readDay(`${day}/${month}/${year}`, 'day-first')).toEqual({ value })
        expect(readDay(n - dayNumber('1900-01-01') + 2)).toEqual({ value })
      }),
    )
  })
})
