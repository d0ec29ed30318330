import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWorkingDay } from './calendar.ts'
import { clocks, daysFrom } from './clocks.test-support.ts'
import { BadDateError, dayNumber, plainDate } from './dates.ts'
import { computeDeadline, deadlineBounds, UnknownTermError } from './deadline.ts'
import type { ClockPack, Deadline, TermVersion } from './types.ts'

const today = '2026-11-22'
const count = (rule: string, from: string, pack = clocks): Deadline =>
  computeDeadline(pack, rule, from, { today })
const keys = ({ trace }: Deadline): string[] => trace.map((step) => step.key)
const caught = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}
const paramsOf = (deadline: Deadline, key: string) => deadline.trace.find((step) => step.key === key)?.params

describe('worked dates of the complaint term, КоАП 30.3', () => {
  test.each([
    ['2024-10-09', '2024-10-19'], // old text: a Saturday, no roll-over
    ['2024-10-24', '2024-11-03'], // old text: a Sunday
    ['2024-10-27', '2024-11-06'],
    ['2024-10-28', '2024-11-07'], // the last day of the old text
    ['2024-10-29', '2024-11-08'], // the first day of the new one
    ['2024-10-31', '2024-11-11'], // a Sunday, rolls to Monday
    ['2024-12-19', '2025-01-09'], // 29 December to 8 January
    ['2025-03-05', '2025-03-17'],
    ['2025-10-22', '2025-11-01'], // a working Saturday
    ['2025-10-23', '2025-11-05'],
    ['2025-10-24', '2025-11-05'],
    ['2025-12-24', '2026-01-12'],
    ['2026-02-26', '2026-03-10'],
    ['2026-04-29', '2026-05-12'],
    ['2026-12-21', '2027-01-11'],
    ['2027-02-10', '2027-02-20'], // a working Saturday
    ['2027-02-12', '2027-02-24'],
    ['2027-10-26', '2027-11-08'],
  ])('served %s → %s', (served, last) => {
    const deadline = count('koap.appeal', served)
    expect(deadline.status).toBe('known')
    expect(deadline.lastDay).toBe(last)
    expect(deadlineBounds(clocks, 'koap.appeal', served)).toEqual({ earliest: last, latest: last })
  })

  test('the trace can be checked by hand', () => {
    expect(count('koap.appeal', '2025-12-24').trace).toEqual([
      { key: 'start', params: { start: { date: '2025-12-24' } } },
      { key: 'text-from', params: { from: { date: '2024-10-29' } } },
      { key: 'day-one-next', params: { day: { date: '2025-12-25' } } },
      { key: 'count-days', params: { n: 10, end: { date: '2026-01-03' }, weekday: 'sat' } },
      { key: 'ends-on-weekend', params: { day: { date: '2026-01-03' }, weekday: 'sat' } },
      {
        key: 'rolled',
        params: {
          days: { from: '2026-01-03', to: '2026-01-11' },
          end: { date: '2026-01-12' },
          weekday: 'mon',
        },
      },
      { key: 'calendar', params: { year: '2026', act: 'pp1466' } },
      { key: 'posting-koap', params: {} },
      { key: 'last-day', params: { day: { date: '2026-01-12' } } },
    ])
  })

  test('it carries articles, labels, review and the decree', () => {
    const { sources, cautions, lastChecked, wouldChange } = count('koap.appeal', '2025-12-24')
    expect(sources).toContainEqual({
      act: 'koap',
      article: '4.8 ч.3.1',
      source: 'K',
      label: 'known',
      edition: '25.04.2023',
      review: 'unsigned',
    })
    expect(sources).toContainEqual({
      act: 'pp1466',
      article: '',
      source: 'CAL',
      label: 'found',
      review: 'unsigned',
    })
    expect(cautions).toEqual(['unsigned'])
    expect(lastChecked).toBe('2026-11-22')
    expect(wouldChange).toEqual(['start', 'calendar', 'regional-holidays'])
  })

  test('a working Saturday and an old text that does not roll say so', () => {
    expect(keys(count('koap.appeal', '2025-10-22'))).toContain('ends-on-worked-weekend')
    expect(keys(count('koap.appeal', '2024-10-09'))).toContain('no-roll')
    expect(keys(count('koap.appeal', '2026-01-12'))).toContain('ends-on-working-day') // 22 January
    expect(keys(count('koap.appeal', '2026-04-29'))).toContain('ends-on-weekend') // 9 May 2026
    expect(keys(count('koap.appeal', '2026-04-21'))).toContain('ends-on-holiday') // 1 May, a Friday
  })
})

describe('a term that runs across a change of the text', () => {
  test('the old text counts; what the new one would give is said where it differs', () => {
    const differs = count('koap.appeal', '2024-10-24')
    expect(differs.lastDay).toBe('2024-11-03')
    expect(paramsOf(differs, 'other-text')).toEqual({
      changed: { date: '2024-10-29' },
      days: { date: '2024-11-05' },
    })
    expect(differs.wouldChange).toContain('other-text')
  })

  test('and not where it makes no difference, or where the term was over before', () => {
    for (const served of ['2024-10-20', '2024-10-23', '2024-10-28', '2024-10-09', '2024-10-18']) {
      const same = count('koap.appeal', served)
      expect(keys(same), served).not.toContain('other-text')
      expect(same.wouldChange).not.toContain('other-text')
    }
  })

  test('a start between the two texts spans both', () => {
    const both = count('koap.appeal', '2024-10-27..2024-10-30')
    expect(both.status).toBe('unknown')
    expect(both.range).toEqual({ earliest: '2024-11-06', latest: '2024-11-11' })
    expect(both.wouldChange).toContain('other-text')
  })

  test('a term that became longer: УПК 125, five сутки before, fourteen after', () => {
    const pack = withYears([2022, 2023])
    expect(count('upk.complaint.judge', '2022-12-19', pack).lastDay).toBe('2022-12-26') // a Saturday rolls
    expect(count('upk.complaint.judge', '2022-12-29', pack).lastDay).toBe('2023-01-12')
    expect(count('upk.complaint.judge', '2022-12-29').status).toBe('unknown') // no calendar of 2023
  })
})

describe('a start that is not exact', () => {
  test('a month gives the envelope and no day', () => {
    const april = count('koap.appeal', '2026-04')
    expect(april.status).toBe('unknown')
    expect(april.lastDay).toBeNull()
    expect(april.range).toEqual({ earliest: '2026-04-13', latest: '2026-05-12' })
    expect(april.wouldChange[0]).toBe('start')
  })

  test('the careful end: the earliest to act by, the latest to wait for or to call others late', () => {
    expect(keys(count('koap.appeal', '2026-04'))).toContain('range-last')
    expect(keys(count('koap.limitation', '2026-04'))).toContain('range-over')
    expect(keys(count('koap.forward', '2026-04'))).toContain('range-over')
    expect(keys(count('school.retake', '2026-04'))).toContain('range-first')
  })

  test('both ends on one day: still known', () => {
    const block = count('koap.appeal', '2025-12-23..2025-12-29')
    expect(block.status).toBe('known')
    expect(block.lastDay).toBe('2026-01-12')
    expect(block.range).toBeNull()
    expect(keys(block)).toContain('same-either-way')
  })

  test('no start at all: says what is needed', () => {
    const none = count('koap.appeal', '')
    expect(none).toMatchObject({ status: 'unknown', lastDay: null, range: null, wouldChange: ['start'] })
    expect(keys(none)).toEqual(['start-unknown'])
    expect(none.sources.length).toBeGreaterThan(0)
  })

  test('a moment serves a term in days', () => {
    expect(count('koap.appeal', '2025-12-24T23:59').lastDay).toBe('2026-01-12')
  })

  test.each([
    ['2026-02-30', 'day'],
    ['2026-13-01', 'month'],
    ['26.1.2026', 'shape'],
    ['2026-05-10..2026-05-01', 'order'],
    ['2026-05-10T25:00', 'time'],
  ])('%s is refused: %s', (from, code) => {
    for (const rule of ['koap.appeal', 'koap.detention', 'decree.1126']) {
      const refused = caught(() => count(rule, from))
      expect(refused, rule).toBeInstanceOf(BadDateError)
      expect((refused as BadDateError).code, rule).toBe(code)
    }
  })

  test('a wrong day of the check is refused too', () => {
    expect(() => computeDeadline(clocks, 'koap.appeal', '2026-01-12', { today: '2026-02-30' })).toThrow(
      BadDateError,
    )
  })
})

describe('a calendar that is not known', () => {
  test.each(['2027-12-25', '2028-03-01', '2027-12-21', '2031-05-05'])(
    'served %s: unknown, and which year',
    (served) => {
      const far = count('koap.appeal', served)
      expect(far).toMatchObject({ status: 'unknown', lastDay: null, range: null })
      expect(far.wouldChange).toContain('calendar-missing')
      expect(paramsOf(far, 'calendar-missing')).toEqual({ year: served.startsWith('2031') ? '2031' : '2028' })
      expect(deadlineBounds(clocks, 'koap.appeal', served)).toBeNull()
    },
  )

  test('the last day that can be counted', () => {
    expect(count('koap.appeal', '2027-12-20').lastDay).toBe('2027-12-30')
    expect(count('koap.appeal', '2027-12-21').status).toBe('unknown') // 31 December is off
  })

  test('working days that would have to start before 2024', () => {
    const pack: ClockPack = {
      calendars: clocks.calendars,
      terms: { x: { id: 'x', kind: 'body', versions: [{ ...firstVersion('kas.interim'), count: 2 }] } },
    }
    expect(count('x', '2023-12-28', pack)).toMatchObject({ status: 'unknown', lastDay: null })
    expect(paramsOf(count('x', '2023-12-28', pack), 'calendar-missing')).toEqual({ year: '2023' })
    expect(count('x', '2023-12-31', pack).lastDay).toBe('2024-01-10')
  })

  test('half of the range would do: still unknown', () => {
    const half = count('koap.appeal', '2027-12')
    expect(half).toMatchObject({ status: 'unknown', lastDay: null, range: null })
    expect(paramsOf(half, 'calendar-missing')).toEqual({ year: '2028' })
  })

  test('a term without roll-over needs none', () => {
    expect(count('koap.forward', '2031-05-05').lastDay).toBe('2031-05-08')
    expect(count('koap.limitation', '2028-01-01').lastDay).toBe('2028-02-29')
  })

  test('no text of the law for that day', () => {
    const before = count('koap.limitation', '2023-04-24')
    expect(before).toMatchObject({ status: 'unknown', lastDay: null, sources: [] })
    expect(keys(before)).toContain('no-text')
    expect(before.cautions).toContain('unsure')
    expect(count('koap.limitation', '2023-04-25').lastDay).toBe('2023-06-23')
    expect(count('koap.limitation', '2023-04').status).toBe('unknown')
    expect(count('amina.offline', '2025-08-31').lastDay).toBeNull()
    expect(count('amina.offline', '2029-09-02').lastDay).toBeNull()
  })
})

describe('readings that differ', () => {
  test('the earliest is the last day; all are listed', () => {
    const amina = count('amina.offline', '2026-05-07')
    expect(amina.status).toBe('disputed')
    expect(amina.lastDay).toBe('2026-05-10')
    expect(amina.readings).toEqual([
      { lastDay: '2026-05-13', count: 3, unit: 'working-days', source: 'F38', label: 'found' },
      { lastDay: '2026-05-10', count: 3, unit: 'days', source: 'S', label: 'news' },
      { lastDay: '2026-05-10', count: 3, unit: 'days', source: 'W-vfokuse', label: 'found' },
    ])
    expect(amina.cautions).toContain('disputed')
    expect(amina.wouldChange).toContain('readings')
    expect(keys(amina)).toEqual(expect.arrayContaining(['other-reading-days', 'readings-differ']))
    expect(deadlineBounds(clocks, 'amina.offline', '2026-05-07')).toEqual({
      earliest: '2026-05-10',
      latest: '2026-05-13',
    })
  })

  test('an inexact start and a dispute together: a range over both', () => {
    const both = count('amina.offline', '2026-05-06..2026-05-07')
    expect(both).toMatchObject({ status: 'unknown', lastDay: null })
    expect(both.range).toEqual({ earliest: '2026-05-09', latest: '2026-05-13' })
  })

  test('one reading cannot be counted: no day is named', () => {
    const edge = count('amina.offline', '2027-12-29')
    expect(edge).toMatchObject({ status: 'unknown', lastDay: null })
    expect(paramsOf(edge, 'calendar-missing')).toEqual({ year: '2028' })
  })
})

describe('hours', () => {
  test.each([
    ['koap.detention', '2026-05-07T22:30', '2026-05-08T01:30'],
    ['koap.detention', '2026-12-31T23:00', '2027-01-01T02:00'],
    ['koap.detention.48', '2024-02-28T10:05', '2024-03-01T10:05'],
    ['koap.detention.48', '2030-01-01T00:00', '2030-01-03T00:00'],
    ['upk.refusal-copy', '2026-03-31T17:45', '2026-04-01T17:45'],
  ])('%s from %s → %s', (rule, from, moment) => {
    const limit = count(rule, from)
    expect(limit.status).toBe('known')
    expect(limit.lastMoment).toBe(moment)
    expect(limit.lastDay).toBe(moment.slice(0, 10))
  })

  test('a date alone gives no moment and no day', () => {
    const dateOnly = count('koap.detention', '2026-05-07')
    expect(dateOnly).toMatchObject({ status: 'unknown', lastDay: null, lastMoment: null, range: null })
    expect(keys(dateOnly)).toContain('time-needed')
    expect(dateOnly.wouldChange).toContain('time')
    expect(deadlineBounds(clocks, 'koap.detention', '2026-05-07')).toBeNull()
  })

  test('what nobody has read is said', () => {
    expect(count('koap.detention', '2026-05-07T22:30').disputes).toEqual([
      { text: 'dispute.detention-unread', source: 'W-koapru' },
    ])
  })
})

describe('months and years', () => {
  test.each([
    ['kas.appeal', '2026-01-31', '2026-03-02'], // 28 February is a Saturday
    ['kas.appeal', '2024-01-31', '2024-02-29'],
    ['kas.appeal', '2025-02-28', '2025-03-28'],
    ['kas.appeal', '2026-03-31', '2026-04-30'],
    ['kas.appeal', '2025-12-02', '2026-01-12'], // 2 January is a holiday
    ['kas.suit', '2025-11-30', '2026-03-02'],
    ['kas.suit', '2026-02-09', '2026-05-12'], // 9 May, the weekend, 11 May off
    ['kas.suit', '2024-11-29', '2025-02-28'],
    ['koap.review.court', '2025-12-31', '2026-02-28'], // no roll-over
    ['koap.limitation.migration', '2025-03-01', '2026-02-28'],
    ['koap.limitation.migration', '2024-02-29', '2025-02-28'],
    ['koap.limitation.migration', '2023-03-01', '2024-02-29'],
    ['koap.execution', '2024-02-29', '2026-02-28'],
    ['school.retake', '2025-11-30', '2026-02-28'],
    ['school.retake', '2026-01-15', '2026-04-15'],
  ])('%s from %s → %s', (rule, from, last) => {
    expect(count(rule, from).lastDay).toBe(last)
  })

  test('a month without that number says so', () => {
    expect(paramsOf(count('kas.appeal', '2024-01-31'), 'short-month')).toEqual({
      end: { date: '2024-02-29' },
    })
    expect(keys(count('kas.appeal', '2026-03-30'))).not.toContain('short-month')
  })

  test('"not before" names the first day allowed, and of a range the latest', () => {
    const retake = count('school.retake', '2026-01-15')
    expect(retake.kind).toBe('not-before')
    expect(keys(retake).at(-1)).toBe('first-day')
    expect(keys(count('school.retake', '2026-01'))).toContain('range-first')
  })
})

describe('other terms of the table', () => {
  test.each([
    ['koap.forward', '2026-05-08', '2026-05-11'], // сутки: no roll-over
    ['koap.forward.judge', '2026-05-08', '2026-05-08'],
    ['koap.review.body', '2026-04-29', '2026-05-12'],
    ['koap.review.expulsion', '2026-05-08', '2026-05-09'],
    ['koap.protocol', '2026-05-08', '2026-05-08'],
    ['koap.protocol.clarify', '2026-05-08', '2026-05-10'],
    ['koap.protocol.copy', '2026-05-07', '2026-05-12'],
    ['koap.copy', '2026-05-07', '2026-05-12'],
    ['koap.limitation', '2026-01-01', '2026-03-01'], // 1 January is day 1, 1 March day 60
    ['koap.limitation.judge', '2026-01-01', '2026-03-31'],
    ['koap.self-exit', '2026-05-04', '2026-05-09'],
    ['kas.placement.appeal', '2026-04-29', '2026-05-12'], // calendar days, chapter 28
    ['kas.placement.hearing', '2026-05-05', '2026-05-12'],
    ['kas.interim', '2026-05-08', '2026-05-12'],
    ['upk.check', '2026-05-06', '2026-05-12'],
    ['upk.check.10', '2026-05-06', '2026-05-18'],
    ['upk.check.30', '2026-05-06', '2026-06-05'],
    ['upk.complaint.prosecutor', '2026-06-01', '2026-06-04'],
    ['upk.complaint.judge', '2026-06-01', '2026-06-15'],
    ['upk.complaint.judge.shortened', '2026-06-01', '2026-06-08'], // 6 June is a Saturday
    ['upk.refusal.prosecutor', '2026-06-01', '2026-06-08'],
    ['appeal59.register', '2026-06-01', '2026-06-04'],
    ['appeal59.answer', '2026-06-01', '2026-07-01'],
    ['rkl.report', '2026-05-04', '2026-05-11'],
    ['school.complete', '2025-11-01', '2025-11-11'],
    ['school.truth', '2026-04-20', '2026-05-27'],
    ['school.result', '2026-05-08', '2026-05-11'],
    ['school.test', '2026-05-04', '2026-05-11'],
  ])('%s from %s → %s', (rule, from, last) => {
    expect(count(rule, from).lastDay).toBe(last)
  })

  test('working days list what was skipped and what was worked', () => {
    const truth = count('school.truth', '2025-10-20')
    expect(truth.lastDay).toBe('2025-11-25')
    expect(truth.trace.filter(({ key }) => key === 'days-off' || key === 'worked-weekend')).toEqual([
      { key: 'worked-weekend', params: { day: { date: '2025-11-01' }, weekday: 'sat' } },
      { key: 'days-off', params: { days: { from: '2025-11-02', to: '2025-11-04' } } },
    ])
  })

  test('windows that are closed', () => {
    for (const rule of ['decree.1126', 'decree.159']) {
      const closed = count(rule, '')
      expect(closed).toMatchObject({ status: 'known', lastDay: '2025-09-10' })
      expect(keys(closed)).toEqual(['fixed', 'closed'])
      expect(keys(computeDeadline(clocks, rule, '', { today: '2025-09-10' }))).toEqual(['fixed'])
    }
    expect(count('amina.transition', '').lastDay).toBe('2025-11-30')
  })

  test('school rows: the edition is unconfirmed after 1 March 2026', () => {
    const on = (day: string, from: string) =>
      computeDeadline(clocks, 'school.complete', from, { today: day }).cautions
    expect(on('2026-03-02', '2025-11-01')).toContain('unconfirmed')
    expect(on('2026-03-01', '2025-11-01')).not.toContain('unconfirmed')
    expect(on('2026-02-01', '2026-04-01')).toContain('unconfirmed') // an application still to come
  })

  test('nothing is signed, so every term says so; unsure terms say that too', () => {
    for (const id of Object.keys(clocks.terms)) expect(count(id, '').cautions, id).toContain('unsigned')
    expect(count('koap.limitation.migration', '2026-01-01').cautions).toContain('unsure')
    expect(count('school.truth', '2026-01-12').cautions).toContain('unsure')
    expect(count('koap.limitation', '2026-01-01').cautions).toContain('unsure')
  })
})

describe('an id that does not exist', () => {
  const nearest = (id: string): string[] => {
    const refused = caught(() => count(id, '2026-01-12'))
    expect(refused).toBeInstanceOf(UnknownTermError)
    return (refused as UnknownTermError).nearest
  }
  test('names the ids that were probably meant', () => {
    expect(nearest('koap.apeal')).toEqual(['koap.appeal'])
    expect(nearest('KOAP.APPEAL')).toContain('koap.appeal')
    expect(nearest('decree')).toEqual(['decree.1126', 'decree.159'])
    expect(nearest('koap')).toHaveLength(3)
    expect(nearest('')).toEqual([])
    expect(nearest('__proto__')).toEqual([])
    expect(nearest('constructor')).toEqual([])
  })
})

// ── properties ───────────────────────────────────────────────────────────────────────────────────────────

const inDays = Object.values(clocks.terms).filter((term) =>
  term.versions.every(({ unit }) => unit !== 'hours' && unit !== 'fixed'),
)
const first = dayNumber('2022-06-01')
const last = dayNumber('2029-06-01')
const anyDay = fc.integer({ min: first, max: last }).map(plainDate)
const anyTerm = fc.constantFrom(...inDays.map(({ id }) => id))

const versionOn = (rule: string, day: string): TermVersion | undefined =>
  clocks.terms[rule]!.versions.find(
    (v) => (v.from === null || v.from <= day) && (v.to === null || day <= v.to),
  )

describe('for every term and every start', () => {
  test('a term that rolls over never ends on a day without work', () => {
    fc.assert(
      fc.property(anyTerm, anyDay, (rule, day) => {
        const { lastDay } = count(rule, day)
        const version = versionOn(rule, day)
        if (lastDay === null || !version || version.readings.length > 0) return
        if (version.rollover === 'next-working-day' || version.unit === 'working-days')
          expect(isWorkingDay(clocks, lastDay)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test('within one text, a later start never ends earlier', () => {
    fc.assert(
      fc.property(anyTerm, anyDay, fc.integer({ min: 0, max: 40 }), (rule, day, gap) => {
        const later = plainDate(dayNumber(day) + gap)
        if (versionOn(rule, day) !== versionOn(rule, later)) return
        const a = count(rule, day).lastDay
        const b = count(rule, later).lastDay
        if (a !== null && b !== null) expect(a <= b).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test('an inexact start is exactly the envelope of its days', () => {
    const span = fc.tuple(anyDay, fc.integer({ min: 0, max: 45 }))
    fc.assert(
      fc.property(anyTerm, span, (rule, [from, length]) => {
        const to = plainDate(dayNumber(from) + length)
        const days = daysFrom(from, to).map((day) => deadlineBounds(clocks, rule, day))
        const whole = deadlineBounds(clocks, rule, `${from}..${to}`)
        if (days.includes(null)) {
          expect(whole).toBeNull()
          return
        }
        const known = days.map((day) => day!)
        expect(whole).toEqual({
          earliest: known.map((day) => day.earliest).sort()[0],
          latest: known
            .map((day) => day.latest)
            .sort()
            .at(-1),
        })
        const full = count(rule, `${from}..${to}`)
        if (full.status === 'unknown') expect(full.range).toEqual(whole)
        else expect(full.lastDay).toBe(whole!.earliest)
      }),
      { numRuns: 800 },
    )
  })

  test('never known when a year that is needed is missing', () => {
    const years = fc.subarray([2024, 2025, 2026, 2027])
    fc.assert(
      fc.property(anyTerm, anyDay, years, (rule, day, kept) => {
        const pack: ClockPack = {
          terms: clocks.terms,
          calendars: Object.fromEntries(kept.map((year) => [year, clocks.calendars[year]!])),
        }
        const less = count(rule, day, pack)
        const full = count(rule, day)
        if (less.lastDay !== null) {
          // What is known with fewer calendars is the same day, and every calendar it names is there.
          expect(less.lastDay).toBe(full.lastDay)
          for (const step of less.trace)
            if (step.key === 'calendar') expect(kept).toContain(Number(step.params.year))
          const version = versionOn(rule, day)!
          if (version.rollover !== 'none' || version.unit === 'working-days')
            expect(kept).toContain(Number(less.lastDay.slice(0, 4)))
        } else expect(less.status).toBe('unknown')
      }),
      { numRuns: 3000 },
    )
  })

  test('status, day, range and readings never contradict each other', () => {
    const starts = fc.oneof(
      anyDay,
      anyDay.map((day) => day.slice(0, 7)),
      anyDay.map((day) => day.slice(0, 4)),
      fc.constant(''),
    )
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(clocks.terms)), starts, (rule, from) => {
        const { status, lastDay, lastMoment, range, readings, trace, from: echo } = count(rule, from)
        expect(echo).toBe(from)
        expect(trace.length).toBeGreaterThan(0)
        expect(lastDay === null).toBe(status === 'unknown')
        expect(lastMoment).toBeNull() // no start here has an hour
        if (range) {
          expect(status).toBe('unknown')
          expect(range.earliest < range.latest).toBe(true)
        }
        if (status === 'disputed') expect(lastDay).toBe(readings.map((reading) => reading.lastDay!).sort()[0])
        else expect(readings).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})

// ── packs for single tests ───────────────────────────────────────────────────────────────────────────────

function firstVersion(rule: string): TermVersion {
  return clocks.terms[rule]!.versions[0]!
}

/** The real pack with made-up calendars added: weekends and the January holidays only. */
function withYears(years: number[]): ClockPack {
  const decree = { act: 'tk', article: '112', source: 'K', label: 'known' as const }
  const made = years.map((year) => ({
    year,
    decree,
    off: [1, 2, 3, 4, 5, 6, 7, 8].map((day) => `${year}-01-0${day}`),
    working: [],
  }))
  return {
    terms: clocks.terms,
    calendars: { ...clocks.calendars, ...Object.fromEntries(made.map((year) => [year.year, year])) },
  }
}
