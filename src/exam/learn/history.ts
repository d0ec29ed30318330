/** From a child's answers to what is known about the child, whatever the phone's clock did meanwhile. */
import type { Answer } from '../types.ts'
import { type Day, dayOf } from './days.ts'
import { type Knowledge, learn, nothingKnown } from './knowledge.ts'
import type { Learner } from './learner.ts'
import type { Skill } from './skill.ts'
import { randomTaps } from './taps.ts'

export interface History {
  knowledge: Knowledge
  /** Answers that counted. */
  counted: number
  /** Answers that were taps at random. */
  tapped: number
  /** Of these, on the last day of practice. */
  tappedLast: number
  /** Answers dated after today: the clock was ahead then, or is behind now. They count as of today. */
  ahead: number
  /** Answers dated before the child was entered: they count as of that day. */
  behind: number
  /** Answers to skills that these tables do not have. */
  unknown: number
  /** Different days with an answer; they only grow. */
  days: number
}

/** Takes all answers in, in the order of their days. */
export function historyOf(learner: Learner, skills: readonly Skill[], today: Day): History {
  const bySkill = new Map(skills.map((skill) => [skill.id, skill]))
  const started = Math.min(today, dayOf(learner.started) ?? today)
  const history: History = {
    knowledge: nothingKnown(),
    counted: 0,
    tapped: 0,
    tappedLast: 0,
    ahead: 0,
    behind: 0,
    unknown: 0,
    days: 0,
  }
  const byDay = new Map<Day, { answer: Answer; skill: Skill }[]>()
  for (const answer of learner.answers) {
    const skill = bySkill.get(answer.skill)
    if (!skill) {
      history.unknown++
      continue
    }
    const dated = dayOf(answer.day) ?? today
    if (dated > today) history.ahead++
    if (dated < started) history.behind++
    const day = Math.min(today, Math.max(started, dated))
    const held = byDay.get(day)
    if (held) held.push({ answer, skill })
    else byDay.set(day, [{ answer, skill }])
  }
  const days = [...byDay].sort(([a], [b]) => a - b)
  history.days = days.length
  for (const [day, answers] of days) {
    const taps = randomTaps(answers.map(({ answer, skill }) => ({ ...answer, guess: skill.guess })))
    history.tappedLast = taps.filter(Boolean).length
    answers.forEach(({ answer, skill }, at) => {
      if (taps[at]) return
      learn(history.knowledge, skill, day, answer.right)
      history.counted++
    })
    history.tapped += history.tappedLast
  }
  return history
}

/** Skills as far as the answers alone show them: for a file that comes without tables. Middling, typed, 25 seconds. */
export function skillsIn(answers: readonly Answer[]): Skill[] {
  const found = new Map<string, Skill>()
  for (const { skill: id, task, section } of answers)
    if (!found.has(id)) found.set(id, { id, task, section, difficulty: 0, guess: 0, seconds: 25 })
  return [...found.values()]
}
