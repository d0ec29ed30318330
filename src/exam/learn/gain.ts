/** What one answer today is worth on the exam day. */
import { knowing } from './ability.ts'
import type { Day } from './days.ts'
import { type Knowledge, recall } from './knowledge.ts'
import { answered, met } from './memory.ts'
import type { Skill } from './skill.ts'

export interface Prospect {
  /** Chance that it is known today, guessing set aside. */
  now: number
  /** Day of the last answer; null when it was never asked. */
  last: Day | null
  /** Worth of one answer today: growth of recall on the exam day, less half of what the same answer would bring some days later. */
  gain: number
}

/** An answer that can wait is worth less today. The share and the wait were tuned on generated worlds: docs/decisions/practice-towards-a-day.md. */
const WAIT_WEIGHT = 0.5
const WAIT_SHARE = 0.2

/** What practice of a skill on `day` would change on the day `target`. */
export function prospect(knowledge: Knowledge, skill: Skill, day: Day, target: Day): Prospect {
  const memory = knowledge.memory.get(skill.id)
  const known = knowing(knowledge.ability[skill.section], skill.difficulty)
  /** Known today or on a later day without practice. */
  const alone = (on: Day) =>
    memory ? recall(knowledge, memory, on) : known * recall(knowledge, met(day, true, 1, 0), on)
  const after = (on: Day, right: boolean) =>
    recall(knowledge, memory ? answered(memory, on, right, 0) : met(on, right, 1, 0), target)
  const worth = (on: Day) => {
    const p = alone(on)
    return p * after(on, true) + (1 - p) * after(on, false) - alone(target)
  }
  const later = Math.min(target - 1, day + Math.max(1, Math.round((target - day) * WAIT_SHARE)))
  return {
    now: memory ? alone(day) : known,
    last: memory?.last ?? null,
    gain: worth(day) - (later > day ? WAIT_WEIGHT * worth(later) : 0),
  }
}

/** Prospects of all skills of a day, each computed once until an answer changes it. */
export interface Outlook {
  skills: readonly Skill[]
  day: Day
  target: Day
  knowledge: Knowledge
  of(at: number): Prospect
  /** After an answer was learned. */
  changed(at: number): void
}

export function outlookOf(knowledge: Knowledge, skills: readonly Skill[], day: Day, target: Day): Outlook {
  const held: (Prospect | undefined)[] = []
  return {
    skills,
    day,
    target,
    knowledge,
    of: (at) => (held[at] ??= prospect(knowledge, skills[at]!, day, target)),
    changed: (at) => {
      held[at] = undefined
    },
  }
}
