/** A simulated world as a file: docs/formats/world.schema.json. Everything in it is invented, so only comparisons inside a world count. */

import { TASKS } from '../../types.ts'
import { normal, seeded } from '../seeded.ts'
import { logistic, type Skill } from '../skill.ts'

export type MemoryWorld =
  | {
      model: 'fsrs-like'
      /** Bend of the forgetting curve. */
      decay: number
      /** Stability in days of what was known before, and after the first meeting. */
      known_days: number
      first_days: number
      /** How much a recall adds, how that wears off with stability, how much more a late recall adds. */
      growth: number
      saturation: number
      spacing: number
      /** Stability after a miss, against the root of what it was. */
      relearn: number
    }
  | {
      model: 'power-law'
      decay: number
      /** How much faster a trace fades that was laid down while the last was fresh. */
      freshness: number
      threshold: number
      noise: number
    }
  | {
      model: 'bkt-like'
      /** Loss a day of what was just learned, and how much each recall on a later day divides it (as an exponent). */
      loss: number
      firming: number
      known_firm: number
      /** Chance that an explained answer is learned. */
      learn: number
      slip: number
    }

export interface World {
  format: 'hamroh-world'
  version: 1
  name: string
  about: string
  seed: number
  memory: MemoryWorld
  /** `ability` in logits against an item of middling difficulty; `pace_deviation` of the logarithm of how long a child remembers. */
  children: { ability: number; ability_deviation: number; pace_deviation: number }
  /** `difficulty_error`: how far an author's first impression is off, logits; `choices`: share of skills asked by choosing, where `guess` may help. */
  skills: {
    count: number
    difficulty_deviation: number
    difficulty_error: number
    choices: number
    guess: number
  }
  practice: { children: number; days: number; answers: number[] }
  placement: {
    children: number
    ability: number
    ability_deviation: number
    bank: number
    need: number
    of: number
    cap: number
  }
  readiness: {
    children: number
    skills: number
    answers: number
    days: [number, number]
    wait: [number, number]
    need: number
    of: number
    transfer_deviation: number
  }
}

/** One child of a world, before its first day. */
export interface Newcomer {
  /** True ability, logits. */
  ability: number
  pace: number
  /** True difficulty by skill, logits. */
  hardness: readonly number[]
  known: readonly boolean[]
  /** The same skills as a trainer sees them. */
  skills: readonly Skill[]
}

export function newcomer(world: World, seed: number, count = world.skills.count): Newcomer {
  const chance = seeded(seed)
  const { difficulty_deviation, difficulty_error, choices, guess } = world.skills
  // An author who knows how unsure impressions are keeps closer to the middle: then the prior is right on average at each of its values.
  const caution = difficulty_deviation ** 2 / (difficulty_deviation ** 2 + difficulty_error ** 2 || 1)
  const ability = world.children.ability + world.children.ability_deviation * normal(chance)
  const pace = Math.exp(world.children.pace_deviation * normal(chance))
  const hardness = Array.from({ length: count }, () => difficulty_deviation * normal(chance))
  return {
    ability,
    pace,
    hardness,
    known: hardness.map((difficulty) => chance() < logistic(ability - difficulty)),
    skills: hardness.map((difficulty, at) => ({
      id: `skill-${at}`,
      task: TASKS[at % TASKS.length]!,
      section: at % 2 === 0 ? ('written' as const) : ('oral' as const),
      difficulty: caution * (difficulty + difficulty_error * normal(chance)),
      guess: chance() < choices ? guess : 0,
      seconds: 1,
    })),
  }
}
