/** What the screen "People" asks of the session: one thing at a time, never beside a synchronisation, every failure as a word below `people.problem.`. */
import { RemoteError } from '../../../log/remote.ts'
import { SealError } from '../../../seal/errors.ts'
import { type Decided, LateSheets } from '../../session/people.ts'
import type { Session } from '../../session/session.ts'
import { app, utcDay } from '../members.svelte.ts'

/** Below `people.problem.`; '' when it went well. */
export type Problem = string

class People {
  busy = $state(false)

  /** @returns '' or a problem; what `work` gave is in what it closes over */
  async do(work: (session: Session, today: string) => Promise<void>): Promise<Problem> {
    if (this.busy) return ''
    this.busy = true
    const { session } = app
    try {
      await app.alone(() => work(session, utcDay()))
      return ''
    } catch (error) {
      return problemOf(error)
    } finally {
      this.busy = false
    }
  }

  /** A decision: '' when it took effect, `proposed` when it waits for another admin. */
  async decide(work: (session: Session, today: string) => Promise<Decided>): Promise<Problem> {
    let decided: Decided | null = null
    const problem = await this.do(async (session, today) => {
      decided = await work(session, today)
    })
    return problem || ((decided as Decided | null)?.done === false ? 'proposed' : '')
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof LateSheets) return 'late-sheets'
  if (error instanceof RemoteError)
    return error.problem === 'away' || error.problem === 'full' ? error.problem : 'relay'
  if (error instanceof SealError)
    switch (error.code) {
      case 'not-allowed':
      case 'expired':
        return error.code
      case 'unknown-version':
      case 'bad-bytes':
        return 'bad-code'
      case 'unknown-key':
        return 'another-organisation'
      default:
        return 'not-honest'
    }
  if (
    error instanceof DOMException &&
    ['QuotaExceededError', 'AbortError', 'UnknownError'].includes(error.name)
  )
    return 'disk'
  return 'unexpected'
}

export const people = new People()
