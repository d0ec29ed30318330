/** The flows as they ship: each rule on both sides of its line, whole stories, terms on both sides of a change of law. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clocks } from './clocks.test-support.ts'
import { computeDeadline } from './deadline.ts'
import { checkConstraints, readFacts } from './facts.ts'
import { FLOW_IDS, type FlowId } from './flow-ids.ts'
import { missed } from './flow-terms.ts'
import { findings, flowScreens } from './flows.ts'
import { DECREES_CASES, EXPULSION_CASES, LABOUR_CASES, VIOLENCE_CASES } from './flows-danger.cases.ts'
import { AMINA_CASES, type FlowCase, REFUSALS_CASES, REGISTRY_CASES } from './flows-school.cases.ts'
import { checkFlow } from './rules.ts'
import type { Facts, FlowPack } from './types.ts'

const packOf = (flow: FlowId): FlowPack =>
  JSON.parse(readFileSync(new URL(`../../build/content/law-${flow}.json`, import.meta.url), 'utf8'))
const packs = Object.fromEntries(FLOW_IDS.map((flow) => [flow, packOf(flow)])) as Record<FlowId, FlowPack>
const ask = (flow: FlowId, facts: Facts, today = TODAY) => {
  const read = readFacts(packs[flow], facts, { clocks, today })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return findings({ flow: packs[flow], clocks }, read.facts, today)
}
const ids = (list: { id: string }[]) => list.map(({ id }) => id)

const TODAY = '2026-11-22'
const ALL: Partial<Record<FlowId, FlowCase[]>> = {
  refusals: REFUSALS_CASES,
  registry: REGISTRY_CASES,
  amina: AMINA_CASES,
  labour: LABOUR_CASES,
  expulsion: EXPULSION_CASES,
  decrees: DECREES_CASES,
  violence: VIOLENCE_CASES,
}

describe.each(Object.entries(ALL))('%s', (name, cases) => {
  const flow = packs[name as FlowId]
  const statusOf = (facts: Facts, { rule, today }: FlowCase) =>
    checkFlow(flow, clocks, facts, today ?? TODAY).findings.find(({ id }) => id === rule)?.status ?? 'silent'

  describe.each(cases.map((each) => [each.rule, each] as const))('%s', (_, each) => {
    test.each(each.found.map((facts) => [facts]))('is found with %o', (facts) => {
      expect(statusOf(facts, each)).toBe('found')
    })
    test.each(each.not.map((facts) => [facts]))('is not found with %o', (facts) => {
      expect(statusOf(facts, each)).not.toBe('found')
    })
    test.each((each.open ?? []).map((facts) => [facts]))('asks with %o', (facts) => {
      expect(statusOf(facts, each)).toBe('question')
    })
    test('its answers are answers of the flow', () => {
      for (const facts of [...each.found, ...each.not, ...(each.open ?? [])])
        expect(readFacts(flow, facts)).toMatchObject({ ok: true })
    })
  })

  test('every rule stands in the table, once', () => {
    expect(cases.map(({ rule }) => rule).sort()).toEqual(flow.rules.map(({ id }) => id).sort())
  })

  test('every rule that asks has a case in which it does, and no other one', () => {
    const asking = flow.rules.filter(({ askIfUnknown }) => askIfUnknown).map(({ id }) => id)
    expect(cases.flatMap(({ open, rule }) => (open ? [rule] : [])).sort()).toEqual(asking.sort())
  })

  test('no rule itself tells anyone to file, pay, leave or wait, and none is signed', () => {
    for (const rule of flow.rules) {
      expect(rule.review.state).toBe('unsigned')
      expect([null, 'prepare', 'check', 'ask']).toContain(rule.next)
    }
  })

  test('a day that has not come is refused, and an empty sheet has a first screen and no questions', () => {
    for (const { id, fact } of flow.constraints.filter((each) => each.id.endsWith('-later-than-today')))
      expect(checkConstraints(flow, clocks, { [fact]: '2026-11-23' }, TODAY)).toEqual([
        { path: fact, code: 'contradiction', params: { constraint: id } },
      ])
    expect(flowScreens({ flow, clocks }, {}, TODAY)[0]?.id).toBe(flow.screens[0]?.id)
    expect(ask(name as FlowId, {}).questions).toEqual([])
  })
})

describe('a family whose child was refused in words', () => {
  const story: Facts = {
    place: 'school',
    'refusal.form': 'oral',
    'refusal.ground': 'none',
    'refusal.on': '2026-09-04',
    proof: [],
  }
  const result = ask('refusals', story, '2026-10-10')

  test('hears first what a complaint tells the state, then what is missing', () => {
    expect(ids(result.tellFirst)).toEqual(['refusals.discloses.complaint'])
    expect(ids(result.wrong)).toEqual(['refusals.oral', 'refusals.ground.none'])
    expect(ids(result.evidence)).toEqual(['refusals.proof'])
    expect(ids(result.routes)).toEqual([
      'refusals.route.authority',
      'refusals.route.prosecutor',
      'refusals.route.court',
    ])
  })

  test('has three months for a suit, to Friday 4 December', () => {
    expect(result.deadlines).toEqual([
      expect.objectContaining({ rule: 'kas.suit', status: 'known', lastDay: '2026-12-04' }),
    ])
    expect(result.missed).toEqual([])
  })

  test('on the day after it is offered the next remedy, and not told that all is lost', () => {
    expect(ask('refusals', story, '2026-12-04').missed).toEqual([])
    const [late] = ask('refusals', story, '2026-12-05').missed
    expect(late).toMatchObject({ passed: 'yes', remedies: [{ id: 'kas-restore-suit', next: 'prepare' }] })
    expect(late?.remedies[0]?.sources.map(({ article }) => article)).toContain('219 ч.6')
    expect(late?.remedies[0]?.cautions).toContain('unsigned')
  })
})

describe('a listed person', () => {
  test('is told what a query discloses before anything is answered', () => {
    expect(ids(ask('registry', {}).tellFirst)).toEqual(['registry.query.discloses'])
  })

  test('sees both starts of the suit, the posting first', () => {
    const { deadlines } = ask('registry', {
      entry: 'listed',
      'posted.on': '2026-08-25',
      'learned.on': '2026-10-05',
      proof: ['bank-letter'],
      'reported.on': '2026-11-18',
    })
    expect(deadlines.map(({ rule, from, lastDay }) => [rule, from, lastDay])).toEqual([
      ['kas.suit', '2026-08-25', '2026-11-25'],
      // 5 January is a holiday; the block ends on 10 January 2027.
      ['kas.suit', '2026-10-05', '2027-01-11'],
      ['rkl.report', '2026-11-18', '2026-11-25'],
    ])
    for (const { disputes } of deadlines.slice(0, 2))
      expect(disputes.map(({ text }) => text)).toContain('dispute.registry-posting')
  })

  test('learns nothing that is not known: without a day there is no last day', () => {
    expect(ask('registry', { entry: 'listed' }).deadlines).toEqual([
      expect.objectContaining({ rule: 'kas.suit', status: 'unknown', lastDay: null }),
    ])
  })
})

describe('the app that went silent', () => {
  test('the shorter of the disputed limits is warned on, and said to be disputed', () => {
    // Contact on Friday: three plain days end on Monday, three working days on Wednesday.
    const { deadlines } = ask('amina', { region: 'covered', person: 'worker', 'contact.on': '2026-11-20' })
    expect(deadlines[0]).toMatchObject({ rule: 'amina.offline', status: 'disputed', lastDay: '2026-11-23' })
    expect(deadlines[0]?.readings.map(({ lastDay }) => lastDay)).toContain('2026-11-25')
  })

  test('while one reading is open, the limit has only perhaps passed', () => {
    const story = { region: 'covered', person: 'worker', 'contact.on': '2026-11-20' }
    expect(missedOf(story, '2026-11-24')).toBe('perhaps')
    expect(missedOf(story, '2026-11-26')).toBe('yes')
    expect(missedOf(story, '2026-11-23')).toBeUndefined()
  })
  const missedOf = (facts: Facts, today: string) => ask('amina', facts, today).missed[0]?.passed

  test('outside the known regions no term runs', () => {
    expect(ask('amina', { region: 'other', 'contact.on': '2026-11-20' }).deadlines).toEqual([])
  })
})

describe('expulsion', () => {
  const served = (decision: string, on: string) =>
    ask('expulsion', { decision, 'served.on': on }, '2026-11-22').deadlines.find(
      ({ rule }) => rule === 'koap.appeal',
    )

  test('the appeal is counted by the text of the day of service, on both sides of 29.10.2024', () => {
    // Sutki without roll-over before; days that roll over since.
    expect(served('court', '2024-10-09')?.lastDay).toBe('2024-10-19')
    // Ten days after 28 October is Thursday 7 November under either text; the 29th ends on Friday the 8th.
    expect(served('court', '2024-10-28')?.lastDay).toBe('2024-11-07')
    expect(served('court', '2024-10-29')?.lastDay).toBe('2024-11-08')
    expect(served('police', '2025-10-24')?.lastDay).toBe('2025-11-05')
    expect(served('deportation', '2026-10-01')).toBeUndefined()
  })

  test('a minute gives the hour by which the authority must be in court, a day alone does not', () => {
    const placed = (at: string) =>
      ask('expulsion', { decision: 'deportation', 'placed.at': at }).deadlines.find(
        ({ rule }) => rule === 'kas.placement.suit',
      )
    expect(placed('2026-11-20T14:30')).toMatchObject({ status: 'known', lastMoment: '2026-11-22T14:30' })
    expect(placed('2026-11-20')).toMatchObject({ lastMoment: null })
    expect(placed('2026-11-20')?.wouldChange).toContain('time')
  })

  test('placement runs in calendar days from the decision', () => {
    const { deadlines } = ask('expulsion', { decision: 'deportation', 'placement.decided': '2026-11-10' })
    expect(deadlines.find(({ rule }) => rule === 'kas.placement.appeal')?.lastDay).toBe('2026-11-20')
  })

  test('a police order says that it is an inference, and keeps the dispute', () => {
    const [route] = ask('expulsion', { decision: 'police' }).routes
    expect(route).toMatchObject({ id: 'expulsion.route.police', letter: 'koap-expulsion' })
    expect(route?.cautions).toEqual(expect.arrayContaining(['unsigned', 'unsure', 'disputed']))
  })
})

describe('decrees', () => {
  test('a closed window is closed, and no bill is told as anything but a bill', () => {
    const { windows, wrong } = ask('decrees', {})
    expect(wrong).toEqual([])
    expect(ids(windows)).toContain('decrees.d1126.closed')
    expect(
      windows.filter(({ id }) => id.startsWith('decrees.bill.')).every(({ kind }) => kind === 'bill'),
    ).toBe(true)
    expect(packs.decrees.rules.filter(({ kind }) => kind === 'bill').every(({ next }) => next === null)).toBe(
      true,
    )
  })
})

describe('forced labour and violence', () => {
  test('risks come before everything, and nothing is offered to be kept', () => {
    expect(ids(ask('labour', {}).tellFirst)).toEqual(['labour.risk.expulsion', 'labour.risk.false-report'])
    expect(FLOW_IDS.filter((flow) => !packs[flow].keep)).toEqual(['labour', 'violence'])
  })

  test('no fact of any flow asks for a number of a paper, an address or a name', () => {
    for (const flow of FLOW_IDS)
      for (const [fact, { type }] of Object.entries(packs[flow].facts)) {
        if (type === 'text') expect(fact).not.toMatch(/number|address|coordinate|officer/)
        if (type === 'text')
          expect(['spelling.one', 'spelling.two', 'offence.part', 'protocol.narrative']).toContain(fact)
      }
  })

  test('three hours from the minute of delivery; both limits while it is not known which holds', () => {
    const at = (limit: string | null) =>
      ask('violence', { detained: 'yes', 'delivered.on': '2026-11-21T22:10', limit }).deadlines.map(
        ({ rule, lastMoment }) => [rule, lastMoment],
      )
    expect(at('h3')).toEqual([['koap.detention', '2026-11-22T01:10']])
    expect(at(null)).toEqual([
      ['koap.detention', '2026-11-22T01:10'],
      ['koap.detention.48', '2026-11-23T22:10'],
    ])
  })
})

describe('remedies', () => {
  test('every term that names one names what exists, and every one is named', () => {
    const named = Object.values(clocks.terms).flatMap(({ afterMissed }) => afterMissed ?? [])
    expect([...new Set(named)].sort()).toEqual(Object.keys(clocks.remedies ?? {}).sort())
  })

  test('a term that a person must keep always has a next remedy', () => {
    // A window of a decree is closed by the president, not by lateness; nothing restores it.
    const without = Object.values(clocks.terms).filter(
      ({ kind, afterMissed }) => kind === 'by' && !afterMissed,
    )
    expect(ids(without).sort()).toEqual(['amina.transition', 'decree.1126', 'decree.159', 'koap.self-exit'])
  })

  test('a term of hours is over in its minute, where the minute is told', () => {
    const facts: Facts = { detained: 'yes', 'delivered.on': '2026-11-21T22:10', limit: 'h3' }
    const at = (now?: string) =>
      findings({ flow: packs.violence, clocks }, facts, '2026-11-22', now).missed.map(({ remedies }) =>
        ids(remedies),
      )
    expect(at()).toEqual([])
    expect(at('2026-11-22T01:10')).toEqual([])
    expect(at('2026-11-22T01:11')).toEqual([['detention-complaint', 'prosecutor']])
  })

  test('none is offered on the last day, nor where no day can be named', () => {
    const on = (from: string, today: string) =>
      missed(clocks, computeDeadline(clocks, 'koap.appeal', from, { today }), today)
    expect(on('2025-12-24', '2026-01-12')).toBeNull()
    expect(on('2025-12-24', '2026-01-13')).toMatchObject({
      passed: 'yes',
      remedies: [{ id: 'koap-restore' }],
    })
    expect(on('', '2026-01-13')).toBeNull()
    // December 2025, the day not known: the earliest end has gone by, the latest has not.
    expect(on('2025-12', '2025-12-20')).toMatchObject({ passed: 'perhaps' })
  })
})
