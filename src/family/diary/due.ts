/** What the diary says about the app's silence: counted from the last contact that was written down, by every reading of the limit. Pure. */
import { computeDeadline } from '../../law/deadline.ts'
import type { ClockPack, Deadline, PlainDate } from '../../law/types.ts'
import { type Diary, dayOf, type Entry, momentMs } from './entries.ts'

export interface Due {
  /** `none`: no contact was ever written down. `passed`: the shorter limit ended before today. */
  state: 'none' | 'running' | 'today' | 'passed'
  last: Entry | null
  /** The shorter of the readings; the one that is shown first. */
  shorter: PlainDate | null
  /** Last days by calendar days and by working days. */
  days: PlainDate | null
  workingDays: PlainDate | null
  deadline: Deadline | null
}

/** The contact that happened last, whenever it was written down. */
export function lastContact(diary: Diary): Entry | null {
  let last: Entry | null = null
  for (const entry of diary.entries)
    if (entry.kind === 'contact' && (!last || momentMs(entry.at) > momentMs(last.at))) last = entry
  return last
}

/** `today` is the phone's own day. The rule is unsigned and disputed: the screen shows both counts and what they rest on. */
export function dueOf(diary: Diary, clocks: ClockPack, today: PlainDate): Due {
  const last = lastContact(diary)
  if (!last) return { state: 'none', last, shorter: null, days: null, workingDays: null, deadline: null }
  const deadline = computeDeadline(clocks, 'amina.offline', dayOf(last.at), { today })
  const by = (unit: string) =>
    deadline.readings
      .filter((reading) => reading.unit === unit)
      .map(({ lastDay }) => lastDay)
      .filter((day) => day !== null)
      .sort()[0] ?? null
  const shorter = deadline.lastDay ?? deadline.range?.earliest ?? null
  const state =
    shorter === null ? 'running' : today > shorter ? 'passed' : today === shorter ? 'today' : 'running'
  return { state, last, shorter, days: by('days'), workingDays: by('working-days'), deadline }
}
