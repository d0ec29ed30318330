/**
 * Folded lanes → cases as screens show them. A lane that is not held is missing, never empty; a value of the wrong type or in the wrong
 * lane is not shown and is counted; words that lost against words their author had not seen are offered.
 */
import { daySpan, moment, plainDate } from '../law/dates.ts'
import type { Facts, FactValue, Lang, PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { type Cell, originText, type State } from '../log/merge.ts'
import {
  CASE_LANES,
  type CaseKind,
  type CaseLane,
  type CaseState,
  type EventKind,
  entityOf,
  factOf,
  IS_ID,
  idOf,
  nameOf,
  reads,
  specOf,
  type WaitingFor,
} from './fields.ts'
import { versionId, wordsId } from './freeze.ts'
import { readFrozen } from './frozen-text.ts'

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

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

interface Row {
  entity: string
  cells: Map<string, Cell>
}

/** Cells of one entity from the lanes where they belong, and a count of what does not. */
interface Tally {
  unreadable: number
  unknown: number
  changed: number
  lost: CaseView['lost']
}

function readRow(lanes: Lanes, entity: string, tally: Tally): Row {
  const cells = new Map<string, Cell>()
  for (const lane of CASE_LANES) {
    const fields = lanes[lane]?.get(entity)
    if (!fields) continue
    for (const [field, cell] of fields) {
      const spec = specOf(entity[0]!, field)
      tally.changed = Math.max(tally.changed, cell.origin.at.ms)
      if (!spec) tally.unknown++
      else if (spec.lane !== lane) tally.unreadable++
      else if (cell.value === null) continue
      else if (!reads(spec.type, cell.value)) tally.unreadable++
      else {
        cells.set(field, cell)
        if (spec.merge === 'text' && cell.lost.length > 0 && !field.startsWith('text.'))
          tally.lost.push({ entity, field, text: textOf(cell) })
      }
    }
  }
  return { entity, cells }
}

/** @param cell of a text whose value has been checked */
export const textOf = (cell: Cell): Text => ({
  value: cell.value as string,
  base: originText(cell.origin),
  lost: cell.lost
    .filter(({ value }) => typeof value === 'string')
    .map(({ value, origin }) => ({ value: value as string, at: origin.at.ms, base: originText(origin) })),
})

/**
 * Operations that write a text over what its author saw: the text that stood, and the lost words that were offered beside it. Words that
 * came in meanwhile are not named, so they stay in sight.
 */
export const editText = (entity: string, field: string, saw: Text | null, now: string): Operation[] =>
  saw
    ? [...saw.lost.map(({ base }) => base), saw.base].map((base): Operation => [entity, field, now, base])
    : [[entity, field, now]]

const text = ({ cells }: Row, field: string): Text | null => {
  const cell = cells.get(field)
  return cell ? textOf(cell) : null
}
// The tables have decided the type of every cell that is left; here it is only named.
const value = <T>({ cells }: Row, field: string): T | null => (cells.get(field)?.value as T) ?? null
const words = (row: Row, field: string): string => value<string>(row, field) ?? ''
const list = (row: Row, field: string): string[] => value<string[]>(row, field) ?? []
const yes = (row: Row, field: string): boolean => value<boolean>(row, field) === true

/** Where each case's entities are: case id → entities, the case's own among them. */
export function entitiesByCase(lanes: Lanes): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const put = (id: string, entity: string) => {
    const known = found.get(id)
    if (known) known.add(entity)
    else found.set(id, new Set([entity]))
  }
  for (const lane of CASE_LANES)
    for (const [entity, fields] of lanes[lane] ?? []) {
      const name = nameOf(entity)
      if (!name) continue
      const id = name === 'case' ? idOf(entity) : fields.get('case')?.value
      if (typeof id === 'string' && IS_ID.test(id)) put(id, entity)
    }
  return found
}

export interface ReadOptions {
  /** Show what is masked: a deliberate act of the person who asks. */
  reveal?: boolean
}

/** All cases whose opening is known, newest number of nothing first: sorted by id, so that order never depends on arrival. */
export function readCases(lanes: Lanes, options: ReadOptions = {}): CaseView[] {
  const cases: CaseView[] = []
  for (const [id, entities] of entitiesByCase(lanes)) {
    const view = readCase(lanes, id, entities, options)
    if (view) cases.push(view)
  }
  return cases.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** One case; null when nothing of the case itself is in any held lane (its entries may have come before it). */
export function readCase(
  lanes: Lanes,
  id: string,
  entities: Iterable<string>,
  options: ReadOptions = {},
): CaseView | null {
  const tally: Tally = { unreadable: 0, unknown: 0, changed: 0, lost: [] }
  const own = entityOf('case', id)
  if (!CASE_LANES.some((lane) => lanes[lane]?.has(own))) return null
  const root = readRow(lanes, own, tally)
  const rows: Record<string, Row[]> = {}
  for (const entity of [...entities].sort()) {
    if (entity === own) continue
    const name = nameOf(entity)
    const row = readRow(lanes, entity, tally)
    if (!name || value(row, 'case') !== id || yes(row, 'gone')) continue
    const known = rows[name]
    if (known) known.push(row)
    else rows[name] = [row]
  }
  const of = (name: string): Row[] => rows[name] ?? []
  const state = value<CaseState>(root, 'state') ?? 'open'
  const masked = state === 'masked' && options.reveal !== true
  const held = <T>(lane: CaseLane, read: () => T): T | null => (lanes[lane] && !masked ? read() : null)

  const events = of('event').map(eventOf).sort(byWhen)
  const tasks = of('task').map(taskOf)
  const letters = held('documents', () => lettersOf(of('letter'), of('version')))
  const messages = held('documents', () => of('words').map(wordsOf).sort(byBoxAndSeq))
  return {
    id,
    number: words(root, 'number'),
    kind: value(root, 'kind'),
    state,
    opened: value(root, 'opened'),
    closed: value(root, 'closed'),
    since: value(root, 'since'),
    waiting: state === 'waiting' ? value(root, 'waiting') : null,
    outcome: value(root, 'outcome'),
    language: value(root, 'language'),
    tags: list(root, 'tags'),
    assignees: list(root, 'assignees'),
    plan: masked ? null : text(root, 'plan'),
    people: held('identity', () => of('person').map(personOf)),
    attachments: held('documents', () => of('attachment').map(attachmentOf)),
    letters,
    words: messages,
    notes: held('strategy', () => of('note').map(noteOf).sort(pinnedThenNewest)),
    papers: masked ? [] : of('paper').map(paperOf),
    events: masked ? events.map((event) => ({ ...event, note: null })) : events,
    tasks: masked ? [] : tasks,
    marks: masked ? [] : of('marks').map(marksOf),
    links: of('link').map((row) => ({
      id: idOf(row.entity),
      box: value(row, 'box'),
      day: value(row, 'day'),
    })),
    timeline: timelineOf(events, masked ? [] : tasks, letters ?? [], messages ?? [], masked),
    missing: CASE_LANES.filter((lane) => !lanes[lane]),
    masked,
    unreadable: tally.unreadable,
    unknown: tally.unknown,
    lost: masked ? [] : tally.lost,
    changed: tally.changed,
  }
}

const personOf = (row: Row): Person => ({
  id: idOf(row.entity),
  role: value(row, 'role'),
  alias: words(row, 'alias'),
  name: text(row, 'name'),
  contact: text(row, 'contact'),
  language: value(row, 'language'),
})

const paperOf = (row: Row): Paper => ({
  id: idOf(row.entity),
  kind: value(row, 'kind'),
  state: value(row, 'state'),
  issued: value(row, 'issued'),
  until: value(row, 'until'),
  person: value(row, 'person'),
  note: text(row, 'note'),
})

const eventOf = (row: Row): CaseEvent => ({
  id: idOf(row.entity),
  kind: value(row, 'kind'),
  when: value(row, 'when'),
  note: text(row, 'note'),
})

const taskOf = (row: Row): Task => ({
  id: idOf(row.entity),
  title: text(row, 'title'),
  due: value(row, 'due'),
  done: value(row, 'done'),
  assignees: list(row, 'assignees'),
})

const noteOf = (row: Row): Note => ({
  id: idOf(row.entity),
  text: text(row, 'text'),
  day: value(row, 'day'),
  pinned: yes(row, 'pinned'),
})

const attachmentOf = (row: Row): Attachment => ({
  id: idOf(row.entity),
  title: words(row, 'title'),
  file: value(row, 'file'),
  hash: value(row, 'hash'),
  size: value(row, 'size'),
  type: value(row, 'type'),
  box: value(row, 'box'),
  taken: value(row, 'taken'),
  erase: value(row, 'erase'),
})

function marksOf(row: Row): Marks {
  const facts: [string, FactValue][] = []
  for (const [field, cell] of row.cells) {
    const fact = factOf(field)
    if (fact) facts.push([fact, cell.value as FactValue])
  }
  // fromEntries defines own properties: a fact called "constructor" is one more fact and nothing else.
  return { id: idOf(row.entity), flow: value(row, 'flow'), facts: Object.fromEntries(facts) }
}

function lettersOf(letters: Row[], versions: Row[]): Letter[] {
  const sent = new Map<string, SentVersion[]>()
  for (const row of versions) {
    const letter = words(row, 'letter')
    const version = versionOf(row, letter)
    const known = sent.get(letter)
    if (known) known.push(version)
    else sent.set(letter, [version])
  }
  const byDay = (a: SentVersion, b: SentVersion) =>
    order(a.day ?? '9999', b.day ?? '9999') || order(a.id, b.id)
  return letters.map((row) => ({
    id: idOf(row.entity),
    kind: words(row, 'kind'),
    marks: value(row, 'marks'),
    blanks: value(row, 'blanks'),
    edits: value(row, 'edits'),
    sent: (sent.get(idOf(row.entity)) ?? []).sort(byDay),
  }))
}

function versionOf(row: Row, letter: string): SentVersion {
  const id = idOf(row.entity)
  const day = words(row, 'day')
  const channel = words(row, 'channel')
  const frozen = readFrozen(row.cells, (_, sha) => versionId({ letter, day, channel, sha }) === id)
  return {
    id,
    day: day || null,
    channel: channel || null,
    tracking: words(row, 'tracking'),
    text: frozen?.text ?? '',
    sha: frozen?.intact ? frozen.sha : words(row, 'sha'),
    intact: frozen?.intact ?? false,
  }
}

function wordsOf(row: Row): Words {
  const id = idOf(row.entity)
  const box = words(row, 'box')
  const seq = value<number>(row, 'seq')
  const frozen = readFrozen(row.cells, (_, sha) => wordsId({ box, seq: seq ?? -1, sha }) === id)
  return {
    id,
    box: box || null,
    seq,
    day: value(row, 'day'),
    language: value(row, 'language'),
    text: frozen?.text ?? '',
    intact: frozen?.intact ?? false,
  }
}

// ── order ────────────────────────────────────────────────────────────────────────────────────────────────

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** First and last day of a day, part of one, or a moment. The text has been checked. */
export function spanOf(when: string): { from: PlainDate; to: PlainDate } {
  if (when.includes('T')) {
    const day = plainDate(moment(when).day)
    return { from: day, to: day }
  }
  const { from, to } = daySpan(when)
  return { from: plainDate(from), to: plainDate(to) }
}

/** What can have been earlier comes first; of two that begin together the exact one; what has no day comes last. */
function compareWhen(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const [x, y] = [spanOf(a), spanOf(b)]
  return order(x.from, y.from) || order(x.to, y.to) || order(a, b)
}

const byWhen = (a: CaseEvent, b: CaseEvent) => compareWhen(a.when, b.when) || order(a.id, b.id)
const byBoxAndSeq = (a: Words, b: Words) =>
  order(a.box ?? '', b.box ?? '') || (a.seq ?? 0) - (b.seq ?? 0) || order(a.id, b.id)
const pinnedThenNewest = (a: Note, b: Note) =>
  Number(b.pinned) - Number(a.pinned) || order(b.day ?? '', a.day ?? '') || order(a.id, b.id)

function timelineOf(
  events: CaseEvent[],
  tasks: Task[],
  letters: Letter[],
  messages: Words[],
  masked: boolean,
): TimelineItem[] {
  const item = (
    what: TimelineKind,
    entity: string,
    kind: string | null,
    when: string | null,
    note: string,
  ): TimelineItem => {
    const span = when ? spanOf(when) : { from: null, to: null }
    return { what, entity, kind, when, ...span, note: masked ? '' : note }
  }
  const items = [
    ...events.map(({ id, kind, when, note }) =>
      item('event', entityOf('event', id), kind, when, note?.value ?? ''),
    ),
    ...tasks
      .filter(({ done }) => done !== null)
      .map(({ id, done, title }) => item('done', entityOf('task', id), null, done, title?.value ?? '')),
    ...letters.flatMap(({ kind, sent }) =>
      sent.map(({ id, day, channel }) => item('sent', entityOf('version', id), kind, day, channel ?? '')),
    ),
    ...messages.map(({ id, day, text: said }) => item('words', entityOf('words', id), null, day, said)),
  ]
  return items.sort((a, b) => compareWhen(a.when, b.when) || order(a.entity, b.entity))
}
