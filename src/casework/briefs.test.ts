/** Lines of lists: what they say of a case, how they are filtered and found. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { agendaOf, agendaOfParts, nextDue } from './agenda.ts'
import { type Brief, findBriefs, matchesCase } from './briefs.ts'
import { CaseViews } from './case-views.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { CASE_STATES } from './fields.ts'

const TODAY = '2026-02-01'
const own = (name: string, fields: Record<string, unknown>): Operation[] =>
  Object.entries(fields).map(([field, value]) => [`c${id(name)}`, field, value])
const entry = (entity: string, of: string, fields: Record<string, unknown>): Operation[] =>
  Object.entries({ case: id(of), ...fields }).map(([field, value]) => [entity, field, value])

const lanes = lanesOf([
  ...own('x', { number: 'Т-1', kind: 'school', state: 'waiting', waiting: 'court', since: '2026-01-20' }),
  ...own('x', { tags: { add: ['школа'] } }),
  ...entry(`p${id('p1')}`, 'x', { alias: 'Вымышленная', role: 'child' }),
  ...entry(`t${id('t1')}`, 'x', { title: 'Взять копию', due: '2026-02-03' }),
  ...entry(`e${id('e1')}`, 'x', { kind: 'copy-served', when: '2026-01-30' }),
  ...own('y', { number: 'Т-2', kind: 'ruling', state: 'closed' }),
  ...own('z', { number: 'Т-3', kind: 'ruling', state: 'masked' }),
  ...entry(`p${id('p2')}`, 'z', { alias: 'Сокрытый', role: 'person' }),
])
const cases = new CaseViews(packs).update(lanes, null, TODAY)
const briefs = cases.map((each) => each.brief)
const of = (number: string): Brief => briefs.find((each) => each.number === number)!

describe('a line of a list', () => {
  test('is what its case says; of a masked case no name', () => {
    expect(of('Т-1')).toMatchObject({
      name: 'Вымышленная',
      kind: 'school',
      waiting: 'court',
      tags: ['школа'],
    })
    expect(of('Т-1').due).toEqual(nextDue(cases.find(({ number }) => number === 'Т-1')!, TODAY))
    expect(of('Т-1').part!.items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['deadline', 'task', 'waiting']),
    )
    expect(of('Т-2')).toMatchObject({ part: null, due: null })
    expect(JSON.stringify(of('Т-3'))).not.toContain('Сокрытый')
  })
  test('put together they are the agenda', () => {
    const parts = agendaOfParts(
      briefs.flatMap((brief) => brief.part ?? []),
      [],
    )
    expect(parts.due.length).toBeGreaterThan(0)
    expect(parts).toEqual(agendaOf(cases, [], TODAY))
  })
  test('is filtered', () => {
    const brief = of('Т-1')
    const states = CASE_STATES
    expect(matchesCase(brief, { states })).toBe(true)
    expect(matchesCase(brief, { states: ['closed'] })).toBe(false)
    expect(matchesCase(brief, { states, kind: 'school', tag: 'школа', assignee: '' })).toBe(true)
    expect(matchesCase(brief, { states, dueBy: brief.due!.day! })).toBe(true)
    expect(matchesCase(brief, { states, dueBy: '2026-01-01' })).toBe(false)
    expect(matchesCase({ ...brief, due: null }, { states, dueBy: '2026-12-31' })).toBe(false)
    expect(matchesCase(brief, { states, assignee: id('anna') })).toBe(false)
  })
  test('is found by the beginnings of its words', () => {
    const found = (query: string) => [...(findBriefs(briefs, query)?.keys() ?? [])]
    expect(found('вымыш шк')).toEqual([id('x')])
    expect(found('Т').length).toBe(3)
    expect(found('копию')).toEqual([])
    expect(findBriefs(briefs, ' ')).toBeNull()
  })
})
