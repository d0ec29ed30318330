/** A paragraph of the letter as the preview needs it. */
import type { Paragraph, Run } from '../letters/types.ts'

const BETWEEN = /\s*\|\|\s*/

/** Date left and signature right are parted by `||`; null for any other paragraph. */
export function halves(paragraph: Paragraph): [Run[], Run[]] | null {
  const at = paragraph.runs.findIndex(({ text }) => BETWEEN.test(text))
  const run = paragraph.runs[at]
  if (paragraph.style !== 'closing' || !run) return null
  const [before = '', after = ''] = run.text.split(BETWEEN)
  const part = (text: string): Run[] => (text === '' ? [] : [{ ...run, text }])
  return [
    [...paragraph.runs.slice(0, at), ...part(before)],
    [...part(after), ...paragraph.runs.slice(at + 1)],
  ]
}
