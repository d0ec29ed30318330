/** The shapes of a case as screens read them. `null` for a list: the lane is not held, or the case is masked; never "there is none". */
import type { Facts, Lang, PlainDate } from '../law/types.ts'
import type { State } from '../log/merge.ts'
import type { CaseKind, CaseLane, CaseState, EventKind, WaitingFor } from './fields.ts'

/** The folded lanes that this member holds. */
export type Lanes = Partial<Record<CaseLane, State>>

/** A text that several people may edit. `base` goes back into the operation that replaces it. */
export interface Text {
  value: string
  base: string
  /** What others wrote at the same time, newest first; each with the name by which an edit settles it. */
  lost: { value: string; at: number; base: string }[]
}

export interface Person {
  id: string
  role: string | null
  alias: string
  name: Text | null
  contact: Text | null
  language: Lang | null
}
export interface Paper {
  id: string
  kind: string | null
  state: string | null
  issued: string | null
  until: string | null
  person: string | null
  note: Text | null
}
/** A sum that somebody calls a debt. That it stands here does not mean that it is owed. */
export interface Debt {
  id: string
  person: string | null
  sum: number | null
  currency: string | null
  /** The part played by whoever named it. */
  source: string | null
  for: string | null
  since: string | null
}
export interface CaseEvent {
  id: string
  kind: EventKind | null
  /** A day, part of one, or a moment. */
  when: string | null
  note: Text | null
}
export interface Task {
  id: string
  title: Text | null
  due: PlainDate | null
  done: PlainDate | null
  assignees: string[]
}
export interface Note {
  id: string
  text: Text | null
  day: PlainDate | null
  pinned: boolean
}
export interface Attachment {
  id: string
  title: string
  file: string | null
  hash: string | null
  size: number | null
  type: string | null
  box: string | null
  taken: string | null
  erase: PlainDate | null
}
export interface SentVersion {
  id: string
  day: PlainDate | null
  channel: string | null
  tracking: string
  text: string
  sha: string
  /** False: not all of it is here, or it was changed after it was sent. */
  intact: boolean
}
export interface Letter {
  id: string
  kind: string
  marks: string | null
  blanks: unknown
  edits: unknown
  /** Oldest first. */
  sent: SentVersion[]
}
export interface Marks {
  id: string
  flow: string | null
  facts: Facts
}
export interface Words {
  id: string
  box: string | null
  seq: number | null
  day: PlainDate | null
  language: Lang | null
  text: string
  intact: boolean
}

export type TimelineKind = 'event' | 'sent' | 'words' | 'done'
export interface TimelineItem {
  what: TimelineKind
  /** Entity of the thing itself. */
  entity: string
  kind: string | null
  /** As it was written: a day, part of one, a moment, or null. */
  when: string | null
  /** First and last day it can have been; null when no day is known. */
  from: PlainDate | null
  to: PlainDate | null
  note: string
}

export interface CaseView {
  id: string
  number: string
  kind: CaseKind | null
  state: CaseState
  opened: PlainDate | null
  closed: PlainDate | null
  since: PlainDate | null
  waiting: WaitingFor | null
  outcome: string | null
  language: Lang | null
  tags: string[]
  assignees: string[]
  plan: Text | null
  /** null: the lane is not held, or the case is masked. */
  people: Person[] | null
  attachments: Attachment[] | null
  letters: Letter[] | null
  words: Words[] | null
  notes: Note[] | null
  papers: Paper[]
  debts: Debt[]
  events: CaseEvent[]
  tasks: Task[]
  marks: Marks[]
  links: { id: string; box: string | null; day: PlainDate | null }[]
  timeline: TimelineItem[]
  /** Lanes this member does not hold. */
  missing: CaseLane[]
  /** Names and papers are kept from sight until somebody asks on purpose. */
  masked: boolean
  /** Values of a wrong type, or in a lane where they do not belong: not shown. */
  unreadable: number
  /** Fields of a newer version: kept, not shown. */
  unknown: number
  /** Texts with words that lost, by entity and field. */
  lost: { entity: string; field: string; text: Text }[]
  /** The newest write, ms since 1970. */
  changed: number
}
