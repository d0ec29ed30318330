/**
 * The school package check: answers → what to do first, what else is wrong, what is open, which test follows, which
 * terms run, what applying discloses. What counts as missing, expired or mismatched, and which terms run from which day, is
 * content (content/law/package); here stands only the order of telling and when the careful statement may be made.
 */
import { dateRange } from './dates.ts'
import { flowTerms } from './flow-terms.ts'
import { withoutEchoes } from './flows.ts'
import { checkFlow } from './rules.ts'
import { type FlowPacks, type FlowScreen, withDatedPapers } from './screens.ts'
import type { Deadline, Facts, Finding, FlowPack, PlainDate } from './types.ts'

export type PackagePacks = FlowPacks

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

export { packageScreens } from './screens.ts'
export type PackageScreen = FlowScreen

/**
 * Checks what a family says about its school papers.
 * @param said facts from readFacts, without contradictions
 * @param today complete date
 */
export function checkPackage(packs: PackagePacks, said: Facts, today: PlainDate): PackageResult {
  const { flow, clocks } = packs
  const facts = withDatedPapers(said)
  const { findings: all, asOf } = checkFlow(flow, clocks, facts, today)
  const findings = withoutEchoes(packs, all, facts, today, SCOPE)
  const found = findings.filter(({ status }) => status === 'found')
  const questions = findings.filter(({ status }) => status === 'question')
  const acts = found.filter(isAct)
  const [first = null, ...others] = acts
  const urgent = others.filter(weighsMuch).slice(0, URGENT_AT_ONCE)
  const outside = found.some(({ about }) => about === 'scope')
  const terms = flowTerms(flow, clocks, facts, today)
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

// ── the order of telling ─────────────────────────────────────────────────────────────────────────────────

const isAct = ({ kind, severity }: Finding): boolean =>
  kind !== 'disclosure' && kind !== 'not-needed' && (severity === 'soon' || weighsMuch({ severity }))

const weighsMuch = ({ severity }: Pick<Finding, 'severity'>): boolean =>
  severity === 'urgent' || severity === 'substantial'

/** Whom the check is for. While this is open everything is, so it does not make two findings the same. */
const SCOPE = ['applying.to', 'child.citizenship']

// ── papers that end ──────────────────────────────────────────────────────────────────────────────────────

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
