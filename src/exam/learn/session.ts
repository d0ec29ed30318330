/**
 * Ten minutes of today: which skill next, and when it is enough. A session is plain data, so a phone call, a closed tab or an empty battery
 * loses nothing: the same session and the same knowledge give the same next item.
 */
import type { Task } from '../types.ts'
import type { Outlook } from './gain.ts'
import { steepness } from './knowledge.ts'
import type { Skill } from './skill.ts'

export interface Session {
  /** Whose it is: `Learner.id`. */
  child: string
  /** UTC day, `YYYY-MM-DD`. */
  day: string
  /** Seconds that it may take. */
  budget: number
  spent: number
  /** Answers beyond the budget, in search of a good end. */
  extra: number
  /** `fresh`: the first meeting with this skill. */
  done: { skill: string; task: Task; right: boolean; fresh: boolean }[]
}

export type Step =
  | { kind: 'item'; at: number; skill: string; why: 'new' | 'review' | 'again' | 'closing' }
  /** `well`: the last answer was right. */
  | { kind: 'end'; well: boolean }

/** Seconds that one answer can take from the budget: a phone call is not practice. */
const LONGEST = 120
/** What a child very probably knows, for the end. */
const SURE = 0.8
/** Where a child forgets steeply: what has fallen below is met again before anything new, until `LAST_DAYS` before the exam. */
const DUE = 0.7
const DUE_WITH_TIME = 0.85
/** Answers for each skill that are still to come, from which there is time. */
const ROUNDS = 4
const LAST_DAYS = 5
/** What counts as worth nearly as much, so that kinds of tasks alternate. */
const NEARLY = 0.8
/** At most so many first meetings in a row while something known waits. */
const NEW_IN_A_ROW = 4
/** Extra items at the end that look for a right answer. */
const CLOSING = 2

export const beginSession = (child: string, day: string, seconds = 600): Session => ({
  child,
  day,
  budget: seconds,
  spent: 0,
  extra: 0,
  done: [],
})

/** The session after an answer to `step`'s item. Whole seconds. */
export const sessionAfter = (
  session: Session,
  { id, task }: Skill,
  fresh: boolean,
  right: boolean,
  seconds: number,
): Session => ({
  ...session,
  spent: session.spent + Math.min(LONGEST, Math.max(1, seconds)),
  extra: session.extra + (session.spent >= session.budget ? 1 : 0),
  done: [...session.done, { skill: id, task, right, fresh }],
})

/** The next item of a session. The outlook must be of the session's day, with every answer of the session learned. */
export function nextStep(session: Session, outlook: Outlook): Step {
  const { skills } = outlook
  const last = session.done.at(-1)
  const left = session.budget - session.spent
  const well = last?.right ?? false
  const closed = session.done.length > 0 && left <= 0
  if (skills.length === 0 || (closed && (well || session.extra >= CLOSING))) return { kind: 'end', well }
  const usual = last ? session.spent / session.done.length : 0
  const closing = session.done.length > 0 && left <= usual
  const all = skills.map((_, at) => at).filter((at) => skills[at]!.id !== last?.skill || skills.length === 1)
  const at = closing ? sure(outlook, all) : (due(session, outlook, all) ?? worthMost(session, outlook, all))
  const { last: before } = outlook.of(at)
  const why = closing ? 'closing' : before === null ? 'new' : before === outlook.day ? 'again' : 'review'
  return { kind: 'item', at, skill: skills[at]!.id, why }
}

const perSecond = (outlook: Outlook, at: number): number => outlook.of(at).gain / outlook.skills[at]!.seconds

function best(
  outlook: Outlook,
  among: readonly number[],
  worth = (at: number) => perSecond(outlook, at),
): number {
  let found = among[0]!
  for (const at of among) if (worth(at) > worth(found)) found = at
  return found
}

/** Something that will probably go well; if nothing is sure, what is most likely known. */
function sure(outlook: Outlook, among: readonly number[]): number {
  const known = among.filter((at) => outlook.of(at).now >= SURE && outlook.of(at).last !== outlook.day)
  return known.length > 0 ? best(outlook, known) : best(outlook, among, (at) => outlook.of(at).now)
}

/** For a child who forgets steeply, the exam day alone would start much and keep little: first what is about to be lost. */
function due(session: Session, outlook: Outlook, among: readonly number[]): number | undefined {
  if (steepness(outlook.knowledge) <= 0.5 || outlook.target - outlook.day <= LAST_DAYS) return
  const seconds = outlook.skills.reduce((sum, each) => sum + each.seconds, 0)
  const rounds = ((outlook.target - outlook.day) * session.budget) / seconds
  const wanted = rounds >= ROUNDS ? DUE_WITH_TIME : DUE
  const faded = among.filter((at) => {
    const { last, now } = outlook.of(at)
    return last !== null && last < outlook.day && now < wanted
  })
  if (faded.length > 0) return best(outlook, faded, (at) => outlook.of(at).now)
  const fresh = among.filter((at) => outlook.of(at).last === null)
  return fresh.length > 0 ? best(outlook, fresh) : undefined
}

function worthMost(session: Session, outlook: Outlook, among: readonly number[]): number {
  const first = best(outlook, among)
  const tail = session.done.slice(-NEW_IN_A_ROW)
  const known = among.filter((at) => {
    const { last, now } = outlook.of(at)
    return last !== null && last < outlook.day && now >= DUE
  })
  const wanted =
    outlook.of(first).last === null &&
    known.length > 0 &&
    tail.length === NEW_IN_A_ROW &&
    tail.every(({ fresh }) => fresh)
      ? best(outlook, known)
      : first
  if (wanted !== first) return wanted
  // Nearly as much worth: then the kind of task that today had least, so that kinds alternate.
  const most = perSecond(outlook, first)
  const near = among.filter((at) => perSecond(outlook, at) >= most - (1 - NEARLY) * Math.abs(most))
  const had = new Map<Task, number>()
  for (const { task } of session.done) had.set(task, (had.get(task) ?? 0) + 1)
  const task = session.done.at(-1)?.task
  const often = (at: number) => {
    const of = outlook.skills[at]!.task
    return (had.get(of) ?? 0) + (of === task ? 1 : 0)
  }
  const least = Math.min(...near.map(often))
  return best(
    outlook,
    near.filter((at) => often(at) === least),
  )
}
