/** The compiled content, cut fonts and the cases that tests of letters share. All people and places are made up. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileLetters } from '../../tools/content/letters.ts'
import { cutFace } from '../../tools/fonts.ts'
import { readFacts } from '../law/facts.ts'
import { checkRuling } from '../law/rulings.ts'
import type { ClockPack, Finding, FlowPack } from '../law/types.ts'
import { composeLetter } from './compose.ts'
import type { Fonts } from './pdf.ts'
import { paragraphText } from './text.ts'
import type { BlankValue, LetterInput, LetterModel, LettersPack, SectionId } from './types.ts'

const root = join(import.meta.dirname, '..', '..')
const built = (name: string) => JSON.parse(readFileSync(join(root, 'build', 'content', name), 'utf8'))

const compiled = compileLetters(join(root, 'content'))
if (compiled.problems.length > 0) throw new Error(JSON.stringify(compiled.problems))
export const pack: LettersPack = compiled.pack

export const TODAY = '2026-01-05'

/** The input of a letter for facts as `hamroh law ruling` reads them. */
export function inputOf(facts: unknown, blanks: Record<string, BlankValue>, today = TODAY): LetterInput {
  const flow = built('law-rulings.json') as FlowPack
  const clocks = built('law-clocks.json') as ClockPack
  const read = readFacts(flow, facts, { clocks, today })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const check = checkRuling({ flow, clocks }, read.facts, today)
  return {
    facts: read.facts,
    findings: check.findings,
    deadlines: Object.fromEntries(check.deadlines.map((deadline) => [deadline.rule, deadline])),
    blanks,
    today,
  }
}

/** docs/formats/examples/letter.json: a ruling under 20.1 with stock phrases, no witness, no interpreter. */
export const example: { facts: unknown; blanks: Record<string, BlankValue> } = JSON.parse(
  readFileSync(join(root, 'docs', 'formats', 'examples', 'letter.json'), 'utf8'),
)
export const story = (): LetterInput => inputOf(example.facts, example.blanks)

export function letter(kind: string, input: LetterInput): LetterModel {
  const model = composeLetter(pack, kind, input)
  if ('problems' in model) throw new Error(JSON.stringify(model.problems))
  return model
}

export const found = (id: string): Finding => ({
  ...{ id, status: 'found', kind: 'defect', severity: 'substantial', priority: 1, about: 'protocol' },
  ...{ because: [], wouldChange: [], params: {}, sources: [], disputes: [], cautions: [] },
  ...{ lastChecked: '2026-01-01', next: null, softened: false, letter: null },
})

export const bare = (findings: Finding[] = [], blanks: Record<string, BlankValue> = {}): LetterInput => ({
  ...{ facts: {}, findings, blanks, today: TODAY },
})

/** Paragraphs of a section as they are read, no-break spaces as spaces. */
export const linesOf = (model: LetterModel, section: SectionId): string[] =>
  (model.sections.find(({ id }) => id === section)?.paragraphs ?? []).map((paragraph) =>
    paragraphText(paragraph).replaceAll('\u00a0', ' '),
  )

/** Ids of the grounds in order, e.g. "merits-20-1". */
export const groundsOf = (model: LetterModel): string[] =>
  (model.sections.find(({ id }) => id === 'grounds')?.paragraphs ?? [])
    .filter(({ style }) => style === 'ground')
    .map(({ id }) => id.replace(/^grounds\./, '').replace(/\.\d+$/, ''))

export async function fonts(): Promise<Fonts> {
  return { regular: await cutFace('regular'), bold: await cutFace('bold'), italic: await cutFace('italic') }
}

/** One space for all white space: what must not differ between the faces of a letter are the words. */
export const words = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim()
