/** How long a copy of the app may be called fresh. */
import type { PlainDate } from '../law/types.ts'

export const FRESH_DAYS = 60

/** Today as the person's own calendar shows it. */
export function todayHere(now = new Date()): PlainDate {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** Whether a copy built on `built` is older than 60 days on `today`. */
export function isOld(built: PlainDate, today: PlainDate): boolean {
  return (Date.parse(today) - Date.parse(built)) / 86_400_000 > FRESH_DAYS
}
