/** Every letter, composed from the findings of a whole case, in all three files; the copy for the family and the sheet for the post beside it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readFacts } from '../law/facts.ts'
import type { FlowId } from '../law/flow-ids.ts'
import { findings } from '../law/flows.ts'
import { checkRuling } from '../law/rulings.ts'
import { LANGUAGES } from '../law/types.ts'
import { toDocx } from '../letters/docx.ts'
import { toEnvelope } from '../letters/envelope.ts'
import { toExplanation } from '../letters/explanation.ts'
import { fonts, letter, pack, words } from '../letters/letters.test-support.ts'
import { type Fonts, toPdf } from '../letters/pdf.ts'
import { pdfText } from '../letters/pdf-text.test-support.ts'
import { STORIES, type Story } from '../letters/stories.cases.ts'
import { toText } from '../letters/text.ts'
import type { LetterInput } from '../letters/types.ts'
import { createTranslate } from '../ui/messages.ts'

const root = join(import.meta.dirname, '..', '..')
const built = (name: string) => JSON.parse(readFileSync(join(root, 'build', 'content', name), 'utf8'))
const TODAY = '2026-11-22'

function inputOf({ flow: id, facts, blanks }: Story): LetterInput {
  if (id === null) return { facts: {}, findings: [], blanks, today: TODAY }
  const packs = { flow: built(`law-${id}.json`), clocks: built('law-clocks.json') }
  const read = readFacts(packs.flow, facts, { clocks: packs.clocks, today: TODAY })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const check = id === 'rulings' ? checkRuling(packs, read.facts, TODAY) : findings(packs, read.facts, TODAY)
  return {
    ...{ facts: read.facts, findings: check.findings, blanks, today: TODAY },
    deadlines: Object.fromEntries(check.deadlines.map((deadline) => [deadline.rule, deadline])),
  }
}

const wordsIn = (lang: (typeof LANGUAGES)[number], flow: FlowId | null) =>
  createTranslate(
    lang,
    ...['letters', ...(flow ? [flow] : [])].map((area) => built(`messages-${area}-${lang}.json`)),
  )

const flat = (bytes: Uint8Array) => words(pdfText(bytes).pages.flat().join(' '))

let faces: Fonts
beforeAll(async () => {
  faces = await fonts()
})

test('there is a story for every letter but the four first ones, which have tests of their own', () => {
  const first = ['koap-complaint', 'koap-interpreter', 'koap-objections', 'koap-restore']
  expect([...STORIES.map(({ kind }) => kind), ...first].sort()).toEqual(Object.keys(pack.letters).sort())
})

describe.each(STORIES)('$kind', (story) => {
  const input = inputOf(story)
  const model = letter(story.kind, input)
  const text = toText(model).replaceAll('\u00a0', ' ')

  test('says what applies and nothing else', () => {
    for (const said of story.says) expect(text).toContain(said)
    for (const never of story.never ?? []) expect(text).not.toContain(never)
    expect(text).not.toMatch(/undefined|\[object|\{|\}/)
    // Every letter of ours asks to be read against the edition in force.
    if (/ст\. \d/.test(text)) expect(model.checks).toBeGreaterThan(0)
  })

  test('PDF and DOCX carry the same words, on at most four pages', async () => {
    const { bytes, pages, missing } = await toPdf(model, faces)
    expect(flat(bytes)).toBe(words(text))
    expect(missing).toEqual([])
    expect(pages).toBeLessThanOrEqual(4)
    const docx = await toDocx(model)
    expect(Buffer.from(docx.subarray(0, 2)).toString()).toBe('PK')
    expect(docx.length).toBeLessThan(60_000)
  })

  test('with nothing filled in it is a form with lines, and asserts no ground', () => {
    const bare = letter(story.kind, { facts: {}, findings: [], blanks: {}, today: TODAY })
    expect(bare.used).toEqual([])
    expect(
      bare.sections
        .find(({ id }) => id === 'grounds')
        ?.paragraphs.filter(({ style }) => style === 'ground') ?? [],
    ).toEqual([])
    expect(toText(bare)).toMatch(/_{5}/)
  })

  test.each(LANGUAGES)(
    'the copy in %s says that it is not filed, and shows what was written',
    async (lang) => {
      const t = wordsIn(lang, story.flow)
      const copy = toExplanation(pack, pack.letters[story.kind]!, input, model, t)
      const said = toText(copy)
      expect(said.split('\n')[1]).toBe(t('letter.explain.not-filed'))
      expect(said).toContain(t.dynamic(`letter.kind.${story.kind}.asks`))
      expect(said).toContain('Вымышлензода Мадина Рустамовна')
      expect(said).not.toMatch(/letter\.|\{|undefined/)
      expect((await toPdf(copy, faces)).missing).toEqual([])
    },
  )

  test('the sheet for the post lists the letter and each attachment', () => {
    const sheet = toEnvelope(model)
    const attached =
      model.sections
        .find(({ id }) => id === 'attachments')
        ?.paragraphs.filter(({ style }) => style === 'attachment') ?? []
    const listed = sheet.sections.flatMap(({ paragraphs }) =>
      paragraphs.filter(({ style }) => style === 'attachment'),
    )
    expect(listed).toHaveLength(attached.length + 1)
    expect(toText(sheet)).toContain(`Всего предметов: ${attached.length + 1}.`)
    expect(toText(sheet)).toContain('От кого:')
  })
})

test('a narrative of 100 kB and one in mixed scripts come through whole', async () => {
  const story = STORIES.find(({ kind }) => kind === 'violence-report')!
  const long = 'Ударили и потребовали деньги. '.repeat(1900)
  const model = letter(story.kind, inputOf({ ...story, blanks: { ...story.blanks, 'violence.what': long } }))
  const { bytes, pages } = await toPdf(model, faces)
  expect(pages).toBeGreaterThan(10)
  expect(flat(bytes).match(/Ударили/g)).toHaveLength(1900)
  const mixed = letter(
    story.kind,
    inputOf({ ...story, blanks: { ...story.blanks, 'violence.what': 'Oʻlim, қўрқув, күч, Wörter 漢字' } }),
  )
  expect(toText(mixed)).toContain('Oʻlim, қўрқув, күч, Wörter 漢字')
  // What the fonts of the PDF do not have is told, not swallowed.
  expect((await toPdf(mixed, faces)).missing).toEqual(['漢', '字'])
})
