import { describe, expect, test } from 'vitest'
import { type Asked, cutOf, evidence, LIMITS, nextAsked, standing, telling, waldItems } from './placement.ts'
import type { Skill } from './skill.ts'

const skills: Skill[] = Array.from({ length: 60 }, (_, at) => ({
  id: `skill-${at}`,
  task: at % 2 ? 'stress' : 'spelling',
  section: 'written',
  difficulty: -2 + at / 15,
  guess: at % 3 ? 0 : 0.25,
  seconds: 20,
}))
const cut = cutOf({ need: 18, of: 20 }, 'tasks', skills)

/** Asks on until the test is over. */
function run(right: (at: number, skill: Skill) => boolean, seconds = 15) {
  const asked: Asked[] = []
  for (;;) {
    const now = standing(asked, cut)
    const skill = now.over ? null : nextAsked(asked, skills, cut)
    if (!skill) return { ...now, asked }
    asked.push({ skill, right: right(asked.length, skill), seconds })
  }
}

describe('placement', () => {
  test('nothing asked, nothing known', () => {
    expect(standing([], cut)).toMatchObject({ verdict: 'not known yet', over: false, lean: null })
  })

  test('all right is ready, all wrong is not, both in few items', () => {
    const all = run(() => true)
    const none = run(() => false)
    expect([all.verdict, none.verdict]).toEqual(['ready', 'not ready'])
    expect(all.asked.length).toBeLessThan(20)
    expect(none.asked.length).toBeLessThan(8)
  })

  test('in between it says that it does not know, and stops', () => {
    // Answers that keep the ratio near nothing.
    const asked: Asked[] = []
    while (!standing(asked, cut).over) {
      const skill = nextAsked(asked, skills, cut)!
      asked.push({ skill, right: evidence(asked, cut) <= 0, seconds: 15 })
    }
    expect(asked).toHaveLength(LIMITS.cap)
    expect(standing(asked, cut)).toMatchObject({ verdict: 'not known yet', over: true, counted: LIMITS.cap })
  })

  test('taps at random are not counted and end nothing in a verdict', () => {
    const tapped = run((at, { guess }) => guess > 0 && at % 8 === 4, 1)
    expect(tapped.verdict).toBe('not known yet')
    expect(tapped).toMatchObject({ counted: 0, tapped: LIMITS.cap })
  })

  test('never asks the same twice and prefers what tells most', () => {
    const asked: Asked[] = []
    for (let at = 0; at < 60; at++)
      asked.push({ skill: nextAsked(asked, skills, cut)!, right: true, seconds: 15 })
    expect(new Set(asked.map(({ skill }) => skill.id)).size).toBe(60)
    expect(nextAsked(asked, skills, cut)).toBeNull()
    expect(telling(asked[0]!.skill, cut)).toBe(Math.max(...skills.map((skill) => telling(skill, cut))))
  })

  test('the cut lies where the line says', () => {
    expect(cut.notReady).toBeLessThan(cut.ready)
    const harder = cutOf({ need: 20, of: 20 }, 'tasks', skills)
    expect(harder.ready).toBeGreaterThan(cut.ready)
  })

  test('Wald: twice the information, half the items; stricter limits, more items', () => {
    expect(waldItems(LIMITS, 0.2)).toBeCloseTo(waldItems(LIMITS, 0.1) / 2, 10)
    expect(waldItems({ alpha: 0.01, beta: 0.01, cap: 40 }, 0.1)).toBeGreaterThan(waldItems(LIMITS, 0.1))
    // Wald 1945, table for alpha = beta = .05: (0.95·ln 19 − 0.05·ln 19) = 2.65.
    expect(waldItems({ alpha: 0.05, beta: 0.05, cap: 40 }, 1)).toBeCloseTo(2.65, 2)
  })
})
