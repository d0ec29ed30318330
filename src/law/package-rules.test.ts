/** Each rule of the package check: a family it speaks to, and families it must not speak to, on both sides of its days. */
import { describe, expect, test } from 'vitest'
import { CLEAN, check, family, flow, SUMMER } from './package.test-support.ts'
import { type Case, type Change, PAPER_CASES } from './package-papers.cases.ts'
import { ROAD_CASES } from './package-road.cases.ts'

const CASES: Case[] = [...PAPER_CASES, ...ROAD_CASES]

const raw = (change: Change, { from = CLEAN, today = SUMMER }: Case) =>
  check(family(change, from), today).findings
const statusOf = (change: Change, each: Case) =>
  raw(change, each).find(({ id }) => id === each.rule)?.status ?? 'silent'

describe.each(CASES.map((each) => [each.rule, each] as const))('%s', (_, each) => {
  test.each(each.yes.map((change) => [change]))('is found with %o', (change) => {
    expect(statusOf(change, each)).toBe('found')
  })
  test.each(each.no.map((change) => [change]))('is not found with %o', (change) => {
    expect(statusOf(change, each)).not.toBe('found')
  })
  if (each.open?.length)
    test.each(each.open.map((change) => [change]))('asks with %o', (change) => {
      expect(statusOf(change, each)).toBe('question')
    })
})

test('every rule stands in the table, once', () => {
  expect(CASES.map(({ rule }) => rule).sort()).toEqual(flow.rules.map(({ id }) => id).sort())
})

test('every rule that asks has a case in which it does, and no other one', () => {
  const asking = flow.rules.filter(({ askIfUnknown }) => askIfUnknown).map(({ id }) => id)
  const tried = CASES.filter(({ open }) => open?.length).map(({ rule }) => rule)
  expect(tried.sort()).toEqual(asking.sort())
})

describe('what rules may not do', () => {
  test('none is signed, so none tells anyone to file, pay, leave or wait', () => {
    for (const rule of flow.rules) {
      expect(rule.review.state).toBe('unsigned')
      expect([null, 'prepare', 'check', 'ask']).toContain(rule.next)
    }
  })

  test('urgent is only what sinks the application', () => {
    const kinds = ['missing', 'expired', 'untranslated', 'wrong-place', 'defect']
    for (const rule of flow.rules.filter(({ severity }) => severity === 'urgent'))
      expect([rule.id, kinds.includes(rule.kind)]).toEqual([rule.id, true])
    expect(flow.rules.find(({ id }) => id === 'package.channel.in-person')?.severity).toBe('urgent')
    for (const id of ['package.translation.abroad', 'package.medical.abroad'])
      expect(flow.rules.find((rule) => rule.id === id)?.severity).toBe('substantial')
  })

  test('what stands on the school orders is unconfirmed after 1 March 2026', () => {
    const orders = ['order170', 'order171', 'order458', 'order510', 'order727']
    for (const rule of flow.rules.filter(
      ({ id, basis }) => !id.startsWith('package.scope') && basis.some(({ act }) => orders.includes(act)),
    ))
      expect([rule.id, rule.confirmedUntil]).toEqual([rule.id, '2026-03-01'])
    const one = (day: string) => check(family({}), day).findings.find(({ id }) => id === 'package.test.full')
    expect(one('2026-03-01')?.cautions).not.toContain('unconfirmed')
    expect(one('2026-03-02')?.cautions).toContain('unconfirmed')
  })
})
