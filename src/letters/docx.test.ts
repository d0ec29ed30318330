import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDocx } from './docx.ts'
import { wordsOf } from './finish.ts'
import { bare, letter, story } from './letters.test-support.ts'
import { toText } from './text.ts'
import type { LetterModel } from './types.ts'
import { setZipTimes } from './zip-times.ts'

/** Files of a ZIP by its central directory (APPNOTE 6.3.10, 4.3.12). */
function unzipped(bytes: Uint8Array): Record<string, string> {
  const zip = Buffer.from(bytes)
  const end = zip.lastIndexOf('PK\u0005\u0006')
  const files: Record<string, string> = {}
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(from, from + zip.readUInt32LE(at + 20))
    if (!name.endsWith('/'))
      files[name] = (zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data)).toString('utf8')
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return files
}

const parts = async (model: LetterModel) => unzipped(await toDocx(model))

const unescaped = (xml: string) =>
  xml.replace(/&(lt|gt|amp|quot|apos|#x?[0-9a-f]+);/gi, (_, name: string) => {
    const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name]
    return named ?? String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace(/^#/, '')))
  })

/** Each paragraph's style, numbering and words; a tab and a break as the signs they stand for. */
function paragraphsOf(document: string) {
  return [...document.matchAll(/<w:p>([\s\S]*?)<\/w:p>|<w:p\/>/g)].map(([, inside = '']) => ({
    style: /<w:pStyle w:val="([^"]+)"/.exec(inside)?.[1] ?? null,
    numbered: /<w:numPr>/.test(inside),
    text: unescaped(
      [...inside.matchAll(/<w:t(?: [^>]*)?>([\s\S]*?)<\/w:t>|<w:(tab|br)\/>/g)]
        .map(([, text, sign]) => (sign === 'tab' ? '\t' : sign === 'br' ? '\n' : text))
        .join(''),
    ),
  }))
}

/** Well-formed as far as tags go: each opened one is closed in turn. */
function isBalanced(xml: string): boolean {
  const open: string[] = []
  for (const [, close, name, self] of xml
    .replace(/<\?[\s\S]*?\?>/g, '')
    .matchAll(/<(\/?)([\w:]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (self) continue
    if (!close) open.push(name!)
    else if (open.pop() !== name) return false
  }
  return open.length === 0
}

describe('DOCX', () => {
  test('holds the words of the letter, paragraph by paragraph, with real styles and numbering', async () => {
    for (const kind of ['koap-complaint', 'koap-restore', 'koap-objections', 'koap-interpreter']) {
      const model = letter(kind, story())
      const all = model.sections.flatMap(({ paragraphs }) => paragraphs)
      const written = paragraphsOf((await parts(model))['word/document.xml']!)
      expect(
        written.map(({ text }) => text),
        kind,
      ).toEqual(all.map(wordsOf))
      expect(written.map(({ style }) => style)).toEqual(all.map(({ style }) => `Letter-${style}`))
      expect(written.map(({ numbered }) => numbered)).toEqual(
        all.map(({ style }) => ['ground', 'request', 'attachment', 'item'].includes(style)),
      )
    }
  })

  test('the plain text is the same words with numbers', async () => {
    const model = letter('koap-complaint', story())
    const counters = new Map<string, number>()
    const spoken = paragraphsOf((await parts(model))['word/document.xml']!).map(({ style, text }) => {
      if (style === 'Letter-item') return `– ${text}`
      if (!['Letter-ground', 'Letter-request', 'Letter-attachment'].includes(style ?? '')) return text
      const number = (counters.get(style!) ?? 0) + 1
      counters.set(style!, number)
      return `${number}. ${text}`
    })
    expect(spoken.join('\n')).toBe(toText(model).trim().replace(/\n+/g, '\n'))
  })

  test('every part is well-formed, A4, Russian, margins 30, 15, 20, 20 mm, page numbers from the second page', async () => {
    const files = await parts(letter('koap-complaint', story()))
    for (const [name, xml] of Object.entries(files)) expect(isBalanced(xml), name).toBe(true)
    const document = files['word/document.xml']!
    expect(document).toMatch(/<w:pgSz (?=[^>]*w:w="11906")(?=[^>]*w:h="16838")/)
    expect(document).toMatch(
      /<w:pgMar (?=[^>]*w:left="1701")(?=[^>]*w:right="850")(?=[^>]*w:top="1134")(?=[^>]*w:bottom="1134")/,
    )
    expect(document).toContain('<w:titlePg/>')
    expect(files['word/styles.xml']).toContain('w:val="ru-RU"')
    expect(
      Object.keys(files)
        .filter((name) => name.startsWith('word/header'))
        .map((name) => files[name]!.includes('PAGE'))
        .sort(),
    ).toEqual([...[false, true]])
  })

  test('every relationship points to a part that is there', async () => {
    const files = await parts(letter('koap-complaint', story()))
    for (const [name, xml] of Object.entries(files).filter(([each]) => each.endsWith('.rels')))
      for (const [, target] of xml.matchAll(/Target="([^"]+)"/g)) {
        const home = name.replace(/_rels\/.*$/, '')
        expect(Object.keys(files), `${name} → ${target}`).toContain(
          target!.startsWith('/') ? target!.slice(1) : home + target,
        )
      }
  })

  test('names nobody: no author, no program, no hour', async () => {
    const files = await parts(letter('koap-complaint', story()))
    const core = files['docProps/core.xml']!
    expect(core).not.toMatch(/creator|lastModifiedBy|Un-named/)
    expect([...core.matchAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g)].map(([time]) => time)).toEqual([
      ...['2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'],
    ])
    for (const xml of Object.values(files)) expect(xml).not.toMatch(/Un-named|hamroh|docx\.js/i)
    expect(files['docProps/app.xml']).not.toMatch(/<(Application|Company|Manager)/)
  })

  test('the same letter gives the same bytes, at any hour', async () => {
    const model = letter('koap-complaint', story())
    const first = await toDocx(model)
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect(Buffer.compare(first, await toDocx(structuredClone(model)))).toBe(0)
  })

  test('a narrative of 100 kB', async () => {
    const narrative = 'Выражался нецензурной бранью & размахивал <руками>. '.repeat(2000).trim()
    const model = letter('koap-complaint', { ...story(), blanks: { narrative } })
    expect((await parts(model))['word/document.xml']).toContain('&amp; размахивал &lt;руками&gt;')
  })

  test('any text at all comes back as it was typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 120 }), async (own) => {
        const model = letter('koap-complaint', bare([], { 'facts.own': own }))
        const xml = (await parts(model))['word/document.xml']!
        expect(isBalanced(xml)).toBe(true)
        expect(paragraphsOf(xml).map(({ text }) => text)).toEqual(
          model.sections.flatMap(({ paragraphs }) => paragraphs).map(wordsOf),
        )
      }),
      { numRuns: 25 },
    )
  })

  test('what is no ZIP file is refused', () => {
    expect(() => setZipTimes(new Uint8Array(40), '2026-01-05')).toThrow(RangeError)
  })
})
