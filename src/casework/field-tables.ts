/**
 * The tables of `fields.ts`: entity types, their fields by lane, and what each may hold. Whoever adds a field adds it here, with its words in the messages
 * of area `casework`; `docs/formats` and a test list them all.
 */
import { LANGUAGES } from '../law/types.ts'
import {
  CASE_KINDS,
  CASE_STATES,
  CHANNELS,
  DEBT_CURRENCIES,
  DEBT_PURPOSES,
  DEBT_SOURCES,
  EVENT_KINDS,
  FILE_TYPES,
  HANDOVER_CONSENTS,
  HANDOVER_KINDS,
  HANDOVER_STATES,
  MARK_FLOWS,
  OUTCOMES,
  PAPER_KINDS,
  PAPER_STATES,
  ROLES_IN_CASE,
  WAITING_FOR,
  type WorkLane,
} from './lists.ts'

export type FieldType =
  /** `line`: one line of at most `max` characters; `text`: several. */
  | { type: 'line' | 'text'; max: number }
  | { type: 'choice'; of: readonly string[] }
  /** Texts of at most 64 characters, `of` when the list is closed. */
  | { type: 'set'; of?: readonly string[] }
  /** day: `2026-03-05` · partial: also `2026-03`, `2026` · when: also `2026-03-05T14:30` */
  | { type: 'day' | 'partial' | 'when' }
  | { type: 'number'; min: number; max: number }
  | { type: 'yes' }
  /** 22 characters; `hash`: 43. */
  | { type: 'id' | 'hash' }
  | { type: 'json' }

export const ENTITY_TYPES = {
  case: 'c',
  person: 'p',
  paper: 'd',
  event: 'e',
  task: 't',
  note: 'n',
  attachment: 'f',
  letter: 'l',
  /** A letter as it was sent. */
  version: 'v',
  /** Answers of one check: a package or a ruling sheet. */
  marks: 'm',
  /** A family's box that this case answers. */
  link: 'r',
  /** One message of a family, as it came. */
  words: 'w',
  /** A box at the desk: who reads it, what it was merged into. */
  thread: 'q',
  /** One answer of the desk: the desk itself cannot open what it sealed to the family. */
  answer: 'a',
  /** How long closed cases are kept. */
  rule: 'o',
  /** A case, or a part of its work, from one person to another (handovers.ts). */
  handover: 'h',
  /** Who opened a restricted case or a planted one, and on which day. */
  look: 'i',
  /** Until when a person has a role: the entity is the person's id. */
  tenure: 'y',
  /** One sum that is called a debt, in a case of forced labour: who named it by part played, never by name. */
  debt: 'b',
} as const
export type EntityName = keyof typeof ENTITY_TYPES

const line = (max: number): FieldType => ({ type: 'line', max })
export const text = (max: number): FieldType => ({ type: 'text', max })
const choice = (of: readonly string[]): FieldType => ({ type: 'choice', of })
const ID: FieldType = { type: 'id' }
const DAY: FieldType = { type: 'day' }
const PARTIAL: FieldType = { type: 'partial' }
const SET: FieldType = { type: 'set' }
const YES: FieldType = { type: 'yes' }
const number = (max: number): FieldType => ({ type: 'number', min: 0, max })

/** Positions travel in six bytes (log/wire.ts). */
const MOST_POSITION = 2 ** 48 - 1

/** Whole units of a currency. */
export const MOST_SUM = 999_999_999_999_999

/** Half of a value's 16 KiB in letters of two bytes each. */
export const LONG = 7_500

type Table = Record<string, FieldType>

/** `gone` hides an entry that was made by mistake; the log keeps it. */
const inCase = (fields: Table): Table => ({ case: ID, ...fields, gone: YES })

export const TABLES: Record<EntityName, Partial<Record<WorkLane, Table>>> = {
  case: {
    facts: {
      /** As the organisation counts its cases: "Т-104". */
      number: line(24),
      kind: choice(CASE_KINDS),
      state: choice(CASE_STATES),
      opened: DAY,
      closed: DAY,
      /** The day of the present state. */
      since: DAY,
      waiting: choice(WAITING_FOR),
      outcome: choice(OUTCOMES),
      language: choice(LANGUAGES),
      tags: SET,
      /** Ids of persons of the control log. */
      assignees: SET,
      /** The import that made it: one name for all its cases. */
      import: ID,
      /** Taken back: hidden, and kept in the log. */
      gone: YES,
      /** The organisation's rule of keeping does not touch it. */
      hold: YES,
      /** The day of the first look that found it due to be erased; the second comes later (retention.ts). */
      looked: DAY,
      /** Emptied by the rule on this day. */
      erased: DAY,
      /** Planted by an admin: who opens it is noted (looks.ts). Only admins' screens say so. */
      canary: YES,
    },
    strategy: { plan: text(LONG) },
  },
  person: {
    identity: inCase({
      alias: line(60),
      name: text(200),
      contact: text(500),
      role: choice(ROLES_IN_CASE),
      language: choice(LANGUAGES),
    }),
  },
  paper: {
    facts: inCase({
      kind: choice(PAPER_KINDS),
      state: choice(PAPER_STATES),
      issued: PARTIAL,
      until: PARTIAL,
      /** Whose: the id of a person, which says nothing without the identity lane. */
      person: ID,
      note: text(2_000),
    }),
  },
  event: { facts: inCase({ kind: choice(EVENT_KINDS), when: { type: 'when' }, note: text(2_000) }) },
  task: {
    facts: inCase({ title: text(300), due: DAY, done: DAY, assignees: SET }),
  },
  note: { strategy: inCase({ text: text(LONG), day: DAY, pinned: YES }) },
  attachment: {
    documents: inCase({
      title: line(120),
      /** The sealed file at the relay: its id, the hash of its sealed bytes, bytes before padding. */
      file: ID,
      hash: { type: 'hash' },
      size: number(0xffffffff),
      type: choice(FILE_TYPES),
      /** The box it came from, when it still lies there. */
      box: ID,
      taken: PARTIAL,
      /** The day on which the file is to be erased. */
      erase: DAY,
    }),
  },
  letter: {
    documents: inCase({ kind: line(64), marks: ID, blanks: { type: 'json' }, edits: { type: 'json' } }),
  },
  version: {
    documents: {
      case: ID,
      letter: ID,
      day: DAY,
      channel: choice(CHANNELS),
      tracking: line(60),
      sha: { type: 'hash' },
    },
  },
  marks: { facts: inCase({ flow: choice(MARK_FLOWS) }) },
  link: { facts: inCase({ box: ID, day: DAY }) },
  words: {
    documents: {
      ...inCase({ box: ID, seq: number(0xffffffff), day: DAY, language: choice(LANGUAGES) }),
      sha: { type: 'hash' },
    },
  },
  thread: {
    intake: {
      /** The box of the thread this one was merged into. */
      into: ID,
      case: ID,
      /** The highest request number that somebody has read. */
      read: number(0xffffffff),
      assignees: SET,
      tags: SET,
      closed: DAY,
      note: text(2_000),
      /** The box was erased: everything up to this position of the relay, and on which day. */
      erased: number(MOST_POSITION),
      'erased-on': DAY,
    },
  },
  answer: {
    intake: {
      box: ID,
      seq: number(0xffffffff),
      /** The highest request number that had been read when this was written; absent for none. */
      last: number(0xffffffff),
      day: DAY,
      /** Which of the desk's keys signed it: the epoch of the intake lane. Absent for the first. */
      epoch: number(0xffffffff),
      sha: { type: 'hash' },
      /** Its box was erased: a conversation that begins again does not continue it. */
      gone: YES,
    },
  },
  rule: {
    facts: {
      /** Months from closing to masking, and from masking to erasing; 0: never. */
      mask: number(600),
      erase: number(600),
      day: DAY,
    },
  },
  handover: {
    facts: inCase({
      what: choice(HANDOVER_KINDS),
      /** Persons of the control log; without `to` it goes to somebody outside. */
      by: ID,
      to: ID,
      state: choice(HANDOVER_STATES),
      /** The day of the present state. */
      day: DAY,
      /** For a time; absent: for good. */
      until: DAY,
      consent: choice(HANDOVER_CONSENTS),
      /** Why without consent; why it was rejected. */
      why: line(300),
      note: line(300),
    }),
  },
  look: { facts: { case: ID, person: ID, day: DAY } },
  tenure: { facts: { until: DAY } },
  debt: {
    facts: inCase({
      /** Of whom it is demanded: an id, which says nothing without the identity lane. */
      person: ID,
      sum: number(MOST_SUM),
      currency: choice(DEBT_CURRENCIES),
      source: choice(DEBT_SOURCES),
      for: choice(DEBT_PURPOSES),
      since: PARTIAL,
    }),
  },
}
