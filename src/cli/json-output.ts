/** How results are written: names in snake_case, absent = null, one document a run. Described in docs/formats. */

import type { Missed } from '../law/flow-terms.ts'
import type { Deadline, Dispute, Finding, SourceRef, TraceStep } from '../law/types.ts'
import { findingWords } from '../ui/finding.ts'
import type { Translate } from '../ui/messages.ts'

/** Two spaces: read by people as often as by programs. */
export const document = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const sourcesJson = (sources: readonly SourceRef[], words: Translate) =>
  sources.map(({ act, article, label, review, source, edition }) => ({
    act,
    act_name: words.dynamic(`act.${act}`),
    article,
    label,
    review,
    source,
    edition: edition ?? null,
  }))

export const disputesJson = (disputes: readonly Dispute[], words: Translate) =>
  disputes.map(({ text, source }) => ({ say: words.dynamic(text), source }))

const stepText = (step: TraceStep, words: Translate) => words.dynamic(`step.${step.key}`, step.params)

export const deadlineJson = (deadline: Deadline, words: Translate) => ({
  rule: deadline.rule,
  name: words.dynamic(`term.${deadline.rule}`),
  kind: deadline.kind,
  from: deadline.from,
  status: deadline.status,
  last_day: deadline.lastDay,
  last_moment: deadline.lastMoment,
  range: deadline.range,
  readings: deadline.readings.map(({ lastDay, count, unit, source, label }) => ({
    last_day: lastDay,
    count,
    unit,
    source,
    label,
  })),
  trace: deadline.trace.map((step) => stepText(step, words)),
  sources: sourcesJson(deadline.sources, words),
  disputes: disputesJson(deadline.disputes, words),
  cautions: deadline.cautions,
  last_checked: deadline.lastChecked,
  would_change: deadline.wouldChange.map((key) => words.dynamic(`moves.${key}`)),
})

/** A finding with its sentences: `next` is null while the rule may not suggest its own step, and `next_kind` says what remains of it. */
export const findingJson = (finding: Finding, words: Translate) => {
  const { say, why, next } = findingWords(words, finding)
  return {
    id: finding.id,
    status: finding.status,
    severity: finding.severity,
    kind: finding.kind,
    about: finding.about,
    say,
    why,
    next,
    next_kind: finding.next,
    letter: finding.letter,
    because: finding.because.map(({ fact, value }) => ({ fact, value: value ?? null })),
    would_change: finding.wouldChange,
    sources: sourcesJson(finding.sources, words),
    disputes: disputesJson(finding.disputes, words),
    cautions: finding.cautions,
    last_checked: finding.lastChecked,
  }
}

/** A term that has passed, and what is left: `next` is null while the remedy may not suggest its own step. */
export const missedJson = ({ deadline, passed, remedies }: Missed, words: Translate) => ({
  rule: deadline.rule,
  from: deadline.from,
  passed,
  remedies: remedies.map((remedy) => ({
    id: remedy.id,
    say: words.dynamic(`remedy.${remedy.id}.say`),
    why: words.dynamic(`remedy.${remedy.id}.why`),
    next: remedy.softened ? null : words.dynamic(`remedy.${remedy.id}.next`),
    next_kind: remedy.next,
    letter: remedy.letter,
    term: remedy.term,
    sources: sourcesJson(remedy.sources, words),
    disputes: disputesJson(remedy.disputes, words),
    cautions: remedy.cautions,
    last_checked: remedy.lastChecked,
  })),
})
