/**
 * The order in which a result is told: the one thing to do first, at most three urgent things, the rest folded.
 * Only sorts and groups what the rules found; no finding is dropped, none is made stronger or weaker.
 */
import { type Finding, SEVERITIES } from '../law/types.ts'

export interface Outcome {
  first: Finding | null
  /** At most three, so that the page is no red wall. */
  urgent: Finding[]
  /** The urgent ones that are folded. */
  moreUrgent: Finding[]
  soon: Finding[]
  /** What the answers could not settle. */
  questions: Finding[]
  /** Good to know: the test, what follows. */
  context: Finding[]
  notNeeded: Finding[]
  /** What applying tells the authorities. */
  disclosures: Finding[]
}

export const URGENT_AT_ONCE = 3

/** Colour and word of a finding's badge. */
export type Tone = 'urgent' | 'soon' | 'fine' | 'plain'

export function toneOf(finding: Finding): Tone {
  if (finding.status === 'question') return 'soon'
  // Green reassures, so only a value without any caution may be green.
  if (isNotNeeded(finding)) return finding.cautions.length === 0 ? 'fine' : 'plain'
  if (finding.kind === 'disclosure' || finding.severity === 'context') return 'plain'
  return finding.severity === 'soon' ? 'soon' : 'urgent'
}

function isNotNeeded(finding: Finding): boolean {
  return finding.kind === 'not-needed' || finding.severity === 'fine'
}

function byWeight(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    a.priority - b.priority ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

export function tellInOrder(findings: readonly Finding[]): Outcome {
  const sorted = [...findings].sort(byWeight)
  const disclosures = sorted.filter((one) => one.kind === 'disclosure' && one.status === 'found')
  const rest = sorted.filter((one) => !disclosures.includes(one))
  const found = rest.filter((one) => one.status === 'found')
  const questions = rest.filter((one) => one.status === 'question')
  const notNeeded = found.filter(isNotNeeded)
  const context = found.filter((one) => toneOf(one) === 'plain' && !isNotNeeded(one))
  const acts = found.filter((one) => toneOf(one) === 'urgent' || toneOf(one) === 'soon')
  const [first = null, ...others] = acts
  const pressing = others.filter((one) => toneOf(one) === 'urgent')
  return {
    first,
    urgent: pressing.slice(0, URGENT_AT_ONCE),
    moreUrgent: pressing.slice(URGENT_AT_ONCE),
    soon: others.filter((one) => toneOf(one) === 'soon'),
    questions,
    context,
    notNeeded,
    disclosures,
  }
}
