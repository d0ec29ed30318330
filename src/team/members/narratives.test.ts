import { expect, test } from 'vitest'
import type { CaseView } from '../../casework/cases.ts'
import { narrativesOf } from './narratives.ts'

const view = (over: Record<string, unknown>): CaseView =>
  ({ id: 'c1', masked: false, tags: [], people: null, marks: [], ...over }) as unknown as CaseView
const marks = (facts: Record<string, unknown>) => [{ id: 'm1', flow: 'rulings', facts }]

test('texts that somebody copied, with the day and the tags of the case', () => {
  const found = narrativesOf([
    view({
      tags: ['отдел 0', 'срочно'],
      people: [{ alias: 'Мадина', name: { value: 'Вымышлензода Мадина' } }],
      marks: marks({ 'protocol.narrative': 'кричал', 'protocol.on': '2026-03-12' }),
    }),
    view({ id: 'c2', marks: marks({ 'protocol.narrative': '  ' }) }),
    view({ id: 'c3', marks: marks({ 'protocol.narrative': 'молчал', 'protocol.on': '2026-03' }) }),
  ])
  expect(found).toEqual([
    {
      ...{ id: 'm1', case: 'c1', text: 'кричал', day: '2026-03-12', station: 'отдел 0, срочно' },
      names: ['Вымышлензода Мадина', 'Мадина'],
    },
    { id: 'm1', case: 'c3', text: 'молчал', names: [] },
  ])
})

test('a masked case keeps its texts', () => {
  expect(narrativesOf([view({ masked: true, marks: marks({ 'protocol.narrative': 'кричал' }) })])).toEqual([])
})
