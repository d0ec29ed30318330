/** Families for the rules on papers: whom it is for, what must be there, what ends, patent, form. */
import { CLEAN, PATENT, SUMMER } from './package.test-support.ts'
import type { Facts } from './types.ts'

export type Change = Record<string, Facts[string] | undefined>
export interface Case {
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

export const PAPER_CASES: Case[] = [
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
]
