/** Reminders for the phone's own calendar. The texts are chosen by the person and say nothing; the app's name is nowhere in them. */
import { type CalendarEvent, calendarFile } from '../../ui/ics.ts'

export interface Alarms {
  /** The day of the first reminder. */
  from: string
  /** `HH:MM` of the daily reminder. */
  time: string
  /** How many days. */
  days: number
  title: string
  /** The shorter last day, when one is known: a reminder of its own in the morning. */
  shorter: string | null
}

export const MOST_DAYS = 90

export function alarmFile({ from, time, days, title, shorter }: Alarms, now: Date): string {
  const events: CalendarEvent[] = [
    {
      uid: `daily-${from}-${time.replace(':', '')}@calendar.invalid`,
      start: `${from}T${time}`,
      title,
      daily: Math.min(MOST_DAYS, Math.max(1, days)),
      alarms: [0],
    },
  ]
  if (shorter)
    events.push({ uid: `day-${shorter}@calendar.invalid`, start: shorter, title, alarms: [-9 * 60] })
  return calendarFile(events, `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`)
}
