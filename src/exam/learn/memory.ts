/**
 * What is remembered of one skill, and how an answer changes it: FSRS-6 from ts-fsrs.
 *
 * Its published default parameters come from people who chose to use flash cards. Some children forget much faster, so the same history is
 * followed under three readings, and `knowledge.ts` weighs them by how well each foretold this child's answers.
 * Two more things FSRS does not know: a lucky tap counts as the guess it probably was, and what a child knew before the first meeting,
 * kept alive by everyday speech, is held longer than what was just learned. Why: docs/decisions/practice-towards-a-day.md.
 */
import { default_w, FSRSAlgorithm, Rating } from 'ts-fsrs'
import type { Day } from './days.ts'

/** One reading's state. */
interface State {
  /** Days until recall has fallen to 90 %. */
  stability: number
  /** 1 (easy) to 10. */
  difficulty: number
}

export interface Memory {
  /** Day of the last answer. */
  last: Day
  /** By reading, in the order of `READINGS`. */
  states: readonly State[]
}

/** FSRS with another bend of the forgetting curve, and everything shorter or longer by e^`pace`. */
function reading(decay: number, pace: number): FSRSAlgorithm {
  const w = [...default_w]
  for (let grade = 0; grade < 4; grade++) w[grade]! *= Math.exp(pace)
  w[8]! += 0.4 * pace
  w[20] = decay
  return new FSRSAlgorithm({ w })
}

/** The default; steep forgetting; steep forgetting of a short memory. `prior`: weight before any answer. `steep`: what is left alone is lost. */
export const READINGS: readonly { fsrs: FSRSAlgorithm; prior: number; steep: boolean }[] = [
  { fsrs: reading(default_w[20]!, 0), prior: 0.6, steep: false },
  { fsrs: reading(0.7, 0), prior: 0.2, steep: true },
  { fsrs: reading(0.7, -1.2), prior: 0.2, steep: true },
]

/** Days: how long something lasts that a child knew before it was first asked. */
const KNOWN_BEFORE = 60

/** Chance of recall on a day under one reading. Before the last answer (a clock that jumped back) as if on that day. */
export const recallBy = (memory: Memory, reading: number, day: Day): number =>
  READINGS[reading]!.fsrs.forgetting_curve(Math.max(0, day - memory.last), memory.states[reading]!.stability)

/** How far a right answer shows knowledge, when `known` was expected and `guess` is the chance of a lucky tap. */
const earned = (known: number, guess: number): number =>
  guess === 0 ? 1 : known / (known + (1 - known) * guess)

/** Memory after the first meeting with a skill. `known` is the expected chance that the child knew it before. */
export const met = (day: Day, right: boolean, known: number, guess: number): Memory => ({
  last: day,
  states: READINGS.map(({ fsrs }) => {
    const missed = fsrs.next_state(null, 0, Rating.Again)
    if (!right) return missed
    const { difficulty } = fsrs.next_state(null, 0, Rating.Easy)
    return between(missed, { stability: KNOWN_BEFORE, difficulty }, earned(known, guess))
  }),
})

/** Memory after a later answer. */
export function answered(memory: Memory, day: Day, right: boolean, guess: number): Memory {
  const gone = Math.max(0, day - memory.last)
  return {
    last: Math.max(day, memory.last),
    states: READINGS.map(({ fsrs }, at) => {
      const state = memory.states[at]!
      if (right && guess === 0) return fsrs.next_state(state, gone, Rating.Good)
      const missed = fsrs.next_state(state, gone, Rating.Again)
      if (!right) return missed
      return between(
        missed,
        fsrs.next_state(state, gone, Rating.Good),
        earned(recallBy(memory, at, day), guess),
      )
    }),
  }
}

/** Stability is a scale of ratios, so the mean of two is taken in logarithms. */
const between = (low: State, high: State, share: number): State => ({
  stability: low.stability ** (1 - share) * high.stability ** share,
  difficulty: low.difficulty * (1 - share) + high.difficulty * share,
})
