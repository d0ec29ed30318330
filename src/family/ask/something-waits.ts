/** Neutral on purpose: names of databases are shown by a phone's settings. */
export const QUEUE = 'pages'

/** Whether something waits on this phone to be sent, without making a database by asking. False where a browser cannot list them. */
export async function somethingWaits(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === QUEUE)
  } catch {
    return false
  }
}
