import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../../law/types.ts'
import {
  clockOf,
  DRILLS,
  drillOf,
  isOver,
  mark,
  NOTE_LENGTH,
  reminderOf,
  startRun,
  summaryOf,
  withoutNotes,
} from './drill.ts'

const root = join(import.meta.dirname, '../../../..')

describe('a run', () => {
  test('goes step by step, and says what took longest and what was unclear', () => {
    let run = startRun('phone', 1000)
    run = mark(run, 'done', '', 61_000)
    run = mark(run, 'unclear', '  where is\nthe list?  ', 361_000)
    run = mark(run, 'done', 'not kept for what went well', 371_000)
    expect(isOver(run)).toBe(false)
    run = mark(mark(run, 'done', '', 390_000), 'done', '', 400_000)
    expect(isOver(run)).toBe(true)
    expect(summaryOf(run)).toEqual({
      took: 399_000,
      longest: { step: 2, took: 300_000 },
      unclear: [{ step: 2, note: 'where is the list?' }],
      nobody: [],
    })
    expect(mark(run, 'unclear', 'late', 500_000)).toBe(run)
  })

  test('keeps a note to one short line and forgets it with the lock', () => {
    const run = mark(startRun('office', 0), 'unclear', 'x'.repeat(1000), 1)
    expect(run.marks[0]!.note).toHaveLength(NOTE_LENGTH)
    expect(withoutNotes(run).marks).toEqual([{ outcome: 'unclear', note: '', at: 1 }])
  })

  test('says what nobody could do, which is not the same as unclear', () => {
    const run = mark(mark(startRun('office', 0), 'done', '', 1), 'nobody', 'left out', 2)
    expect([summaryOf(run).nobody, summaryOf(run).unclear]).toEqual([[2], []])
  })

  test('a clock that goes back gives no negative time', () => {
    const run = mark(startRun('office', 10_000), 'done', '', 4_000)
    expect(summaryOf(run).took).toBe(0)
    expect(clockOf(summaryOf(run).took)).toBe('0:00')
  })

  test('an unknown drill is refused', () => {
    expect(() => drillOf('flood')).toThrow('no drill flood')
  })
})

test('time is said in minutes and seconds', () => {
  expect([0, 999, 61_000, 3_600_000].map(clockOf)).toEqual(['0:00', '0:00', '1:01', '60:00'])
})

test('a reminder comes before the first drill and after 90 days', () => {
  expect(reminderOf({}, '2026-11-23')).toBe('none-yet')
  expect(reminderOf({ office: '2026-01-01', phone: '2026-08-25' }, '2026-11-23')).toBeNull()
  expect(reminderOf({ office: '2026-01-01', phone: '2026-08-24' }, '2026-11-23')).toBe('old')
})

describe('each incident of the threat model', () => {
  const model = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
  const incidents = model.slice(
    model.indexOf('## When it happens'),
    model.indexOf('## What is not protected'),
  )

  test('has a drill, in the same order', () => {
    const marks = ['searched', 'passphrase', 'infiltrator', 'Eviction', 'server', 'phone', 'coordinator']
    const headings = [...incidents.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading!)
    expect(headings).toHaveLength(DRILLS.length)
    for (const [index, heading] of headings.entries()) expect(heading).toContain(marks[index])
    expect(DRILLS.map(({ id }) => id)).toEqual([
      'office',
      'passphrase',
      'infiltrator',
      'eviction',
      'server',
      'phone',
      'coordinator',
    ])
  })

  test.each(LANGUAGES)('has its words in %s, one for each step and none beside', (lang) => {
    const { messages } = JSON.parse(
      readFileSync(join(root, `build/content/messages-drills-${lang}.json`), 'utf8'),
    )
    const keys = Object.keys(messages)
    for (const { id, steps } of DRILLS) {
      expect(keys.filter((key) => key.startsWith(`drills.${id}.`)).sort()).toEqual(
        ['left', 'scene', ...steps.map((_, index) => String(index + 1))]
          .map((end) => `drills.${id}.${end}`)
          .sort(),
      )
      expect(keys).toContain(`drills.${id}`)
    }
    // The named buttons are there under these words.
    const app = ['members', 'people', 'safety', 'desk'].flatMap((area) =>
      Object.keys(
        JSON.parse(readFileSync(join(root, `build/content/messages-${area}-${lang}.json`), 'utf8')).messages,
      ),
    )
    for (const { steps } of DRILLS)
      for (const { buttons } of steps) for (const key of buttons ?? []) expect(app).toContain(key)
  })
})
