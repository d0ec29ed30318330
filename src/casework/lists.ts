/** The closed lists of casework: lanes, kinds, states, roles, papers, events, channels. Their words: messages of area `casework`. */
import { FLOW_IDS } from '../law/flow-ids.ts'

/** In the order in which one save is written. */
export const CASE_LANES = ['facts', 'identity', 'documents', 'strategy'] as const
export type CaseLane = (typeof CASE_LANES)[number]
export const WORK_LANES = [...CASE_LANES, 'intake'] as const
export type WorkLane = (typeof WORK_LANES)[number]

/** What a family asks about; the same list as in `src/seal/conversation.ts`. */
export const CASE_KINDS = [
  'school',
  'ruling',
  'registry',
  'refusal',
  'work',
  'expulsion',
  'violence',
  'other',
] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** `masked`: closed long ago; names and papers are not shown unless somebody asks for them on purpose. */
export const CASE_STATES = ['open', 'waiting', 'closed', 'masked'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** Whom a waiting case waits for. */
export const WAITING_FOR = ['family', 'court', 'police', 'school', 'authority', 'expert', 'other'] as const
export type WaitingFor = (typeof WAITING_FOR)[number]

export const OUTCOMES = ['reached', 'partly', 'not-reached', 'withdrawn', 'contact-lost', 'other'] as const
export const ROLES_IN_CASE = [
  'applicant',
  'person',
  'child',
  'parent',
  'witness',
  'representative',
  'other',
] as const

export const PAPER_KINDS = [
  'passport',
  'birth-certificate',
  'registration',
  'patent',
  'insurance',
  'medical',
  'translation',
  'protocol',
  'ruling',
  'refusal',
  'decision',
  'contract',
  'other',
] as const
/** Of the paper itself; whether it has run out is computed from `until`. */
export const PAPER_STATES = ['original', 'copy', 'asked', 'missing'] as const

/** What happened. Which of them start or end a term stands in event-terms.ts. */
export const EVENT_KINDS = [
  ...['offence', 'detected', 'detained', 'released', 'protocol-drafted', 'ruling-made', 'copy-served'],
  ...['complaint-filed', 'file-received', 'hearing', 'decision', 'in-force'],
  ...['school-applied', 'school-complete', 'school-referred', 'test-applied', 'school-tested'],
  ...['test-result', 'school-refused'],
  ...['registry-learned', 'report-given', 'app-contact', 'duty-ended'],
  ...['suit-filed', 'suit-received', 'interim-received', 'interim-decided', 'court-decided', 'kas-appealed'],
  ...['placed', 'placement-in-court', 'placement-decided', 'placement-appealed'],
  ...['crime-reported', 'crime-decided', 'crime-refused', 'prosecutor-received', 'prosecutor-answered'],
  ...['judge-received', 'judge-answered', 'appeal-arrived', 'appeal-registered', 'appeal-answered'],
  ...['rescue-call', 'rescue-met', 'rescue-left', 'rescue-safe', 'papers-taken', 'papers-back'],
  ...['injury', 'doctor', 'talk', 'opened', 'waiting', 'reopened', 'closed', 'masked', 'unmasked', 'other'],
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** `assign`: works on it too · `refer`: does a part of it, or is asked · `transfer`: takes it over. */
export const HANDOVER_KINDS = ['assign', 'refer', 'transfer'] as const
export type HandoverKind = (typeof HANDOVER_KINDS)[number]
export const HANDOVER_STATES = ['offered', 'accepted', 'rejected', 'done', 'revoked'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]
/** Of the person whom the case is about: given, or handed over without it for a stated reason. */
export const HANDOVER_CONSENTS = ['given', 'override'] as const
export type HandoverConsent = (typeof HANDOVER_CONSENTS)[number]

/** What is called a debt where people are made to work: who named it, by the part they play. */
export const DEBT_SOURCES = ['employer', 'foreman', 'recruiter', 'middleman', 'official', 'other'] as const
export const DEBT_PURPOSES = ['travel', 'housing', 'food', 'papers', 'fine', 'advance', 'other'] as const
export const DEBT_CURRENCIES = ['rub', 'usd', 'eur', 'uzs', 'tjs', 'kgs', 'other'] as const
/** In the log of a rescue; other events stand in it when they have an hour. */
export const RESCUE_EVENTS = [
  'rescue-call',
  'rescue-met',
  'papers-taken',
  'papers-back',
  'rescue-left',
  'rescue-safe',
] as const satisfies readonly EventKind[]

export const CHANNELS = ['in-person', 'post', 'e-filing', 'email', 'other'] as const
export type Channel = (typeof CHANNELS)[number]
/** Flows whose answers a case may keep. */
export const MARK_FLOWS = FLOW_IDS
/** What a family may attach; the same list as in `src/seal/payload.ts`. */
export const FILE_TYPES = ['image/jpeg', 'audio/webm', 'audio/mp4', 'audio/ogg', 'application/pdf'] as const
