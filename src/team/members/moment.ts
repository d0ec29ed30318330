/** Days as people type them, with a clock where a term runs in hours: 24.12.2025 14:30. */
import { type DateProblem, readTypedDate, writeDate } from '../typed-date.ts'

export type ReadMoment = { value: string } | { problem: DateProblem | 'whole' }

/** @param type `day`: a whole day; `partial`: also a month or a year; `when`: also a day with a clock */
export function readMoment(text: string, type: 'day' | 'partial' | 'when'): ReadMoment {
  const [, day = '', hour, minute] = /^(.*?)(?:[,\s]+(\d{1,2}):(\d{2}))?$/.exec(text.trim()) ?? []
  const read = readTypedDate(day)
  if (read.is === 'problem') return { problem: read.problem }
  if (read.is === 'empty') return { problem: 'unreadable' }
  const whole = read.value.length === 10
  if (type === 'day' && !whole) return { problem: 'whole' }
  if (hour === undefined) return { value: read.value }
  if (type !== 'when' || !whole || +hour > 23 || +minute! > 59) return { problem: 'unreadable' }
  return { value: `${read.value}T${hour.padStart(2, '0')}:${minute}` }
}

/** The other way round, for the field. */
export function writeMoment(value: string): string {
  const [day = '', clock] = value.split('T')
  return [day === '' ? '' : writeDate(day), clock].filter(Boolean).join(' ')
}
