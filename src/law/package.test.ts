import { describe, expect, test } from 'vitest'
import { readFacts } from './facts.ts'
import {
  acts,
  CLEAN,
  check,
  factsOf,
  family,
  flow,
  GIRL,
  ids,
  PATENT,
  packs,
  SUMMER,
  TODAY,
} from './package.test-support.ts'

const article = (finding: { sources: { act: string; article: string }[] }) =>
  finding.sources.map(({ act, article }) => `${act} ${article}`.trim())

describe('the girl of nine for grade 3', () => {
  const result = check(GIRL, TODAY)
  const of = (id: string) => result.findings.find((finding) => finding.id === id)!

  test('exactly five things are wrong, the translation first', () => {
    expect(acts(result)).toEqual([
      'package.translation.kinship',
      'package.registration.ends-during-check',
      'package.insurance.other-region',
      'package.patent.weakened',
      'package.names.child',
    ])
    expect(acts(result).map((id) => of(id).kind)).toEqual([
      'untranslated',
      'expiring',
      'wrong-place',
      'defect',
      'mismatched',
    ])
    expect(result.first?.id).toBe('package.translation.kinship')
    expect(ids(result.urgent)).toHaveLength(3)
    expect(ids(result.rest)).toEqual(['package.names.child'])
    expect(result.questions).toEqual([])
    expect(result.statement).toBeNull()
  })

  test('the insurance breaks the patent, and is not on the list of the school', () => {
    expect(article(of('package.insurance.other-region'))).toContain('fz115 13.3')
    expect(article(of('package.patent.weakened'))).toEqual(
      expect.arrayContaining(['fz115 13.3', 'fz273 78 ч.2.1']),
    )
    expect(of('package.patent.weakened').because).toEqual(
      expect.arrayContaining([
        { fact: 'filer.status', value: 'patent' },
        { fact: 'insurance.region', value: 'other' },
      ]),
    )
    expect(ids(result.notNeeded)).toEqual(['package.insurance.not-needed'])
  })

  test('5 + 25 working days are counted over the New Year block and set against the registration', () => {
    expect(result.terms.map(({ rule, from, lastDay }) => [rule, from, lastDay])).toEqual([
      ['school.complete', '2026-11-25', '2026-12-02'],
      ['school.truth', '2026-12-02', '2027-01-15'],
    ])
    expect(of('package.registration.ends-during-check').params).toEqual({
      ends: { date: '2026-12-03' },
      filed: { date: '2026-11-25' },
      check_ends: { date: '2027-01-15' },
    })
    expect(result.papers).toEqual([
      { fact: 'registration.ends', ends: '2026-12-03', lasts: 'no' },
      { fact: 'identity.ends', ends: '2031-05-01', lasts: 'yes' },
      { fact: 'patent.paid_until', ends: '2027-03-14', lasts: 'yes' },
      { fact: 'insurance.ends', ends: '2027-06-30', lasts: 'yes' },
    ])
    for (const term of result.terms)
      expect(term.cautions).toEqual(expect.arrayContaining(['unsigned', 'unconfirmed']))
  })

  test('before anything is sent, it is told what applying discloses', () => {
    expect(ids(result.disclosures)).toEqual([
      'package.disclosure.application',
      'package.disclosure.registry-check',
      'package.disclosure.test-recorded',
    ])
  })

  test('the test of grade 3 is oral and written', () => {
    expect(ids(result.test)).toEqual(['package.test.full', 'package.test.line', 'package.test.appeal'])
  })

  test('each thing mended takes away itself and nothing else', () => {
    const left = (change: Parameters<typeof family>[0]) => acts(check(family(change, GIRL), TODAY))
    const five = acts(result)
    const without = (...gone: string[]) => five.filter((id) => !gone.includes(id))
    expect(left({ 'papers.untranslated': [] })).toEqual(without('package.translation.kinship'))
    expect(left({ 'registration.ends': '2027-01-15' })).toEqual(
      without('package.registration.ends-during-check'),
    )
    expect(left({ 'insurance.region': 'same' })).toEqual(
      without('package.insurance.other-region', 'package.patent.weakened'),
    )
    expect(left({ 'spelling.two': 'ПРИМЕРОВА  Зарина' })).toEqual(without('package.names.child'))
    expect(left({ 'filer.status': 'rvp' })).toEqual(
      without('package.insurance.other-region', 'package.patent.weakened'),
    )
  })
})

describe('a clean package', () => {
  test.each([
    ['of a holder of РВП', CLEAN],
    ['of a holder of a patent', PATENT],
    ['of a Russian mother', family({ 'filer.status': 'russian', 'papers.present': without('stay-filer') })],
    ['of a child of five', family({ 'child.age': 5, grade: 1, 'papers.present': without('fingerprints') })],
  ])('%s: nothing found, and only the careful statement', (_, facts) => {
    const result = check(facts)
    expect(acts(result)).toEqual([])
    expect(result.questions).toEqual([])
    expect(result.statement).toBe('every-listed-item-marked-present')
    expect(result.disclosures).not.toEqual([])
  })

  test('no finding ever says that all is fine', () => {
    expect(check(CLEAN).findings.filter(({ severity }) => severity === 'fine')).toEqual([])
    expect(flow.rules.filter(({ severity }) => severity === 'fine')).toEqual([])
  })

  test('one answer less, and the statement falls', () => {
    // Not asked, and asked without an answer. Without these two nothing on the list is open.
    const idle = ['child.age', 'filing.on', 'registration.ends', 'stay.ends']
    for (const fact of Object.keys(CLEAN).filter((each) => !idle.includes(each))) {
      expect([fact, check(family({ [fact]: undefined })).statement]).toEqual([fact, null])
      expect([fact, check(family({ [fact]: null })).statement]).toEqual([fact, null])
    }
    expect(check(family({ 'registration.ends': null })).statement).toBeNull()
    expect(check(family({ 'stay.ends': undefined })).statement).toBeNull()
  })
})

describe('messy but clean', () => {
  test.each([
    ['ё and е', 'Семёнова Алёна', 'Семенова Алена'],
    ['apostrophes of three kinds', 'Oʻktamova Sanʼat', 'O`ktamova San’at'],
    ['case, spaces and hyphens', 'Мирзо-Улугова  Нигора', 'мирзо улугова НИГОРА'],
  ])('two spellings that differ only in %s', (_, one, two) => {
    const result = check(family({ 'names.child': 'differ', 'spelling.one': one, 'spelling.two': two }))
    expect(acts(result)).toEqual([])
    expect(result.statement).toBe('every-listed-item-marked-present')
  })

  test.each([
    ['one letter', 'Примерова', 'Примарова'],
    ['another script', 'Primerova', 'Примерова'],
  ])('but %s is a difference', (_, one, two) => {
    expect(
      acts(check(family({ 'names.filer': 'differ', 'spelling.one': one, 'spelling.two': two }))),
    ).toEqual(['package.names.filer'])
  })

  test('a paper whose last day is the last day of the check lasts', () => {
    const at = (ends: string) => check(family({ 'registration.ends': ends }))
    expect(at('2026-09-14').terms[1]?.lastDay).toBe('2026-09-14')
    expect(acts(at('2026-09-14'))).toEqual([])
    expect(at('2026-09-14').papers[0]?.lasts).toBe('yes')
    expect(acts(at('2026-09-13'))).toEqual(['package.registration.ends-during-check'])
    expect(at('2026-09-13').papers[0]?.lasts).toBe('no')
  })

  test('papers that are not needed are told apart from those that lack', () => {
    const result = check(
      family({ grade: 1, 'child.age': 5, 'filer.status': 'russian', 'papers.extra': ['study'] }),
    )
    expect(acts(result)).toEqual([])
    expect(ids(result.notNeeded)).toEqual([
      'package.insurance.not-needed',
      'package.study.not-needed',
      'package.fingerprints.not-needed',
      'package.stay.not-needed',
    ])
  })
})

describe('what is not known', () => {
  test('an empty input finds nothing, asks, and states nothing', () => {
    const result = check({})
    expect(acts(result)).toEqual([])
    expect(ids(result.questions)).toEqual(
      expect.arrayContaining(['package.scope.russian', 'package.scope.kindergarten']),
    )
    expect(result.terms).toEqual([])
    expect(result.statement).toBeNull()
  })

  test('unknown citizenship makes each finding a question', () => {
    const result = check(family({ 'child.citizenship': null }, GIRL), TODAY)
    expect(acts(result)).toEqual([])
    expect(result.questions.length).toBeGreaterThanOrEqual(5)
    expect(result.statement).toBeNull()
  })

  test('a month where the days would decide is a question, one where they would not is an answer', () => {
    const ends = (value: string) => check(family({ 'registration.ends': value }))
    expect(ids(ends('2026-09').questions)).toEqual(['package.registration.ends-during-check'])
    expect(ends('2026-09').papers[0]?.lasts).toBe('unknown')
    expect(acts(ends('2026-08'))).toEqual([])
    expect(ids(ends('2026-08').questions)).toEqual(['package.registration.expired'])
    expect(acts(ends('2026-06'))).toEqual(['package.registration.expired'])
    expect(ends('2026-10').statement).toBe('every-listed-item-marked-present')
    expect(ends('2027').statement).toBe('every-listed-item-marked-present')
  })

  test('a partial day of filing gives a range of terms and no single day', () => {
    const result = check(family({ 'filing.on': '2026-08' }))
    expect(result.terms.map(({ status, lastDay }) => [status, lastDay])).toEqual([
      ['unknown', null],
      ['unknown', null],
    ])
    expect(result.terms[1]?.range).toEqual({ earliest: '2026-09-11', latest: '2026-10-12' })
    expect(acts(result)).toEqual([])
  })

  test('without a day of filing the terms are listed as not known', () => {
    const result = check(family({ 'filing.on': null }))
    expect(result.terms.map(({ rule, lastDay, range }) => [rule, lastDay, range])).toEqual([
      ['school.complete', null, null],
      ['school.truth', null, null],
    ])
    expect(result.asOf.given).toBe(false)
  })

  test('one missing day is asked for once, though three rules wait for it', () => {
    const result = check(
      family({
        'filing.on': null,
        'papers.dated': ['registration', 'stay', 'identity'],
        'identity.ends': '2027-02-01',
      }),
    )
    expect(ids(result.questions)).toEqual(['package.stay.ends-during-check'])
  })

  test('a year without a calendar gives no day', () => {
    const result = check(family({ 'filing.on': '2028-02-01', 'registration.ends': '2028-03-01' }))
    expect(result.terms.map(({ lastDay }) => lastDay)).toEqual([null, null])
    expect(ids(result.questions)).toContain('package.registration.ends-during-check')
  })
})

test('a last day that was given counts, though the paper was not marked as one that ends', () => {
  const given = check(family({ 'papers.dated': [], 'registration.ends': '2026-08-02' }))
  expect(acts(given)).toEqual(['package.registration.expired'])
  expect(acts(check(family({ 'papers.dated': undefined, 'registration.ends': '2026-08-02' })))).toEqual(
    acts(given),
  )
})

describe('whom it is not for', () => {
  test.each([
    ['a Russian child', { 'child.citizenship': 'russia' }, 'package.scope.russian'],
    ['a kindergarten', { 'applying.to': 'kindergarten' }, 'package.scope.kindergarten'],
  ])('%s: said once, and nothing else is found', (_, change, id) => {
    for (const facts of [GIRL, CLEAN]) {
      const result = check(family(change, facts), TODAY)
      expect(acts(result)).toEqual([])
      expect(ids(result.context)).toEqual([id])
      expect(result.questions).toEqual([])
      expect(result.test).toEqual([])
      expect(result.terms).toEqual([])
      expect(result.statement).toBeNull()
    }
  })

  test('a day before 1 April 2025: the list is not applied and nothing is stated', () => {
    const before = check(family({ 'filing.on': '2025-03-31', 'papers.present': [] }), '2025-03-01')
    expect(acts(before)).toEqual([])
    expect(ids(before.context)).toEqual(['package.scope.before'])
    expect(before.terms).toEqual([])
    expect(before.statement).toBeNull()
    expect(acts(check(family({ 'filing.on': '2025-04-01', 'papers.present': [] }), '2025-03-01'))).toContain(
      'package.identity.missing',
    )
  })
})

describe('terms', () => {
  test('referral and attempt start terms of their own', () => {
    const facts = family({
      'test.history': ['attempt'],
      'attempt.on': '2026-05-12',
      'referral.on': '2026-08-17',
    })
    expect(check(facts, '2026-08-18').terms.map(({ rule, lastDay }) => [rule, lastDay])).toEqual([
      ['school.complete', '2026-08-10'],
      ['school.truth', '2026-09-14'],
      ['school.test', '2026-08-24'],
      ['school.retake', '2026-08-12'],
    ])
  })

  test('an attempt that is not marked starts nothing', () => {
    expect(check(family({ 'test.history': [], 'attempt.on': '2026-05-12' })).terms).toHaveLength(2)
  })

  test('each carries its trace', () => {
    for (const term of check(CLEAN).terms) expect(term.trace.length).toBeGreaterThan(2)
  })
})

describe('contradictions are refused at the fact to look at again', () => {
  const problems = (change: Record<string, unknown>) => {
    const read = readFacts(flow, { ...CLEAN, ...change }, { clocks: packs.clocks, today: SUMMER })
    return read.ok ? [] : read.problems.map(({ path, params }) => [path, params.constraint])
  }
  test.each([
    [{ 'child.born': '2026-08-04', 'child.age': null }, 'child.born', 'born-after-filing'],
    [
      { 'child.born': '2026-07-21', 'filing.on': null, 'child.age': null },
      'child.born',
      'born-later-than-today',
    ],
    [{ 'child.born': '2021-07-20', 'child.age': 6 }, 'child.age', 'age-and-birth'],
    [{ 'child.born': '2020-07-20', 'child.age': 5 }, 'child.age', 'age-and-birth'],
    [{ 'attempt.on': '2026-07-21' }, 'attempt.on', 'attempt-later-than-today'],
    [{ 'attempt.on': '2025-03-31' }, 'attempt.on', 'attempt-before-tests'],
    [
      { 'attempt.on': '2025-05-01', 'child.born': '2025-05-02', 'child.age': null },
      'attempt.on',
      'attempt-before-birth',
    ],
    [{ 'filing.on': '2026-07-01', 'referral.on': '2026-06-30' }, 'referral.on', 'referral-before-filing'],
    [{ 'referral.on': '2026-08-04' }, 'referral.on', 'referral-later-than-today'],
    [
      { 'filer.status': 'russian', 'patent.paid_until': '2026-12-01' },
      'patent.paid_until',
      'patent-of-a-russian',
    ],
  ])('%o', (change, path, constraint) => {
    expect(problems(change)).toContainEqual([path, constraint])
  })

  test.each([
    [{ 'child.born': '2016-08-03' }],
    [{ 'child.born': '2020-07-20', 'child.age': 6 }],
    [{ 'child.born': '2020-07-21', 'child.age': 5 }],
    [{ 'child.born': '2020-07', 'child.age': 5 }],
    [{ 'attempt.on': '2025-04-01' }],
    [{ 'attempt.on': SUMMER }],
    [{ 'filing.on': '2026-07-01', 'referral.on': '2026-07-01' }],
    [{ 'filer.status': 'russian', 'patent.paid_until': null }],
  ])('but not %o', (change) => {
    expect(problems(change)).toEqual([])
  })

  test('wrong types, values and days are named by path', () => {
    const read = readFacts(flow, {
      grade: '3',
      child: { citizenship: 'uz', agee: 9 },
      filing: { on: '2026-02-30' },
      papers: { present: ['passport'] },
    })
    expect(read.ok ? [] : read.problems.map(({ path, code }) => [path, code])).toEqual([
      ['grade', 'wrong-type'],
      ['child.citizenship', 'not-in-list'],
      ['child.agee', 'unknown-fact-nearest'],
      ['filing.on', 'no-such-day'],
      ['papers.present', 'not-in-list'],
    ])
  })
})

test('the order never depends on the order of the answers', () => {
  const turned = Object.fromEntries(Object.entries(GIRL).reverse())
  expect(check(turned, TODAY)).toEqual(check(GIRL, TODAY))
  expect(factsOf(GIRL)).toEqual(GIRL)
})

function without(paper: string): string[] {
  return (CLEAN['papers.present'] as string[]).filter((each) => each !== paper)
}
