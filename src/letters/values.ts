/** What stands in a blank: typed by the defender, else taken from a fact or a deadline, else nothing. */
import { BadDateError, daySpan } from '../law/dates.ts'
import {
  type BlankSpec,
  type BlankValue,
  CASES,
  type LetterInput,
  type LetterProblem,
  type LettersPack,
  type LetterTemplate,
  type PersonName,
  type Test,
} from './types.ts'

/** Text that every file format can carry: C0 controls and lone surrogates are dropped, all else stays as typed. */
export function carried(text: string): string {
  return (
    text
      .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these cannot stand in XML 1.0
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
  )
}

const oneLine = (text: string) =>
  carried(text)
    .replace(/[\n\t]+/g, ' ')
    .trim()

/** A filled blank; `raw` is what conditions compare. */
export type Value =
  | { type: 'text'; raw: string; text: string }
  | { type: 'date'; raw: string }
  | { type: 'choice'; raw: string; words: BlankSpec['choices'][string] }
  | { type: 'ticks'; raw: string; ticks: { id: string; words: BlankSpec['choices'][string] }[] }
  | { type: 'name'; raw: string; name: PersonName }

export type Values = Record<string, Value>

/** The conditions of a paragraph, those inside of an “or” as well. */
export const simpleTests = (tests: readonly Test[]): Exclude<Test, { is: 'any' }>[] =>
  tests.flatMap((test) => (test.is === 'any' ? simpleTests(test.of) : [test]))

const GENDERS = ['male', 'female']

/** Reads all blanks of one letter. Problems name the place in the input; blanks of other letters are let pass. */
export function readValues(
  pack: LettersPack,
  letter: LetterTemplate,
  input: LetterInput,
): { values: Values; problems: LetterProblem[] } {
  const problems: LetterProblem[] = []
  const values: Values = {}
  for (const id of Object.keys(input.blanks))
    if (!Object.hasOwn(pack.blanks, id))
      problems.push({ path: `blanks.${id}`, reason: 'there is no such blank' })
  for (const id of new Set([...letter.blanks, ...conditionBlanks(letter)])) {
    const spec = pack.blanks[id]
    if (!spec) continue
    const typed = Object.hasOwn(input.blanks, id) ? input.blanks[id] : undefined
    const refuse = (reason: string) => problems.push({ path: `blanks.${id}`, reason })
    const value = (typed === undefined ? null : readTyped(spec, typed, refuse)) ?? readFact(spec, input)
    if (value) values[id] = value
  }
  return { values, problems }
}

const conditionBlanks = (letter: LetterTemplate) =>
  letter.sections.flatMap((section) =>
    [...section.intro, ...section.paragraphs, ...section.otherwise].flatMap((paragraph) =>
      simpleTests(paragraph.if).flatMap((test) => ('blank' in test ? [test.blank] : [])),
    ),
  )

function readTyped(spec: BlankSpec, value: BlankValue, refuse: (reason: string) => void): Value | null {
  if (spec.type === 'name') return readName(value, refuse)
  if (typeof value !== 'string') {
    refuse('a text is expected')
    return null
  }
  const text = oneLine(value)
  if (text === '') return null
  switch (spec.type) {
    case 'date':
      try {
        daySpan(text)
        return { type: 'date', raw: text }
      } catch (error) {
        if (!(error instanceof BadDateError)) throw error
        refuse(`“${text.slice(0, 40)}” is not a date like 2025-12-24`)
        return null
      }
    case 'choice': {
      if (Object.hasOwn(spec.choices, text)) return { type: 'choice', raw: text, words: spec.choices[text]! }
      if (spec.free) return { type: 'choice', raw: text, words: text }
      refuse(`“${text.slice(0, 40)}” is none of ${Object.keys(spec.choices).join(', ')}`)
      return null
    }
    case 'ticks':
      return readTicks(spec, text, refuse)
    case 'part':
      return readPart(text)
    case 'text':
      return { type: 'text', raw: value, text: carried(value).trim() }
    default:
      return { type: 'text', raw: text, text }
  }
}

/** Values with commas between them; kept in the order of the list, whatever the order of ticking. */
function readTicks(spec: BlankSpec, text: string, refuse: (reason: string) => void): Value | null {
  const ticked = text.split(',').map((value) => value.trim())
  const known = Object.keys(spec.choices)
  const strange = ticked.filter((value) => value !== '' && !known.includes(value))
  for (const value of strange) refuse(`“${value.slice(0, 40)}” is none of ${known.join(', ')}`)
  const ticks = known.filter((id) => ticked.includes(id)).map((id) => ({ id, words: spec.choices[id]! }))
  return ticks.length > 0 ? { type: 'ticks', raw: ticks.map(({ id }) => id).join(), ticks } : null
}

/** "ч. 1", "часть 1" and "1" are the same part. */
function readPart(text: string): Value | null {
  const part = text.replace(/^(?:часть|ч\.?)\s*/i, '')
  return part === '' ? null : { type: 'text', raw: part, text: part }
}

function readName(value: BlankValue, refuse: (reason: string) => void): Value | null {
  const given: PersonName = typeof value === 'string' ? namedInOneLine(value) : value
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    refuse('a name is a text or { last, first, middle, gender, cases }')
    return null
  }
  const name: PersonName = {}
  for (const part of ['last', 'first', 'middle'] as const) {
    const text = given[part]
    if (text === undefined || text === null) continue
    if (typeof text !== 'string') refuse(`${part}: a text is expected`)
    else if (oneLine(text) !== '') name[part] = oneLine(text).replace(/\s+/g, ' ')
  }
  if (given.gender !== undefined && given.gender !== null) {
    if (GENDERS.includes(given.gender)) name.gender = given.gender
    else refuse('gender: male, female or null is expected')
  }
  const cases = given.cases
  if (cases !== undefined && (cases === null || typeof cases !== 'object' || Array.isArray(cases)))
    refuse('cases: forms by case are expected')
  else if (cases)
    for (const [form, text] of Object.entries(cases)) {
      if (!(CASES as readonly string[]).includes(form)) refuse(`cases.${form}: one of ${CASES.join(', ')}`)
      else if (typeof text !== 'string') refuse(`cases.${form}: a text is expected`)
      else if (oneLine(text) !== '') name.cases = { ...name.cases, [form]: oneLine(text) }
    }
  const raw = [name.last, name.first, name.middle].filter(Boolean).join(' ')
  return raw === '' ? null : { type: 'name', raw, name }
}

/** «Фамилия Имя Отчество» typed as one text: the usual order, the rest of the words belongs to the patronymic. */
function namedInOneLine(text: string): PersonName {
  const [last, first, ...middle] = oneLine(text).split(/\s+/)
  return { last: last ?? '', first: first ?? '', middle: middle.join(' ') }
}

function readFact(spec: BlankSpec, input: LetterInput): Value | null {
  if (spec.fact === null) return null
  const term = /^deadline:(.+)$/.exec(spec.fact)?.[1]
  if (term !== undefined) {
    const deadline = input.deadlines?.[term]
    return deadline?.status === 'known' && deadline.lastDay ? { type: 'date', raw: deadline.lastDay } : null
  }
  const fact = Object.hasOwn(input.facts, spec.fact) ? input.facts[spec.fact] : null
  if (spec.type === 'ticks') {
    const values = (Array.isArray(fact) ? fact : [fact]).filter((value) =>
      Object.hasOwn(spec.choices, String(value)),
    )
    return values.length > 0 ? readTicks(spec, values.join(), () => {}) : null
  }
  if (typeof fact !== 'string' && typeof fact !== 'number') return null
  // A choice of the facts that letters have no words for ("other") leaves the blank empty.
  if (spec.type === 'choice' && !Object.hasOwn(spec.choices, String(fact))) return null
  if (spec.type === 'name') return null
  // A moment of the facts is a day in a letter.
  const text = spec.type === 'date' ? String(fact).replace(/T.*$/s, '') : String(fact)
  // The rule engine has already refused impossible dates; one that slipped through prints as a line.
  return readTyped(spec, text, () => {})
}
