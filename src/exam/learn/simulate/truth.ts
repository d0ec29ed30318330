/**
 * How the children of a simulated world really learn and forget. A policy never sees any of this: it gets the answers and nothing else.
 * Three kinds that disagree on purpose, so that a policy cannot win by sharing a model with the world.
 */
import type { Chance } from '../seeded.ts'
import type { MemoryWorld } from './world.ts'

/** The memory of one child. Skills are numbers, days are counted from 0. */
export interface Truth {
  /** Chance to recall it on a day, without guessing. */
  recall(skill: number, day: number): number
  /** One item was worked on and its answer explained. `recalled` is what really happened in the head, not what was tapped. */
  practise(skill: number, day: number, recalled: boolean): void
}

export interface Child {
  /** Skills that were known before the first day. */
  known: readonly boolean[]
  /** Difficulty of each skill in deviations from the mean, so that hard skills are also forgotten faster. */
  hardness: readonly number[]
  /** Multiplies how long this child remembers. */
  pace: number
  chance: Chance
}

export function truthOf(memory: MemoryWorld, child: Child): Truth {
  switch (memory.model) {
    case 'fsrs-like':
      return fsrsLike(memory, child)
    case 'power-law':
      return powerLaw(memory, child)
    case 'bkt-like':
      return bktLike(memory, child)
  }
}

type Of<Model extends MemoryWorld['model']> = Extract<MemoryWorld, { model: Model }>

/** Days between two times of practice on one day. */
const MINUTES = 0.02

/** Stability that grows more the later a recall succeeds, after the shape of FSRS with other numbers and one for each child. */
function fsrsLike(world: Of<'fsrs-like'>, { known, hardness, pace }: Child): Truth {
  const stability = known.map((is) => (is ? world.known_days * pace : 0))
  const last = known.map(() => 0)
  const factor = 0.9 ** (-1 / world.decay) - 1
  const recall = (skill: number, day: number) =>
    stability[skill]! > 0 ? (1 + (factor * (day - last[skill]!)) / stability[skill]!) ** -world.decay : 0
  return {
    recall,
    practise(skill, day, recalled) {
      const before = stability[skill]!
      const ease = Math.exp(-0.3 * hardness[skill]!)
      const first = world.first_days * pace * ease
      if (before === 0) stability[skill] = first
      else if (recalled) {
        const spread =
          Math.exp(world.spacing * (1 - recall(skill, Math.max(day, last[skill]! + MINUTES)))) - 1
        stability[skill] = before * (1 + world.growth * ease * before ** -world.saturation * spread)
      } else stability[skill] = Math.max(first, Math.min(before, world.relearn * before ** 0.4 * pace))
      last[skill] = day
    },
  }
}

/** Traces that fade by a power of time, faster when laid down while the memory was still fresh (Pavlik and Anderson 2005). */
function powerLaw(world: Of<'power-law'>, { known, hardness, pace }: Child): Truth {
  const traces: { day: number; decay: number }[][] = known.map((is) =>
    is ? [-400, -200, -100, -50, -20].map((day) => ({ day, decay: world.decay / pace })) : [],
  )
  const activation = (skill: number, day: number) => {
    let sum = 0
    for (const { day: laid, decay } of traces[skill]!) sum += Math.max(day - laid, MINUTES) ** -decay
    return Math.log(sum)
  }
  return {
    recall: (skill, day) =>
      traces[skill]!.length === 0
        ? 0
        : 1 /
          (1 + Math.exp((world.threshold + 0.15 * hardness[skill]! - activation(skill, day)) / world.noise)),
    practise(skill, day) {
      const fresh = traces[skill]!.length > 0 ? Math.exp(activation(skill, day)) : 0
      traces[skill]!.push({ day, decay: Math.min(1.5, (world.decay + world.freshness * fresh) / pace) })
    },
  }
}

/** Known or not, nothing between; learned and lost in leaps, and safer with every recall on a later day. */
function bktLike(world: Of<'bkt-like'>, { known, hardness, pace, chance }: Child): Truth {
  const is = [...known]
  const firm = known.map((each) => (each ? world.known_firm : 0))
  const last = known.map(() => 0)
  const loss = (skill: number) => (world.loss / pace) * Math.exp(-world.firming * firm[skill]!)
  /** Chance that it is still known. */
  const held = (skill: number, day: number) =>
    is[skill] ? Math.exp(-loss(skill) * Math.max(0, day - last[skill]!)) : 0
  return {
    recall: (skill, day) => (1 - world.slip) * held(skill, day),
    practise(skill, day, recalled) {
      const known = held(skill, day)
      // A slip loses nothing (Corbett and Anderson 1995): the share of misses that are slips keeps what it had.
      const slipped = !recalled && chance() < (known * world.slip) / (1 - (1 - world.slip) * known)
      if (recalled) {
        if (day > last[skill]!) firm[skill]! += 1
      } else if (!slipped) {
        firm[skill] = Math.floor(firm[skill]! / 2)
        is[skill] = chance() < world.learn * Math.exp(-0.3 * hardness[skill]!)
      }
      last[skill] = day
    },
  }
}
