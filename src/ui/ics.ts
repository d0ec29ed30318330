/** Calendar files (RFC 5545): whole-day or timed events with alarms, as any phone's calendar takes them. Texts are the caller's and should say nothing. */

export interface CalendarEvent {
  /** Names nobody and stays the same for the same event, so that a second import replaces the first. */
  uid: string
  /** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` in the phone's own time. */
  start: string
  title: string
  /** Repeats each day, this many times. */
  daily?: number
  /** Minutes before the start; 0 at the start; negative: after the start of a whole day (−540 is nine in the morning). */
  alarms: number[]
}

const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replace(/\r\n|\r|\n/g, '\\n')

/** Lines of at most 75 octets, continued by a space (§3.1); never cuts a character in two. */
export function folded(line: string): string {
  const encoder = new TextEncoder()
  let out = ''
  let width = 0
  for (const sign of line) {
    const bytes = encoder.encode(sign).length
    if (width + bytes > 75) {
      out += '\r\n '
      width = 1
    }
    out += sign
    width += bytes
  }
  return out
}

function duration(minutes: number): string {
  const size = Math.abs(minutes)
  const parts = `${size >= 60 ? `${Math.floor(size / 60)}H` : ''}${size % 60 || size === 0 ? `${size % 60}M` : ''}`
  return `${minutes > 0 ? '-' : ''}PT${parts}`
}

/** @param stamp when the file was made, `YYYYMMDDTHHMMSSZ`. */
export function calendarFile(events: readonly CalendarEvent[], stamp: string): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//calendar//EN', 'CALSCALE:GREGORIAN']
  for (const { uid, start, title, daily, alarms } of events) {
    const plain = start.replaceAll('-', '').replaceAll(':', '')
    const timed = start.includes('T')
    lines.push('BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stamp}`)
    lines.push(timed ? `DTSTART:${plain}00` : `DTSTART;VALUE=DATE:${plain}`)
    if (timed) lines.push('DURATION:PT5M')
    if (daily) lines.push(`RRULE:FREQ=DAILY;COUNT=${daily}`)
    lines.push(`SUMMARY:${escaped(title)}`, 'CLASS:PRIVATE', 'TRANSP:TRANSPARENT')
    for (const minutes of alarms)
      lines.push(
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        `DESCRIPTION:${escaped(title)}`,
        `TRIGGER:${duration(minutes)}`,
        'END:VALARM',
      )
    lines.push('END:VEVENT')
  }
  lines.push('END:VCALENDAR')
  return `${lines.map(folded).join('\r\n')}\r\n`
}
