/** What can go wrong for a member, as a message key below `members.problem.` */
import { RemoteError, type RemoteProblem } from '../../log/remote.ts'
import { SealError } from '../../seal/errors.ts'

export type Problem =
  | RemoteProblem
  | 'wrong-passphrase'
  | 'disk'
  | 'too-large'
  | 'bad-kit'
  | 'link-used'
  | 'answer-gap'
  /** No sign of an admin for too long: nothing is written to a restricted case. */
  | 'stale'
  /** Somebody else writes under this device's name. */
  | 'cloned'
  | 'unexpected'

/** @param otherwise what an error is called that says nothing of itself */
export function problemOf(error: unknown, otherwise: Problem = 'unexpected'): Problem {
  if (error instanceof RemoteError) return error.problem
  if (error instanceof SealError && error.code === 'too-large') return 'too-large'
  if (
    error instanceof DOMException &&
    ['QuotaExceededError', 'AbortError', 'UnknownError'].includes(error.name)
  )
    return 'disk'
  return otherwise
}

/** Of a save: what the session itself refuses to write has a reason of its own. */
export function saveProblemOf(error: unknown): Problem {
  if (error instanceof SealError && error.code === 'expired') return 'stale'
  if (error instanceof SealError && error.code === 'not-allowed') return 'cloned'
  return problemOf(error, 'disk')
}
