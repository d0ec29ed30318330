/**
 * All that the app knows about a person, and where on screen they are. Lives in this page's memory only: there is no
 * store behind it, and `wipe` empties it.
 */
import type { Facts } from '../law/types.ts'
import { leafletIn } from './ask/leaflet.ts'
import { type Draft, emptyDraft } from './draft.ts'
import { depthOf, type Page, type Place, placeFrom, placeToHash } from './place.ts'
import { OFFERED } from './words.ts'

export const session = $state({
  place: { page: 'languages', lang: null, screen: null } as Place,
  /** What was typed, by fact. Kept while the person walks back and forth. */
  drafts: {} as Record<string, Draft>,
  /** What was answered with "next", by fact. */
  said: {} as Facts,
  /** Which flow the answers belong to. */
  flow: 'package',
  online: true,
  /** The desk that a leaflet's code promised; taken out of the address at once. */
  leaflet: null as string | null,
  /** Whether the person has gone anywhere since the page opened. */
  moved: false,
})

let leaving = false
/** What else must be forgotten: parts of the app that hold something of their own put their way of forgetting here. */
export const forgetting = new Set<() => void>()

function read(): void {
  const leaflet = leafletIn(location.hash)
  if (leaflet !== null) {
    session.leaflet = leaflet
    history.replaceState(history.state, '', session.place.lang ? `#${session.place.lang}` : '#')
  }
  const place = placeFrom(location.hash, history.state)
  const [only] = OFFERED
  // A file in one language has nothing to choose.
  session.place =
    OFFERED.length === 1 && only && !place.lang && place.page !== 'table'
      ? { ...place, page: 'home', lang: only }
      : place
}

let depth = 0

function onWalk(): void {
  if (leaving) return
  // An entry made by hand, such as an edited address, counts too, so that quick exit gets below it.
  if (history.state === null) history.replaceState({ depth: depth + 1 }, '')
  depth = depthOf(history.state)
  session.moved = true
  read()
}

/** Starts to follow the address and the connection. Call once. */
export function follow(): void {
  read()
  addEventListener('popstate', onWalk)
  addEventListener('hashchange', onWalk)
  session.online = navigator.onLine
  addEventListener('online', () => {
    session.online = true
  })
  addEventListener('offline', () => {
    session.online = false
  })
}

/** Goes to another place in the app. Every place is a history entry, so the phone's own "back" works. */
export function go(page: Page, part: { lang?: Place['lang']; screen?: string | null } = {}): void {
  const place: Place = { page, lang: part.lang ?? session.place.lang, screen: part.screen ?? null }
  if (page === 'languages') place.lang = null
  depth = depthOf(history.state) + 1
  const state = { page, screen: place.screen, depth }
  history.pushState(state, '', placeToHash(place))
  session.moved = true
  session.place = place
}

/** Writes down which screen stands here when the address did not say, so that "back" finds it again. */
export function settle(screen: string): void {
  if (session.place.screen === screen) return
  history.replaceState({ ...(history.state as object | null), page: session.place.page, screen }, '')
  session.place = { ...session.place, screen }
}

/** Makes sure that the facts of a screen have drafts, before the screen is drawn. */
export function openDrafts(facts: readonly string[]): void {
  for (const fact of facts) session.drafts[fact] ??= emptyDraft()
}

/** Answers of the flows that were left for another one; in memory like everything here. */
const aside = new Map<string, { drafts: typeof session.drafts; said: Facts }>()

/** Turns to a flow: its own answers come back, those of the other one wait. */
export function turnTo(flow: string): void {
  if (session.flow === flow) return
  aside.set(session.flow, { drafts: session.drafts, said: session.said })
  const kept = aside.get(flow)
  session.flow = flow
  session.drafts = kept?.drafts ?? {}
  session.said = kept?.said ?? {}
}

/** Forgets every answer. */
export function wipe(): void {
  aside.clear()
  session.drafts = {}
  session.said = {}
  for (const forget of forgetting) forget()
}

/**
 * Quick exit: forgets everything, empties the screen at once, removes this app's entries from the page's own
 * back-and-forward list and puts a harmless page in their place. What the browser remembers elsewhere it cannot touch.
 */
export function leave(): void {
  if (leaving) return
  leaving = true
  wipe()
  document.body.replaceChildren()
  document.title = '1 × 1'
  const away = () => {
    if (__ONE_FILE__) {
      // A file has no second page beside it: the same file opens again, with nothing in memory, as the table.
      history.replaceState(null, '', '#table')
      location.reload()
    } else location.replace('./table.html')
  }
  const below = depthOf(history.state)
  if (below === 0) away()
  else {
    addEventListener('popstate', away, { once: true })
    setTimeout(away, 300)
    history.go(-below)
  }
}
