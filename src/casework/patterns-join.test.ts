import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from './patterns.test-support.ts'
import {
  eachPairByForce,
  eachSimilarPair,
  type Ranked,
  rankShingles,
  thousandths,
  type Visit,
} from './patterns-join.ts'

type Join = (sets: readonly Ranked[], threshold: number, visit: Visit) => void
const found = (join: Join, sets: readonly Ranked[], threshold: number): string[] => {
  const list: string[] = []
  join(sets, threshold, (a, b, shared, all) => list.push(`${a}-${b} ${shared}/${all}`))
  return list.sort()
}

/** Words from a small list, so that texts share much. */
const corpus = fc.array(fc.array(fc.constantFrom(...'абвгдежзик'), { maxLength: 14 }), { maxLength: 30 })

describe('exactness', () => {
  test('every pair that brute force finds is found, once, with the same counts; no other is', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 1000 }),
        (texts, size, t) => {
          const sets = rankShingles(texts, size)
          expect(found(eachSimilarPair, sets, t)).toEqual(found(eachPairByForce, sets, t))
        },
      ),
      { numRuns: 400 },
    )
  })

  test('at the threshold itself, for every fraction of small sets', () => {
    for (let a = 1; a <= 12; a++)
      for (let b = a; b <= 12; b++)
        for (let shared = 0; shared <= a; shared++) {
          const one = Int32Array.from({ length: a }, (_, i) => i)
          const two = Int32Array.from({ length: b }, (_, i) => (i < shared ? i : 100 + i))
          const exact = (1000 * shared) / (a + b - shared)
          for (const t of [Math.floor(exact), Math.ceil(exact), Math.ceil(exact) + 1]) {
            if (t < 1 || t > 1000) continue
            const hit = found(eachSimilarPair, [one, two], t).length
            expect(hit, `${shared} of ${a} and ${b} at ${t}`).toBe(exact >= t ? 1 : 0)
          }
        }
  })

  test('long texts with slips, seeds 1 to 20', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed)
      const base = Array.from({ length: 8 }, () =>
        Array.from({ length: 60 }, () => `w${Math.floor(random() * 300)}`),
      )
      const texts = Array.from({ length: 120 }, () =>
        base[Math.floor(random() * 8)]!.map((word) =>
          random() < 0.06 ? `x${Math.floor(random() * 900)}` : word,
        ),
      )
      const sets = rankShingles(texts, 3)
      const exact = found(eachPairByForce, sets, 500)
      expect(exact.length).toBeGreaterThan(20)
      expect(found(eachSimilarPair, sets, 500)).toEqual(exact)
    }
  })
})

test('shingles are told apart by their words, and ranked from the rarest', () => {
  const [one, two, three] = rankShingles(
    [
      ['а', 'б', 'в'],
      ['а', 'б', 'г'],
      ['а', 'б'],
    ],
    2,
  )
  expect([one!.length, two!.length, three!.length]).toEqual([2, 2, 1])
  // «а б» stands in all three: the highest number.
  expect(one!.at(-1)).toBe(2)
  expect(three!.at(-1)).toBe(2)
  expect(
    rankShingles(
      [
        ['аб', 'в'],
        ['а', 'бв'],
      ],
      2,
    ).map((set) => set.join()),
  ).toEqual(['0', '1'])
})

test('a threshold that cannot be is refused', () => {
  expect(thousandths(0.6)).toBe(600)
  for (const wrong of [0, -1, 1.001, Number.NaN, 0.0005, 0.12345])
    expect(() => thousandths(wrong)).toThrow(RangeError)
})
