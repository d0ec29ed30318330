/**
 * A letter as a tagged PDF: A4, Tinos, justified lines, page numbers from the second page. Runs in Node and in a browser:
 * fonts come in as bytes. Same model and fonts, same bytes: no clock, no author, no name of a program.
 */
import PDFDocument from 'pdfkit'
import { breakLines, type Fragment, type Line, type Measured, remember } from './lines.ts'
import { type Face, faceOf, LINE, PAGE, type Setting, SIZE, settingsOf } from './page.ts'
import { addFont, type ReadFont } from './pdf-font.ts'
import type { LetterModel } from './types.ts'

/** TrueType bytes, as tools/fonts.ts cuts them. */
export type Fonts = Record<Face, Uint8Array>

export interface PdfLetter {
  bytes: Uint8Array
  pages: number
  /** Signs that the fonts do not have: they print as empty boxes, so the sheet must say so. */
  missing: string[]
}

type Pdf = PDFKit.PDFDocument
const WIDTH = PAGE.width - PAGE.left - PAGE.right
/** A space grows by at most this many spaces. */
const MOST_SPACE = 3
const FLOOR = PAGE.height - PAGE.bottom

/** @throws when the fonts cannot be read; never because of the letter's words. */
export async function toPdf(model: LetterModel, fonts: Fonts): Promise<PdfLetter> {
  const day = new Date(`${model.date}T00:00:00Z`)
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    autoFirstPage: false,
    ...{ pdfVersion: '1.7', tagged: true, displayTitle: true, lang: model.lang ?? 'ru-RU' },
    info: { Title: model.name, Producer: '', Creator: '', CreationDate: day, ModDate: day },
    // No default font: a standard one would have to be bundled, and one of ours would be read again at every use.
    font: null as unknown as string,
  })
  const chunks: Uint8Array[] = []
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  const [regular] = (['regular', 'bold', 'italic'] as const).map((face) => addFont(doc, face, fonts[face]))
  doc.fontSize(SIZE)
  const pages = write(doc, settingsOf(model))
  const missing = missingSigns(regular!, model)
  doc.end()
  await ended
  return { bytes: joined(chunks), pages, missing }
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

function missingSigns(font: ReadFont, model: LetterModel): string[] {
  const signs = new Set(
    model.sections.flatMap((section) =>
      section.paragraphs.flatMap((paragraph) => paragraph.runs.flatMap((run) => [...run.text])),
    ),
  )
  return [...signs].filter((sign) => !/\s/u.test(sign) && !font.hasGlyphForCodePoint(sign.codePointAt(0)!))
}

// ── setting ──────────────────────────────────────────────────────────────────────────────────────────────

interface Placed {
  setting: Setting
  lines: Line[]
  /** Set at the right edge of the last line (date left, signature right). */
  aside: Line[]
}

function write(doc: Pdf, settings: Setting[]): number {
  const measured = remember((text, face) => doc.font(face).widthOfString(text))
  const placed = settings.map((setting) => lay(setting, measured))
  const root = doc.struct('Document')
  doc.addStructure(root)
  let pages = 0
  let y = PAGE.top
  const turn = () => {
    doc.addPage()
    pages++
    y = PAGE.top
    if (pages > 1) pageNumber(doc, pages)
  }
  turn()
  placed.forEach((each, index) => {
    const top = y === PAGE.top ? 0 : each.setting.look.before
    if (y > PAGE.top && y + top + needed(placed, index) > FLOOR + 0.01) turn()
    else y += top
    const element = doc.struct(tagOf(each.setting))
    root.add(element)
    let from = 0
    const rows = rowsOf(each)
    while (from < rows) {
      let count = Math.min(rows - from, Math.floor((FLOOR - y + 0.01) / LINE))
      // No widow: at least two lines go over, unless they are all.
      if (count < rows - from && rows - from - count < 2) count = Math.max(count - 1, 1)
      element.add(doc.markStructureContent(tagOf(each.setting)))
      for (let row = from; row < from + count; row++) {
        drawRow(doc, each, row, y, measured)
        y += LINE
      }
      doc.endMarkedContent()
      from += count
      if (from < rows) turn()
    }
    element.end()
    y += each.setting.look.after
  })
  root.end()
  return pages
}

/** Height that must still be free for paragraph `index` to begin on this page. */
function needed(placed: Placed[], index: number): number {
  const each = placed[index]!
  const rows = rowsOf(each)
  const next = placed[index + 1]
  if (each.setting.keepNext && next && rows <= 12)
    return rows * LINE + each.setting.look.after + next.setting.look.before + needed(placed, index + 1)
  // No orphan: two lines at least; three stay together, or one would be left alone.
  return Math.min(rows, rows === 3 ? 3 : 2) * LINE
}

const rowsOf = ({ lines, aside }: Placed): number =>
  lines.length + Math.max(0, aside.length - 1) + apart(lines, aside)

/** 1 when what is set right does not fit beside the last line of the left. */
function apart(lines: Line[], aside: Line[]): 0 | 1 {
  const first = aside[0]
  return first && (lines.at(-1)?.width ?? 0) + first.width + 18 > WIDTH ? 1 : 0
}

const tagOf = ({ style }: Setting): string =>
  style === 'title' ? 'H1' : style === 'subtitle' || style === 'heading' ? 'H2' : 'P'

function lay(setting: Setting, measured: Measured): Placed {
  const { look } = setting
  const fragments: Fragment[] = [
    ...(setting.label
      ? [
          {
            text: setting.label.replace(/ $/, '\u00a0'),
            face: look.bold ? ('bold' as const) : ('regular' as const),
          },
        ]
      : []),
    ...setting.runs.map((run) => ({ text: run.text, face: faceOf(run, look) })),
  ]
  const width = WIDTH - look.left
  if (setting.style !== 'closing')
    return { setting, lines: breakLines(fragments, width, look.indent, measured), aside: [] }
  const [left, right] = atTab(fragments)
  return {
    setting,
    lines: breakLines(left, width, 0, measured),
    aside: right.length > 0 ? breakLines(right, width, 0, measured) : [],
  }
}

/** What stands before and after the first tab. */
function atTab(fragments: Fragment[]): [Fragment[], Fragment[]] {
  const index = fragments.findIndex(({ text }) => text.includes('\t'))
  if (index < 0) return [fragments, []]
  const { text, face } = fragments[index]!
  const cut = text.indexOf('\t')
  return [
    [...fragments.slice(0, index), { text: text.slice(0, cut), face }],
    [{ text: text.slice(cut + 1), face }, ...fragments.slice(index + 1)],
  ]
}

// ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

function drawRow(doc: Pdf, placed: Placed, row: number, y: number, measured: Measured): void {
  const { lines, aside, setting } = placed
  const line = lines[row]
  const first = row === 0
  const beside = aside[row - lines.length + 1 - apart(lines, aside)]
  if (line) drawLine(doc, line, { look: setting.look, first, goesOn: beside !== undefined }, y, measured)
  if (beside) draw(doc, beside, PAGE.width - PAGE.right - beside.width, y, measured.space)
}

function drawLine(
  doc: Pdf,
  line: Line,
  { look, first, goesOn }: { look: Setting['look']; first: boolean; goesOn: boolean },
  y: number,
  measured: Measured,
): void {
  const indent = first ? look.indent : 0
  const room = WIDTH - look.left - indent
  let x = PAGE.left + look.left + indent
  let space = measured.space
  if (look.align === 'center') x += Math.max(0, (room - line.width) / 2)
  if (look.align === 'justify' && !line.ends && line.words.length > 1) {
    const more = Math.max(0, (room - line.width) / (line.words.length - 1))
    // A line before a very long word would be torn apart; it stays as it is.
    if (more <= MOST_SPACE * measured.space) space += more
  }
  draw(doc, line, x, y, space, goesOn)
}

/** Word by word at its own place; each but the last carries its space, so that the text can be copied and searched. */
function draw(doc: Pdf, line: Line, x: number, y: number, space: number, goesOn = false): void {
  line.words.forEach((word, index) => {
    let at = x
    word.fragments.forEach(({ text, face }, part) => {
      const closes = part === word.fragments.length - 1 && (goesOn || index < line.words.length - 1)
      doc.font(face).text(closes ? `${text} ` : text, at, y, { lineBreak: false })
      at = doc.x - (closes ? doc.widthOfString(' ') : 0)
    })
    x += word.width + space
  })
}

function pageNumber(doc: Pdf, page: number): void {
  doc.markContent('Artifact', { type: 'Pagination' })
  doc.font('regular')
  const text = String(page)
  doc.text(text, PAGE.left + (WIDTH - doc.widthOfString(text)) / 2, PAGE.number - SIZE, { lineBreak: false })
  doc.endMarkedContent()
}
