/**
 * The fold (docs/protocol.md §6): state as a function of a set of commits, whatever their order.
 * Last writer wins per field by (clock, device, place); sets work per element; a text that did not see what it replaces keeps the loser in sight.
 *
 * Only what can still matter is kept: the winner, losers that nobody has settled, the newest mark of each element of a set. What lost for good is
 * in the log alone; an undo that reaches it is told by `stale` and needs a fold of the log from its beginning.
 */

import { compareStamps, type Stamp } from './clock.ts'
import type { Commit } from './commit.ts'
import { LazyMap } from './lazy.ts'

/** Where and when a value was written: the total order of the merge. */
export interface Origin {
  at: Stamp
  device: string
  seq: number
  place: number
}

/** Never changed once it is made: another value is another cell. */
export interface Cell {
  value: unknown
  origin: Origin
  /** Texts only: values that lost against one whose author had not seen them. Newest first. */
  lost: { value: unknown; origin: Origin }[]
}

export type FieldKind = 'value' | 'text' | 'set'
/** What a field is, by entity type letter and field name. Unknown fields are 'value': kept, merged, not shown. */
export type Kinds = (type: string, field: string) => FieldKind

export type State = Map<string, Map<string, Cell>>

export function compareOrigins(a: Origin, b: Origin): number {
  return (
    compareStamps(a.at, b.at) ||
    (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) ||
    a.seq - b.seq ||
    a.place - b.place
  )
}

/** The name of a value for `base`: short, and unique per written value. */
export const originText = (origin: Origin): string => `${origin.device}.${origin.seq}.${origin.place}`

/** device → first sequence number that is undone, from operations `["u" + device, "from", seq]` by admins. */
export type Undone = ReadonlyMap<string, number>

export interface Loser {
  value: unknown
  origin: Origin
}
/** What a text needs beside its winner. */
export interface TextRest {
  /** Writes that neither won nor were settled, by name. */
  losers: Map<string, Loser>
  /** Names that a write gave as its base and that are not settled yet: the winner's own, or of what has not arrived. */
  named: Set<string>
}
/** The newest word on each element of a set. */
export type Marks = Map<string, { origin: Origin; in: boolean }>

/** One field with all that the fold needs to go on: what a snapshot holds. */
export interface Kept {
  field: string
  cell: Cell
  text?: TextRest | undefined
  marks?: Marks | undefined
}

const NONE: Cell['lost'] = []
export const isUndo = (entity: string): boolean => entity.startsWith('u')

/** `add` folds at once; `state` works out the texts and sets that changed. Adding one and the same commit twice is the caller's mistake. */
export class Fold {
  readonly #kinds: Kinds
  readonly #state: LazyMap<Map<string, Cell>>
  readonly #texts = new Map<string, TextRest>()
  readonly #marks = new Map<string, Marks>()
  readonly #unread = new Map<string, [entity: string, field: string]>()
  readonly #undone: Map<string, number>
  /** The highest sequence number seen of each device. */
  readonly #reached: Map<string, number>
  readonly #undos = new Set<string>()
  #changed = new Set<string>()

  /**
   * @param undone what is left out from the first commit on
   * @param from where a snapshot stands: its entities, each read when it is first asked for, and how far each device had come
   */
  constructor(
    kinds: Kinds,
    undone: Undone = new Map(),
    from: {
      lines: Map<string, string>
      read: (line: string) => Kept[]
      reached: Map<string, number>
    } | null = null,
  ) {
    this.#kinds = kinds
    this.#undone = new Map(undone)
    this.#reached = new Map(from?.reached)
    const lines = from?.lines ?? new Map<string, string>()
    for (const entity of lines.keys()) if (isUndo(entity)) this.#undos.add(entity)
    this.#state = new LazyMap(lines, (entity, line) => this.#adopt(entity, from!.read(line)))
  }

  add(commit: Pick<Commit, 'at' | 'device' | 'seq' | 'operations'>): void {
    const { at, device, seq, operations } = commit
    if (seq > (this.#reached.get(device) ?? -1)) this.#reached.set(device, seq)
    const skip = seq >= (this.#undone.get(device) ?? Number.POSITIVE_INFINITY)
    for (let place = 0; place < operations.length; place++) {
      const [entity, field, value, base] = operations[place]!
      // An undo is taken back by another one, not by undoing its author: two admins could otherwise undo each other.
      const undo = isUndo(entity)
      if (undo) this.#undos.add(entity)
      else if (skip) continue
      this.#write(entity, field, { value, origin: { at, device, seq, place } }, base)
      this.#changed.add(entity)
    }
  }

  state(): State {
    for (const [entity, field] of this.#unread.values()) {
      const cells = this.#state.get(entity)!
      const cell = cells.get(field)!
      const key = `${entity} ${field}`
      const marks = this.#marks.get(key)
      cells.set(
        field,
        marks
          ? { ...cell, value: membersOf(marks) }
          : { ...cell, lost: lostOf(cell, this.#texts.get(key)?.losers) },
      )
    }
    this.#unread.clear()
    return this.#state
  }

  /** What the undo operations say, whether or not this fold has left it out. */
  undoing(): Map<string, number> {
    const found = new Map<string, number>()
    for (const entity of this.#undos) {
      const from = this.#state.get(entity)?.get('from')?.value
      if (Number.isInteger(from) && (from as number) >= 0) found.set(entity.slice(1), from as number)
    }
    return found
  }

  /** Takes note of what is undone where that touches nothing that was folded; the rest makes the fold `stale`. */
  leaveOut(undoing: Undone): void {
    for (const device of new Set([...undoing.keys(), ...this.#undone.keys()])) {
      const [now, then] = [undoing.get(device), this.#undone.get(device)]
      if (
        now === then ||
        this.#reached.get(device)! >=
          Math.min(now ?? Number.POSITIVE_INFINITY, then ?? Number.POSITIVE_INFINITY)
      )
        continue
      if (now === undefined) this.#undone.delete(device)
      else this.#undone.set(device, now)
    }
  }

  /** Whether something is folded that is undone by now, or left out though it no longer is: only the log has what is missing here. */
  stale(undoing: Undone = this.undoing()): boolean {
    for (const device of new Set([...undoing.keys(), ...this.#undone.keys()])) {
      const [now, then] = [undoing.get(device), this.#undone.get(device)].map(
        (seq) => seq ?? Number.POSITIVE_INFINITY,
      )
      if (now !== then && (this.#reached.get(device) ?? -1) >= Math.min(now!, then!)) return true
    }
    return false
  }

  /** Entities in which something was written since the last time. */
  takeChanged(): Set<string> {
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  /** All fields of an entity with what a snapshot must hold, sorted by name. */
  kept(entity: string): Kept[] {
    const cells = this.state().get(entity) ?? new Map<string, Cell>()
    return [...cells]
      .map(([field, cell]) => {
        const key = `${entity} ${field}`
        return { field, cell, text: this.#texts.get(key), marks: this.#marks.get(key) }
      })
      .sort((a, b) => (a.field < b.field ? -1 : 1))
  }

  /** The line of a snapshot in which an entity stands that was neither read nor written since. */
  line(entity: string): string | undefined {
    return this.#state.line(entity)
  }

  #adopt(entity: string, kept: Kept[]): Map<string, Cell> {
    const cells = new Map<string, Cell>()
    for (const { field, cell, text, marks } of kept) {
      cells.set(field, cell)
      if (text) this.#texts.set(`${entity} ${field}`, text)
      if (marks) this.#marks.set(`${entity} ${field}`, marks)
    }
    return cells
  }

  #write(entity: string, field: string, write: Loser, base: string | undefined): void {
    let cells = this.#state.get(entity)
    if (!cells) {
      cells = new Map()
      this.#state.set(entity, cells)
    }
    const known = cells.get(field)
    const wins = known === undefined || compareOrigins(write.origin, known.origin) > 0
    const kind = this.#kinds(entity[0]!, field)
    if (kind === 'text') this.#writeText(entity, field, known, write, base, wins)
    else if (kind === 'set') this.#writeSet(entity, field, write)
    if (!wins) return
    cells.set(field, { value: kind === 'set' ? [] : write.value, origin: write.origin, lost: NONE })
  }

  #writeText(
    entity: string,
    field: string,
    known: Cell | undefined,
    write: Loser,
    base: string | undefined,
    wins: boolean,
  ): void {
    // The first write of most texts is the only one: nothing beside the winner is kept for it.
    if (!known && base === undefined) return
    const key = `${entity} ${field}`
    const rest = this.#texts.get(key) ?? { losers: new Map<string, Loser>(), named: new Set<string>() }
    if (base !== undefined && !rest.losers.delete(base)) rest.named.add(base)
    const loser = wins ? known && { value: known.value, origin: known.origin } : write
    if (loser) {
      const name = originText(loser.origin)
      if (!rest.named.delete(name)) rest.losers.set(name, loser)
    }
    if (rest.losers.size > 0 || rest.named.size > 0) this.#texts.set(key, rest)
    else this.#texts.delete(key)
    this.#unread.set(key, [entity, field])
  }

  #writeSet(entity: string, field: string, { origin, value }: Loser): void {
    const key = `${entity} ${field}`
    const marks: Marks = this.#marks.get(key) ?? new Map()
    this.#marks.set(key, marks)
    this.#unread.set(key, [entity, field])
    const change = value as { add?: unknown; remove?: unknown } | null
    for (const [list, into] of [
      [change?.remove, false],
      [change?.add, true],
    ] as const)
      if (Array.isArray(list))
        for (const element of list) {
          if (typeof element !== 'string') continue
          const known = marks.get(element)
          const order = known ? compareOrigins(origin, known.origin) : 1
          // In one and the same write an element that is removed and added is in.
          if (order > 0 || (order === 0 && into)) marks.set(element, { origin, in: into })
        }
  }
}

export const membersOf = (marks: Marks): string[] =>
  [...marks]
    .filter(([, mark]) => mark.in)
    .map(([element]) => element)
    .sort()

/** Newest first, each text once, and none that says what the winner says. */
export function lostOf(winner: Pick<Cell, 'value'>, losers: TextRest['losers'] | undefined): Cell['lost'] {
  if (!losers || losers.size === 0) return NONE
  const lost: Cell['lost'] = []
  const seen = new Set<string>()
  for (const loser of [...losers.values()].sort((a, b) => compareOrigins(b.origin, a.origin))) {
    const same = JSON.stringify(loser.value)
    if (loser.value === winner.value || seen.has(same)) continue
    seen.add(same)
    lost.push(loser)
  }
  return lost
}

/**
 * The value of one field of an entity, found in the line of a snapshot without reading the rest where that is sure; for indexes over everything that a lane holds.
 * Of an entity that was read or written it is the cell's.
 */
export function glance(state: State, entity: string, field: string): unknown {
  const line = state instanceof LazyMap ? state.line(entity) : undefined
  if (line === undefined) return state.get(entity)?.get(field)?.value
  const mark = `["${field}",`
  const at = line.indexOf(mark)
  if (at < 0) return undefined
  // A value may look like a cell; a cell stands in a group, and that in the line.
  const from = line.indexOf(',"', at + mark.length)
  if (depthAt(line, at) !== 2 || from < 0 || from > at + mark.length + 3)
    return state.get(entity)?.get(field)?.value
  const text = line.slice(from + 2, line.indexOf('"', from + 2))
  return text.includes('\\') ? state.get(entity)?.get(field)?.value : text
}

/** How many lists are open before this place of a line of JSON. */
function depthAt(line: string, at: number): number {
  let depth = 0
  for (let i = 0; i < at; i++) {
    const unit = line.charCodeAt(i)
    if (unit === 0x22) {
      for (i++; line.charCodeAt(i) !== 0x22; i++) if (line.charCodeAt(i) === 0x5c) i++
    } else if (unit === 0x5b || unit === 0x7b) depth++
    else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return depth
}
