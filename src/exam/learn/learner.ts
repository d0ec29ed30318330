/**
 * One child on this device as plain JSON: format `hamroh-learner`, version 1 (docs/formats/learner.schema.json). Only what was answered is
 * kept; memory, ability and readiness are computed from it, so that two copies can always be joined. Sealing is the app's business.
 */
import { type Answer, BANDS, type Band, TASKS } from '../types.ts'
import { day, flag, list, no, oneOf, type Problem, record, text, within } from './shape.ts'

/** `n`: place within its day on its device, from 0; it keeps the order when two copies are joined. */
export type KeptAnswer = Answer & { n: number }

export interface Learner {
  format: 'hamroh-learner'
  version: 1
  /** 32 hexadecimal digits, drawn once when the child is entered. Two children may have one nickname, never one id. */
  id: string
  nickname: string
  band: Band
  /** UTC day on which the child was entered. */
  started: string
  /** UTC day of the last change of nickname, band or exam. */
  edited: string
  /** Day of the exam; null = not set. */
  exam: string | null
  /** Real tests that were taken, as the family tells. */
  attempts: { day: string; passed: boolean }[]
  answers: KeptAnswer[]
}

export const LEARNER_VERSION = 1
/** About three years of ten minutes a day. */
export const MOST_ANSWERS = 20_000
/** Bytes of the JSON text. */
export const MOST_BYTES = 5_000_000

export type ReadLearner = { ok: true; learner: Learner } | { ok: false; problems: Problem[] }

export const newLearner = (id: string, nickname: string, band: Band, today: string): Learner => ({
  format: 'hamroh-learner',
  version: LEARNER_VERSION,
  id,
  nickname,
  band,
  started: today,
  edited: today,
  exam: null,
  attempts: [],
  answers: [],
})

/** The learner after an answer. When the limit is reached, the oldest answer goes. */
export function withAnswer(learner: Learner, answer: Answer): Learner {
  const sameDay = learner.answers.filter(({ day }) => day === answer.day)
  const n = sameDay.reduce((next, kept) => Math.max(next, kept.n + 1), 0)
  return {
    ...learner,
    answers: [
      ...learner.answers.slice(Math.max(0, learner.answers.length + 1 - MOST_ANSWERS)),
      { ...answer, n },
    ],
  }
}

const answer = record(
  {
    item: text(120),
    template: text(80),
    task: oneOf(TASKS),
    section: oneOf(['oral', 'written']),
    skill: text(120),
    day,
    seconds: within(0, 600, true),
    right: flag,
    error: text(80),
    n: within(0, MOST_ANSWERS, true),
  },
  ['error'],
)
const learner = record({
  format: () => [],
  version: () => [],
  id: text(32, /^[0-9a-f]{32}$/),
  nickname: text(40),
  band: oneOf(BANDS),
  started: day,
  edited: day,
  exam: (value, path) => (value === null ? [] : day(value, path)),
  attempts: list(record({ day, passed: flag }), 100),
  answers: list(answer, MOST_ANSWERS),
})

/** Checks a parsed file. A newer version is told as such and nothing else about it is judged. */
export function readLearner(value: unknown): ReadLearner {
  const given = value as Partial<Learner> | null
  if (given === null || typeof given !== 'object' || given.format !== 'hamroh-learner')
    return { ok: false, problems: no('format', 'no-learner') }
  if (typeof given.version === 'number' && given.version > LEARNER_VERSION)
    return { ok: false, problems: no('version', 'newer') }
  if (given.version !== LEARNER_VERSION) return { ok: false, problems: no('version', 'not-allowed', '1') }
  const problems = learner(value, '')
  return problems.length > 0 ? { ok: false, problems } : { ok: true, learner: value as Learner }
}

/** Reads the text of a handed-over file. Damaged JSON is `no-learner`. */
export function learnerFrom(textOfFile: string): ReadLearner {
  if (textOfFile.length > MOST_BYTES)
    return { ok: false, problems: no('', 'too-long', `${MOST_BYTES} bytes`) }
  try {
    return readLearner(JSON.parse(textOfFile))
  } catch {
    return { ok: false, problems: no('', 'no-learner') }
  }
}

export type Merged =
  | { ok: true; learner: Learner; added: number }
  | { ok: false; code: 'other-child'; sameNickname: boolean }

/**
 * Joins two copies of the same child: every answer of either stays, none is counted twice; the fields that were edited last win.
 * The order of the copies does not matter. `added`: answers that `mine` did not have.
 */
export function mergeLearners(mine: Learner, theirs: Learner): Merged {
  if (mine.id !== theirs.id)
    return { ok: false, code: 'other-child', sameNickname: mine.nickname === theirs.nickname }
  const fields = ({ nickname, band, exam, edited }: Learner) => JSON.stringify([edited, exam, band, nickname])
  const later = fields(mine) >= fields(theirs) ? mine : theirs
  const answers = union(mine.answers, theirs.answers)
  const attempts = new Map<string, { day: string; passed: boolean }>()
  for (const attempt of [...mine.attempts, ...theirs.attempts])
    attempts.set(JSON.stringify([attempt.day, attempt.passed]), attempt)
  return {
    ok: true,
    added: answers.length - mine.answers.length,
    learner: {
      ...later,
      started: mine.started < theirs.started ? mine.started : theirs.started,
      attempts: [...attempts.values()].sort(
        (a, b) => compare(a.day, b.day) || Number(a.passed) - Number(b.passed),
      ),
      answers: answers.slice(-MOST_ANSWERS),
    },
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same answer of the same place of the same day is the same event; what differs in anything is another one. */
function union(one: readonly KeptAnswer[], other: readonly KeptAnswer[]): KeptAnswer[] {
  const found = new Map<string, KeptAnswer>()
  for (const answer of [...one, ...other]) {
    const { day, n, item, template, task, section, skill, seconds, right, error } = answer
    found.set(JSON.stringify([day, n, item, template, task, section, skill, seconds, right, error]), answer)
  }
  return [...found]
    .sort(([aKey, a], [bKey, b]) => compare(a.day, b.day) || a.n - b.n || compare(aKey, bKey))
    .map(([, answer]) => answer)
}
