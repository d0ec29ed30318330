/**
 * The allow-list of what a case may hold (docs/protocol.md §6): entity types, their fields, the lane of each field and how it merges.
 * An entity is a letter and 22 characters; a case is `c` and the case id. What stands in no table here is kept and not shown.
 *
 * What is not here is not here on purpose: no numbers of papers, no coordinates or addresses, no lists of officials. They are
 * typed when a letter is printed and never stored. `g`, `k`, `s` and `u` belong to the log (guests, keys of cases, snapshots, undo) and never name an entity.
 */

import { BadDateError, daySpan, moment } from '../law/dates.ts'
import { LANGUAGES } from '../law/types.ts'
import { MOST_BYTES, MOST_OPERATIONS, type Operation } from '../log/commit.ts'
import type { FieldKind, Kinds } from '../log/merge.ts'
import { utf8 } from '../seal/bytes.ts'
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
  WORK_LANES,
  type WorkLane,
} from './lists.ts'

export * from './lists.ts'

// ── tables ───────────────────────────────────────────────────────────────────────────────────────────────

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

export interface FieldSpec {
  lane: WorkLane
  merge: FieldKind
  type: FieldType
}

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
const text = (max: number): FieldType => ({ type: 'text', max })
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
const LONG = 7_500

type Table = Record<string, FieldType>

/** `gone` hides an entry that was made by mistake; the log keeps it. */
const inCase = (fields: Table): Table => ({ case: ID, ...fields, gone: YES })

const TABLES: Record<EntityName, Partial<Record<WorkLane, Table>>> = {
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

const mergeOf = ({ type }: FieldType): FieldKind =>
  type === 'set' ? 'set' : type === 'text' ? 'text' : 'value'

/** Type letter → field → spec. Looked up for every cell of every case. */
const SPECS = new Map<string, Map<string, FieldSpec>>()
const NAMES = new Map<string, EntityName>()
for (const name of Object.keys(TABLES) as EntityName[]) {
  const specs = new Map<string, FieldSpec>()
  NAMES.set(ENTITY_TYPES[name], name)
  SPECS.set(ENTITY_TYPES[name], specs)
  for (const lane of WORK_LANES)
    for (const [field, type] of Object.entries(TABLES[name][lane] ?? {}))
      specs.set(field, { lane, merge: mergeOf(type), type })
}

/** Parts of a frozen text merge as texts: a later write that had not seen the first cannot hide it. */
const PART = /^text\.(\d|[1-5]\d|6[0-3])$/
const FROZEN: Record<string, WorkLane> = { v: 'documents', w: 'documents', a: 'intake' }
/** Fields of marks: `f.` and the name of a fact of the flow. */
const FACT = /^f\.([a-z][a-z0-9.-]*)$/

/** What a field is, by type letter; null for one that this version does not know. */
export function specOf(type: string, field: string): FieldSpec | null {
  const known = SPECS.get(type)?.get(field)
  if (known) return known
  const lane = Object.hasOwn(FROZEN, type) ? FROZEN[type] : undefined
  if (lane && PART.test(field)) return { lane, merge: 'text', type: text(LONG * 2) }
  if (type === ENTITY_TYPES.marks && FACT.test(field))
    return { lane: 'facts', merge: 'value', type: { type: 'json' } }
  return null
}

/** The fact that a field of marks holds, or null. */
export const factOf = (field: string): string | null => FACT.exec(field)?.[1] ?? null
export const fieldOfFact = (fact: string): string => `f.${fact}`

/** For `Fold` and `Replica`. Unknown fields are 'value': kept, merged, not shown. */
export const kindsOf: Kinds = (type, field) => specOf(type, field)?.merge ?? 'value'

export const nameOf = (entity: string): EntityName | null => NAMES.get(entity[0] ?? '') ?? null
export const entityOf = (name: EntityName, id: string): string => ENTITY_TYPES[name] + id
export const idOf = (entity: string): string => entity.slice(1)

/** Every field with its entity and spec, for tests, docs and exports. Patterned fields are not in it. */
export const allFields = (): { entity: EntityName; field: string; spec: FieldSpec }[] =>
  [...SPECS].flatMap(([letter, specs]) =>
    [...specs].map(([field, spec]) => ({ entity: NAMES.get(letter)!, field, spec })),
  )

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────

export const IS_ID = /^[A-Za-z0-9_-]{22}$/
const IS_HASH = /^[A-Za-z0-9_-]{43}$/

/** Whether a folded value is one this field may have. For sets: the folded list. */
export function reads(type: FieldType, value: unknown): boolean {
  switch (type.type) {
    case 'line':
      return typeof value === 'string' && value.length <= type.max && !/[\n\r]/.test(value)
    case 'text':
      return typeof value === 'string' && value.length <= type.max
    case 'choice':
      return typeof value === 'string' && type.of.includes(value)
    case 'set':
      return (
        Array.isArray(value) &&
        value.every(
          (each) =>
            typeof each === 'string' && each !== '' && each.length <= 64 && (type.of?.includes(each) ?? true),
        )
      )
    case 'day':
    case 'partial':
    case 'when':
      return typeof value === 'string' && isDay(type.type, value)
    case 'number':
      return Number.isSafeInteger(value) && (value as number) >= type.min && (value as number) <= type.max
    case 'yes':
      return typeof value === 'boolean'
    case 'id':
      return typeof value === 'string' && IS_ID.test(value)
    case 'hash':
      return typeof value === 'string' && IS_HASH.test(value)
    case 'json':
      return value !== undefined
  }
}

function isDay(type: 'day' | 'partial' | 'when', value: string): boolean {
  try {
    if (type === 'when' && value.includes('T')) return moment(value) !== null
    const { from, to } = daySpan(value)
    return !value.includes('..') && (type !== 'day' || from === to)
  } catch (error) {
    if (error instanceof BadDateError) return false
    throw error
  }
}

// ── operations ───────────────────────────────────────────────────────────────────────────────────────────

/** docs/protocol.md §6: a value is JSON of at most 16 KiB. */
export const MOST_VALUE = 16 * 1024

export type Refusal = 'unknown-field' | 'wrong-type' | 'too-large'

/** Why an operation may not be written by this version; null when it may. `null` as a value clears a field. */
export function refusalOf([entity, field, value]: Operation): Refusal | null {
  const spec = specOf(entity[0] ?? '', field)
  if (!spec || !IS_ID.test(idOf(entity))) return 'unknown-field'
  if (utf8(JSON.stringify(value) ?? '').length > MOST_VALUE) return 'too-large'
  if (value === null) return spec.merge === 'set' ? 'wrong-type' : null
  if (spec.merge !== 'set') {
    if (reads(spec.type, value)) return null
    const long = spec.type.type === 'line' || spec.type.type === 'text' ? spec.type.max : Infinity
    return typeof value === 'string' && value.length > long ? 'too-large' : 'wrong-type'
  }
  if (typeof value !== 'object' || Array.isArray(value)) return 'wrong-type'
  const { add = [], remove = [] } = value as { add?: unknown; remove?: unknown }
  return reads(spec.type, add) && reads(spec.type, remove) ? null : 'wrong-type'
}

/** An operation that must not be written: a fault of the program, never of the person. */
export class BadOperationError extends Error {
  override readonly name = 'BadOperationError'
  readonly refusal: Refusal
  constructor(refusal: Refusal, operation: Operation) {
    super(`${refusal}: ${operation[0][0] ?? ''} ${operation[1]}`)
    this.refusal = refusal
  }
}

export interface LaneWrite {
  lane: WorkLane
  operations: Operation[]
}

/**
 * One save as commits: one a lane, more only where a commit would be too large. The order within a lane stays.
 * @throws BadOperationError for what is not in the tables, so that no screen can put a name into the wrong lane.
 */
export function splitByLane(operations: readonly Operation[]): LaneWrite[] {
  const writes: LaneWrite[] = []
  for (const lane of WORK_LANES) {
    let open: LaneWrite | null = null
    let bytes = 2
    for (const operation of operations) {
      if (specOf(operation[0][0] ?? '', operation[1])?.lane !== lane) continue
      const size = utf8(JSON.stringify(operation)).length + 1
      if (!open || open.operations.length === MOST_OPERATIONS || bytes + size > MOST_BYTES) {
        open = { lane, operations: [] }
        writes.push(open)
        bytes = 2
      }
      open.operations.push(operation)
      bytes += size
    }
  }
  for (const operation of operations) {
    const refusal = refusalOf(operation)
    if (refusal) throw new BadOperationError(refusal, operation)
  }
  return writes
}
