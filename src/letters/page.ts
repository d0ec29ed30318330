/** How a letter looks on paper. One table for PDF and DOCX, so that both faces of a letter agree. Lengths in points. */
import { wordsOf } from './finish.ts'
import type { LetterModel, Paragraph, Run, SectionId, Style } from './types.ts'

export const mm = (millimetres: number): number => (millimetres * 72) / 25.4

/** A4; the wide margin on the left is for the binding of the case file. */
export const PAGE = {
  width: mm(210),
  height: mm(297),
  left: mm(30),
  right: mm(15),
  top: mm(20),
  bottom: mm(20),
  /** Baseline of the page number below the upper edge. */
  number: mm(12),
} as const

export const SIZE = 12
/** 1.15 of the line that Times New Roman and Tinos ask for (ascent .891, descent .216, gap .042 of the size). */
export const LINE = SIZE * 1.149 * 1.15

export interface Look {
  align: 'left' | 'center' | 'justify'
  bold: boolean
  /** From the left margin. */
  left: number
  /** Of the first line, beyond `left`. */
  indent: number
  before: number
  after: number
}

const INDENT = mm(12.5)
const plain: Look = { align: 'justify', bold: false, left: 0, indent: INDENT, before: 0, after: 0 }

const LOOKS: Record<Style, Look> = {
  addressee: { ...plain, align: 'left', left: mm(80), indent: 0 },
  'addressee-label': { ...plain, align: 'left', bold: true, left: mm(80), indent: 0, before: 6 },
  title: { ...plain, align: 'center', bold: true, indent: 0, before: 26 },
  subtitle: { ...plain, align: 'center', bold: true, indent: 0, after: 12 },
  body: plain,
  heading: { ...plain, align: 'center', bold: true, indent: 0, before: 6, after: 6 },
  ground: { ...plain, before: 6 },
  more: plain,
  item: plain,
  request: plain,
  attachment: plain,
  closing: { ...plain, align: 'left', indent: 0, before: 30 },
}

/** Room above the first paragraph of a section, on top of what its style asks for. */
const SECTION_BEFORE: Partial<Record<SectionId, number>> = {
  grounds: 6,
  context: 6,
  request: 12,
  attachments: 12,
}

/** A paragraph as it is set: the number and its dash are words of it. */
export interface Setting {
  id: string
  style: Style
  look: Look
  /** Stands on the same page as the first lines of the next one. */
  keepNext: boolean
  /** "1. " or "– ", or nothing. */
  label: string
  runs: Run[]
}

/** The whole letter in reading order. */
export function settingsOf(model: LetterModel): Setting[] {
  const all = model.sections.flatMap((section) =>
    section.paragraphs.map((paragraph, index) => ({ section: section.id, paragraph, first: index === 0 })),
  )
  return all.map(({ section, paragraph, first }, index) => {
    const look = LOOKS[paragraph.style]
    const before = first && index > 0 ? Math.max(look.before, SECTION_BEFORE[section] ?? 0) : look.before
    return {
      id: paragraph.id,
      style: paragraph.style,
      look: { ...look, before },
      keepNext: keepsNext(paragraph, section, all[index + 1]),
      label: paragraph.style === 'item' ? '– ' : paragraph.number === null ? '' : `${paragraph.number}. `,
      runs: paragraph.runs,
    }
  })
}

function keepsNext(
  paragraph: Paragraph,
  section: SectionId,
  next: { section: SectionId; paragraph: Paragraph } | undefined,
): boolean {
  if (!next) return false
  // A signature never stands alone on a page.
  if (next.paragraph.style === 'closing') return true
  if (['title', 'subtitle', 'heading', 'addressee-label'].includes(paragraph.style)) return true
  if (next.section !== section) return false
  if (paragraph.style === 'body' && next.paragraph.style !== 'body') return true
  return wordsOf(paragraph).trimEnd().endsWith(':')
}

export type Face = 'regular' | 'bold' | 'italic'

/** What was not filled or not checked is told apart by its face, so that it is seen on paper, too. */
export function faceOf(run: Run, look: Look): Face {
  if (look.bold || run.bold || run.kind === 'check') return 'bold'
  return run.kind === 'hint' ? 'italic' : 'regular'
}
