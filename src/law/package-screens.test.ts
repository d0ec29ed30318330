/** The walk through the questions: only what a rule needs, never more than twelve screens, and always an end. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLEAN, family, flow, PATENT, packs, SUMMER } from './package.test-support.ts'
import { checkPackage, packageScreens } from './package.ts'
import type { Facts, FactValue } from './types.ts'

const MOST_SCREENS = 12
const shown = (facts: Facts) => packageScreens(packs, facts, SUMMER)
const ids = (facts: Facts) => shown(facts).map(({ id }) => id)

/** Any answer a person could give to a question, "I do not know" and half a date included. */
function anyAnswer(fact: string): fc.Arbitrary<FactValue> {
  const spec = flow.facts[fact]!
  switch (spec.type) {
    case 'choice':
      return fc.constantFrom(...spec.of!, null)
    case 'choices':
      return fc.option(fc.subarray(spec.of!), { nil: null, freq: 5 })
    case 'integer':
      return fc.option(fc.integer({ min: spec.min!, max: spec.max! }), { nil: null, freq: 5 })
    case 'date':
      return fc.constantFrom(
        '2025-03',
        '2025-10-18',
        '2026-06',
        '2026-08-03',
        '2026-09-14',
        '2026-09',
        '2027',
        null,
      )
    case 'text':
      return fc.constantFrom('Примерова', 'примерова', 'Примарова', '', null)
  }
}

const anyAnswers: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(Object.keys(flow.facts).map((fact) => [fact, anyAnswer(fact)])),
  { requiredKeys: [] },
) as fc.Arbitrary<Facts>

/** Answers screen after screen as a person would, and returns the screens seen in order. */
function walk(answers: Facts): { seen: string[]; most: number; facts: Facts } {
  let facts: Facts = {}
  const seen: string[] = []
  let most = 0
  for (;;) {
    const screens = shown(facts)
    most = Math.max(most, screens.length)
    const next = screens.find((screen) => screen.facts.some((fact) => facts[fact] === undefined))
    if (!next) return { seen, most, facts }
    seen.push(next.id)
    if (seen.length > 50) throw new Error(`no end: ${seen.join(' ')}`)
    const asked = next.facts.filter((fact) => facts[fact] === undefined)
    facts = { ...facts, ...Object.fromEntries(asked.map((fact) => [fact, answers[fact] ?? null])) }
  }
}

describe('what is asked', () => {
  test('at most twelve screens stand in the content, the deciding ones first', () => {
    expect(flow.screens).toHaveLength(MOST_SCREENS)
    expect(flow.screens.slice(0, 3).map(({ id }) => id)).toEqual(['start', 'child', 'filer'])
  })

  test('a Russian child or a kindergarten ends the questions at once', () => {
    expect(ids({ 'applying.to': 'school', 'child.citizenship': 'russia' })).toEqual(['start'])
    expect(ids({ 'applying.to': 'kindergarten', 'child.citizenship': 'other' })).toEqual(['start'])
    expect(ids({ 'applying.to': 'kindergarten', 'child.citizenship': null })).toEqual(['start'])
  })

  test('the patent is asked only of one who has it, or does not know', () => {
    expect(ids(CLEAN)).not.toContain('patent')
    expect(ids(PATENT)).toContain('patent')
    expect(ids(family({ 'filer.status': null }))).toContain('patent')
  })

  test('only the dates of papers that end are asked', () => {
    const dates = (dated: string[]) =>
      shown(
        family({
          'papers.dated': dated,
          'registration.ends': undefined,
          'stay.ends': undefined,
          'identity.ends': undefined,
        }),
      ).find(({ id }) => id === 'dates')?.facts ?? []
    expect(dates([])).toEqual([])
    expect(dates(['registration'])).toEqual(['registration.ends'])
    expect(dates(['identity', 'stay'])).toEqual(['stay.ends', 'identity.ends'])
  })

  test('two spellings are asked for only when a name differs', () => {
    const asks = (change: Parameters<typeof family>[0]) =>
      ids(family({ ...change, 'spelling.one': undefined, 'spelling.two': undefined })).includes('spelling')
    expect(asks({})).toBe(false)
    expect(asks({ 'names.child': 'differ' })).toBe(true)
    expect(asks({ 'names.filer': 'differ' })).toBe(true)
  })

  test('the day of the earlier test is asked only where there was one', () => {
    const asks = (history: string[]) => ids(family({ 'test.history': history })).includes('attempt')
    expect(asks([])).toBe(false)
    expect(asks(['diplomat'])).toBe(false)
    expect(asks(['attempt'])).toBe(true)
    // A diplomat's child may take it again at once, a transferred one takes none: the day decides nothing.
    expect(asks(['attempt', 'diplomat'])).toBe(false)
    expect(asks(['attempt', 'transfer'])).toBe(false)
  })

  test('nothing that only the command line can say is on a screen', () => {
    const onScreens = new Set(flow.screens.flatMap(({ facts }) => facts))
    const rest = Object.keys(flow.facts).filter((fact) => !onScreens.has(fact))
    expect(rest).toEqual(['child.born', 'translation.accepted', 'medical.accepted', 'referral.on'])
  })
})

describe('every walk', () => {
  test('shows at most twelve screens, each once, and comes to an end', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const { seen, most } = walk(answers)
        expect(most).toBeLessThanOrEqual(MOST_SCREENS)
        expect(seen.length).toBeLessThanOrEqual(MOST_SCREENS)
        expect(new Set(seen).size).toBe(seen.length)
      }),
      { numRuns: 150, seed: 20261122 },
    )
  })

  test('ends where nothing that is still open could be answered on a screen', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const { facts } = walk(answers)
        for (const screen of packageScreens(packs, facts, SUMMER))
          for (const fact of screen.facts) expect(facts[fact]).not.toBeUndefined()
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  test('a question that was skipped would not have changed what is found', () => {
    fc.assert(
      fc.property(
        anyAnswers,
        fc.constantFrom(...flow.screens.flatMap(({ facts }) => facts)),
        (answers, fact) => {
          const { facts } = walk(answers)
          if (facts[fact] !== undefined) return
          const more = { ...facts, [fact]: answers[fact] ?? null }
          // A last day that is given marks its paper as one that ends, so these three are told even unasked.
          if (/^(registration|stay|identity)\.ends$/.test(fact)) return
          // Closed screens may be answered on the command line; the wizard forgets them, so only open ones are compared.
          const screen = flow.screens.find((each) => each.facts.includes(fact))!
          if (!ids(facts).includes(screen.id)) return
          expect(found(more)).toEqual(found(facts))
        },
      ),
      { numRuns: 150, seed: 11 },
    )
  })

  test('any answers at all give a result without contradiction: the first thing is found, at most three are urgent', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const result = checkPackage(packs, answers, SUMMER)
        const told = [result.first, ...result.urgent, ...result.rest].flatMap((each) => each ?? [])
        expect(result.urgent.length).toBeLessThanOrEqual(3)
        expect(told.every(({ status }) => status === 'found')).toBe(true)
        if (result.urgent.length > 0) expect(result.first).not.toBeNull()
        const groups = [
          told,
          result.questions,
          result.test,
          result.context,
          result.notNeeded,
          result.disclosures,
        ]
        expect(
          groups
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(result.findings.map(({ id }) => id).sort())
        if (result.statement) {
          expect(told).toEqual([])
          expect(result.questions).toEqual([])
          expect(answers['child.citizenship']).not.toBe('russia')
          expect(answers['applying.to']).toBe('school')
          expect(answers['papers.present']).toEqual(
            expect.arrayContaining(['consents', 'kinship', 'identity', 'medical']),
          )
        }
      }),
      { numRuns: 500, seed: 3 },
    )
  })
})

const found = (facts: Facts) =>
  checkPackage(packs, facts, SUMMER)
    .findings.filter(({ status }) => status === 'found')
    .map(({ id }) => id)
