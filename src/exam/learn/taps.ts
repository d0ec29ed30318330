/**
 * Taps at random: fast answers that are right no more often than chance. They are noticed, told kindly and not counted, neither for nor
 * against the child. Fast and right is knowledge and stays.
 */

export interface Tap {
  seconds: number
  right: boolean
  /** Chance to be right by tapping anything. */
  guess: number
}

/** Nobody reads a question and its answers in less. */
const FAST_SECONDS = 2
/** Fewer may be an accident. */
const IN_A_ROW = 5
/** What a child who knows its things gets right. */
const KNOWING = 0.75
/** Of a typed answer that nobody could guess. */
const LUCK = 0.02

/**
 * For each answer of one day, in order: true = part of a run of random taps. `open`: more answers may follow, so a shorter run at the end is
 * held back too, until it is seen what becomes of it.
 */
export function randomTaps(answers: readonly Tap[], open = false): boolean[] {
  const marked = answers.map(() => false)
  for (let from = 0; from < answers.length; ) {
    let to = from
    while (to < answers.length && answers[to]!.seconds <= FAST_SECONDS) to++
    const long = to - from >= IN_A_ROW || (open && to > from && to === answers.length)
    if (long && likelierByChance(answers.slice(from, to))) marked.fill(true, from, to)
    from = Math.max(to, from + 1)
  }
  return marked
}

function likelierByChance(run: readonly Tap[]): boolean {
  let ratio = 0
  for (const { right, guess } of run) {
    const lucky = Math.max(LUCK, guess)
    ratio += right ? Math.log(lucky / KNOWING) : Math.log((1 - lucky) / (1 - KNOWING))
  }
  return ratio > 0
}
