/**
 * The shapes of letters: what the compiler writes to build/content/letters.json (the pack) and what a letter is once
 * it is composed (the model). Text, DOCX and PDF are three faces of one model.
 * The authors' side is described in docs/formats/letters.md.
 */
import type { Deadline, Facts, Finding, Label, PlainDate } from '../law/types.ts'

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────

/** Nominative, genitive, dative, accusative, instrumental, prepositional. */
export const CASES = ['nom', 'gen', 'dat', 'acc', 'ins', 'pre'] as const
export type Case = (typeof CASES)[number]
export type Gender = 'male' | 'female'

export interface PersonName {
  last?: string
  first?: string
  middle?: string
  /** Absent or null = unknown: it is guessed from the patronymic, and nothing is declined when that fails. */
  gender?: Gender | null
  /** Forms typed by the defender; they win over every rule. */
  cases?: Partial<Record<Case, string>>
}

// ── pack (compiled content/letters) ──────────────────────────────────────────────────────────────────────

export const BLANK_TYPES = ['name', 'line', 'text', 'date', 'choice', 'ticks', 'part'] as const
export type BlankType = (typeof BLANK_TYPES)[number]

export interface BlankSpec {
  type: BlankType
  /** Characters of the line that an empty blank prints as. */
  width: number
  /** Russian words printed in brackets beside an empty line: what to write there by hand. */
  hint: string | null
  /** The fact that fills the blank when nothing was typed; "deadline:<term>" takes the last day of that term. */
  fact: string | null
  /** For `choice` and `ticks`: value → Russian words, one form or one a case. */
  choices: Record<string, string | Partial<Record<Case, string>>>
  /** A `choice` that takes other words as they are typed. */
  free: boolean
  /** Passport numbers and the like: filled when the letter is printed, never stored. */
  printOnly: boolean
}

/** A norm as it is cited, e.g. { act: "koap", article: "28.2 ч.2", text: "ч. 2 ст. 28.2 КоАП РФ" }. */
export interface Citation {
  act: string
  article: string
  text: string
}

export type Piece =
  | string
  /** `form`: a case for names and choices; "initials" for «А. Б. Фамилия»; "quote" for an exact quotation in «». */
  | { blank: string; form?: Case | 'initials' | 'quote' }
  | { cite: string }
  | { check: string }
  /** Shown only if every blank in it is filled. */
  | { maybe: Piece[] }

/** One condition of `if`; all of a paragraph's must hold. */
export type Test =
  | { is: 'found' | 'not-found'; rules: string[] }
  | { is: 'filled' | 'empty'; blank: string }
  | { is: 'value' | 'not-value'; blank: string; values: string[] }
  /** One of the values is ticked, or none of them is. */
  | { is: 'has' | 'has-not'; blank: string; values: string[] }
  | { is: 'since' | 'before'; blank: string; date: PlainDate }
  | { is: 'fact'; fact: string; values: string[] }
  /** At least one of these. */
  | { is: 'any'; of: Test[] }

export const STYLES = [
  'addressee',
  'addressee-label',
  'title',
  'subtitle',
  'body',
  'heading',
  'ground',
  'more',
  'item',
  'request',
  'attachment',
  'closing',
] as const
export type Style = (typeof STYLES)[number]

export interface TemplateParagraph {
  id: string
  style: Style
  if: Test[]
  /** Bold words that open a ground. */
  lead: Piece[]
  pieces: Piece[]
  /** The findings that this paragraph speaks for. */
  rules: string[]
  articles: Citation[]
}

export const SECTION_IDS = [
  'addressee',
  'title',
  'act',
  'facts',
  'grounds',
  'context',
  'request',
  'attachments',
  'closing',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

export interface TemplateSection {
  id: SectionId
  /** Paragraphs before the list, left out when the list is empty. */
  intro: TemplateParagraph[]
  paragraphs: TemplateParagraph[]
  /** Stands where nothing else in the section applies: lines for the defender's own words. */
  otherwise: TemplateParagraph[]
}

export interface LetterTemplate {
  kind: string
  /** The flow whose facts and findings it reads; null: any, it stands on its blanks alone. */
  flow: string | null
  /** Title of the file, e.g. "Жалоба на постановление". Names nobody. */
  name: string
  review: 'unsigned' | 'signed'
  lastChecked: PlainDate
  sections: TemplateSection[]
  /** Blanks in the order in which the letter asks for them. */
  blanks: string[]
  rules: string[]
}

export interface LettersPack {
  blanks: Record<string, BlankSpec>
  letters: Record<string, LetterTemplate>
}

// ── model (a composed letter) ────────────────────────────────────────────────────────────────────────────

export type RunKind = 'text' | 'value' | 'line' | 'hint' | 'quote' | 'cite' | 'check' | 'stop'

export interface Run {
  text: string
  /** `line` = an empty blank, `hint` = what belongs on it, `check` = a mark the defender must clear. */
  kind: RunKind
  bold?: true
  /** The blank it came from. */
  blank?: string
}

/** A norm that a paragraph rests on, with the label and edition of what was read; for the preview, not for print. */
export interface ModelCitation extends Citation {
  label: Label | null
  edition: string | null
  source: string | null
}

export interface Paragraph {
  /** Stable while the template and the findings stay: edits hold on to it. */
  id: string
  style: Style
  /** Number of a ground, request or attachment, else null. */
  number: number | null
  runs: Run[]
  origin: { findings: string[]; blanks: string[]; articles: ModelCitation[] }
  /** Set by applyEdits: the defender's words stand here instead of the template's. */
  edited?: true
  /** Set by applyEdits: the words below an edit have changed since it was made. */
  outdated?: true
}

export interface Section {
  id: SectionId
  paragraphs: Paragraph[]
}

/** A name form worth a second look: shown beside the override. */
export interface NameNote {
  blank: string
  case: Case
  text: string
  sure: boolean
  why: string
}

export interface LetterModel {
  version: 1
  kind: string
  name: string
  /** Language of the words; absent: Russian, as every letter that is filed. */
  lang?: string
  /** UTC day of the file's metadata. */
  date: PlainDate
  review: 'unsigned' | 'signed'
  sections: Section[]
  /** Blanks that print as lines. */
  empty: string[]
  names: NameNote[]
  /** Findings that the letter speaks for, and those it leaves out. */
  used: string[]
  unused: string[]
  /** Marks «[проверить: …]» still standing. */
  checks: number
}

// ── input ────────────────────────────────────────────────────────────────────────────────────────────────

export type BlankValue = string | PersonName

export interface LetterInput {
  facts: Facts
  findings: readonly Finding[]
  /** By term id, e.g. { "koap.appeal": … }. A deadline that is not `known` fills nothing. */
  deadlines?: Record<string, Deadline>
  blanks: Record<string, BlankValue>
  /** The day of composing, UTC. */
  today: PlainDate
}

export interface LetterProblem {
  /** Where in the input, e.g. "blanks.ruling.date". */
  path: string
  reason: string
}
