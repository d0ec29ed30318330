/**
 * Asks the service worker to keep the app's own files, but only after the person's first tap or key: on a slow link
 * nothing may compete with what they are waiting for.
 */

import { session } from './session.svelte.ts'

/** Without a first act the page keeps itself after this long. */
const PATIENCE_MS = 15_000

export function keepForOffline(): void {
  // Absent on plain http and in some private windows; the page then simply needs a connection.
  if (!('serviceWorker' in navigator)) return
  let begun = false
  const begin = () => {
    if (begun) return
    begun = true
    removeEventListener('pointerdown', begin)
    removeEventListener('keydown', begin)
    void keep()
  }
  addEventListener('pointerdown', begin)
  addEventListener('keydown', begin)
  setTimeout(begin, PATIENCE_MS)
}

/** The rest of the app, with the words of the language that is spoken here: a phone pays for each kilobyte. */
export function keepWords(): void {
  if (registered)
    void registered.then(({ active }) => active?.postMessage({ keep: session.place.lang ?? '' }))
}

/** The worker may change during a visit, so it is asked for each time. */
let registered: Promise<ServiceWorkerRegistration> | null = null

async function keep(): Promise<void> {
  try {
    await navigator.serviceWorker.register('./sw.js')
    registered = navigator.serviceWorker.ready
    keepWords()
  } catch (error) {
    console.warn('The page could not be kept for use without a connection.', error)
  }
}
