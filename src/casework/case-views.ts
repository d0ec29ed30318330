/**
 * All cases, kept up to date: of a save only the cases are read again in which something was written, and a case that nothing was written in stays the same object, so that
 * whatever was worked out from it (agenda, search, a line of a list) can be kept with it.
 */
import type { PlainDate } from '../law/types.ts'
import { glance } from '../log/merge.ts'
import { type Brief, briefOf } from './briefs.ts'
import type { CaseView, Lanes } from './case-view.ts'
import { caseIn, casesOf, readCase } from './cases.ts'
import { type CaseClocks, type CasePacks, clocksOf } from './clocks.ts'
import { CASE_LANES, CASE_STATES, type CaseLane, type CaseState, entityOf } from './fields.ts'

/** A case with its terms as of one day. `view` and `clocks` are read when somebody asks: most cases of a desk are closed, and nobody looks at them. */
export interface OpenCase {
  readonly id: string
  /** The same as `view.state` and `view.number`, without reading the rest. */
  readonly state: CaseState
  readonly number: string
  readonly view: CaseView
  readonly clocks: CaseClocks
  /** What lists show of it, as of the same day. */
  readonly brief: Brief
}

class Kept implements OpenCase {
  readonly id: string
  readonly today: PlainDate
  readonly #of: CaseViews
  readonly #before: Kept | null
  #view: CaseView | null = null
  #clocks: CaseClocks | null = null
  #brief: Brief | null = null
  readonly state: CaseState
  readonly number: string
  constructor(id: string, of: CaseViews, today: PlainDate, before: Kept | null = null) {
    this.id = id
    this.today = today
    this.#of = of
    this.#before = before
    const [state, number] = [of.own(id, 'state'), of.own(id, 'number')]
    this.state = CASE_STATES.find((each) => each === state) ?? 'open'
    this.number = typeof number === 'string' ? number : ''
  }
  get view(): CaseView {
    // Of another day: the same words.
    this.#view ??= this.#before ? this.#before.view : this.#of.read(this.id)
    return this.#view
  }
  get clocks(): CaseClocks {
    this.#clocks ??= clocksOf(this.view, this.#of.packs, this.today)
    return this.#clocks
  }
  get brief(): Brief {
    this.#brief ??= briefOf(this, this.today)
    return this.#brief
  }
}

/** Entities in which something was written, by lane (`Replica.takeChanged`). */
export type Changed = Partial<Record<CaseLane, ReadonlySet<string>>>

export class CaseViews {
  readonly packs: CasePacks
  /** What is known of each case, and where each entity belongs: lanes may disagree about it. */
  readonly #entities = new Map<string, Set<string>>()
  readonly #belongs = new Map<string, readonly string[]>()
  readonly #cases = new Map<string, Kept>()
  #list: readonly OpenCase[] = []
  #lanes: Lanes = {}
  #today: PlainDate = ''

  constructor(packs: CasePacks) {
    this.packs = packs
  }

  /**
   * The cases sorted by id; the same array when nothing has changed.
   * @param lanes as for `readCases` · @param changed since the last call; null: everything is read again, as it is when other lanes are held than before
   */
  update(lanes: Lanes, changed: Changed | null, today: PlainDate): readonly OpenCase[] {
    const same = CASE_LANES.every((lane) => lanes[lane] === this.#lanes[lane])
    this.#lanes = lanes
    const whole = !changed || !same
    const touched = whole ? this.#all() : this.#move(changed)
    for (const id of touched) {
      const own = entityOf('case', id)
      // Taken back (`readCase` gives none either), or its entries have come before it.
      if (CASE_LANES.some((lane) => lanes[lane]?.has(own)) && this.own(id, 'gone') !== true)
        this.#cases.set(id, new Kept(id, this, today))
      else this.#cases.delete(id)
    }
    if (today !== this.#today)
      for (const [id, kept] of this.#cases)
        if (kept.today !== today) this.#cases.set(id, new Kept(id, this, today, kept))
    if (whole || touched.size > 0 || today !== this.#today)
      this.#list = [...this.#cases.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.#today = today
    return this.#list
  }

  /** One case with what is masked, for who asked for it; null when there is none. */
  revealed(id: string): OpenCase | null {
    const view = readCase(this.#lanes, id, this.#entities.get(id) ?? [], { reveal: true })
    if (!view) return null
    const { state, number } = view
    const clocks = clocksOf(view, this.packs, this.#today)
    return { id, state, number, view, clocks, brief: briefOf({ view, clocks }, this.#today) }
  }

  /** For the cases themselves. */
  read(id: string): CaseView {
    return readCase(this.#lanes, id, this.#entities.get(id) ?? [])!
  }
  own(id: string, field: string): unknown {
    return this.#lanes.facts && glance(this.#lanes.facts, entityOf('case', id), field)
  }

  #all(): Set<string> {
    this.#entities.clear()
    this.#belongs.clear()
    this.#cases.clear()
    for (const lane of CASE_LANES)
      for (const entity of this.#lanes[lane]?.keys() ?? []) {
        const id = caseIn(this.#lanes[lane]!, entity)
        const before = this.#belongs.get(entity)
        if (id === null || before?.includes(id)) continue
        this.#belongs.set(entity, before ? [...before, id] : [id])
        const known = this.#entities.get(id)
        if (known) known.add(entity)
        else this.#entities.set(id, new Set([entity]))
      }
    return new Set(this.#entities.keys())
  }

  /** Puts changed entities where they belong now; the cases that gained, lost or hold one. */
  #move(changed: Changed): Set<string> {
    const touched = new Set<string>()
    for (const lane of CASE_LANES)
      for (const entity of changed[lane] ?? []) {
        for (const id of this.#belongs.get(entity) ?? []) {
          touched.add(id)
          const entities = this.#entities.get(id)
          entities?.delete(entity)
          if (entities?.size === 0) this.#entities.delete(id)
        }
        for (const id of this.#place(entity)) touched.add(id)
      }
    return touched
  }

  #place(entity: string): readonly string[] {
    const ids = casesOf(this.#lanes, entity)
    this.#belongs.set(entity, ids)
    for (const id of ids) {
      const known = this.#entities.get(id)
      if (known) known.add(entity)
      else this.#entities.set(id, new Set([entity]))
    }
    return ids
  }
}
