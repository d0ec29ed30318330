/** For every rule of refusals, registry and amina: answers that make it found, answers as near as possible that do not. */
import type { Facts } from './types.ts'

export interface FlowCase {
  rule: string
  found: Facts[]
  not: Facts[]
  /** Answers that leave it a question; only for rules that ask. */
  open?: Facts[]
  /** Day of the check; the tests' own day when absent. */
  today?: string
}

const LATE = '2026-10-01'
const listed = (more: Facts = {}): Facts => ({ entry: 'listed', ...more })
const covered = (more: Facts = {}): Facts => ({ region: 'covered', person: 'worker', ...more })

export const REFUSALS_CASES: FlowCase[] = [
  {
    rule: 'refusals.discloses.complaint',
    found: [{}, { 'refusal.on': '2026-01-28' }],
    not: [{ 'refusal.on': '2026-01-27' }],
  },
  {
    rule: 'refusals.oral',
    found: [{ 'refusal.form': 'oral' }],
    not: [{ 'refusal.form': 'written' }, { 'refusal.form': 'silence' }],
    open: [{ 'refusal.form': null }],
  },
  {
    rule: 'refusals.silence',
    found: [{ 'refusal.form': 'silence' }],
    not: [{ 'refusal.form': 'oral' }],
  },
  {
    rule: 'refusals.ground.none',
    found: [{ 'refusal.ground': 'none' }],
    not: [{ 'refusal.ground': 'other' }, { 'refusal.ground': null }],
  },
  {
    rule: 'refusals.ground.other',
    found: [{ 'refusal.ground': 'other' }],
    not: [{ 'refusal.ground': 'none' }],
  },
  {
    rule: 'refusals.ground.no-places',
    found: [{ 'refusal.ground': 'no-places', place: 'school' }],
    not: [{ 'refusal.ground': 'no-places', place: 'kindergarten' }],
  },
  {
    rule: 'refusals.ground.papers',
    found: [{ 'refusal.ground': 'papers', place: 'school', 'refusal.on': '2025-10-19' }],
    not: [{ 'refusal.ground': 'papers', place: 'school', 'refusal.on': '2025-10-18' }],
  },
  {
    rule: 'refusals.kindergarten-test',
    found: [{ 'refusal.ground': 'test', place: 'kindergarten', 'refusal.on': '2025-11-25' }],
    not: [
      { 'refusal.ground': 'test', place: 'kindergarten', 'refusal.on': '2025-11-24' },
      { 'refusal.ground': 'test', place: 'school' },
    ],
  },
  {
    rule: 'refusals.ground.test',
    found: [{ 'refusal.ground': 'test', place: 'school', 'refusal.on': '2025-04-01' }],
    not: [{ 'refusal.ground': 'test', place: 'school', 'refusal.on': '2025-03-31' }],
  },
  {
    rule: 'refusals.ground.registry',
    found: [{ 'refusal.ground': 'registry' }],
    not: [{ 'refusal.ground': 'papers' }],
  },
  { rule: 'refusals.right', found: [{ 'refusal.form': 'portal' }], not: [{}, { 'refusal.form': null }] },
  {
    rule: 'refusals.proof',
    found: [{ 'refusal.form': 'written', proof: [] }],
    not: [{ 'refusal.form': 'written', proof: ['refusal'] }, { proof: [] }],
  },
  ...['authority', 'prosecutor', 'court'].map((way) => ({
    rule: `refusals.route.${way}`,
    found: [{ 'refusal.form': 'oral' }],
    not: [{}],
  })),
  {
    rule: 'refusals.answer.late',
    // 30 days from 1 September end on 1 October.
    found: [{ 'complaint.registered': '2026-08-31', 'complaint.answered': 'no' }],
    not: [
      { 'complaint.registered': '2026-09-01', 'complaint.answered': 'no' },
      { 'complaint.registered': '2026-08-31', 'complaint.answered': 'yes' },
      { 'complaint.registered': '2026-09', 'complaint.answered': 'no' },
    ],
    today: LATE,
  },
  {
    rule: 'refusals.no-email',
    found: [{ 'refusal.form': 'written', 'refusal.on': '2025-03-30' }],
    not: [{ 'refusal.form': 'written', 'refusal.on': '2025-03-29' }],
  },
]

export const REGISTRY_CASES: FlowCase[] = [
  { rule: 'registry.query.discloses', found: [{}, listed(), { entry: 'not-checked' }], not: [] },
  {
    rule: 'registry.query.moment',
    found: [{ entry: 'not-listed' }],
    not: [listed(), { entry: 'not-checked' }],
  },
  { rule: 'registry.entry.means', found: [listed()], not: [{ entry: 'not-listed' }, { entry: null }] },
  {
    rule: 'registry.proof',
    found: [listed({ proof: [] })],
    not: [listed({ proof: ['bank-letter'] }), { entry: 'not-listed', proof: [] }],
    open: [listed(), listed({ proof: null })],
  },
  { rule: 'registry.two-starts', found: [listed()], not: [{ entry: 'not-checked' }] },
  {
    rule: 'registry.other-person',
    found: [listed({ 'same-person': 'no' })],
    not: [listed({ 'same-person': 'yes' }), listed({ 'same-person': null })],
  },
  {
    rule: 'registry.exclusion',
    found: [
      listed({ ground: ['departed'] }),
      listed({ ground: ['lawful', 'appealed'] }),
      listed({ ground: ['cancelled'] }),
    ],
    not: [listed({ ground: [] }), listed({ ground: ['appealed'] })],
  },
  {
    rule: 'registry.decision-apart',
    found: [listed({ ground: ['appealed'] }), listed({ ground: [] })],
    not: [listed({ ground: ['cancelled'] }), { entry: 'not-listed', ground: [] }],
  },
  {
    rule: 'registry.fines',
    found: [listed({ 'asked-to-pay': 'yes' })],
    not: [listed({ 'asked-to-pay': 'no' })],
  },
  {
    rule: 'registry.report',
    found: [listed({ 'learned.on': '2025-02-25' })],
    not: [listed({ 'learned.on': '2025-02-24' }), { entry: 'not-listed' }],
  },
  ...['route.unit', 'route.prosecutor', 'route.court', 'interim'].map((way) => ({
    rule: `registry.${way}`,
    found: [listed()],
    not: [{ entry: 'not-listed' }],
  })),
  {
    rule: 'registry.answer.late',
    found: [listed({ 'request.answer': 'none', 'request.registered': '2026-08-31' })],
    not: [
      listed({ 'request.answer': 'none', 'request.registered': '2026-09-01' }),
      listed({ 'request.answer': 'refused', 'request.registered': '2026-08-31' }),
    ],
    today: LATE,
  },
]

export const AMINA_CASES: FlowCase[] = [
  { rule: 'amina.other-region', found: [{ region: 'other' }], not: [covered(), { region: null }] },
  {
    rule: 'amina.exempt',
    found: [{ person: 'child' }, { person: 'diplomat' }, { person: 'belarus' }],
    not: [covered(), { person: 'other' }],
  },
  {
    rule: 'amina.discloses',
    found: [covered(), covered({ 'contact.on': '2025-09-01' })],
    not: [{ region: 'other' }, covered({ person: 'child' }), covered({ 'contact.on': '2025-08-31' })],
  },
  {
    rule: 'amina.due',
    // Three plain days from Monday 16 November end on Thursday the 19th.
    found: [{ 'contact.on': '2026-11-20', removed: 'no' }],
    not: [
      { 'contact.on': '2026-11-16', removed: 'no' },
      { 'contact.on': '2026-11-20', removed: 'yes' },
    ],
    today: '2026-11-22',
  },
  {
    rule: 'amina.passed',
    // Over by both counts: three days, and three working days.
    found: [{ 'contact.on': '2026-11-16T09:15', removed: 'no' }],
    not: [
      { 'contact.on': '2026-11-18', removed: 'no' },
      { 'contact.on': '2026-11-16', removed: 'yes' },
    ],
    today: '2026-11-22',
  },
  { rule: 'amina.removed', found: [{ removed: 'yes' }], not: [{ removed: 'no' }, { removed: null }] },
  {
    rule: 'amina.failure',
    found: [{ failure: ['photo'], kept: ['ticket'] }],
    not: [
      { failure: ['photo'], kept: ['screenshots'] },
      { failure: [], kept: [] },
    ],
    open: [{ failure: ['photo'] }, { kept: [] }],
  },
  {
    rule: 'amina.ticket',
    found: [{ failure: ['other'], kept: [] }],
    not: [{ failure: ['other'], kept: ['ticket'] }],
  },
  {
    rule: 'amina.presence',
    found: [{ failure: ['wrong-place'], kept: ['screenshots'] }],
    not: [
      { failure: ['wrong-place'], kept: ['receipts'] },
      { failure: ['photo'], kept: [] },
    ],
  },
  {
    rule: 'amina.iphone',
    found: [covered({ phone: 'iphone' }), covered({ phone: 'none' })],
    not: [covered({ phone: 'android' }), { region: 'other', person: 'worker', phone: 'iphone' }],
  },
  { rule: 'amina.away.stay', found: [{ away: ['hotel'] }], not: [{ away: ['region'] }] },
  { rule: 'amina.away.region', found: [{ away: ['region'] }], not: [{ away: ['hospital'] }] },
  { rule: 'amina.order-unknown', found: [covered()], not: [{ region: 'other', person: 'worker' }] },
  {
    rule: 'amina.route.logs',
    found: [{ removed: 'yes' }, { 'contact.on': '2026-11-16' }],
    not: [{ removed: 'no', 'contact.on': '2026-11-20' }],
    today: '2026-11-22',
  },
  { rule: 'amina.route.court', found: [{ removed: 'yes' }], not: [{ removed: 'no' }] },
]
