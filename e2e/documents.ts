/** The words of a DOCX and of a PDF as a reader would get them: independent of the code that wrote them. */
import { inflateRawSync, inflateSync } from 'node:zlib'

/** Files of a ZIP, read through its central directory (APPNOTE 4.3.12). */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(from, from + size)
    files.set(zip.toString('utf8', at + 46, at + 46 + name), method === 0 ? bytes : inflateRawSync(bytes))
    at += 46 + name + extra + comment
  }
  return files
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of the main part, a line a paragraph. */
export function docxText(docx: Buffer): string {
  const xml = unzip(docx).get('word/document.xml')?.toString('utf8') ?? ''
  return xml
    .replace(/<\/w:p>/g, '\n')
    .replace(/<w:tab\/>|<w:br\/>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '')
}

/** Text of all pages in drawing order, through the ToUnicode map of each font (ISO 32000-1, 9.10.3). */
export function pdfText(pdf: Buffer): string {
  const source = pdf.toString('latin1')
  const objects = new Map<string, string>()
  for (const [, id, body] of source.matchAll(/(\d+) 0 obj\n?([\s\S]*?)\nendobj/g)) objects.set(id!, body!)
  const streamOf = (body: string): string => {
    const [, dict = '', bytes = ''] = /^([\s\S]*?)stream\r?\n([\s\S]*?)\r?\nendstream/.exec(body) ?? []
    return dict.includes('FlateDecode') ? inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1') : bytes
  }
  const fonts = new Map<string, Map<string, string>>()
  for (const body of objects.values())
    for (const [, dict] of body.matchAll(/\/Font <<([\s\S]*?)>>/g))
      for (const [, name, id] of dict!.matchAll(/\/(\w+) (\d+) 0 R/g)) {
        const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!) ?? '')?.[1]
        if (map) fonts.set(name!, toUnicode(streamOf(objects.get(map) ?? '')))
      }
  let text = ''
  for (const body of objects.values()) {
    const content = /stream\r?\n/.test(body) ? streamOf(body) : ''
    if (!/\bBT\b/.test(content)) continue
    let font: Map<string, string> | undefined
    for (const [, name, show] of content.matchAll(/\/(\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g))
      if (name) font = fonts.get(name)
      else
        for (const [, hex] of show!.matchAll(/<([0-9a-f]+)>/gi))
          for (const glyph of hex!.match(/.{4}/g) ?? []) text += font?.get(glyph.toLowerCase()) ?? '\ufffd'
  }
  return text
}

function toUnicode(cmap: string): Map<string, string> {
  const map = new Map<string, string>()
  const letters = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex').swap16().toString('utf16le')
  for (const [, block] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from, , list] of block!.matchAll(/<(\w+)>\s*<(\w+)>\s*\[([^\]]*)\]/g))
      list!.match(/<[^>]*>/g)?.forEach((item, index) => {
        const glyph = (Number.parseInt(from!, 16) + index).toString(16).padStart(4, '0')
        map.set(glyph, letters(item.slice(1, -1)))
      })
  return map
}
