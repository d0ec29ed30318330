import { describe, expect, test } from 'vitest'
import { outlookOf } from './gain.ts'
import { type Knowledge, learn, nothingKnown, steepness } from './knowledge.ts'
import { beginSession, nextStep, type Session, sessionAfter } from './session.ts'
import type { Skill } from './skill.ts'

const TODAY = 1000
const EXAM = 1060
const skills: Skill[] = Array.from({ length: 40 }, (_, at) => ({
  id: `skill-${at}`,
  task: (['stress', 'spelling', 'numerals', 'aspect'] as const)[at % 4]!,
  section: at % 2 ? 'oral' : 'written',
  difficulty: (at % 5) - 2,
  guess: 0,
  seconds: 20,
}))

interface Ran {
  session: Session
  whys: string[]
  tasks: string[]
  well: boolean
}

/** Works a session through; `right` says how each answer went. */
function work(knowledge: Knowledge, right: (at: number, why: string) => boolean, seconds = 20): Ran {
  const outlook = outlookOf(knowledge, skills, TODAY, EXAM)
  let session = beginSession('child', '2026-09-01')
  const whys: string[] = []
  for (;;) {
    const step = nextStep(session, outlook)
    if (step.kind === 'end')
      return { session, whys, tasks: session.done.map(({ task }) => task), well: step.well }
    const skill = skills[step.at]!
    const went = right(session.done.length, step.why)
    learn(knowledge, skill, TODAY, went)
    outlook.changed(step.at)
    whys.push(step.why)
    session = sessionAfter(session, skill, step.why === 'new', went, seconds)
  }
}

describe('a session', () => {
  test('fits ten minutes and ends well', () => {
    const { session, well } = work(nothingKnown(), () => true)
    expect(well).toBe(true)
    expect(session.spent).toBe(600)
  })

  test('after a wrong answer at the end it looks for a good end, but not for ever', () => {
    const onlyClosing = work(nothingKnown(), (at, why) => why === 'closing' || at % 3 === 0)
    expect(onlyClosing.well).toBe(true)
    const never = work(nothingKnown(), () => false)
    expect(never.well).toBe(false)
    expect(never.session.spent).toBeLessThanOrEqual(600 + 2 * 20)
  })

  test('interleaves: hardly ever the same kind twice in a row', () => {
    const { tasks } = work(nothingKnown(), (at) => at % 2 === 0)
    const twice = tasks.filter((task, at) => at > 0 && task === tasks[at - 1]).length
    expect(tasks.length).toBeGreaterThan(20)
    expect(twice).toBeLessThan(tasks.length / 3)
  })

  test('what is known is mixed in: never more than four new ones in a row', () => {
    const knowledge = nothingKnown()
    for (const skill of skills.slice(0, 12)) learn(knowledge, skill, TODAY - 9, true)
    const { whys } = work(knowledge, () => true)
    expect(whys).toContain('review')
    expect(whys.join(' ')).not.toMatch(/(new ?){5}/)
  })

  test('a phone call costs no practice, and a resumed session goes on where it stood', () => {
    const knowledge = nothingKnown()
    const outlook = outlookOf(knowledge, skills, TODAY, EXAM)
    let session = beginSession('child', '2026-09-01')
    session = sessionAfter(session, skills[0]!, true, true, 600)
    expect(session.spent).toBe(120)
    const again: Session = JSON.parse(JSON.stringify(session))
    expect(nextStep(again, outlookOf(knowledge, skills, TODAY, EXAM))).toEqual(nextStep(session, outlook))
  })

  test('nothing to practise is the end, not an error', () => {
    expect(nextStep(beginSession('child', '2026-09-01'), outlookOf(nothingKnown(), [], TODAY, EXAM))).toEqual(
      { kind: 'end', well: false },
    )
  })

  test('one single skill is asked until the time is up', () => {
    const knowledge = nothingKnown()
    const outlook = outlookOf(knowledge, skills.slice(0, 1), TODAY, EXAM)
    expect(
      nextStep(sessionAfter(beginSession('child', 'x'), skills[0]!, true, false, 20), outlook),
    ).toMatchObject({ kind: 'item', at: 0 })
  })

  test('a child who forgets what it leaves alone meets it again before anything new', () => {
    const knowledge = nothingKnown()
    for (const day of [10, 20, 30, 40])
      for (const skill of skills.slice(0, 20)) learn(knowledge, skill, TODAY - 50 + day, false)
    expect(steepness(knowledge)).toBeGreaterThan(0.9)
    const step = nextStep(beginSession('child', '2026-09-01'), outlookOf(knowledge, skills, TODAY, EXAM))
    expect(step).toMatchObject({ kind: 'item', why: 'review' })
  })
})
