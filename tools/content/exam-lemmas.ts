/** content/exam/lemmas: nouns, adjectives and verbs with their frozen forms, each held against the rules of exam-forms.ts. */
import { markings, mixedScripts, unmarked } from '../../src/exam/cyrillic.ts'
import type { Adjective, Noun, Verb } from '../../src/exam/tables.ts'
import { BANDS, type Band } from '../../src/exam/types.ts'
import { adjectiveForms, oddNounForms, verbFaults } from './exam-forms.ts'
import type { Cursor } from './yaml-source.ts'

export interface Lemmas {
  nouns: (Noun & { band: Band })[]
  adjectives: (Adjective & { band: Band })[]
  verbs: (Verb & { band: Band })[]
}

export function readNouns(file: Cursor): Lemmas['nouns'] {
  return listOf(file, 'nouns').flatMap((item) => {
    const fields = item.fields(
      ['id', 'lemma', 'gender', 'animate', 'band', 'topic', 'sg', 'pl'],
      ['stress', 'odd'],
    )
    const id = fields?.id?.id()
    const lemma = fields?.lemma?.text()
    const band = fields?.band?.oneOf(BANDS)
    const topic = fields?.topic?.id()
    const animate = fields?.animate?.boolean()
    const gender = fields?.gender?.isNull ? null : (fields?.gender?.oneOf(['m', 'f', 'n']) ?? null)
    const sg = readRow(fields?.sg, 6)
    const pl = readRow(fields?.pl, 6)
    if (!fields || !id || !lemma || !band || !topic || animate == null) return []
    if (!sg && !pl) return item.refuse(`'${lemma}' has neither singular nor plural`) ?? []
    if ((gender === null) !== (sg === null))
      item.refuse(`'${lemma}': gender is null if and only if sg is null`)
    if ((sg ?? pl)?.[0] !== lemma) item.refuse(`'${lemma}' is not its own first form '${(sg ?? pl)?.[0]}'`)
    checkStress(fields.stress, lemma)
    const declared = fields.odd?.items().map((each) => each.text() ?? '') ?? []
    const found = oddNounForms({ lemma, gender, animate, sg, pl })
    for (const cell of found)
      if (!declared.includes(cell))
        item.refuse(`'${lemma}': ${cell} departs from the rules; correct it, or list it under odd`)
    for (const cell of declared)
      if (!found.includes(cell)) item.refuse(`'${lemma}': ${cell} is regular and does not belong under odd`)
    return [{ id, lemma, gender, animate, band, sg, pl }]
  })
}

export function readAdjectives(file: Cursor): Lemmas['adjectives'] {
  return listOf(file, 'adjectives').flatMap((item) => {
    const fields = item.fields(['id', 'lemma', 'band', 'm', 'f', 'n', 'pl'], ['stress'])
    const id = fields?.id?.id()
    const lemma = fields?.lemma?.text()
    const band = fields?.band?.oneOf(BANDS)
    const [m, f, n, pl] = [fields?.m, fields?.f, fields?.n, fields?.pl].map((each) => readRow(each, 6))
    if (!fields || !id || !lemma || !band || !m || !f || !n || !pl) return []
    checkStress(fields.stress, lemma)
    const regular = adjectiveForms(lemma)
    for (const [column, row] of Object.entries({ m, f, n, pl }))
      row.forEach((form, at) => {
        const right = regular[column as keyof typeof regular][at]
        if (form !== right) item.refuse(`'${lemma}': ${column} has '${form}', the rules give '${right}'`)
      })
    return [{ id, lemma, band, m, f, n, pl }]
  })
}

export function readVerbs(file: Cursor): Lemmas['verbs'] {
  const verbs = listOf(file, 'verbs').flatMap((item) => {
    const fields = item.fields(
      ['id', 'lemma', 'aspect', 'pair', 'band', 'forms', 'past', 'imperative'],
      ['stress'],
    )
    const id = fields?.id?.id()
    const lemma = fields?.lemma?.text()
    const band = fields?.band?.oneOf(BANDS)
    const aspect = fields?.aspect?.oneOf(['ipf', 'pf'])
    const pair = fields?.pair?.isNull ? null : (fields?.pair?.id() ?? null)
    const [forms, past, imperative] = [
      readRow(fields?.forms, 6),
      readRow(fields?.past, 4),
      readRow(fields?.imperative, 2),
    ]
    if (!fields || !id || !lemma || !band || !aspect || !forms || !past || !imperative) return []
    checkStress(fields.stress, lemma)
    for (const fault of verbFaults({ lemma, forms, past, imperative })) item.refuse(`'${lemma}': ${fault}`)
    return [{ id, lemma, aspect, pair, band, forms, past, imperative, item }]
  })
  const byId = new Map(verbs.map((verb) => [verb.id, verb]))
  for (const { lemma, pair, aspect, item } of verbs) {
    const other = pair === null ? null : byId.get(pair)
    if (pair !== null && !other) item.refuse(`'${lemma}': there is no verb '${pair}' to be its pair`)
    if (other && other.aspect === aspect) item.refuse(`'${lemma}' and '${other.lemma}' have the same aspect`)
  }
  return verbs.map(({ item: _, ...verb }) => verb)
}

/** The items of a list under its one key, after `review` was read: a file cannot sign itself. */
export function listOf(file: Cursor, key: string): Cursor[] {
  const fields = file.fields(['review', key])
  fields?.review?.oneOf(['unsigned'])
  return fields?.[key]?.items() ?? []
}

function readRow(cursor: Cursor | undefined, length: number): string[] | null {
  if (!cursor || cursor.isNull) return null
  const forms = cursor.text()?.split(' ') ?? []
  if (forms.length !== length)
    return cursor.refuse(`${cursor.name}: ${length} forms are expected, not ${forms.length}`)
  for (const form of forms)
    if (!/^[а-яё]+(-[а-яё]+)*$/.test(form) || mixedScripts(form).length > 0)
      cursor.refuse(`${cursor.name}: '${form}' is no Russian word in small letters`)
  return forms
}

function checkStress(cursor: Cursor | undefined, lemma: string): void {
  const marked = cursor?.text()
  if (marked && (unmarked(marked) !== lemma || !markings(lemma).includes(marked)))
    cursor?.refuse(`stress: '${marked}' is not '${lemma}' with one mark after a vowel`)
}
