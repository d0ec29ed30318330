/**
 * What a lane folds to, as text (docs/protocol.md §7): one line for the heads, then one for each entity, sorted. The same commits give the same
 * text on every device, whatever the order in which they came; so its hash can be compared, and a line can wait until somebody asks for it.
 *
 *   first line = {"v":1,"space","lane","epoch","edition","clock":[ms,counter],"heads":[[device,seq,hash]…],"undone":[[device,seq]…],"admins":[[device,0|1]…]}
 *   entity     = ["e…22",[device,seq,ms,counter,cell…]…]        device: its place among the heads; by clock, device, seq
 *   cell       = [field,place,value] · [field,place,value,losers,names] · [field,place,[[element,0|1,origin…]…],0]
 *   loser      = [value,device,seq,ms,counter,place]
 *   case key   = ["k…22",[epoch,key]…]
 */
import * as v from 'valibot'
import { fromB64, sameBytes, toB64 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { B32, Id, Seq } from '../seal/payload.ts'
import type { Stamp } from './clock.ts'
import type { LaneName } from './lane.ts'
import {
  compareOrigins,
  type FieldKind,
  type Fold,
  type Kept,
  type Kinds,
  lostOf,
  type Marks,
  membersOf,
  type Origin,
  originText,
  type TextRest,
} from './merge.ts'

export interface Head {
  seq: number
  hash: string
}

/** Everything that a lane needs to go on from where it stands. */
export interface Standing extends LaneName {
  /** Newest epoch that was held. */
  epoch: number
  /** Which fields are texts and sets (`ReplicaOptions.edition`): another table folds the same commits to another state. */
  edition: string
  heads: Map<string, Head>
  /** Newest stamp of an accepted commit. */
  clock: Stamp
  /** What the fold left out. */
  undone: Map<string, number>
  /** Devices that wrote an undo, and whether it counted: theirs was an admin. */
  admins: Map<string, boolean>
}

export type CaseKeys = { epoch: number; key: Uint8Array }[]

const Whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 48 - 1))
const First = v.strictObject({
  v: v.literal(1),
  space: Id,
  lane: v.pipe(v.string(), v.maxLength(20)),
  epoch: Seq,
  edition: v.pipe(v.string(), v.maxLength(22)),
  clock: v.strictTuple([Whole, v.pipe(Whole, v.maxValue(0xffff))]),
  heads: v.array(v.strictTuple([Id, Seq, B32])),
  undone: v.array(v.strictTuple([Id, Seq])),
  admins: v.array(v.strictTuple([Id, v.picklist([0, 1])])),
})

const byName = <T>(map: ReadonlyMap<string, T>): [string, T][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** @param cases each case's keys, as a lane's keyring has them */
export function writeBody(
  standing: Standing,
  fold: Fold,
  cases: ReadonlyMap<string, CaseKeys> & { line?(id: string): string | undefined },
  /** Devices of the snapshot from which unread lines come: their numbers fit only while no device was added. */
  before: readonly string[] | null = null,
): string {
  const { space, lane, epoch, edition, heads, clock, undone, admins } = standing
  const devices = [...heads.keys()].sort()
  const number = new Map(devices.map((device, i) => [device, i]))
  const same =
    before !== null && before.length === devices.length && before.every((each, i) => each === devices[i])
  const lines: string[] = []
  const state = fold.state()
  for (const entity of [...state.keys()]) {
    const line = same ? fold.line(entity) : undefined
    const made = line ?? entityLine(entity, fold.kept(entity), number, heads)
    if (made) lines.push(made)
  }
  for (const id of [...cases.keys()]) lines.push(cases.line?.(id) ?? keysLine(id, cases.get(id)!))
  lines.sort()
  const first: v.InferOutput<typeof First> = {
    v: 1,
    space,
    lane,
    epoch,
    edition,
    clock: [clock.ms, clock.counter],
    heads: byName(heads).map(([device, head]) => [device, head.seq, head.hash]),
    undone: byName(undone),
    admins: byName(admins).map(([device, counted]) => [device, counted ? 1 : 0]),
  }
  return [JSON.stringify(first), ...lines].join('\n')
}

const keysLine = (id: string, keys: CaseKeys): string =>
  JSON.stringify([
    `k${id}`,
    ...keys
      .map(({ epoch, key }): [number, string] => [epoch, toB64(key)])
      .sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)),
  ])

function entityLine(
  entity: string,
  kept: Kept[],
  number: Map<string, number>,
  heads: ReadonlyMap<string, Head>,
): string | null {
  if (kept.length === 0) return null
  const ordered = kept.sort((a, b) => compareOrigins(a.cell.origin, b.cell.origin))
  const groups: unknown[][] = []
  let last: Origin | null = null
  const short = ({ device, seq, at, place }: Origin) => [number.get(device), seq, at.ms, at.counter, place]
  for (const { field, cell, text, marks } of ordered) {
    const { origin, value } = cell
    if (last === null || last.device !== origin.device || last.seq !== origin.seq)
      groups.push([number.get(origin.device), origin.seq, origin.at.ms, origin.at.counter])
    last = origin
    const shown: unknown[] = [field, origin.place]
    if (marks)
      shown.push(
        byName(marks).map(([element, mark]) => [element, mark.in ? 1 : 0, ...short(mark.origin)]),
        0,
      )
    else {
      shown.push(value)
      if (text) {
        const losers = [...text.losers.values()]
          .sort((a, b) => compareOrigins(a.origin, b.origin))
          .map((loser) => [loser.value, ...short(loser.origin)])
        const names = [...text.named]
          .filter((name) => name === originText(origin) || isAhead(name, heads))
          .sort()
        if (losers.length > 0 || names.length > 0) shown.push(losers, names)
      }
    }
    groups.at(-1)!.push(shown)
  }
  return JSON.stringify([entity, ...groups])
}

/** A name that may still turn up. One at or below the heads that is not the winner's has been settled, and by nothing that is still to come. */
function isAhead(name: string, heads: ReadonlyMap<string, Head>): boolean {
  const found = /^([A-Za-z0-9_-]{22})\.(\d{1,10})\.\d{1,3}$/.exec(name)
  return found !== null && Number(found[2]) > (heads.get(found[1]!)?.seq ?? -1)
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

export interface Body extends Standing {
  /** All of it, as it was read: `lines` are taken out by whoever goes on from them. */
  text: string
  devices: string[]
  /** Lines by entity; those of case keys by case id. */
  lines: Map<string, string>
  cases: Map<string, string>
}

const bad = (what: string): never => {
  throw new SealError('bad-shape', what)
}

/** Reads the first line and finds the others; they are read by `readEntity` and `readKeys`. Throws `bad-shape`. */
export function readBody(text: string): Body {
  const end = text.indexOf('\n')
  let first: unknown
  try {
    first = JSON.parse(end < 0 ? text : text.slice(0, end))
  } catch {
    bad('snapshot head')
  }
  const read = v.safeParse(First, first)
  if (!read.success) return bad('snapshot head')
  const { space, lane, epoch, edition, clock, heads, undone, admins } = read.output
  const lines = new Map<string, string>()
  const cases = new Map<string, string>()
  let last = ''
  for (let at = end; at >= 0; ) {
    const next = text.indexOf('\n', at + 1)
    const line = text.slice(at + 1, next < 0 ? text.length : next)
    // Sorted and each once: one state has one text.
    if (line.length < 27 || !(line > last)) bad('snapshot line')
    last = line
    const entity = line.slice(2, 25)
    if (entity[0] === 'k') cases.set(entity.slice(1), line)
    else if (lines.has(entity)) bad('an entity twice')
    else lines.set(entity, line)
    at = next
  }
  const devices = heads.map(([device]) => device)
  if (devices.some((device, i) => i > 0 && !(device > devices[i - 1]!))) bad('heads')
  return {
    ...{ text, space, lane, epoch, edition, devices, lines, cases },
    heads: new Map(heads.map(([device, seq, hash]) => [device, { seq, hash }])),
    clock: { ms: clock[0], counter: clock[1] },
    undone: new Map(undone),
    admins: new Map(admins.map(([device, counted]) => [device, counted === 1])),
  }
}

const ENTITY = /^[a-z][A-Za-z0-9_-]{22}$/
const FIELD = /^[a-z][a-zA-Z0-9.-]{0,47}$/

/** One entity's fields. Throws `bad-shape`, also for what another reading of the field left, or an origin above the heads. */
export function readEntity(
  line: string,
  body: Pick<Body, 'devices' | 'heads' | 'clock'>,
  kinds: Kinds,
): Kept[] {
  const [entity, ...groups] = arrayOf(parse(line))
  if (typeof entity !== 'string' || !ENTITY.test(entity) || groups.length === 0) bad('entity')
  const found: Kept[] = []
  for (const group of groups) {
    const [device, seq, ms, counter, ...cells] = arrayOf(group)
    const from = originOf(body, device, seq, ms, counter, 0)
    if (cells.length === 0) bad('no cell')
    for (const cell of cells) {
      const [field, place, ...rest] = arrayOf(cell)
      if (typeof field !== 'string' || !FIELD.test(field)) return bad('field')
      const kind = kinds((entity as string)[0]!, field)
      if (!LENGTHS[kind].includes(rest.length)) bad('a field of another kind')
      const origin = { at: from.at, device: from.device, seq: from.seq, place: placeOf(place) }
      if (kind === 'set') {
        const marks = marksOf(rest[0], body)
        found.push({ field, marks, cell: { value: membersOf(marks), origin, lost: [] } })
      } else if (rest.length === 3) {
        const text = textOf(rest[1], rest[2], body)
        found.push({
          field,
          text,
          cell: { value: rest[0], origin, lost: lostOf({ value: rest[0] }, text.losers) },
        })
      } else found.push({ field, cell: { value: rest[0], origin, lost: NONE } })
    }
  }
  if (new Set(found.map(({ field }) => field)).size !== found.length) bad('a field twice')
  return found
}

const NONE: Kept['cell']['lost'] = []
const LENGTHS: Record<FieldKind, number[]> = { value: [1], text: [1, 3], set: [2] }

function marksOf(list: unknown, body: Pick<Body, 'devices' | 'heads' | 'clock'>): Marks {
  const marks: Marks = new Map()
  for (const each of arrayOf(list)) {
    const [element, into, device, seq, ms, counter, place] = arrayOf(each)
    if (typeof element !== 'string' || (into !== 0 && into !== 1)) return bad('mark')
    marks.set(element, { in: into === 1, origin: originOf(body, device, seq, ms, counter, place) })
  }
  return marks
}

function textOf(losers: unknown, names: unknown, body: Pick<Body, 'devices' | 'heads' | 'clock'>): TextRest {
  const rest: TextRest = { losers: new Map(), named: new Set() }
  for (const each of arrayOf(losers)) {
    const [value, device, seq, ms, counter, place] = arrayOf(each)
    const origin = originOf(body, device, seq, ms, counter, place)
    rest.losers.set(originText(origin), { value, origin })
  }
  for (const name of arrayOf(names)) rest.named.add(typeof name === 'string' ? name : bad('name'))
  return rest
}

/** A case's keys. Throws `bad-shape`, `bad-bytes`. */
export function readKeys(line: string, epoch: number): CaseKeys {
  const [, ...keys] = arrayOf(parse(line))
  const read: CaseKeys = []
  for (const each of keys) {
    const [made, key] = arrayOf(each)
    if (
      !Number.isInteger(made) ||
      (made as number) < 0 ||
      (made as number) > epoch ||
      typeof key !== 'string'
    )
      return bad('case key')
    const bytes = fromB64(key, 32)
    if (read.some((known) => sameBytes(known.key, bytes))) bad('a key twice')
    read.push({ epoch: made as number, key: bytes })
  }
  return read
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return bad('snapshot line')
  }
}
const arrayOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : bad('not a list'))
const placeOf = (place: unknown): number =>
  Number.isInteger(place) && (place as number) >= 0 && (place as number) < 256
    ? (place as number)
    : bad('place')

function originOf(
  { devices, heads, clock }: Pick<Body, 'devices' | 'heads' | 'clock'>,
  number: unknown,
  seq: unknown,
  ms: unknown,
  counter: unknown,
  place: unknown,
): Origin {
  const device = devices[number as number]
  if (device === undefined || !Number.isInteger(number)) return bad('device')
  const whole = (value: unknown, most: number): number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
      ? (value as number)
      : bad('origin')
  return {
    device,
    seq: whole(seq, heads.get(device)!.seq),
    at: { ms: whole(ms, clock.ms), counter: whole(counter, 0xffff) },
    place: placeOf(place),
  }
}
