/** content/exam as it ships: sizes, goals, and what the build says to a teacher's slips (docs/formats/exam.md). */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../src/exam/generate.ts'
import { type CompiledPack, type CompiledTexts, openPack } from '../../src/exam/tables.ts'
import { BANDS } from '../../src/exam/types.ts'
import { compileExam } from './exam.ts'
import { adjectiveForms, oddNounForms, verbFaults } from './exam-forms.ts'
import { compileMessages, type Messages } from './messages.ts'
import { createReport, problemLine } from './report.ts'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'hamroh-exam-'))
const content = join(home, 'content')
const doc = readFileSync(join(root, 'docs', 'formats', 'exam.md'), 'utf8')
const example = (name: string): string =>
  new RegExp(`<!-- example: ${name} -->\n\`\`\`[a-z]*\n([\\s\\S]*?)\`\`\`\n`).exec(doc)![1]!

let messages: Messages
beforeAll(() => {
  messages = compileMessages(join(root, 'content'))
}, 60_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Compiles the real tables with some files changed; all problems as the terminal shows them. */
function compiled(changes: Record<string, (text: string) => string> = {}) {
  rmSync(content, { recursive: true, force: true })
  cpSync(join(root, 'content', 'exam'), join(content, 'exam'), { recursive: true })
  for (const [name, change] of Object.entries(changes)) {
    const path = join(content, 'exam', name)
    const before = readFileSync(path, 'utf8')
    const after = change(before)
    expect(after).not.toBe(before)
    writeFileSync(path, after)
  }
  const report = createReport()
  const files = compileExam(content, messages, report)
  return { files, said: report.problems.map(problemLine) }
}

const firstOf = (key: string, line: string) => (text: string) => text.replace(`${key}:\n`, `${key}:\n${line}`)

describe('as shipped', () => {
  test('every file of a band is at most 25,000 bytes in brotli; the goals of the tables are kept', () => {
    const { files, said } = compiled()
    expect(said).toEqual([])
    for (const band of BANDS)
      for (const name of [`exam-${band}.json`, `exam-texts-${band}.json`])
        expect([name, brotliCompressSync(files.get(name)!).length <= 25_000]).toEqual([name, true])
    const pack: CompiledPack = JSON.parse(files.get('exam-10-11.json')!)
    const count = ({ words }: { words: string }) => words.split(';').length
    expect(count(pack.nouns) + count(pack.adjectives) + count(pack.verbs)).toBeGreaterThanOrEqual(600)
    const scored = new Set(
      BANDS.flatMap((band) => (JSON.parse(files.get(`exam-${band}.json`)!) as CompiledPack).stress).flatMap(
        ({ id, scored }) => (scored ? id : []),
      ),
    )
    expect(scored.size).toBeGreaterThanOrEqual(120)
  })
})

describe('the worked example', () => {
  test('a word and a line that uses it give items', () => {
    const { files, said } = compiled({
      'lemmas/nouns.yaml': firstOf('nouns', example('word')),
      'government.yaml': firstOf('government', example('line')),
    })
    expect(said).toEqual([])
    const pack: CompiledPack = JSON.parse(files.get('exam-2.json')!)
    const texts: CompiledTexts = JSON.parse(files.get('exam-texts-2.json')!)
    const only = { ...pack, government: pack.government.filter(({ id }) => id === 'sidet-na') }
    const keys = new Set(
      Array.from({ length: 30 }, (_, seed) =>
        generate('government.choose', openPack(only, texts), `${seed}`),
      ).map(({ accepted }) => accepted[0]),
    )
    expect(keys).toEqual(new Set(['на скамейке', 'на диване']))
  })

  test('a wrong form is told as the document says', () => {
    const { said } = compiled({
      'lemmas/nouns.yaml': firstOf('nouns', example('word').replace('скамеек', 'скамейков')),
    })
    expect(`${said.join('\n')}\n`).toBe(example('slip'))
  })

  test('a wrong answer that is right is told as the document says', () => {
    const { said } = compiled({
      'lemmas/nouns.yaml': firstOf('nouns', example('word')),
      'government.yaml': firstOf('government', example('line').replace('nom]', '"на prep"]')),
    })
    expect(`${said.join('\n')}\n`).toBe(example('same'))
  })
})

describe('slips in the tables', () => {
  const slips: [what: string, file: string, change: (text: string) => string, said: RegExp][] = [
    [
      'a distractor that is accepted',
      'paronyms.yaml',
      (text) => text.replace('key: одеть, wrong: [надеть]', 'key: одеть, wrong: [Одеть]'),
      /is an accepted answer/,
    ],
    [
      'a Latin letter',
      'general.yaml',
      (text) => text.replace('key: мебель', 'key: мeбель'),
      /mixes Cyrillic and Latin/,
    ],
    [
      'a stress without a source',
      'stress.yaml',
      (text) => text.replace('sources: [festvox, espeak]', 'sources: [own]'),
      /no source that can be checked/,
    ],
    [
      'a regular form under odd',
      'lemmas/nouns.yaml',
      (text) => text.replace('odd: [pl.nom, pl.gen]', 'odd: [pl.nom, pl.gen, sg.dat]'),
      /sg\.dat is regular/,
    ],
    [
      'an error rule that is not there',
      'aspect.yaml',
      (text) => text.replace('error: aspect.process', 'error: aspect.proces'),
      /not in errors\.yaml/,
    ],
    [
      'a rule that forbids the own order',
      'order.yaml',
      (text) => text.replace('rules: ["1 > 2"]', 'rules: ["2 > 1"]'),
      /forbids the author's own order/,
    ],
    [
      'points that do not add up',
      'grades.yaml',
      (text) => text.replace('items: 2, points: 1', 'items: 3, points: 1'),
      /the parts give \d+ points/,
    ],
    [
      'a living noun in an accusative of numerals',
      'numerals.yaml',
      (text) => text.replace('case: acc, noun: okno', 'case: acc, noun: brat'),
      /numerals\.yaml:\d+: 'brat' is alive/,
    ],
    [
      'a sentence of agreement without a group in one of its bands',
      'agreement.yaml',
      (text) => text.replace('groups: [results], stem: "Это стало', 'groups: [fruit], stem: "Это стало'),
      /none of them is there in band '10-11'/,
    ],
    [
      'a wrong answer that is right in the plural',
      'government.yaml',
      (text) => text.replace('progulka, rynok, pochta], wrong', 'progulka, ploshchad], wrong'),
      /"на площади" may stand in the sentence/,
    ],
    [
      'a word that is not there',
      'government.yaml',
      (text) => text.replace('nouns: [drug', 'nouns: [druug'),
      /no noun 'druug'/,
    ],
  ]
  test.each(slips)('%s', (_what, file, change, expected) => {
    const { files, said } = compiled({ [file]: change })
    expect(said.join('\n')).toMatch(expected)
    expect(said.every((line) => line.startsWith(`content/exam/`))).toBe(true)
    void files
  })
})

describe('explanations of mistakes', () => {
  test.each(['ru', 'uz', 'tg', 'ky', 'en'])(
    '%s: each ends with an example in Russian or quotes the forms',
    (lang) => {
      const text = readFileSync(join(root, 'content', 'messages', lang, 'exam.yaml'), 'utf8')
      const explained = [...text.matchAll(/^ {2}error\.(\S+): "(.*)"$/gm)]
      expect(explained.length).toBeGreaterThan(40)
      const without = explained.filter(
        ([, id = '', words = '']) =>
          !/«[^»]*\p{Script=Cyrillic}[^»]*»/u.test(words) && !id.startsWith('numeral.'),
      )
      expect(without.map(([, id]) => id)).toEqual([])
    },
  )
})

describe('rules of inflection', () => {
  const row = (text: string) => text.split(' ')

  test('a regular noun is regular, an irregular one is told cell by cell', () => {
    const noun = {
      lemma: 'окно',
      gender: 'n' as const,
      animate: false,
      sg: row('окно окна окну окно окном окне'),
      pl: row('окна окон окнам окна окнами окнах'),
    }
    expect(oddNounForms(noun)).toEqual([])
    expect(oddNounForms({ ...noun, animate: true })).toEqual(['pl.acc'])
    expect(oddNounForms({ ...noun, sg: row('окно окна окне окно окном окне') })).toEqual(['sg.dat'])
  })

  test('adjectives: hard, soft, after hushing sounds', () => {
    expect(adjectiveForms('новый').f[3]).toBe('новую')
    expect(adjectiveForms('синий').f).toEqual(row('синяя синей синей синюю синей синей'))
    expect(adjectiveForms('хороший').m[1]).toBe('хорошего')
    expect(adjectiveForms('большой').m[1]).toBe('большого')
  })

  test('verbs: endings that do not belong together', () => {
    const verb = {
      lemma: 'читать',
      forms: row('читаю читаешь читает читаем читаете читают'),
      past: row('читал читала читало читали'),
      imperative: row('читай читайте'),
    }
    expect(verbFaults(verb)).toEqual([])
    expect(verbFaults({ ...verb, forms: row('читаю читаешь читает читаем читаете читат') })).toHaveLength(1)
    expect(verbFaults({ ...verb, past: row('читал читала читала читали') })).toHaveLength(1)
    expect(verbFaults({ ...verb, imperative: row('читай читайти') })).toHaveLength(1)
  })
})
