/**
 * The school package check: answers → what to do first, what else is wrong, what is open, which test follows, which
 * terms run, what applying discloses. What counts as missing, expired or mismatched is content (content/law/package);
 * here stands only the order of telling, which terms run from which day, and when the careful statement may be made.
 */
import { createEvaluator, factsIn } from './condition.ts'
import { dateRange } from './dates.ts'
import { computeDeadline } from './deadline.ts'
import { checkFlow, neededFacts, saidOnScreens, screensToShow } from './rules.ts'
import type { ClockPack, Deadline, Facts, Finding, FlowPack, PlainDate } from './types.ts'

export interface PackagePacks {
  flow: FlowPack
  clocks: ClockPack
}

/** A paper that ends, beside the last day of the school's check. `lasts` is unknown while one of the days is not exact. */
export interface PaperEnd {
  /** The fact that holds the paper's last day. */
  fact: string
  /** As it was given, perhaps partial. */
  ends: string
  lasts: 'yes' | 'no' | 'unknown'
}

/**
 * Said only when nothing was found and nothing is open: it repeats the marks of the person and foresees nothing.
 * Its words are message `package.statement.<statement>`.
 */
export type Statement = 'every-listed-item-marked-present'

export interface PackageResult {
  /** Everything that is found or open, most severe first; questions about the same gap are told once. */
  findings: Finding[]
  /** The one thing to do first, or null when nothing was found. */
  first: Finding | null
  /** What else weighs much: at most three, so that the page is no red wall. */
  urgent: Finding[]
  /** The other things to do, in order. */
  rest: Finding[]
  /** What the answers cannot settle. */
  questions: Finding[]
  /** Which test applies, and what is known of it. */
  test: Finding[]
  /** Good to know. */
  context: Finding[]
  notNeeded: Finding[]
  disclosures: Finding[]
  /** school.complete from filing, school.truth from its end, school.test from the referral, school.retake from an attempt. */
  terms: Deadline[]
  /** Dated papers against the end of school.truth. */
  papers: PaperEnd[]
  statement: Statement | null
  /** The day whose edition of the rules was used. */
  asOf: { from: PlainDate; to: PlainDate; given: boolean }
}

export const URGENT_AT_ONCE = 3

/** A screen of the wizard with the questions on it that some rule still needs, and those already answered. */
export interface PackageScreen {
  id: string
  facts: string[]
}

/**
 * Checks what a family says about its school papers.
 * @param said facts from readFacts, without contradictions
 * @param today complete date
 */
export function checkPackage(packs: PackagePacks, said: Facts, today: PlainDate): PackageResult {
  const { flow, clocks } = packs
  const facts = withDatedPapers(said)
  const { findings: all, asOf } = checkFlow(flow, clocks, facts, today)
  const findings = withoutEchoes(packs, all, facts, today)
  const found = findings.filter(({ status }) => status === 'found')
  const questions = findings.filter(({ status }) => status === 'question')
  const acts = found.filter(isAct)
  const [first = null, ...others] = acts
  const urgent = others.filter(weighsMuch).slice(0, URGENT_AT_ONCE)
  const outside = found.some(({ about }) => about === 'scope')
  const terms = outside ? [] : termsOf(clocks, facts, today)
  const told = (kind: string) => found.filter((finding) => finding.kind === kind && !acts.includes(finding))
  return {
    findings,
    first,
    urgent,
    rest: others.filter((finding) => !urgent.includes(finding)),
    questions,
    test: told('test'),
    context: told('context'),
    notNeeded: told('not-needed'),
    disclosures: told('disclosure'),
    terms,
    papers: papersOf(flow, facts, terms),
    statement: first || questions.length > 0 || outside ? null : 'every-listed-item-marked-present',
    asOf,
  }
}

/** Screens of the wizard in order, each with only the questions that matter: no date of a paper that has no end. */
export function packageScreens(
  { flow, clocks }: PackagePacks,
  facts: Facts,
  today: PlainDate,
): PackageScreen[] {
  const said = withDatedPapers(saidOnScreens(flow, clocks, facts, today))
  const needed = neededFacts(flow, clocks, said, today)
  return screensToShow(flow, clocks, said, today).flatMap((id) => {
    const screen = flow.screens.find((each) => each.id === id)
    return screen
      ? { id, facts: screen.facts.filter((fact) => said[fact] !== undefined || needed.has(fact)) }
      : []
  })
}

/** A paper whose last day was given is a paper that ends, also where the list of those was answered without it. */
function withDatedPapers(facts: Facts): Facts {
  const dated = facts['papers.dated']
  if (!Array.isArray(dated)) return facts
  const more = ['registration', 'stay', 'identity'].filter(
    (paper) => typeof facts[`${paper}.ends`] === 'string' && !dated.includes(paper),
  )
  return more.length > 0 ? { ...facts, 'papers.dated': [...dated, ...more] } : facts
}

// ── the order of telling ─────────────────────────────────────────────────────────────────────────────────

const isAct = ({ kind, severity }: Finding): boolean =>
  kind !== 'disclosure' && kind !== 'not-needed' && (severity === 'soon' || weighsMuch({ severity }))

const weighsMuch = ({ severity }: Pick<Finding, 'severity'>): boolean =>
  severity === 'urgent' || severity === 'substantial'

/** Whom the check is for. While this is open everything is, so it does not make two findings the same. */
const SCOPE = ['applying.to', 'child.citizenship']

/**
 * One unknown day keeps several rules open; a person is asked for it once, by the weightiest rule that names it itself.
 */
function withoutEchoes(
  { flow, clocks }: PackagePacks,
  all: Finding[],
  facts: Facts,
  today: PlainDate,
): Finding[] {
  const evaluator = createEvaluator({ flow, clocks, facts, today })
  const speaker = new Map<string, { id: string; direct: boolean }>()
  const gapOf = (finding: Finding): string => {
    const rule = flow.rules.find(({ id }) => id === finding.id)
    if (finding.status === 'found' || !rule) return finding.id
    const open = evaluator.open(rule).filter((fact) => !SCOPE.includes(fact))
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

// ── terms ────────────────────────────────────────────────────────────────────────────────────────────────

/** A term is listed when its start was asked for; a start that is not known gives a term that is not known. */
function termsOf(clocks: ClockPack, facts: Facts, today: PlainDate): Deadline[] {
  const terms: Deadline[] = []
  const count = (term: string, fact: string): Deadline | null => {
    const from = facts[fact]
    if (from === undefined || Array.isArray(from)) return null
    const deadline = computeDeadline(clocks, term, from === null ? '' : `${from}`, { today })
    terms.push(deadline)
    return deadline
  }
  const complete = count('school.complete', 'filing.on')
  if (complete) terms.push(computeDeadline(clocks, 'school.truth', endOf(complete), { today }))
  count('school.test', 'referral.on')
  if (hasAttempt(facts)) count('school.retake', 'attempt.on')
  return terms
}

/** The last day as the start of the next term: a day, a range, or `''` when it is not known. */
function endOf({ lastDay, range }: Deadline): string {
  if (lastDay !== null) return lastDay
  return range ? `${range.earliest}..${range.latest}` : ''
}

const hasAttempt = (facts: Facts): boolean => {
  const history = facts['test.history']
  return Array.isArray(history) ? history.includes('attempt') : typeof facts['attempt.on'] === 'string'
}

function papersOf(flow: FlowPack, facts: Facts, terms: Deadline[]): PaperEnd[] {
  const check = terms.find(({ rule }) => rule === 'school.truth')
  if (!check) return []
  const [earliest, latest] = check.range
    ? [check.range.earliest, check.range.latest]
    : [check.lastDay, check.lastDay]
  return Object.keys(flow.facts).flatMap((fact) => {
    const ends = facts[fact]
    if (typeof ends !== 'string' || !ENDS.includes(fact)) return []
    const { from, to } = dateRange(ends)
    if (earliest === null || latest === null) return { fact, ends, lasts: 'unknown' }
    return { fact, ends, lasts: from >= latest ? 'yes' : to < earliest ? 'no' : 'unknown' }
  })
}

/** A paper that is valid on the last day of the check lasts. */
const ENDS = ['registration.ends', 'stay.ends', 'identity.ends', 'patent.paid_until', 'insurance.ends']
