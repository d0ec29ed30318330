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
  void takeOverNewVersion()
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

let kept: ServiceWorker | null = null

/** The rest of the app, with the words of the language that is spoken here: a phone pays for each kilobyte. */
export function keepWords(): void {
  kept?.postMessage({ keep: session.place.lang ?? '' })
}

async function keep(): Promise<void> {
  try {
    await navigator.serviceWorker.register('./sw.js')
    kept = (await navigator.serviceWorker.ready).active
    keepWords()
  } catch (error) {
    console.warn('The page could not be kept for use without a connection.', error)
  }
}

/** A version that was fetched during the last visit starts now, before anything has been typed. */
async function takeOverNewVersion(): Promise<void> {
  // Without a controller this is the first visit, and the change to come is no new version.
  if (!navigator.serviceWorker.controller) return
  navigator.serviceWorker.addEventListener(
    'controllerchange',
    () => {
      if (Object.keys(session.said).length === 0 && session.place.page !== 'ask') location.reload()
    },
    { once: true },
  )
  const registration = await navigator.serviceWorker.getRegistration()
  registration?.waiting?.postMessage('take-over')
}
