/**
 * A protocol and a ruling → defects, terms, where a complaint may go and which letters fit.
 * What is a defect, an addressee or a fitting letter, and which term runs from which day, is content (content/law/rulings);
 * here stands only how a defender's sheet tells it.
 */
import { flowTerms } from './flow-terms.ts'
import { type FlowPacks, onlyTouched } from './flows.ts'
import { checkFlow } from './rules.ts'
import type { Deadline, Facts, Finding, PlainDate } from './types.ts'

export type RulingPacks = FlowPacks

export interface RulingCheck {
  /** Defects and circumstances, most severe first. A question stands only where something about it was said. */
  findings: Finding[]
  /** Terms that run in this case; the appeal term first. Without its start a term is `unknown`, never a guess. */
  deadlines: Deadline[]
  /** Where the complaint may go, КоАП 30.1–30.2, for who decided. Empty while that is not known. */
  addressees: Finding[]
  /** Letters that fit the stage of the case, best first; `finding` says why. */
  letters: { kind: string; finding: Finding }[]
  /** The day whose edition of the rules was used. */
  asOf: { from: PlainDate; to: PlainDate; given: boolean }
}

/**
 * Checks what was marked about a protocol and a ruling.
 * @param facts from readFacts, without contradictions
 * @param today complete date
 */
export function checkRuling({ flow, clocks }: RulingPacks, facts: Facts, today: PlainDate): RulingCheck {
  const { findings, asOf } = checkFlow(flow, clocks, facts, today)
  const spoken = onlyTouched(flow, findings, facts)
  const found = (kind: string) =>
    spoken.filter((finding) => finding.kind === kind && finding.status === 'found')
  return {
    findings: spoken.filter(({ kind }) => kind !== 'addressee' && kind !== 'letter'),
    deadlines: flowTerms(flow, clocks, facts, today),
    addressees: found('addressee'),
    letters: found('letter').map((finding) => ({ kind: finding.letter ?? '', finding })),
    asOf,
  }
}
