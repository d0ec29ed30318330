/**
 * The fold (docs/protocol.md §6): state as a function of a set of commits, whatever their order.
 * Last writer wins per field by (clock, device, place); sets work per element; a text that did not see what it replaces keeps the loser in sight.
 */

import { compareStamps, type Stamp } from './clock.ts'
import type { Commit } from './commit.ts'

/** Where and when a value was written: the total order of the merge. */
export interface Origin {
  at: Stamp
  device: string
  seq: number
  place: number
}

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

interface Write {
  origin: Origin
  value: unknown
  base: string | undefined
}

/** device → first sequence number that is undone, from operations `["u" + device, "from", seq]` by admins. */
export type Undone = Map<string, number>

/** Keeps every write of every field, so that the result never depends on arrival. `add` is cheap; `state` folds what changed. */
export class Fold {
  readonly #writes = new Map<string, Map<string, Write[]>>()
  readonly #kinds: Kinds
  readonly #state: State = new Map()
  readonly #dirty = new Map<string, Set<string>>()
  #undone: Undone = new Map()

  constructor(kinds: Kinds) {
    this.#kinds = kinds
  }

  add(commit: Pick<Commit, 'at' | 'device' | 'seq' | 'operations'>): void {
    for (let place = 0; place < commit.operations.length; place++) {
      const [entity, field, value, base] = commit.operations[place]!
      const origin = { at: commit.at, device: commit.device, seq: commit.seq, place }
      const fields = this.#writes.get(entity) ?? new Map<string, Write[]>()
      this.#writes.set(entity, fields)
      const writes = fields.get(field)
      if (writes) writes.push({ origin, value, base })
      else fields.set(field, [{ origin, value, base }])
      this.#touch(entity, field)
    }
  }

  /** Leaves out what the named devices wrote from the given sequence numbers on. Replaces what was undone before. */
  undo(undone: Undone): void {
    this.#undone = new Map(undone)
    for (const [entity, fields] of this.#writes) for (const field of fields.keys()) this.#touch(entity, field)
  }

  state(): State {
    for (const [entity, fields] of this.#dirty)
      for (const field of fields) {
        const writes = this.#writes
          .get(entity)!
          .get(field)!
          .filter((write) => !this.#isUndone(write.origin))
        const cell = foldField(this.#kinds(entity[0]!, field), writes)
        const known = this.#state.get(entity) ?? new Map<string, Cell>()
        if (cell) known.set(field, cell)
        else known.delete(field)
        if (known.size) this.#state.set(entity, known)
        else this.#state.delete(entity)
      }
    this.#dirty.clear()
    return this.#state
  }

  #isUndone(origin: Origin): boolean {
    const from = this.#undone.get(origin.device)
    return from !== undefined && origin.seq >= from
  }

  #touch(entity: string, field: string): void {
    const fields = this.#dirty.get(entity)
    if (fields) fields.add(field)
    else this.#dirty.set(entity, new Set([field]))
  }
}

function foldField(kind: FieldKind, writes: Write[]): Cell | null {
  if (writes.length === 0) return null
  if (kind === 'set') return foldSet(writes)
  if (kind === 'value') {
    let best = writes[0]!
    for (const write of writes) if (compareOrigins(write.origin, best.origin) > 0) best = write
    return { value: best.value, origin: best.origin, lost: [] }
  }
  return foldText(writes)
}

/** A write is settled when a later one names it as its base, directly or through what that one had settled. */
function foldText(writes: Write[]): Cell {
  const ordered = [...writes].sort((a, b) => compareOrigins(a.origin, b.origin))
  const winner = ordered.at(-1)!
  const settled = new Set(ordered.map((write) => write.base).filter((base) => base !== undefined))
  const seen = new Set<string>()
  const lost: Cell['lost'] = []
  for (const write of ordered.slice(0, -1).reverse()) {
    const same = JSON.stringify(write.value)
    if (settled.has(originText(write.origin)) || write.value === winner.value || seen.has(same)) continue
    seen.add(same)
    lost.push({ value: write.value, origin: write.origin })
  }
  return { value: winner.value, origin: winner.origin, lost }
}

function foldSet(writes: Write[]): Cell {
  const marks = new Map<string, { origin: Origin; in: boolean }>()
  let newest = writes[0]!.origin
  for (const { origin, value } of writes) {
    if (compareOrigins(origin, newest) > 0) newest = origin
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
  const value = [...marks]
    .filter(([, mark]) => mark.in)
    .map(([element]) => element)
    .sort()
  return { value, origin: newest, lost: [] }
}
