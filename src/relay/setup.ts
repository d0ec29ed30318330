/** How the first organisation comes to a relay: a link that works once, and only where nobody can listen. */
import { randomBytes } from 'node:crypto'
import type { Store } from './store.ts'

/** A new capability; links that were never opened end here. The relay keeps its hash, the caller shows it once. */
export function newCapability(store: Store): string {
  const token = randomBytes(32).toString('base64url')
  store.transaction(() => {
    store.withdrawUnused()
    store.addCapability(token)
  })
  return token
}

/** The token stands in the fragment: browsers do not send it, so no server, proxy or log sees it. */
export const setupLink = (base: string, token: string): string => `${base}/team/#setup=${token}`
