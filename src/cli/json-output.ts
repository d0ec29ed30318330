/** How results are written: names in snake_case, absent = null, one document a run. Described in docs/formats. */
import type { Deadline, Dispute, SourceRef, TraceStep } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'

/** Two spaces: read by people as often as by programs. */
export const document = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const sourcesJson = (sources: readonly SourceRef[]) =>
  sources.map(({ act, article, label, review, source, edition }) => ({
    act,
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
  sources: sourcesJson(deadline.sources),
  disputes: disputesJson(deadline.disputes, words),
  cautions: deadline.cautions,
  last_checked: deadline.lastChecked,
  would_change: deadline.wouldChange.map((key) => words.dynamic(`moves.${key}`)),
})
