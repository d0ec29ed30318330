/**
 * What a child can do in one section before practice: a Rasch model with a chance to guess (Birnbaum's lower asymptote), and the whole
 * posterior kept on a grid. Only first meetings with a skill speak about it; what is learned later is memory's business.
 */
import { logistic } from './skill.ts'

/** Ability in logits from `LOW` in steps of `STEP`; `weights` sum to 1. */
export interface Ability {
  weights: readonly number[]
  /** Answers that it rests on. */
  answers: number
}

const LOW = -5
const STEP = 0.25
const GRID = Array.from({ length: 45 }, (_, at) => LOW + at * STEP)
export const abilityGrid: readonly number[] = GRID

/** Before any answer: wide, around an item of middling difficulty. Deviation in logits. */
const PRIOR_DEVIATION = 1.6

export const someAbility = (mean = 0, deviation = PRIOR_DEVIATION): Ability => ({
  weights: scaled(GRID.map((at) => Math.exp(-((at - mean) ** 2) / (2 * deviation ** 2)))),
  answers: 0,
})

/** Chance of a right answer at an ability. */
export const rightAt = (ability: number, difficulty: number, guess: number): number =>
  guess + (1 - guess) * logistic(ability - difficulty)

/** The posterior after one answer (Bayes on the grid). */
export function seen(ability: Ability, difficulty: number, guess: number, right: boolean): Ability {
  return {
    weights: scaled(
      ability.weights.map((weight, at) => {
        const p = rightAt(GRID[at]!, difficulty, guess)
        return weight * (right ? p : 1 - p)
      }),
    ),
    answers: ability.answers + 1,
  }
}

/** Expected chance that something of this difficulty is known, guessing set aside. */
export const knowing = (ability: Ability, difficulty: number): number =>
  ability.weights.reduce((sum, weight, at) => sum + weight * logistic(GRID[at]! - difficulty), 0)

export const meanOf = (ability: Ability): number =>
  ability.weights.reduce((sum, weight, at) => sum + weight * GRID[at]!, 0)

/** The ability below which a share of the posterior lies, 0 < share < 1; between grid points by a straight line. */
export function quantile(ability: Ability, share: number): number {
  let below = 0
  for (let at = 0; at < GRID.length; at++) {
    const weight = ability.weights[at]!
    if (below + weight >= share) return GRID[at]! + STEP * ((share - below) / weight - 0.5)
    below += weight
  }
  return GRID.at(-1)!
}

function scaled(weights: number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
