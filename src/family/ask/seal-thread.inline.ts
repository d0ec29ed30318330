/** What seal-thread.ts is in the one-file app: a file can load no other, so the worker's code stands in the page itself. */
import SealWorker from './seal-worker.ts?worker&inline'

export const startThread = (): Worker => new SealWorker()
