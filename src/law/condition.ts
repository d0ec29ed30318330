/**
 * Evaluates the conditions of docs/formats/content.md with Kleene's three values: true, false, unknown.
 * A value that is not exactly known is the interval of all it may be, so a comparison is true or false only when it is
 * so for every completion. Nothing here guesses; incomplete knowledge stays unknown even where a cleverer proof
 * could decide (`a or not a`).
 */
import { addToDate } from './calendar.ts'
import { dateRange, daysBetween } from './dates.ts'
import { computeDeadline, deadlineBounds } from './deadline.ts'
import { and, compare, FALSE, type Interval, not, TRUE, type Truth, truth, UNKNOWN } from './truth.ts'
import type { ClockPack, Condition, Deadline, Expr, Facts, FlowPack, PlainDate, Rule } from './types.ts'
import { hasPhrase, sameName, wordsOf } from './wording.ts'

export interface Setting {
  flow: FlowPack
  clocks: ClockPack
  /** From {@link readFacts}: types and dates are trusted here. */
  facts: Facts
  /** null: not known, so whatever depends on it is unknown. */
  today: PlainDate | null
  /** Facts that were not asked may still be answered: `known` and `asked` are unknown for them, not false. */
  stillAsking?: boolean
}

export interface Evaluator {
  /** @param vary this fact may take any value or none: the result is every truth value that is then possible */
  condition(condition: Condition, vary?: string): Truth
  /** Whether the rule is in force on the as-of day and its condition holds. */
  rule(rule: Rule, vary?: string): Truth
  value(expr: Expr): Interval
  /** Facts that alone, all others unsaid, give the rule the value it has. */
  because(rule: Rule): string[]
  /** Facts not exactly known that keep the rule unknown. */
  open(rule: Rule): string[]
  /** The deadlines that the rule and its `with` count, for their cautions and sources. */
  deadlines(rule: Rule): Deadline[]
}

const factsOfLeaf = new WeakMap<Expr, ReadonlySet<string>>()

/** The facts an expression names, rule( ) not followed. */
export function factsIn(expr: Expr): ReadonlySet<string> {
  const known = factsOfLeaf.get(expr)
  if (known) return known
  const names = new Set<string>()
  if (expr[0] === 'fact' || expr[0] === 'asked') names.add(expr[1])
  else if (expr[0] === 'in') for (const name of factsIn(expr[1])) names.add(name)
  else if (expr[0] !== 'lit')
    for (const part of expr)
      if (Array.isArray(part)) for (const name of factsIn(part as Expr)) names.add(name)
  factsOfLeaf.set(expr, names)
  return names
}

export function createEvaluator({ flow, clocks, facts, today, stillAsking }: Setting): Evaluator {
  const rules = new Map(flow.rules.map((rule) => [rule.id, rule]))
  const words = new Map<string, string[]>()
  const values = new Map<string, Interval>()
  const counted = new Map<string, Interval>()
  const deadlines = new Map<string, Deadline>()
  const fact = (name: string) => (Object.hasOwn(facts, name) ? facts[name] : undefined)

  const readValue = (name: string): Interval => {
    const said = fact(name)
    if (said == null || Array.isArray(said)) return undefined
    if (flow.facts[name]?.type !== 'date') return [said, said]
    // A minute is for the terms in hours; a rule compares days.
    const { from, to } = dateRange(String(said).slice(0, 10))
    return [from, to]
  }

  /** Read once: a fact is looked at by many rules, and again for each fact that might vary. */
  const factValue = (name: string): Interval => {
    if (!values.has(name)) values.set(name, readValue(name))
    return values.get(name)
  }

  /** How computeDeadline and deadlineBounds take a start that is a day or a range. */
  const startOf = ([from, to]: NonNullable<Interval>) => (from === to ? `${from}` : `${from}..${to}`)

  const bounds = (term: string, from: string): Interval => {
    const key = `${term} ${from}`
    if (!counted.has(key)) {
      const span = deadlineBounds(clocks, term, from)
      counted.set(key, span ? [span.earliest, span.latest] : undefined)
    }
    return counted.get(key)
  }

  const deadline = (term: string, from: string, day: PlainDate): Deadline => {
    const key = `${term} ${from}`
    const known = deadlines.get(key)
    if (known) return known
    const result = computeDeadline(clocks, term, from, { today: day })
    deadlines.set(key, result)
    return result
  }

  const value = (expr: Expr): Interval => {
    switch (expr[0]) {
      case 'lit':
      case 'date':
        return [expr[1], expr[1]]
      case 'today':
        return today === null ? undefined : [today, today]
      case 'fact':
        return factValue(expr[1])
      case 'deadline': {
        const start = value(expr[2])
        return start && bounds(expr[1], startOf(start))
      }
      case 'shift': {
        const start = value(expr[1])
        const first = start && addToDate(clocks, `${start[0]}`, expr[2], expr[3])
        const last = start && addToDate(clocks, `${start[1]}`, expr[2], expr[3])
        return first && last ? [first, last] : undefined
      }
      case 'days': {
        const [a, b] = [value(expr[1]), value(expr[2])]
        return a && b && [daysBetween(`${a[1]}`, `${b[0]}`), daysBetween(`${a[0]}`, `${b[1]}`)]
      }
      default:
        return undefined
    }
  }

  /** A narrative may have 200,000 letters and be searched for twenty phrases. */
  const wordsOnce = (text: string): string[] => {
    const read = words.get(text) ?? wordsOf(text)
    words.set(text, read)
    return read
  }

  /** A condition that holds no other condition. */
  const leaf = (c: Condition): Truth => {
    switch (c[0]) {
      case 'cmp':
        return compare(c[1], value(c[2]), value(c[3]))
      case 'in': {
        const at = value(c[1])
        if (!at) return UNKNOWN
        if (at[0] === at[1]) return truth(c[2].includes(at[0]))
        return c[2].some((each) => at[0] <= each && each <= at[1]) ? UNKNOWN : FALSE
      }
      case 'has': {
        const list = c[1][0] === 'fact' ? fact(c[1][1]) : null
        return Array.isArray(list) ? truth(list.includes(c[2])) : UNKNOWN
      }
      case 'samename': {
        const [a, b] = [value(c[1]), value(c[2])]
        return a && b ? truth(sameName(`${a[0]}`, `${b[0]}`)) : UNKNOWN
      }
      case 'mentions': {
        const text = value(c[1])
        if (!text) return UNKNOWN
        const read = wordsOnce(`${text[0]}`)
        return truth(flow.phrases[c[2]]!.some((line) => hasPhrase(read, line)))
      }
      case 'known':
        if (c[1][0] !== 'fact') return truth(value(c[1]) !== undefined)
        return stillAsking && fact(c[1][1]) === undefined ? UNKNOWN : truth(fact(c[1][1]) != null)
      case 'asked':
        return fact(c[1]) !== undefined ? TRUE : stillAsking ? UNKNOWN : FALSE
      default:
        return TRUE
    }
  }

  /** What a leaf can become when `vary` takes any value: a side that stays unknown keeps a comparison unknown. */
  const varied = (c: Condition, vary: string): Truth => {
    for (const name of factsIn(c)) if (name !== vary && fact(name) == null) return UNKNOWN
    return TRUE | UNKNOWN | FALSE
  }

  const condition = (c: Condition, vary?: string): Truth => {
    switch (c[0]) {
      case 'and':
      case 'or': {
        const turn = c[0] === 'or' ? not : (a: Truth) => a
        let result: Truth = TRUE
        for (let i = 1; i < c.length && result !== FALSE; i++)
          result = and(result, turn(condition(c[i] as Condition, vary)))
        return turn(result)
      }
      case 'not':
        return not(condition(c[1], vary))
      case 'rule':
        return rule(rules.get(c[1])!, vary)
      default:
        return vary !== undefined && factsIn(c).has(vary) ? varied(c, vary) : leaf(c)
    }
  }

  const asOf = (): Interval => factValue(flow.asOf) ?? (today === null ? undefined : [today, today])

  /** On a partial as-of day a rule that holds for only part of it is unknown. */
  const inForce = ({ from, to }: Rule, day: Interval, vary?: string): Truth => {
    if (from === null && to === null) return TRUE
    if (vary === flow.asOf) return TRUE | UNKNOWN | FALSE
    if (!day || (stillAsking && fact(flow.asOf) === undefined)) return UNKNOWN
    const [first, last] = day
    if ((from && last < from) || (to && first > to)) return FALSE
    return (from && first < from) || (to && last > to) ? UNKNOWN : TRUE
  }

  const rule = (r: Rule, vary?: string): Truth => {
    const force = inForce(r, asOf(), vary)
    return force === FALSE ? FALSE : and(force, condition(r.when, vary))
  }

  /** Leaves that carry the value of `c`: those of its parts that have it, and for an unknown whole the settled ones too. */
  const carriers = (
    c: Condition,
    onlyOpen: boolean,
    visit: (leaf: Condition) => void,
    date: (r: Rule) => void,
  ): void => {
    switch (c[0]) {
      case 'and':
      case 'or': {
        const whole = condition(c)
        for (let i = 1; i < c.length; i++) {
          const part = condition(c[i] as Condition)
          if (part === whole || (whole === UNKNOWN && !onlyOpen))
            carriers(c[i] as Condition, onlyOpen, visit, date)
        }
        return
      }
      case 'not':
        carriers(c[1], onlyOpen, visit, date)
        return
      case 'rule':
        ruleCarriers(rules.get(c[1])!, onlyOpen, visit, date)
        return
      default:
        visit(c)
    }
  }

  const ruleCarriers = (
    r: Rule,
    onlyOpen: boolean,
    visit: (leaf: Condition) => void,
    date: (r: Rule) => void,
  ): void => {
    const force = inForce(r, asOf())
    const when = condition(r.when)
    const whole = and(force, when)
    if (force === whole || whole === UNKNOWN) date(r)
    if (force === FALSE) return
    if (when === whole || (whole === UNKNOWN && !onlyOpen)) carriers(r.when, onlyOpen, visit, date)
  }

  return {
    condition,
    rule,
    value,

    because(r) {
      const names = new Set<string>()
      const now: Interval = today === null ? undefined : [today, today]
      ruleCarriers(
        r,
        false,
        (c) => {
          for (const name of factsIn(c)) names.add(name)
        },
        // The as-of day is a reason only where today would have given another answer.
        (dated) => {
          if (inForce(dated, asOf()) !== inForce(dated, now)) names.add(flow.asOf)
        },
      )
      return [...names]
    },

    open(r) {
      const names = new Set<string>()
      const loose = (name: string) => {
        const at = factValue(name)
        const said = fact(name)
        if (said == null || (at && at[0] !== at[1])) names.add(name)
      }
      ruleCarriers(
        r,
        true,
        (c) => {
          for (const name of factsIn(c)) loose(name)
        },
        (dated) => {
          if (inForce(dated, asOf()) === UNKNOWN) loose(flow.asOf)
        },
      )
      return [...names]
    },

    deadlines(r) {
      const found = new Set<Deadline>()
      const visit = (expr: Expr): void => {
        if (expr[0] === 'rule') visit(rules.get(expr[1])!.when)
        if (expr[0] === 'lit' || expr[0] === 'in' || expr[0] === 'rule') return
        if (expr[0] === 'deadline') {
          const start = value(expr[2])
          if (start && today !== null) found.add(deadline(expr[1], startOf(start), today))
        }
        for (const part of expr.slice(1)) if (Array.isArray(part)) visit(part as Expr)
      }
      visit(r.when)
      Object.values(r.with).forEach(visit)
      return [...found]
    },
  }
}
