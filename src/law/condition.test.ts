import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEvaluator, factsIn } from './condition.ts'
import {
  anyCondition,
  anyFacts,
  clocks,
  completions,
  EXACT,
  flowOf,
  holds,
  ruleOf,
  TODAY,
} from './small-flow.test-support.ts'
import { FALSE, TRUE, type Truth, UNKNOWN } from './truth.ts'
import type { Condition, Facts } from './types.ts'

const NAMES: Record<Truth, string> = { [TRUE]: 'true', [UNKNOWN]: 'unknown', [FALSE]: 'false' }
const judge = (when: Condition, facts: Facts, today: string | null = TODAY) =>
  NAMES[createEvaluator({ flow: flowOf(), clocks, facts, today }).condition(when)]

function namesOf(c: Condition): string[] {
  const names = new Set<string>()
  const visit = (part: Condition): void => {
    if (part[0] === 'and' || part[0] === 'or' || part[0] === 'not')
      for (const each of part.slice(1)) visit(each as Condition)
    else for (const name of factsIn(part)) names.add(name)
  }
  visit(c)
  return [...names]
}

describe('against every completion of what is unknown', () => {
  test('true and false are never contradicted by a completion', () => {
    let decided = 0
    let open = 0
    fc.assert(
      fc.property(anyCondition, anyFacts, (when, facts) => {
        const names = namesOf(when)
        fc.pre(names.length <= 4)
        const result = judge(when, facts)
        if (result === 'unknown') return void open++
        decided++
        for (const [full, reading] of completions(facts, names))
          if (holds(when, facts, full, reading) !== (result === 'true'))
            throw new Error(`${result}, but not with ${JSON.stringify([full, reading])}`)
      }),
      { numRuns: 4000, seed: 20261122 },
    )
    // The property would hold of an engine that never decides.
    expect(decided).toBeGreaterThan(800)
    expect(open).toBeGreaterThan(300)
  })

  test('complete facts always decide, as plain logic does', () => {
    const complete = fc.record(
      Object.fromEntries(Object.entries(EXACT).map(([name, values]) => [name, fc.constantFrom(...values)])),
    ) as fc.Arbitrary<Facts>
    fc.assert(
      fc.property(anyCondition, complete, (when, facts) => {
        fc.pre(!JSON.stringify(when).includes('two-or-three'))
        expect(judge(when, facts)).toBe(String(holds(when, facts, facts)))
      }),
      { numRuns: 3000, seed: 20261122 },
    )
  })

  test('learning more never turns a decided condition round', () => {
    const monotone = anyCondition.filter((when) => !/"known"|"asked"/.test(JSON.stringify(when)))
    fc.assert(
      fc.property(monotone, anyFacts, anyFacts, (when, facts, more) => {
        const before = judge(when, facts)
        const filled = { ...more, ...Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== null)) }
        if (before !== 'unknown') expect(judge(when, filled as Facts)).toBe(before)
      }),
      { numRuns: 3000, seed: 7 },
    )
  })
})

describe('dates known in part', () => {
  const before = (b: string): Condition => ['cmp', '<', ['fact', 'born'], ['date', b]]

  test.each([
    ['2026-02', '2026-03-01', 'true'],
    ['2026-02', '2026-02-28', 'unknown'],
    ['2026-02', '2026-02-01', 'false'],
    ['2026', '2026-02-01', 'unknown'],
    ['2025', '2026-01-01', 'true'],
    ['2026-02-28', '2026-02-28', 'false'],
  ])('%s before %s is %s', (born, day, expected) => {
    expect(judge(before(day), { born })).toBe(expected)
  })

  test('two ranges are equal only when both are one day', () => {
    const same: Condition = ['cmp', '=', ['fact', 'born'], ['fact', 'filed']]
    expect(judge(same, { born: '2026-02', filed: '2026-02' })).toBe('unknown')
    expect(judge(same, { born: '2026-02', filed: '2026-03' })).toBe('false')
    expect(judge(same, { born: '2026-02-03', filed: '2026-02-03' })).toBe('true')
  })

  test('a shifted or counted partial date stays a range', () => {
    const deadline: Condition = ['cmp', '<=', ['deadline', 'three', ['fact', 'born']], ['date', '2026-03-04']]
    expect(judge(deadline, { born: '2026-02' })).toBe('true')
    expect(judge(deadline, { born: '2026-03' })).toBe('unknown')
    const shifted: Condition = ['cmp', '>', ['shift', ['fact', 'born'], 1, 'months'], ['date', '2026-03-27']]
    expect(judge(shifted, { born: '2026-02' })).toBe('unknown')
    expect(judge(shifted, { born: '2026-03' })).toBe('true')
  })

  test('a count of days is a range too', () => {
    const within = (list: number[]): Condition => [
      'in',
      ['days', ['date', '2026-02-01'], ['fact', 'born']],
      list,
    ]
    expect(judge(within([3, 40]), { born: '2026-02' })).toBe('unknown')
    expect(judge(within([28, 40]), { born: '2026-02' })).toBe('false')
    expect(judge(within([27]), { born: '2026-02-28' })).toBe('true')
  })

  test('a disputed term decides only where every reading agrees', () => {
    const late = (day: string): Condition => [
      'cmp',
      '>',
      ['date', day],
      ['deadline', 'two-or-three', ['fact', 'born']],
    ]
    expect(judge(late('2026-02-28'), { born: '2026-02-26' })).toBe('false')
    expect(judge(late('2026-03-01'), { born: '2026-02-26' })).toBe('unknown')
    expect(judge(late('2026-03-02'), { born: '2026-02-26' })).toBe('true')
  })

  test('working days into a year without calendar are unknown, not guessed', () => {
    expect(
      judge(['cmp', '>', ['shift', ['fact', 'born'], 5, 'working-days'], ['today']], { born: '2026-02-26' }),
    ).toBe('unknown')
  })

  test('without a day of the check, today is unknown', () => {
    expect(judge(['cmp', '<', ['fact', 'born'], ['today']], { born: '2020-01-01' }, null)).toBe('unknown')
    expect(judge(['cmp', '<', ['fact', 'born'], ['date', TODAY]], { born: '2020-01-01' }, null)).toBe('true')
  })
})

describe('not asked, and not known', () => {
  test.each<[Facts, string, string]>([
    [{}, 'false', 'false'],
    [{ born: null }, 'false', 'true'],
    [{ born: '2026' }, 'true', 'true'],
  ])('%j: known is %s, asked is %s', (facts, known, asked) => {
    expect(judge(['known', ['fact', 'born']], facts)).toBe(known)
    expect(judge(['asked', 'born'], facts)).toBe(asked)
  })

  test('while still asking, an unasked fact may yet become known', () => {
    const evaluator = (facts: Facts) =>
      createEvaluator({ flow: flowOf(), clocks, facts, today: TODAY, stillAsking: true })
    expect(evaluator({}).condition(['known', ['fact', 'born']])).toBe(UNKNOWN)
    expect(evaluator({}).condition(['asked', 'born'])).toBe(UNKNOWN)
    expect(evaluator({ born: null }).condition(['known', ['fact', 'born']])).toBe(FALSE)
  })

  test('a name that every object has is no fact', () => {
    expect(judge(['known', ['fact', 'constructor']], {})).toBe('false')
    expect(judge(['asked', 'toString'], {})).toBe('false')
  })
})

describe('rules on their as-of day', () => {
  const rule = ruleOf('r', ['cmp', '=', ['fact', 'who'], ['lit', 'ann']], {
    from: '2026-02-01',
    to: '2026-02-28',
  })
  const truth = (facts: Facts) => {
    const evaluator = createEvaluator({ flow: flowOf([rule]), clocks, facts, today: TODAY })
    return NAMES[evaluator.rule(rule)]
  }

  test.each([
    ['2026-01-31', 'false'],
    ['2026-02-01', 'true'],
    ['2026-02-28', 'true'],
    ['2026-03-01', 'false'],
    ['2026-02', 'true'],
    ['2026', 'unknown'],
  ])('filed %s: %s', (filed, expected) => {
    expect(truth({ who: 'ann', filed })).toBe(expected)
  })

  test('today stands in when the day is not known', () => {
    expect(truth({ who: 'ann' })).toBe('false')
    expect(truth({ who: 'ann', filed: null })).toBe('false')
  })

  test('rule( ) sees the other rule with its dates', () => {
    const asks = ruleOf('asks', ['not', ['rule', 'r']])
    const of = (facts: Facts) =>
      NAMES[createEvaluator({ flow: flowOf([rule, asks]), clocks, facts, today: TODAY }).rule(asks)]
    expect(of({ who: 'ann', filed: '2026-02-10' })).toBe('false')
    expect(of({ who: 'ann', filed: '2026-03-10' })).toBe('true')
    expect(of({ filed: '2026-02-10' })).toBe('unknown')
  })
})

describe('reasons', () => {
  test('the facts named as reasons give the same answer alone', () => {
    fc.assert(
      fc.property(anyCondition, anyFacts, fc.constantFrom(null, '2026-02-28'), (when, facts, from) => {
        const rule = ruleOf('r', when, { from })
        const truthOf = (given: Facts) =>
          createEvaluator({ flow: flowOf([rule]), clocks, facts: given, today: TODAY }).rule(rule)
        const because = createEvaluator({ flow: flowOf([rule]), clocks, facts, today: TODAY }).because(rule)
        const kept = Object.fromEntries(Object.entries(facts).filter(([name]) => because.includes(name)))
        expect(NAMES[truthOf(kept)]).toBe(NAMES[truthOf(facts)])
      }),
      { numRuns: 4000, seed: 20261122 },
    )
  })

  test('a date known in part is still open', () => {
    const rule = ruleOf('r', ['cmp', '<', ['fact', 'born'], ['date', '2026-02-14']])
    const open = (facts: Facts) =>
      createEvaluator({ flow: flowOf([rule]), clocks, facts, today: TODAY }).open(rule)
    expect(open({ born: '2026-02' })).toEqual(['born'])
    expect(open({ born: '2026-02-14' })).toEqual([])
  })

  test('what is not open cannot decide an unknown rule', () => {
    fc.assert(
      fc.property(
        anyCondition,
        anyFacts,
        anyFacts,
        fc.constantFrom(null, '2026-02-28'),
        (when, facts, more, from) => {
          const rule = ruleOf('r', when, { from })
          const evaluator = (given: Facts) =>
            createEvaluator({ flow: flowOf([rule]), clocks, facts: given, today: TODAY, stillAsking: true })
          fc.pre(evaluator(facts).rule(rule) === UNKNOWN)
          const open = evaluator(facts).open(rule)
          const answered = { ...facts }
          for (const [name, value] of Object.entries(more))
            if (facts[name] === undefined && !open.includes(name)) answered[name] = value
          expect(evaluator(answered).rule(rule)).toBe(UNKNOWN)
        },
      ),
      { numRuns: 4000, seed: 20261122 },
    )
  })
})
