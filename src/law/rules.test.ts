import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEvaluator } from './condition.ts'
import { carefulStep, checkFlow, neededFacts, saidOnScreens, screensToShow } from './rules.ts'
import {
  anyCondition,
  anyFacts,
  clocks,
  EXACT,
  flowOf,
  ruleOf,
  SURE,
  TODAY,
} from './small-flow.test-support.ts'
import { TRUE, UNKNOWN } from './truth.ts'
import {
  type Caution,
  type Condition,
  type Facts,
  type FlowPack,
  LABELS,
  type Label,
  type Provenance,
  type Rule,
  type StepKind,
} from './types.ts'

const is = (who: string): Condition => ['cmp', '=', ['fact', 'who'], ['lit', who]]
const check = (rules: Rule[], facts: Facts, flow: FlowPack = flowOf(rules)) =>
  checkFlow(flow, clocks, facts, TODAY)

describe('findings', () => {
  test('a rule that holds is found, one that cannot be told is a question, one that fails is nothing', () => {
    const rules = [ruleOf('ann', is('ann')), ruleOf('quiet', is('ann'), { askIfUnknown: false })]
    const ids = (facts: Facts) => check(rules, facts).findings.map(({ id, status }) => `${id} ${status}`)
    expect(ids({ who: 'ann' })).toEqual(['ann found', 'quiet found'])
    expect(ids({})).toEqual(['ann question'])
    expect(ids({ who: null })).toEqual(['ann question'])
    expect(ids({ who: 'bo' })).toEqual([])
  })

  test('most severe first, then priority, then id; the order of files does not matter', () => {
    const rules = [
      ruleOf('z', ['true'], { severity: 'context' }),
      ruleOf('b', ['true'], { severity: 'urgent', priority: 2 }),
      ruleOf('a', ['true'], { severity: 'urgent', priority: 2 }),
      ruleOf('c', ['true'], { severity: 'urgent', priority: 1 }),
      ruleOf('y', ['true'], { severity: 'soon' }),
      ruleOf('x', ['true'], { severity: 'substantial' }),
    ]
    const order = ['c', 'a', 'b', 'x', 'y', 'z']
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), (shuffled) => {
        expect(check(shuffled, {}).findings.map(({ id }) => id)).toEqual(order)
      }),
    )
  })

  test('reason, what would change it, values for the sentence, sources', () => {
    const rule = ruleOf(
      'late',
      [
        'and',
        is('ann'),
        ['cmp', '<', ['fact', 'born'], ['deadline', 'two-or-three', ['date', '2026-03-01']]],
      ],
      {
        with: {
          born: ['fact', 'born'],
          until: ['deadline', 'two-or-three', ['fact', 'filed']],
          grade: ['fact', 'grade'],
          gap: ['days', ['fact', 'born'], ['date', '2026-03-10']],
          name: ['fact', 'name'],
        },
      },
    )
    const [finding] = check([rule], { who: 'ann', born: '2026-02', filed: '2026-03-01', papers: [] }).findings
    expect(finding).toMatchObject({
      status: 'found',
      because: [
        { fact: 'who', value: 'ann' },
        { fact: 'born', value: '2026-02' },
      ],
      wouldChange: ['who', 'born'],
      params: {
        born: { from: '2026-02-01', to: '2026-02-28' },
        until: { from: '2026-03-03', to: '2026-03-04' },
        grade: '…',
        gap: '10–37',
        name: '…',
      },
      sources: [{ act: 'koap', article: '4.8 ч.1', source: 'F2', label: 'found', review: 'signed' }],
    })
  })

  test('the edition follows the as-of day; a day known in part asks', () => {
    const rules = [
      ruleOf('old', ['true'], { to: '2026-02-14' }),
      ruleOf('new', ['true'], { from: '2026-02-15' }),
    ]
    const of = (filed?: string | null) => {
      const { findings, asOf } = check(rules, filed === undefined ? {} : { filed })
      return [findings.map(({ id, status }) => `${id} ${status}`), asOf]
    }
    expect(of('2026-02-14')).toEqual([['old found'], { from: '2026-02-14', to: '2026-02-14', given: true }])
    expect(of('2026-02-15')).toEqual([['new found'], { from: '2026-02-15', to: '2026-02-15', given: true }])
    expect(of('2026-02')).toEqual([
      ['new question', 'old question'],
      { from: '2026-02-01', to: '2026-02-28', given: true },
    ])
    expect(of()).toEqual([['new found'], { from: TODAY, to: TODAY, given: false }])
    expect(of(null)).toEqual([['new found'], { from: TODAY, to: TODAY, given: false }])
  })

  test('a rule that asks nothing still asks which edition applies', () => {
    const rule = ruleOf('r', is('ann'), { from: '2026-02-15', askIfUnknown: false })
    const of = (facts: Facts) => check([rule], facts).findings.map(({ status }) => status)
    expect(of({ who: 'ann', filed: '2026-02' })).toEqual(['question'])
    expect(of({ who: 'bo', filed: '2026-02' })).toEqual([])
    expect(of({ filed: '2026-02' })).toEqual([])
    expect(of({ filed: '2026-02-20' })).toEqual([])
  })

  test('what does not stand in wouldChange cannot change the status', () => {
    const statusOf = (rule: Rule, facts: Facts) => {
      const evaluator = createEvaluator({ flow: flowOf([rule]), clocks, facts, today: TODAY })
      return evaluator.rule(rule)
    }
    let named = 0
    let harmless = 0
    fc.assert(
      fc.property(
        anyCondition,
        anyFacts,
        fc.constantFrom({}, { from: '2026-02-28' }, { to: '2026-02-28' }),
        (when, facts, dates) => {
          const rule = ruleOf('r', when, dates)
          const [finding] = check([rule], facts).findings
          fc.pre(finding !== undefined)
          for (const [name, values] of Object.entries(EXACT)) {
            if (finding!.wouldChange.includes(name)) {
              named++
              continue
            }
            harmless++
            for (const value of [...values, null, '2026-02', undefined]) {
              if (value === '2026-02' && name !== 'born' && name !== 'filed') continue
              const changed = { ...facts }
              if (value === undefined) delete changed[name]
              else changed[name] = value
              expect(statusOf(rule, changed)).toBe(statusOf(rule, facts))
            }
          }
        },
      ),
      { numRuns: 3000, seed: 20261122 },
    )
    expect(named).toBeGreaterThan(1000)
    expect(harmless).toBeGreaterThan(1000)
  })

  test('a known value that could only confirm the question is not named', () => {
    const rule = ruleOf('r', ['and', is('ann'), ['cmp', '=', ['fact', 'born'], ['fact', 'filed']]])
    const [finding] = check([rule], { who: 'ann' }).findings
    // Neither date alone can answer while the other is unknown; the name alone can.
    expect(finding).toMatchObject({ status: 'question', wouldChange: ['who'] })
  })
})

describe('the house rule: a value with a caution never tells anyone to file, pay, leave or wait', () => {
  const steps: (StepKind | null)[] = ['prepare', 'check', 'ask', 'file', 'pay', 'leave', 'wait', null]
  const cautionary: Caution[] = ['unsigned', 'unsure', 'disputed', 'stale', 'unconfirmed']

  test('for every step and every set of cautions', () => {
    for (const next of steps)
      for (let set = 0; set < 1 << cautionary.length; set++) {
        const cautions = cautionary.filter((_, i) => set & (1 << i))
        const result = carefulStep(next, cautions)
        if (cautions.length === 0) expect(result).toBe(next)
        else expect(['prepare', 'check', 'ask', null]).toContain(result)
        // Preparing a paper may always be suggested, and nothing careful is lost.
        if (next === null || ['prepare', 'check', 'ask'].includes(next)) expect(result).toBe(next)
      }
  })

  const provenance: fc.Arbitrary<Provenance> = fc.record({
    basis: fc.array(
      fc.record({
        act: fc.constant('koap'),
        article: fc.constant('1.5'),
        source: fc.constant('F1'),
        label: fc.constantFrom<Label>('found', 'known', ...LABELS),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    disputes: fc.array(fc.record({ text: fc.constant('dispute.x'), source: fc.constant('S') }), {
      maxLength: 1,
    }),
    lastChecked: fc.constantFrom('2024-01-01', '2026-02-20'),
    staleAfterDays: fc.constantFrom(5, 120),
    confirmedUntil: fc.constantFrom(null, '2026-02-28', '2026-03-01'),
    review: fc.constantFrom<Provenance['review']>(SURE.review, SURE.review, { state: 'unsigned' }),
  })

  test('for every rule with every provenance, found or question', () => {
    let bold = 0
    let careful = 0
    fc.assert(
      fc.property(
        provenance,
        fc.constantFrom(...steps),
        fc.constantFrom('fine', 'urgent', 'context'),
        anyCondition,
        anyFacts,
        (said, next, severity, when, facts) => {
          const rule = ruleOf('r', when, { ...said, next, severity: severity as Rule['severity'] })
          for (const finding of check([rule], facts).findings) {
            if (finding.cautions.length === 0) {
              bold++
              expect(finding.next).toBe(next)
              expect(said.review.state).toBe('signed')
              expect(said.basis.every(({ label }) => label === 'found' || label === 'known')).toBe(true)
              continue
            }
            careful++
            expect(['prepare', 'check', 'ask', null]).toContain(finding.next)
            expect(finding.severity).not.toBe('fine')
          }
        },
      ),
      { numRuns: 3000, seed: 20261122 },
    )
    expect(bold).toBeGreaterThan(20)
    expect(careful).toBeGreaterThan(1000)
  })

  test('a signed rule that counts with an unsigned term is as doubtful as the term', () => {
    const three = clocks.terms.three!
    const doubtful = {
      ...clocks,
      terms: {
        three: {
          ...three,
          versions: [
            {
              ...three.versions[0]!,
              review: { state: 'unsigned' as const },
              lastChecked: '2026-01-01',
              disputes: [{ text: 'dispute.three', source: 'S' }],
            },
          ],
        },
      },
    }
    const rule = ruleOf('r', ['cmp', '>', ['deadline', 'three', ['fact', 'filed']], ['today']], {
      next: 'file',
    })
    const signed = checkFlow(flowOf([rule]), clocks, { filed: TODAY }, TODAY).findings[0]
    const unsigned = checkFlow(flowOf([rule]), doubtful, { filed: TODAY }, TODAY).findings[0]
    expect(signed).toMatchObject({ next: 'file', cautions: [], disputes: [], lastChecked: '2026-02-20' })
    expect(unsigned).toMatchObject({
      next: 'ask',
      cautions: ['unsigned', 'disputed'],
      disputes: [{ text: 'dispute.three', source: 'S' }],
      lastChecked: '2026-01-01',
    })
  })
})

describe('what to ask', () => {
  const flow: FlowPack = {
    ...flowOf([
      ruleOf('visa', ['and', is('ann'), ['not', ['has', ['fact', 'papers'], 'visa']]]),
      ruleOf('young', [
        'and',
        ['known', ['fact', 'born']],
        ['cmp', '>', ['fact', 'born'], ['date', '2026-03-01']],
      ]),
      ruleOf('told', ['cmp', '=', ['fact', 'grade'], ['lit', 1]], { with: { name: ['fact', 'name'] } }),
    ]),
    screens: [
      { id: 'who', facts: ['who'], showIf: ['true'] },
      { id: 'papers', facts: ['papers'], showIf: ['not', is('bo')] },
      { id: 'born', facts: ['born', 'grade'], showIf: ['true'] },
      { id: 'name', facts: ['name'], showIf: ['true'] },
      { id: 'idle', facts: ['filed'], showIf: ['true'] },
    ],
  }
  const show = (facts: Facts) => screensToShow(flow, clocks, facts, TODAY)
  const need = (facts: Facts) => [...neededFacts(flow, clocks, facts, TODAY)].sort()

  test('only what some rule still depends on', () => {
    expect(need({})).toEqual(['born', 'grade', 'papers', 'who'])
    expect(need({ who: 'bo' })).toEqual(['born', 'grade'])
    expect(need({ who: 'ann', born: null, grade: 3 })).toEqual(['papers'])
    expect(need({ who: 'bo', born: '2026', grade: 2 })).toEqual([])
  })

  test('a rule that holds also needs the values of its sentence', () => {
    expect(need({ who: 'bo', born: null, grade: 1 })).toEqual(['name'])
  })

  test('screens in order: answered or needed, none that is closed or idle', () => {
    expect(show({})).toEqual(['who', 'papers', 'born'])
    expect(show({ who: 'bo' })).toEqual(['who', 'born'])
    expect(show({ who: 'bo', grade: 1 })).toEqual(['who', 'born', 'name'])
    expect(show({ who: null, papers: [], born: null, grade: null })).toEqual(['who', 'papers', 'born'])
  })

  test('a closed screen stays closed although a rule would like its answer', () => {
    const greedy = { ...flow, rules: [...flow.rules, ruleOf('any', ['has', ['fact', 'papers'], 'birth'])] }
    expect([...neededFacts(greedy, clocks, { who: 'bo' }, TODAY)]).toContain('papers')
    expect(screensToShow(greedy, clocks, { who: 'bo' }, TODAY)).toEqual(['who', 'born'])
  })

  test('an answer on a screen that was closed later does not speak', () => {
    const facts: Facts = { who: 'bo', papers: ['birth'], born: '2026-02', grade: 2 }
    expect(saidOnScreens(flow, clocks, facts, TODAY)).toEqual({ who: 'bo', born: '2026-02', grade: 2 })
    expect(facts.papers).toEqual(['birth'])
    expect(show(facts)).toEqual(['who', 'born'])
    expect(saidOnScreens(flow, clocks, { ...facts, who: 'ann' }, TODAY)).toEqual({ ...facts, who: 'ann' })
  })

  test('what is not needed cannot change any rule', () => {
    fc.assert(
      fc.property(
        fc.array(anyCondition, { minLength: 1, maxLength: 4 }),
        anyFacts,
        anyFacts,
        (whens, facts, more) => {
          const rules = whens.map((when, i) => ruleOf(`r${i}`, when, i % 2 ? { from: '2026-02-28' } : {}))
          const needed = neededFacts(flowOf(rules), clocks, facts, TODAY)
          const answered = { ...facts }
          for (const [name, value] of Object.entries(more))
            if (facts[name] === undefined && !needed.has(name)) answered[name] = value
          const truths = (given: Facts) => {
            const evaluator = createEvaluator({
              ...{ flow: flowOf(rules), clocks, facts: given, today: TODAY, stillAsking: true },
            })
            return rules.map((rule) => evaluator.rule(rule))
          }
          expect(truths(answered)).toEqual(truths(facts))
        },
      ),
      { numRuns: 2000, seed: 20261122 },
    )
  })

  test('once nothing is needed, every rule is decided or waits for what the person does not know', () => {
    fc.assert(
      fc.property(anyCondition, anyFacts, (when, facts) => {
        const rule = ruleOf('r', when)
        const evaluator = createEvaluator({
          flow: flowOf([rule]),
          clocks,
          facts,
          today: TODAY,
          stillAsking: true,
        })
        const needed = neededFacts(flowOf([rule]), clocks, facts, TODAY)
        for (const name of needed) expect(facts[name]).toBeUndefined()
        if (needed.size > 0) expect([UNKNOWN, TRUE]).toContain(evaluator.rule(rule))
        else if (evaluator.rule(rule) === UNKNOWN)
          for (const name of evaluator.open(rule)) expect(facts[name]).not.toBeUndefined()
      }),
      { numRuns: 2000, seed: 20261122 },
    )
  })
})
