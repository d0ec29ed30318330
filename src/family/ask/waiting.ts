/** Sends what the person let wait on this phone. */
import { theRelay } from './ask.svelte.ts'
import { sendParcel } from './parcel.ts'
import { stopWaiting, waitingParcels } from './queue.ts'
import { type LineProblem, problemOf } from './relay.ts'

export interface Told {
  id: number
  /** Null when it was sent and no longer waits. */
  problem: LineProblem | null
}

let under: Promise<Told[]> | null = null

/** Sends all of it, one after the other; a second call while the first is under way is the same call. */
export function sendWaiting(): Promise<Told[]> {
  under ??= sendAll().finally(() => {
    under = null
  })
  return under
}

async function sendAll(): Promise<Told[]> {
  const told: Told[] = []
  for (const { id, parcel } of await waitingParcels())
    try {
      await sendParcel(theRelay(), parcel)
      await stopWaiting(id)
      told.push({ id, problem: null })
    } catch (error) {
      told.push({ id, problem: problemOf(error) })
    }
  return told
}
