import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { type CaseView, readCases } from './cases.ts'
import { flowPack, id, lanesOf, packs } from './casework.test-support.ts'
import { type CaseClocks, clocksOf } from './clocks.ts'
import { EVENT_FACTS, EVENT_TERMS, TERM_ENDS } from './event-terms.ts'
import { EVENT_KINDS } from './fields.ts'
import { openCase } from './transitions.ts'

const CASE = id('case')
const TODAY = '2026-01-20'
const opened = openCase({
  id: CASE,
  number: 'Т-7',
  kind: 'ruling',
  language: 'ru',
  day: '2025-12-20',
}).operations
let count = 0
const event = (kind: string, when: string | null): Operation[] => {
  const entity = `e${id(`e${count++}z`)}`
  return [
    [entity, 'case', CASE],
    [entity, 'kind', kind],
    ...(when === null ? [] : [[entity, 'when', when] as Operation]),
  ]
}
const sheet = (flow: string, facts: Record<string, unknown>): Operation[] => {
  const entity = `m${id(flow)}`
  return [
    [entity, 'case', CASE],
    [entity, 'flow', flow],
    ...Object.entries(facts).map(([fact, value]): Operation => [entity, `f.${fact}`, value]),
  ]
}
const caseOf = (...lists: Operation[][]): CaseView => readCases(lanesOf(opened, ...lists))[0]!
const clocks = (...lists: Operation[][]): CaseClocks => clocksOf(caseOf(...lists), packs, TODAY)
const term = (of: CaseClocks, rule: string) => of.deadlines.filter(({ deadline }) => deadline.rule === rule)

describe('terms from marks and events', () => {
  test('the issue’s ruling: served on 24 December 2025, last day 12 January 2026', () => {
    const marks = sheet('rulings', {
      stage: 'ruling',
      'copy.served': '2025-12-24',
      'offence.article': '20.1',
    })
    expect(term(clocks(marks), 'koap.appeal')).toMatchObject([
      { deadline: { lastDay: '2026-01-12' }, from: `m${id('rulings')}` },
    ])
  })

  test('a sheet of another flow is counted once its pack is there, and ends as the others do', () => {
    const marks = sheet('expulsion', { decision: 'court', 'served.on': '2025-12-24' })
    expect(clocks(marks).deadlines).toEqual([])
    const whole = { ...packs, expulsion: flowPack('expulsion') }
    const counted = (...lists: Operation[][]) => clocksOf(caseOf(...lists), whole, TODAY).deadlines
    expect(counted(marks)).toMatchObject([
      { deadline: { rule: 'koap.appeal', lastDay: '2026-01-12' }, from: `m${id('expulsion')}`, ended: null },
    ])
    expect(counted(marks, event('complaint-filed', '2026-01-09'))).toContainEqual(
      expect.objectContaining({ ended: expect.objectContaining({ when: '2026-01-09', afterLastDay: 'no' }) }),
    )
  })

  test('an event of the case starts the same clock without any sheet', () => {
    const served = event('copy-served', '2025-12-24')
    expect(term(clocks(served), 'koap.appeal')).toMatchObject([
      { deadline: { lastDay: '2026-01-12' }, from: served[0]![0] },
    ])
  })

  test('an event makes a partial mark exact', () => {
    const of = clocks(
      sheet('rulings', { stage: 'ruling', 'copy.served': '2025-12' }),
      event('copy-served', '2025-12-24'),
    )
    expect(term(of, 'koap.appeal')).toMatchObject([{ deadline: { lastDay: '2026-01-12' } }])
    expect(of.conflicts).toEqual([])
  })

  test('two different days: both are counted, the earlier first, and somebody has to look', () => {
    const of = clocks(
      sheet('rulings', { stage: 'ruling', 'copy.served': '2025-12-24' }),
      event('copy-served', '2025-12-26'),
    )
    expect(term(of, 'koap.appeal').map(({ deadline }) => deadline.from)).toEqual(['2025-12-24', '2025-12-26'])
    expect(of.conflicts).toMatchObject([{ fact: 'copy.served', said: '2025-12-24', event: '2025-12-26' }])
  })

  test('a sheet left at "protocol" does not hide the term of a ruling that was served', () =>
    expect(
      term(
        clocks(sheet('rulings', { stage: 'protocol' }), event('copy-served', '2025-12-24')),
        'koap.appeal',
      ),
    ).toHaveLength(1))

  test('a ruling without the day of service: the term is listed and has no day', () =>
    expect(term(clocks(event('ruling-made', '2025-12-24')), 'koap.appeal')).toMatchObject([
      { deadline: { status: 'unknown', lastDay: null } },
    ]))

  test('contradictory days are told and nothing is counted from them', () => {
    const of = clocks(
      sheet('rulings', { stage: 'ruling', 'ruling.on': '2025-12-24', 'copy.served': '2025-12-20' }),
    )
    expect(of.contradictions.map(({ params }) => params.constraint)).toContain('served-before-ruling')
    expect(term(of, 'koap.appeal')).toMatchObject([{ deadline: { status: 'unknown' } }])
  })

  test('answers that no flow knows, or of a wrong type, are not used and are counted', () => {
    const of = clocks(
      sheet('rulings', { stage: 'ruling', 'copy.served': 5, 'no.such': 'x', constructor: 'x' }),
    )
    expect(of.unread).toBe(3)
    expect(term(of, 'koap.appeal')).toMatchObject([{ deadline: { status: 'unknown' } }])
  })

  test('school: filed, then found complete on a known day', () => {
    const filed = clocks(sheet('package', { 'filing.on': '2026-01-12' }))
    expect(filed.deadlines.map(({ deadline }) => deadline.rule)).toEqual(['school.complete', 'school.truth'])
    const complete = clocks(
      sheet('package', { 'filing.on': '2026-01-12' }),
      event('school-complete', '2026-01-14'),
    )
    expect(term(complete, 'school.truth')).toMatchObject([{ deadline: { from: '2026-01-14' } }])
    expect(term(complete, 'school.complete')[0]!.ended).toMatchObject({
      when: '2026-01-14',
      afterLastDay: 'no',
    })
  })

  test('only the newest contact counts', () => {
    const of = clocks(event('app-contact', '2026-01-10'), event('app-contact', '2026-01-15'))
    expect(term(of, 'amina.offline').map(({ deadline }) => deadline.from)).toEqual(['2026-01-15'])
  })

  test('hours need the minute; a day alone gives no guess', () => {
    expect(term(clocks(event('placed', '2026-01-15')), 'kas.placement.suit')).toMatchObject([
      { deadline: { status: 'unknown' } },
    ])
    expect(term(clocks(event('placed', '2026-01-15T10:00')), 'kas.placement.suit')).toMatchObject([
      { deadline: { lastMoment: '2026-01-17T10:00' } },
    ])
  })

  test('a moment is a day for terms in days', () =>
    expect(term(clocks(event('registry-learned', '2026-01-15T10:00')), 'kas.suit')).toHaveLength(1))

  test('an event without a day still lists its term, without a day', () =>
    expect(term(clocks(event('registry-learned', null)), 'kas.suit')).toMatchObject([
      { deadline: { lastDay: null } },
    ]))
})

describe('ends', () => {
  const served = event('copy-served', '2025-12-24')
  const endOf = (...lists: Operation[][]) => term(clocks(served, ...lists), 'koap.appeal')[0]!.ended

  test('filed, filed late, filed on an unclear day, filed before', () => {
    expect(endOf()).toBeNull()
    expect(endOf(event('complaint-filed', '2026-01-12'))).toMatchObject({ afterLastDay: 'no' })
    expect(endOf(event('complaint-filed', '2026-01-13'))).toMatchObject({ afterLastDay: 'yes' })
    expect(endOf(event('complaint-filed', '2026-01'))).toMatchObject({ afterLastDay: 'unknown' })
    expect(endOf(event('complaint-filed', '2025-12-01'))).toBeNull()
  })
})

describe('the tables', () => {
  test('name only terms, facts and events that exist', () => {
    for (const { event: kind, term: name } of EVENT_TERMS) {
      expect(packs.clocks.terms[name], name).toBeDefined()
      expect(EVENT_KINDS).toContain(kind)
    }
    for (const { flow, fact } of EVENT_FACTS) expect(packs[flow].facts[fact]?.type, fact).toBe('date')
    for (const [name, { events }] of Object.entries(TERM_ENDS)) {
      expect(packs.clocks.terms[name], name).toBeDefined()
      for (const kind of events) expect(EVENT_KINDS).toContain(kind)
    }
  })

  test('no event starts the same term twice', () => {
    const keys = EVENT_TERMS.map(({ event: kind, term: name }) => `${kind} ${name}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('properties', () => {
  const days = ['2025-12-24', '2025-12', '2025', '2026-01-10', '2026-01-10T12:00']
  const some = fc.array(fc.tuple(fc.constantFrom(...EVENT_KINDS), fc.option(fc.constantFrom(...days))), {
    maxLength: 12,
  })

  test('any events: no throw, no rule twice from the same start, and the order in which they were written changes nothing', () => {
    fc.assert(
      fc.property(some, (made) => {
        const lists = made.map(([kind, when], i): Operation[] => [
          [`e${id(`p${i}z`)}`, 'case', CASE],
          [`e${id(`p${i}z`)}`, 'kind', kind],
          ...(when ? [[`e${id(`p${i}z`)}`, 'when', when] as Operation] : []),
        ])
        const one = clocks(...lists)
        const keys = one.deadlines.map(({ deadline }) => `${deadline.rule} ${deadline.from}`)
        expect(new Set(keys).size).toBe(keys.length)
        expect(JSON.stringify(clocks(...lists.toReversed()))).toBe(JSON.stringify(one))
      }),
      { numRuns: 60 },
    )
  })
})
