import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clocks } from './clocks.test-support.ts'
import { readFacts } from './facts.ts'
import { RULE_CASES } from './rulings.cases.ts'
import { checkRuling } from './rulings.ts'
import { type Facts, type FactValue, type FlowPack, LANGUAGES } from './types.ts'

const content = new URL('../../build/content/', import.meta.url)
const flow: FlowPack = JSON.parse(readFileSync(new URL('law-rulings.json', content), 'utf8'))
const TODAY = '2026-01-09'
const packs = { flow, clocks }
const run = (facts: Facts, today = TODAY) => checkRuling(packs, facts, today)

const everything = (facts: Facts, today = TODAY) => {
  const check = run(facts, today)
  return [...check.findings, ...check.addressees, ...check.letters.map(({ finding }) => finding)]
}
const statusOf = (rule: string, facts: Facts) => everything(facts).find(({ id }) => id === rule)?.status

/** The real input: "used obscene language and waved his arms in a public place", no witness, no interpreter. */
const STORY: Facts = {
  stage: 'ruling',
  'offence.article': '20.1',
  'offence.part': '1',
  'decided.by': 'official',
  penalty: ['fine'],
  'protocol.narrative': 'used obscene language and waved his arms in a public place',
  evidence: ['police-report'],
  'protocol.witnesses': 'absent',
  'language.need': 'yes',
  'protocol.interpreter': 'absent',
  'ruling.interpreter': 'absent',
  'offence.on': '2025-12-20',
  'protocol.on': '2025-12-20',
  'ruling.on': '2025-12-24',
  'copy.served': '2025-12-24',
}

describe('the real input', () => {
  const check = run(STORY)
  const found = check.findings.filter(({ status }) => status === 'found')
  const byId = (id: string) => found.find((finding) => finding.id === id)

  test('its facts are accepted', () => {
    expect(readFacts(flow, STORY, { clocks, today: TODAY }).ok).toBe(true)
  })

  test.each([
    ['rulings.protocol.language', 'defect', 'substantial', '24.2 ч.2'],
    ['rulings.ruling.interpreter', 'defect', 'substantial', '24.2 ч.2'],
    ['rulings.merits.stock-20-1', 'merits', 'substantial', '20.1 ч.1'],
    ['rulings.merits.only-police-report', 'merits', 'substantial', '1.5'],
  ])('%s is found: %s, %s', (id, kind, severity, article) => {
    expect(byId(id)).toMatchObject({ kind, severity, status: 'found' })
    expect(byId(id)!.sources.map((source) => source.article)).toContain(article)
    expect(byId(id)!.cautions).toContain('unsigned')
  })

  test('that no witness is named is a question until it is known that there were any', () => {
    const witnesses = check.findings.find(({ id }) => id === 'rulings.protocol.witnesses')
    expect(witnesses).toMatchObject({ status: 'question', severity: 'context' })
    expect(witnesses!.wouldChange).toContain('witnesses.existed')
  })

  test('the last day is 12 January 2026, and the trace says why', () => {
    const [appeal] = check.deadlines
    expect(appeal).toMatchObject({ rule: 'koap.appeal', status: 'known', lastDay: '2026-01-12' })
    const trace = appeal!.trace
    expect(trace[0]).toMatchObject({ key: 'start', params: { start: { date: '2025-12-24' } } })
    expect(trace.find(({ key }) => key === 'count-days')?.params).toMatchObject({
      n: 10,
      end: { date: '2026-01-03' },
    })
    expect(trace.find(({ key }) => key === 'rolled')?.params).toMatchObject({
      days: { from: '2026-01-03', to: '2026-01-11' },
      end: { date: '2026-01-12' },
    })
    expect(appeal!.sources.map(({ article }) => article)).toEqual(
      expect.arrayContaining(['30.3 ч.1', '4.8 ч.3.1']),
    )
    expect(appeal!.cautions).toContain('unsigned')
  })

  test('the complaint is available, to either of two, and the term is not missed', () => {
    expect(check.letters.map(({ kind }) => kind)).toEqual(['koap-complaint', 'koap-interpreter'])
    expect(check.addressees.map(({ id }) => id)).toEqual([
      'rulings.addressee.district-court',
      'rulings.addressee.higher-official',
    ])
    expect(byId('rulings.appeal.missed')).toBeUndefined()
  })

  test('the day after the last day the motion to restore comes first', () => {
    expect(run(STORY, '2026-01-12').letters[0]?.kind).toBe('koap-complaint')
    const late = run(STORY, '2026-01-13')
    expect(late.letters.map(({ kind }) => kind)).toEqual([
      'koap-restore',
      'koap-complaint',
      'koap-interpreter',
    ])
    expect(late.findings[0]).toMatchObject({ id: 'rulings.appeal.missed', severity: 'urgent' })
  })
})

test('by the old text a copy served on 9 October 2024 gives 19 October 2024, no roll-over', () => {
  const [appeal] = run({ 'copy.served': '2024-10-09' }, '2024-10-10').deadlines
  expect(appeal).toMatchObject({ status: 'known', lastDay: '2024-10-19' })
  expect(appeal!.trace.map(({ key }) => key)).toContain('no-roll')
})

test.each([
  ['2025-03-05', '2025-03-17'],
  ['2025-10-22', '2025-11-01'],
  ['2025-10-24', '2025-11-05'],
  ['2025-12-24', '2026-01-12'],
])('a copy served on %s gives %s', (served, last) => {
  expect(run({ 'copy.served': served }).deadlines[0]?.lastDay).toBe(last)
})

describe('every rule', () => {
  test.each(RULE_CASES)('$rule is found', ({ rule, found }) => {
    expect(readFacts(flow, found, { clocks, today: TODAY })).toMatchObject({ ok: true })
    expect(statusOf(rule, found)).toBe('found')
  })

  test.each(RULE_CASES)('$rule is not found where it must not be', ({ rule, not }) => {
    expect(readFacts(flow, not, { clocks, today: TODAY })).toMatchObject({ ok: true })
    expect(statusOf(rule, not)).not.toBe('found')
  })

  test('has a case', () => {
    const proven = new Set(RULE_CASES.map(({ rule }) => rule))
    expect(flow.rules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([])
  })
})

describe('what is said, and what is not', () => {
  test('late papers are never called substantial', () => {
    for (const id of ['rulings.protocol.late', 'rulings.forwarded-late']) {
      const rule = flow.rules.find((each) => each.id === id)!
      expect(rule).toMatchObject({ severity: 'context', letter: null })
    }
  })

  test('no text of the flow says void, safe, accepted or legal advice', () => {
    const FORBIDDEN =
      /\bvoid\b|недействител|ничтож|haqiqiy emas|беэътибор|жараксыз|legal advice|юридическая консультация|срок в безопасности|will be accepted/i
    for (const lang of LANGUAGES) {
      const { messages } = JSON.parse(
        readFileSync(new URL(`messages-rulings-${lang}.json`, content), 'utf8'),
      ) as { messages: Record<string, unknown> }
      for (const [key, text] of Object.entries(messages))
        expect(JSON.stringify(text), `${lang} ${key}`).not.toMatch(FORBIDDEN)
    }
  })

  test('a blank sheet says nothing and asks nothing', () => {
    expect(run({})).toMatchObject({ findings: [], deadlines: [], addressees: [], letters: [] })
  })

  test('"I do not know" becomes a question, never a finding', () => {
    const check = run({ 'protocol.rights': null })
    expect(check.findings.map(({ id, status }) => [id, status])).toEqual([
      ['rulings.protocol.rights', 'question'],
    ])
  })

  test('an unclear mark never passes in silence', () => {
    const marks = Object.entries(flow.facts).filter(([, { of }]) => of?.join() === 'present,absent,unclear')
    const silent = marks.filter(([fact]) => {
      const facts: Facts = { [fact]: 'unclear', 'detention.happened': 'yes' }
      return run(facts).findings.length === run({ 'detention.happened': 'yes' }).findings.length
    })
    expect(silent.map(([fact]) => fact)).toEqual([])
  })

  test('a ruling without its day of service has a term without a day', () => {
    const [appeal] = run({ stage: 'ruling' }).deadlines
    expect(appeal).toMatchObject({ rule: 'koap.appeal', status: 'unknown', lastDay: null })
  })

  test('a month alone gives a range, not a day', () => {
    const [appeal] = run({ 'copy.served': '2025-12' }).deadlines
    expect(appeal).toMatchObject({ status: 'unknown', lastDay: null })
    expect(appeal!.range).toEqual({ earliest: '2025-12-11', latest: '2026-01-12' })
  })
})

describe('terms of a case', () => {
  const terms = (facts: Facts) => run(facts).deadlines.map(({ rule }) => rule)

  test('who decided sets the limitation; both stand while that is unknown', () => {
    expect(terms({ 'offence.on': '2025-12-01', 'decided.by': 'judge' })).toEqual(['koap.limitation.judge'])
    expect(terms({ 'offence.on': '2025-12-01', 'decided.by': 'chief' })).toEqual(['koap.limitation'])
    expect(terms({ 'offence.on': '2025-12-01' })).toEqual(['koap.limitation', 'koap.limitation.judge'])
    expect(terms({ 'offence.on': '2025-12-01', 'offence.article': '18.8' })).toEqual([
      'koap.limitation.migration',
    ])
  })

  test("the short terms stand for a judge's expulsion, not for a chief's", () => {
    const filed = { penalty: ['expulsion'], 'complaint.on': '2026-01-08' }
    expect(terms({ ...filed, 'decided.by': 'judge' })).toEqual([
      'koap.forward.judge',
      'koap.review.expulsion',
    ])
    expect(terms({ ...filed, 'decided.by': 'chief' })).toEqual(['koap.forward'])
  })

  test('a judge reviews in the court term, an official may in his own', () => {
    expect(terms({ 'case.received': '2026-01-08', 'decided.by': 'judge' })).toEqual(['koap.review.court'])
    expect(terms({ 'case.received': '2026-01-08', 'decided.by': 'official' })).toEqual([
      'koap.review.body',
      'koap.review.court',
    ])
  })

  test('a protocol alone has no appeal term', () => {
    expect(terms({ stage: 'protocol' })).toEqual([])
  })
})

describe('contradictions', () => {
  test.each([
    ['protocol-before-offence', { 'offence.on': '2025-12-10', 'protocol.on': '2025-12-09' }],
    ['ruling-before-protocol', { 'protocol.on': '2025-12-10', 'ruling.on': '2025-12-09' }],
    ['served-before-ruling', { 'ruling.on': '2025-12-10', 'copy.served': '2025-12-09' }],
    ['served-later-than-today', { 'copy.served': '2026-01-10' }],
    ['year-more-than-three', { 'previous.one-year': 2, 'previous.three-years': 1 }],
    ['no-ruling-yet', { stage: 'protocol', 'ruling.on': '2025-12-10' }],
    ['received-before-complaint', { 'complaint.on': '2025-12-10', 'case.received': '2025-12-09' }],
  ])('%s', (constraint, facts) => {
    const read = readFacts(flow, facts, { clocks, today: TODAY })
    expect(read.ok).toBe(false)
    expect(!read.ok && read.problems.map(({ params }) => params.constraint)).toContain(constraint)
  })

  test('a month that may still fit is no contradiction', () => {
    expect(
      readFacts(flow, { 'ruling.on': '2025-12-10', 'copy.served': '2025-12' }, { clocks, today: TODAY }).ok,
    ).toBe(true)
  })
})

test('any marks give findings with sources, cautions and careful steps, in the same order each time', () => {
  const anyValue = (fact: string): fc.Arbitrary<FactValue | undefined> => {
    const spec = flow.facts[fact]!
    const none = fc.constantFrom(undefined, null)
    if (spec.type === 'choice') return fc.oneof(none, fc.constantFrom(...spec.of!))
    if (spec.type === 'choices') return fc.oneof(none, fc.subarray(spec.of!, { minLength: 1 }))
    if (spec.type === 'integer') return fc.oneof(none, fc.integer({ min: 0, max: 60 }))
    if (spec.type === 'date')
      return fc.oneof(none, fc.constantFrom('2024-10-09', '2025-12', '2025-12-24', '2023'))
    return fc.oneof(none, fc.constantFrom('нецензурная брань', 'waved his arms', ''))
  }
  const anyFacts = fc
    .record(Object.fromEntries(Object.keys(flow.facts).map((fact) => [fact, anyValue(fact)])))
    .map(
      (facts) =>
        Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts,
    )
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const check = run(facts)
      expect(run(facts)).toEqual(check)
      for (const finding of everything(facts)) {
        expect(finding.sources.length).toBeGreaterThan(0)
        expect(finding.cautions).toContain('unsigned')
        expect([null, 'prepare', 'check', 'ask']).toContain(finding.next)
        expect(finding.severity).not.toBe('fine')
      }
      for (const deadline of check.deadlines) expect(deadline.cautions).toContain('unsigned')
    }),
    { numRuns: 60 },
  )
})

describe('the input format', () => {
  const formats = new URL('../../docs/formats/', import.meta.url)
  const schema = JSON.parse(readFileSync(new URL('rulings.schema.json', formats), 'utf8'))
  const example = JSON.parse(readFileSync(new URL('examples/ruling.json', formats), 'utf8'))
  const valid = new Ajv({ allowUnionTypes: true }).compile(schema)

  test('the example fits the schema and is the real input', () => {
    expect(valid(example)).toBe(true)
    const read = readFacts(flow, example, { clocks, today: TODAY })
    expect(read).toEqual({ ok: true, facts: expect.objectContaining(STORY) })
  })

  test('the schema names every fact with its values, nested and dotted, and no other', () => {
    const named = (object: { properties?: Record<string, never> }, prefix = ''): string[] =>
      Object.entries<{ properties?: Record<string, never>; enum?: string[] }>(
        object.properties ?? {},
      ).flatMap(([key, value]) => (value.properties ? named(value, `${prefix}${key}.`) : [`${prefix}${key}`]))
    expect([...new Set(named(schema))].sort()).toEqual(Object.keys(flow.facts).sort())
    for (const [fact, spec] of Object.entries(flow.facts)) {
      const dotted = schema.properties[fact]
      const values = spec.type === 'choice' ? dotted.enum.slice(0, -1) : (dotted.items?.enum ?? undefined)
      expect(values, fact).toEqual(spec.of)
    }
  })

  test('a wrong value and an unknown fact are refused', () => {
    expect(valid({ protocol: { rights: 'maybe' } })).toBe(false)
    expect(valid({ protocol: { officer: 'present' } })).toBe(false)
    expect(valid({ copy: { served: '24.12.2025' } })).toBe(false)
    expect(valid({ copy: { served: null } })).toBe(true)
  })
})
