import { expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import type { Cell, State } from '../log/merge.ts'
import { splitByLane } from './fields.ts'
import { isPlanted, lookAt, looksAt } from './looks.ts'

const id = (letter: string) => letter.repeat(22)
const [CASE, ANNA, EVE] = [id('c'), id('A'), id('E')]
const personOf = (device: string) => (device === 'anna' ? ANNA : device === 'eve' ? EVE : null)
function fold(...writes: [device: string, operations: Operation[]][]): State {
  const state = new Map<string, Map<string, Cell>>()
  for (const [device, operations] of writes)
    for (const [entity, field, value] of operations) {
      const cell = { value, origin: { device, seq: 0, place: 0, at: { ms: 0, count: 0, device } }, lost: [] }
      state.set(entity, (state.get(entity) ?? new Map()).set(field, cell as unknown as Cell))
    }
  return state as unknown as State
}

test('a look is written once a day, in the lane of facts, and read back with the newest first', () => {
  const first = lookAt(CASE, { person: ANNA, day: '2026-11-20' }, [], () => id('1'))
  expect(splitByLane(first).map(({ lane }) => lane)).toEqual(['facts'])
  const known = looksAt(fold(['anna', first]), CASE, personOf)
  expect(known).toEqual([{ person: ANNA, day: '2026-11-20' }])
  expect(lookAt(CASE, { person: ANNA, day: '2026-11-20' }, known)).toEqual([])
  const second = lookAt(CASE, { person: EVE, day: '2026-11-22' }, known, () => id('2'))
  const both = fold(['anna', first], ['eve', second])
  expect(looksAt(both, CASE, personOf).map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-20'])
  expect(looksAt(both, id('d'), personOf)).toEqual([])
  expect(looksAt(undefined, CASE, personOf)).toEqual([])
})

test('nobody writes a look in another’s name, and what is no day is no look', () => {
  const forged = lookAt(CASE, { person: ANNA, day: '2026-11-20' }, [], () => id('1'))
  expect(looksAt(fold(['eve', forged]), CASE, personOf)).toEqual([])
  const bad = lookAt(CASE, { person: ANNA, day: 'вчера' }, [], () => id('1'))
  expect(looksAt(fold(['anna', bad]), CASE, personOf)).toEqual([])
})

test('only an admin’s device plants', () => {
  const mark: Operation[] = [[`c${CASE}`, 'canary', true]]
  const isAdmin = (device: string) => device === 'anna'
  expect(isPlanted(fold(['anna', mark]), CASE, isAdmin)).toBe(true)
  expect(isPlanted(fold(['eve', mark]), CASE, isAdmin)).toBe(false)
  expect(isPlanted(fold(['anna', [[`c${CASE}`, 'canary', null]]]), CASE, isAdmin)).toBe(false)
  expect(isPlanted(undefined, CASE, isAdmin)).toBe(false)
})
