import { expect, test } from 'vitest'
import type { Lanes } from '../../../casework/cases.ts'
import type { Organisation } from '../../../log/control.ts'
import { endedTenures, tenureOf } from './tenure.ts'

const id = (letter: string) => letter.repeat(22)
const [ANNA, BORIS, GONE] = [id('A'), id('B'), id('G')]
const person = (of: string, role: string) => [of, { id: of, alias: of, key: '', role }] as const
const device = (of: string, state: string) =>
  [`${of}-device`, { id: `${of}-device`, person: of, state }] as const
const org = {
  persons: new Map([person(ANNA, 'admin'), person(BORIS, 'defender'), person(GONE, 'trainee')]),
  devices: new Map([device(ANNA, 'active'), device(BORIS, 'locked'), device(GONE, 'removed')]),
} as unknown as Organisation
const facts = (...cells: [of: string, until: unknown, by: string][]) =>
  new Map(
    cells.map(([of, until, by]) => [
      `y${of}`,
      new Map([['until', { value: until, origin: { device: `${by}-device` }, lost: [] }]]),
    ]),
  ) as unknown as NonNullable<Lanes['facts']>

test('only an admin’s device names the last day of a role', () => {
  expect(tenureOf(facts([BORIS, '2026-11-20', ANNA]), org, BORIS)).toBe('2026-11-20')
  expect(tenureOf(facts([BORIS, '2036-11-20', BORIS]), org, BORIS)).toBe(null)
  expect(tenureOf(facts([BORIS, 'завтра', ANNA]), org, BORIS)).toBe(null)
  expect(tenureOf(facts([BORIS, null, ANNA]), org, BORIS)).toBe(null)
  expect(tenureOf(undefined, org, BORIS)).toBe(null)
})

test('reminded of from the day after, while the person is there, locked or not', () => {
  const known = facts([BORIS, '2026-11-20', ANNA], [GONE, '2026-11-20', ANNA])
  const names = (today: string) => endedTenures(known, org, today).map(({ person: { id: of } }) => of)
  expect(names('2026-11-20')).toEqual([])
  expect(names('2026-11-21')).toEqual([BORIS])
})
