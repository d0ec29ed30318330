/** content/letters/*.yaml → the pack of src/letters. Format: docs/formats/letters.md. Writes nothing. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FLOW_IDS } from '../../src/law/flow-ids.ts'
import { nearest } from '../../src/law/nearest.ts'
import {
  BLANK_TYPES,
  type BlankSpec,
  CASES,
  type Case,
  type LettersPack,
  type LetterTemplate,
  SECTION_IDS,
  type SectionId,
  type Style,
  type TemplateParagraph,
  type TemplateSection,
  type Test,
} from '../../src/letters/types.ts'
import { simpleTests } from '../../src/letters/values.ts'
import { fieldsOf, type Scope, scopeOf } from './letter-scope.ts'
import { readText } from './letter-text.ts'
import { createReport, type Problem } from './report.ts'
import { type Cursor, openYaml } from './yaml-source.ts'

/** Files of content/letters that are no letters. */
const SHARED = ['blanks.yaml', 'citations.yaml', 'grounds.yaml', 'parts.yaml']

/**
 * Reads blanks, citations, grounds and every letter under `contentDir`/letters, checked against the rules, facts,
 * terms and acts under `contentDir`/law. Problems carry file, line and reason; with any, the pack must not be used.
 */
export function compileLetters(contentDir: string): { problems: Problem[]; pack: LettersPack } {
  const report = createReport()
  const pack: LettersPack = { blanks: {}, letters: {} }
  const folder = join(contentDir, 'letters')
  const open = (name: string) => {
    const path = join(folder, name)
    if (existsSync(path)) return openYaml(path, `letters/${name}`, report)
    report.problem(`letters/${name}`, 1, 'the file is missing')
    return null
  }
  const scope = scopeOf(contentDir, report)
  const blanks = open('blanks.yaml')
  if (blanks) scope.blanks = pack.blanks = readBlanks(blanks, scope)
  const citations = open('citations.yaml')
  if (citations) scope.acts = readCitations(citations, scope)
  if (existsSync(join(folder, 'parts.yaml'))) {
    const parts = open('parts.yaml')?.fields(['parts'])?.parts
    for (const [name, list] of parts?.entries() ?? []) scope.parts.set(name, list.items())
  }
  const grounds = open('grounds.yaml')
  if (grounds) readGrounds(grounds, scope)
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.endsWith('.yaml') || SHARED.includes(name)) continue
    const cursor = open(name)
    const letter = cursor && readLetter(cursor, scope)
    if (!letter) continue
    if (`${letter.kind}.yaml` !== name)
      cursor.refuse(`letter '${letter.kind}' must stand in ${letter.kind}.yaml`)
    pack.letters[letter.kind] = letter
  }
  return { problems: [...report.problems], pack }
}

// ── blanks, citations ────────────────────────────────────────────────────────────────────────────────────

function readBlanks(cursor: Cursor, scope: Scope): Record<string, BlankSpec> {
  const blanks: Record<string, BlankSpec> = {}
  for (const item of cursor.fields(['blanks'])?.blanks?.items() ?? []) {
    const fields = item.fields(['id', 'type'], ['width', 'hint', 'fact', 'choices', 'free', 'print_only'])
    const id = fields?.id?.id()
    const type = fields?.type?.oneOf(BLANK_TYPES)
    if (!fields || !id || !type) continue
    if (blanks[id]) item.refuse(`blank '${id}' stands twice`)
    if ((type === 'choice' || type === 'ticks') && !fields.choices)
      item.refuse(`blank '${id}' is a choice without choices`)
    blanks[id] = {
      type,
      width: fields.width?.integer(4, 120) ?? 24,
      hint: fields.hint?.text() ?? null,
      fact: fields.fact ? factOf(fields.fact, scope) : null,
      choices: fields.choices ? readChoices(fields.choices) : {},
      free: fields.free?.boolean() ?? false,
      printOnly: fields.print_only?.boolean() ?? false,
    }
    if (blanks[id].fact !== null && blanks[id].printOnly)
      item.refuse(`blank '${id}': what is only filled at the printer cannot come from a fact`)
  }
  return blanks
}

function factOf(cursor: Cursor, scope: Scope): string | null {
  const source = cursor.text()
  if (source === null) return null
  const term = /^deadline:(.+)$/.exec(source)?.[1]
  if (term !== undefined) return scope.terms.has(term) ? source : cursor.refuse(`unknown term '${term}'`)
  if (scope.facts[source]) return source
  const near = nearest(source, Object.keys(scope.facts))
  return cursor.refuse(`unknown fact '${source}'${near ? `; did you mean '${near}'?` : ''}`)
}

function readChoices(cursor: Cursor): BlankSpec['choices'] {
  const choices: BlankSpec['choices'] = {}
  for (const [value, words] of cursor.entries() ?? []) {
    if (!words.isMap) {
      const text = words.text()
      if (text !== null) choices[value] = text
      continue
    }
    const forms: Partial<Record<Case, string>> = {}
    const fields = words.fields([], CASES)
    for (const each of CASES) {
      const form = fields?.[each]?.text()
      if (form) forms[each] = form
    }
    if (!forms.nom) words.refuse(`choice '${value}' needs the form nom`)
    choices[value] = forms
  }
  return choices
}

function readCitations(cursor: Cursor, scope: Scope): Record<string, string> {
  const names: Record<string, string> = {}
  for (const [act, words] of cursor.fields(['acts'])?.acts?.entries() ?? []) {
    const name = words.text()
    if (!scope.articles.has(act)) words.refuse(`unknown act '${act}'`)
    else if (name) names[act] = name.replaceAll(' РФ', '\u00a0РФ').replaceAll('№ ', '№\u00a0')
  }
  return names
}

// ── paragraphs ───────────────────────────────────────────────────────────────────────────────────────────

interface Into {
  blanks: Set<string>
  scope: Scope
}

/** A paragraph is a text, or { text, if, id, style }. */
function readParagraph(
  cursor: Cursor,
  id: string,
  style: Style,
  into: Into,
  rules: string[] = [],
): TemplateParagraph | null {
  const fields = cursor.isMap ? cursor.fields(['text'], ['if', 'id', 'label', 'rule']) : null
  if (cursor.isMap && !fields) return null
  const source = fields ? fields.text : cursor
  const text = source?.text()
  if (!source || text === null || text === undefined) return null
  const read = readText(text, { ...into.scope }, (reason) => source.refuse(reason))
  const tests = (fields?.if?.items() ?? []).flatMap((each) => readTest(each, into.scope) ?? [])
  askFor(tests, into)
  for (const blank of read.blanks) into.blanks.add(blank)
  const label = fields?.label?.boolean() ?? false
  return {
    id: fields?.id ? `${id.replace(/\.\d+$/, '')}.${fields.id.id() ?? ''}` : id,
    style: label ? 'addressee-label' : style,
    if: tests,
    lead: [],
    pieces: read.pieces,
    rules,
    articles: read.articles,
  }
}

/** A choice or a tick that only decides stands in no text: the letter asks for it all the same, before what depends on it. */
function askFor(tests: readonly Test[], into: Into): void {
  for (const test of simpleTests(tests))
    if ('blank' in test && ['choice', 'ticks'].includes(into.scope.blanks[test.blank]?.type ?? ''))
      into.blanks.add(test.blank)
}

/** One line of `if`; with ` or ` in it, at least one of its parts must hold. */
function readTest(cursor: Cursor, scope: Scope): Test | null {
  const source = cursor.text()
  if (source === null) return null
  const parts = source.split(' or ')
  if (parts.length === 1) return readOne(source, cursor, scope)
  const of = parts.flatMap((part) => readOne(part.trim(), cursor, scope) ?? [])
  return { is: 'any', of }
}

function readOne(source: string, cursor: Cursor, scope: Scope): Test | null {
  const blank = (id: string): string | null => {
    if (scope.blanks[id]) return id
    const near = nearest(id, Object.keys(scope.blanks))
    return cursor.refuse(`if: unknown blank '${id}'${near ? `; did you mean '${near}'?` : ''}`)
  }
  const list = (text: string) => text.split('|').map((value) => value.trim())
  let found = /^(not )?found (.+)$/.exec(source)
  if (found) {
    const rules = list(found[2]!)
    for (const rule of rules) knownRule(rule, cursor, scope)
    return { is: found[1] ? 'not-found' : 'found', rules }
  }
  found = /^(filled|empty) (\S+)$/.exec(source)
  if (found) {
    const id = blank(found[2]!)
    return id === null ? null : { is: found[1] as 'filled' | 'empty', blank: id }
  }
  found = /^(\S+) (since|before) (\d{4}-\d{2}-\d{2})$/.exec(source)
  if (found) {
    const id = blank(found[1]!)
    if (id && scope.blanks[id]?.type !== 'date') cursor.refuse(`if: '${id}' is no date`)
    return id === null ? null : { is: found[2] as 'since' | 'before', blank: id, date: found[3]! }
  }
  found = /^(\S+) has (not )?(.+)$/.exec(source)
  if (found) {
    const id = blank(found[1]!)
    if (id === null) return null
    const spec = scope.blanks[id]!
    if (spec.type !== 'ticks') cursor.refuse(`if: '${id}' has no ticks`)
    const values = list(found[3]!)
    for (const value of values)
      if (!(value in spec.choices)) cursor.refuse(`if: '${value}' is no tick of '${id}'`)
    return { is: found[2] ? 'has-not' : 'has', blank: id, values }
  }
  found = /^fact (\S+) = (.+)$/.exec(source)
  if (found) {
    const [, fact, values] = found as unknown as [string, string, string]
    const spec = scope.facts[fact]
    if (!spec) {
      const near = nearest(fact, Object.keys(scope.facts))
      return cursor.refuse(`if: unknown fact '${fact}'${near ? `; did you mean '${near}'?` : ''}`)
    }
    for (const value of list(values))
      if (spec.of?.length && !spec.of.includes(value))
        cursor.refuse(`if: '${value}' is no value of '${fact}'`)
    return { is: 'fact', fact, values: list(values) }
  }
  found = /^(\S+) (!?=) (.+)$/.exec(source)
  if (found) {
    const id = blank(found[1]!)
    if (!id) return null
    const values = list(found[3]!)
    const spec = scope.blanks[id]!
    for (const value of values)
      if (spec.type === 'choice' && !(value in spec.choices))
        cursor.refuse(`if: '${value}' is no choice of '${id}'`)
    if (spec.type === 'ticks') cursor.refuse(`if: '${id}' has ticks; write '${id} has …'`)
    return { is: found[2] === '=' ? 'value' : 'not-value', blank: id, values }
  }
  return cursor.refuse(`if: '${source}' cannot be read; see docs/formats/letters.md`)
}

function knownRule(rule: string, cursor: Cursor, scope: Scope): boolean {
  if (scope.rules.has(rule)) return true
  const near = nearest(rule, [...scope.rules])
  cursor.refuse(`unknown rule '${rule}'${near ? `; did you mean '${near}'?` : ''}`)
  return false
}

// ── grounds ──────────────────────────────────────────────────────────────────────────────────────────────

function readGrounds(cursor: Cursor, scope: Scope): void {
  for (const item of cursor.fields(['grounds'])?.grounds?.items() ?? []) {
    const fields = item.fields(['id', 'title', 'text'], ['rules', 'items', 'after'])
    const id = fields?.id?.id()
    const titleText = fields?.title?.text()
    if (!fields?.title || !id || !titleText) continue
    if (scope.grounds.has(id)) item.refuse(`ground '${id}' stands twice`)
    const into: Into = { blanks: new Set(), scope }
    const own = (fields.rules?.items() ?? []).flatMap((each) => {
      const rule = each.text()
      return rule && knownRule(rule, each, scope) ? [rule] : []
    })
    const listed = (fields.items?.items() ?? []).flatMap((each) => {
      const rule = fieldsOf(each, 'rule')?.text()
      if (!rule) return each.refuse("items: 'rule' is missing") ?? []
      return knownRule(rule, each, scope) ? [{ cursor: each, rule }] : []
    })
    const all = [...own, ...listed.map(({ rule }) => rule)]
    if (all.length === 0) item.refuse(`ground '${id}' names no rule: a ground stands only on a finding`)
    const paragraphs: TemplateParagraph[] = []
    const push = (each: Cursor, style: Style, rules: string[]) => {
      const read = readParagraph(each, `grounds.${id}.${paragraphs.length + 1}`, style, into, rules)
      if (read) paragraphs.push(read)
    }
    fields.text?.items().forEach((each, index) => {
      push(each, index === 0 ? 'ground' : 'more', all)
    })
    for (const { cursor: each, rule } of listed) push(each, 'item', [rule])
    for (const each of fields.after?.items() ?? []) push(each, 'more', all)
    const first = paragraphs[0]
    if (!first) continue
    if (first.if.length > 0)
      item.refuse(`ground '${id}': its first paragraph always stands, it takes no 'if'`)
    const title = readText(titleText, scope, (reason) => fields.title!.refuse(reason))
    for (const blank of title.blanks) into.blanks.add(blank)
    first.lead = title.pieces
    scope.grounds.set(id, { paragraphs, blanks: [...into.blanks] })
  }
}

// ── letters ──────────────────────────────────────────────────────────────────────────────────────────────

const LIST_STYLE: Partial<Record<SectionId, Style>> = {
  addressee: 'addressee',
  request: 'request',
  attachments: 'attachment',
  closing: 'closing',
}

function readLetter(cursor: Cursor, scope: Scope): LetterTemplate | null {
  const fields = cursor.fields(['letter', 'flow', 'name', 'last_checked_on', 'review', 'sections'])
  const kind = fields?.letter?.id()
  const flow = fields?.flow?.id()
  const name = fields?.name?.text()
  const lastChecked = fields?.last_checked_on?.day()
  const review = fields?.review?.oneOf(['unsigned', 'signed'] as const)
  if (!fields || !kind || !flow || !name || !lastChecked || !review) return null
  if (flow !== 'any' && !(FLOW_IDS as readonly string[]).includes(flow))
    fields.flow?.refuse(`unknown flow '${flow}'; one of any, ${FLOW_IDS.join(', ')}`)
  const into: Into = { blanks: new Set(), scope }
  const sections: TemplateSection[] = []
  const given = fields.sections?.fields(['addressee', 'title', 'act', 'request', 'closing'], SECTION_IDS)
  for (const id of SECTION_IDS) {
    const section = given?.[id]
    if (section) sections.push(readSection(section, id, into))
  }
  const ids = new Set<string>()
  const rules = new Set<string>()
  for (const section of sections)
    for (const paragraph of [...section.intro, ...section.paragraphs, ...section.otherwise]) {
      if (ids.has(paragraph.id)) cursor.refuse(`two paragraphs are called '${paragraph.id}'`)
      ids.add(paragraph.id)
      for (const rule of paragraph.rules) rules.add(rule)
    }
  return {
    kind,
    flow: flow === 'any' ? null : flow,
    name,
    review,
    lastChecked,
    sections,
    blanks: [...into.blanks],
    rules: [...rules],
  }
}

/** `{ use: name }` puts the paragraphs of parts.yaml in its place; its own `if` holds for each of them. */
function readPart(cursor: Cursor, id: string, style: Style, into: Into): TemplateParagraph[] {
  const fields = cursor.fields(['use'], ['if'])
  const name = fields?.use?.text()
  if (!fields || !name) return []
  const list = into.scope.parts.get(name)
  if (!list) {
    const near = nearest(name, [...into.scope.parts.keys()])
    return cursor.refuse(`unknown part '${name}'${near ? `; did you mean '${near}'?` : ''}`) ?? []
  }
  const tests = (fields.if?.items() ?? []).flatMap((each) => readTest(each, into.scope) ?? [])
  askFor(tests, into)
  return list.flatMap((each, index) => {
    const read = readParagraph(each, `${id}.${name}-${index + 1}`, style, into)
    return read ? { ...read, if: [...tests, ...read.if] } : []
  })
}

function readSection(cursor: Cursor, id: SectionId, into: Into): TemplateSection {
  const section: TemplateSection = { id, intro: [], paragraphs: [], otherwise: [] }
  const style = LIST_STYLE[id] ?? 'body'
  const read = (list: Cursor | undefined, part: string, as: Style) =>
    (list?.items() ?? []).flatMap((each, index) =>
      fieldsOf(each, 'use')
        ? readPart(each, id, as, into)
        : (readParagraph(each, `${id}${part}.${index + 1}`, as, into) ?? []),
    )
  if (!cursor.isMap) {
    section.paragraphs = read(cursor, '', style)
    if (id === 'title')
      section.paragraphs = section.paragraphs.map((each, index) => ({
        ...each,
        style: index === 0 ? 'title' : 'subtitle',
      }))
    return section
  }
  const fields = cursor.fields(['list'], ['intro', 'heading', 'otherwise'])
  section.intro = [...read(fields?.intro, '.intro', 'body'), ...read(fields?.heading, '.heading', 'heading')]
  section.otherwise = read(fields?.otherwise, '.otherwise', 'body')
  if (id !== 'grounds') {
    section.paragraphs = read(fields?.list, '', style)
    return section
  }
  for (const each of fields?.list?.items() ?? []) {
    if (fieldsOf(each, 'use')) {
      section.paragraphs.push(...readPart(each, id, 'ground', into))
      continue
    }
    if (each.isMap) {
      const own = readParagraph(each, `${id}.${section.paragraphs.length + 1}`, 'ground', into)
      if (own?.if.length === 0) each.refuse('a ground needs an if: a finding, a fact or a tick')
      if (own) section.paragraphs.push(own)
      continue
    }
    const name = each.text()
    if (name === null) continue
    const ground = into.scope.grounds.get(name)
    if (!ground) {
      const near = nearest(name, [...into.scope.grounds.keys()])
      each.refuse(`unknown ground '${name}'${near ? `; did you mean '${near}'?` : ''}`)
      continue
    }
    for (const blank of ground.blanks) into.blanks.add(blank)
    section.paragraphs.push(...ground.paragraphs)
  }
  return section
}
