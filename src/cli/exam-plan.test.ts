import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hamroh } from './cli.test-support.ts'

const child = {
  format: 'hamroh-learner',
  version: 1,
  id: '7d0f3a5c9b1e24680ace13579bdf0246',
  nickname: 'Umida',
  band: '3-5',
  started: '2026-11-01',
  edited: '2026-11-01',
  exam: '2027-01-15',
  attempts: [],
  answers: ['2026-11-03', '2026-11-10'].map((day) => ({
    item: 'stress.mark#11',
    template: 'stress.mark',
    task: 'stress',
    section: 'oral',
    skill: 'stress:zvonit',
    day,
    seconds: 14,
    right: true,
    n: 0,
  })),
}
const plan = (value: unknown, ...args: string[]) =>
  hamroh(
    ['exam', 'plan', '-', '--today', '2026-11-22', ...args],
    typeof value === 'string' ? value : JSON.stringify(value),
  )

const folder = mkdtempSync(join(tmpdir(), 'hamroh-plan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const written = (name: string, value: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

describe('hamroh exam plan', () => {
  test('without a list of skills it practises those of the band', async () => {
    const ran = await plan(child)
    expect([ran.code, ran.err]).toEqual([0, ''])
    const told = JSON.parse(ran.out)
    expect(told.horizon).toEqual({ kind: 'exam', day: '2027-01-15' })
    expect(told.practice.items.length).toBeGreaterThan(5)
    expect(told.practice.seconds).toBeGreaterThanOrEqual(600)
    expect(told.grown_up).toMatchObject({
      estimate: true,
      compared_with_results: false,
      known: false,
      pass: null,
    })
    expect(told.grown_up.sections.map(({ section }: { section: string }) => section)).toEqual([
      'oral',
      'written',
    ])
    expect(told.retake).toBeNull()
  })

  test.each([
    [
      'a damaged file',
      JSON.stringify(child).slice(0, 300),
      /^hamroh: standard input:1:\d+: .*\n {2}→ correct the JSON/,
    ],
    ['another file', '{"facts": {}}', /standard input:1:1: format: this is no file of a learner/],
    [
      'a newer version',
      { ...child, version: 2 },
      /version: was written by a newer version.*\n {2}→ update this program/,
    ],
    [
      'a field that must not be there',
      { ...child, passport: '1' },
      /passport: there is no such name here; known: format, /,
    ],
    [
      'a day that does not exist',
      { ...child, exam: '2026-02-30' },
      /exam: is no day; write it as YYYY-MM-DD/,
    ],
    [
      'a wrong answer record',
      { ...child, answers: [{ ...child.answers[0], seconds: 1e6 }] },
      /answers\[0\]\.seconds: is not allowed; allowed: whole numbers from 0 to 600/,
    ],
  ])('%s: said where and why, exit code 2', async (_, value, message) => {
    const ran = await plan(value)
    expect(ran.code).toBe(2)
    expect(ran.out).toBe('')
    expect(ran.err).toMatch(message)
  })

  test('another child with the same nickname is not joined', async () => {
    const ran = await plan(child, '--with', written('other.json', { ...child, id: 'f'.repeat(32) }))
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(
      /is another child than standard input, only the nickname is the same\n {2}→ keep both files apart/,
    )
  })

  test('two devices of one child are joined', async () => {
    const more = { ...child.answers[0], day: '2026-11-12' }
    const ran = await plan(child, '--with', written('tablet.json', { ...child, answers: [more] }))
    const told = JSON.parse(ran.out)
    expect(told.joined).toEqual({ added: 1 })
    expect(told.answers.counted).toBe(3)
  })

  test('a clock that jumped ahead is told', async () => {
    const ran = await plan({ ...child, answers: [{ ...child.answers[0], day: '2031-01-01' }] })
    expect(JSON.parse(ran.out)).toMatchObject({
      notices: ['clock-ahead'],
      answers: { counted: 1, dated_ahead: 1 },
    })
  })

  test('after a failed test: the earliest date by the rules, and a notice when the exam stands before it', async () => {
    const failed = { ...child, exam: '2026-12-01', attempts: [{ day: '2026-10-01', passed: false }] }
    const told = JSON.parse((await plan(failed)).out)
    expect(told.retake).toMatchObject({ rule: 'school.retake', last_day: '2027-01-01' })
    expect(told.retake.cautions).toContain('unsigned')
    expect(told.notices).toContain('exam-before-retake')
    const passed = { ...failed, attempts: [...failed.attempts, { day: '2026-11-05', passed: true }] }
    expect(JSON.parse((await plan(passed)).out).retake).toBeNull()
  })

  test('options and lists of skills are checked', async () => {
    expect((await plan(child, '--minutes', '0')).err).toMatch(/--minutes: must be a number from 1 to 60/)
    const twice = { id: 'a', task: 'stress', section: 'oral', difficulty: 0, guess: 0, seconds: 20 }
    const list = { format: 'hamroh-skills', version: 1, skills: [twice, twice] }
    expect((await plan(child, '--skills', written('skills.json', list))).err).toMatch(
      /skills\[1\]\.id: is not allowed; allowed: each id once/,
    )
  })
})

describe('hamroh exam simulate', () => {
  const world = JSON.parse(readFileSync(join(import.meta.dirname, '../../bench/worlds/fsrs.json'), 'utf8'))
  const simulate = (value: unknown, ...args: string[]) =>
    hamroh(['exam', 'simulate', '--world', '-', ...args], JSON.stringify(value))

  test('one part, the same twice', async () => {
    const runs = [1, 2].map(() => simulate(world, '--part', 'placement', '--children', '40'))
    const [first, second] = await Promise.all(runs)
    expect(first!.code).toBe(0)
    expect(first!.out).toBe(second!.out)
    expect(JSON.parse(first!.out)).toMatchObject({
      practice: null,
      readiness: null,
      placement: { children: 40 },
    })
  })

  test('a world that is none', async () => {
    const ran = await simulate({ ...world, memory: { model: 'magic' } })
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(/memory\.model: is not allowed; allowed: fsrs-like, power-law, bkt-like/)
    expect((await simulate(world, '--children', 'many')).err).toMatch(/--children: "many" is no whole number/)
  })
})
