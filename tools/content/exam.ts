/**
 * content/exam → one pack a band (build/content/exam-<band>.json): read, checked, and each template tried over many seeds
 * at the gate. The format: docs/formats/exam.md.
 */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import {
  compilePack,
  type ExamPack,
  type Grade,
  type PaperPart,
  type TableName,
  type Template,
} from '../../src/exam/tables.ts'
import { BANDS, type Band, TASKS } from '../../src/exam/types.ts'
import { passGate } from './exam-gate.ts'
import { type Lemmas, listOf, readAdjectives, readNouns, readVerbs } from './exam-lemmas.ts'
import * as tables from './exam-tables.ts'
import { argumentsOf } from './flow-words.ts'
import { readSources } from './library.ts'
import type { Messages } from './messages.ts'
import type { Report } from './report.ts'
import { type Cursor, openYaml } from './yaml-source.ts'

const MODES = ['choose', 'type', 'order', 'mark-stress', 'spoken'] as const
const SECTIONS = ['oral', 'written'] as const
const TABLES = [
  ...[
    'numerals',
    'stress',
    'paronyms',
    'spelling',
    'letters',
    'tsya',
    'government',
    'agreement',
    'past',
    'many',
  ],
  ...[
    'person',
    'aspect',
    'order',
    'alphabet',
    'general',
    'listening',
    'reading',
    'conversation',
    'monologue',
    'dictation',
    'full',
  ],
] as readonly TableName[]

interface Placed<T> {
  value: T
  at: Cursor
}

/** File name → text of each pack; empty when there is no content/exam. Problems go to the report. */
export function compileExam(contentDir: string, messages: Messages, report: Report): Map<string, string> {
  const home = join(contentDir, 'exam')
  if (!existsSync(home)) return new Map()
  const before = report.problems.length
  const nameOf = (path: string) => relative(dirname(contentDir), path).split(sep).join('/')
  const open = (name: string): Cursor | null => {
    const path = join(home, name)
    if (existsSync(path)) return openYaml(path, nameOf(path), report)
    report.problem(nameOf(path), 1, 'file is missing')
    return null
  }
  const from = <T>(name: string, read: (file: Cursor) => T[]): T[] => {
    const file = open(name)
    return file ? unique(read(file), name, report) : []
  }
  const sourcesFile = open('sources.yaml')
  const sources = new Set((sourcesFile ? readSources(sourcesFile) : []).map(({ id }) => id))
  const lemmas: Lemmas = {
    nouns: from('lemmas/nouns.yaml', readNouns),
    adjectives: from('lemmas/adjectives.yaml', readAdjectives),
    verbs: from('lemmas/verbs.yaml', readVerbs),
  }
  const errors = from('errors.yaml', readErrors)
  const templates = from('templates.yaml', readTemplates)
  const grades = from('grades.yaml', (file) => readGrades(file, sources))
  const agreementFile = open('agreement.yaml')
  const agreement = agreementFile ? tables.readAgreement(agreementFile) : { groups: [], frames: [] }
  const writingFile = open('writing.yaml')
  const writing = writingFile ? tables.readWriting(writingFile) : { dictation: [], full: [] }
  const talkFile = open('conversation.yaml')
  const talk = talkFile
    ? tables.readConversation(talkFile)
    : {
        rubrics: { conversation: [], retelling: [], reading: [], monologue: [], view: [], main: [] },
        conversation: [],
      }
  const lined = {
    stress: from('stress.yaml', (file) => tables.readStress(file, sources)),
    numerals: from('numerals.yaml', tables.readNumerals),
    government: from('government.yaml', tables.readGovernment),
    past: from('past.yaml', tables.readPast),
    paronyms: from('paronyms.yaml', (file) => tables.readLines(file, 'paronyms', 'paronym.other-meaning')),
    spelling: from('spelling.yaml', (file) => tables.readLines(file, 'spelling', null)),
    letters: from('letters.yaml', (file) => tables.readLetters(file)),
    tsya: from('tsya.yaml', tables.readTsya),
    aspect: from('aspect.yaml', (file) => tables.readLines(file, 'aspect', null)),
    order: from('order.yaml', tables.readOrder),
    alphabet: from('alphabet.yaml', tables.readAlphabet),
    general: from('general.yaml', tables.readGeneral),
    conversation: talk.conversation,
    monologue: from('monologue.yaml', tables.readMonologue),
    dictation: writing.dictation,
    full: writing.full,
  }
  const texts = existsSync(join(home, 'texts'))
    ? readdirSync(join(home, 'texts'))
        .toSorted()
        .flatMap((name) => from(join('texts', name), tables.readTexts))
    : []
  checkLemmaNames(lemmas, { ...lined, agreement }, report)
  tables.checkNumeralFrames(lined.numerals, lemmas.nouns)
  tables.checkFrames(agreement.groups, agreement.frames)
  checkWords(errors, templates, grades, messages)
  checkGrades(grades, templates)
  if (report.problems.length > before) return new Map()

  const files = new Map<string, string>()
  for (const band of BANDS) {
    const grade = grades.find(({ value }) => value.band === band)
    if (!grade) {
      report.problem(nameOf(join(home, 'grades.yaml')), 1, `band '${band}' is missing`)
      continue
    }
    const mine = <T>(list: tables.Lined<T>[]): T[] =>
      list.filter(({ bands }) => bands.includes(band)).map(({ bands: _bands, at: _at, ...line }) => line as T)
    const used = (table: TableName): number => {
      if (table === 'agreement') return Math.min(mine(agreement.groups).length, mine(agreement.frames).length)
      if (table === 'many') return lemmas.nouns.length
      if (table === 'person') return lemmas.verbs.length
      if (table === 'listening' || table === 'reading')
        return mine(texts).filter(({ kind }) => kind === table).length
      return mine<unknown>(lined[table]).length
    }
    const upTo = <T extends { band: Band }>(list: T[]): Omit<T, 'band'>[] =>
      list
        .filter((each) => BANDS.indexOf(each.band) <= BANDS.indexOf(band))
        .map(({ band: _, ...lemma }) => lemma)
    const heard = mine(texts).filter(({ kind }) => kind === 'listening')
    const asking = templates
      .map(({ value }) => value)
      .filter(({ task, table }) => grade.value.tasks.includes(task) && used(table) > 0)
      // Not every text can be told in another's words, or has its main idea written down.
      .filter(({ id }) => id !== 'retelling.view' || heard.some(({ view }) => view))
      .filter(({ id }) => id !== 'retelling.main' || heard.some(({ main }) => main))
    /** Lines that some template of the band asks; the rest would only weigh. */
    const asked = (table: keyof typeof lined) =>
      asking.some((template) => template.table === table) ? mine<unknown>(lined[table]) : []
    const pack = {
      version: 1,
      band,
      review: 'unsigned',
      grade: grade.value,
      errors: errors
        .map(({ value }) => value)
        .filter(({ tasks }) => tasks.some((task) => grade.value.tasks.includes(task))),
      templates: asking,
      nouns: upTo(lemmas.nouns),
      adjectives: upTo(lemmas.adjectives),
      verbs: upTo(lemmas.verbs),
      stress: asked('stress'),
      numerals: asked('numerals'),
      government: asked('government'),
      agreement: { groups: mine(agreement.groups), frames: mine(agreement.frames) },
      past: asked('past'),
      paronyms: asked('paronyms'),
      spelling: asked('spelling'),
      letters: asked('letters'),
      tsya: asked('tsya'),
      aspect: asked('aspect'),
      order: asked('order'),
      alphabet: asked('alphabet'),
      general: asked('general'),
      texts: mine(texts),
      conversation: asked('conversation'),
      monologue: asked('monologue'),
      rubrics: talk.rubrics,
      dictation: asked('dictation'),
      full: asked('full'),
    } as ExamPack
    passGate(pack, grade.at, templates)
    files.set(`exam-${band}.json`, JSON.stringify(compilePack(pack)))
    files.set(`exam-texts-${band}.json`, JSON.stringify({ version: 1, band, texts: pack.texts }))
  }
  return files
}

/** Ids stand once in a file. */
function unique<T>(list: T[], name: string, report: Report): T[] {
  const seen = new Set<string>()
  for (const each of list) {
    const value = (each as { value?: { id?: string } }).value ?? (each as { id?: string })
    const id = value.id
    if (id !== undefined && seen.has(id)) report.problem(`content/exam/${name}`, 1, `id '${id}' stands twice`)
    if (id !== undefined) seen.add(id)
  }
  return list
}

function readErrors(file: Cursor): Placed<ExamPack['errors'][number]>[] {
  return listOf(file, 'errors').flatMap((at) => {
    const fields = at.fields(['id', 'tasks', 'languages'])
    const id = fields?.id?.id()
    const tasks = fields?.tasks?.items().flatMap((each) => each.oneOf(TASKS) ?? []) ?? []
    const languages = fields?.languages?.items().flatMap((each) => each.oneOf(['uz', 'tg', 'ky']) ?? []) ?? []
    return id ? [{ value: { id, tasks, languages }, at }] : []
  })
}

function readTemplates(file: Cursor): Placed<Template>[] {
  return listOf(file, 'templates').flatMap((at) => {
    const fields = at.fields(['id', 'task', 'section', 'mode', 'table', 'difficulty'])
    const [id, task, section, mode, table] = [
      fields?.id?.id(),
      fields?.task?.oneOf(TASKS),
      fields?.section?.oneOf(SECTIONS),
      fields?.mode?.oneOf(MODES),
      fields?.table?.oneOf(TABLES),
    ]
    const difficulty = fields?.difficulty?.integer(-400, 400)
    if (!id || !task || !section || !mode || !table || difficulty == null) return []
    return [
      {
        value: { id, task, section, mode, table, instruction: `exam.do.${id}`, difficulty: difficulty / 100 },
        at,
      },
    ]
  })
}

function readGrades(file: Cursor, sources: ReadonlySet<string>): Placed<Grade>[] {
  return listOf(file, 'grades').flatMap((at) => {
    const fields = at.fields(['band', 'sections', 'tasks', 'line', 'minutes', 'parts'])
    const band = fields?.band?.oneOf(BANDS)
    const line = fields?.line?.fields(['pass', 'of', 'source', 'label'])
    const [pass, of, source, label] = [
      line?.pass?.integer(1),
      line?.of?.integer(1),
      line?.source?.id(),
      line?.label?.oneOf(['found', 'own']),
    ]
    const minutes = fields?.minutes?.integer(1, 80)
    if (source && !sources.has(source)) line?.source?.refuse(`there is no source '${source}' in sources.yaml`)
    if (!band || !pass || !of || !source || !label || !minutes) return []
    return [
      {
        value: {
          band,
          sections: fields?.sections?.items().flatMap((each) => each.oneOf(SECTIONS) ?? []) ?? [],
          tasks: fields?.tasks?.items().flatMap((each) => each.oneOf(TASKS) ?? []) ?? [],
          line: { pass, of, source, label },
          minutes,
          parts: fields?.parts?.items().flatMap((each) => readPart(each) ?? []) ?? [],
        },
        at,
      },
    ]
  })
}

function readPart(at: Cursor): PaperPart | null {
  const fields = at.fields(['id', 'section', 'templates', 'items', 'points', 'known'])
  const [id, section, known] = [
    fields?.id?.id(),
    fields?.section?.oneOf(SECTIONS),
    fields?.known?.oneOf(['found', 'own']),
  ]
  const [items, points] = [fields?.items?.integer(1, 30), fields?.points?.integer(1, 10)]
  const templates = fields?.templates?.items().flatMap((each) => each.id() ?? []) ?? []
  return id && section && known && items && points ? { id, section, templates, items, points, known } : null
}

/** A paper adds up to its line, asks only what the band asks, and scores nothing that is practice only. */
function checkGrades(grades: Placed<Grade>[], templates: Placed<Template>[]): void {
  for (const { value: grade, at } of grades) {
    const sum = grade.parts.reduce((points, part) => points + part.points * part.items, 0)
    if (sum !== grade.line.of)
      at.refuse(`band '${grade.band}': the parts give ${sum} points, the line speaks of ${grade.line.of}`)
    for (const part of grade.parts)
      for (const id of part.templates) {
        const template = templates.find(({ value }) => value.id === id)?.value
        if (!template) at.refuse(`part '${part.id}': there is no template '${id}'`)
        else if (!grade.tasks.includes(template.task))
          at.refuse(`part '${part.id}': task '${template.task}' does not belong to band '${grade.band}'`)
        else if (template.section !== part.section)
          at.refuse(`part '${part.id}' is ${part.section}, template '${id}' is ${template.section}`)
        else if (id.endsWith('.practice'))
          at.refuse(`part '${part.id}': '${id}' is practice and is never scored`)
      }
    if (!grade.sections.includes('written') && grade.parts.some(({ section }) => section === 'written'))
      at.refuse(`band '${grade.band}' is oral only`)
  }
}

/** Instructions and explanations stand in area `exam`, in every language. */
function checkWords(
  errors: Placed<{ id: string }>[],
  templates: Placed<Template>[],
  grades: Placed<Grade>[],
  messages: Messages,
): void {
  const need = (key: string, at: Cursor) => {
    if (!argumentsOf(messages, 'exam', key)) at.refuse(`message '${key}' is missing in area 'exam'`)
  }
  for (const { value, at } of errors) need(`error.${value.id}`, at)
  for (const { value, at } of templates) need(value.instruction, at)
  for (const { value, at } of grades) for (const { id } of value.parts) need(`exam.part.${id}`, at)
}

/** Every noun, adjective and verb that a table names exists, in a band that the line's bands include. */
function checkLemmaNames(
  lemmas: Lemmas,
  lined: {
    numerals: tables.Lined<{ noun: string }>[]
    government: tables.Lined<{ nouns: string[] }>[]
    past: tables.Lined<{ nouns: string[]; verbs: string[] }>[]
    agreement: { groups: tables.Lined<{ nouns: string[]; adjectives: string[] }>[] }
  },
  report: Report,
): void {
  const check = (list: { id: string; band: Band }[], what: string) => {
    const bands = new Map(list.map(({ id, band }) => [id, band]))
    return (id: string, line: tables.Lined<unknown>) => {
      const band = bands.get(id)
      if (!band) line.at.refuse(`there is no ${what} '${id}' in content/exam/lemmas`)
      else if (line.bands[0] && BANDS.indexOf(band) > BANDS.indexOf(line.bands[0]))
        line.at.refuse(
          `${what} '${id}' comes only with band '${band}', this line stands in '${line.bands[0]}'`,
        )
    }
  }
  const [noun, adjective, verb] = [
    check(lemmas.nouns, 'noun'),
    check(lemmas.adjectives, 'adjective'),
    check(lemmas.verbs, 'verb'),
  ]
  for (const line of lined.numerals) noun(line.noun, line)
  for (const line of [...lined.government, ...lined.past, ...lined.agreement.groups])
    for (const id of line.nouns) noun(id, line)
  for (const line of lined.past) for (const id of line.verbs) verb(id, line)
  for (const line of lined.agreement.groups) for (const id of line.adjectives) adjective(id, line)
  const ids = [...lemmas.nouns, ...lemmas.adjectives, ...lemmas.verbs].map(({ id }) => id)
  for (const id of ids.filter((each, at) => ids.indexOf(each) !== at))
    report.problem(`content/exam/lemmas`, 1, `id '${id}' stands in two of the files`)
}
