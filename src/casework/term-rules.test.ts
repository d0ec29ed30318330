import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPackage } from '../law/package.ts'
import { checkRuling } from '../law/rulings.ts'
import type { Condition, FactSpec, Facts, FactValue, FlowPack, Rule } from '../law/types.ts'
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

  test('are those about the scope and whatever is asked by name, directly or through another', () => {
    const rule = (id: string, about: string, when: Condition): Rule => ({
      ...packs.package.rules[0]!,
      id,
      about,
      when,
      with: {},
    })
    const flow: FlowPack = {
      ...packs.package,
      rules: [
        rule('scope', 'scope', ['not', ['rule', 'asked']]),
        rule('asked', 'patent', ['rule', 'deeper']),
        rule('deeper', 'patent', ['true']),
        rule('screen', 'patent', ['true']),
        rule('constraint', 'patent', ['true']),
        rule('term', 'patent', ['true']),
        rule('other', 'patent', ['rule', 'asked']),
      ],
      screens: [{ id: 's', facts: [], showIf: ['and', ['true'], ['rule', 'screen']] }],
      constraints: [{ id: 'c', fact: 'x', when: ['rule', 'constraint'] }],
      terms: [{ term: 'koap.appeal', from: ['fact', 'x'], when: ['rule', 'term'], always: false }],
    }
    expect(termRules(flow).rules.map(({ id }) => id)).toEqual([
      'scope',
      'asked',
      'deeper',
      'screen',
      'constraint',
      'term',
    ])
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
