import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarFile, folded } from './ics.ts'

const file = (title: string) =>
  calendarFile(
    [{ uid: 'daily-1@calendar.invalid', start: '2026-11-23T19:00', title, daily: 30, alarms: [0, 90] }],
    '20261122T120000Z',
  )

describe('calendar files', () => {
  test('a daily reminder with its alarms', () => {
    expect(file('Read a page').split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//calendar//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VEVENT',
      'UID:daily-1@calendar.invalid',
      'DTSTAMP:20261122T120000Z',
      'DTSTART:20261123T190000',
      'DURATION:PT5M',
      'RRULE:FREQ=DAILY;COUNT=30',
      'SUMMARY:Read a page',
      'CLASS:PRIVATE',
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Read a page',
      'TRIGGER:PT0M',
      'END:VALARM',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Read a page',
      'TRIGGER:-PT1H30M',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  test('a whole day with an alarm at nine in the morning', () => {
    const text = calendarFile(
      [{ uid: 'a', start: '2026-11-25', title: 'x', alarms: [-540] }],
      '20261122T120000Z',
    )
    expect(text).toContain('DTSTART;VALUE=DATE:20261125\r\n')
    expect(text).toContain('TRIGGER:PT9H\r\n')
    expect(text).not.toContain('DURATION:')
  })

  test('nothing in a title can begin a line or a field of its own', () => {
    const text = file('a;b,c\\d\r\nATTENDEE:mailto:x')
    expect(text).toContain('SUMMARY:a\\;b\\,c\\\\d\\nATTENDEE:mailto:x\r\n')
    expect(text.split('\r\n').filter((line) => line.startsWith('ATTENDEE'))).toEqual([])
  })

  test('lines have at most 75 octets, and unfolding gives the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const line = text.replace(/[\r\n]/g, '')
        const out = folded(line)
        for (const part of out.split('\r\n'))
          expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(75)
        expect(out.replaceAll('\r\n ', '')).toBe(line)
      }),
    )
  })
})
