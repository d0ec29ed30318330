import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AgendaItem } from './agenda.ts'
import { caseCode, weekCalendar } from './ics.ts'

const SECRET = new Uint8Array(32).fill(7)
const TODAY = '2026-11-22'
const NOW = new Date('2026-11-22T09:30:15Z')

const item = (more: Partial<AgendaItem>): AgendaItem => ({
  ...{
    case: 'abcdefghijklmnopqrstuv',
    number: 'Т-104',
    kind: 'deadline',
    entity: 'e1',
    about: 'koap.appeal',
  },
  ...{
    bucket: 'week',
    day: '2026-11-25',
    moment: null,
    left: 3,
    weekday: 3,
    certain: true,
    assignees: ['Зарина'],
  },
  ...{ deadline: null },
  ...more,
})
const file = (due: AgendaItem[], more = {}) =>
  weekCalendar(
    { due },
    { today: TODAY, days: 7, now: NOW, secret: SECRET, title: (code) => `Напоминание ${code}`, ...more },
  )
const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n')
const uids = (text: string) => lines(text).filter((line) => line.startsWith('UID:'))

describe('the week as a calendar file', () => {
  const text = file([item({})])

  test('has a whole day, two alarms and a title that says nothing', () => {
    const code = caseCode('abcdefghijklmnopqrstuv', SECRET)
    expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}$/)
    expect(lines(text)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//calendar//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VEVENT',
      expect.stringMatching(/^UID:[\w-]{22}@calendar\.invalid$/),
      'DTSTAMP:20261122T093015Z',
      'DTSTART;VALUE=DATE:20261125',
      `SUMMARY:Напоминание ${code}`,
      'CLASS:PRIVATE',
      'TRANSP:TRANSPARENT',
      ...[
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        `DESCRIPTION:Напоминание ${code}`,
        'TRIGGER:-PT15H',
        'END:VALARM',
      ],
      ...['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:Напоминание ${code}`, 'TRIGGER:PT9H', 'END:VALARM'],
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  test('names no case, number, term, person or program', () => {
    const all = file([item({}), item({ kind: 'task', about: 'Позвонить Зарине', day: '2026-11-24' })])
    for (const word of ['Т-104', 'abcdefghij', 'koap', 'Зарин', 'Позвонить', 'hamroh', 'e1'])
      expect(all.toLowerCase()).not.toContain(word.toLowerCase())
  })

  test('keeps a minute, with alarms before it', () => {
    const hours = file([item({ moment: '2026-11-25T14:30' })])
    expect(lines(hours)).toEqual(
      expect.arrayContaining(['DTSTART:20261125T143000', 'TRIGGER:-PT3H', 'TRIGGER:-PT1H']),
    )
  })

  test('holds today and the six days after, no past day, no unknown one, nothing that others owe', () => {
    const on = (day: string | null, more: Partial<AgendaItem> = {}) =>
      uids(file([item({ day, ...more })])).length
    expect(['2026-11-21', '2026-11-22', '2026-11-28', '2026-11-29', null].map((day) => on(day))).toEqual([
      0, 1, 1, 0, 0,
    ])
    expect(on('2026-11-25', { kind: 'answer-due' })).toBe(0)
    expect(on('2026-11-25', { kind: 'erase' })).toBe(0)
  })

  test('one event for a case and day; the same file again has the same UIDs, another device has others', () => {
    const two = [item({}), item({ kind: 'task', entity: 't9' }), item({ case: 'another_case_0000000000' })]
    expect(uids(file(two))).toHaveLength(2)
    expect(uids(file(two, { now: new Date('2026-11-23T08:00:00Z') }))).toEqual(uids(file(two)))
    expect(uids(file(two, { secret: new Uint8Array(32).fill(8) }))).not.toEqual(uids(file(two)))
  })

  test('whatever a title holds, lines stay within 75 octets and end in CRLF, and no line is smuggled in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (word) => {
        const out = file([item({})], { title: (code: string) => `${word}\r\nATTENDEE:x;,\\ ${code}` })
        expect(out.endsWith('\r\n')).toBe(true)
        for (const line of out.split('\r\n'))
          expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
        expect(out.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        expect(lines(out).filter((line) => line.startsWith('ATTENDEE'))).toEqual([])
      }),
      { numRuns: 100, seed: 20261122 },
    )
  })

  test('an empty week is a calendar without events', () => {
    expect(lines(file([])).filter((line) => line.includes('VEVENT'))).toEqual([])
  })
})
