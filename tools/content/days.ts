/** Calendar days as the compiler meets them: any text may come. */
import { BadDateError, dayNumber, weekday } from '../../src/law/dates.ts'

/** Whether the text is one complete day that exists (and lies between 1900 and 2100). */
export function isRealDay(text: string): boolean {
  try {
    dayNumber(text)
    return true
  } catch (error) {
    if (error instanceof BadDateError) return false
    throw error
  }
}

export const isWeekend = (day: string): boolean => weekday(dayNumber(day)) > 5
