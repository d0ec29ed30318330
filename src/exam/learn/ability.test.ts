import { expect, test } from 'vitest'
import { knowing, meanOf, quantile, rightAt, seen, someAbility } from './ability.ts'
import { seeded } from './seeded.ts'

test('finds the ability that made the answers, within its own interval', () => {
  let inside = 0
  for (let child = 0; child < 200; child++) {
    const chance = seeded(child)
    const truth = -2 + 4 * chance()
    let ability = someAbility()
    for (let at = 0; at < 40; at++) {
      const difficulty = -2 + 4 * chance()
      ability = seen(ability, difficulty, 0.25, chance() < rightAt(truth, difficulty, 0.25))
    }
    expect(ability.answers).toBe(40)
    if (truth >= quantile(ability, 0.05) && truth <= quantile(ability, 0.95)) inside++
  }
  // 90 of 100 by right; four deviations of the binomial either way.
  expect(inside).toBeGreaterThan(163)
  expect(inside).toBeLessThan(197)
})

test('a right answer where guessing is likely says less', () => {
  const start = someAbility()
  const typed = meanOf(seen(start, 0, 0, true))
  const chosen = meanOf(seen(start, 0, 0.5, true))
  expect(typed).toBeGreaterThan(chosen)
  expect(chosen).toBeGreaterThan(meanOf(start))
})

test('what is easier is more probably known', () => {
  const ability = someAbility(1, 0.5)
  expect(knowing(ability, -2)).toBeGreaterThan(knowing(ability, 2))
  expect(knowing(someAbility(0, 1), 0)).toBeCloseTo(0.5, 6)
})
