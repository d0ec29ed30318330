import { expect, test } from 'vitest'
import { randomTaps } from './taps.ts'

const taps = (rights: string, seconds: number, guess = 0.25) =>
  [...rights].map((right) => ({ right: right === '+', seconds, guess }))
const counts = (list: boolean[]) => list.filter(Boolean).length

test('fast and by chance is noticed', () => {
  expect(counts(randomTaps(taps('-+---+--', 1)))).toBe(8)
})

test('fast and right is knowledge', () => {
  expect(counts(randomTaps(taps('++++-+++', 1)))).toBe(0)
})

test('slow and wrong is a child who does not know', () => {
  expect(counts(randomTaps(taps('--------', 9)))).toBe(0)
})

test('four in a row may be an accident', () => {
  expect(counts(randomTaps([...taps('----', 1), ...taps('+', 12)]))).toBe(0)
})

test('only the run is marked', () => {
  expect(randomTaps([...taps('++', 10), ...taps('-----', 1), ...taps('+-', 10)])).toEqual([
    ...[false, false],
    ...[true, true, true, true, true],
    ...[false, false],
  ])
})
