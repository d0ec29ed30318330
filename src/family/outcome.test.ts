import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Finding, SEVERITIES } from '../law/types.ts'
import { tellInOrder, toneOf, URGENT_AT_ONCE } from './outcome.ts'

function finding(part: Partial<Finding>): Finding {
  return {
    id: 'x',
    status: 'found',
    kind: 'missing',
    severity: 'urgent',
    priority: 50,
    about: 'papers',
    because: [],
    wouldChange: [],
    params: {},
    sources: [],
    disputes: [],
    cautions: ['unsigned'],
    lastChecked: '2026-11-22',
    next: 'prepare',
    letter: null,
    ...part,
  }
}

const anyFinding = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 8 }),
    status: fc.constantFrom('found' as const, 'question' as const),
    kind: fc.constantFrom('missing', 'expired', 'not-needed', 'disclosure', 'test', 'mismatched'),
    severity: fc.constantFrom(...SEVERITIES),
    priority: fc.integer({ min: 0, max: 99 }),
  })
  .map(finding)

describe('the order of a result', () => {
  test('nothing is lost and nothing is told twice', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 30 }), (findings) => {
        const told = tellInOrder(findings)
        const all = [
          ...(told.first ? [told.first] : []),
          ...told.urgent,
          ...told.moreUrgent,
          ...told.soon,
          ...told.questions,
          ...told.context,
          ...told.notNeeded,
          ...told.disclosures,
        ]
        expect(all).toHaveLength(findings.length)
        expect(new Set(all).size).toBe(findings.length)
        expect(told.urgent.length).toBeLessThanOrEqual(URGENT_AT_ONCE)
      }),
    )
  })

  test('the first thing is the heaviest one that asks for an act', () => {
    const told = tellInOrder([
      finding({ id: 'soon', severity: 'soon', priority: 1 }),
      finding({ id: 'question', status: 'question', priority: 0 }),
      finding({ id: 'tell', kind: 'disclosure', priority: 0 }),
      finding({ id: 'second', priority: 20 }),
      finding({ id: 'first', priority: 10 }),
    ])
    expect(told.first?.id).toBe('first')
    expect(told.urgent.map((one) => one.id)).toEqual(['second'])
    expect(told.soon.map((one) => one.id)).toEqual(['soon'])
    expect(told.questions.map((one) => one.id)).toEqual(['question'])
    expect(told.disclosures.map((one) => one.id)).toEqual(['tell'])
  })

  test('a question or a paper that is not needed is never the first thing to do', () => {
    const told = tellInOrder([
      finding({ id: 'a', status: 'question' }),
      finding({ id: 'b', kind: 'not-needed', severity: 'fine' }),
    ])
    expect(told.first).toBeNull()
  })
})

test('green is only for a value without any caution', () => {
  expect(toneOf(finding({ kind: 'not-needed', severity: 'fine' }))).toBe('plain')
  expect(toneOf(finding({ kind: 'not-needed', severity: 'fine', cautions: [] }))).toBe('fine')
})
