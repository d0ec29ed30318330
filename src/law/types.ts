/**
 * The shapes that compiled law content has, and what rules and clocks return.
 * `tools/content` writes the packs, `src/law` reads them; nothing else decides what a rule means.
 * The authors' side of the same format is described in docs/formats/content.md.
 */

export const LANGUAGES = ['ru', 'uz', 'tg', 'ky', 'en'] as const
export type Lang = (typeof LANGUAGES)[number]

/** A calendar day as `YYYY-MM-DD`. Never a moment: no time zone can shift it. */
export type PlainDate = string

/**
 * How a fact is known. Strongest to weakest; never sharpened on the way to the screen.
 * found = read in a third-party copy · known = general knowledge of the act · news = the founding article ·
 * inferred = concluded from found text · unsure = to be checked.
 */
export const LABELS = ['found', 'known', 'news', 'inferred', 'unsure'] as const
export type Label = (typeof LABELS)[number]

export type Review = { state: 'unsigned' } | { state: 'signed'; edition: string; date: PlainDate }

/** One leg a rule or term stands on. `article` is a key of the act's article list, e.g. "30.3 ч.1"; "" = the whole act. */
export interface Basis {
  act: string
  article: string
  /** Key of content/law/sources.yaml, e.g. "F25", "K", "IPS". */
  source: string
  label: Label
  /** Edition seen, when the copy showed one, e.g. "23.07.2025". */
  edition?: string
}

/** Two sources say different things; both are shown, none is picked silently. `text` is a message key. */
export interface Dispute {
  text: string
  source: string
}

/** Travels with every value. */
export interface Provenance {
  basis: Basis[]
  disputes: Dispute[]
  lastChecked: PlainDate
  /** Days after lastChecked from which the value is called stale. */
  staleAfterDays: number
  /** The edition is known only up to this day; later it is shown as unconfirmed. */
  confirmedUntil: PlainDate | null
  review: Review
}

/** Why a value must not reassure. Empty only for a signed, fresh, undisputed, sure value. */
export type Caution = 'unsigned' | 'unsure' | 'disputed' | 'stale' | 'unconfirmed'

// ── facts ────────────────────────────────────────────────────────────────────────────────────────────────

export type FactType = 'choice' | 'choices' | 'integer' | 'date' | 'text'

export interface FactSpec {
  type: FactType
  /** Allowed values of choice and choices. */
  of?: string[]
  min?: number
  max?: number
  /** Of a date: the minute may be given too, `YYYY-MM-DDTHH:MM`. Rules see its day, terms in hours the minute. */
  time?: true
}

/**
 * What a person said. A key that is absent was not asked; `null` means "I do not know".
 * Dates may be partial ("2026-03", "2026"): they count as the whole range and never as a guess.
 */
export type FactValue = string | number | string[] | null
export type Facts = Record<string, FactValue>

// ── conditions (compiled; JSON arrays, evaluated with three values: true, false, unknown) ──────────────────

export type Expr =
  | ['lit', string | number]
  | ['date', PlainDate]
  | ['fact', string]
  | ['today']
  | ['deadline', string, Expr]
  | ['shift', Expr, number, 'days' | 'working-days' | 'months']
  | ['days', Expr, Expr]
  | Condition

export type Condition =
  | ['and', ...Condition[]]
  | ['or', ...Condition[]]
  | ['not', Condition]
  | ['cmp', '=' | '!=' | '<' | '<=' | '>' | '>=', Expr, Expr]
  | ['in', Expr, (string | number)[]]
  | ['has', Expr, string]
  | ['known', Expr]
  | ['samename', Expr, Expr]
  | ['mentions', Expr, string]
  | ['asked', string]
  | ['rule', string]
  | ['true']

// ── rules and findings ───────────────────────────────────────────────────────────────────────────────────

export const SEVERITIES = ['urgent', 'substantial', 'soon', 'context', 'fine'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What a next step asks of the person. Only `prepare`, `check` and `ask` survive on an unsigned or unsure rule. */
export type StepKind = 'prepare' | 'check' | 'ask' | 'file' | 'pay' | 'leave' | 'wait'

export interface Rule extends Provenance {
  id: string
  from: PlainDate | null
  to: PlainDate | null
  about: string
  kind: string
  severity: Severity
  /** Smaller comes first among equal severities. */
  priority: number
  when: Condition
  /** Values for the rule's messages. */
  with: Record<string, Expr>
  /** Whether "not known yet" is worth a question to the person. */
  askIfUnknown: boolean
  next: StepKind | null
  letter: string | null
}

/** A term that runs in a flow: from which day, and in which cases. */
export interface FlowTerm {
  /** Key of the clocks' terms. */
  term: string
  /** A date. A fact is handed on as it was given, partial or with its minute. */
  from: Expr
  /** Listed only where this is true. */
  when: Condition
  /** Listed even while its start is not known, so that "not known" is seen. */
  always: boolean
}

export interface FlowPack {
  flow: string
  /** The fact (a date) whose day decides which edition of a rule applies; today when it is not known. */
  asOf: string
  facts: Record<string, FactSpec>
  /** Contradictions: when `when` is true the input is refused, with message `id` about fact `fact`. */
  constraints: { id: string; fact: string; when: Condition }[]
  screens: { id: string; facts: string[]; showIf: Condition }[]
  rules: Rule[]
  /** In the order of telling. */
  terms: FlowTerm[]
  /** Whether a page may offer to keep the answers on the phone. */
  keep: boolean
  phrases: Record<string, string[][]>
}

export interface SourceRef {
  act: string
  article: string
  source: string
  label: Label
  edition?: string
  review: Review['state']
}

export interface Because {
  fact: string
  value: FactValue | undefined
}

export interface Finding {
  id: string
  /** found = the facts make it true; question = the facts given cannot tell. */
  status: 'found' | 'question'
  kind: string
  severity: Severity
  priority: number
  about: string
  because: Because[]
  /** Facts whose change could turn this finding around. */
  wouldChange: string[]
  params: Record<string, MessageValue>
  sources: SourceRef[]
  disputes: Dispute[]
  cautions: Caution[]
  lastChecked: PlainDate
  /** What the rule may suggest now. */
  next: StepKind | null
  /** The rule's own step was stronger than its cautions allow: its sentence must not be shown. */
  softened: boolean
  letter: string | null
}

export type MessageValue = string | number | { date: PlainDate } | { from: PlainDate; to: PlainDate }

// ── terms, calendars, deadlines ──────────────────────────────────────────────────────────────────────────

export type Unit = 'days' | 'sutki' | 'working-days' | 'months' | 'years' | 'hours' | 'fixed'

export interface TermVersion extends Provenance {
  from: PlainDate | null
  to: PlainDate | null
  count: number
  unit: Unit
  start: 'next-day' | 'at-once' | 'same-day'
  rollover: 'next-working-day' | 'none'
  /** For unit 'fixed': the last day itself. */
  until: PlainDate | null
  /** Other readings of the same term; the earliest is warned on, all are shown. */
  readings: { count: number; unit: Unit; source: string; label: Label }[]
}

export interface Term {
  id: string
  /** 'by' = last day to act; 'not-before' = first day allowed; 'body' = the authority's own term; 'limit' = a state limit. */
  kind: 'by' | 'not-before' | 'body' | 'limit'
  versions: TermVersion[]
  /** Ids of remedies, nearest first, once the last day has gone by. Absent: none is known. */
  afterMissed?: string[]
}

/** What is left when a term has passed. Words: messages `remedy.<id>.say`, `.why`, `.next` of area `law`. */
export interface Remedy extends Provenance {
  id: string
  next: StepKind
  letter: string | null
  /** The term that the remedy itself has, where it has one. */
  term: string | null
}

export interface CalendarYear {
  year: number
  decree: { act: string; article: string; source: string; label: Label }
  /** Non-working weekdays (holidays and transferred days off), sorted. */
  off: PlainDate[]
  /** Working Saturdays or Sundays. */
  working: PlainDate[]
}

export interface ClockPack {
  terms: Record<string, Term>
  calendars: Record<string, CalendarYear>
  remedies?: Record<string, Remedy>
}

/** One step of a count, rendered by message `step.<key>`. */
export interface TraceStep {
  key: string
  params: Record<string, MessageValue>
}

export interface Deadline {
  rule: string
  kind: Term['kind']
  from: string
  status: 'known' | 'unknown' | 'disputed'
  /** null whenever it would be a guess. For a dispute: the earliest reading. */
  lastDay: PlainDate | null
  /** For terms in hours: `YYYY-MM-DDTHH:MM` local time. */
  lastMoment: string | null
  /** When the start is a range: the last day if it began at either end. */
  range: { earliest: PlainDate; latest: PlainDate } | null
  readings: { lastDay: PlainDate | null; count: number; unit: Unit; source: string; label: Label }[]
  trace: TraceStep[]
  sources: SourceRef[]
  disputes: Dispute[]
  cautions: Caution[]
  lastChecked: PlainDate
  /** Facts or tables whose change would move the day: message keys `moves.<key>`. */
  wouldChange: string[]
}
