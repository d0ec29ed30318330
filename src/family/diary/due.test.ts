import { describe, expect, test } from 'vitest'
import { clocks } from '../../law/clocks.test-support.ts'
import { alarmFile } from './alarms.ts'
import { dueOf } from './due.ts'
import { type Diary, emptyDiary, withEntry } from './entries.ts'

const NOW = '2026-12-31T23:00+03:00'
function diary(...contacts: string[]): Diary {
  let all = emptyDiary()
  for (const at of contacts) {
    const added = withEntry(all, { at, kind: 'contact', signs: ['sent'], text: '', pictures: [] }, NOW)
    if ('refused' in added) throw new Error(added.refused)
    all = added.diary
  }
  return all
}

describe('what is due', () => {
  test('no contact: nothing is counted', () => {
    expect(dueOf(emptyDiary(), clocks, '2026-11-22')).toMatchObject({ state: 'none', shorter: null })
  })

  test('both readings, the shorter first: three days and three working days over a weekend', () => {
    // Friday 20 November 2026.
    expect(dueOf(diary('2026-11-20T14:05+03:00'), clocks, '2026-11-22')).toMatchObject({
      state: 'running',
      shorter: '2026-11-23',
      days: '2026-11-23',
      workingDays: '2026-11-25',
    })
  })

  test.each([
    ['2026-11-23', 'today'],
    ['2026-11-24', 'passed'],
    ['2026-11-20', 'running'],
  ])('on %s it is %s', (today, state) => {
    expect(dueOf(diary('2026-11-20T14:05+03:00'), clocks, today).state).toBe(state)
  })

  test('the contact that happened last counts, not the one written last; failures count for nothing', () => {
    const told = diary('2026-11-20T14:05+03:00', '2026-11-18T09:00+03:00')
    const failed = withEntry(
      told,
      { at: '2026-11-22T10:00+03:00', kind: 'failure', signs: ['no-line'], text: '', pictures: [] },
      NOW,
    )
    if ('refused' in failed) throw new Error(failed.refused)
    expect(dueOf(failed.diary, clocks, '2026-11-22').last?.at).toBe('2026-11-20T14:05+03:00')
  })

  test('the day is that of the zone in which it was written', () => {
    expect(dueOf(diary('2026-11-20T00:30+03:00'), clocks, '2026-11-22').shorter).toBe('2026-11-23')
  })

  test('the rule says that it is disputed and not signed', () => {
    const { deadline } = dueOf(diary('2026-11-20T14:05+03:00'), clocks, '2026-11-22')
    expect(deadline?.cautions).toEqual(expect.arrayContaining(['unsigned', 'disputed']))
    expect(deadline?.status).toBe('disputed')
  })

  test('a year without a calendar gives no false working day', () => {
    const due = dueOf(
      {
        ...diary(),
        entries: diary('2026-11-20T14:05+03:00').entries.map((entry) => ({
          ...entry,
          at: '2028-12-29T10:00+03:00',
        })),
      },
      clocks,
      '2028-12-30',
    )
    expect(due.workingDays).toBeNull()
  })
})

describe('reminders', () => {
  const now = new Date('2026-11-22T11:00:00Z')
  const alarms = { from: '2026-11-22', time: '19:00', days: 30, title: 'Read a page', shorter: '2026-11-25' }

  test('nothing in the file tells what it is about', () => {
    const file = alarmFile(alarms, now)
    expect(file).not.toMatch(/amina|амина|hamroh|diary|дневник|migra/i)
    expect(file.match(/^SUMMARY:.*$/gm)).toEqual(['SUMMARY:Read a page', 'SUMMARY:Read a page'])
    expect(file).toContain('DTSTAMP:20261122T110000Z')
  })

  test('at most 90 days, at least one', () => {
    expect(alarmFile({ ...alarms, days: 4000 }, now)).toContain('COUNT=90')
    expect(alarmFile({ ...alarms, days: -3 }, now)).toContain('COUNT=1')
  })
})
