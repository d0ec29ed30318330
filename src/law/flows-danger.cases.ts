/** For every rule of labour, expulsion, decrees and violence: answers that make it found, near ones that do not. */
import type { FlowCase } from './flows-school.cases.ts'
import type { Facts } from './types.ts'

const held = (more: Facts = {}): Facts => ({ 'may-leave': 'no', ...more })
const LATE_CHECK: Pick<FlowCase, 'found' | 'not' | 'today'> = {
  // Thirty days from 1 September end on 1 October; by then no reading is still open.
  found: [{ decision: 'none', 'reported.on': '2026-08-20' }],
  not: [
    { decision: 'none', 'reported.on': '2026-09-20' },
    { decision: 'opened', 'reported.on': '2026-08-20' },
    { decision: 'none', 'reported.on': null },
  ],
  today: '2026-10-01',
}

export const LABOUR_CASES: FlowCase[] = [
  { rule: 'labour.risk.expulsion', found: [{}, held()], not: [] },
  {
    rule: 'labour.risk.danger',
    found: [{ danger: 'yes' }],
    not: [{ danger: 'no' }],
    open: [{ danger: null }],
  },
  { rule: 'labour.risk.false-report', found: [{}], not: [] },
  {
    rule: 'labour.role',
    found: [{ speaker: 'relative' }, { speaker: 'helper' }],
    not: [{ speaker: 'self' }],
  },
  {
    rule: 'labour.labour',
    found: [held({ debt: 'yes' }), held({ passport: 'taken' }), held({ force: ['blackmail'] })],
    not: [
      { 'may-leave': 'yes', debt: 'yes' },
      held({ debt: 'no', passport: 'with-me', force: [] }),
      held({ debt: 'no', passport: 'lost', force: ['locked'] }),
    ],
    open: [held(), { debt: 'yes' }],
  },
  {
    rule: 'labour.passport',
    found: [{ passport: 'taken' }],
    not: [{ passport: 'lost' }, { passport: 'with-me' }],
  },
  {
    rule: 'labour.heavier',
    found: [{ group: 'yes' }, { minor: 'yes' }, { official: 'yes' }, { force: ['violence'] }],
    not: [{ group: 'no', minor: 'no', official: 'no', force: ['locked'] }],
  },
  { rule: 'labour.locked', found: [{ force: ['locked'] }], not: [{ force: ['threat'] }] },
  {
    rule: 'labour.debt',
    found: [{ debt: 'yes', evidence: ['chats'] }],
    not: [
      { debt: 'yes', evidence: ['debt-list'] },
      { debt: 'no', evidence: [] },
    ],
  },
  {
    rule: 'labour.attach',
    found: [held(), { passport: 'taken' }],
    not: [{ 'may-leave': 'yes', passport: 'lost' }],
  },
  {
    rule: 'labour.route.committee',
    found: [held(), { debt: 'yes' }],
    not: [{ 'may-leave': 'yes', passport: 'with-me', debt: 'no' }],
  },
  { rule: 'labour.right.interpreter', found: [{ 'language.need': 'yes' }], not: [{ 'language.need': 'no' }] },
  {
    rule: 'labour.right.safety',
    found: [{ danger: 'yes' }, { danger: 'no', force: ['threat'] }],
    not: [{ danger: 'no', force: ['blackmail'] }],
  },
  {
    rule: 'labour.slip',
    found: [{ 'reported.on': '2026-09-01', slip: 'no' }],
    not: [{ 'reported.on': '2026-09-01', slip: 'yes' }, { slip: 'no' }],
  },
  { rule: 'labour.not-accepted', found: [{ accepted: 'no' }], not: [{ accepted: 'yes' }] },
  { rule: 'labour.late', ...LATE_CHECK },
  { rule: 'labour.refused', found: [{ decision: 'refused' }], not: [{ decision: 'opened' }] },
]

export const EXPULSION_CASES: FlowCase[] = [
  {
    rule: 'expulsion.hours',
    found: [
      { decision: 'court', mode: 'forced' },
      { decision: 'police', mode: 'forced' },
    ],
    not: [
      { decision: 'court', mode: 'self-exit' },
      { decision: 'deportation', mode: 'forced' },
    ],
  },
  { rule: 'expulsion.not-yet', found: [{ decision: 'none' }], not: [{ decision: 'court' }] },
  { rule: 'expulsion.route.court', found: [{ decision: 'court' }], not: [{ decision: 'police' }] },
  {
    rule: 'expulsion.route.police',
    found: [{ decision: 'police', 'decided.on': '2025-02-05' }],
    not: [{ decision: 'police', 'decided.on': '2025-02-04' }, { decision: 'court' }],
  },
  {
    rule: 'expulsion.police-list',
    found: [{ decision: 'police' }],
    not: [{ decision: 'police', 'decided.on': '2025-02-04' }],
  },
  {
    rule: 'expulsion.interpreter',
    found: [{ decision: 'court', 'language.need': 'yes', interpreter: 'no' }],
    not: [
      { decision: 'court', 'language.need': 'yes', interpreter: 'yes' },
      { decision: 'court', 'language.need': 'no', interpreter: 'no' },
    ],
    open: [
      { decision: 'court', 'language.need': 'yes' },
      { decision: 'police', interpreter: null, 'language.need': 'yes' },
    ],
  },
  {
    rule: 'expulsion.presence',
    found: [{ decision: 'police', present: 'no' }],
    not: [
      { decision: 'police', present: 'yes' },
      { decision: 'ban', present: 'no' },
    ],
  },
  {
    rule: 'expulsion.video.koap',
    found: [{ decision: 'none', far: 'yes', 'decided.on': '2025-07-01' }],
    not: [
      { decision: 'none', far: 'yes', 'decided.on': '2025-06-30' },
      { decision: 'deportation', far: 'yes' },
    ],
  },
  {
    rule: 'expulsion.video.kas',
    found: [{ decision: 'deportation', far: 'yes' }],
    not: [
      { decision: 'deportation', far: 'no' },
      { decision: 'court', far: 'yes' },
    ],
  },
  {
    rule: 'expulsion.family',
    found: [{ decision: 'ban', family: ['children'] }],
    not: [
      { decision: 'ban', family: [] },
      { decision: 'none', family: ['spouse'] },
    ],
  },
  { rule: 'expulsion.speaks', found: [{ decision: 'undesirable' }], not: [{}, { decision: null }] },
  {
    rule: 'expulsion.route.kas',
    found: [{ decision: 'deportation' }, { decision: 'undesirable' }, { decision: 'ban' }],
    not: [{ decision: 'court' }, { decision: 'police' }],
  },
  {
    rule: 'expulsion.placement.term',
    found: [{ decision: 'deportation', 'placement.decided': '2026-11-10', 'placement.term': 'unnamed' }],
    not: [
      { decision: 'deportation', 'placement.decided': '2026-11-10', 'placement.term': 'named' },
      { decision: 'court', 'placement.decided': '2026-11-10', 'placement.term': 'unnamed' },
    ],
    open: [{ decision: 'deportation', 'placement.decided': '2026-11-10' }],
  },
  {
    rule: 'expulsion.minor',
    found: [{ decision: 'undesirable', minor: 'yes' }],
    not: [
      { decision: 'undesirable', minor: 'no' },
      { decision: 'deportation', minor: 'yes' },
    ],
  },
  { rule: 'expulsion.ban.two-in-year', found: [{ 'offences.year': 2 }], not: [{ 'offences.year': 1 }] },
  {
    rule: 'expulsion.ban.overstay-30',
    found: [{ 'overstay.days': 31 }, { 'overstay.days': 179 }],
    not: [{ 'overstay.days': 30 }, { 'overstay.days': 180 }],
  },
  {
    rule: 'expulsion.ban.overstay-180',
    found: [{ 'overstay.days': 180 }, { 'overstay.days': 271 }],
    not: [{ 'overstay.days': 179 }],
  },
]

const windows = (rule: string, open: string, closed: string): FlowCase[] => [
  { rule: `decrees.${rule}.closed`, found: [{}], not: [], today: closed },
  { rule: `decrees.${rule}.open`, found: [{}], not: [], today: open },
]
const bill = (rule: string): FlowCase => ({ rule: `decrees.bill.${rule}`, found: [{}], not: [] })

export const DECREES_CASES: FlowCase[] = [
  {
    rule: 'decrees.service',
    found: [{ man: 'yes', asks: ['residence'], belarus: 'no' }],
    not: [
      { man: 'yes', asks: ['residence'], belarus: 'yes' },
      { man: 'no', asks: ['citizenship'] },
      { man: 'yes', asks: [], belarus: 'no' },
      { man: 'yes', asks: ['residence'], belarus: 'no', on: '2025-11-04' },
    ],
    open: [{ man: 'yes' }, { asks: ['citizenship'] }],
  },
  // The window is open on its last day, and closed on the day after.
  ...windows('d1126', '2025-09-10', '2025-09-11'),
  ...windows('d159', '2025-09-10', '2025-09-11'),
  { rule: 'decrees.d883', found: [{ on: '2026-04-15' }], not: [{ on: '2026-04-14' }] },
  { rule: 'decrees.transition.closed', found: [{}], not: [], today: '2025-12-01' },
  ...['paid-school', 'expulsion', 'grown-children', 'conviction', 'compatriots'].map(bill),
  { rule: 'decrees.school-orders', found: [{ on: '2026-03-02' }], not: [{ on: '2026-03-01' }] },
]

export const VIOLENCE_CASES: FlowCase[] = [
  { rule: 'violence.risk', found: [{ what: ['money'] }], not: [{ what: [] }, {}] },
  {
    rule: 'violence.doctor',
    found: [
      { injuries: 'yes', doctor: 'none' },
      { injuries: 'yes', doctor: 'seen' },
    ],
    not: [
      { injuries: 'yes', doctor: 'paper' },
      { injuries: 'no', doctor: 'none' },
    ],
    open: [{ injuries: 'yes' }, { injuries: null, doctor: 'none' }],
  },
  {
    rule: 'violence.record',
    found: [{ what: ['beaten'] }, { detained: 'yes' }],
    not: [{ what: [], detained: 'no' }],
  },
  { rule: 'violence.witnesses', found: [{ witnesses: 'yes' }], not: [{ witnesses: 'no' }] },
  {
    rule: 'violence.too-long',
    found: [
      { detained: 'yes', hours: 4, limit: 'h3' },
      { detained: 'yes', hours: 49, limit: 'h48' },
      { detained: 'yes', hours: 49 },
    ],
    not: [
      { detained: 'yes', hours: 3, limit: 'h3' },
      { detained: 'yes', hours: 48, limit: 'h48' },
      { detained: 'no', hours: 90 },
    ],
    open: [{ detained: 'yes', hours: 4 }, { detained: 'yes' }],
  },
  {
    rule: 'violence.no-protocol',
    found: [{ detained: 'yes', protocol: 'no' }],
    not: [{ detained: 'yes', protocol: 'yes' }],
  },
  {
    rule: 'violence.conditions',
    found: ['food', 'water', 'toilet', 'warmth', 'doctor'].map((each) => ({
      detained: 'yes',
      lacked: [each],
    })),
    not: [
      { detained: 'yes', lacked: ['call'] },
      { detained: 'no', lacked: ['food'] },
    ],
  },
  {
    rule: 'violence.not-told',
    found: [
      { detained: 'yes', lacked: ['call'] },
      { detained: 'yes', lacked: [], minor: 'yes', told: ['employer'] },
    ],
    not: [
      { detained: 'yes', lacked: [], minor: 'yes', told: ['relatives'] },
      { detained: 'yes', lacked: [], minor: 'no', told: [] },
    ],
  },
  { rule: 'violence.rights', found: [{ detained: 'yes' }], not: [{ detained: 'no' }] },
  { rule: 'violence.crime', found: [{ what: ['threatened'] }], not: [{ what: [] }] },
  {
    rule: 'violence.route.prosecutor',
    found: [{ by: 'police' }, { detained: 'yes' }],
    not: [{ by: 'other', detained: 'no' }],
  },
  { rule: 'violence.late', ...LATE_CHECK },
  { rule: 'violence.refused', found: [{ decision: 'refused' }], not: [{ decision: 'none' }] },
  {
    rule: 'violence.told',
    found: [
      { detained: 'yes', told: [] },
      { detained: 'yes', told: ['employer'] },
    ],
    not: [
      { detained: 'yes', told: ['consulate'] },
      { detained: 'no', told: [] },
    ],
  },
]
