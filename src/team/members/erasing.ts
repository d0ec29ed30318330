/** Erasing a conversation: first at the relay, then on this device, and marked, so that every other device of the desk drops its copies too. */
import { eraseBox } from '../../casework/inbox.ts'
import { erasedBoxes, type Thread } from '../../casework/threads.ts'
import type { PlainDate } from '../../law/types.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import type { Desk } from '../session/desk.ts'
import type { Session } from '../session/session.ts'
import { dropAnswers } from './answers.ts'

const INTAKE = { space: 'intake', lane: 'intake' } as const

/** Throws `RemoteError` `away` when the relay was not reached: nothing of that box is erased then. */
export async function eraseConversation(
  session: Session,
  desk: Desk,
  remote: Remote,
  thread: Thread,
  day: PlainDate,
): Promise<void> {
  for (const box of thread.boxes) await eraseOne(session, desk, remote, box, day)
}

/** One box of it. Throws as `eraseConversation`. */
export async function eraseOne(
  session: Session,
  desk: Desk,
  remote: Remote,
  box: Pick<Thread['boxes'][number], 'box' | 'answers'>,
  day: PlainDate,
): Promise<void> {
  try {
    await desk.erase(remote, box.box)
  } catch (error) {
    // The family was faster, or the box had expired.
    if (!(error instanceof RemoteError) || error.problem !== 'unknown') throw error
  }
  const through = desk.newestOf(box.box)
  await session.write([{ ...INTAKE, about: '', operations: eraseBox(box, through, day) }])
  await desk.forget(box.box, through, await dropAnswers(session.disk, box.box))
}

/** Drops what other devices have marked as erased, and what a break left half done here. Returns whether anything was dropped. */
export async function dropErased(session: Session, desk: Desk): Promise<boolean> {
  let dropped = false
  for (const { box, through } of erasedBoxes(session.state(INTAKE)))
    if (await desk.forget(box, through)) dropped = true
  return dropped
}
