/**
 * Reads back the text of a PDF that pdfkit wrote: pages → content streams → glyphs → ToUnicode maps (ISO 32000-1, 9.10.3).
 * A small reader for tests only; it knows classic cross references, Flate and TJ with hexadecimal strings.
 */
import { inflateSync } from 'node:zlib'

export interface PdfText {
  /** Lines from top to bottom, page by page; page numbers and other artifacts are apart. */
  pages: string[][]
  artifacts: string[][]
  /** Marked content as it stands in the structure: tag of each piece, e.g. "P", "H1". */
  tags: string[]
  /** The catalogue and the information dictionary as they are written. */
  catalogue: string
  info: string
  /** All uncompressed text of the file, to look for traces. */
  raw: string
}

interface Objects {
  text: Map<number, string>
  stream: Map<number, string>
}

export function pdfText(bytes: Uint8Array): PdfText {
  const raw = Buffer.from(bytes).toString('latin1')
  const objects = readObjects(raw)
  const object = (id: number | undefined) => objects.text.get(id ?? -1) ?? ''
  const trailer = raw.slice(raw.lastIndexOf('trailer'))
  const catalogue = object(ref(trailer, 'Root'))
  const kids = /\/Kids\s*\[([^\]]*)\]/.exec(object(ref(catalogue, 'Pages')))?.[1] ?? ''
  const result: PdfText = {
    ...{ pages: [], artifacts: [], tags: [], catalogue },
    // pdfkit writes each text of the dictionary as an object of its own.
    info: object(ref(trailer, 'Info')).replace(/(\d+) 0 R/g, (_, id) => object(Number(id)).trim()),
    raw,
  }
  const maps = new Map<number, Map<string, string>>()
  for (const [, id] of kids.matchAll(/(\d+) 0 R/g)) {
    const page = object(Number(id))
    const resources = object(ref(page, 'Resources')) || page
    const fonts = new Map<string, Map<string, string>>()
    for (const [, name, font] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = ref(object(Number(font)), 'ToUnicode') ?? -1
      if (!maps.has(unicode)) maps.set(unicode, readMap(objects.stream.get(unicode) ?? ''))
      fonts.set(name!, maps.get(unicode)!)
    }
    readPage(objects.stream.get(ref(page, 'Contents') ?? -1) ?? '', fonts, result)
  }
  return result
}

const ref = (text: string, key: string): number | undefined => {
  const found = new RegExp(`/${key} (\\d+) 0 R`).exec(text)
  return found ? Number(found[1]) : undefined
}

function readObjects(raw: string): Objects {
  const objects: Objects = { text: new Map(), stream: new Map() }
  for (const match of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const id = Number(match[1])
    const start = match.index + match[0].length
    const end = raw.indexOf('endobj', start)
    const streamAt = raw.indexOf('stream\n', start)
    if (streamAt < 0 || streamAt > end) {
      objects.text.set(id, raw.slice(start, end))
      continue
    }
    const head = raw.slice(start, streamAt)
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
    const body = Buffer.from(raw.slice(streamAt + 7, streamAt + 7 + length), 'latin1')
    objects.text.set(id, head)
    objects.stream.set(id, (/FlateDecode/.test(head) ? inflateSync(body) : body).toString('latin1'))
  }
  return objects
}

/** bfrange with a list of values, and bfchar: glyph in four hexadecimal digits → text. */
function readMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>()
  const decode = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block] of cmap.matchAll(/beginbfrange\s([\s\S]*?)endbfrange/g))
    for (const [, from, , list] of block!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*\[([^\]]*)\]/gi)) {
      let glyph = Number.parseInt(from!, 16)
      for (const [, hex] of list!.matchAll(/<([0-9a-f\s]*)>/gi)) {
        map.set(glyph.toString(16).padStart(4, '0'), decode(hex!.replace(/\s/g, '')))
        glyph++
      }
    }
  for (const [, block] of cmap.matchAll(/beginbfchar\s([\s\S]*?)endbfchar/g))
    for (const [, glyph, hex] of block!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi))
      map.set(glyph!.toLowerCase().padStart(4, '0'), decode(hex!))
  return map
}

interface Row {
  y: number
  parts: { x: number; text: string }[]
}

function readPage(content: string, fonts: Map<string, Map<string, string>>, into: PdfText): void {
  const rows: Row[] = []
  const artifacts: string[] = []
  let font = new Map<string, string>()
  let place = { x: 0, y: 0 }
  let artifact = false
  const tokens =
    /\/(\w+)\s*(<<[^>]*>>)?\s*(BDC|BMC)|(EMC)|\/(F\d+) [\d.]+ Tf|1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm|\[([^\]]*)\] TJ/g
  for (const [, tag, , begins, ends, face, x, y, shown] of content.matchAll(tokens)) {
    if (begins) {
      artifact = tag === 'Artifact'
      if (!artifact) into.tags.push(tag!)
    } else if (ends) artifact = false
    else if (face) font = fonts.get(face) ?? new Map()
    else if (x !== undefined) place = { x: Number(x), y: Number(y) }
    else if (shown !== undefined) {
      let text = ''
      for (const [, hex] of shown.matchAll(/<([0-9a-f]*)>/gi))
        for (const glyph of hex!.toLowerCase().match(/.{4}/g) ?? []) text += font.get(glyph) ?? '\ufffd'
      if (artifact) {
        artifacts.push(text)
        continue
      }
      const row = rows.find((each) => Math.abs(each.y - place.y) < 2) ?? { y: place.y, parts: [] }
      if (row.parts.length === 0) rows.push(row)
      row.parts.push({ x: place.x, text })
    }
  }
  into.artifacts.push(artifacts)
  into.pages.push(rows.map(({ parts }) => parts.map(({ text }) => text).join('')))
}
