/** Starts the worker in the served app: a file of its own, which the service worker keeps too. */
export const startThread = (): Worker => new Worker(new URL('./seal-worker.ts', import.meta.url))
