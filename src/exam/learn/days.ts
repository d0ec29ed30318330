/** Calendar days as numbers. The phone's clock is never read here: today is an argument. */

/** Days since 1970-01-01. */
export type Day = number

const MS = 86_400_000

/** Reads `YYYY-MM-DD`, years 2000–2100; null for anything else, 30 February included. */
export function dayOf(text: string): Day | null {
  const match = /^(20\d\d|2100)-(\d\d)-(\d\d)$/.exec(text)
  if (!match) return null
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  return new Date(time).toISOString().startsWith(text) ? time / MS : null
}

/** `YYYY-MM-DD`. */
export const dayText = (day: Day): string => new Date(day * MS).toISOString().slice(0, 10)
