/**
 * Days as spreadsheets hold them. 05.03.2026 and 2026-03-05 are read; 03/05/2026 is two different days and is never guessed: a person says for the column
 * which comes first.
 */
import { dayNumber, daysInMonth, plainDate } from '../law/dates.ts'
import type { SheetCell } from './import-table.ts'

export type DayOrder = 'day-first' | 'month-first'

/** Message keys below `import.problem.` */
export type DayProblem =
  | 'day-unreadable'
  | 'day-ambiguous'
  | 'day-short-year'
  | 'day-no-such'
  | 'day-odd-year'

export type ReadDay = { value: string } | { problem: DayProblem }

const EARLIEST = 1900
const LATEST = 2100
/** Excel's day 1 is 1900-01-01, and it counts a 29 February 1900 that never was: from 1 March 1900 on, day n is n days after 1899-12-30. */
const SERIAL_ZERO = dayNumber('1900-01-01') - 2
/** 1950 to 2099: a smaller or larger number in a column of days is more likely something else. */
const SERIAL_FROM = dayNumber('1950-01-01') - SERIAL_ZERO
const SERIAL_TO = dayNumber('2099-12-31') - SERIAL_ZERO

const CLOCK = /[ T,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/

/**
 * @returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY` where the cell says no more, and `YYYY-MM-DDTHH:MM` where it names an hour
 * @param order what a person said about 03/05/2026 in this column; null when nobody did
 */
export function readDay(cell: SheetCell, order: DayOrder | null = null): ReadDay {
  if (typeof cell === 'object' && cell !== null) return whole(cell.day)
  if (typeof cell === 'number') return fromSerial(cell)
  const said = String(cell ?? '').trim()
  const clock = CLOCK.exec(said)
  const text = clock ? said.slice(0, clock.index) : said
  if (!clock && /^\d{5}(?:[.,]\d+)?$/.test(text)) return fromSerial(Number(text.replace(',', '.')))
  const read = readCivil(text, order)
  if ('problem' in read || !clock || read.value.length !== 10) return read
  const [, hour = '', minute = ''] = clock
  if (+hour > 23 || +minute > 59) return { problem: 'day-unreadable' }
  // Midnight is what spreadsheets write for a day without an hour.
  return +hour === 0 && +minute === 0 ? read : { value: `${read.value}T${hour.padStart(2, '0')}:${minute}` }
}

const whole = (day: string): ReadDay => {
  const read = readCivil(day.slice(0, 10), null)
  if ('problem' in read) return read
  const clock = day.slice(10, 16)
  return { value: /^T\d{2}:\d{2}$/.test(clock) && clock !== 'T00:00' ? read.value + clock : read.value }
}

function fromSerial(serial: number): ReadDay {
  const days = Math.floor(serial)
  if (!(days >= SERIAL_FROM && days <= SERIAL_TO)) return { problem: 'day-unreadable' }
  const minutes = Math.round((serial - days) * 1440)
  const day = plainDate(SERIAL_ZERO + days)
  if (minutes === 0 || minutes === 1440) return { value: day }
  return { value: `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}` }
}

function readCivil(text: string, order: DayOrder | null): ReadDay {
  const parts = /^(\d{1,4})(?:([./-])(\d{1,4})(?:([./-])(\d{1,4}))?)?\.?(?:\s*г\.?)?$/.exec(text)
  if (!parts) return { problem: 'day-unreadable' }
  const [, a = '', mark, b, second, c] = parts
  if (b === undefined) return a.length === 4 ? checked(+a) : { problem: 'day-unreadable' }
  if (c === undefined) {
    if (a.length === 4) return checked(+a, +b)
    return b.length === 4 ? checked(+b, +a) : { problem: 'day-short-year' }
  }
  if (mark !== second) return { problem: 'day-unreadable' }
  if (a.length === 4) return checked(+a, +b, +c)
  if (c.length !== 4) return { problem: c.length === 2 ? 'day-short-year' : 'day-unreadable' }
  if (mark === '.') return checked(+c, +b, +a)
  // With strokes both orders are in use. One number above 12 settles it, two equal ones need no settling.
  if (+a > 12 || +a === +b) return checked(+c, +b, +a)
  if (+b > 12) return checked(+c, +a, +b)
  if (order === null) return { problem: 'day-ambiguous' }
  return order === 'day-first' ? checked(+c, +b, +a) : checked(+c, +a, +b)
}

function checked(year: number, month?: number, day?: number): ReadDay {
  if (year < EARLIEST || year > LATEST) return { problem: 'day-odd-year' }
  if (month === undefined) return { value: String(year) }
  if (month < 1 || month > 12) return { problem: 'day-no-such' }
  if (day === undefined) return { value: `${year}-${two(month)}` }
  if (day < 1 || day > daysInMonth(year, month)) return { problem: 'day-no-such' }
  return { value: `${year}-${two(month)}-${two(day)}` }
}

const two = (n: number) => String(n).padStart(2, '0')
