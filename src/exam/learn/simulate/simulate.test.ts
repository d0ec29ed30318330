import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { calibrate } from './calibrate.ts'
import { generatedWorld } from './generate.ts'
import { meanEstimate, shareEstimate } from './interval.ts'
import { place } from './place.ts'
import { practise } from './practice.ts'
import { readWorld } from './read-world.ts'
import { truthOf } from './truth.ts'
import { newcomer, type World } from './world.ts'

const folder = join(import.meta.dirname, '../../../../bench/worlds')
const worlds: World[] = readdirSync(folder).map((name) => {
  const read = readWorld(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.problems)}`)
  return read.world
})

/** Small enough for a test, big enough to have something to choose. */
const small = (world: World): World => ({
  ...world,
  skills: { ...world.skills, count: 120 },
  practice: { children: 4, days: 40, answers: [12] },
  readiness: { ...world.readiness, skills: 40, answers: 10, days: [5, 30] },
})

describe('worlds', () => {
  test('three kinds of truth ship', () => {
    expect(new Set(worlds.map(({ memory }) => memory.model))).toEqual(
      new Set(['fsrs-like', 'power-law', 'bkt-like']),
    )
  })

  test.each(worlds)('$name: memory fades, practice helps, chances are chances', (world) => {
    const child = newcomer(world, 5, 50)
    const truth = truthOf(world.memory, { ...child, chance: () => 0.1 })
    for (let skill = 0; skill < 50; skill++) {
      const before = truth.recall(skill, 30)
      truth.practise(skill, 30, before > 0.5)
      const fresh = truth.recall(skill, 31)
      const later = truth.recall(skill, 120)
      for (const p of [before, fresh, later]) {
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
      }
      expect(fresh).toBeGreaterThanOrEqual(before - 0.05)
      expect(later).toBeLessThan(fresh)
    }
  })

  test.each(worlds)('$name: the same seed gives the same, another seed something else', (world) => {
    const tiny = { ...small(world), practice: { children: 2, days: 15, answers: [10] } }
    expect(practise(tiny, 10)).toEqual(practise(tiny, 10))
    expect(practise({ ...tiny, seed: tiny.seed + 1 }, 10)).not.toEqual(practise(tiny, 10))
  })

  test.each(worlds)('$name: ours is ahead of every other policy in a small run', (world) => {
    const { recall } = practise(small(world), 12)
    for (const [name, { mean }] of Object.entries(recall))
      if (name !== 'ours') expect([name, recall.ours!.mean > mean]).toEqual([name, true])
  })
})

describe('placement', () => {
  test('fewer items than one mock paper and fewer errors', () => {
    const { methods, at_ready, at_not_ready, wald_items } = place(worlds[0]!, 600)
    expect(methods.sequential!.items.mean).toBeLessThan(20)
    expect(methods.sequential!.wrong.mean).toBeLessThan(methods.one_mock!.wrong.mean)
    // A test that beat Wald's bound while keeping its error rates would be a fault of the measurement.
    expect(Math.max(at_ready.items.high, at_not_ready.items.high)).toBeGreaterThan(wald_items)
  })
})

describe('readiness', () => {
  test('every child is in the table or not known', () => {
    const told = calibrate(small(worlds[0]!), 12)
    expect(told.table.reduce((sum, { children }) => sum + children, 0) + told.not_known_yet).toBe(12)
    for (const { from, to, told: mean } of told.table) {
      expect(mean).toBeGreaterThanOrEqual(from)
      expect(mean).toBeLessThanOrEqual(to)
    }
  })
})

describe('intervals', () => {
  test('Wilson 1927, and a mean', () => {
    // 8 of 10: the interval of the literature is .490 to .943.
    expect(shareEstimate(8, 10)).toEqual({ mean: 0.8, low: 0.4902, high: 0.9433 })
    expect(shareEstimate(0, 0)).toEqual({ mean: 0, low: 0, high: 1 })
    expect(meanEstimate([1, 1, 1])).toEqual({ mean: 1, low: 1, high: 1 })
    expect(meanEstimate([0, 1]).mean).toBe(0.5)
  })
})

describe('a world file', () => {
  const [world] = worlds

  test('generated worlds are worlds, the same from the same seed, and of all three kinds', () => {
    const made = Array.from({ length: 100 }, (_, seed) => generatedWorld(seed))
    expect(made.filter((each) => !readWorld(each).ok)).toEqual([])
    expect(generatedWorld(7)).toEqual(made[7])
    expect(new Set(made.map(({ memory }) => memory.model)).size).toBe(3)
  })

  test.each([
    [{ ...world, version: 2 }, 'version newer'],
    [{ ...world, format: 'x' }, 'format not-allowed'],
    [{ ...world, memory: { model: 'magic' } }, 'memory.model not-allowed'],
    [{ ...world, memory: { model: 'constructor' } }, 'memory.model not-allowed'],
    [{ ...world, extra: 1 }, 'extra unknown-name'],
    [{ ...world, practice: { ...world!.practice, days: 1e9 } }, 'practice.days not-allowed'],
    [{ ...world, readiness: { ...world!.readiness, wait: [9, 2] } }, 'readiness.wait not-allowed'],
    [{ ...world, placement: { ...world!.placement, need: 30 } }, 'placement.need not-allowed'],
    [null, 'format not-allowed'],
  ])('%#: is refused with the place', (value, problem) => {
    const read = readWorld(value)
    expect(read.ok ? [] : read.problems.map(({ path, code }) => `${path} ${code}`)).toEqual([problem])
  })
})
