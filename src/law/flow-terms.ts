/** The terms that run in a flow, as its terms.yaml names them, and what is left where one has passed. */
import { cautionsOf, joinCautions, sourcesOf } from './caution.ts'
import { createEvaluator, type Evaluator } from './condition.ts'
import { computeDeadline } from './deadline.ts'
import { carefulStep } from './rules.ts'
import { TRUE } from './truth.ts'
import type {
  Caution,
  ClockPack,
  Deadline,
  Dispute,
  Expr,
  Facts,
  FlowPack,
  PlainDate,
  SourceRef,
  StepKind,
} from './types.ts'

/**
 * Counts the terms of a flow. Outside the scope of a flow (a rule about `scope` holds) none runs.
 * @param facts from readFacts @param today complete date
 */
export function flowTerms(flow: FlowPack, clocks: ClockPack, facts: Facts, today: PlainDate): Deadline[] {
  const evaluator = createEvaluator({ flow, clocks, facts, today })
  if (flow.rules.some((rule) => rule.about === 'scope' && evaluator.rule(rule) === TRUE)) return []
  return flow.terms.flatMap(({ term, from, when, always }) => {
    if (evaluator.condition(when) !== TRUE) return []
    const start = startOf(from, facts, evaluator)
    return start === '' && !always ? [] : [computeDeadline(clocks, term, start, { today })]
  })
}

/** A day, a partial date, a moment, a range `a..b`, or `''` when it is not known. */
function startOf(from: Expr, facts: Facts, evaluator: Evaluator): string {
  if (from[0] === 'fact') {
    const said = facts[from[1]]
    return typeof said === 'string' ? said : ''
  }
  const value = evaluator.value(from)
  if (!value) return ''
  return value[0] === value[1] ? `${value[0]}` : `${value[0]}..${value[1]}`
}

// ── a term that has passed ───────────────────────────────────────────────────────────────────────────────

export interface Remedy {
  id: string
  next: StepKind | null
  /** Its own step is stronger than its cautions allow: the sentence `.next` must not be shown. */
  softened: boolean
  letter: string | null
  /** The term that the remedy itself has. */
  term: string | null
  sources: SourceRef[]
  disputes: Dispute[]
  cautions: Caution[]
  lastChecked: PlainDate
}

export interface Missed {
  deadline: Deadline
  /** `perhaps`: the earliest day that it may have ended on has gone by, the latest has not, or sources differ. */
  passed: 'yes' | 'perhaps'
  /** Nearest first; empty when the content knows of none. */
  remedies: Remedy[]
}

/**
 * What may be prepared once a term has passed, or null while its last day is still to come or unknown. Never says that it is
 * too late: a term may be restored, and the count may be wrong.
 * @param now a day, or the local minute `YYYY-MM-DDTHH:MM`, which terms in hours need to be over on the same day
 */
export function missed(clocks: ClockPack, deadline: Deadline, now: string): Missed | null {
  if (deadline.kind === 'not-before') return null
  const today = now.slice(0, 10)
  if (deadline.lastMoment !== null && now.includes('T'))
    return deadline.lastMoment < now ? left(clocks, deadline, 'yes', today) : null
  const end = deadline.lastMoment?.slice(0, 10) ?? deadline.lastDay
  const [earliest, latest] = deadline.range ? [deadline.range.earliest, deadline.range.latest] : [end, end]
  if (earliest === null || latest === null || earliest >= today) return null
  // Of a dispute the earliest reading is the last day: a later one may still be open.
  const readings = deadline.readings.flatMap(({ lastDay }) => lastDay ?? [])
  const over = latest < today && readings.every((day) => day < today)
  return left(clocks, deadline, over ? 'yes' : 'perhaps', today)
}

function left(clocks: ClockPack, deadline: Deadline, passed: Missed['passed'], today: PlainDate): Missed {
  const ids = clocks.terms[deadline.rule]?.afterMissed ?? []
  return {
    deadline,
    passed,
    remedies: ids.flatMap((id) => {
      const remedy = clocks.remedies?.[id]
      if (!remedy) return []
      const cautions = joinCautions(cautionsOf(remedy, today))
      const next = carefulStep(remedy.next, cautions)
      return [
        {
          ...{ id, next, softened: next !== remedy.next, letter: remedy.letter, term: remedy.term },
          ...{ sources: sourcesOf(remedy), disputes: remedy.disputes, cautions },
          lastChecked: remedy.lastChecked,
        },
      ]
    }),
  }
}
