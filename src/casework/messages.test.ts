/** The words of cases: every state, kind and event has them, and no answer to a family promises anything. */
import { describe, expect, test } from 'vitest'
import { checkPackage } from '../law/package.ts'
import { LANGUAGES } from '../law/types.ts'
import { BUCKETS } from './agenda.ts'
import { area, packs } from './casework.test-support.ts'
import {
  allFields,
  CASE_KINDS,
  CASE_STATES,
  CHANNELS,
  EVENT_KINDS,
  OUTCOMES,
  PAPER_KINDS,
  PAPER_STATES,
  ROLES_IN_CASE,
  WAITING_FOR,
  WORK_LANES,
} from './fields.ts'
import { ANSWERS } from './inbox.ts'

/** Fields that a form shows. The rest are ids, hashes and figures of the program. */
const SHOWN = allFields()
  .filter(
    ({ spec, entity }) =>
      !['id', 'hash', 'json', 'number'].includes(spec.type.type) &&
      entity !== 'thread' &&
      entity !== 'answer',
  )
  .map(({ field }) => field)
  .filter((field) => !['gone', 'flow', 'type'].includes(field))

const WANTED: [string, readonly string[]][] = [
  ['case.state', CASE_STATES],
  ['case.kind', CASE_KINDS],
  ['case.waiting', WAITING_FOR],
  ['case.outcome', OUTCOMES],
  ['case.role', ROLES_IN_CASE],
  ['case.paper', PAPER_KINDS],
  ['case.paper-state', PAPER_STATES],
  ['case.event', EVENT_KINDS],
  ['case.channel', CHANNELS],
  ['case.lane', WORK_LANES],
  ['case.bucket', BUCKETS],
  ['case.agenda-kind', ['deadline', 'answer-due', 'opens', 'limit', 'task', 'paper', 'erase', 'waiting']],
  ['case.moved', ['earlier', 'later', 'other', 'appeared', 'vanished']],
  ['case.refused', ['not-allowed', 'incomplete', 'too-large', 'wrong-type', 'unknown-field']],
  ['case.field', SHOWN],
  ['case.answer', ANSWERS.map(({ id }) => id)],
  ['case.answer-name', ANSWERS.map(({ id }) => id)],
]

const PROMISES: Record<string, RegExp> = {
  ru: /поможем|добь[её]мся|гарант|обязательно|отменят|выиграем|примут|не бойтесь|бесплатно|юридическ/i,
  en: /we will help|guarantee|we will win|will be accepted|free of charge|legal advice|do not worry/i,
  uz: /yordam beramiz|kafolat|albatta|yutamiz|qabul qilinadi/i,
  tg: /кӯмак мекунем|кафолат|албатта|мебарем|қабул мешавад/i,
  ky: /жардам беребиз|кепилдик|сөзсүз|утабыз|кабыл алынат/i,
}

describe.each(LANGUAGES)('words of cases in %s', (lang) => {
  const { messages, review } = area('casework', lang) as { messages: Record<string, unknown>; review: string }

  test('all lists have words', () => {
    const missing = WANTED.flatMap(([prefix, names]) => names.map((name) => `${prefix}.${name}`)).filter(
      (key) => messages[key] === undefined,
    )
    expect(missing).toEqual([])
    expect(review).toBe('unreviewed')
  })

  test('every paper whose last day a package sheet can name', () => {
    const dates = Object.keys(packs.package.facts).filter(
      (fact) => packs.package.facts[fact]!.type === 'date',
    )
    const facts = Object.fromEntries(dates.map((fact) => [fact, '2026-01-20']))
    const { papers } = checkPackage({ flow: packs.package, clocks: packs.clocks }, facts, '2026-01-20')
    expect(papers.length).toBeGreaterThan(3)
    expect(papers.filter(({ fact }) => messages[`case.paper.${fact}`] === undefined)).toEqual([])
  })

  test('an answer promises nothing, names no address and is short enough to be read', () => {
    for (const { id } of ANSWERS) {
      const text = messages[`case.answer.${id}`]
      expect(typeof text, id).toBe('string')
      expect(text, id).not.toMatch(PROMISES[lang]!)
      expect(text, id).not.toMatch(/https?:|www\.|@|\d{3}/)
      expect((text as string).length, id).toBeLessThan(600)
    }
  })
})

test('the list of promises would catch one', () => {
  expect('Мы обязательно поможем').toMatch(PROMISES.ru!)
  expect('We will help you').toMatch(PROMISES.en!)
})
