/** Ways to choose what to practise next. Each sees what a trainer sees: its own questions and whether they were answered right. */
import { type Card, createEmptyCard, fsrs, Rating } from 'ts-fsrs'
import { type Chance, shuffled } from '../seeded.ts'

export interface Policy {
  /** The skill of the next item. */
  next(day: number): number
  answered(skill: number, day: number, right: boolean): void
}

/** Any skill, equally often: practised today already only when all were. */
export function random(count: number, chance: Chance): Policy {
  let queue: number[] = []
  let today = -1
  return {
    next(day) {
      if (day !== today || queue.length === 0) {
        queue = shuffled(
          Array.from({ length: count }, (_, at) => at),
          chance,
        )
        today = day
      }
      return queue.pop()!
    },
    answered() {},
  }
}

/** One skill after the other, each as often in a row as the time until the exam allows. */
export function blocked(count: number, days: number, perDay: number): Policy {
  let given = 0
  const each = Math.max(1, (days * perDay) / count)
  return {
    next: () => Math.min(count - 1, Math.floor(given++ / each)),
    answered() {},
  }
}

/** Five boxes, asked every 1, 2, 4, 8, 16 days (after Leitner 1972); new ones when nothing is due. */
export function leitner(count: number): Policy {
  const box = new Int8Array(count)
  const due = new Float64Array(count).fill(-1)
  return {
    next: (day) => duePolicy(due, day),
    answered(skill, day, right) {
      box[skill] = right ? Math.min(4, box[skill]! + (due[skill]! < 0 ? 0 : 1)) : 0
      due[skill] = day + 2 ** box[skill]!
    },
  }
}

/** SM-2 (Woźniak 1990) with quality 4 for right and 2 for wrong. */
export function sm2(count: number): Policy {
  const ease = new Float64Array(count).fill(2.5)
  const repetitions = new Int16Array(count)
  const interval = new Float64Array(count)
  const due = new Float64Array(count).fill(-1)
  return {
    next: (day) => duePolicy(due, day),
    answered(skill, day, right) {
      const quality = right ? 4 : 2
      ease[skill] = Math.max(1.3, ease[skill]! + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
      repetitions[skill] = right ? repetitions[skill]! + 1 : 0
      const n = repetitions[skill]!
      interval[skill] = n <= 1 ? 1 : n === 2 ? 6 : interval[skill]! * ease[skill]!
      due[skill] = day + Math.round(interval[skill]!)
    },
  }
}

/** ts-fsrs as it comes, whole days, wish to remember 90 %. */
export function plainFsrs(count: number): Policy {
  const scheduler = fsrs({ enable_short_term: false, enable_fuzz: false })
  const start = Date.UTC(2026, 0, 1)
  const MS = 86_400_000
  const cards: (Card | undefined)[] = new Array(count)
  const due = new Float64Array(count).fill(-1)
  return {
    next: (day) => duePolicy(due, day),
    answered(skill, day, right) {
      const now = new Date(start + day * MS)
      const { card } = scheduler.next(
        cards[skill] ?? createEmptyCard(now),
        now,
        right ? Rating.Good : Rating.Again,
      )
      cards[skill] = card
      due[skill] = Math.max(day + 1, Math.round((card.due.getTime() - start) / MS))
    },
  }
}

/** What is longest overdue; then what was never asked; then what is due soonest. `due` is -1 for what was never asked. */
function duePolicy(due: Float64Array, day: number): number {
  let overdue = -1
  let fresh = -1
  let soonest = 0
  for (let skill = 0; skill < due.length; skill++) {
    const at = due[skill]!
    if (at < 0) {
      if (fresh < 0) fresh = skill
    } else {
      if (at <= day && (overdue < 0 || at < due[overdue]!)) overdue = skill
      if (due[soonest]! < 0 || at < due[soonest]!) soonest = skill
    }
  }
  return overdue >= 0 ? overdue : fresh >= 0 ? fresh : soonest
}
