import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Caution,
  LABELS,
  LANGUAGES as LANGUAGES_OF_LAW,
  type Lang,
  SEVERITIES,
} from '../../src/law/types.ts'
import { LANGUAGES as LANGS } from '../../src/ui/languages.ts'
import { content, file, list, newFolder, problemsOf } from './messages.test-support.ts'
import { compileMessages, writeMessages } from './messages.ts'

const CAUTIONS: Caution[] = ['unsigned', 'unsure', 'disputed', 'stale', 'unconfirmed']
const root = join(import.meta.dirname, '..', '..')

describe('what stands in the files of this project', () => {
  const compiled = compileMessages(join(root, 'content'))

  test('is accepted', () => {
    expect(compiled.problems).toEqual([])
    expect(compiled.areas.get('ui')!.get('ky')!.size).toBeGreaterThan(100)
  })

  test('names every value that law can carry', () => {
    const ui = compiled.areas.get('ui')!.get('ru')!
    const keys = [
      ...LABELS.flatMap((label) => [`label.${label}`, `label.${label}.say`]),
      ...SEVERITIES.map((severity) => `severity.${severity}`),
      ...CAUTIONS.map((caution) => `caution.${caution}`),
      ...LANGS.map((lang) => `language.${lang}`),
    ]
    expect(keys.filter((key) => !ui.has(key))).toEqual([])
  })

  test('is in the languages of the law', () => {
    expect(LANGS).toEqual(LANGUAGES_OF_LAW)
  })

  test('is nowhere called reviewed before a person has read it', () => {
    for (const [area, byLang] of compiled.reviews)
      for (const [lang, review] of byLang) expect([area, lang, review]).toEqual([area, lang, 'unreviewed'])
  })
})

describe('a good folder', () => {
  test('compiles to plain strings and short lists', () => {
    const say = (plural: string) =>
      `m: "{who}: {n, plural, ${plural}}, {d, date} {d, date, short} {x, select, a {1} other {}}"`
    const two = (a: string, b: string) => `one {# ${a}} other {# ${b}}`
    const folder = content({
      ru: file(say('=0 {нет} one {# день} few {# дня} many {# дней} other {# дня}')),
      uz: file(say(two('kun', 'kun'))),
      tg: file(say('other {# рӯз}')),
      ky: file(say(two('күн', 'күн'))),
      en: file(say(two('day', 'days'))),
    })
    const { problems, areas, reviews } = compileMessages(folder)
    expect(problems).toEqual([])
    expect(reviews.get('x')!.get('uz')).toBe('unreviewed')
    const message = areas.get('x')!.get('ru')!.get('m')!
    expect(message).toEqual({
      file: 'content/messages/ru/x.yaml',
      line: 4,
      args: { who: 'text', n: 'number', d: 'date', x: 'select:a|other' },
      compiled: [
        ['who'],
        ': ',
        [
          'n',
          {
            '=0': 'нет',
            one: [['n', 1], ' день'],
            few: [['n', 1], ' дня'],
            many: [['n', 1], ' дней'],
            other: [['n', 1], ' дня'],
          },
          1,
        ],
        ', ',
        ['d', 'long'],
        ' ',
        ['d', 'short'],
        ' ',
        ['x', { a: '1', other: '' }],
      ],
    })
  })

  test('a language may leave a plural out where its nouns do not change', () => {
    expect(
      problemsOf({
        ru: '{n, plural, one {# день} few {# дня} many {# дней} other {# дня}}',
        uz: '{n} kun',
        tg: '{n} рӯз',
        ky: '{n} күн',
        en: '{n, number} d.',
      }),
    ).toEqual([])
  })

  test('Russian terms may be quoted anywhere, and short names of acts and files stand as they are', () => {
    expect(
      problemsOf({
        uz: 'Bu «уведомление о прибытии», КоАП 28.2 ч.2, PDF yoki DOCX',
        tg: 'Ин «ходатайство о восстановлении срока» аст, файли PDF',
        ky: 'Бул PDF-файл',
        en: 'This is «вид на жительство» (ВНЖ), КоАП 30.3',
      }),
    ).toEqual([])
  })
})

describe('refused in a file', () => {
  test.each([
    [
      'an unknown key',
      'area: x\nreview: unreviewed\nnote: hi\nmessages:\n  greet: "Привет"\n',
      'ru:3 unknown key “note”',
    ],
    ['a missing review', 'area: x\nmessages:\n  greet: "Привет"\n', 'ru:1 review is missing'],
    ['an unknown review', 'area: x\nreview: fine\nmessages:\n  greet: "Привет"\n', 'ru:2 review must be'],
    [
      'another area than the name',
      'area: y\nreview: unreviewed\nmessages:\n  greet: "Привет"\n',
      'ru:1 area must be “x”',
    ],
    ['no messages', 'area: x\nreview: unreviewed\n', 'ru:1 messages is missing'],
    ['a list of messages', 'area: x\nreview: unreviewed\nmessages: [a]\n', 'ru:3 messages must hold'],
    ['an empty file', '', 'ru:1 file must have'],
    ['a key twice', file('greet: "Привет"', 'greet: "Пока"'), 'ru:5 Map keys must be unique'],
    ['broken YAML', file('greet: "Привет'), 'ru:5 Missing closing "quote'],
    ['a text that YAML reads as a number', file('greet: 12'), 'ru:4 greet: the text must be one string'],
    ['a nested key', file('greet: { a: "Привет" }'), 'ru:4 greet: the text must be one string'],
    ['a key with a space', file('greet: "Привет"', '"a b": "Да"'), 'ru:5 bad key “a b”'],
    ['a text of spaces', file('greet: "  "'), 'ru:4 greet: the text is empty'],
    [
      'same: for a key that is not there',
      `same: [none]\n${file('greet: "Привет"')}`,
      'ru:1 same: there is no message “none”',
    ],
  ])('%s', (_, text, expected) => {
    const problems = list(content({ ru: text }))
    expect(problems.filter((problem) => problem.startsWith(expected))).toHaveLength(1)
  })

  test('a file that does not say is never taken for reviewed', () => {
    const { reviews } = compileMessages(content({ ru: 'area: x\nmessages:\n  greet: "Привет"\n' }))
    expect(reviews.get('x')!.get('ru')).toBe('unreviewed')
  })

  test('a file in a folder of no known language, and one with a bad name', () => {
    const folder = content({})
    mkdirSync(join(folder, 'messages', 'tr'))
    writeFileSync(join(folder, 'messages', 'en', 'Notes.txt'), '')
    expect(list(folder)).toEqual([
      'en:1 name must be <area>.yaml, small Latin letters',
      'content/messages/tr:1 no such language; known: ru, uz, tg, ky, en',
    ])
  })

  test('no messages at all', () => {
    expect(compileMessages(join(newFolder(), 'content')).problems).toEqual([
      { file: 'content/messages', line: 1, reason: 'folder is missing' },
    ])
  })
})

describe('refused between languages', () => {
  test('a language without the area', () => {
    expect(list(content({ tg: null }))).toEqual(['tg:1 area x is missing in tg'])
  })

  test('a key that one language lacks', () => {
    const problems = list(content({ ky: file('other: "Салам"') }))
    expect(problems).toContain('ky:3 greet: missing in ky (stands in content/messages/ru/x.yaml:4)')
    expect(problems.filter((problem) => problem.includes('other: missing in'))).toHaveLength(4)
  })

  test('a key in two areas', () => {
    const folder = content({})
    for (const lang of LANGS)
      writeFileSync(
        join(folder, 'messages', lang, 'y.yaml'),
        readFileSync(join(folder, 'messages', lang, 'x.yaml'), 'utf8').replace('area: x', 'area: y'),
      )
    expect(list(folder)).toEqual(['ru:4 greet: already stands in area x (content/messages/ru/x.yaml:4)'])
  })

  test.each([
    ['an argument that is missing', { ru: 'Кончается {d, date}' }, 'uz:4 m: argument {d} is missing'],
    ['an argument that the others lack', { en: 'Ends {d, date}' }, 'en:4 m: argument {d} does not stand'],
    [
      'a date that is text elsewhere',
      { ru: '{d, date}', uz: '{d}', tg: '{d, date}', ky: '{d, date}', en: '{d, date}' },
      'uz:4 m: argument {d} is text, elsewhere date',
    ],
    [
      'other choices',
      Object.fromEntries(
        LANGS.map((lang) => [
          lang,
          lang === 'ky' ? '{x, select, a {1} other {2}}' : '{x, select, b {1} other {2}}',
        ]),
      ),
      'ky:4 m: argument {x} is select:a|other, elsewhere select:b|other',
    ],
  ] as [string, Partial<Record<Lang, string>>, string][])('%s', (_, messages, expected) => {
    expect(problemsOf(messages).filter((problem) => problem.startsWith(expected))).toHaveLength(1)
  })

  test('Russian text left in Tajik or Kyrgyz, English left in Uzbek', () => {
    expect(problemsOf({ ru: 'Документ о ребенке', ky: 'Документ о ребенке' })).toEqual([
      expect.stringMatching(/^ky:4 m: same as in content\/messages\/ru\/x.yaml:4: not translated/),
    ])
    expect(problemsOf({ en: 'Print', uz: 'Print' })).toEqual([expect.stringMatching(/^uz:4 m: same as/)])
    expect(problemsOf({ ru: 'Патент', tg: 'Патент', ky: 'Патент' })).toEqual([])
    expect(problemsOf({ en: 'PDF', uz: 'PDF' })).toEqual([])
  })

  test('unless the file says that it must be the same', () => {
    const ky = `same: [greet]\n${file('greet: "Документ о ребенке"')}`
    expect(list(content({ ru: file('greet: "Документ о ребенке"'), ky }))).toEqual([])
  })
})

test('the example of docs/formats/messages.md is accepted and compiles to what it says there', () => {
  const text = readFileSync(join(root, 'docs', 'formats', 'messages.md'), 'utf8')
  const [yaml, json] = ['yaml', 'json'].map(
    (kind) => new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``).exec(text)![1]!,
  )
  const messages = compileMessages(content({ ru: yaml!, uz: null, tg: null, ky: null, en: null }, 'example'))
  expect(messages.problems.filter(({ file }) => file.includes('/ru/'))).toEqual([])
  const out = newFolder()
  writeMessages(messages, out)
  expect(JSON.parse(readFileSync(join(out, 'messages-example-ru.json'), 'utf8'))).toEqual(JSON.parse(json!))
})

describe('written', () => {
  const folder = () =>
    content({
      ru: file(
        'greet: "Привет, {who}"',
        'n.days-left: "{n} {d, date}"',
        'x.plain: "Да"',
        'x.y: "{z, select, a {1} other {2}}"',
      ),
      ...Object.fromEntries(
        (['uz', 'en'] as const).map((lang) => [
          lang,
          file(
            `greet: "${lang === 'uz' ? 'Salom' : 'Hello'}, {who}"`,
            'n.days-left: "{n, number} {d, date}"',
            `x.plain: "${lang === 'uz' ? 'Ha' : 'Yes'}"`,
            'x.y: "{z, select, a {1} other {2}}"',
          ),
        ]),
      ),
      tg: file(
        'greet: "Салом, {who}"',
        'n.days-left: "{n} {d, date}"',
        'x.plain: "Ҳа"',
        'x.y: "{z, select, a {1} other {2}}"',
      ),
      ky: file(
        'greet: "Салам, {who}"',
        'n.days-left: "{n} {d, date}"',
        'x.plain: "Ооба"',
        'x.y: "{z, select, a {1} other {2}}"',
      ),
    })

  test('one file an area and language, and none that is left over', () => {
    const out = join(newFolder(), 'build')
    const messages = compileMessages(folder())
    expect(messages.problems).toEqual([])
    mkdirSync(out, { recursive: true })
    for (const name of ['messages-gone-ru.json', 'law-package.json']) writeFileSync(join(out, name), '{}')
    writeMessages(messages, out)
    expect(readdirSync(out).toSorted()).toEqual([
      'keys.ts',
      'law-package.json',
      ...LANGS.toSorted().map((lang) => `messages-x-${lang}.json`),
    ])
    expect(JSON.parse(readFileSync(join(out, 'messages-x-ru.json'), 'utf8'))).toEqual({
      area: 'x',
      lang: 'ru',
      review: 'unreviewed',
      messages: {
        greet: ['Привет, ', ['who']],
        'n.days-left': [['n'], ' ', ['d', 'long']],
        'x.plain': 'Да',
        'x.y': [['z', { a: '1', other: '2' }]],
      },
    })
    // A number in Uzbek and English alone is a number for the caller.
    expect(readFileSync(join(out, 'keys.ts'), 'utf8')).toContain("'n.days-left': { n: number; d: Day }")
  })

  test('a second time without touching what did not change', () => {
    const out = newFolder()
    const messages = compileMessages(folder())
    writeMessages(messages, out)
    const before = readdirSync(out).map((name) => statSync(join(out, name)).mtimeMs)
    writeMessages(messages, out)
    expect(readdirSync(out).map((name) => statSync(join(out, name)).mtimeMs)).toEqual(before)
  })
})
