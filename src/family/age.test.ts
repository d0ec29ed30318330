import { expect, test } from 'vitest'
import { isOld, todayHere } from './age.ts'

test('a copy is old from its 61st day', () => {
  expect(isOld('2026-01-01', '2026-03-02')).toBe(false)
  expect(isOld('2026-01-01', '2026-03-03')).toBe(true)
})

test('today is the local day, also just before midnight', () => {
  expect(todayHere(new Date(2026, 0, 9, 23, 59))).toBe('2026-01-09')
})
