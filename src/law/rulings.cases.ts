/** For every rule of content/law/rulings one case that it must find and one, as near as possible, that it must not. */
import type { Facts } from './types.ts'

export interface RuleCase {
  rule: string
  found: Facts
  not: Facts
}

const absent = (fact: string, rule: string): RuleCase => ({
  rule,
  found: { [fact]: 'absent' },
  not: { [fact]: 'present' },
})
const vague = (fact: string, rule: string): RuleCase => ({
  rule,
  found: { [fact]: 'unclear' },
  not: { [fact]: 'present' },
})

const STOCK = 'Выражался нецензурной бранью и размахивал руками в общественном месте.'
const judge = { 'decided.by': 'judge', 'offence.article': '20.1', 'offence.on': '2025-09-01' }
const official = { ...judge, 'decided.by': 'official' }

export const RULE_CASES: RuleCase[] = [
  absent('protocol.date-place', 'rulings.protocol.date-place'),
  absent('protocol.official', 'rulings.protocol.official'),
  absent('protocol.person', 'rulings.protocol.person'),
  absent('protocol.event', 'rulings.protocol.event'),
  vague('protocol.event', 'rulings.protocol.event'),
  absent('protocol.article', 'rulings.protocol.article'),
  vague('protocol.article', 'rulings.protocol.article'),
  absent('protocol.explanation', 'rulings.protocol.explanation'),
  absent('protocol.rights', 'rulings.protocol.rights'),
  absent('protocol.signature', 'rulings.protocol.unsigned'),
  absent('protocol.copy', 'rulings.protocol.no-copy'),
  absent('protocol.language-note', 'rulings.protocol.language'),
  {
    rule: 'rulings.protocol.language',
    found: { 'language.need': 'yes', 'protocol.interpreter': 'absent' },
    not: { 'language.need': 'no', 'protocol.interpreter': 'absent', 'protocol.language-note': 'present' },
  },
  {
    rule: 'rulings.protocol.interpreter-not-warned',
    found: { 'protocol.interpreter': 'present', 'protocol.interpreter-warned': 'absent' },
    not: { 'protocol.interpreter': 'absent', 'protocol.interpreter-warned': 'absent' },
  },
  {
    rule: 'rulings.protocol.absence',
    found: { 'protocol.in-absence': 'yes', 'protocol.notice': 'absent' },
    not: { 'protocol.in-absence': 'yes', 'protocol.notice': 'present' },
  },
  {
    rule: 'rulings.protocol.witnesses',
    found: { 'witnesses.existed': 'yes', 'protocol.witnesses': 'absent' },
    not: { 'witnesses.existed': 'no', 'protocol.witnesses': 'absent' },
  },
  {
    rule: 'rulings.protocol.late',
    found: { 'detected.on': '2025-12-10', 'protocol.on': '2025-12-13' },
    not: { 'detected.on': '2025-12-10', 'protocol.on': '2025-12-12' },
  },
  {
    rule: 'rulings.forwarded-late',
    found: { 'protocol.forwarded-late': 'yes' },
    not: { 'protocol.forwarded-late': 'no' },
  },
  vague('protocol.person', 'rulings.protocol.unclear'),
  vague('ruling.address', 'rulings.ruling.unclear'),
  {
    rule: 'rulings.protocol-not-appealed',
    found: { stage: 'protocol' },
    not: { stage: 'ruling' },
  },
  absent('ruling.official', 'rulings.ruling.official'),
  absent('ruling.address', 'rulings.ruling.address'),
  absent('ruling.date-place', 'rulings.ruling.date-place'),
  absent('ruling.person', 'rulings.ruling.person'),
  absent('ruling.facts', 'rulings.ruling.facts'),
  vague('ruling.facts', 'rulings.ruling.facts'),
  absent('ruling.article', 'rulings.ruling.article'),
  absent('ruling.decision', 'rulings.ruling.decision'),
  vague('ruling.decision', 'rulings.ruling.decision'),
  absent('ruling.appeal-order', 'rulings.ruling.appeal-order'),
  absent('ruling.copy', 'rulings.ruling.no-copy'),
  {
    rule: 'rulings.ruling.payment-data',
    found: { penalty: ['fine'], 'ruling.payment-data': 'absent' },
    not: { penalty: ['arrest'], 'ruling.payment-data': 'absent' },
  },
  {
    rule: 'rulings.ruling.interpreter',
    found: { 'language.need': 'yes', 'ruling.interpreter': 'absent' },
    not: { 'language.need': 'no', 'ruling.interpreter': 'absent' },
  },
  {
    rule: 'rulings.merits.stock-20-1',
    found: { 'offence.article': '20.1', 'protocol.narrative': STOCK },
    not: { 'offence.article': '20.20', 'protocol.narrative': STOCK },
  },
  {
    rule: 'rulings.merits.stock-20-1',
    found: {
      'offence.article': '20.1',
      'protocol.narrative': 'Used obscene language and waved his arms in a public place.',
    },
    not: { 'offence.article': '20.1', 'protocol.narrative': 'Разбил витрину магазина камнем.' },
  },
  {
    rule: 'rulings.merits.stock-words',
    found: {
      'offence.article': '20.1',
      'protocol.narrative': 'Выражая явное неуважение к обществу, выражался нецензурной бранью.',
    },
    not: { 'offence.article': '20.1', 'protocol.narrative': STOCK },
  },
  {
    rule: 'rulings.merits.only-police-report',
    found: { evidence: ['police-report', 'police-statement'] },
    not: { evidence: ['police-report', 'video'] },
  },
  {
    rule: 'rulings.defender-refused',
    found: { 'defender.refused': 'yes' },
    not: { 'defender.refused': 'no' },
  },
  // 60 calendar days for an official, 90 for a judge; which day is the first is disputed, so the cases stay clear of it.
  {
    rule: 'rulings.limitation',
    found: { ...official, 'ruling.on': '2025-11-05' },
    not: { ...official, 'ruling.on': '2025-10-28' },
  },
  {
    rule: 'rulings.limitation',
    found: { ...judge, 'ruling.on': '2025-12-05' },
    not: { ...judge, 'ruling.on': '2025-11-05' },
  },
  {
    rule: 'rulings.limitation.other',
    found: { ...official, 'offence.article': 'other', 'ruling.on': '2025-11-05' },
    not: { ...official, 'ruling.on': '2025-11-05' },
  },
  {
    rule: 'rulings.limitation',
    found: { ...official, 'ruling.on': '2025-11-05' },
    not: { ...official, 'offence.article': 'other', 'ruling.on': '2025-11-05' },
  },
  {
    rule: 'rulings.limitation.migration',
    found: { 'offence.article': '18.8', 'offence.on': '2024-11-01', 'ruling.on': '2025-11-05' },
    not: { 'offence.article': '18.8', 'offence.on': '2024-11-01', 'ruling.on': '2025-10-01' },
  },
  {
    rule: 'rulings.appeal.missed',
    found: { 'copy.served': '2025-12-10' },
    not: { 'copy.served': '2025-12-24' },
  },
  {
    rule: 'rulings.appeal.missed',
    found: { 'copy.served': '2025-11-05', 'complaint.on': '2025-12-01' },
    not: { 'copy.served': '2025-11-05', 'complaint.on': '2025-11-10' },
  },
  {
    rule: 'rulings.detention.too-long',
    found: { 'detention.happened': 'yes', 'detention.limit': 'h3', 'detention.hours': 4 },
    not: { 'detention.happened': 'yes', 'detention.limit': 'h3', 'detention.hours': 3 },
  },
  {
    rule: 'rulings.detention.too-long',
    found: { 'detention.happened': 'yes', 'detention.hours': 49 },
    not: { 'detention.happened': 'yes', 'detention.limit': 'h48', 'detention.hours': 48 },
  },
  {
    rule: 'rulings.detention.no-protocol',
    found: { 'detention.happened': 'yes', 'detention.protocol': 'absent' },
    not: { 'detention.happened': 'no', 'detention.protocol': 'absent' },
  },
  {
    rule: 'rulings.detention.no-notice',
    found: { 'detention.happened': 'yes', 'detention.notice': 'absent' },
    not: { 'detention.happened': 'yes', 'detention.notice': 'present' },
  },
  {
    rule: 'rulings.detention.conditions',
    found: { 'detention.happened': 'yes', 'detention.lacked': ['toilet'] },
    not: { 'detention.happened': 'no', 'detention.lacked': ['toilet'] },
  },
  {
    rule: 'rulings.expulsion.at-once',
    found: { penalty: ['fine', 'expulsion'], 'expulsion.mode': 'forced' },
    not: { penalty: ['fine', 'expulsion'], 'expulsion.mode': 'self-exit' },
  },
  {
    rule: 'rulings.expulsion.chief',
    found: { penalty: ['expulsion'], 'decided.by': 'chief' },
    not: { penalty: ['expulsion'], 'decided.by': 'judge' },
  },
  {
    rule: 'rulings.expulsion.presence',
    found: { penalty: ['expulsion'], 'hearing.present': 'no' },
    not: { penalty: ['fine'], 'hearing.present': 'no' },
  },
  {
    rule: 'rulings.expulsion.not-in-20-1',
    found: { 'offence.article': '20.1', penalty: ['expulsion'] },
    not: { 'offence.article': '18.8', penalty: ['expulsion'] },
  },
  {
    rule: 'rulings.ban.second-offence',
    found: { 'previous.one-year': 1 },
    not: { 'previous.one-year': 0, 'previous.three-years': 0 },
  },
  {
    rule: 'rulings.addressee.higher-court',
    found: { 'decided.by': 'judge' },
    not: { 'decided.by': 'chief' },
  },
  {
    rule: 'rulings.addressee.district-court',
    found: { 'decided.by': 'chief' },
    not: { 'decided.by': 'judge' },
  },
  {
    rule: 'rulings.addressee.higher-official',
    found: { 'decided.by': 'official' },
    not: { 'decided.by': 'collegial' },
  },
  {
    rule: 'rulings.addressee.district-court-seat',
    found: { 'decided.by': 'collegial' },
    not: { 'decided.by': 'official' },
  },
  {
    rule: 'rulings.addressee.district-court-other',
    found: { 'decided.by': 'other-body' },
    not: { 'decided.by': 'official' },
  },
  { rule: 'rulings.letter.complaint', found: { stage: 'ruling' }, not: { stage: 'protocol' } },
  { rule: 'rulings.letter.objections', found: { stage: 'protocol' }, not: { stage: 'ruling' } },
  {
    rule: 'rulings.letter.restore',
    found: { 'copy.served': '2025-12-01' },
    not: { 'copy.served': '2025-12-24' },
  },
  {
    rule: 'rulings.letter.interpreter',
    found: { 'language.need': 'yes' },
    not: { 'language.need': 'no' },
  },
]
