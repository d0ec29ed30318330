/** The last hand on a model: numbers, the signs that close the members of a list, the count of open marks. Idempotent. */
import type { LetterModel, Paragraph, Run, Style } from './types.ts'

/** Styles that are counted, each from 1 in its section. */
const NUMBERED: readonly Style[] = ['ground', 'request', 'attachment']
/** Styles whose members end with ; and the last with a full stop. */
const LISTED: readonly Style[] = ['item', 'request', 'attachment']

const MARK = /\[проверить:[^\]]*\]/g

/** The words of a paragraph without its number. */
export const wordsOf = (paragraph: Paragraph): string => paragraph.runs.map((run) => run.text).join('')

/** Open marks «[проверить: …]» in a text. */
export const marksIn = (text: string): number => text.match(MARK)?.length ?? 0

export function finish(model: LetterModel): LetterModel {
  let checks = 0
  const sections = model.sections.map((section) => {
    const counts = new Map<Style, number>()
    const paragraphs = section.paragraphs.map((paragraph, index): Paragraph => {
      let number: number | null = null
      if (NUMBERED.includes(paragraph.style)) {
        number = (counts.get(paragraph.style) ?? 0) + 1
        counts.set(paragraph.style, number)
      }
      const next = section.paragraphs[index + 1]
      const runs = LISTED.includes(paragraph.style)
        ? closed(paragraph.runs, next?.style === paragraph.style ? ';' : '.')
        : paragraph.runs
      checks += marksIn(runs.map((run) => run.text).join(''))
      return { ...paragraph, number, runs }
    })
    return { ...section, paragraphs }
  })
  return { ...model, sections, checks }
}

/** Ends a member of a list with one sign; a sign that the words already have is taken off first. */
function closed(runs: Run[], sign: ';' | '.'): Run[] {
  const open = runs.filter((run) => run.kind !== 'stop')
  const last = open.at(-1)
  if (!last) return open
  const text = last.text.replace(/[\s;,.]+$/u, '')
  // «… 2025 г.» keeps its own full stop before a semicolon and lends it at the end.
  const abbreviated = /(?<!\p{L})(?:г|т\. ?д|др)\.$/u.test(last.text.trimEnd())
  const kept = abbreviated ? last.text.trimEnd() : text
  if (kept === '' && open.length === 1) return open
  const stop: Run[] = abbreviated && sign === '.' ? [] : [{ text: sign, kind: 'stop' }]
  return [...open.slice(0, -1), { ...last, text: kept }, ...stop]
}
