import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkConstraints, MAX_TEXT, type Problem, readFacts } from './facts.ts'
import { clocks, TODAY } from './small-flow.test-support.ts'
import type { FlowPack } from './types.ts'

const flow: FlowPack = {
  flow: 'package',
  asOf: 'filing.on',
  facts: {
    grade: { type: 'integer', min: 1, max: 11 },
    'child.born': { type: 'date' },
    'child.citizenship': { type: 'choice', of: ['ru', 'uz', 'tj'] },
    'papers.untranslated': { type: 'choices', of: ['birth', 'identity'] },
    'filing.on': { type: 'date' },
    narrative: { type: 'text' },
  },
  constraints: [
    {
      id: 'born-after-filing',
      fact: 'child.born',
      when: ['cmp', '>', ['fact', 'child.born'], ['fact', 'filing.on']],
    },
    { id: 'filed-later', fact: 'filing.on', when: ['cmp', '>', ['fact', 'filing.on'], ['today']] },
  ],
  screens: [],
  rules: [],
  terms: [],
  keep: true,
  phrases: {},
}

const problemsOf = (input: unknown): Problem[] => {
  const read = readFacts(flow, input)
  return read.ok ? [] : read.problems
}
const codes = (input: unknown) => problemsOf(input).map(({ path, code }) => `${path}: ${code}`)

describe('what is read', () => {
  test('nested objects and dotted keys alike', () => {
    const facts = {
      grade: 3,
      'child.born': '2016-05',
      'child.citizenship': 'uz',
      'papers.untranslated': ['birth'],
    }
    expect(readFacts(flow, facts)).toEqual({ ok: true, facts })
    expect(
      readFacts(flow, {
        grade: 3,
        child: { born: '2016-05', citizenship: 'uz' },
        papers: { untranslated: ['birth'] },
      }),
    ).toEqual({ ok: true, facts })
  })

  test('null is "I do not know", absent was not asked', () => {
    expect(readFacts(flow, { child: { born: null }, grade: null })).toEqual({
      ok: true,
      facts: { 'child.born': null, grade: null },
    })
    expect(readFacts(flow, {})).toEqual({ ok: true, facts: {} })
  })

  test('a choice named twice counts once', () => {
    expect(readFacts(flow, { papers: { untranslated: ['birth', 'birth'] } })).toEqual({
      ok: true,
      facts: { 'papers.untranslated': ['birth'] },
    })
  })

  test('a narrative of any script and 200,000 letters', () => {
    for (const narrative of ['а'.repeat(MAX_TEXT), 'ژ'.repeat(9), '👩‍👧 «ʻ»', ''])
      expect(readFacts(flow, { narrative })).toEqual({ ok: true, facts: { narrative } })
    expect(problemsOf({ narrative: 'а'.repeat(MAX_TEXT + 1) })).toEqual([
      { path: 'narrative', code: 'too-long', params: { length: 200_001, max: 200_000 } },
    ])
  })
})

describe('what is refused', () => {
  test.each([[null], [undefined], [3], ['{}'], [[]], [true]])('%j is no object of facts', (input) => {
    expect(codes(input)).toEqual([': not-an-object'])
  })

  test('every problem at once, each at its path', () => {
    const input = {
      grade: 12,
      child: { born: '2026-02-30', citizenship: 'usa' },
      papers: { untranslated: ['birth', 'visa'] },
      'filing.on': '05.03.2026',
      narrative: 7,
      colour: 'red',
    }
    expect(codes(input)).toEqual([
      'grade: out-of-range',
      'child.born: no-such-day',
      'child.citizenship: not-in-list',
      'papers.untranslated: not-in-list',
      'filing.on: not-a-date',
      'narrative: wrong-type',
      'colour: unknown-fact',
    ])
  })

  test.each([
    ['2026-02-30', 'no-such-day'],
    ['2025-02-29', 'no-such-day'],
    ['2026-13', 'no-such-day'],
    ['2026-00-01', 'no-such-day'],
    ['0206-03-01', 'odd-year'],
    ['2206', 'odd-year'],
    ['2026-3-1', 'not-a-date'],
    ['2026-03-01T10:00', 'not-a-date'],
    ['2026-03-01..2026-03-05', 'not-a-date'],
    ['завтра', 'not-a-date'],
    ['', 'not-a-date'],
  ])('date %s: %s', (born, code) => {
    expect(codes({ child: { born } })).toEqual([`child.born: ${code}`])
  })

  test.each([['3'], [3.5], [Number.NaN], [1e300], [true], [[3]], [{ a: 1 }]])(
    'grade %j is no whole number',
    (grade) => {
      expect(codes({ grade })).toEqual(['grade: wrong-type'])
    },
  )

  test.each<[unknown, string, string]>([
    [{ grad: 3 }, 'grad', 'grade'],
    [{ child: { birn: '2016' } }, 'child.birn', 'child.born'],
    [{ chidl: { born: '2016' } }, 'chidl', 'child.born'],
    [{ 'child.citizenshp': 'uz' }, 'child.citizenshp', 'child.citizenship'],
  ])('%j: did you mean …', (input, path, near) => {
    expect(problemsOf(input)).toEqual([
      { path, code: 'unknown-fact-nearest', params: { given: path, nearest: near } },
    ])
  })

  test('nothing is suggested where nothing is near', () => {
    expect(problemsOf({ passport: 1 })).toEqual([
      { path: 'passport', code: 'unknown-fact', params: { given: 'passport' } },
    ])
  })

  test('a misspelt choice names the list and the nearest', () => {
    expect(problemsOf({ 'papers.untranslated': ['brith'] })[0]?.params).toEqual({
      given: 'brith',
      list: 'birth, identity',
      nearest: 'birth',
    })
  })

  test('the same fact nested and dotted', () => {
    expect(codes({ 'child.born': '2016', child: { born: '2017' } })).toEqual(['child.born: given-twice'])
  })

  test('keys of every object are only names', () => {
    const input = JSON.parse(
      '{"__proto__": {"grade": 3}, "constructor": 1, "child": {"__proto__": {"born": "2016"}}}',
    )
    expect(codes(input)).toEqual([
      '__proto__: unknown-fact',
      'constructor: unknown-fact',
      'child.__proto__: unknown-fact',
    ])
    expect(({} as Record<string, unknown>).grade).toBeUndefined()
  })

  test('an endless nest ends', () => {
    let nest: unknown = 1
    for (let i = 0; i < 100_000; i++) nest = { child: nest }
    expect(codes(nest)).toEqual(['child.child: unknown-fact'])
    expect(problemsOf(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}`, 1]))).length).toBe(
      200,
    )
  })
})

describe('contradictions', () => {
  test('are told with the constraint, at the fact to look at', () => {
    expect(problemsOf({ child: { born: '2026-05-01' }, filing: { on: '2026-04-01' } })).toEqual([
      { path: 'child.born', code: 'contradiction', params: { constraint: 'born-after-filing' } },
    ])
  })

  test('beside other problems too', () => {
    expect(codes({ grade: 0, child: { born: '2026-05' }, filing: { on: '2026-04' } })).toEqual([
      'grade: out-of-range',
      'child.born: contradiction',
    ])
  })

  test('what may still agree is none', () => {
    expect(codes({ child: { born: '2026-04' }, filing: { on: '2026-04-10' } })).toEqual([])
    expect(codes({ child: { born: null }, filing: { on: '2026-04-10' } })).toEqual([])
  })

  test('those that need the day are found when the day is given', () => {
    const input = { filing: { on: '2026-03-02' } }
    expect(readFacts(flow, input).ok).toBe(true)
    expect(readFacts(flow, input, { clocks, today: TODAY })).toEqual({
      ok: false,
      problems: [{ path: 'filing.on', code: 'contradiction', params: { constraint: 'filed-later' } }],
    })
    expect(checkConstraints(flow, clocks, { 'filing.on': '2026-03-01' }, TODAY)).toEqual([])
  })
})

test('whatever comes in, the answer is facts of the right type or problems, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.dictionary(
          fc.constantFrom(...Object.keys(flow.facts), 'child', 'papers', '__proto__'),
          fc.anything(),
        ),
        fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text)),
      ),
      (input) => {
        const read = readFacts(flow, input)
        if (!read.ok) return void expect(read.problems.length).toBeGreaterThan(0)
        for (const [name, value] of Object.entries(read.facts)) {
          const spec = flow.facts[name]!
          if (value === null) continue
          if (spec.type === 'integer') expect(value).toSatisfy((n: number) => n >= 1 && n <= 11)
          else if (spec.type === 'choices')
            for (const each of value as string[]) expect(spec.of).toContain(each)
          else expect(typeof value).toBe('string')
        }
      },
    ),
    { numRuns: 3000, seed: 20261122 },
  )
})
