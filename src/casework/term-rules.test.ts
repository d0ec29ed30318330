import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPackage } from '../law/package.ts'
import { checkRuling } from '../law/rulings.ts'
import type { FactSpec, Facts, FactValue, FlowPack } from '../law/types.ts'
import { packs } from './casework.test-support.ts'
import { termRules } from './term-rules.ts'

const anyValue = ({ type, of = [] }: FactSpec): fc.Arbitrary<FactValue> => {
  if (type === 'choice') return fc.option(fc.constantFrom(...of))
  if (type === 'choices') return fc.subarray(of)
  if (type === 'date') return fc.option(fc.constantFrom('2025-12-24', '2026-01-12', '2026-02', '2026'))
  if (type === 'integer') return fc.nat(10)
  return fc.constant('Вымышленный текст')
}
const factsOf = (flow: FlowPack): fc.Arbitrary<Facts> =>
  fc.record(Object.fromEntries(Object.entries(flow.facts).map(([name, spec]) => [name, anyValue(spec)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Facts>

const { clocks } = packs
const TODAY = '2026-01-20'

describe('rules that terms depend on', () => {
  test('are far fewer than all', () => {
    expect(termRules(packs.rulings).rules.length).toBeLessThan(packs.rulings.rules.length / 2)
    expect(termRules(packs.package).rules.length).toBeLessThan(packs.package.rules.length / 2)
  })

  test('give the deadlines of the whole check, whatever was answered', () => {
    const ruling = termRules(packs.rulings)
    fc.assert(
      fc.property(factsOf(packs.rulings), (facts) => {
        expect(checkRuling({ flow: ruling, clocks }, facts, TODAY).deadlines).toEqual(
          checkRuling({ flow: packs.rulings, clocks }, facts, TODAY).deadlines,
        )
      }),
      { numRuns: 40 },
    )
    const school = termRules(packs.package)
    fc.assert(
      fc.property(factsOf(packs.package), (facts) => {
        expect(checkPackage({ flow: school, clocks }, facts, TODAY).terms).toEqual(
          checkPackage({ flow: packs.package, clocks }, facts, TODAY).terms,
        )
      }),
      { numRuns: 40 },
    )
  })
})
