import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../law/types.ts'
import { agendaOf, BUCKETS, nextDue } from './agenda.ts'
import { readCases } from './cases.ts'
import { lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { demoCases } from './demo.ts'
import { CASE_KINDS, CASE_STATES, splitByLane } from './fields.ts'

/** Weekdays and Sundays, before and in the long holidays, at the end of a year. */
const DAYS = [
  '2026-01-05',
  '2026-01-20',
  '2026-03-10',
  '2026-05-08',
  '2026-11-22',
  '2026-12-31',
  '2025-06-14',
  '2025-11-04',
]

const made = (today: string) => {
  const lanes = lanesOf(...demoCases(today).map(({ operations }) => operations))
  const cases = readCases(lanes, { reveal: true }).map((view) => ({
    view,
    clocks: clocksOf(view, packs, today),
  }))
  return { cases, agenda: agendaOf(cases, [], today) }
}

describe.each(DAYS)('the demo of %s', (today) => {
  const { cases, agenda } = made(today)

  test('twelve cases, every state, kind and language, all readable', () => {
    expect(cases).toHaveLength(12)
    const of = (key: 'state' | 'kind' | 'language') => new Set(cases.map(({ view }) => view[key]))
    expect(of('state')).toEqual(new Set(CASE_STATES))
    expect(of('kind')).toEqual(new Set(CASE_KINDS))
    expect(of('language')).toEqual(new Set(LANGUAGES))
    for (const { view, clocks } of cases) {
      expect(view.unreadable + view.unknown + clocks.unread, view.number).toBe(0)
      expect(clocks.contradictions, view.number).toEqual([])
      expect((view.letters ?? []).every(({ sent }) => sent.every(({ intact }) => intact))).toBe(true)
      expect((view.words ?? []).every(({ intact }) => intact)).toBe(true)
    }
  })

  test('something in every bucket; a dispute, an unknown day and a case without any', () => {
    expect(new Set(agenda.due.map(({ bucket }) => bucket))).toEqual(new Set(BUCKETS))
    expect(agenda.due.some(({ kind, bucket }) => kind === 'deadline' && bucket === 'overdue')).toBe(true)
    expect(agenda.due.some(({ kind, bucket }) => kind === 'deadline' && bucket === 'unknown')).toBe(true)
    expect(agenda.due.some(({ deadline }) => deadline?.status === 'disputed')).toBe(true)
    expect(agenda.others.length).toBeGreaterThan(0)
    expect(agenda.unclear).toMatchObject([{ conflicts: 1 }])
    expect(cases.some((each) => nextDue(each, today) === null)).toBe(true)
  })
})

describe('the demo', () => {
  test('is the same on the same day, and fits into commits', () => {
    expect(demoCases('2026-01-20')).toEqual(demoCases('2026-01-20'))
    for (const { operations } of demoCases('2026-01-20'))
      expect(splitByLane(operations).length).toBeLessThanOrEqual(5)
  })

  test('names say that they are invented', () => {
    const names = made('2026-01-20').cases.flatMap(({ view }) => view.people!.map(({ name }) => name!.value))
    expect(names.length).toBeGreaterThanOrEqual(12)
    const INVENTED =
      /Вымышлен|Придуман|Сохта|Хаёл|Toʻqima|Xayoliy|Ойдон|Жомок|Афсона|Uydirma|Ривоят|Ойлон|Madeup/
    expect(names.filter((name) => !INVENTED.test(name))).toEqual([])
  })
})
