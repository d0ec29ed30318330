/** The rules as they are shipped, under random answers: what must hold of every one of them. */
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clocks } from './clocks.test-support.ts'
import { readFacts } from './facts.ts'
import { FLOW_IDS } from './flow-ids.ts'
import { findings as ask } from './flows.ts'
import { checkFlow, neededFacts, saidOnScreens, screensToShow } from './rules.ts'
import { type Facts, type FactValue, type FlowPack, SEVERITIES } from './types.ts'

const flows = FLOW_IDS.flatMap((name): FlowPack[] => {
  const file = new URL(`../../build/content/law-${name}.json`, import.meta.url)
  return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8'))] : []
})
const TODAY = '2026-11-22'

const DATES = [
  '2016-03-01',
  '2023-05',
  '2024-10-28',
  '2025-12-24',
  '2026',
  '2026-02-30'.slice(0, 7),
  '2026-11-20',
  '2026-12-15',
  '2027-03',
]
const TEXTS = ['', 'Алиева', 'Aliyeva', 'выражался нецензурной бранью, размахивал руками']

function anyAnswer(flow: FlowPack, fact: string): fc.Arbitrary<FactValue> {
  const { type, of = [], min = 0, max = 20 } = flow.facts[fact]!
  const said: fc.Arbitrary<FactValue> =
    type === 'choice'
      ? fc.constantFrom(...of)
      : type === 'choices'
        ? fc.subarray(of)
        : type === 'integer'
          ? fc.integer({ min, max })
          : fc.constantFrom(...(type === 'date' ? DATES : TEXTS))
  return fc.oneof({ weight: 6, arbitrary: said }, { weight: 1, arbitrary: fc.constant(null) })
}

const anyFacts = (flow: FlowPack, requiredKeys: string[] = []): fc.Arbitrary<Facts> =>
  fc.record(Object.fromEntries(Object.keys(flow.facts).map((fact) => [fact, anyAnswer(flow, fact)])), {
    requiredKeys,
  }) as fc.Arbitrary<Facts>

test('all flows are compiled', () => {
  expect(flows.map(({ flow }) => flow)).toEqual([...FLOW_IDS])
})

describe.each(flows)('$flow', (flow) => {
  test('whatever is answered, nothing unsigned tells anyone to file, pay, leave or wait, or reassures', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyFacts(flow), (facts) => {
        const { findings } = checkFlow(flow, clocks, facts, TODAY)
        for (const finding of findings) {
          seen.add(finding.id)
          // Nothing that ships today is signed, so every finding carries a caution.
          expect(finding.cautions).toContain('unsigned')
          expect(['prepare', 'check', 'ask', null]).toContain(finding.next)
          expect(finding.severity).not.toBe('fine')
          expect(finding.sources.length).toBeGreaterThan(0)
        }
        const rank = findings.map(({ severity }) => SEVERITIES.indexOf(severity))
        expect(rank).toEqual(rank.toSorted((a, b) => a - b))
      }),
      { numRuns: 300, seed: 20261122 },
    )
    expect(seen.size).toBeGreaterThan(flow.rules.length / 2)
  })

  test('each reason is a fact, and a change of nothing named changes nothing', () => {
    fc.assert(
      fc.property(
        anyFacts(flow, Object.keys(flow.facts)),
        anyFacts(flow, Object.keys(flow.facts)),
        (facts, other) => {
          const status = (given: Facts) =>
            new Map(checkFlow(flow, clocks, given, TODAY).findings.map((each) => [each.id, each.status]))
          const { findings } = checkFlow(flow, clocks, facts, TODAY)
          for (const fact of Object.keys(flow.facts).slice(0, 12)) {
            const after = status({ ...facts, [fact]: other[fact]! })
            for (const finding of findings)
              if (!finding.wouldChange.includes(fact))
                expect([finding.id, after.get(finding.id)]).toEqual([finding.id, finding.status])
          }
          for (const { because, wouldChange } of findings)
            for (const fact of [...because.map((each) => each.fact), ...wouldChange])
              expect(Object.keys(flow.facts)).toContain(fact)
        },
      ),
      { numRuns: 60, seed: 20261122 },
    )
  })

  test('asked as an app asks it, terms and remedies are as careful as the rules', () => {
    fc.assert(
      fc.property(anyFacts(flow), (facts) => {
        const result = ask({ flow, clocks }, facts, TODAY)
        for (const { kind, next, cautions } of result.findings) {
          expect(['prepare', 'check', 'ask', null]).toContain(next)
          expect(cautions).toContain('unsigned')
          expect(kind).not.toBe('')
        }
        for (const deadline of result.deadlines) {
          expect(deadline.cautions).toContain('unsigned')
          // A day is named only where it is certain, a range only where it is not.
          if (deadline.range) expect(deadline.lastDay).toBeNull()
        }
        for (const { remedies } of result.missed)
          for (const { next, cautions } of remedies) {
            expect(cautions).toContain('unsigned')
            expect(['prepare', 'check', 'ask']).toContain(next)
          }
        // Each finding is told in one place.
        const told = [result.wrong, result.tellFirst, result.rights, result.evidence, result.routes]
          .concat([result.windows, result.test, result.context, result.notNeeded, result.letters])
          .concat([result.questions])
          .flat()
        expect(told.length).toBe(result.findings.length)
      }),
      { numRuns: 150, seed: 20261122 },
    )
  })

  test('a wizard that answers one screen after another comes to an end, and asks each screen once', () => {
    const lengths: number[] = []
    fc.assert(
      fc.property(anyFacts(flow, Object.keys(flow.facts)), (answers) => {
        let facts: Facts = {}
        const asked: string[] = []
        for (;;) {
          const said = saidOnScreens(flow, clocks, facts, TODAY)
          const open = screensToShow(flow, clocks, said, TODAY).find((id) => !asked.includes(id))
          if (open === undefined) break
          asked.push(open)
          const screen = flow.screens.find(({ id }) => id === open)!
          facts = { ...facts, ...Object.fromEntries(screen.facts.map((fact) => [fact, answers[fact]!])) }
        }
        lengths.push(screensToShow(flow, clocks, facts, TODAY).length)
        // What is still needed stands on no screen that is open.
        const said = saidOnScreens(flow, clocks, facts, TODAY)
        const needed = neededFacts(flow, clocks, said, TODAY)
        for (const id of screensToShow(flow, clocks, said, TODAY))
          for (const fact of flow.screens.find((each) => each.id === id)!.facts)
            expect(needed).not.toContain(fact)
      }),
      { numRuns: 100, seed: 20261122 },
    )
    expect(Math.max(...lengths)).toBeLessThanOrEqual(12)
    expect(Math.min(...lengths)).toBeGreaterThan(0)
  })

  test('facts of any mix are read back or refused, never half read', () => {
    fc.assert(
      fc.property(anyFacts(flow), (facts) => {
        const read = readFacts(flow, facts, { clocks, today: TODAY })
        if (read.ok) expect(read.facts).toEqual(facts)
        else for (const { code } of read.problems) expect(code).toBe('contradiction')
      }),
      { numRuns: 200, seed: 20261122 },
    )
  })

  test('every rule can be found for some answers, and some of them are not', () => {
    const found = new Set<string>()
    fc.assert(
      fc.property(anyFacts(flow, Object.keys(flow.facts)), (facts) => {
        for (const { id, status } of checkFlow(flow, clocks, facts, TODAY).findings)
          if (status === 'found') found.add(id)
      }),
      { numRuns: 1500, seed: 20261122 },
    )
    // Rules that need many facts at once are proved by their own cases beside the content.
    expect(found.size / flow.rules.length).toBeGreaterThan(0.6)
  })
})
