/** A new screen is announced by its heading. The very first one leaves the focus where the browser put it. */
import { session } from './session.svelte.ts'

/** For the h1 of every screen: `<h1 tabindex="-1" use:arrive>`. */
export function arrive(heading: HTMLElement): void {
  if (!session.moved) return
  scrollTo(0, 0)
  heading.focus({ preventScroll: true })
}
