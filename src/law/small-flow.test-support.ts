/** A world small enough to try every completion of what is unknown, and an oracle that does just that. */
import fc from 'fast-check'
import type {
  ClockPack,
  Condition,
  Expr,
  Facts,
  FactValue,
  FlowPack,
  Provenance,
  Rule,
  TermVersion,
} from './types.ts'

export const TODAY = '2026-03-01'

export const SURE: Provenance = {
  basis: [{ act: 'koap', article: '4.8 ч.1', source: 'F2', label: 'found' }],
  disputes: [],
  lastChecked: '2026-02-20',
  staleAfterDays: 120,
  confirmedUntil: null,
  review: { state: 'signed', edition: '2026', date: '2026-02-20' },
}

const version: TermVersion = {
  ...SURE,
  ...{ from: null, to: null, count: 3, unit: 'days', start: 'next-day', rollover: 'none' },
  ...{ until: null, readings: [] },
}

export const clocks: ClockPack = {
  terms: {
    three: { id: 'three', kind: 'by', versions: [version] },
    /** The sources differ: two days or three. */
    'two-or-three': {
      id: 'two-or-three',
      kind: 'by',
      versions: [{ ...version, readings: [{ count: 2, unit: 'days', source: 'S', label: 'news' }] }],
    },
  },
  calendars: {},
}

export const facts: FlowPack['facts'] = {
  who: { type: 'choice', of: ['ann', 'bo', 'cy'] },
  grade: { type: 'integer', min: 1, max: 3 },
  papers: { type: 'choices', of: ['birth', 'visa'] },
  born: { type: 'date' },
  filed: { type: 'date' },
  name: { type: 'text' },
}

/** Every value that is exact. Dates stand close, so that comparisons are often near. */
export const EXACT: Record<string, FactValue[]> = {
  who: ['ann', 'bo', 'cy'],
  grade: [1, 2, 3],
  papers: [[], ['birth'], ['visa'], ['birth', 'visa']],
  born: ['2026-02-26', '2026-02-28', '2026-03-01', '2026-03-03'],
  filed: ['2026-02-27', '2026-02-28', '2026-03-02', '2026-04-30'],
  name: ['Алиева', 'али ева', 'Каримов'],
}

const PARTIAL: Record<string, FactValue[]> = {
  born: ['2026-02', '2026-03', '2026'],
  filed: ['2026-02', '2026'],
}

export const flowOf = (rules: Rule[] = []): FlowPack => ({
  flow: 'small',
  asOf: 'filed',
  facts,
  constraints: [],
  screens: [],
  rules,
  terms: [],
  keep: true,
  phrases: { swearing: [['алие'], ['али', 'ева']] },
})

export const ruleOf = (id: string, when: Condition, more: Partial<Rule> = {}): Rule => ({
  ...SURE,
  ...{ id, from: null, to: null, about: 'papers', kind: 'missing', severity: 'soon', priority: 1 },
  ...{ when, with: {}, askIfUnknown: true, next: null, letter: null },
  ...more,
})

/** Facts of which each may be unsaid, "I do not know", partial or exact. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(
    Object.entries(EXACT).map(([name, values]) => [
      name,
      fc.constantFrom<FactValue>(null, ...values, ...(PARTIAL[name] ?? [])),
    ]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<Facts>

// ── any expression of the language ───────────────────────────────────────────────────────────────────────

const someDate: fc.Arbitrary<Expr> = fc.letrec<{ date: Expr }>((tie) => ({
  date: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Expr>(['fact', 'born'], ['fact', 'filed'], ['today'], ['date', '2026-02-28']),
    fc
      .tuple(tie('date'), fc.integer({ min: -2, max: 3 }), fc.constantFrom('days', 'months'))
      .map(([date, count, unit]) => ['shift', date, count, unit] as Expr),
    fc
      .tuple(fc.constantFrom('three', 'two-or-three'), tie('date'))
      .map(([term, date]) => ['deadline', term, date] as Expr),
  ),
})).date

const sign = fc.constantFrom('=', '!=', '<', '<=', '>', '>=')

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(sign, someDate, someDate).map(([s, a, b]) => ['cmp', s, a, b] as Condition),
  fc
    .tuple(sign, someDate, someDate, fc.integer({ min: -2, max: 4 }))
    .map(([s, a, b, n]) => ['cmp', s, ['days', a, b], ['lit', n]] as Condition),
  fc
    .tuple(sign, fc.integer({ min: 1, max: 3 }))
    .map(([s, n]) => ['cmp', s, ['fact', 'grade'], ['lit', n]] as Condition),
  fc.constantFrom<Condition>(
    ['true'],
    ['cmp', '=', ['fact', 'who'], ['lit', 'ann']],
    ['cmp', '!=', ['fact', 'who'], ['lit', 'bo']],
    ['in', ['fact', 'who'], ['ann', 'cy']],
    ['in', ['fact', 'grade'], [1, 3]],
    ['has', ['fact', 'papers'], 'birth'],
    ['samename', ['fact', 'name'], ['lit', 'АЛИЕВА']],
    ['mentions', ['fact', 'name'], 'swearing'],
  ),
  fc.constantFrom(...Object.keys(EXACT)).map((name) => ['known', ['fact', name]] as Condition),
  fc.constantFrom(...Object.keys(EXACT)).map((name) => ['asked', name] as Condition),
)

export const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ whole: Condition }>((tie) => ({
  whole: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('whole'), { minLength: 2, maxLength: 3 }))
      .map(([word, parts]) => [word, ...parts] as Condition),
    tie('whole').map((part) => ['not', part] as Condition),
  ),
})).whole

// ── the oracle: plain two-valued logic on complete facts, written without the engine ───────────────────────

const DAY = 86_400_000
const ms = (day: string) => Date.parse(`${day}T00:00:00Z`)
const iso = (at: number) => new Date(at).toISOString().slice(0, 10)

function plusMonths(day: string, count: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(y, m + count, 0)).getUTCDate()
  return iso(Date.UTC(y, m - 1 + count, Math.min(d, last)))
}

type Choice = Record<string, 2 | 3>

/** `said` decides known( ) and asked( ); `full` has a value for every fact; `reading` picks one of the sources. */
export function holds(c: Condition, said: Facts, full: Facts, reading: Choice = {}): boolean {
  const value = (e: Expr): string | number => {
    switch (e[0]) {
      case 'lit':
      case 'date':
        return e[1]
      case 'today':
        return TODAY
      case 'fact':
        return full[e[1]] as string | number
      case 'shift':
        return e[3] === 'months'
          ? plusMonths(String(value(e[1])), e[2])
          : iso(ms(String(value(e[1]))) + e[2] * DAY)
      case 'deadline':
        return iso(ms(String(value(e[2]))) + (e[1] === 'three' ? 3 : (reading['two-or-three'] ?? 3)) * DAY)
      case 'days':
        return (ms(String(value(e[2]))) - ms(String(value(e[1])))) / DAY
      default:
        throw new Error(`no value: ${e[0]}`)
    }
  }
  switch (c[0]) {
    case 'true':
      return true
    case 'and':
      return c.slice(1).every((part) => holds(part as Condition, said, full, reading))
    case 'or':
      return c.slice(1).some((part) => holds(part as Condition, said, full, reading))
    case 'not':
      return !holds(c[1], said, full, reading)
    case 'cmp': {
      const [a, b] = [value(c[2]), value(c[3])]
      const results = { '=': a === b, '!=': a !== b, '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }
      return results[c[1]]
    }
    case 'in':
      return c[2].includes(value(c[1]))
    case 'has':
      return (full[(c[1] as ['fact', string])[1]] as string[]).includes(c[2])
    case 'samename':
      return String(full.name).replace(' ', '').toLowerCase() === 'алиева'
    case 'mentions':
      return String(full.name).toLowerCase().startsWith('али')
    case 'known':
      return said[(c[1] as ['fact', string])[1]] != null
    case 'asked':
      return said[c[1]] !== undefined
    default:
      throw new Error(`not here: ${c[0]}`)
  }
}

/** Values a fact may really have, given what was said. Unknown dates reach far to both sides. */
function candidates(name: string, said: FactValue | undefined): FactValue[] {
  if (said === null || said === undefined) {
    const far = facts[name]?.type === 'date' ? ['1990-01-01', '2099-12-31', '2026-02-01', '2026-12-31'] : []
    return [...EXACT[name]!, ...far]
  }
  if (facts[name]?.type === 'date' && typeof said === 'string' && said.length < 10) {
    const ends =
      said.length === 4 ? [`${said}-01-01`, `${said}-12-31`] : [`${said}-01`, plusMonths(`${said}-01`, 1)]
    if (said.length === 7) ends[1] = iso(ms(ends[1]!) - DAY)
    const inside = EXACT[name]!.filter((day) => String(day).startsWith(said))
    return [...ends, ...inside]
  }
  return [said]
}

/** Every way to complete the facts, sampled densely, and every way to read a disputed term. */
export function* completions(said: Facts, names: readonly string[]): Generator<[Facts, Choice]> {
  const lists = names.map((name) => candidates(name, said[name]))
  const at = names.map(() => 0)
  for (;;) {
    const full: Facts = { ...said }
    for (const [i, name] of names.entries()) full[name] = lists[i]![at[i]!]!
    yield [full, { 'two-or-three': 2 }]
    yield [full, { 'two-or-three': 3 }]
    let i = 0
    while (i < at.length && ++at[i]! === lists[i]!.length) at[i++] = 0
    if (i === at.length) return
  }
}
