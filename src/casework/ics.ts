/**
 * The coming days of the agenda as a calendar file. A phone's calendar is seen over a shoulder and synchronised by strangers, so an
 * event says nothing: a neutral word and a short code, which only the desk can match to a case. What the day is for stays at the desk.
 */
import { dayNumber } from '../law/dates.ts'
import type { PlainDate } from '../law/types.ts'
import { hash, toB64, utf8 } from '../seal/bytes.ts'
import { type CalendarEvent, calendarFile } from '../ui/ics.ts'
import type { Agenda, AgendaItem, AgendaKind } from './agenda.ts'

export interface CalendarWish {
  today: PlainDate
  /** Days from today on, today included; 7 for a week. */
  days: number
  /** When the file is made. */
  now: Date
  /** Random bytes that this device keeps: without them neither a code nor a UID leads to a case. */
  secret: Uint8Array
  /** The title of an event, innocuous: a neutral word and the code. */
  title: (code: string) => string
}

/** What a person must do, or may do from that day. What authorities owe needs no alarm. */
const KINDS: readonly AgendaKind[] = ['deadline', 'task', 'opens', 'paper']

/** Nine in the morning of the day before and of the day itself; before a minute, three hours and one. */
const DAY_ALARMS = [15 * 60, -9 * 60]
const MOMENT_ALARMS = [180, 60]

/**
 * One event for a case and day, however many things fall due: two alarms for one desk are noise. A second import replaces the first.
 * Past days are left out.
 */
export function weekCalendar(agenda: Pick<Agenda, 'due'>, wish: CalendarWish): string {
  const first = dayNumber(wish.today)
  const events = new Map<string, CalendarEvent>()
  for (const item of agenda.due) {
    if (item.day === null || !KINDS.includes(item.kind)) continue
    const from = dayNumber(item.day) - first
    if (from < 0 || from >= wish.days) continue
    const event = eventOf(item, item.day, wish)
    if (!events.has(event.uid)) events.set(event.uid, event)
  }
  return calendarFile([...events.values()], stampOf(wish.now))
}

function eventOf({ case: id, moment }: AgendaItem, day: PlainDate, wish: CalendarWish): CalendarEvent {
  const start = moment ?? day
  return {
    uid: `${toB64(hash(utf8('calendar event'), wish.secret, utf8(`${id} ${start}`))).slice(0, 22)}@calendar.invalid`,
    start,
    title: wish.title(caseCode(id, wish.secret)),
    alarms: moment ? MOMENT_ALARMS : DAY_ALARMS,
  }
}

/** No letters and digits that look alike. */
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** Four signs for a case, the same on this device as long as it keeps its secret; the desk shows them beside the case. */
export function caseCode(id: string, secret: Uint8Array): string {
  const bytes = hash(utf8('calendar code'), secret, utf8(id))
  return Array.from(bytes.subarray(0, 4), (byte) => SIGNS[byte % SIGNS.length]).join('')
}

/** `20261122T120000Z` */
const stampOf = (now: Date): string => `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
