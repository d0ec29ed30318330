import { expect, test } from 'vitest'
import { and, compare, FALSE, type Interval, not, or, TRUE, UNKNOWN } from './truth.ts'

const VALUES = [FALSE, UNKNOWN, TRUE]
const SETS = [1, 2, 3, 4, 5, 6, 7]
/** Position in false < unknown < true. */
const rank = (v: number) => VALUES.indexOf(v)

test('and, or and not are minimum, maximum and reflection of false < unknown < true', () => {
  for (const a of VALUES) {
    expect(rank(not(a))).toBe(2 - rank(a))
    for (const b of VALUES) {
      expect(rank(and(a, b))).toBe(Math.min(rank(a), rank(b)))
      expect(rank(or(a, b))).toBe(Math.max(rank(a), rank(b)))
    }
  }
})

test('on sets they give exactly the results of all pairs', () => {
  const members = (set: number) => VALUES.filter((v) => set & v)
  for (const a of SETS) {
    expect(not(a)).toBe(members(a).reduce((all, v) => all | not(v), 0))
    for (const b of SETS) {
      const pairs = members(a).flatMap((x) => members(b).map((y) => [x, y] as const))
      expect(and(a, b)).toBe(pairs.reduce((all, [x, y]) => all | VALUES[Math.min(rank(x), rank(y))]!, 0))
      expect(or(a, b)).toBe(pairs.reduce((all, [x, y]) => all | VALUES[Math.max(rank(x), rank(y))]!, 0))
    }
  }
})

test('Kleene laws: commutative, associative, absorbing, distributive, De Morgan', () => {
  for (const a of VALUES)
    for (const b of VALUES) {
      expect(and(a, b)).toBe(and(b, a))
      expect(or(a, and(a, b))).toBe(a)
      expect(and(a, or(a, b))).toBe(a)
      expect(not(and(a, b))).toBe(or(not(a), not(b)))
      for (const c of VALUES) {
        expect(and(a, and(b, c))).toBe(and(and(a, b), c))
        expect(and(a, or(b, c))).toBe(or(and(a, b), and(a, c)))
      }
    }
})

test('a comparison of ranges decides exactly when all pairs agree', () => {
  const ranges: Interval[] = []
  for (let from = 0; from < 5; from++) for (let to = from; to < 5; to++) ranges.push([from, to])
  const plain = {
    '=': (x: number, y: number) => x === y,
    '!=': (x: number, y: number) => x !== y,
    '<': (x: number, y: number) => x < y,
    '<=': (x: number, y: number) => x <= y,
    '>': (x: number, y: number) => x > y,
    '>=': (x: number, y: number) => x >= y,
  }
  const all = ([from, to]: readonly [number, number]) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i)
  for (const [sign, holds] of Object.entries(plain))
    for (const a of ranges as [number, number][])
      for (const b of ranges as [number, number][]) {
        const results = new Set(all(a).flatMap((x) => all(b).map((y) => holds(x, y))))
        const expected = results.size === 2 ? UNKNOWN : results.has(true) ? TRUE : FALSE
        expect([sign, a, b, compare(sign as keyof typeof plain, a, b)]).toEqual([sign, a, b, expected])
      }
  expect(compare('=', undefined, [1, 1])).toBe(UNKNOWN)
  expect(compare('<', [1, 1], undefined)).toBe(UNKNOWN)
})
