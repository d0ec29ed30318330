import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { type CaseView, readCases } from './cases.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { recompute } from './recompute.ts'
import { openCase } from './transitions.ts'

const CASE = id('case')
const TODAY = '2026-01-20'
const opened = openCase({
  id: CASE,
  number: 'Т-7',
  kind: 'ruling',
  language: 'ru',
  day: '2025-12-20',
}).operations
let count = 0
const event = (kind: string, when: string): Operation[] => {
  const entity = `e${id(`e${count++}z`)}`
  return [
    [entity, 'case', CASE],
    [entity, 'kind', kind],
    [entity, 'when', when],
  ]
}
const caseOf = (...lists: Operation[][]): CaseView => readCases(lanesOf(opened, ...lists))[0]!

describe('what moved', () => {
  const served = event('copy-served', '2025-12-24')
  const cases = [caseOf(served)]

  test('nothing, while the packs are the same', () =>
    expect(recompute(cases, packs, structuredClone(packs), TODAY)).toEqual([]))

  test('a new holiday moves a term that rolls over, and says why', () => {
    const after = structuredClone(packs)
    const suit = [caseOf(event('registry-learned', '2026-01-19'))]
    const before = clocksOf(suit[0]!, packs, TODAY).deadlines[0]!.deadline.lastDay!
    const year = after.clocks.calendars[before.slice(0, 4)]!
    year.off = [...year.off, before].sort()
    const [moved, ...rest] = recompute(suit, packs, after, TODAY)
    expect(rest).toEqual([])
    expect(moved).toMatchObject({
      case: CASE,
      rule: 'kas.suit',
      change: 'later',
      before: { lastDay: before },
    })
    expect(moved!.after!.lastDay! > before).toBe(true)
    expect(moved!.why.length).toBeGreaterThan(0)
  })

  test('a term whose length changed', () => {
    const after = structuredClone(packs)
    for (const version of after.clocks.terms['koap.appeal']!.versions) version.count = 5
    expect(recompute(cases, packs, after, TODAY)).toMatchObject([{ rule: 'koap.appeal', change: 'earlier' }])
  })

  test('a calendar that is taken away gives no guess but "not known"', () => {
    const after = structuredClone(packs)
    delete after.clocks.calendars['2026']
    const suit = [caseOf(event('registry-learned', '2026-01-19'))]
    expect(recompute(suit, packs, after, TODAY)).toMatchObject([
      { change: 'other', after: { status: 'unknown', lastDay: null } },
    ])
  })

  test('closed cases rest', () => {
    const closed = caseOf(served, [[`c${CASE}`, 'state', 'closed']])
    const after = structuredClone(packs)
    for (const version of after.clocks.terms['koap.appeal']!.versions) version.count = 5
    expect(recompute([closed], packs, after, TODAY)).toEqual([])
  })

  test('a term that the new count has over offers the next remedy, unless something was sent', () => {
    const after = structuredClone(packs)
    for (const version of after.clocks.terms['koap.appeal']!.versions) version.count = 5
    const [open] = recompute(cases, packs, after, '2026-01-16')
    expect(open).toMatchObject({
      change: 'earlier',
      missed: { passed: 'yes', remedies: [{ id: 'koap-restore' }] },
    })
    const sent = [caseOf(served, event('complaint-filed', '2026-01-12'))]
    const [ended] = recompute(sent, packs, after, '2026-01-16').filter(({ rule }) => rule === 'koap.appeal')
    expect(ended).toMatchObject({ change: 'earlier', missed: null })
  })

  test('a term that appears with a new pack, and one that goes', () => {
    const without = structuredClone(packs)
    without.rulings.terms = without.rulings.terms.filter(({ term }) => term !== 'koap.copy')
    const made = [caseOf(event('ruling-made', '2025-12-24'))]
    expect(recompute(made, without, packs, TODAY)).toMatchObject([
      { rule: 'koap.copy', change: 'appeared', before: null },
    ])
    expect(recompute(made, packs, without, TODAY)).toMatchObject([
      { rule: 'koap.copy', change: 'vanished', after: null, missed: null },
    ])
  })
})
