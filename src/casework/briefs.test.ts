/** Lines of lists: what is kept is what was, and days are reckoned from the day on which somebody looks. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { agendaOf, agendaOfParts, nextDue } from './agenda.ts'
import { type Brief, findBriefs, keepBrief, matchesCase, readBrief } from './briefs.ts'
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
const again = (brief: Brief, day = TODAY) => readBrief(JSON.parse(JSON.stringify(keepBrief(brief))), day)
/** Kept items are without the count behind a day: it is shown with the case. */
const lean = (brief: Brief) =>
  JSON.parse(JSON.stringify(brief, (key, value) => (key === 'deadline' ? null : value))) as unknown

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
    expect(JSON.stringify(keepBrief(of('Т-3')))).not.toContain('Сокрытый')
  })
  test('is the same after it was kept, and so is the agenda', () => {
    for (const brief of briefs) expect(again(brief)).toEqual(lean(brief))
    const kept = agendaOfParts(
      briefs.flatMap((brief) => again(brief).part ?? []),
      [],
    )
    const whole = agendaOf(cases, [], TODAY)
    expect(kept.due.length).toBeGreaterThan(0)
    expect(kept).toEqual(
      JSON.parse(JSON.stringify(whole, (key, value) => (key === 'deadline' ? null : value))),
    )
  })
  test('on another day the days are as far as they are then', () => {
    const task = (brief: Brief) => brief.part!.items.find(({ kind }) => kind === 'task')!
    expect(task(again(of('Т-1')))).toMatchObject({ left: 2, bucket: 'week' })
    expect(task(again(of('Т-1'), '2026-02-04'))).toMatchObject({ left: -1, bucket: 'overdue' })
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

describe('kept lines that are trusted', () => {
  const day = (number: string) => readBrief(keepBrief({ ...of('Т-1'), number }), TODAY)
  test('stand for their cases without reading them, until something is written there or the day changes', () => {
    const views = new CaseViews(packs)
    views.trust([day('как было')], TODAY)
    const first = views.update(lanes, null, TODAY)
    const x = (list: typeof first) => list.find((each) => each.id === id('x'))!
    expect(x(first).brief.number).toBe('как было')
    expect(x(first).view.number).toBe('Т-1')
    const second = views.update(lanes, { facts: new Set([`t${id('t1')}`]) }, TODAY)
    expect(x(second).brief.number).toBe('Т-1')
  })
  test('of yesterday they are not', () => {
    const views = new CaseViews(packs)
    views.trust([day('как было')], TODAY)
    expect(
      views.update(lanes, null, '2026-02-02').map(({ number, brief }) => number === brief.number),
    ).toEqual([true, true, true])
  })
  test('nor with other lanes than then', () => {
    const views = new CaseViews(packs)
    views.trust([day('как было')], TODAY)
    views.update(lanes, null, TODAY)
    const fewer = views.update({ facts: lanes.facts! }, null, TODAY)
    expect(fewer.find((each) => each.id === id('x'))!.brief).toMatchObject({ number: 'Т-1', name: '' })
  })
})
