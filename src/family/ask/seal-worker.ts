/** The worker's end of `seal-thread.ts`: one call, one answer. An error crosses as its code, never with a detail. */
import { SealError } from '../../seal/errors.ts'
import { createSealDesk, type SealDesk } from './seal-desk.ts'

export interface Call {
  id: number
  name: keyof SealDesk
  args: unknown[]
}
export type Answer = { id: number; value: unknown } | { id: number; code: string }

const desk = createSealDesk()

self.onmessage = async ({ data: { id, name, args } }: MessageEvent<Call>) => {
  const method = desk[name] as (...args: unknown[]) => Promise<unknown>
  let answer: Answer
  try {
    answer = { id, value: await method(...args) }
  } catch (error) {
    answer = { id, code: error instanceof SealError ? error.code : 'broken' }
  }
  self.postMessage(answer)
}
