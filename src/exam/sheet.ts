/**
 * A practice paper as plain data for printing: the child's pages, the key, the marking sheet. Texts of the interface are
 * message ids; Russian texts are part of what is tested. The title is that of a practice sheet: nothing here may look like
 * an official form, a certificate or a result.
 */
import { choices } from './generate.ts'
import type { Paper } from './paper.ts'
import type { ExamText, Tables } from './tables.ts'
import type { Item, Section } from './types.ts'

export interface SheetTask {
  number: number
  /** Message id. */
  instruction: string
  stem: string
  /** To be read by the child; a text to be heard stands only in the script. */
  text?: { title: string; text: string }
  /** Answers to choose from, or pieces to order; empty = lines to write on. */
  options: string[]
  points: number
}

export interface SheetPart {
  id: string
  section: Section
  known: 'found' | 'own'
  tasks: SheetTask[]
}

export interface Sheet {
  title: 'exam.paper.title'
  /** Message ids that must be printed on every page: practice only, unsigned, parts made up by us. */
  notices: string[]
  grade: number
  seed: string
  minutes: number
  parts: SheetPart[]
  /** For the grown-up: what to read aloud. */
  script: { number: number; title: string; text: string }[]
  key: {
    number: number
    answers: string[]
    ideas: { id: string; text: string }[]
    points: number
    note: string | null
  }[]
  /** Rows to fill in by hand; both readings of the line below them. */
  marking: {
    rows: { number: number; of: number }[]
    lines: { counts: 'points' | 'tasks'; line: number; of: number }[]
  }
}

/** Everything that is printed of a paper. Throws RangeError when the paper is of another band than the tables. */
export function sheetOf(paper: Paper, tables: Tables): Sheet {
  if (paper.band !== tables.band)
    throw new RangeError(`sheet: a paper of band ${paper.band} needs its tables, not ${tables.band}`)
  const numbered = new Map<string, number>()
  for (const part of paper.parts) for (const item of part.items) numbered.set(item.id, numbered.size + 1)
  const number = (item: Item) => numbered.get(item.id)!
  const items = paper.parts.flatMap((part) => part.items)
  const textOf = (item: Item): ExamText | undefined => tables.texts.find(({ id }) => id === item.text)
  const { pass, of } = paper.line
  const line = (whole: number) => Math.ceil((whole * pass) / of)
  return {
    title: paper.title,
    notices: [
      'exam.paper.practice',
      ...(paper.review === 'unsigned' ? ['exam.paper.unsigned'] : []),
      ...(paper.parts.some(({ known }) => known === 'own') ? ['exam.paper.own-parts'] : []),
    ],
    grade: paper.grade,
    seed: paper.seed,
    minutes: paper.minutes,
    parts: paper.parts.map((part) => ({
      id: part.id,
      section: part.section,
      known: part.known,
      tasks: part.items.map((item) => taskOf(item, number(item), textOf(item))),
    })),
    script: items.flatMap((item) => {
      const text = textOf(item)
      if (text?.kind === 'listening') return [{ number: number(item), title: text.title, text: text.text }]
      return isDictated(item) ? [{ number: number(item), title: '', text: item.accepted[0]! }] : []
    }),
    key: items.map((item) => ({
      number: number(item),
      answers: item.accepted.map((each) => each.replaceAll('|', ' · ')),
      ideas: item.ideas ?? [],
      points: item.points,
      note: item.note ?? null,
    })),
    marking: {
      rows: items.map((item) => ({ number: number(item), of: item.points })),
      lines: [
        { counts: 'points', line: line(paper.points), of: paper.points },
        { counts: 'tasks', line: line(items.length), of: items.length },
      ],
    },
  }
}

/** What the child writes down by ear must not stand on the child's page. */
export const isDictated = (item: Item): boolean => item.template.startsWith('writing.dictation')

function taskOf(item: Item, number: number, text: ExamText | undefined): SheetTask {
  return {
    number,
    instruction: item.instruction,
    stem: isDictated(item) ? '' : item.stem,
    ...(text && text.kind === 'reading' ? { text: { title: text.title, text: text.text } } : {}),
    options: item.pieces ?? (item.mode === 'choose' || item.mode === 'mark-stress' ? choices(item) : []),
    points: item.points,
  }
}
