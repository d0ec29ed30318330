/**
 * Which questions a wizard asks now: a file of its own, because an app shows the first question before it loads what results are made of.
 */
import { neededFacts, saidOnScreens, screensToShow } from './rules.ts'
import type { ClockPack, Facts, FlowPack, PlainDate } from './types.ts'

export interface FlowPacks {
  flow: FlowPack
  clocks: ClockPack
}

/** A screen of a wizard with the questions on it that some rule still needs, and those already answered. */
export interface FlowScreen {
  id: string
  facts: string[]
}

/** Screens in order, each with only the questions that matter now; the list grows and shrinks with the answers. */
export function flowScreens({ flow, clocks }: FlowPacks, facts: Facts, today: PlainDate): FlowScreen[] {
  const said = saidOnScreens(flow, clocks, facts, today)
  const needed = neededFacts(flow, clocks, said, today)
  return screensToShow(flow, clocks, said, today).flatMap((id) => {
    const screen = flow.screens.find((each) => each.id === id)
    return screen
      ? { id, facts: screen.facts.filter((fact) => said[fact] !== undefined || needed.has(fact)) }
      : []
  })
}

/** Screens of the package check: no date is asked of a paper that has no end. */
export function packageScreens(packs: FlowPacks, facts: Facts, today: PlainDate): FlowScreen[] {
  const { flow, clocks } = packs
  return flowScreens(packs, withDatedPapers(saidOnScreens(flow, clocks, facts, today)), today)
}

/** A paper whose last day was given is a paper that ends, also where the list of those was answered without it. */
export function withDatedPapers(facts: Facts): Facts {
  const dated = facts['papers.dated']
  if (!Array.isArray(dated)) return facts
  const more = ['registration', 'stay', 'identity'].filter(
    (paper) => typeof facts[`${paper}.ends`] === 'string' && !dated.includes(paper),
  )
  return more.length > 0 ? { ...facts, 'papers.dated': [...dated, ...more] } : facts
}
