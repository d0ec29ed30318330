/** Everything that answers say about a child: memory by skill, ability by section, and which reading of forgetting fits. */
import type { Section } from '../types.ts'
import { type Ability, knowing, seen, someAbility } from './ability.ts'
import type { Day } from './days.ts'
import { answered, type Memory, met, READINGS, recallBy } from './memory.ts'
import { logit, type Skill } from './skill.ts'

export interface Knowledge {
  memory: Map<string, Memory>
  ability: Record<Section, Ability>
  /** Weights of the readings of forgetting, sum 1. */
  readings: readonly number[]
  /**
   * Shift of recall in logits against what memory foretold, from answers on later days. An `Ability` because it is the same kind of thing:
   * one number of one child with its uncertainty.
   */
  recalling: Ability
}

/** Children differ less in how they recall than in what they know. Deviation in logits. */
const RECALL_DEVIATION = 0.7

/** Even what is remembered is missed now and then by a slip of the finger. */
const SLIP = 0.03

export const nothingKnown = (): Knowledge => ({
  memory: new Map(),
  ability: { oral: someAbility(), written: someAbility() },
  readings: READINGS.map(({ prior }) => prior),
  recalling: someAbility(0, RECALL_DEVIATION),
})

/** Chance that a skill that was met is recalled on a day. */
export const recall = ({ readings }: Knowledge, memory: Memory, day: Day): number =>
  readings.reduce((sum, weight, at) => sum + (weight > 1e-3 ? weight * recallBy(memory, at, day) : 0), 0)

/** Chance that a child who forgets what it leaves alone: 0 to 1. */
export const steepness = ({ readings }: Knowledge): number =>
  readings.reduce((sum, weight, at) => sum + (READINGS[at]!.steep ? weight : 0), 0)

/** Takes one answer in. Answers come in the order of their days. Changes `knowledge`. */
export function learn(knowledge: Knowledge, skill: Skill, day: Day, right: boolean): void {
  const { memory, ability } = knowledge
  const { id, section, difficulty, guess } = skill
  const before = memory.get(id)
  if (!before) {
    const known = knowing(ability[section], difficulty)
    ability[section] = seen(ability[section], difficulty, guess, right)
    memory.set(id, met(day, right, known, guess))
    return
  }
  // On the same day an answer shows the minute, not the memory.
  if (day > before.last) {
    const expected = recall(knowledge, before, day)
    knowledge.recalling = seen(knowledge.recalling, -logit(expected), guess, right)
    const likely = knowledge.readings.map((weight, at) => {
      const p = (1 - SLIP) * recallBy(before, at, day)
      const seenRight = p + (1 - p) * guess
      return Math.max(1e-9, weight * (right ? seenRight : 1 - seenRight))
    })
    const sum = likely.reduce((total, each) => total + each, 0)
    knowledge.readings = likely.map((each) => each / sum)
  }
  memory.set(id, answered(before, day, right, guess))
}
