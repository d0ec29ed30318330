/**
 * Where a child stands, in as few items as possible: for each section a sequential probability ratio test between an ability that passes
 * four times of five and one that passes once in five (Wald 1945; for item response models Reckase 1983). It stops as soon as one of them
 * explains the answers clearly better, and says "not known yet" when it may not ask any more.
 */
import { rightAt } from './ability.ts'
import { type Line, needed, type Reading } from './line.ts'
import { logistic, type Skill } from './skill.ts'
import { randomTaps } from './taps.ts'

export type Verdict = 'ready' | 'not ready' | 'not known yet'

export interface Cut {
  /** Abilities that pass four times of five, and once in five. Logits. */
  ready: number
  notReady: number
}

export interface Limits {
  /** Accepted share of wrong "ready", and of wrong "not ready". */
  alpha: number
  beta: number
  /** Items after which it stops asking. */
  cap: number
}

export const LIMITS: Limits = { alpha: 0.06, beta: 0.06, cap: 40 }

export interface Asked {
  skill: Skill
  right: boolean
  /** Whole seconds. */
  seconds: number
}

/** What lies between, a short test cannot tell, and it does not have to: such a child needs practice either way. */
const MARGIN = [0.2, 0.8] as const

/** The abilities on both sides of the line, for a paper made of these skills. On paper nothing is won by guessing. */
export function cutOf(line: Line, reading: Reading, skills: readonly Pick<Skill, 'difficulty'>[]): Cut {
  const at = (wanted: number) => {
    const share = needed(line, reading, wanted)
    let low = -8
    let high = 12
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2
      const mean =
        skills.reduce((sum, { difficulty }) => sum + logistic(middle - difficulty), 0) / skills.length
      if (mean < share) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
  return { notReady: at(MARGIN[0]), ready: at(MARGIN[1]) }
}

/** Logarithm of the likelihood ratio: above 0 the answers speak for "ready". */
export const evidence = (asked: readonly Asked[], { ready, notReady }: Cut): number =>
  asked.reduce((sum, { skill: { difficulty, guess }, right }) => {
    const p = rightAt(ready, difficulty, guess)
    const q = rightAt(notReady, difficulty, guess)
    return sum + Math.log(right ? p / q : (1 - p) / (1 - q))
  }, 0)

export interface Standing {
  verdict: Verdict
  /** No more items are needed or allowed. */
  over: boolean
  /** The side that the answers lean to; not a verdict. */
  lean: 'ready' | 'not ready' | null
  /** Answers that counted. */
  counted: number
  /** Answers that were taps at random. */
  tapped: number
}

/** What the answers of one section say so far. */
export function standing(asked: readonly Asked[], cut: Cut, limits: Limits = LIMITS): Standing {
  const tapped = randomTaps(
    asked.map(({ skill, right, seconds }) => ({ right, seconds, guess: skill.guess })),
    asked.length < limits.cap,
  )
  const counted = asked.filter((_, at) => !tapped[at])
  const ratio = counted.length > 0 ? evidence(counted, cut) : 0
  const verdict =
    ratio >= Math.log((1 - limits.beta) / limits.alpha)
      ? 'ready'
      : ratio <= -Math.log((1 - limits.alpha) / limits.beta)
        ? 'not ready'
        : 'not known yet'
  return {
    verdict,
    // Taps do not prolong the test for ever: what was asked was asked.
    over: verdict !== 'not known yet' || asked.length >= limits.cap,
    lean: ratio === 0 ? null : ratio > 0 ? 'ready' : 'not ready',
    counted: counted.length,
    tapped: asked.length - counted.length,
  }
}

/** How much one answer tells the two sides apart, in the mean of both (Kullback and Leibler). */
export function telling({ difficulty, guess }: Skill, { ready, notReady }: Cut): number {
  const p = rightAt(ready, difficulty, guess)
  const q = rightAt(notReady, difficulty, guess)
  return ((p - q) * (Math.log(p / q) - Math.log((1 - p) / (1 - q)))) / 2
}

/** The unasked skill that decides fastest, per second; another task than the last one where that costs little. Null: none is left. */
export function nextAsked(asked: readonly Asked[], skills: readonly Skill[], cut: Cut): Skill | null {
  const used = new Set(asked.map(({ skill }) => skill.id))
  const task = asked.at(-1)?.skill.task
  let found: Skill | null = null
  let most = -1
  for (const skill of skills) {
    if (used.has(skill.id)) continue
    const worth = (telling(skill, cut) / skill.seconds) * (skill.task === task ? 0.8 : 1)
    if (worth > most) {
      most = worth
      found = skill
    }
  }
  return found
}

/**
 * Wald's bound: no test with these error rates asks fewer items on average at the two abilities, whatever it does
 * (Wald 1945, 4.8), given that no item tells more than `information`.
 */
export function waldItems({ alpha, beta }: Limits, information: number): number {
  const up = Math.log((1 - beta) / alpha)
  const down = Math.log(beta / (1 - alpha))
  return ((1 - beta) * up + beta * down) / information
}
