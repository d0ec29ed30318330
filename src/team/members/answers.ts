/**
 * Answers to families: sealed to every box of a thread, kept in the desk's lane and in an outbox on this device in one transaction, sent when the
 * relay is there.
 */
import { recordAnswer } from '../../casework/inbox.ts'
import type { Thread } from '../../casework/threads.ts'
import type { PlainDate } from '../../law/types.ts'
import type { Operation } from '../../log/commit.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import { SealError } from '../../seal/errors.ts'
import type { Desk } from '../session/desk.ts'
import type { Disk, Write } from '../session/disk.ts'

const OUTBOX = 'outbox/'
const keyOf = (box: string, seq: number) => `${OUTBOX}${box}/${String(seq).padStart(10, '0')}`

export interface SealedAnswer {
  operations: Operation[]
  also: Write[]
}

/** One answer for each box of the thread, one after the other. Throws `broken-chain` when an earlier answer is not here in full. */
export async function* sealAnswers(
  desk: Desk,
  thread: Thread,
  text: string,
  day: PlainDate,
): AsyncGenerator<SealedAnswer> {
  for (const { box, answers } of thread.boxes) {
    if (answers.some(({ intact, day: on }) => !intact || on === null))
      throw new SealError('broken-chain', 'an earlier answer is incomplete')
    const chain = await desk.chainAfter(
      box,
      answers.map(({ seq, last, day: on, text: said, epoch }) => ({
        seq,
        last,
        day: on!,
        text: said,
        epoch,
      })),
    )
    const sealed = await desk.seal(box, chain, text, day)
    yield {
      operations: recordAnswer({ box, seq: chain.seq, last: sealed.last, day, text, epoch: sealed.epoch }),
      also: [{ store: 'records', key: keyOf(box, chain.seq), value: sealed.file }],
    }
  }
}

/** How many answers wait here. */
export const answersWaiting = async (disk: Disk): Promise<number> =>
  (await disk.list('records', OUTBOX)).length

/** The writes that take back what waits for one box. */
export const dropAnswers = async (disk: Disk, box: string): Promise<Write[]> =>
  (await disk.list('records', `${OUTBOX}${box}/`)).map(({ key }) => ({ store: 'records', key, remove: true }))

export async function sendAnswers(disk: Disk, desk: Desk, remote: Remote): Promise<void> {
  for (const { key, value } of await disk.list('records', OUTBOX)) {
    const [, box, seq] = key.split('/')
    try {
      await desk.send(remote, box!, Number(seq), value as Uint8Array)
    } catch (error) {
      // The family has erased its box: there is nobody to send to.
      if (!(error instanceof RemoteError) || error.problem !== 'unknown') throw error
    }
    await disk.write([{ store: 'records', key, remove: true }])
  }
}
