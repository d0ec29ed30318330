/**
 * The diary as data: entries that are only ever added, each carrying the hash of the one before. Pure. Nothing here holds a place: no coordinates,
 * no addresses of a phone. What was written stands; a mistake is set right by another entry.
 */
import * as v from 'valibot'
import { hash, toB64, utf8 } from '../../seal/bytes.ts'

export const KINDS = ['contact', 'failure', 'circumstance', 'note'] as const
export type Kind = (typeof KINDS)[number]

/** What can be ticked under each kind; words are `diary.sign.<sign>`. */
export const SIGNS = {
  contact: ['sent', 'shown', 'push'],
  failure: [
    'not-opened',
    'no-line',
    'wrong-place',
    'photo-refused',
    'no-push',
    'message',
    'logged-out',
    'battery',
  ],
  circumstance: ['outage', 'phone-broken', 'phone-lost', 'repair', 'hospital', 'hotel', 'journey', 'work'],
  note: [],
} as const satisfies Record<Kind, readonly string[]>
export const ALL_SIGNS: readonly string[] = Object.values(SIGNS).flat()

/** What is worth keeping beside the diary (facts, section on the app); words are `diary.evidence.<item>`. */
export const EVIDENCE = [
  'screenshots',
  'permissions',
  'push-history',
  'ticket',
  'operator',
  'presence',
  'repair',
  'witnesses',
] as const

export const MOST_ENTRIES = 2_000
export const MOST_TEXT = 2_000
export const MOST_PICTURES = 4

/** `YYYY-MM-DDTHH:MM±HH:MM`: the phone's clock with its zone, because a diary of minutes needs both. */
const Moment = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$/))
const Hash = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/))

const Entry = v.strictObject({
  n: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** When it happened, as the person says. */
  at: Moment,
  /** When it was written down, as the phone says. */
  made: Moment,
  kind: v.picklist(KINDS),
  signs: v.array(v.picklist(ALL_SIGNS)),
  text: v.pipe(v.string(), v.maxLength(MOST_TEXT)),
  /** Pictures stand beside the diary; the entry carries the hash of each. */
  pictures: v.pipe(v.array(v.strictObject({ id: Id, sha: Hash })), v.maxLength(MOST_PICTURES)),
  /** Hash of the entry before; empty for the first. */
  prev: v.union([v.literal(''), Hash]),
})
export type Entry = v.InferOutput<typeof Entry>

const Diary = v.strictObject({
  v: v.literal(1),
  entries: v.pipe(v.array(Entry), v.maxLength(MOST_ENTRIES)),
  evidence: v.array(v.picklist(EVIDENCE)),
})
export type Diary = v.InferOutput<typeof Diary>

export const emptyDiary = (): Diary => ({ v: 1, entries: [], evidence: [] })

/** SHA-256 over "hamroh v1 diary", a zero byte and the entry's values as a JSON array, in the order of docs/formats/diary.md; b64url. */
export function hashOfEntry(entry: Entry): string {
  const { n, at, made, kind, signs, text, pictures, prev } = entry
  const values = [n, at, made, kind, signs, text, pictures.map(({ sha }) => sha), prev]
  return toB64(hash(utf8(`hamroh v1 diary\0${JSON.stringify(values)}`)))
}

/** The number and hash that stand for everything written so far; null for an empty diary. */
export function markOf(diary: Diary): { n: number; hash: string } | null {
  const last = diary.entries.at(-1)
  return last ? { n: last.n, hash: hashOfEntry(last) } : null
}

/** The first entry that does not continue the one before, or null when the chain is whole. */
export function brokenAt(entries: readonly Entry[]): number | null {
  let prev = ''
  for (const [place, entry] of entries.entries()) {
    if (entry.n !== place + 1 || entry.prev !== prev) return place + 1
    prev = hashOfEntry(entry)
  }
  return null
}

/** Entries whose writing time lies before that of the entry before: the phone's clock was set back, and a reader must know. */
export const setBack = (entries: readonly Entry[]): number[] =>
  entries
    .filter((entry, i) => i > 0 && momentMs(entry.made) < momentMs(entries[i - 1]!.made))
    .map(({ n }) => n)

export type Refusal = 'empty' | 'future' | 'long' | 'full' | 'bad-moment'

/** A diary with one more entry, or why not. `now` is the phone's moment. */
export function withEntry(
  diary: Diary,
  said: Pick<Entry, 'at' | 'kind' | 'signs' | 'text' | 'pictures'>,
  now: string,
): { diary: Diary } | { refused: Refusal } {
  if (diary.entries.length >= MOST_ENTRIES) return { refused: 'full' }
  if (said.text.length > MOST_TEXT) return { refused: 'long' }
  if (
    said.signs.length === 0 &&
    said.text.trim() === '' &&
    said.pictures.length === 0 &&
    said.kind !== 'contact'
  )
    return { refused: 'empty' }
  if (!v.is(Moment, said.at) || Number.isNaN(momentMs(said.at))) return { refused: 'bad-moment' }
  // A minute of grace: the screen was opened a moment ago.
  if (momentMs(said.at) > momentMs(now) + 60_000) return { refused: 'future' }
  const entry: Entry = {
    n: diary.entries.length + 1,
    at: said.at,
    made: now,
    kind: said.kind,
    signs: [...said.signs],
    text: said.text.trim(),
    pictures: [...said.pictures],
    prev: markOf(diary)?.hash ?? '',
  }
  return { diary: { ...diary, entries: [...diary.entries, entry] } }
}

/** Reads a kept diary; null when it is of another version or damaged. The chain is checked by `brokenAt`. */
export function readDiary(json: string): Diary | null {
  try {
    const read = v.safeParse(Diary, JSON.parse(json))
    return read.success ? read.output : null
  } catch {
    return null
  }
}

const two = (n: number) => String(n).padStart(2, '0')

/** A moment as the phone shows it, with its zone. */
export function momentText(date: Date, offsetMinutes = -date.getTimezoneOffset()): string {
  const local = new Date(date.getTime() + offsetMinutes * 60_000)
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offsetMinutes) / 60))}:${two(Math.abs(offsetMinutes) % 60)}`
  return `${local.toISOString().slice(0, 16)}${zone}`
}

export const momentMs = (moment: string): number => Date.parse(moment)
/** The day in the zone in which it was written. */
export const dayOf = (moment: string): string => moment.slice(0, 10)
export const hourOf = (moment: string): string => moment.slice(11, 16)
