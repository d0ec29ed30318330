/** How long an answer took, and whether the phone's clock jumped meanwhile. */

/** Minutes and seconds, the same in every language. */
export const minutesOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** Seconds between the two clocks that are no jump: old phones sleep and wake a little late. */
const JUMP_SECONDS = 120

export interface Watch {
  /** Whole seconds since the start, by the clock that nobody can set; 0 to 600. */
  seconds(): number
  /** Whether the calendar clock was set meanwhile. */
  jumped(): boolean
}

/** Times in milliseconds; handed in so that a test can turn them. */
export function watch(steady = () => performance.now(), calendar = () => Date.now()): Watch {
  const [began, dated] = [steady(), calendar()]
  const passed = () => (steady() - began) / 1000
  return {
    seconds: () => Math.max(0, Math.min(600, Math.round(passed()))),
    // The steady clock may stand still while a phone sleeps, so only a calendar that went back, or far beyond a day, is a jump.
    jumped: () => {
      const moved = (calendar() - dated) / 1000
      return moved < -JUMP_SECONDS || moved - passed() > 86_400
    },
  }
}
