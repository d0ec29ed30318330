/**
 * Folded lanes → cases as screens show them. A lane that is not held is missing, never empty; a value of the wrong type or in the wrong
 * lane is not shown and is counted; words that lost against words their author had not seen are offered.
 */
import type { FactValue } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { type Cell, glance, originText, type State } from '../log/merge.ts'
import type {
  Attachment,
  CaseEvent,
  CaseView,
  Debt,
  Lanes,
  Letter,
  Marks,
  Note,
  Paper,
  Person,
  SentVersion,
  Task,
  Text,
  Words,
} from './case-view.ts'
import {
  CASE_LANES,
  type CaseLane,
  type CaseState,
  entityOf,
  factOf,
  IS_ID,
  idOf,
  nameOf,
  reads,
  specOf,
} from './fields.ts'
import { versionId, wordsId } from './freeze.ts'
import { readFrozen } from './frozen-text.ts'
import { byBoxAndSeq, byRole, byTask, byWhen, order, pinnedThenNewest, timelineOf } from './timeline.ts'

export type * from './case-view.ts'
export { spanOf } from './timeline.ts'

interface Row {
  entity: string
  cells: ReadonlyMap<string, Cell>
}

/** Cells of one entity from the lanes where they belong, and a count of what does not. */
interface Tally {
  unreadable: number
  unknown: number
  changed: number
  lost: CaseView['lost']
}

function readRow(lanes: Lanes, entity: string, tally: Tally): Row {
  let cells: ReadonlyMap<string, Cell> | null = null
  for (const lane of CASE_LANES) {
    const fields = lanes[lane]?.get(entity)
    if (!fields) continue
    const good = goodCells(lane, entity, fields, tally)
    cells = cells === null ? good : new Map([...cells, ...good])
  }
  return { entity, cells: cells ?? NO_CELLS }
}

const NO_CELLS: ReadonlyMap<string, Cell> = new Map()

/** The cells that this lane may hold and this version can read; the lane's own map where that is all of them. */
function goodCells(
  lane: CaseLane,
  entity: string,
  fields: ReadonlyMap<string, Cell>,
  tally: Tally,
): ReadonlyMap<string, Cell> {
  let good: Map<string, Cell> | null = null
  for (const [field, cell] of fields) {
    const spec = specOf(entity[0]!, field)
    if (cell.origin.at.ms > tally.changed) tally.changed = cell.origin.at.ms
    if (spec?.lane === lane && cell.value !== null && reads(spec.type, cell.value)) {
      if (spec.merge === 'text' && cell.lost.length > 0 && !field.startsWith('text.'))
        tally.lost.push({ entity, field, text: textOf(cell) })
      continue
    }
    if (!spec) tally.unknown++
    else if (spec.lane !== lane || cell.value !== null) tally.unreadable++
    good ??= new Map(fields)
    good.delete(field)
  }
  return good ?? fields
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

/** The case to which a lane says that an entity belongs, found without reading the entity. */
export function caseIn(lane: State, entity: string): string | null {
  const name = nameOf(entity)
  if (!name) return null
  const id = name === 'case' ? idOf(entity) : glance(lane, entity, 'case')
  return typeof id === 'string' && IS_ID.test(id) ? id : null
}

/** The cases to which an entity says that it belongs; several where lanes disagree. */
export function casesOf(lanes: Lanes, entity: string): readonly string[] {
  let found: readonly string[] = NOWHERE
  for (const lane of CASE_LANES) {
    const state = lanes[lane]
    const id = state?.has(entity) ? caseIn(state, entity) : null
    if (id !== null && !found.includes(id)) found = [...found, id]
  }
  return found
}
const NOWHERE: readonly string[] = []

/** Where each case's entities are: case id → entities, the case's own among them. */
export function entitiesByCase(lanes: Lanes): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const put = (id: string, entity: string) => {
    const known = found.get(id)
    if (known) known.add(entity)
    else found.set(id, new Set([entity]))
  }
  for (const lane of CASE_LANES)
    for (const entity of lanes[lane]?.keys() ?? []) {
      const id = caseIn(lanes[lane]!, entity)
      if (id !== null) put(id, entity)
    }
  return found
}

export interface ReadOptions {
  /** Show what is masked: a deliberate act of the person who asks. */
  reveal?: boolean
}

/** All cases of which anything is known in a held lane, sorted by id, so that the order never depends on arrival. */
export function readCases(lanes: Lanes, options: ReadOptions = {}): CaseView[] {
  const cases: CaseView[] = []
  for (const [id, entities] of entitiesByCase(lanes)) {
    const view = readCase(lanes, id, entities, options)
    if (view) cases.push(view)
  }
  return cases.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** One case; null when it was taken back, or when nothing of the case itself is in any held lane (its entries may have come before it). */
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
  if (yes(root, 'gone')) return null
  const rows: Record<string, Row[]> = {}
  for (const entity of [...entities].sort()) {
    if (entity === own) continue
    const name = nameOf(entity)
    const before = tally.lost.length
    const row = readRow(lanes, entity, tally)
    if (!name || value(row, 'case') !== id || yes(row, 'gone')) {
      // What is out of sight asks for nothing.
      tally.lost.length = before
      continue
    }
    const known = rows[name]
    if (known) known.push(row)
    else rows[name] = [row]
  }
  const of = (name: string): Row[] => rows[name] ?? []
  const state = value<CaseState>(root, 'state') ?? 'open'
  const masked = state === 'masked' && options.reveal !== true
  const held = <T>(lane: CaseLane, read: () => T): T | null => (lanes[lane] && !masked ? read() : null)

  const events = of('event').map(eventOf).sort(byWhen)
  const tasks = of('task').map(taskOf).sort(byTask)
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
    people: held('identity', () => of('person').map(personOf).sort(byRole)),
    attachments: held('documents', () => of('attachment').map(attachmentOf)),
    letters,
    words: messages,
    notes: held('strategy', () => of('note').map(noteOf).sort(pinnedThenNewest)),
    papers: masked ? [] : of('paper').map(paperOf),
    debts: masked ? [] : of('debt').map(debtOf),
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
    lost: masked ? [] : tally.lost.sort((a, b) => order(a.entity, b.entity) || order(a.field, b.field)),
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

const debtOf = (row: Row): Debt => ({
  id: idOf(row.entity),
  person: value(row, 'person'),
  sum: value(row, 'sum'),
  currency: value(row, 'currency'),
  source: value(row, 'source'),
  for: value(row, 'for'),
  since: value(row, 'since'),
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
  facts.sort(([a], [b]) => order(a, b))
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
