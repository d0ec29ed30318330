/**
 * Where the person is. It lives in this page's memory, and the address stays the same: a browser's history must not list cases and boxes.
 * Back and forward still work, by a number in the history entry.
 */

export const PLACES = ['agenda', 'requests', 'cases', 'people', 'rules', 'team', 'safety'] as const
export type Place = (typeof PLACES)[number]

export interface Route {
  place: Place
  /** Id of the open case, or box of the open thread. */
  case?: string
  box?: string
  /** Id of the marks whose sheet fills the page; `import` for cases from a spreadsheet. */
  sheet?: string
}

const visited: Route[] = [{ place: 'agenda' }]
export const here = $state<{ now: Route }>({ now: visited[0]! })
let at = 0

export function go(route: Route): void {
  visited.length = at + 1
  visited.push(route)
  at++
  here.now = route
  history.pushState({ at }, '')
}

/** After a lock nothing of the way is left. */
export function forgetWay(): void {
  visited.length = 0
  visited.push({ place: 'agenda' })
  at = 0
  here.now = visited[0]!
  history.replaceState({ at }, '')
}

export function followHistory(): () => void {
  history.replaceState({ at }, '')
  const back = (event: PopStateEvent) => {
    const to = (event.state as { at?: number } | null)?.at ?? 0
    const route = visited[to]
    if (!route) return
    at = to
    here.now = route
  }
  addEventListener('popstate', back)
  return () => removeEventListener('popstate', back)
}
