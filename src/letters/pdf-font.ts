/**
 * Fonts of a PDF whose text can be copied as it was typed. Tinos draws Latin "a" and Cyrillic "а", a space and a no-break
 * space with one glyph each, and pdfkit lets a glyph mean only the sign it stood for first: an e-mail address would be
 * copied with Cyrillic letters. Here each pair of glyph and sign has its own number, and so its own line in ToUnicode
 * (ISO 32000-1, 9.10.3). Signs that the font lacks are drawn as an empty box that is still copied right.
 */
import type { Face } from './page.ts'

type Pdf = PDFKit.PDFDocument

interface Glyph {
  id: number
  advanceWidth: number
}

/** What pdfkit 0.20 keeps of a font; its types do not tell. */
interface EmbeddedFont {
  font: ReadFont
  subset: { glyphs: number[] }
  scale: number
  widths: number[]
  unicode: number[][]
  layout(text: string, features?: unknown): { glyphs: Glyph[]; positions: unknown[] }
  encode(text: string, features?: unknown): [string[], unknown[]]
}

export interface ReadFont {
  hasGlyphForCodePoint(code: number): boolean
}

const embedded = (doc: Pdf) => (doc as unknown as { _font: EmbeddedFont })._font

/** Fonts that were read already, by their bytes: reading them takes longer than a page. */
const read = new WeakMap<Uint8Array, ReadFont>()

/** Makes `bytes` known to the document as `face`. @throws when they are no font */
export function addFont(doc: Pdf, face: Face, bytes: Uint8Array): ReadFont {
  doc.registerFont(face, (read.get(bytes) ?? bytes) as unknown as ArrayBuffer)
  doc.font(face)
  const font = embedded(doc)
  read.set(bytes, font.font)
  tellApart(font)
  return font.font
}

/** Written from right to left: glyphs come in another order than signs. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

function tellApart(font: EmbeddedFont): void {
  const numbers = new Map<string, number>()
  const plain = font.encode.bind(font)
  font.encode = (text, features) => {
    const { glyphs, positions } = font.layout(text, features)
    const signs = [...text]
    if (glyphs.length !== signs.length || RIGHT_TO_LEFT.test(text)) return plain(text, features)
    const encoded = glyphs.map((glyph, index) => {
      const sign = signs[index]!
      const key = `${glyph.id} ${sign}`
      let number = numbers.get(key)
      if (number === undefined) {
        number = font.subset.glyphs.push(glyph.id) - 1
        numbers.set(key, number)
        font.widths[number] = glyph.advanceWidth * font.scale
        font.unicode[number] = [sign.codePointAt(0)!]
      }
      return number.toString(16).padStart(4, '0')
    })
    return [encoded, positions]
  }
}
