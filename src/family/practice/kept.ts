/**
 * What is kept of one child on this phone, and how it is read back: format `hamroh-learner` for the answers, and beside it what is under way.
 * What is under way may be lost without harm, so a damaged part of it is dropped; damaged answers are never overwritten.
 */
import { type Learner, readLearner } from '../../exam/learn/learner.ts'
import type { Verdict } from '../../exam/learn/placement.ts'
import type { Session } from '../../exam/learn/session.ts'
import type { Given } from '../../exam/mark.ts'
import type { Paper } from '../../exam/paper.ts'
import type { Section } from '../../exam/types.ts'

/** Placement under way or done. `asked` holds one section's answers at a time. */
export interface Placing {
  /** UTC day. */
  day: string
  asked: { section: Section; skill: string; right: boolean; seconds: number }[]
  /** Sections that are over. */
  told: Partial<Record<Section, Verdict>>
}

/** A practice paper under way or marked. It is kept whole: tables may change between two days. */
export interface OpenPaper {
  paper: Paper
  answers: Record<string, Given>
  /** Seconds by item. */
  seconds: Record<string, number>
  at: number
  done: boolean
}

export interface Child {
  learner: Learner
  session: Session | null
  placing: Placing | null
  paper: OpenPaper | null
}

export type ReadChild = { ok: true; child: Child } | { ok: false; problem: 'newer' | 'damaged' }

export const newChild = (learner: Learner): Child => ({ learner, session: null, placing: null, paper: null })

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Reads what lies on the disk. */
export function readChild(value: unknown): ReadChild {
  if (!isObject(value)) return { ok: false, problem: 'damaged' }
  const read = readLearner(value.learner)
  if (!read.ok)
    return { ok: false, problem: read.problems.some(({ code }) => code === 'newer') ? 'newer' : 'damaged' }
  const { session, placing, paper } = value
  return {
    ok: true,
    child: {
      learner: read.learner,
      session: isSession(session, read.learner.id) ? session : null,
      placing: isPlacing(placing) ? placing : null,
      paper: isPaper(paper, read.learner) ? paper : null,
    },
  }
}

const isSession = (value: unknown, child: string): value is Session =>
  isObject(value) &&
  value.child === child &&
  typeof value.day === 'string' &&
  [value.budget, value.spent, value.extra].every(Number.isFinite) &&
  Array.isArray(value.done) &&
  value.done.every((each) => isObject(each) && typeof each.skill === 'string')

const isPlacing = (value: unknown): value is Placing =>
  isObject(value) &&
  typeof value.day === 'string' &&
  isObject(value.told) &&
  Array.isArray(value.asked) &&
  value.asked.every(
    (each) => isObject(each) && typeof each.skill === 'string' && Number.isFinite(each.seconds),
  )

const isPaper = (value: unknown, { band }: Learner): value is OpenPaper =>
  isObject(value) &&
  isObject(value.answers) &&
  isObject(value.seconds) &&
  Number.isInteger(value.at) &&
  isObject(value.paper) &&
  value.paper.version === 1 &&
  value.paper.band === band &&
  Array.isArray(value.paper.parts) &&
  value.paper.parts.every((part) => isObject(part) && Array.isArray(part.items) && part.items.length > 0)
