/** One writer a profile: two tabs that write would give one sequence number twice. Held until the tab is closed. */

const NAME = 'hamroh-profile'

/** True once this tab is the only one. False at once when another tab holds it; `freed` then resolves when that one is closed. */
export async function takeProfile(): Promise<{ mine: boolean; freed: Promise<void> }> {
  const hold = () => new Promise<never>(() => {})
  const mine = await new Promise<boolean>((done) => {
    void navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
      done(lock !== null)
      return lock ? hold() : undefined
    })
  })
  const freed = mine
    ? Promise.resolve()
    : new Promise<void>((done) => {
        void navigator.locks.request(NAME, () => {
          done()
          return hold()
        })
      })
  return { mine, freed }
}
