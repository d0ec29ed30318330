/** Today's plan of a child: what to practise, what grew, how ready it is. One call for the screen and for the command. */
import type { Grade } from '../tables.ts'
import type { Section, Task } from '../types.ts'
import { type Day, dayOf, dayText } from './days.ts'
import { outlookOf } from './gain.ts'
import { type History, historyOf } from './history.ts'
import { type Knowledge, learn, recall } from './knowledge.ts'
import type { Learner } from './learner.ts'
import { LINES, lineOf } from './line.ts'
import { type Readiness, readinessOf } from './readiness.ts'
import { beginSession, nextStep, type Session, sessionAfter } from './session.ts'
import type { Skill } from './skill.ts'

export type Notice =
  | 'no-exam-day'
  | 'exam-past'
  | 'exam-today'
  | 'exam-before-retake'
  | 'clock-ahead'
  | 'clock-behind'
  | 'random-taps'
  | 'unknown-skills'
  | 'nothing-to-practise'

export interface Horizon {
  /** `steady`: no exam day ahead, so what is learned shall last a month from any day. */
  kind: 'exam' | 'steady'
  target: Day
}

/** Days that a child without an exam day practises towards. */
const STEADY = 30
/** Recall from which something counts as learned, for what grew. */
const HELD = 0.8

export interface Plan {
  horizon: Horizon
  notices: Notice[]
  /** The items of one session if all goes well; each answer may change the rest. */
  items: { skill: string; task: Task; section: Section; why: 'new' | 'review' | 'again' | 'closing' }[]
  seconds: number
  /** For the child: what grew in a week, never a percentage, never a lost streak. */
  grew: { learned: { task: Task; skills: number }[]; held: number; days: number }
  readiness: Readiness
  history: History
}

/** `notBefore`: earliest day of a retake, counted by the law's rules; null when there was no failed attempt. */
export function horizonOf(
  learner: Learner,
  today: Day,
  notBefore: Day | null,
): { horizon: Horizon; notices: Notice[] } {
  const exam = learner.exam === null ? null : dayOf(learner.exam)
  if (exam === null || exam < today)
    return {
      horizon: {
        kind: 'steady',
        target: notBefore !== null && notBefore > today ? notBefore : today + STEADY,
      },
      notices: [exam === null ? 'no-exam-day' : 'exam-past'],
    }
  const notices: Notice[] = []
  if (exam === today) notices.push('exam-today')
  if (notBefore !== null && exam < notBefore) notices.push('exam-before-retake')
  return { horizon: { kind: 'exam', target: Math.max(exam, today + 1) }, notices }
}

export interface PlanInput {
  learner: Learner
  skills: readonly Skill[]
  today: Day
  notBefore?: Day | null
  /** Seconds; ten minutes unless told. */
  budget?: number
  /** Of the band's tables, for its line; without it the published line of the band. */
  grade?: Pick<Grade, 'line'>
}

export function planOf({ learner, skills, today, notBefore = null, budget = 600, grade }: PlanInput): Plan {
  const history = historyOf(learner, skills, today)
  const { horizon, notices } = horizonOf(learner, today, notBefore)
  if (history.ahead > 0) notices.push('clock-ahead')
  if (history.behind > 0) notices.push('clock-behind')
  if (history.tappedLast > 0) notices.push('random-taps')
  if (history.unknown > 0) notices.push('unknown-skills')
  if (skills.length === 0) notices.push('nothing-to-practise')
  const { items, seconds } = foreseen(
    beginSession(learner.id, dayText(today), budget),
    copyOf(history.knowledge),
    skills,
    today,
    horizon.target,
  )
  return {
    horizon,
    notices,
    items,
    seconds,
    grew: grown(learner, skills, today, history),
    readiness: readinessOf(
      learner.band,
      history.knowledge,
      skills,
      horizon.target,
      grade ? lineOf(grade) : LINES[learner.band],
    ),
    history,
  }
}

/** Memories and abilities are never changed in place, so a copy of the outer shape is enough. */
const copyOf = (knowledge: Knowledge): Knowledge => ({
  ...knowledge,
  memory: new Map(knowledge.memory),
  ability: { ...knowledge.ability },
})

function foreseen(begun: Session, knowledge: Knowledge, skills: readonly Skill[], today: Day, target: Day) {
  const outlook = outlookOf(knowledge, skills, today, target)
  const items: Plan['items'] = []
  let session = begun
  for (;;) {
    const step = nextStep(session, outlook)
    if (step.kind === 'end') return { items, seconds: session.spent }
    const skill = skills[step.at]!
    items.push({ skill: skill.id, task: skill.task, section: skill.section, why: step.why })
    learn(knowledge, skill, today, true)
    outlook.changed(step.at)
    session = sessionAfter(session, skill, step.why === 'new', true, skill.seconds)
  }
}

function grown(learner: Learner, skills: readonly Skill[], today: Day, history: History): Plan['grew'] {
  const held = heldIn(history.knowledge, skills, today)
  const weekAgo = today - 7
  const before = {
    ...learner,
    answers: learner.answers.filter(({ day }) => (dayOf(day) ?? today) <= weekAgo),
  }
  const heldBefore = heldIn(historyOf(before, skills, weekAgo).knowledge, skills, weekAgo)
  const learned = new Map<Task, number>()
  for (const { id, task } of skills)
    if (held.has(id) && !heldBefore.has(id)) learned.set(task, (learned.get(task) ?? 0) + 1)
  return {
    learned: [...learned]
      .map(([task, count]) => ({ task, skills: count }))
      .sort((a, b) => b.skills - a.skills),
    held: held.size,
    days: history.days,
  }
}

const heldIn = (knowledge: Knowledge, skills: readonly Skill[], day: Day): Set<string> =>
  new Set(
    skills
      .filter(({ id }) => {
        const memory = knowledge.memory.get(id)
        return memory && recall(knowledge, memory, day) >= HELD
      })
      .map(({ id }) => id),
  )
