/**
 * Drills: the answers of docs/threat-model.md "When it happens", as a team walks through them together. A run is a value in memory; nothing here can send,
 * change or erase anything. Words: `drills.<id>`, `.scene`, `.left` and `.1` … for the steps.
 */
import type { MessageKey } from '../../../ui/messages.ts'
import type { Place } from '../route.svelte.ts'

export type Who = 'all' | 'owner' | 'admin' | 'two' | 'desk'
export interface Step {
  who: Who
  /** Where in the app the real thing is; null where it is not a page. */
  place: Place | null
  /** What the real buttons or headings there say: the app's own words, so that a renamed button is renamed here too. */
  buttons?: readonly MessageKey[]
  /** The step that must never be tried in earnest: it is rehearsed on the spot. */
  rehearse?: true
}
export interface Drill {
  id: string
  steps: readonly Step[]
}

/** In the order of the threat model. */
export const DRILLS: readonly Drill[] = [
  {
    id: 'office',
    steps: [
      { who: 'all', place: null, buttons: ['members.lock'] },
      { who: 'all', place: null, buttons: ['members.panic'], rehearse: true },
      { who: 'admin', place: 'people', buttons: ['people.lock', 'people.remove.device'] },
      { who: 'admin', place: 'people', buttons: ['people.invite.start'] },
      { who: 'all', place: 'team', buttons: ['members.kit.open'] },
    ],
  },
  {
    id: 'passphrase',
    steps: [
      { who: 'owner', place: null },
      { who: 'admin', place: 'people', buttons: ['people.lock', 'people.remove.device'] },
      { who: 'admin', place: 'team', buttons: ['desk.undo'] },
    ],
  },
  {
    id: 'infiltrator',
    steps: [
      { who: 'admin', place: 'people', buttons: ['people.change', 'people.remove'] },
      { who: 'admin', place: 'people', buttons: ['people.troubles'] },
      { who: 'all', place: 'people', buttons: ['people.invite.start'] },
    ],
  },
  {
    id: 'eviction',
    steps: [
      { who: 'all', place: null },
      { who: 'admin', place: null },
      { who: 'desk', place: 'requests' },
    ],
  },
  {
    id: 'server',
    steps: [
      { who: 'all', place: null },
      { who: 'admin', place: null },
      { who: 'admin', place: 'people', buttons: ['people.remove.device'] },
    ],
  },
  {
    id: 'phone',
    steps: [
      { who: 'owner', place: null },
      { who: 'admin', place: 'people', buttons: ['people.lock'] },
      { who: 'two', place: 'people', buttons: ['people.unlock'] },
      { who: 'admin', place: 'people', buttons: ['people.wipe'] },
      { who: 'owner', place: 'people', buttons: ['people.own'] },
    ],
  },
  {
    id: 'coordinator',
    steps: [
      { who: 'owner', place: 'safety', buttons: ['safety.road.prepare'] },
      { who: 'two', place: 'people', buttons: ['people.lock', 'people.remove.device', 'people.proposals'] },
      { who: 'admin', place: 'people', buttons: ['people.persons'] },
      { who: 'all', place: 'safety', buttons: ['safety.trustees'] },
    ],
  },
]

export type Outcome = 'done' | 'unclear' | 'nobody'
export interface Marked {
  outcome: Outcome
  /** What was in the way, in one line; '' for nothing. Never stored. */
  note: string
  /** When it was marked, ms since the epoch. */
  at: number
}
export interface Run {
  drill: Drill
  /** ms since the epoch */
  startedAt: number
  /** One for each finished step, in order. */
  marks: readonly Marked[]
}

/** The drill of a name. @throws for a name that there is not */
export function drillOf(id: string): Drill {
  const drill = DRILLS.find((each) => each.id === id)
  if (!drill) throw new Error(`no drill ${id}`)
  return drill
}

export const startRun = (id: string, now: number): Run => ({ drill: drillOf(id), startedAt: now, marks: [] })

export const isOver = ({ drill, marks }: Run): boolean => marks.length >= drill.steps.length

/** The longest note: one line that a group agrees on, not a protocol. */
export const NOTE_LENGTH = 120

/** The run with its next step marked; a run that is over stays as it is. A clock that went back counts as no time. */
export function mark(run: Run, outcome: Outcome, note: string, now: number): Run {
  if (isOver(run)) return run
  const last = run.marks.at(-1)?.at ?? run.startedAt
  const line = note.replace(/\s+/g, ' ').trim().slice(0, NOTE_LENGTH)
  return {
    ...run,
    marks: [...run.marks, { outcome, note: outcome === 'unclear' ? line : '', at: Math.max(now, last) }],
  }
}

/** Without what was written: a locked laptop keeps the marks only. */
export const withoutNotes = (run: Run): Run => ({
  ...run,
  marks: run.marks.map((each) => ({ ...each, note: '' })),
})

export interface Summary {
  /** Of the whole run, ms. */
  took: number
  /** Number of the step that took longest, from 1, and its ms; null before the first mark. */
  longest: { step: number; took: number } | null
  /** Numbers of the unclear steps, from 1, with their notes. */
  unclear: { step: number; note: string }[]
  /** Numbers of the steps that nobody could do. */
  nobody: number[]
}

export function summaryOf({ startedAt, marks }: Run): Summary {
  let longest: Summary['longest'] = null
  marks.forEach(({ at }, index) => {
    const took = at - (marks[index - 1]?.at ?? startedAt)
    if (longest === null || took > longest.took) longest = { step: index + 1, took }
  })
  return {
    took: (marks.at(-1)?.at ?? startedAt) - startedAt,
    longest,
    unclear: marks.flatMap(({ outcome, note }, index) =>
      outcome === 'unclear' ? [{ step: index + 1, note }] : [],
    ),
    nobody: marks.flatMap(({ outcome }, index) => (outcome === 'nobody' ? [index + 1] : [])),
  }
}

/** `4:05`, minutes and seconds; the same in every language. */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Days of the last drill by its id: `YYYY-MM-DD`, UTC. Nothing about who was there or what went wrong. */
export type Practised = Record<string, string>

/** After how many days a team should practise again. */
export const STALE_DAYS = 90

/** What to say of the last drill of any kind: never one, too long ago, or nothing. */
export function reminderOf(practised: Practised, today: string): 'none-yet' | 'old' | null {
  const last = Object.values(practised).sort().at(-1)
  if (!last) return 'none-yet'
  return Date.parse(today) - Date.parse(last) > STALE_DAYS * 86_400_000 ? 'old' : null
}
