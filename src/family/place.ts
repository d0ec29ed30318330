/**
 * Where in the app we are. The address keeps only the language ("#uz"), never the screen: what stays in a phone's
 * list of visited pages must say as little as possible. The screen lives in the history entry's state.
 */
import { LANGUAGES, type Lang } from '../law/types.ts'

export type Page =
  | 'languages'
  | 'home'
  | 'check'
  | 'result'
  | 'unseen'
  | 'keep'
  | 'ask'
  | 'diary'
  | 'rights'
  | 'flows'
  | 'practice'
  | 'table'

export interface Place {
  page: Page
  lang: Lang | null
  /** Which screen of the check or of asking for help, by id. */
  screen: string | null
}

const PAGES: readonly Page[] = [
  'languages',
  'home',
  'check',
  'result',
  'unseen',
  'keep',
  'ask',
  'diary',
  'rights',
  'flows',
  'practice',
  'table',
]

/** The part of the address that stands for a place. */
export function placeToHash(place: Place): string {
  if (place.page === 'table') return '#table'
  return place.lang ? `#${place.lang}` : '#'
}

/** Reads address and history state; anything unknown leads to a page that always works. */
export function placeFrom(hash: string, state: unknown): Place {
  const word = hash.replace(/^#\/?/, '')
  if (word === 'table') return { page: 'table', lang: null, screen: null }
  const lang = (LANGUAGES as readonly string[]).includes(word) ? (word as Lang) : null
  if (!lang) return { page: 'languages', lang: null, screen: null }
  const kept = state && typeof state === 'object' ? (state as { page?: unknown; screen?: unknown }) : {}
  const page = PAGES.find((known) => known === kept.page) ?? 'home'
  if (page === 'languages' || page === 'table') return { page: 'home', lang, screen: null }
  return { page, lang, screen: typeof kept.screen === 'string' ? kept.screen : null }
}

/** How many entries of this app lie below the current one, so that quick exit can remove them all. */
export function depthOf(state: unknown): number {
  const depth = state && typeof state === 'object' ? (state as { depth?: unknown }).depth : 0
  return typeof depth === 'number' && Number.isInteger(depth) && depth > 0 ? depth : 0
}
