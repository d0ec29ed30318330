/** Waiting for the person, or whoever watches over the process, to end it. */

/** Resolves at the first SIGINT or SIGTERM. A launcher passes Ctrl+C on, so it may arrive twice: the second changes nothing. */
export function stopAsked(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done())
  })
}
