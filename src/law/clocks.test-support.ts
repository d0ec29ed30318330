/** The real terms and calendars as the content compiler wrote them, for tests and benches. */
import { readFileSync } from 'node:fs'
import { dayNumber, plainDate } from './dates.ts'
import type { ClockPack } from './types.ts'

const file = new URL('../../build/content/law-clocks.json', import.meta.url)

export const clocks: ClockPack = JSON.parse(readFileSync(file, 'utf8'))

/** Every day from `from` to `to`. */
export const daysFrom = (from: string, to: string): string[] => {
  const days: string[] = []
  for (let n = dayNumber(from); n <= dayNumber(to); n++) days.push(plainDate(n))
  return days
}
