import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['child.born', 'child.citizenship', 'registration.ends', 'grade', 'koap']

test.each([
  ['child.birn', 'child.born'],
  ['Child.Born', 'child.born'],
  ['chlid.born', 'child.born'],
  ['registraton.ends', 'registration.ends'],
  ['gradde', 'grade'],
  ['kaop', 'koap'],
])('%s → %s', (typed, meant) => {
  expect(nearest(typed, names)).toBe(meant)
})

test.each(['', 'passport', 'x', 'g', 'ends', 'а'.repeat(100_000)])('nothing is near %s', (typed) => {
  expect(nearest(typed, names)).toBeNull()
})
