import { describe, expect, test } from 'vitest'
import { BANDS } from '../types.ts'
import { dayOf, dayText } from './days.ts'
import { historyOf } from './history.ts'
import { type Learner, newLearner, withAnswer } from './learner.ts'
import { horizonOf, planOf } from './plan.ts'
import type { Skill } from './skill.ts'

const TODAY = dayOf('2026-11-22')!
const skills: Skill[] = Array.from({ length: 60 }, (_, at) => ({
  id: `skill-${at}`,
  task: (['stress', 'spelling', 'numerals'] as const)[at % 3]!,
  section: at % 2 ? 'oral' : 'written',
  difficulty: -1,
  guess: 0,
  seconds: 20,
}))

/** Practised all skills on each of these days; `right` by skill number and round. */
function practised(days: string[], right: (skill: number, round: number) => boolean = () => true): Learner {
  let learner = newLearner('0'.repeat(32), 'Лола', '3-5', days[0] ?? '2026-11-01')
  days.forEach((day, round) => {
    skills.forEach((skill, at) => {
      learner = withAnswer(learner, {
        ...{
          item: `${skill.id}#1`,
          template: 't',
          task: skill.task,
          section: skill.section,
          skill: skill.id,
        },
        ...{ day, seconds: 9, right: right(at, round) },
      })
    })
  })
  return learner
}
const plan = (learner: Learner, today = TODAY) => planOf({ learner, skills, today })

describe('days', () => {
  test.each(['2026-02-30', '2026-2-3', '1999-01-01', '2101-01-01', '', 'вчера', '2026-01-01T00:00'])(
    '%j is none',
    (text) => {
      expect(dayOf(text)).toBeNull()
    },
  )
  test('there and back', () => {
    for (let day = dayOf('2000-01-01')!; day < dayOf('2030-01-01')!; day += 13)
      expect(dayOf(dayText(day))).toBe(day)
  })
})

describe('the horizon', () => {
  const learner = newLearner('0'.repeat(32), 'Лола', '3-5', '2026-11-01')
  test.each([
    [null, null, 'steady', 30, ['no-exam-day']],
    ['2026-12-22', null, 'exam', 30, []],
    ['2026-11-22', null, 'exam', 1, ['exam-today']],
    ['2026-11-21', null, 'steady', 30, ['exam-past']],
    ['2026-11-21', '2027-02-21', 'steady', 91, ['exam-past']],
    ['2027-01-10', '2027-02-21', 'exam', 49, ['exam-before-retake']],
  ] as const)('exam %s, not before %s: %s', (exam, notBefore, kind, days, notices) => {
    const told = horizonOf({ ...learner, exam }, TODAY, notBefore && dayOf(notBefore))
    expect([told.horizon.kind, told.horizon.target - TODAY, told.notices]).toEqual([kind, days, [...notices]])
  })
})

describe('readiness', () => {
  test('without answers nothing is claimed', () => {
    for (const band of BANDS) {
      const { readiness } = plan({ ...newLearner('0'.repeat(32), 'Лола', band, '2026-11-01') })
      expect([readiness.known, readiness.pass, readiness.estimate, readiness.comparedWithResults]).toEqual([
        false,
        null,
        true,
        false,
      ])
      expect(readiness.sections.every(({ share }) => share === null)).toBe(true)
    }
  })

  const good = practised(['2026-11-01', '2026-11-05', '2026-11-12', '2026-11-20'])
  const weak = practised(['2026-11-01', '2026-11-05', '2026-11-12', '2026-11-20'], (at) => at % 2 === 0)

  test('who knows more is told more, inside an interval', () => {
    const [high, low] = [good, weak].map(
      (learner) => plan({ ...learner, exam: '2026-11-25' }).readiness.pass!.tasks,
    )
    expect(high!.mean).toBeGreaterThan(0.8)
    expect(low!.mean).toBeLessThan(0.5)
    for (const range of [high!, low!]) {
      expect(range.low).toBeLessThanOrEqual(range.mean)
      expect(range.high).toBeGreaterThanOrEqual(range.mean)
    }
  })

  test('a later exam without practice is told lower', () => {
    const soon = plan({ ...good, exam: '2026-11-25' }).readiness.sections[0]!.share!
    const late = plan({ ...good, exam: '2027-11-25' }).readiness.sections[0]!.share!
    expect(late.mean).toBeLessThan(soon.mean)
  })

  test('what would raise it most is what is weakest', () => {
    const spelling = practised(['2026-11-01', '2026-11-05', '2026-11-12', '2026-11-20'], (at) => at % 3 !== 1)
    expect(plan({ ...spelling, exam: '2026-11-25' }).readiness.raise[0]!.task).toBe('spelling')
  })

  test('grade 1 has no written part', () => {
    expect(plan({ ...good, band: '1' }).readiness.sections.map(({ section }) => section)).toEqual(['oral'])
  })

  test('the same answers give the same figures', () => {
    expect(plan(good)).toEqual(plan(JSON.parse(JSON.stringify(good))))
  })
})

describe('a clock that jumps', () => {
  test('ahead and back: nothing is lost, nothing is negative, and it is told', () => {
    const learner = practised(['2026-11-01', '2031-01-01', '2026-11-10'])
    const { history, notices, readiness } = plan(learner)
    expect(history).toMatchObject({ counted: 180, ahead: 60, behind: 0 })
    expect(notices).toContain('clock-ahead')
    expect(readiness.known).toBe(true)
    expect([...history.knowledge.memory.values()].every(({ last }) => last <= TODAY)).toBe(true)
  })

  test('a clock that fell back to the year 2000', () => {
    const learner = { ...practised(['2000-01-01', '2026-11-10']), started: '2026-11-01' }
    const { history, notices } = plan(learner)
    expect(history).toMatchObject({ counted: 120, behind: 60 })
    expect(notices).toContain('clock-behind')
    expect(plan(learner, dayOf('2000-01-05')!).items.length).toBeGreaterThan(0)
  })
})

describe('taps at random', () => {
  test('are noticed, not counted, and leave what was known', () => {
    const before = practised(['2026-11-20'])
    let after = before
    for (const [at, skill] of skills.slice(0, 20).entries())
      after = withAnswer(after, {
        ...{
          item: `${skill.id}#2`,
          template: 't',
          task: skill.task,
          section: skill.section,
          skill: skill.id,
        },
        ...{ day: '2026-11-22', seconds: 1, right: at % 5 === 0 },
      })
    const told = plan(after)
    expect(told.notices).toContain('random-taps')
    expect(told.history.tapped).toBe(20)
    expect(told.readiness).toEqual(plan(before).readiness)
  })
})

describe('today', () => {
  test('fits the time, ends with something sure', () => {
    const { items, seconds } = plan({ ...practised(['2026-11-01', '2026-11-05']), exam: '2026-12-20' })
    expect(seconds).toBe(600)
    expect(items).toHaveLength(30)
    expect(items.at(-1)!.why).toBe('closing')
  })

  test('what grew in a week is counted, and days only grow', () => {
    const { grew } = plan(practised(['2026-11-20', '2026-11-21']))
    expect(grew.learned.reduce((sum, each) => sum + each.skills, 0)).toBe(60)
    expect(grew.days).toBe(2)
    expect(plan(practised(['2026-10-01', '2026-10-02'])).grew.days).toBe(2)
  })

  test('answers to skills that are gone do no harm', () => {
    const learner = practised(['2026-11-20'])
    const some = planOf({ learner, skills: skills.slice(0, 10), today: TODAY })
    expect(some.notices).toContain('unknown-skills')
    expect(some.history.unknown).toBe(50)
    expect(historyOf(learner, [], TODAY)).toMatchObject({ counted: 0, unknown: 60 })
    expect(planOf({ learner, skills: [], today: TODAY }).notices).toContain('nothing-to-practise')
  })
})
