import { expect, test } from 'vitest'
import { minutesOf, watch } from './clock.ts'

function clocks() {
  const at = { steady: 0, calendar: 1_000_000_000 }
  const timer = watch(
    () => at.steady,
    () => at.calendar,
  )
  return { at, timer }
}

test('seconds are whole, never negative, at most 600, whatever the calendar says', () => {
  const { at, timer } = clocks()
  at.steady = 4600
  at.calendar -= 50_000_000
  expect(timer.seconds()).toBe(5)
  at.steady = 9_000_000
  expect(timer.seconds()).toBe(600)
})

test('a calendar that went back is a jump; a phone that slept an hour is none', () => {
  const slept = clocks()
  slept.at.calendar += 3_600_000
  expect(slept.timer.jumped()).toBe(false)
  const back = clocks()
  back.at.steady += 1000
  back.at.calendar -= 3_600_000
  expect(back.timer.jumped()).toBe(true)
  const far = clocks()
  far.at.calendar += 40 * 86_400_000
  expect(far.timer.jumped()).toBe(true)
})

test('minutes and seconds', () => {
  expect([0, 59, 60, 605].map(minutesOf)).toEqual(['0:00', '0:59', '1:00', '10:05'])
})
