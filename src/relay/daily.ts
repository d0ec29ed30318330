/** Work that is due once a day and at the start. */

const DAY = 86_400_000

/** Runs `work` now and every day until the returned function is called. An error is told and does not end the days to come. */
export function createDaily(work: () => void, onError: (error: unknown) => void, every = DAY): () => void {
  const run = () => {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }
  run()
  const timer = setInterval(run, every)
  timer.unref()
  return () => clearInterval(timer)
}
