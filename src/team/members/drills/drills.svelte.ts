/** The drill that is on, in this page's memory, and on which day each was last practised: sealed on this device, never sent. */
import { app, utcDay } from '../members.svelte.ts'
import { isOver, mark, type Outcome, type Practised, type Run, startRun, withoutNotes } from './drill.ts'

const RECORD = 'drills'

class Drills {
  run = $state.raw<Run | null>(null)
  /** Whether its page is in sight; a run goes on while somebody shows where a button is. */
  shown = $state(false)
  practised = $state.raw<Practised>({})
  failed = $state(false)

  async load(): Promise<void> {
    this.practised = (await app.session.profile.records.read<Practised>(RECORD)) ?? {}
  }

  start(id: string): void {
    this.failed = false
    this.run = startRun(id, Date.now())
    this.shown = true
  }

  mark(outcome: Outcome, note = ''): void {
    if (this.run) this.run = mark(this.run, outcome, note, Date.now())
  }

  stop(): void {
    this.run = null
  }

  /** Keeps the day and nothing else. The run stays in sight when the disk does not take it. */
  async finish(): Promise<void> {
    if (!this.run || !isOver(this.run)) return
    const practised = { ...this.practised, [this.run.drill.id]: utcDay() }
    try {
      await app.session.disk.write([app.session.profile.records.put(RECORD, practised)])
      this.practised = practised
      this.run = null
    } catch {
      this.failed = true
    }
  }

  /** The lock is part of drills, so a run outlives it, without what was written into it; the days do not. */
  locked(): void {
    if (this.run) this.run = withoutNotes(this.run)
    this.practised = {}
  }
}

export const drills = new Drills()
