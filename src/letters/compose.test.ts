import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeLetter } from './compose.ts'
import { bare, found, groundsOf, inputOf, letter, linesOf, pack, story } from './letters.test-support.ts'
import { toText } from './text.ts'
import type { BlankValue, LetterInput, LetterModel } from './types.ts'

const COMPLAINT = 'koap-complaint'
const plain = (model: LetterModel) => toText(model).replaceAll('\u00a0', ' ')

describe('the real story: 20.1, stock phrases, no witness, no interpreter, served on 24 December 2025', () => {
  const model = letter(COMPLAINT, story())

  test('the grounds stand in the order in which a judge reads', () => {
    expect(groundsOf(model)).toEqual([
      'merits-20-1',
      'police-report',
      'witnesses',
      'language',
      'ruling-interpreter',
      'rights',
    ])
  })

  test('each ground is numbered, has its title and an article, and names its finding', () => {
    const grounds = model.sections.find(({ id }) => id === 'grounds')!.paragraphs
    const heads = grounds.filter(({ style }) => style === 'ground')
    expect(heads.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    for (const head of heads) {
      const prefix = head.id.replace(/\.\d+$/, '.')
      const own = grounds.filter(({ id }) => id.startsWith(prefix))
      expect(head.runs[0]).toMatchObject({ bold: true })
      expect(own.flatMap(({ origin }) => origin.articles).length, head.id).toBeGreaterThan(0)
      expect(head.origin.findings.length, head.id).toBeGreaterThan(0)
      for (const id of head.origin.findings) expect(story().findings.map((each) => each.id)).toContain(id)
    }
  })

  test('articles carry the label and the edition of what was read', () => {
    const articles = model.sections.flatMap(({ paragraphs }) =>
      paragraphs.flatMap(({ origin }) => origin.articles),
    )
    expect(articles.find(({ article }) => article === '24.2 ч.2')).toMatchObject({
      ...{ act: 'koap', text: 'ч.\u00a02 ст.\u00a024.2 КоАП\u00a0РФ', label: 'found' },
    })
  })

  test('the last day, and when the copy came', () => {
    const act = linesOf(model, 'act').join(' ')
    expect(act).toContain('Копия постановления получена 24 декабря 2025 г.')
    expect(act).toContain('последний день срока — 12 января 2026 г.')
    expect(act).toContain('ч. 1 ст. 30.3 КоАП РФ в редакции Федерального закона от 29.10.2024 № 364-ФЗ')
    expect(act).not.toContain('г..')
  })

  test('the narrative is quoted to the letter, once', () => {
    const quote = '«выражался нецензурной бранью и размахивал руками в общественном месте»'
    expect(plain(model).split(quote)).toHaveLength(2)
    const run = model.sections.flatMap(({ paragraphs }) => paragraphs.flatMap(({ runs }) => runs))
    expect(run.filter(({ kind }) => kind === 'quote')).toHaveLength(1)
  })

  test('names are declined, the request is that of 30.7, the defender signs', () => {
    expect(plain(model)).toContain('вынесенное в отношении Каримова Алишера Рустамовича')
    expect(linesOf(model, 'request')).toEqual([
      'На основании изложенного и руководствуясь ст. 30.1, 30.2, 30.3, 30.7 КоАП РФ,',
      'ПРОШУ:',
      '1. постановление от 24 декабря 2025 г. № 000123 отменить, производство по делу в отношении Каримова Алишера Рустамовича прекратить (п. 3 ч. 1 ст. 30.7 КоАП РФ);',
      '2. обеспечить при рассмотрении жалобы участие переводчика (язык: узбекский) (ч. 2 ст. 24.2, ст. 25.10 КоАП РФ);',
      '3. известить о времени и месте рассмотрения жалобы по указанным в ней адресам.',
    ])
    expect(linesOf(model, 'closing')[0]).toMatch(/\t_+ З\. Б\. Нурматова$/)
    expect(model.names).toEqual([
      { blank: 'person', case: 'gen', text: 'Каримова Алишера Рустамовича', sure: true, why: 'rules' },
    ])
  })

  test('one mark is left to clear: the editions', () => {
    expect(model.checks).toBe(1)
    expect(plain(model)).toContain('[проверить: сверить редакции с официальной публикацией]')
  })
})

describe('no ground without its finding', () => {
  test('each ground of each letter appears for its rules and for nothing else', () => {
    for (const template of Object.values(pack.letters))
      for (const rule of template.rules) {
        const model = letter(template.kind, bare([found(rule)]))
        const standing = model.sections
          .find(({ id }) => id === 'grounds')!
          .paragraphs.filter(({ origin }) => origin.findings.length > 0)
        expect(standing.length, `${template.kind} ${rule}`).toBeGreaterThan(0)
        for (const { origin } of standing) expect(origin.findings).toEqual([rule])
        expect(model.used).toContain(rule)
      }
  })

  test('a question is no finding, and a finding without a ground is told', () => {
    const question = { ...found('rulings.protocol.rights'), status: 'question' as const }
    const model = letter(COMPLAINT, bare([question, found('rulings.protocol.late')]))
    expect(groundsOf(model)).toEqual([])
    expect(model.unused).toEqual(['rulings.protocol.late'])
  })

  test('late protocols, late forwarding and payment data are never grounds', () => {
    const minor = ['rulings.protocol.late', 'rulings.forwarded-late', 'rulings.ruling.payment-data']
    for (const { rules } of Object.values(pack.letters))
      for (const rule of minor) expect(rules).not.toContain(rule)
  })

  test('without any ground there are lines, not words', () => {
    const grounds = linesOf(letter(COMPLAINT, bare()), 'grounds')
    expect(grounds[0]).toMatch(/^Постановление незаконно/)
    expect(grounds.slice(1)).toEqual(Array(3).fill('_'.repeat(70)))
  })

  test('missing data of one paper are one ground with a list, closed by signs', () => {
    const model = letter(
      COMPLAINT,
      bare(
        ['rulings.protocol.person', 'rulings.protocol.date-place', 'rulings.protocol.official'].map(found),
      ),
    )
    expect(groundsOf(model)).toEqual(['protocol-data'])
    expect(linesOf(model, 'grounds').filter((line) => line.startsWith('–'))).toEqual([
      '– не указаны дата и (или) место составления протокола;',
      '– не указаны должность, фамилия и инициалы лица, составившего протокол;',
      '– нет сведений о лице, в отношении которого возбуждено дело.',
    ])
  })

  test('an unsure norm is printed only with a mark', () => {
    const finding = {
      ...found('rulings.protocol.unsigned'),
      sources: [
        {
          act: 'koap',
          article: '28.2 ч.5',
          source: 'U',
          label: 'unsure' as const,
          review: 'unsigned' as const,
        },
      ],
    }
    const sure = letter(COMPLAINT, bare([found('rulings.protocol.unsigned')]))
    const unsure = letter(COMPLAINT, bare([finding]))
    expect(unsure.checks).toBe(sure.checks + 1)
    expect(plain(unsure)).toContain('[проверить: ч. 5 ст. 28.2 КоАП РФ]')
  })
})

describe('the term', () => {
  const act = (served: string, ruling: string, today: string) =>
    linesOf(letter(COMPLAINT, inputOf({ ruling: { on: ruling }, copy: { served } }, {}, today)), 'act').join(
      ' ',
    )

  test('before 29.10.2024: сутки, no roll-over', () => {
    const text = act('2024-10-09', '2024-10-08', '2024-10-10')
    expect(text).toContain('в течение десяти суток')
    expect(text).toContain('Последний день срока — 19 октября 2024 г.')
  })

  test('missed: the motion to restore is named in the complaint and written by its own letter', () => {
    const input = inputOf({ ruling: { on: '2025-12-24' }, copy: { served: '2025-12-24' } }, {}, '2026-02-01')
    const complaint = letter(COMPLAINT, input)
    expect(linesOf(complaint, 'act').at(-1)).toContain('срок пропущен. Ходатайство о его восстановлении')
    expect(linesOf(complaint, 'request')[2]).toMatch(/^1\. восстановить срок/)
    expect(
      linesOf(complaint, 'attachments').some((line) => line.includes('ходатайство о восстановлении')),
    ).toBe(true)
    const motion = letter('koap-restore', input)
    expect(linesOf(motion, 'act').join(' ')).toContain('окончился 12 января 2026 г.')
  })

  test('no service date: no last day, and a line for the date', () => {
    const text = linesOf(letter(COMPLAINT, bare()), 'act').join(' ')
    expect(text).not.toContain('ослед')
    expect(text).toContain('Копия постановления получена «___» ____________ 20___ г.')
  })

  test('half a date keeps its known half and leaves a line for the rest', () => {
    const text = linesOf(letter(COMPLAINT, bare([], { 'ruling.received': '2025-12' })), 'act').join(' ')
    expect(text).toContain('получена «___» декабря 2025 г.')
  })
})

describe('blanks', () => {
  test('all empty: every blank is a line that survives printing, hints stand once', () => {
    for (const { kind } of Object.values(pack.letters)) {
      const model = letter(kind, bare())
      expect(model.empty).toContain('person')
      const text = plain(model)
      expect(text).not.toMatch(/undefined|null|\{|\}/)
      for (const { hint } of Object.values(pack.blanks))
        if (hint) expect(text.split(`(${hint})`).length, hint).toBeLessThanOrEqual(3)
    }
  })

  test('passport data appear only when they are typed', () => {
    expect(plain(letter(COMPLAINT, bare()))).not.toContain('удостоверяющий')
    const typed = letter(COMPLAINT, bare([], { 'person.document': 'паспорт 0000' }))
    expect(plain(typed)).toContain('документ, удостоверяющий личность: паспорт 0000')
    for (const spec of Object.values(pack.blanks)) if (spec.printOnly) expect(spec.fact).toBeNull()
  })

  test('several lines of own grounds, requests and attachments are counted on', () => {
    const model = letter(
      COMPLAINT,
      bare([found('rulings.protocol.rights')], {
        'grounds.own': 'Первое.\n\nВторое.',
        'attachments.own': 'справка;\nфотография.',
      }),
    )
    expect(linesOf(model, 'grounds').filter((line) => /^[23]\. /.test(line))).toEqual([
      '2. Первое.',
      '3. Второе.',
    ])
    expect(linesOf(model, 'attachments').slice(-2)).toEqual(['3. справка;', '4. фотография.'])
  })

  test('what is typed wins over the fact', () => {
    const input = inputOf({ ruling: { on: '2025-12-24' } }, { 'ruling.date': '2025-12-23' })
    expect(linesOf(letter(COMPLAINT, input), 'act')[0]).toContain('от 23 декабря 2025 г.')
  })

  test('a language that has no entry is printed as typed', () => {
    const model = letter('koap-interpreter', bare([], { language: 'лезгинский' }))
    expect(plain(model)).toContain('требуется перевод: лезгинский.')
    expect(plain(model)).toContain('владеющего лезгинским и русским языками')
  })

  test('what cannot be read is refused with its place', () => {
    const refused = composeLetter(pack, COMPLAINT, {
      ...bare(),
      blanks: {
        'ruling.date': '2025-02-30',
        filer: 'judge',
        nobody: 'x',
        person: { last: 'Каримов', gender: 'x' as 'male' },
        'ruling.number': 5 as unknown as string,
      },
    })
    expect('problems' in refused && refused.problems.map(({ path }) => path).sort()).toEqual([
      ...['blanks.filer', 'blanks.nobody', 'blanks.person', 'blanks.ruling.date', 'blanks.ruling.number'],
    ])
  })

  test('unknown kinds and inherited names are refused', () => {
    for (const kind of ['koap', 'toString', '__proto__'])
      expect(composeLetter(pack, kind, bare())).toHaveProperty('problems.0.path', 'kind')
    expect(composeLetter(pack, COMPLAINT, bare([], { constructor: 'x' }))).toHaveProperty('problems')
  })

  test('very long names and any script stand as they are', () => {
    const long = `${'Абдурахмонқулизодаи'.repeat(40)}`
    const model = letter(COMPLAINT, bare([], { person: { last: long, first: '王小明', gender: 'male' } }))
    expect(plain(model)).toContain(`${long} 王小明`)
    expect(model.names[0]).toMatchObject({ sure: false, why: 'latin' })
  })

  test('what no file can carry is dropped, the rest is kept', () => {
    const model = letter(COMPLAINT, bare([], { 'facts.own': 'а\u0000б\ud800в\u2028г' }))
    expect(linesOf(model, 'facts')).toEqual(['абв', 'г'])
  })
})

describe('any input', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 })
  const blanks = fc.dictionary(
    fc.constantFrom(...Object.keys(pack.blanks)),
    fc.oneof(
      text,
      fc.record({ last: text, first: text, middle: text }),
      fc.date({ noInvalidDate: true }).map(String),
    ),
  )
  const findings = fc.subarray([...new Set(Object.values(pack.letters).flatMap(({ rules }) => rules))])

  test('never throws, and gives the same letter twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(pack.letters)), findings, blanks, (kind, rules, typed) => {
        const input = bare(rules.map(found), typed)
        const model = composeLetter(pack, kind, input)
        expect(composeLetter(pack, kind, structuredClone(input))).toEqual(model)
        if ('problems' in model) return
        const ids = model.sections.flatMap(({ paragraphs }) => paragraphs.map(({ id }) => id))
        expect(new Set(ids).size).toBe(ids.length)
        toText(model)
      }),
      { numRuns: 300 },
    )
  })
})

describe('ticks and alternatives', () => {
  const exclusion = (blanks: Record<string, BlankValue>, facts = {}) =>
    composeLetter(pack, 'registry-exclusion', { ...bare([], blanks), facts })
  const grounds = (made: ReturnType<typeof exclusion>) => groundsOf(made as LetterModel)

  test('each tick brings its ground, in the order of the letter, however they were ticked', () => {
    expect(grounds(exclusion({ 'registry.grounds': 'mismatch, departed' }))).toEqual(['departed', 'mismatch'])
    expect(grounds(exclusion({}))).toEqual([])
  })

  test('a fact of several values ticks what it names; what is typed wins', () => {
    expect(grounds(exclusion({}, { ground: ['lawful', 'appealed'] }))).toEqual(['lawful'])
    expect(grounds(exclusion({ 'registry.grounds': 'departed' }, { ground: ['lawful'] }))).toEqual([
      'departed',
    ])
  })

  test('a tick that is none is a problem with its place', () => {
    expect(exclusion({ 'registry.grounds': 'departed,gone' })).toEqual({
      problems: [
        {
          path: 'blanks.registry.grounds',
          reason: '“gone” is none of departed, lawful, cancelled, mismatch',
        },
      ],
    })
  })

  test('an or holds by a tick or by a finding, and the finding counts as used', () => {
    const by = (input: LetterInput) => letter('crime-report', input)
    const ticked = by(bare([], { 'crime.signs': 'papers' }))
    const told = by(bare([found('labour.passport')]))
    for (const model of [ticked, told]) expect(groundsOf(model)).toEqual(['papers'])
    expect(ticked.used).toEqual([])
    expect(told.used).toContain('labour.passport')
    expect(groundsOf(by(bare()))).toEqual([])
  })

  test('a moment of the facts is a day in the letter', () => {
    const made = letter('amina-objection', { ...bare(), facts: { 'contact.on': '2025-11-05T14:30' } })
    expect(linesOf(made, 'act').join(' ')).toContain('5 ноября 2025')
  })
})
