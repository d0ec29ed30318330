/** Cases kept up to date, against reading all of them again. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { Fold } from '../log/merge.ts'
import { briefOf } from './briefs.ts'
import { CaseViews, type Changed } from './case-views.ts'
import { readCases } from './cases.ts'
import { id, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { CASE_LANES, type CaseLane, kindsOf, splitByLane } from './fields.ts'

const TODAY = '2026-11-22'

class Desk {
  readonly folds = new Map(CASE_LANES.map((lane) => [lane, new Fold(kindsOf)] as const))
  held: readonly CaseLane[] = CASE_LANES
  #seq = 0
  write(operations: Operation[], ms = ++this.#seq): void {
    for (const { lane, operations: part } of splitByLane(operations))
      this.folds
        .get(lane as CaseLane)!
        .add({ at: { ms, counter: 0 }, device: id('one'), seq: this.#seq++, operations: part })
  }
  lanes = () => Object.fromEntries(this.held.map((lane) => [lane, this.folds.get(lane)!.state()]))
  changed = (): Changed =>
    Object.fromEntries(this.held.map((lane) => [lane, this.folds.get(lane)!.takeChanged()]))
}

const cases = ['A', 'B', 'C'].map(id)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(
    fc.constantFrom(...cases).map((each) => `c${each}`),
    fc.constantFrom('number'),
    fc.constantFrom('1', '2'),
  ),
  fc.tuple(
    fc.constantFrom(...cases).map((each) => `c${each}`),
    fc.constant('state'),
    fc.constantFrom('open', 'masked', 'closed'),
  ),
  fc.tuple(
    fc.constantFrom(...cases).map((each) => `c${each}`),
    fc.constant('plan'),
    fc.constantFrom('x', 'y'),
  ),
  fc.tuple(
    fc.constantFrom(`e${id('e1')}`, `e${id('e2')}`, `t${id('t1')}`),
    fc.constant('case'),
    fc.constantFrom(...cases, null),
  ),
  fc.tuple(
    fc.constantFrom(`e${id('e1')}`, `e${id('e2')}`),
    fc.constant('kind'),
    fc.constantFrom('copy-served', 'hearing'),
  ),
  fc.tuple(
    fc.constantFrom(`e${id('e1')}`, `e${id('e2')}`),
    fc.constant('when'),
    fc.constantFrom('2026-11-20', '2026-11-21'),
  ),
  fc.tuple(
    fc.constantFrom(`e${id('e1')}`, `t${id('t1')}`, `c${cases[0]}`),
    fc.constant('gone'),
    fc.boolean(),
  ),
  fc.tuple(fc.constant(`n${id('n1')}`), fc.constant('case'), fc.constantFrom(...cases)),
  fc.tuple(fc.constant(`p${id('p1')}`), fc.constantFrom('case'), fc.constantFrom(...cases)),
) as fc.Arbitrary<Operation>

describe('cases kept up to date', () => {
  test('are what reading all of them gives, after every save, whatever moves, goes or comes late', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(operation, { minLength: 1, maxLength: 3 }), fc.nat(30), fc.nat(9)), {
          maxLength: 14,
        }),
        (saves) => {
          const desk = new Desk()
          const views = new CaseViews(packs)
          for (const [operations, ms, dice] of saves) {
            desk.write(operations, ms)
            if (dice === 0) desk.held = desk.held.length === 4 ? ['facts', 'identity'] : CASE_LANES
            const lanes = desk.lanes()
            const list = views.update(lanes, dice === 1 ? null : desk.changed(), TODAY)
            if (dice === 1) desk.changed()
            const again = readCases(lanes)
            expect(list.map(({ view }) => view)).toEqual(again)
            expect(list.map(({ id: of, state, number }) => [of, state, number])).toEqual(
              again.map((view) => [view.id, view.state, view.number]),
            )
            expect(list.map(({ clocks }) => clocks)).toEqual(
              again.map((view) => clocksOf(view, packs, TODAY)),
            )
            expect(list.map(({ brief }) => brief)).toEqual(
              again.map((view) => briefOf({ view, clocks: clocksOf(view, packs, TODAY) }, TODAY)),
            )
          }
        },
      ),
      { numRuns: 150 },
    )
  })
  test('a case that nothing was written in stays the same object, the list too, until the day changes', () => {
    const desk = new Desk()
    const views = new CaseViews(packs)
    for (const each of cases) desk.write([[`c${each}`, 'number', 'Т-1']])
    const first = views.update(desk.lanes(), desk.changed(), TODAY)
    expect(views.update(desk.lanes(), desk.changed(), TODAY)).toBe(first)
    desk.write([[`c${cases[1]}`, 'number', 'Т-2']])
    const second = views.update(desk.lanes(), desk.changed(), TODAY)
    expect(second.map((each, i) => each === first[i])).toEqual([true, false, true])
    const morning = views.update(desk.lanes(), desk.changed(), '2026-11-23')
    expect(morning.map((each, i) => each === second[i])).toEqual([false, false, false])
    expect(morning.map(({ view }, i) => view === second[i]!.view)).toEqual([true, true, true])
  })
})
