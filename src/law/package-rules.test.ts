/** Each rule of the package check: a family it speaks to, and families it must not speak to, on both sides of its days. */
import { describe, expect, test } from 'vitest'
import { CLEAN, check, family, flow, PATENT, SUMMER } from './package.test-support.ts'
import type { Facts } from './types.ts'

type Change = Record<string, Facts[string] | undefined>
interface Case {
  rule: string
  /** Changes to the clean family, or to `from`, that make it found. */
  yes: Change[]
  no: Change[]
  /** Changes that leave it open; none for a rule that never asks. */
  open?: Change[]
  from?: Facts
  today?: string
}

const PAPERS = CLEAN['papers.present'] as string[]
const lacks = (paper: string): Change => ({ 'papers.present': PAPERS.filter((each) => each !== paper) })
const without = (paper: string): Change => ({ ...lacks(paper) })

/** In August 2026: filed on the 3rd, checked until 14 September. */
const dated = (paper: string, fact: string): Case[] => [
  {
    rule: `package.${paper}.expired`,
    yes: [
      { 'papers.dated': [paper], [fact]: '2026-08-02' },
      { 'papers.dated': [paper], [fact]: '2026-07-19', 'filing.on': null },
      { 'papers.dated': undefined, [fact]: '2026-07', 'filing.on': '2026-08-01' },
    ],
    no: [
      { 'papers.dated': [paper], [fact]: '2026-08-03' },
      { 'papers.dated': [paper], [fact]: SUMMER, 'filing.on': null },
      { 'papers.dated': [], [fact]: undefined },
      { 'papers.dated': [], [fact]: null },
    ],
    open: [
      { 'papers.dated': [paper], [fact]: null },
      { 'papers.dated': [paper], [fact]: '2026-08' },
      { 'papers.dated': null, [fact]: undefined },
    ],
  },
  {
    rule: `package.${paper}.ends-during-check`,
    yes: [
      { 'papers.dated': [paper], [fact]: '2026-08-03' },
      { 'papers.dated': [paper], [fact]: '2026-09-13' },
    ],
    no: [
      { 'papers.dated': [paper], [fact]: '2026-08-02' },
      { 'papers.dated': [paper], [fact]: '2026-09-14' },
      { 'papers.dated': [paper], [fact]: null },
    ],
    open: [
      { 'papers.dated': [paper], [fact]: '2026-09' },
      { 'papers.dated': [paper], [fact]: '2028-06-01', 'filing.on': '2028-01-10' },
    ],
  },
]

const listed = (rule: string, paper: string, open: Change[] = []): Case => ({
  rule,
  yes: [lacks(paper), { 'papers.present': [] }],
  no: [{}, { 'papers.present': [paper] }, { 'papers.present': null }],
  open,
})

const BEFORE_OCTOBER: Change = { 'filing.on': '2025-10-18' }
const FROM_OCTOBER: Change = { 'filing.on': '2025-10-19' }
const OLD_TODAY = '2025-09-01'

const CASES: Case[] = [
  // whom it is for
  {
    rule: 'package.scope.russian',
    yes: [{ 'child.citizenship': 'russia' }],
    no: [{}, { 'child.citizenship': 'belarus' }, { 'child.citizenship': 'stateless' }],
    open: [{ 'child.citizenship': null }, { 'child.citizenship': undefined }],
  },
  {
    rule: 'package.scope.kindergarten',
    yes: [{ 'applying.to': 'kindergarten' }],
    no: [{}],
    open: [{ 'applying.to': null }, { 'applying.to': undefined }],
  },
  {
    rule: 'package.scope.before',
    yes: [{ 'filing.on': '2025-03-31' }],
    no: [{}, { 'filing.on': '2025-04-01' }],
    today: '2025-03-01',
  },

  // what must be there
  listed('package.stay.child-missing', 'stay-child'),
  listed('package.identity.missing', 'identity'),
  listed('package.kinship.missing', 'kinship'),
  listed('package.medical.missing', 'medical'),
  listed('package.registration.missing', 'registration'),
  {
    rule: 'package.consents.missing',
    yes: [lacks('consents')],
    no: [{}],
    open: [{ 'papers.present': null }, { 'papers.present': undefined }],
  },
  {
    rule: 'package.stay.filer-missing',
    yes: [
      lacks('stay-filer'),
      { 'filer.status': 'none' },
      { ...without('stay-filer'), 'filer.status': 'none' },
    ],
    no: [{}, { ...without('stay-filer'), 'filer.status': 'russian' }, { 'papers.present': null }],
    open: [{ ...without('stay-filer'), 'filer.status': null }, { 'filer.status': null }],
  },
  {
    rule: 'package.filer.representation',
    yes: [{ 'filer.kind': 'other' }],
    no: [{}, { 'filer.kind': 'guardian' }],
    open: [{ 'filer.kind': null }],
  },
  {
    rule: 'package.fingerprints.missing',
    yes: [
      { ...without('fingerprints'), 'child.age': 6 },
      { ...without('fingerprints'), 'child.age': null, 'child.born': '2020-08-03' },
    ],
    no: [
      {},
      { ...without('fingerprints'), 'child.age': 5 },
      { ...without('fingerprints'), 'child.age': 5, 'child.born': '2020-08-04' },
      { 'papers.present': null },
    ],
    open: [
      { ...without('fingerprints'), 'child.age': null },
      { ...without('fingerprints'), 'child.age': null, 'child.born': '2020' },
    ],
  },
  {
    rule: 'package.work.missing',
    yes: [{ 'papers.extra': ['work'] }],
    no: [{}, { 'papers.extra': ['study'] }],
    open: [{ 'papers.extra': null }, { 'papers.extra': undefined }],
  },
  {
    rule: 'package.study.missing',
    yes: [
      { 'papers.extra': ['study'], grade: 2 },
      { 'papers.extra': ['study'], grade: 11 },
    ],
    no: [{}, { 'papers.extra': ['study'], grade: 1 }, { 'papers.extra': null }],
  },
  {
    rule: 'package.tax-number.missing',
    yes: [{ 'papers.extra': ['tax-number'] }],
    no: [{}, { 'papers.extra': null }],
  },
  {
    rule: 'package.pension-number.missing',
    yes: [{ 'papers.extra': ['pension-number', 'work'] }],
    no: [{}, { 'papers.extra': ['tax-number'] }],
  },

  // what ends
  ...dated('registration', 'registration.ends'),
  ...dated('stay', 'stay.ends'),
  ...dated('identity', 'identity.ends'),

  // patent
  {
    rule: 'package.patent.unpaid',
    from: PATENT,
    yes: [{ 'patent.paid_until': '2026-08-02' }, { 'patent.paid_until': '2026-07-19', 'filing.on': null }],
    no: [
      {},
      { 'patent.paid_until': '2026-08-03' },
      { 'patent.paid_until': '2026-08-02', 'filer.status': 'vnzh' },
    ],
    open: [{ 'patent.paid_until': null }, { 'patent.paid_until': '2026-08' }],
  },
  {
    rule: 'package.patent.ends-during-check',
    from: PATENT,
    yes: [{ 'patent.paid_until': '2026-08-03' }, { 'patent.paid_until': '2026-09-13' }],
    no: [{}, { 'patent.paid_until': '2026-09-14' }, { 'patent.paid_until': '2026-08-02' }],
    open: [{ 'patent.paid_until': '2026-09' }],
  },
  {
    rule: 'package.insurance.expired',
    from: PATENT,
    yes: [{ 'insurance.ends': '2026-08-02' }],
    no: [{}, { 'insurance.ends': '2026-08-03' }, { 'insurance.ends': '2026-08-02', 'filer.status': 'visa' }],
    open: [{ 'insurance.ends': null }],
  },
  {
    rule: 'package.insurance.ends-during-check',
    from: PATENT,
    yes: [{ 'insurance.ends': '2026-09-13' }],
    no: [{}, { 'insurance.ends': '2026-09-14' }, { 'insurance.ends': '2026-08-02' }],
    open: [{ 'insurance.ends': '2026-09' }],
  },
  {
    rule: 'package.insurance.other-region',
    from: PATENT,
    yes: [{ 'insurance.region': 'other' }],
    no: [{}, { 'insurance.region': 'other', 'filer.status': 'vnzh' }],
    open: [{ 'insurance.region': null }],
  },
  {
    rule: 'package.patent.weakened',
    from: PATENT,
    yes: [{ 'insurance.region': 'other' }, { 'insurance.ends': '2026-08-02' }],
    no: [{}, { 'insurance.ends': '2026-08-03' }, { 'insurance.region': 'other', 'filer.status': 'rvp' }],
  },

  // form
  {
    rule: 'package.translation.kinship',
    yes: [{ 'papers.untranslated': ['kinship'] }],
    no: [{}, { 'papers.untranslated': ['identity'] }],
    open: [{ 'papers.untranslated': null }, { 'papers.untranslated': undefined }],
  },
  ...['identity', 'stay', 'study', 'other'].map((paper) => ({
    rule: `package.translation.${paper}`,
    yes: [{ 'papers.untranslated': [paper] }, { 'papers.untranslated': ['kinship', paper] }],
    no: [{}, { 'papers.untranslated': ['kinship'] }, { 'papers.untranslated': null }],
  })),
  ...['translation', 'medical'].map((paper) => ({
    rule: `package.${paper}.abroad`,
    yes: [{ 'papers.abroad': [paper], [`${paper}.accepted`]: 'no' }],
    no: [{}, { 'papers.abroad': [paper], [`${paper}.accepted`]: 'yes' }],
    // Made abroad is never a statement by itself.
    open: [{ 'papers.abroad': [paper] }, { 'papers.abroad': [paper], [`${paper}.accepted`]: null }],
  })),
  ...['child', 'filer'].map((who) => ({
    rule: `package.names.${who}`,
    yes: [
      { [`names.${who}`]: 'differ' },
      { [`names.${who}`]: 'differ', 'spelling.one': 'Примерова', 'spelling.two': null },
      { [`names.${who}`]: 'differ', 'spelling.one': 'Примерова', 'spelling.two': 'Примарова' },
    ],
    no: [{}, { [`names.${who}`]: 'differ', 'spelling.one': 'Алёнова', 'spelling.two': 'аленова' }],
    open: [{ [`names.${who}`]: null }],
  })),
  {
    rule: 'package.names.births',
    yes: [{ 'names.births': 'differ' }],
    no: [{}],
    open: [{ 'names.births': null }],
  },

  // filing
  {
    rule: 'package.channel.in-person',
    yes: [{ 'filing.channel': 'in-person' }],
    no: [{}, { 'filing.channel': 'regional-portal' }, { 'filing.channel': 'registered-post' }],
    open: [{ 'filing.channel': null }],
  },
  {
    rule: 'package.channel.other',
    yes: [{ 'filing.channel': 'other' }],
    no: [{}, { 'filing.channel': 'registered-post' }, { 'filing.channel': null }],
  },
  {
    rule: 'package.window.outside',
    yes: ['2026-03-31', '2026-07-01', '2026-07-05', '2026-09-06', '2026-12-31'].map((day) => ({
      'filing.on': day,
    })),
    no: ['2025-12-31', '2026-04-01', '2026-06-30', '2026-07-06', '2026-09-05', '2027-01-01', null].map(
      (day) => ({
        'filing.on': day,
      }),
    ),
  },
  {
    rule: 'package.return',
    yes: [{}, FROM_OCTOBER],
    no: [BEFORE_OCTOBER, { 'child.citizenship': 'russia' }],
    today: OLD_TODAY,
  },

  // registry
  {
    rule: 'package.registry.listed',
    yes: [{ 'registry.entry': 'listed' }],
    no: [{}, { 'registry.entry': 'not-checked' }],
    open: [{ 'registry.entry': null }],
  },
  {
    rule: 'package.registry.unchecked',
    yes: [{ 'registry.entry': 'not-checked' }],
    no: [{}, { 'registry.entry': 'listed' }],
  },
  {
    rule: 'package.registry.moment',
    yes: [{}],
    no: [{ 'registry.entry': 'not-checked' }, { 'registry.entry': 'listed' }],
  },

  // test
  {
    rule: 'package.test.exempt-belarus',
    yes: [{ 'child.citizenship': 'belarus' }],
    no: [{}, { 'child.citizenship': 'stateless' }],
  },
  {
    rule: 'package.test.exempt-transfer',
    yes: [{ 'test.history': ['transfer'] }, { 'test.history': ['transfer'], ...FROM_OCTOBER }],
    no: [{}, { 'test.history': ['transfer'], ...BEFORE_OCTOBER }],
    open: [{ 'test.history': null }],
    today: OLD_TODAY,
  },
  {
    rule: 'package.test.exempt-certificate',
    yes: [{ 'test.history': ['certificate'], grade: 10 }],
    no: [{}, { 'test.history': ['transfer'] }],
  },
  {
    rule: 'package.test.oral-grade-one',
    yes: [{ grade: 1 }, { grade: 1, 'test.history': ['values'] }],
    no: [
      {},
      { grade: 1, 'child.citizenship': 'belarus' },
      { grade: 1, 'test.history': ['transfer'] },
      { grade: null },
    ],
  },
  {
    rule: 'package.test.oral-group',
    yes: [
      { 'test.history': ['resettlement'] },
      { 'test.history': ['values'], ...FROM_OCTOBER },
      { 'test.history': ['diplomat'] },
    ],
    no: [{}, { 'test.history': ['values'], ...BEFORE_OCTOBER }, { 'test.history': ['values', 'transfer'] }],
    today: OLD_TODAY,
  },
  {
    rule: 'package.test.full',
    yes: [
      {},
      { grade: 2 },
      { 'test.history': ['values'], ...BEFORE_OCTOBER },
      { 'test.history': ['transfer'], ...BEFORE_OCTOBER },
    ],
    no: [
      { grade: 1 },
      { 'test.history': ['values'], ...FROM_OCTOBER },
      { 'test.history': ['transfer'], ...FROM_OCTOBER },
      { 'test.history': ['certificate'] },
      { 'child.citizenship': 'belarus' },
    ],
    open: [{ grade: null }],
    today: OLD_TODAY,
  },
  { rule: 'package.test.line', yes: [{}, { grade: null }], no: [{ 'test.history': ['transfer'] }] },
  {
    rule: 'package.test.retake',
    yes: [
      { 'test.history': ['attempt'], 'attempt.on': '2026-04-21' },
      { 'test.history': ['attempt', 'values'], 'attempt.on': '2026-07-01' },
    ],
    no: [
      {},
      { 'test.history': ['attempt'], 'attempt.on': '2026-04-20' },
      { 'test.history': ['attempt', 'diplomat'], 'attempt.on': '2026-07-01' },
      { 'test.history': ['attempt', 'resettlement'], 'attempt.on': '2026-07-01' },
      { 'test.history': ['attempt', 'transfer'], 'attempt.on': '2026-07-01' },
      { 'test.history': [], 'attempt.on': '2026-07-01' },
    ],
    open: [
      { 'test.history': ['attempt'], 'attempt.on': null },
      { 'test.history': ['attempt'], 'attempt.on': '2026-04' },
    ],
  },
  {
    rule: 'package.test.contact',
    yes: [{ 'referral.on': '2026-08-17' }],
    no: [{}, { 'referral.on': '2026-08-06' }],
    today: '2026-08-18',
  },
  { rule: 'package.test.appeal', yes: [{}], no: [{ 'child.citizenship': 'belarus' }] },

  // not needed
  { rule: 'package.insurance.not-needed', yes: [{}], no: [{ 'child.citizenship': 'russia' }] },
  { rule: 'package.study.not-needed', yes: [{ grade: 1 }], no: [{}, { grade: 2 }, { grade: null }] },
  {
    rule: 'package.fingerprints.not-needed',
    yes: [{ 'child.age': 5 }, { 'child.age': null, 'child.born': '2020-08-04' }],
    no: [{}, { 'child.age': 6 }, { 'child.age': null, 'child.born': '2020-08-03' }],
  },
  {
    rule: 'package.stay.not-needed',
    yes: [{ 'filer.status': 'russian' }],
    no: [{}, { 'filer.status': null }],
  },

  // disclosure
  {
    rule: 'package.disclosure.application',
    yes: [{}, { 'filing.on': '2026-01-28' }, { 'child.citizenship': null }],
    no: [{ 'filing.on': '2026-01-27' }, { 'filing.on': '2025-09-01' }],
    today: OLD_TODAY,
  },
  {
    rule: 'package.disclosure.registry-check',
    yes: [{}, { 'registry.entry': 'not-checked' }],
    no: [{ 'registry.entry': 'listed' }],
  },
  { rule: 'package.disclosure.test-recorded', yes: [{}], no: [{ 'test.history': ['transfer'] }] },
]

const raw = (change: Change, { from = CLEAN, today = SUMMER }: Case) =>
  check(family(change, from), today).findings
const statusOf = (change: Change, each: Case) =>
  raw(change, each).find(({ id }) => id === each.rule)?.status ?? 'silent'

describe.each(CASES.map((each) => [each.rule, each] as const))('%s', (_, each) => {
  test.each(each.yes.map((change) => [change]))('is found with %o', (change) => {
    expect(statusOf(change, each)).toBe('found')
  })
  test.each(each.no.map((change) => [change]))('is not found with %o', (change) => {
    expect(statusOf(change, each)).not.toBe('found')
  })
  if (each.open?.length)
    test.each(each.open.map((change) => [change]))('asks with %o', (change) => {
      expect(statusOf(change, each)).toBe('question')
    })
})

test('every rule stands in the table, once', () => {
  expect(CASES.map(({ rule }) => rule).sort()).toEqual(flow.rules.map(({ id }) => id).sort())
})

test('every rule that asks has a case in which it does, and no other one', () => {
  const asking = flow.rules.filter(({ askIfUnknown }) => askIfUnknown).map(({ id }) => id)
  const tried = CASES.filter(({ open }) => open?.length).map(({ rule }) => rule)
  expect(tried.sort()).toEqual(asking.sort())
})

describe('what rules may not do', () => {
  test('none is signed, so none tells anyone to file, pay, leave or wait', () => {
    for (const rule of flow.rules) {
      expect(rule.review.state).toBe('unsigned')
      expect([null, 'prepare', 'check', 'ask']).toContain(rule.next)
    }
  })

  test('urgent is only what sinks the application', () => {
    const kinds = ['missing', 'expired', 'untranslated', 'wrong-place', 'defect']
    for (const rule of flow.rules.filter(({ severity }) => severity === 'urgent'))
      expect([rule.id, kinds.includes(rule.kind)]).toEqual([rule.id, true])
    expect(flow.rules.find(({ id }) => id === 'package.channel.in-person')?.severity).toBe('urgent')
    for (const id of ['package.translation.abroad', 'package.medical.abroad'])
      expect(flow.rules.find((rule) => rule.id === id)?.severity).toBe('substantial')
  })

  test('what stands on the school orders is unconfirmed after 1 March 2026', () => {
    const orders = ['order170', 'order171', 'order458', 'order510', 'order727']
    for (const rule of flow.rules.filter(
      ({ id, basis }) => !id.startsWith('package.scope') && basis.some(({ act }) => orders.includes(act)),
    ))
      expect([rule.id, rule.confirmedUntil]).toEqual([rule.id, '2026-03-01'])
    const one = (day: string) => check(family({}), day).findings.find(({ id }) => id === 'package.test.full')
    expect(one('2026-03-01')?.cautions).not.toContain('unconfirmed')
    expect(one('2026-03-02')?.cautions).toContain('unconfirmed')
  })
})
