import { expect, test } from 'vitest'
import { hasAlready, partOf } from './conditional.ts'

const TAG = '"abc"'

test.each([
  [undefined, false],
  ['', false],
  ['"abc"', true],
  ['W/"abc"', true],
  ['"x", W/"abc"', true],
  ['"x","y"', false],
  [' * ', true],
  ['abc', false],
])('If-None-Match: %s → %s', (header, answer) => {
  expect(hasAlready(header, TAG)).toBe(answer)
})

test.each([
  // RFC 9110, 14.1.2, on a file of 10,000 bytes
  ['bytes=0-499', undefined, { first: 0, last: 499 }],
  ['bytes=500-999', undefined, { first: 500, last: 999 }],
  ['bytes=-500', undefined, { first: 9500, last: 9999 }],
  ['bytes=9500-', undefined, { first: 9500, last: 9999 }],
  ['bytes=0-0', undefined, { first: 0, last: 0 }],
  ['bytes=0-99999', undefined, { first: 0, last: 9999 }],
  ['bytes=-99999', undefined, { first: 0, last: 9999 }],
  ['bytes=10000-', undefined, 'unsatisfiable'],
  ['bytes=-0', undefined, 'unsatisfiable'],
  // the whole file is the right answer to all of these
  [undefined, undefined, null],
  ['bytes=', undefined, null],
  ['bytes=-', undefined, null],
  ['bytes=5-2', undefined, null],
  ['bytes=0-0,-1', undefined, null],
  ['lines=0-5', undefined, null],
  ['bytes=a-b', undefined, null],
  ['bytes=0-499', TAG, { first: 0, last: 499 }],
  ['bytes=0-499', '"other"', null],
  ['bytes=0-499', `W/${TAG}`, null],
])('Range: %s, If-Range: %s', (range, ifRange, part) => {
  expect(partOf(range, ifRange, TAG, 10_000)).toEqual(part)
})

test('an empty file has no part', () => {
  expect(partOf('bytes=0-', undefined, TAG, 0)).toBe('unsatisfiable')
  expect(partOf('bytes=-1', undefined, TAG, 0)).toBe('unsatisfiable')
})
