/** Families for the rules on filing, registry, test, what is not needed and what is disclosed. */
import type { Case, Change } from './package-papers.cases.ts'

const BEFORE_OCTOBER: Change = { 'filing.on': '2025-10-18' }
const FROM_OCTOBER: Change = { 'filing.on': '2025-10-19' }
const OLD_TODAY = '2025-09-01'

export const ROAD_CASES: Case[] = [
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
  {
    rule: 'package.test.contact-late',
    today: '2026-08-20',
    // Seven days in one source, seven working days in another: late is only what is late by both.
    yes: [{ 'referral.on': '2026-08-03' }, { 'referral.on': '2026-08-08' }],
    no: [
      {},
      { 'referral.on': '2026-08-11' },
      { 'referral.on': '2026-08-14' },
      { 'referral.on': '2026-08-03', 'test.history': ['attempt'], 'attempt.on': '2026-08-10' },
    ],
  },
  {
    rule: 'package.test.result',
    yes: [{ 'test.history': ['attempt'], 'attempt.on': '2026-07-15' }],
    no: [{}, { 'test.history': ['attempt'], 'attempt.on': '2026-04-20' }, { 'test.history': ['attempt'] }],
  },
  {
    rule: 'package.test.retake-open',
    yes: [{ 'test.history': ['attempt'], 'attempt.on': '2026-04-20' }],
    no: [
      {},
      { 'test.history': ['attempt'], 'attempt.on': '2026-04-21' },
      { 'test.history': ['attempt', 'diplomat'], 'attempt.on': '2026-04-20' },
    ],
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
