/**
 * The line to the relay: when to ask it, what it said last, what still waits here. One run at a time; work goes on whether it answers or not.
 */
import type { Remote } from '../../log/remote.ts'
import { RemoteError } from '../../log/remote.ts'
import { SealError } from '../../seal/errors.ts'
import type { Desk } from '../session/desk.ts'
import type { Session } from '../session/session.ts'
import { tendSnapshots } from '../session/shared-snapshot.ts'
import { synchronise } from '../session/sync.ts'
import { answersWaiting, sendAnswers } from './answers.ts'
import { isSetUpLeft, sendSetUp } from './pending-setup.ts'
import { type Problem, problemOf } from './problem.ts'
import { sendUploads, uploadsWaiting } from './uploads.ts'

const SYNC_MS = 60_000
/** After a change: soon, but several together. */
const SOON_MS = 1_500
/** After a relay that did not answer: again after this long, then twice as long each time, up to the minute. A line that breaks for a moment must not cost a minute. */
const AGAIN_MS = 4_000

/** What the line needs to know of the app; `session` is null while it is locked. */
export interface Holder {
  session(): Session | null
  desk(): Desk | null
  remote(): Remote
  today(): string
  /** Once a minute, whether there is a network or not. */
  minute(): void
  /** Everything the relay had is here: what follows from it can be done. */
  synced(session: Session): Promise<void>
  told(problem: Problem): void
  /** An order to destroy what is here has been carried out. */
  wiped(): void
  /** Parts of a file that is being sent. */
  progress(file: string, done: number, all: number): void
}

export class Contact {
  unsent = $state(0)
  lastContact = $state<number | null>(null)
  away = $state<Problem | null>(null)
  alarm = $state<string | null>(null)
  syncing = $state(false)
  setUpLeft = $state(false)
  /** On the road no relay is asked for anything. */
  resting = false
  readonly #of: Holder
  #timer: ReturnType<typeof setInterval> | undefined
  #soon: ReturnType<typeof setTimeout> | undefined
  #again = AGAIN_MS

  constructor(of: Holder) {
    this.#of = of
  }

  async open(session: Session): Promise<void> {
    const { records } = session.profile
    this.lastContact = (await records.read<{ at: number }>('contact'))?.at ?? null
    this.setUpLeft = await isSetUpLeft(records)
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#of.minute()
      if (navigator.onLine) void this.sync()
    }, SYNC_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    this.away = null
    this.alarm = null
  }

  /** Something was written: it goes out in a moment. */
  soon(): void {
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => void this.sync(), SOON_MS)
  }

  /** What the session told: what waits is counted, what cannot be honest is an alarm. */
  look(session: Session): void {
    void this.count(session)
    const bad = session.waiting().find(({ reason }) => reason === 'fork' || reason === 'revoked')
    if (bad) this.alarm = bad.reason
  }

  async count(session: Session): Promise<void> {
    const [answers, files] = await Promise.all([
      answersWaiting(session.disk).catch(() => 0),
      uploadsWaiting(session.disk).catch(() => 0),
    ])
    if (this.#of.session() === session)
      this.unsent = session.unsent() + answers + files + (this.setUpLeft ? 1 : 0)
  }

  async sync(): Promise<void> {
    const session = this.#of.session()
    if (!session || this.syncing || this.resting) return
    this.syncing = true
    try {
      const remote = this.#of.remote()
      if (this.setUpLeft) await this.#finishSetUp(session, remote)
      const outcome = await synchronise(session, remote, this.#of.today())
      if (this.#of.session() !== session) return
      if (!outcome.ok) {
        if ('alarm' in outcome) this.alarm = outcome.alarm
        else if (!('removed' in outcome)) this.away = outcome.problem
        else if (outcome.wipe) this.#of.wiped()
        else this.alarm = 'removed'
        return
      }
      const desk = this.#of.desk()
      if (desk) {
        await desk.fetch(remote)
        await sendAnswers(session.disk, desk, remote)
      }
      await this.#of.synced(session)
      await sendUploads(session, remote, this.#of.progress)
      // Whoever signed a state that the log does not give is told about; nothing rests on it.
      if ((await tendSnapshots(session, remote, this.#of.today())).length > 0) this.alarm = 'snapshot'
      await this.count(session)
      this.away = null
      this.lastContact = Date.now()
      await session.disk.write([session.profile.records.put('contact', { at: this.lastContact })])
    } catch (error) {
      if (this.#of.session() !== session) return
      if (error instanceof SealError) this.alarm = error.code
      else this.away = problemOf(error)
    } finally {
      this.syncing = false
      if (this.#of.session() === session) this.#tryAgain()
    }
  }

  #tryAgain(): void {
    if (this.away === null) {
      this.#again = AGAIN_MS
      return
    }
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => void this.sync(), this.#again)
    this.#again = Math.min(SYNC_MS, this.#again * 2)
  }

  /** Runs what writes to the control logs while no synchronisation does; one follows. Throws what `work` throws. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.syncing) await new Promise((done) => setTimeout(done, 50))
    this.syncing = true
    try {
      return await work()
    } finally {
      this.syncing = false
      void this.sync()
    }
  }

  async #finishSetUp(session: Session, remote: Remote): Promise<void> {
    try {
      await sendSetUp(session.profile, remote)
    } catch (error) {
      if (error instanceof RemoteError && error.problem === 'forbidden') this.#of.told('link-used')
      throw error
    }
    this.setUpLeft = false
  }
}
