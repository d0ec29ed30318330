/** The walk through the screens of a check: what was answered, what is wrong, what comes next. Pure. */
import type { FactSpec, Facts } from '../law/types.ts'
import { type Draft, type Problem, readDraft } from './draft.ts'

export interface Screen {
  id: string
  facts: string[]
}

/** The answers of some screens as facts. A draft that cannot be read is left out, never guessed. */
export function factsOf(
  screens: readonly Screen[],
  specs: Record<string, FactSpec>,
  drafts: Readonly<Record<string, Draft>>,
): Facts {
  const facts: Facts = {}
  for (const screen of screens)
    for (const fact of screen.facts) {
      const draft = drafts[fact]
      const spec = specs[fact]
      if (!draft || !spec) continue
      const reading = readDraft(spec, draft)
      if (reading.ok) facts[fact] = reading.value
    }
  return facts
}

/** What is wrong on one screen, by fact. Empty when every question has an answer, "I do not know" included. */
export function problemsOn(
  screen: Screen,
  specs: Record<string, FactSpec>,
  drafts: Readonly<Record<string, Draft>>,
): Record<string, Problem> {
  const problems: Record<string, Problem> = {}
  for (const fact of screen.facts) {
    const spec = specs[fact]
    const draft = drafts[fact]
    if (!spec) continue
    const reading = draft ? readDraft(spec, draft) : ({ ok: false, problem: 'empty' } as const)
    if (!reading.ok) problems[fact] = reading.problem
  }
  return problems
}

/** Whether a screen has been answered, "I do not know" included. */
export function isAnswered(screen: Screen, said: Facts): boolean {
  return screen.facts.some((fact) => said[fact] !== undefined)
}

/** The screen after `current`, or null at the end. One that was jumped over comes before the end. */
export function nextScreen(screens: readonly Screen[], said: Facts, current: string): Screen | null {
  const at = screens.findIndex((screen) => screen.id === current)
  return (
    screens[at + 1] ?? screens.find((screen) => screen.id !== current && !isAnswered(screen, said)) ?? null
  )
}
