import { describe, expect, test } from 'vitest'
import { answered, met, READINGS, recallBy } from './memory.ts'

const stabilities = (memory: ReturnType<typeof met>) => memory.states.map(({ stability }) => stability)

describe('memory of one skill', () => {
  test('the first reading is FSRS with its published defaults', () => {
    expect(READINGS[0]!.fsrs.parameters.w[20]).toBeCloseTo(0.1542, 4)
    const memory = met(100, true, 1, 0)
    // Stability is by definition the days until recall is 90 %.
    for (const at of READINGS.keys())
      expect(recallBy(memory, at, 100 + memory.states[at]!.stability)).toBeCloseTo(0.9, 2)
  })

  test('a lucky guess is worth less than knowledge, and more than a miss', () => {
    const missed = stabilities(met(0, false, 0.5, 0.25))
    const lucky = stabilities(met(0, true, 0.1, 0.25))
    const known = stabilities(met(0, true, 0.1, 0))
    for (const at of READINGS.keys()) {
      expect(lucky[at]!).toBeGreaterThan(missed[at]!)
      expect(lucky[at]!).toBeLessThan(known[at]!)
    }
  })

  test('a late recall strengthens more than an early one', () => {
    const memory = met(0, false, 0.5, 0)
    const early = stabilities(answered(memory, 1, true, 0))
    const late = stabilities(answered(memory, 10, true, 0))
    for (const at of READINGS.keys()) expect(late[at]!).toBeGreaterThan(early[at]!)
  })

  test('a clock that jumped back neither throws nor moves the last day', () => {
    const memory = answered(met(100, true, 1, 0), 40, true, 0)
    expect(memory.last).toBe(100)
    expect(recallBy(memory, 0, 40)).toBe(1)
    for (const stability of stabilities(memory)) expect(stability).toBeGreaterThan(0)
  })

  test('steep readings forget more', () => {
    const memory = met(0, false, 0, 0)
    expect(recallBy(memory, 1, 60)).toBeLessThan(recallBy(memory, 0, 60))
    expect(recallBy(memory, 2, 60)).toBeLessThan(recallBy(memory, 1, 60))
  })
})
