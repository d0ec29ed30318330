/** The page's end of the worker: the same calls as `SealDesk`, as promises. */

import type { SealDesk } from './seal-desk.ts'
import { startThread } from './seal-thread.ts'
import type { Answer, Call } from './seal-worker.ts'

/** `code` is a `SealCode`, or `broken` for what nobody expected. */
export class Unsealed extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'Unsealed'
    this.code = code
  }
}

export interface Sealer extends SealDesk {
  /** Ends the worker; every key in it is gone. What is under way is refused with `broken`. */
  end(): void
}

const CALLS: readonly (keyof SealDesk)[] = [
  'newReceipt',
  'readReceipt',
  'openNotice',
  'unlock',
  'sealFile',
  'sealMessage',
  'accepted',
  'readReplies',
  'openFile',
  'work',
]

export function startSealer(worker: Worker = startThread()): Sealer {
  const waiting = new Map<number, { done: (value: unknown) => void; fail: (error: Unsealed) => void }>()
  let count = 0
  const failAll = () => {
    for (const { fail } of waiting.values()) fail(new Unsealed('broken'))
    waiting.clear()
  }
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if ('code' in data) call?.fail(new Unsealed(data.code))
    else call?.done(data.value)
  }
  worker.onerror = failAll
  const call =
    (name: keyof SealDesk) =>
    (...args: unknown[]) =>
      new Promise((done, fail) => {
        const id = count++
        waiting.set(id, { done, fail })
        worker.postMessage({ id, name, args } satisfies Call)
      })
  return {
    ...(Object.fromEntries(CALLS.map((name) => [name, call(name)])) as unknown as SealDesk),
    end: () => {
      worker.terminate()
      failAll()
    },
  }
}
