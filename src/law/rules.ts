/**
 * Dated rules + facts → findings, each with its reason; and for a wizard, what still has to be asked.
 * The house rule is kept here and nowhere else: a value with any caution never tells anyone to file, pay, leave or wait.
 */
import { cautionsOf, joinCautions, sourcesOf } from './caution.ts'
import { createEvaluator, type Evaluator, factsIn } from './condition.ts'
import { FALSE, type Interval, TRUE, UNKNOWN } from './truth.ts'
import {
  type Caution,
  type ClockPack,
  type Dispute,
  type Expr,
  type Facts,
  type Finding,
  type FlowPack,
  type MessageValue,
  type PlainDate,
  type Rule,
  SEVERITIES,
  type SourceRef,
  type StepKind,
} from './types.ts'

export interface Check {
  /** Most severe first, then by priority, then by id. */
  findings: Finding[]
  /** The day whose edition was used, or the range when it is known only in part. `given` is false when today stood in. */
  asOf: { from: PlainDate; to: PlainDate; given: boolean }
}

/**
 * Checks facts against the rules in force. There is no finding that says "all is well".
 * @param facts from readFacts
 * @param today complete date
 */
export function checkFlow(flow: FlowPack, clocks: ClockPack, facts: Facts, today: PlainDate): Check {
  const evaluator = createEvaluator({ flow, clocks, facts, today })
  const findings: Finding[] = []
  for (const rule of flow.rules) {
    const truth = evaluator.rule(rule)
    if (truth === FALSE) continue
    // Where only the edition is open the person must hear of it; otherwise the rule says whether it is worth a question.
    if (truth === UNKNOWN && !rule.askIfUnknown && evaluator.condition(rule.when) !== TRUE) continue
    findings.push(findingOf(rule, truth, flow, evaluator, facts, today))
  }
  const given = evaluator.value(['fact', flow.asOf])
  const [from, to] = given ?? [today, today]
  return {
    findings: findings.sort(bySeverity),
    asOf: { from: `${from}`, to: `${to}`, given: given !== undefined },
  }
}

/** Severity, then priority, then id, so that the order never depends on the order of files. */
export function bySeverity(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    a.priority - b.priority ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

/** Only these may be suggested by a value that is unsigned, unsure, disputed, stale or unconfirmed. */
const CAREFUL: readonly (StepKind | null)[] = ['prepare', 'check', 'ask', null]

/** A step that a value with these cautions may suggest: file, pay, leave and wait become "ask". */
export function carefulStep(next: StepKind | null, cautions: readonly Caution[]): StepKind | null {
  return cautions.length === 0 || CAREFUL.includes(next) ? next : 'ask'
}

function findingOf(
  rule: Rule,
  truth: number,
  flow: FlowPack,
  evaluator: Evaluator,
  facts: Facts,
  today: PlainDate,
): Finding {
  // What a rule counts with is as doubtful as the rule itself.
  const deadlines = evaluator.deadlines(rule)
  const cautions = joinCautions(cautionsOf(rule, today), ...deadlines.map((each) => each.cautions))
  const next = carefulStep(rule.next, cautions)
  return {
    id: rule.id,
    status: truth === TRUE ? 'found' : 'question',
    kind: rule.kind,
    // "Fine" reassures, so it needs a value without any caution.
    severity: rule.severity === 'fine' && cautions.length > 0 ? 'context' : rule.severity,
    priority: rule.priority,
    about: rule.about,
    because: evaluator.because(rule).map((fact) => ({ fact, value: facts[fact] })),
    wouldChange: wouldChange(rule, truth, flow, evaluator),
    params: Object.fromEntries(
      Object.entries(rule.with).map(([name, expr]) => [name, paramOf(expr, evaluator.value(expr), flow)]),
    ),
    sources: unique<SourceRef>([...sourcesOf(rule), ...deadlines.flatMap((each) => each.sources)]),
    disputes: unique<Dispute>([...rule.disputes, ...deadlines.flatMap((each) => each.disputes)]),
    cautions,
    lastChecked: deadlines.reduce(
      (oldest, each) => (each.lastChecked < oldest ? each.lastChecked : oldest),
      rule.lastChecked,
    ),
    next,
    softened: next !== rule.next,
    letter: rule.letter,
  }
}

/**
 * Facts whose change alone, to any other value or to "I do not know", could turn this finding around.
 * Never leaves one out; may name one too many where a condition uses a fact twice.
 */
function wouldChange(rule: Rule, truth: number, flow: FlowPack, evaluator: Evaluator): string[] {
  return [...factsOfRule(rule, flow)].filter((fact) => evaluator.rule(rule, fact) !== truth)
}

/** All facts the rule can depend on: its condition, the rules it asks, and the as-of day if it is dated. */
function factsOfRule(rule: Rule, flow: FlowPack, names = new Set<string>()): Set<string> {
  if (rule.from !== null || rule.to !== null) names.add(flow.asOf)
  const visit = (expr: Expr): void => {
    if (expr[0] === 'rule') {
      const other = flow.rules.find((each) => each.id === expr[1])
      if (other) factsOfRule(other, flow, names)
    } else if (expr[0] === 'and' || expr[0] === 'or' || expr[0] === 'not')
      for (const part of expr.slice(1)) visit(part as Expr)
    else for (const name of factsIn(expr)) names.add(name)
  }
  visit(rule.when)
  return names
}

/** Stands in a sentence where the value is not known yet. */
const NOT_KNOWN = '…'

function paramOf(expr: Expr, value: Interval, flow: FlowPack): MessageValue {
  if (!value) return NOT_KNOWN
  const [from, to] = value
  if (typeof from === 'number') return from === to ? from : `${from}–${to}`
  if (!isDate(expr, flow)) return from
  return from === to ? { date: from } : { from, to: `${to}` }
}

const isDate = (expr: Expr, flow: FlowPack): boolean =>
  ['date', 'today', 'deadline', 'shift'].includes(expr[0]) ||
  (expr[0] === 'fact' && flow.facts[expr[1]]?.type === 'date')

/** By content: two terms may stand on the same article. */
const unique = <T>(list: T[]): T[] => [...new Map(list.map((each) => [JSON.stringify(each), each])).values()]

// ── what to ask ──────────────────────────────────────────────────────────────────────────────────────────

/** Facts not asked yet on which the truth of some rule, or the sentence of a rule that holds, still depends. */
export function neededFacts(flow: FlowPack, clocks: ClockPack, facts: Facts, today: PlainDate): Set<string> {
  const evaluator = createEvaluator({ flow, clocks, facts, today, stillAsking: true })
  const needed = new Set<string>()
  const note = (name: string) => {
    if (facts[name] === undefined) needed.add(name)
  }
  for (const rule of flow.rules) {
    const truth = evaluator.rule(rule)
    if (truth === UNKNOWN) evaluator.open(rule).forEach(note)
    if (truth === TRUE) for (const expr of Object.values(rule.with)) factsIn(expr).forEach(note)
  }
  return needed
}

/**
 * Screens of a wizard in order: those answered and those still needed, never one whose condition is false.
 * It asks only what a rule needs, so the list grows and shrinks with the answers.
 */
export function screensToShow(flow: FlowPack, clocks: ClockPack, facts: Facts, today: PlainDate): string[] {
  const said = saidOnScreens(flow, clocks, facts, today)
  const needed = neededFacts(flow, clocks, said, today)
  const evaluator = createEvaluator({ flow, clocks, facts: said, today, stillAsking: true })
  return flow.screens
    .filter(({ facts: asks, showIf }) => {
      if (evaluator.condition(showIf) === FALSE) return false
      return asks.some((fact) => said[fact] !== undefined || needed.has(fact))
    })
    .map(({ id }) => id)
}

/**
 * The facts without the answers of screens that an earlier answer, changed later, has closed: a patent's date must not
 * speak when the parent turned out to have no patent. Facts that no screen asks stay.
 */
export function saidOnScreens(flow: FlowPack, clocks: ClockPack, facts: Facts, today: PlainDate): Facts {
  let said = facts
  for (const [i, screen] of flow.screens.entries()) {
    const evaluator = createEvaluator({ flow, clocks, facts: said, today, stillAsking: true })
    if (evaluator.condition(screen.showIf) !== FALSE) continue
    const elsewhere = flow.screens.filter((_, j) => j !== i).flatMap((other) => other.facts)
    const closed = screen.facts.filter((fact) => !elsewhere.includes(fact))
    if (closed.some((fact) => said[fact] !== undefined))
      said = Object.fromEntries(Object.entries(said).filter(([fact]) => !closed.includes(fact)))
  }
  return said
}
