/** Findings, facts and blanks → a letter. Pure: the same input gives the same model. Nothing stands in it without its reason. */
import { daySpan } from '../law/dates.ts'
import type { Finding } from '../law/types.ts'
import { finish } from './finish.ts'
import { declineName, initialsOf } from './names.ts'
import { EMPTY_DATE, russianDate } from './russian-date.ts'
import type {
  Case,
  Citation,
  LetterInput,
  LetterModel,
  LetterProblem,
  LettersPack,
  LetterTemplate,
  ModelCitation,
  NameNote,
  Paragraph,
  Piece,
  Run,
  Section,
  TemplateParagraph,
  TemplateSection,
  Test,
} from './types.ts'
import { carried, readValues, simpleTests, type Values } from './values.ts'

/** Findings that say where to go and what to write: no letter speaks of them. */
const ADVICE = ['addressee', 'letter']

interface Making {
  pack: LettersPack
  input: LetterInput
  values: Values
  found: Map<string, Finding>
  used: Set<string>
  empty: Set<string>
  names: Map<string, NameNote>
  hinted: Set<string>
}

/**
 * Composes the letter `kind`. Returns problems (an unknown kind or blank, a date that does not exist) instead of a
 * letter with silent gaps; an empty blank is no problem, it becomes a line. Never throws on any text.
 */
export function composeLetter(
  pack: LettersPack,
  kind: string,
  input: LetterInput,
): LetterModel | { problems: LetterProblem[] } {
  const letter = Object.hasOwn(pack.letters, kind) ? pack.letters[kind] : undefined
  if (!letter)
    return { problems: [{ path: 'kind', reason: `one of ${Object.keys(pack.letters).join(', ')}` }] }
  const { values, problems } = readValues(pack, letter, input)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(input.today))
    problems.push({ path: 'today', reason: 'a day like 2025-12-24 is expected' })
  if (problems.length > 0) return { problems }
  const found = new Map(
    input.findings.filter((finding) => finding.status === 'found').map((finding) => [finding.id, finding]),
  )
  const making: Making = {
    ...{ pack, input, values, found },
    ...{ used: new Set<string>(), empty: new Set<string>(), names: new Map(), hinted: new Set<string>() },
  }
  const sections = letter.sections.map((section) => composeSection(section, making))
  return finish(modelOf(letter, sections, making))
}

function modelOf(letter: LetterTemplate, sections: Section[], making: Making): LetterModel {
  return {
    version: 1,
    kind: letter.kind,
    name: letter.name,
    date: making.input.today,
    review: letter.review,
    sections: sections.filter((section) => section.paragraphs.length > 0),
    empty: [...making.empty],
    names: [...making.names.values()],
    used: [...making.used],
    unused: [...making.found.values()]
      .filter(({ id, kind }) => !making.used.has(id) && !ADVICE.includes(kind))
      .map(({ id }) => id),
    checks: 0,
  }
}

function composeSection(section: TemplateSection, making: Making): Section {
  const applies = (paragraph: TemplateParagraph) =>
    (paragraph.rules.length === 0 || paragraph.rules.some((rule) => making.found.has(rule))) &&
    paragraph.if.every((test) => holds(test, making))
  const listed = section.paragraphs.filter(applies)
  const body = listed.length > 0 ? listed : section.otherwise.filter(applies)
  const intro = body.length > 0 ? section.intro.filter(applies) : []
  return { id: section.id, paragraphs: [...intro, ...body].flatMap((each) => composeParagraph(each, making)) }
}

function holds(test: Test, making: Making): boolean {
  const { values, found, input } = making
  switch (test.is) {
    case 'found':
      return test.rules.some((rule) => found.has(rule))
    case 'not-found':
      return !test.rules.some((rule) => found.has(rule))
    case 'any':
      return test.of.some((each) => holds(each, making))
    case 'filled':
      return values[test.blank] !== undefined
    case 'empty':
      return values[test.blank] === undefined
    case 'value':
      return test.values.includes(values[test.blank]?.raw ?? '')
    case 'not-value':
      return !test.values.includes(values[test.blank]?.raw ?? '')
    case 'has':
    case 'has-not': {
      const value = values[test.blank]
      const ticked = value?.type === 'ticks' ? value.ticks.map(({ id }) => id) : []
      return test.values.some((each) => ticked.includes(each)) === (test.is === 'has')
    }
    case 'since':
    case 'before': {
      const value = values[test.blank]
      if (value?.type !== 'date') return false
      const span = daySpan(value.raw)
      const edge = daySpan(test.date).from
      return test.is === 'since' ? span.from >= edge : span.to < edge
    }
    case 'fact': {
      const fact = Object.hasOwn(input.facts, test.fact) ? input.facts[test.fact] : null
      return Array.isArray(fact)
        ? fact.some((each) => test.values.includes(each))
        : test.values.includes(String(fact ?? ''))
    }
  }
}

// ── paragraphs ───────────────────────────────────────────────────────────────────────────────────────────

/** One paragraph of the template; a blank of several lines that stands alone becomes as many paragraphs. */
function composeParagraph(template: TemplateParagraph, making: Making): Paragraph[] {
  const asked = simpleTests(template.if).flatMap((test) => (test.is === 'found' ? test.rules : []))
  const rules = [...new Set([...template.rules, ...asked])].filter((rule) => making.found.has(rule))
  for (const rule of rules) making.used.add(rule)
  const blanks = new Set<string>()
  const lead = template.lead.flatMap((piece) => runsOf(piece, making, blanks))
  const runs = template.pieces.flatMap((piece) => runsOf(piece, making, blanks))
  const articles = template.articles.map((article) => cited(article, rules, making))
  const all: Run[] = [
    ...lead.map((run): Run => ({ ...run, bold: true })),
    ...(lead.length ? [gap] : []),
    ...runs,
  ]
  for (const article of articles)
    if (article.label === 'unsure')
      all.push({ text: ' ', kind: 'text' }, { text: `[проверить: ${article.text}]`, kind: 'check' })
  const base = {
    style: template.style,
    number: null,
    origin: { findings: rules, blanks: [...blanks], articles },
  }
  const alone = onlyBlank(template.pieces)
  // Room to write by hand: one line would not hold a reason.
  if (alone && making.pack.blanks[alone]?.type === 'text' && !making.values[alone])
    return [1, 2, 3].map((row) => ({
      ...base,
      id: `${template.id}.${row}`,
      runs: runs.filter(({ kind }) => kind === 'line' || row === 1),
    }))
  const lines = only(template.pieces, making)
    ?.split(/\s*\n\s*/)
    .filter((line) => line !== '')
  if (!lines || lines.length < 2) return [{ ...base, id: template.id, runs: joined(all) }]
  return lines.map((text, index) => ({
    ...base,
    id: `${template.id}.${index + 1}`,
    runs: [{ text: bound(text), kind: 'value', blank: [...blanks][0]! }],
  }))
}

/** A blank that ends in «г.» before a full stop of the sentence: one stop is enough. */
function joined(runs: Run[]): Run[] {
  return runs.flatMap((run, index) => {
    const before = runs[index - 1]?.text ?? ''
    if (!before.endsWith('г.') || !/^\.(?!\.)/.test(run.text)) return [run]
    return run.text === '.' ? [] : [{ ...run, text: run.text.slice(1) }]
  })
}

const gap: Run = { text: ' ', kind: 'text' }

/** The blank that a paragraph consists of, or null. */
function onlyBlank(pieces: Piece[]): string | null {
  const [piece] = pieces
  if (pieces.length !== 1 || typeof piece === 'string' || !piece || !('blank' in piece)) return null
  return piece.form ? null : piece.blank
}

/** The text of a paragraph that is nothing but one filled text blank. */
function only(pieces: Piece[], { pack, values }: Making): string | null {
  const blank = onlyBlank(pieces)
  const value = blank === null ? undefined : values[blank]
  return blank !== null && pack.blanks[blank]?.type === 'text' && value?.type === 'text' ? value.text : null
}

function runsOf(piece: Piece, making: Making, blanks: Set<string>): Run[] {
  if (typeof piece === 'string') return [{ text: piece, kind: 'text' }]
  if ('cite' in piece) return [{ text: piece.cite, kind: 'cite' }]
  if ('check' in piece) return [{ text: `[проверить: ${piece.check}]`, kind: 'check' }]
  if ('maybe' in piece) {
    const filled = piece.maybe.every(
      (each) => typeof each === 'string' || !('blank' in each) || making.values[each.blank] !== undefined,
    )
    return filled ? piece.maybe.flatMap((each) => runsOf(each, making, blanks)) : []
  }
  blanks.add(piece.blank)
  const spec = making.pack.blanks[piece.blank]!
  const value = making.values[piece.blank]
  const run = (text: string, kind: Run['kind']): Run => ({ text, kind, blank: piece.blank })
  if (!value) {
    // A line for the signature is no omission.
    if (!spec.printOnly) making.empty.add(piece.blank)
    if (spec.type === 'date') return [run(EMPTY_DATE, 'line')]
    const line = run('_'.repeat(piece.form === 'initials' ? 22 : spec.width), 'line')
    if (spec.hint === null || piece.form === 'initials' || making.hinted.has(piece.blank)) return [line]
    making.hinted.add(piece.blank)
    return [line, run(` (${spec.hint.length > 40 ? spec.hint : spec.hint.replaceAll(' ', NBSP)})`, 'hint')]
  }
  switch (value.type) {
    case 'date': {
      const text = russianDate(value.raw)
      if (text.includes('___')) making.empty.add(piece.blank)
      return [run(text, 'value')]
    }
    case 'choice':
      return [run(bound(choiceWords(value.words, piece.form)), 'value')]
    case 'ticks':
      return [run(bound(value.ticks.map(({ words }) => choiceWords(words, piece.form)).join('; ')), 'value')]
    case 'name':
      return [run(nameWords(piece, value.name, making), 'value')]
    case 'text':
      return piece.form === 'quote' ? [run(`«${value.text}»`, 'quote')] : [run(bound(value.text), 'value')]
  }
}

const NBSP = '\u00a0'

/** What a line must not part, in words that were typed: «2025 г.», «ст. 20.1», «№ 5», «КоАП РФ». A quotation stays as it is. */
function bound(text: string): string {
  return text
    .replace(/(\d) (?=г\.|гг\.|руб\.|₽)/g, `$1${NBSP}`)
    .replace(/(?<![\p{L}\d])(ст\.|ч\.|п\.|гл\.|№|д\.|кв\.|г\.) (?=[\d\p{L}])/gu, `$1${NBSP}`)
    .replace(/ РФ(?!\p{L})/gu, `${NBSP}РФ`)
}

function choiceWords(words: string | Partial<Record<Case, string>>, form: string | undefined): string {
  if (typeof words === 'string') return inCase(words, form)
  return words[(form ?? 'nom') as Case] ?? words.nom ?? ''
}

/** Languages typed by hand are adjectives in -кий, or do not change: лезгинский, фарси. */
function inCase(words: string, form: string | undefined): string {
  const endings: Record<string, string> = { gen: 'кого', dat: 'кому', ins: 'ким', pre: 'ком' }
  const ending = form === undefined ? undefined : endings[form]
  return ending === undefined ? words : words.replace(/кий$/u, ending)
}

function nameWords(
  piece: { blank: string; form?: Case | 'initials' | 'quote' },
  name: Parameters<typeof declineName>[0],
  { names }: Making,
): string {
  if (piece.form === 'initials') return initialsOf(name)
  const form = piece.form && piece.form !== 'quote' ? piece.form : 'nom'
  const declined = declineName(name, form)
  if (form !== 'nom')
    names.set(`${piece.blank} ${form}`, {
      ...{ blank: piece.blank, case: form, text: declined.text, sure: declined.sure, why: declined.why },
    })
  return declined.text
}

/** Adds what the finding knows about the norm: label, edition, source of the strongest leg on exactly this article. */
function cited(article: Citation, rules: string[], { found }: Making): ModelCitation {
  const order = ['found', 'known', 'news', 'inferred', 'unsure']
  const legs = rules
    .flatMap((rule) => found.get(rule)?.sources ?? [])
    .filter((source) => source.act === article.act && source.article === article.article)
    .sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
  const best = legs[0]
  return {
    ...article,
    label: best?.label ?? null,
    edition: best?.edition ? carried(best.edition) : null,
    source: best?.source ?? null,
  }
}
