/**
 * Reads facts from outside (a form, a JSON file) and reports everything that cannot be: every problem with its path,
 * a code and the values its message needs. The words are messages `problem.<code>`, area `problems`;
 * for a contradiction `<flow>.constraint.<params.constraint>`.
 */
import { createEvaluator } from './condition.ts'
import { BadDateError, dateRange, moment } from './dates.ts'
import { nearest } from './nearest.ts'
import { TRUE } from './truth.ts'
import type { ClockPack, FactSpec, Facts, FactValue, FlowPack, MessageValue, PlainDate } from './types.ts'

export interface Problem {
  /** Dotted; '' for the whole input. A name that is no fact stands here as it was given. */
  path: string
  code: ProblemCode
  params: Record<string, MessageValue>
}

export const PROBLEM_CODES = [
  'not-an-object',
  'unknown-fact',
  'unknown-fact-nearest',
  'given-twice',
  'wrong-type',
  'not-a-date',
  'no-such-day',
  'odd-year',
  'not-in-list',
  'out-of-range',
  'too-long',
  'contradiction',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]

export type FactsRead = { ok: true; facts: Facts } | { ok: false; problems: Problem[] }

/** Letters a text fact may have: a police narrative is a page, a scan of a whole file may be a hundred. */
export const MAX_TEXT = 200_000
const MAX_PROBLEMS = 200

/**
 * Checks input against the flow: nested objects or dotted keys, `null` for "I do not know".
 * Contradictions that need the day or a deadline are found only when `on` is given; see {@link checkConstraints}.
 */
export function readFacts(
  flow: FlowPack,
  input: unknown,
  on?: { clocks: ClockPack; today: PlainDate },
): FactsRead {
  const problems: Problem[] = []
  const facts: Facts = {}
  if (!isObject(input)) return { ok: false, problems: [{ path: '', code: 'not-an-object', params: {} }] }

  const visit = (object: Record<string, unknown>, prefix: string): void => {
    for (const key of Object.keys(object)) {
      if (problems.length >= MAX_PROBLEMS) return
      const path = prefix + key
      const value = object[key]
      if (Object.hasOwn(flow.facts, path)) {
        if (Object.hasOwn(facts, path)) problems.push({ path, code: 'given-twice', params: {} })
        const read = readFact(flow.facts[path]!, value)
        if ('code' in read) problems.push({ path, ...read })
        else facts[path] = read.value
      } else if (isObject(value) && leadsToFact(flow, path)) visit(value, `${path}.`)
      else problems.push(unknownFact(flow, path, value))
    }
  }
  visit(input, '')

  // A contradiction is named even beside other problems, as long as its own facts could be read.
  problems.push(...checkConstraints(flow, on?.clocks ?? NO_CLOCKS, facts, on?.today ?? null))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, facts }
}

/** Contradictions among facts, each at the fact to look at again. Unknown is no contradiction. */
export function checkConstraints(
  flow: FlowPack,
  clocks: ClockPack,
  facts: Facts,
  today: PlainDate | null,
): Problem[] {
  const evaluator = createEvaluator({ flow, clocks, facts, today })
  return flow.constraints
    .filter(({ when }) => evaluator.condition(when) === TRUE)
    .map(({ id, fact }) => ({ path: fact, code: 'contradiction', params: { constraint: id } }))
}

const NO_CLOCKS: ClockPack = { terms: {}, calendars: {} }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Only the beginning of a fact's name is walked into, so an endless nest ends at once and a slip is told where it is. */
const leadsToFact = (flow: FlowPack, path: string) =>
  Object.keys(flow.facts).some((name) => name.startsWith(`${path}.`))

function unknownFact(flow: FlowPack, path: string, value: unknown): Problem {
  const names = Object.keys(flow.facts)
  const whole = nearest(path, names)
  // `chid: { born: … }`: the group is misspelt, so its first fact tells which one was meant.
  const inside = isObject(value) ? Object.keys(value)[0] : undefined
  const near = whole ?? (inside === undefined ? null : nearest(`${path}.${inside}`, names))
  return near
    ? { path, code: 'unknown-fact-nearest', params: { given: shown(path), nearest: near } }
    : { path, code: 'unknown-fact', params: { given: shown(path) } }
}

type Refusal = Pick<Problem, 'code' | 'params'>

function readFact(spec: FactSpec, value: unknown): { value: FactValue } | Refusal {
  if (value === null) return { value: null }
  const wrongType: Refusal = { code: 'wrong-type', params: { wanted: spec.type, given: shown(value) } }
  switch (spec.type) {
    case 'choice':
      if (typeof value !== 'string') return wrongType
      return spec.of?.includes(value) ? { value } : notListed(spec, value)
    case 'choices': {
      if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return wrongType
      const stranger = value.find((each) => !spec.of?.includes(each))
      return stranger === undefined ? { value: [...new Set<string>(value)] } : notListed(spec, stranger)
    }
    case 'integer': {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return wrongType
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = spec
      if (value >= min && value <= max) return { value }
      return { code: 'out-of-range', params: { given: String(value), min: String(min), max: String(max) } }
    }
    case 'date':
      return typeof value === 'string' ? readDate(value, spec) : wrongType
    case 'text':
      if (typeof value !== 'string') return wrongType
      if (value.length <= MAX_TEXT) return { value }
      return { code: 'too-long', params: { length: value.length, max: MAX_TEXT } }
  }
}

function notListed(spec: FactSpec, value: string): Refusal {
  const near = nearest(value, spec.of ?? [])
  const list = spec.of?.join(', ') ?? ''
  return { code: 'not-in-list', params: { given: shown(value), list, nearest: near ?? '' } }
}

/** A whole or partial date. Ranges `a..b` are for the clocks; a person gives what they know. */
function readDate(value: string, { time }: FactSpec): { value: FactValue } | Refusal {
  const params = { given: shown(value) }
  try {
    if (value.includes('..')) return { code: 'not-a-date', params }
    if (time && value.includes('T')) moment(value)
    else dateRange(value)
    return { value }
  } catch (error) {
    if (!(error instanceof BadDateError)) throw error
    if (error.code === 'year') return { code: 'odd-year', params }
    return { code: error.code === 'day' || error.code === 'month' ? 'no-such-day' : 'not-a-date', params }
  }
}

/** What was given, short enough for a sentence; never walks into it, because it may be deep. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
