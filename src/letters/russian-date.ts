/** Dates as Russian papers write them. A part that is not known becomes a line to be filled by hand, never a guess. */
import { daySpan } from '../law/dates.ts'
import type { PlainDate } from '../law/types.ts'

const NBSP = '\u00a0'
const MONTHS = [
  ...['января', 'февраля', 'марта', 'апреля', 'мая', 'июня'],
  ...['июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря'],
] as const

/** What an empty date prints as. */
export const EMPTY_DATE = `«___»${NBSP}____________${NBSP}20___${NBSP}г.`

/** "2025-12-24" → "24 декабря 2025 г.", "2025-12" → "«___» декабря 2025 г.", a range → the empty date. @throws BadDateError */
export function russianDate(date: PlainDate): string {
  daySpan(date)
  if (date.includes('..')) return EMPTY_DATE
  const [year, month, day] = date.split('-')
  const monthWord = month === undefined ? '____________' : MONTHS[Number(month) - 1]
  return `${day === undefined ? '«___»' : Number(day)}${NBSP}${monthWord}${NBSP}${year}${NBSP}г.`
}
