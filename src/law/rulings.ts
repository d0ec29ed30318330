/**
 * A protocol and a ruling → defects, terms, where a complaint may go and which letters fit.
 * What is a defect, an addressee or a fitting letter is content (content/law/rulings); here stands only which term runs
 * from which day of a case.
 */
import { factsIn } from './condition.ts'
import { computeDeadline } from './deadline.ts'
import { checkFlow } from './rules.ts'
import type { ClockPack, Deadline, Facts, Finding, FlowPack, PlainDate } from './types.ts'

export interface RulingPacks {
  flow: FlowPack
  clocks: ClockPack
}

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
  const spoken = findings.filter((finding) => finding.status === 'found' || isTouched(flow, finding, facts))
  const found = (kind: string) =>
    spoken.filter((finding) => finding.kind === kind && finding.status === 'found')
  return {
    findings: spoken.filter(({ kind }) => kind !== 'addressee' && kind !== 'letter'),
    deadlines: termsOf(facts).map(([term, from]) => computeDeadline(clocks, term, from, { today })),
    addressees: found('addressee'),
    letters: found('letter').map((finding) => ({ kind: finding.letter ?? '', finding })),
    asOf,
  }
}

/** A blank sheet asks nothing: a rule becomes a question once one of its own facts was answered, "I do not know" included. */
function isTouched(flow: FlowPack, finding: Finding, facts: Facts): boolean {
  const rule = flow.rules.find(({ id }) => id === finding.id)
  return rule !== undefined && [...factsIn(rule.when)].some((fact) => facts[fact] !== undefined)
}

/** Articles of the stay regime and foreign labour in acts.yaml: their limitation is another one (КоАП 4.5, unsure). */
const MIGRATION = ['18.8', '18.10', '18.11', '18.17', '18.18', '19.27']

/** Terms of the case with the day each starts, `''` when the day is not known. */
function termsOf(facts: Facts): [term: string, from: string][] {
  const day = (fact: string) => (typeof facts[fact] === 'string' ? facts[fact] : '')
  const has = (fact: string, value: string) => Array.isArray(facts[fact]) && facts[fact].includes(value)
  const terms: [string, string][] = []
  /** A term is listed when its start was given. */
  const when = (given: boolean | string, term: string, from: string) => {
    if (given && from !== '') terms.push([term, from])
  }
  const by = facts['decided.by']
  const grave = has('penalty', 'arrest') || has('penalty', 'expulsion')
  const ruled = facts.stage === 'ruling' || day('ruling.on') !== '' || day('copy.served') !== ''

  // 30.3 ч.1: listed even without its start, so that "not known" is seen.
  if (ruled && facts.stage !== 'protocol') terms.push(['koap.appeal', day('copy.served')])

  const offence = day('offence.on')
  if (MIGRATION.includes(`${facts['offence.article']}`)) when(true, 'koap.limitation.migration', offence)
  else {
    // 4.5: who decides sets the term; both stand while that is not known.
    when(by !== 'judge', 'koap.limitation', offence)
    when(by === undefined || by === null || by === 'judge', 'koap.limitation.judge', offence)
  }
  when(true, 'koap.protocol.clarify', day('detected.on'))
  when(facts['protocol.in-absence'] === 'yes', 'koap.protocol.copy', day('protocol.on'))
  when(true, 'koap.copy', day('ruling.on'))

  const complaint = day('complaint.on')
  // 30.2 ч.1–2 and 30.5 ч.3: the short terms name a judge's ruling; for a chief's order they are to be checked.
  const short = grave && by === 'judge'
  when(!short, 'koap.forward', complaint)
  when(short, 'koap.forward.judge', complaint)
  when(short, 'koap.review.expulsion', complaint)

  const received = day('case.received')
  when(!short && by !== 'judge', 'koap.review.body', received)
  when(!short, 'koap.review.court', received)
  return terms
}
