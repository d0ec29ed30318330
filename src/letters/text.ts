/** A letter as plain text: one line a paragraph, an empty line between. Also what DOCX and PDF are tested against. */
import { wordsOf } from './finish.ts'
import type { LetterModel, Paragraph } from './types.ts'

/** A paragraph with its number, as it is read aloud. */
export function paragraphText(paragraph: Paragraph): string {
  const words = wordsOf(paragraph)
  if (paragraph.style === 'item') return `– ${words}`
  return paragraph.number === null ? words : `${paragraph.number}. ${words}`
}

/** Ends with a line break. Tabs part what a page sets left and right. */
export function toText(model: LetterModel): string {
  const blocks: string[] = []
  for (const section of model.sections) {
    const lines = section.paragraphs.map(paragraphText)
    // Lines of an address belong together; so do title and subtitle.
    if (section.id === 'addressee' || section.id === 'title') blocks.push(lines.join('\n'))
    else blocks.push(...lines)
  }
  return `${blocks.join('\n\n')}\n`
}
