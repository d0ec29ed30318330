/**
 * One engine for every flow: answers → what must be said first, what is wrong, what a person may ask for, where to turn, which
 * terms run, what is still open. What a rule means is content (content/law/<flow>); here stands only the order of telling.
 * How an app uses it: docs/formats/flows.md.
 */
import { createEvaluator, factsIn } from './condition.ts'
import { flowTerms, type Missed, missed } from './flow-terms.ts'
import { type Check, checkFlow } from './rules.ts'
import type { FlowPacks } from './screens.ts'
import type { Deadline, Facts, Finding, FlowPack, PlainDate } from './types.ts'

export { type FlowPacks, type FlowScreen, flowScreens } from './screens.ts'

/** Where a finding is told, by its kind. A kind that stands in no group is told among what is wrong. */
export const GROUPS = {
  /** Risks, and what a query or a filing tells the state: before anything is suggested. */
  tellFirst: ['risk', 'disclosure'],
  /** What a person may ask for or refuse. */
  rights: ['right'],
  /** What to write down, keep or ask for. */
  evidence: ['evidence'],
  /** Where to turn, and who may speak for the person. */
  routes: ['route', 'addressee'],
  /** Decrees that are open or closed, bills that are watched. */
  windows: ['window', 'bill'],
  test: ['test'],
  context: ['context'],
  notNeeded: ['not-needed'],
  letters: ['letter'],
} as const
type Group = keyof typeof GROUPS

export interface FlowFindings extends Check, Record<Group, Finding[]> {
  /** What is wrong, most severe first. */
  wrong: Finding[]
  /** What the answers cannot settle; one gap is asked for once. */
  questions: Finding[]
  /** In the flow's order; one without its start is `unknown`, never a guess. */
  deadlines: Deadline[]
  /** Those of `deadlines` whose day has gone by, each with what is left. */
  missed: Missed[]
  /** Kinds of letters that some finding names, best first, and the finding that does. */
  letterKinds: { kind: string; because: string }[]
}

/**
 * Everything that a flow finds in some answers. There is no result that says all is well.
 * @param facts from readFacts, without contradictions
 * @param today complete date
 * @param now the local minute `YYYY-MM-DDTHH:MM`, where terms in hours matter; the day when absent
 */
export function findings(
  packs: FlowPacks,
  facts: Facts,
  today: PlainDate,
  now: string = today,
): FlowFindings {
  const { flow, clocks } = packs
  const { findings: all, asOf } = checkFlow(flow, clocks, facts, today)
  const spoken = withoutEchoes(packs, onlyTouched(flow, all, facts), facts, today)
  const found = spoken.filter(({ status }) => status === 'found')
  const deadlines = flowTerms(flow, clocks, facts, today)
  const grouped = Object.fromEntries(
    Object.entries(GROUPS).map(([group, kinds]) => [
      group,
      found.filter(({ kind }) => (kinds as readonly string[]).includes(kind)),
    ]),
  ) as Record<Group, Finding[]>
  return {
    ...{ findings: spoken, asOf, deadlines },
    ...grouped,
    wrong: found.filter(({ kind }) => !GROUPED.has(kind)),
    questions: spoken.filter(({ status }) => status === 'question'),
    missed: deadlines.flatMap((deadline) => missed(clocks, deadline, now) ?? []),
    letterKinds: letterKinds(found),
  }
}

const GROUPED: ReadonlySet<string> = new Set(Object.values(GROUPS).flat())

function letterKinds(found: Finding[]): FlowFindings['letterKinds'] {
  const kinds = new Map<string, string>()
  // A rule that is about a letter knows its order best; the others follow by weight.
  for (const finding of [...found.filter(({ kind }) => kind === 'letter'), ...found])
    if (finding.letter && !kinds.has(finding.letter)) kinds.set(finding.letter, finding.id)
  return [...kinds].map(([kind, because]) => ({ kind, because }))
}

/** A blank sheet asks nothing: a rule becomes a question once one of its own facts was answered, "I do not know" included. */
export function onlyTouched(flow: FlowPack, all: Finding[], facts: Facts): Finding[] {
  const rules = new Map(flow.rules.map((rule) => [rule.id, rule]))
  return all.filter(
    ({ id, status }) =>
      status === 'found' || [...factsIn(rules.get(id)!.when)].some((fact) => facts[fact] !== undefined),
  )
}

/**
 * One unknown answer keeps several rules open; a person is asked for it once, by the weightiest rule that names it itself.
 * @param scope facts that keep everything open while they are: they do not make two findings the same
 */
export function withoutEchoes(
  { flow, clocks }: FlowPacks,
  all: Finding[],
  facts: Facts,
  today: PlainDate,
  scope: readonly string[] = [],
): Finding[] {
  const evaluator = createEvaluator({ flow, clocks, facts, today })
  const speaker = new Map<string, { id: string; direct: boolean }>()
  const gapOf = (finding: Finding): string => {
    const rule = flow.rules.find(({ id }) => id === finding.id)
    if (finding.status === 'found' || !rule) return finding.id
    const open = evaluator.open(rule).filter((fact) => !scope.includes(fact))
    if (open.length === 0) return finding.id
    const gap = open.sort().join(' ')
    const named = factsIn(rule.when)
    const direct = open.every((fact) => named.has(fact))
    const before = speaker.get(gap)
    if (!before || (direct && !before.direct)) speaker.set(gap, { id: finding.id, direct })
    return gap
  }
  const gaps = all.map(gapOf)
  return all.filter(({ id }, at) => {
    const speaks = speaker.get(gaps[at] as string)
    return speaks === undefined || speaks.id === id
  })
}
