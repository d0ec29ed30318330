/**
 * The deadlines of a case: computed from its marks and events whenever somebody looks, never stored. So a changed law or a new table
 * of holidays moves every open case at once, and recompute.ts says what moved and why.
 */
import { computeDeadline } from '../law/deadline.ts'
import { checkConstraints, type Problem, readFacts } from '../law/facts.ts'
import { flowTerms } from '../law/flow-terms.ts'
import { checkPackage, type PaperEnd } from '../law/package.ts'
import { saidOnScreens } from '../law/rules.ts'
import type { ClockPack, Deadline, Facts, FlowPack, PlainDate } from '../law/types.ts'
import { type CaseEvent, type CaseView, spanOf } from './cases.ts'
import { EVENT_FACTS, EVENT_TERMS, TERM_ENDS } from './event-terms.ts'
import { entityOf, MARK_FLOWS } from './fields.ts'
import { termRules } from './term-rules.ts'

/** Packs of other flows may be loaded later: their sheets are counted once they are there. */
export interface CasePacks extends Partial<Record<Flow, FlowPack>> {
  clocks: ClockPack
  package: FlowPack
  rulings: FlowPack
}

type Flow = (typeof MARK_FLOWS)[number]

export interface CaseDeadline {
  deadline: Deadline
  /** The entity it was counted from: a sheet of marks or an event. */
  from: string
  /** What ended it: an event, or an answer of the sheet. */
  ended: { entity: string; when: string; afterLastDay: 'yes' | 'no' | 'unknown' } | null
}

/** A sheet and an event, or two events, give different days for what happens once: both are counted, and somebody has to look. */
export interface Conflict {
  fact: string
  /** The day that the sheet, or the earlier event, gives. */
  said: string
  /** The day of the event `entity`. */
  event: string
  entity: string
}

export interface CaseClocks {
  /** Earliest day first, those without a day last. */
  deadlines: CaseDeadline[]
  conflicts: Conflict[]
  /** Last days of papers that a package sheet names, beside the end of the school's check; `sheet` is its entity. */
  papers: (PaperEnd & { sheet: string })[]
  /** Answers that contradict each other: nothing is counted from them. */
  contradictions: Problem[]
  /** Answers of a sheet that its flow does not know or cannot read: not used. */
  unread: number
}

/**
 * Computes all clocks of a case. Masked cases have none: their marks are out of sight.
 * @param today complete date: decides staleness, never the count
 */
export function clocksOf(view: CaseView, whole: CasePacks, today: PlainDate): CaseClocks {
  const result: CaseClocks = { deadlines: [], conflicts: [], papers: [], contradictions: [], unread: 0 }
  if (view.masked) return result
  const packs = forTerms(whole)
  const found = new Map<string, CaseDeadline>()
  const put = (deadline: Deadline, from: string, facts: Facts, sheet: string | null) => {
    const key = `${deadline.rule} ${deadline.from}`
    if (!found.has(key)) found.set(key, { deadline, from, ended: endOf(deadline, view.events, facts, sheet) })
  }
  for (const flow of MARK_FLOWS) {
    const pack = packs[flow]
    if (!pack) continue
    for (const sheet of sheetsOf(view, flow)) {
      const { base, variants, conflicts } = withEvents(sheet, view.events, flow, pack, result)
      result.conflicts.push(...conflicts)
      for (const { facts, from } of [{ facts: base, from: sheet.entity }, ...variants]) {
        const sound = soundFacts(pack, packs.clocks, facts, today, result)
        const { terms, papers } = termsOf(pack, packs.clocks, sound, today)
        for (const deadline of terms)
          put(deadline, startedBy(deadline, from, view.events, flow), sound, sheet.entity)
        if (facts === base) result.papers.push(...papers.map((each) => ({ ...each, sheet: sheet.entity })))
      }
    }
  }
  const started = fromEvents(view.events, packs.clocks, today)
  // "The package was found complete on this day" is better than the last day on which it could have been.
  for (const [key, { deadline }] of found)
    if (NEWEST.has(deadline.rule) && started.some((each) => each.deadline.rule === deadline.rule))
      found.delete(key)
  for (const { deadline, event } of started) put(deadline, entityOf('event', event.id), {}, null)
  result.deadlines = [...withoutEmptyTwins([...found.values()])].sort(byDay)
  return result
}

const lean = new WeakMap<CasePacks, CasePacks>()

/** The packs without the rules on which no term depends: an agenda counts hundreds of cases and shows no findings. */
function forTerms(packs: CasePacks): CasePacks {
  const known = lean.get(packs)
  if (known) return known
  const made = { ...packs }
  for (const flow of MARK_FLOWS) if (packs[flow]) made[flow] = termRules(packs[flow])
  lean.set(packs, made)
  return made
}

// ── sheets and what the events add to them ───────────────────────────────────────────────────────────────

interface Sheet {
  /** '' when there is no sheet and only events speak. */
  entity: string
  facts: Facts
}

function sheetsOf(view: CaseView, flow: Flow): Sheet[] {
  const sheets = view.marks
    .filter((each) => each.flow === flow)
    .map(({ id, facts }) => ({ entity: entityOf('marks', id), facts }))
  if (sheets.length > 0) return sheets
  const speaks = view.events.some(({ kind }) =>
    EVENT_FACTS.some((each) => each.flow === flow && each.event === kind),
  )
  return speaks ? [{ entity: '', facts: {} }] : []
}

/** Reads the sheet's facts one by one, so that one bad value does not silence the others. */
function readSheet(pack: FlowPack, facts: Facts): { facts: Facts; unread: number } {
  const good: Facts = {}
  let unread = 0
  for (const [fact, value] of Object.entries(facts)) {
    const read = Object.hasOwn(pack.facts, fact) ? readFacts(pack, { [fact]: value }) : null
    if (read?.ok || read?.problems.every(({ code }) => code === 'contradiction')) good[fact] = value
    else unread++
  }
  return { facts: good, unread }
}

interface Variant {
  facts: Facts
  from: string
}

/**
 * Events fill what the sheet leaves open and make a partial day exact. Where they say another day, the sheet's day stands and each
 * other day is counted too: a deadline must not vanish because two people wrote different days.
 */
function withEvents(
  sheet: Sheet,
  events: CaseEvent[],
  flow: Flow,
  pack: FlowPack,
  result: CaseClocks,
): { base: Facts; variants: Variant[]; conflicts: Conflict[] } {
  const read = readSheet(pack, sheet.facts)
  result.unread += read.unread
  const base = { ...read.facts }
  const others: { fact: string; when: string; entity: string }[] = []
  const conflicts: Conflict[] = []
  for (const { event: kind, flow: of, fact, times } of EVENT_FACTS) {
    if (of !== flow) continue
    for (const event of events) {
      if (event.kind !== kind || event.when === null) continue
      const when = event.when.slice(0, 10)
      const entity = entityOf('event', event.id)
      const said = base[fact]
      if (typeof said !== 'string' || isWithin(when, said)) base[fact] = when
      else if (isWithin(said, when)) continue
      else if (times === 'newest') base[fact] = spanOf(when).from > spanOf(said).from ? when : said
      else {
        others.push({ fact, when, entity })
        if (times === 'one') conflicts.push({ fact, said, event: when, entity })
      }
    }
  }
  // A ruling that was made or served has been made, whatever stage the sheet was left at.
  const ruled = (facts: Facts): Facts =>
    flow === 'rulings' &&
    facts.stage === 'protocol' &&
    events.some(({ kind }) => kind === 'ruling-made' || kind === 'copy-served')
      ? { ...facts, stage: 'ruling' }
      : facts
  const variants = others.map(({ fact, when, entity }) => ({
    facts: ruled({ ...base, [fact]: when }),
    from: entity,
  }))
  return { base: ruled(base), variants, conflicts }
}

function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [spanOf(inner), spanOf(outer)]
  return a.from >= b.from && a.to <= b.to
}

/** Without answers of closed screens and without those that contradict others: a wrong day gives a wrong last day. */
function soundFacts(
  pack: FlowPack,
  clocks: ClockPack,
  facts: Facts,
  today: PlainDate,
  result: CaseClocks,
): Facts {
  // An event speaks even where the sheet's screen for it is closed.
  const said = { ...saidOnScreens(pack, clocks, facts, today) }
  for (const { fact } of EVENT_FACTS)
    if (facts[fact] !== undefined && Object.hasOwn(pack.facts, fact)) said[fact] = facts[fact]
  const problems = checkConstraints(pack, clocks, said, today)
  for (const problem of problems)
    if (!result.contradictions.some((each) => each.params.constraint === problem.params.constraint))
      result.contradictions.push(problem)
  const wrong = new Set(problems.map(({ path }) => path))
  return Object.fromEntries(Object.entries(said).filter(([fact]) => !wrong.has(fact)))
}

function termsOf(
  flow: FlowPack,
  clocks: ClockPack,
  facts: Facts,
  today: PlainDate,
): { terms: Deadline[]; papers: PaperEnd[] } {
  // The school check also says which papers end before it does.
  if (flow.flow === 'package') return checkPackage({ flow, clocks }, facts, today)
  return { terms: flowTerms(flow, clocks, facts, today), papers: [] }
}

/** The event that gave the start, where an event did; else the sheet. */
function startedBy(deadline: Deadline, from: string, events: CaseEvent[], flow: Flow): string {
  if (from !== '') return from
  const event = events.find(
    ({ kind, when }) =>
      when?.slice(0, 10) === deadline.from &&
      EVENT_FACTS.some((each) => each.flow === flow && each.event === kind),
  )
  const any = event ?? events.find(({ kind }) => EVENT_FACTS.some((each) => each.event === kind))
  return any ? entityOf('event', any.id) : ''
}

const NEWEST = new Set(EVENT_TERMS.filter(({ each }) => each === 'newest').map(({ term }) => term))

// ── events that start terms by themselves ────────────────────────────────────────────────────────────────

function fromEvents(events: CaseEvent[], clocks: ClockPack, today: PlainDate) {
  const started: { deadline: Deadline; event: CaseEvent }[] = []
  for (const { event: kind, term, each } of EVENT_TERMS) {
    if (!Object.hasOwn(clocks.terms, term)) continue
    const inHours = clocks.terms[term]!.versions.some(({ unit }) => unit === 'hours')
    const all = events.filter((event) => event.kind === kind)
    // Events stand in order of days, those without a day last.
    const dated = all.filter(({ when }) => when !== null)
    const counted = each === 'newest' ? (dated.length > 0 ? dated : all).slice(-1) : all
    for (const event of counted) {
      const when = event.when ?? ''
      const from = inHours || !when.includes('T') ? when : when.slice(0, 10)
      started.push({ deadline: computeDeadline(clocks, term, from, { today }), event })
    }
  }
  return started
}

// ── ends ─────────────────────────────────────────────────────────────────────────────────────────────────

function endOf(
  deadline: Deadline,
  events: CaseEvent[],
  facts: Facts,
  sheet: string | null,
): CaseDeadline['ended'] {
  const ends = Object.hasOwn(TERM_ENDS, deadline.rule) ? TERM_ENDS[deadline.rule] : undefined
  if (!ends) return null
  const start = deadline.from === '' ? null : startDay(deadline.from)
  const candidates = events
    .filter(({ kind, when }) => kind !== null && when !== null && ends.events.includes(kind))
    .map(({ id, when }) => ({ entity: entityOf('event', id), when: when! }))
  const marked = ends.fact ? facts[ends.fact] : undefined
  if (typeof marked === 'string' && sheet) candidates.push({ entity: sheet, when: marked })
  const after = candidates
    .filter(({ when }) => start === null || spanOf(when).to >= start)
    .sort((a, b) => (spanOf(a.when).to < spanOf(b.when).to ? -1 : 1))
  const first = after[0]
  return first ? { ...first, afterLastDay: isAfter(first.when, deadline) } : null
}

const startDay = (from: string): PlainDate => spanOf(from.split('..')[0]!).from

function isAfter(when: string, { lastDay, range }: Deadline): 'yes' | 'no' | 'unknown' {
  const { from, to } = spanOf(when)
  const earliest = lastDay ?? range?.earliest
  const latest = lastDay ?? range?.latest
  if (!earliest || !latest) return 'unknown'
  return from > latest ? 'yes' : to <= earliest ? 'no' : 'unknown'
}

// ── order ────────────────────────────────────────────────────────────────────────────────────────────────

/** The day to reckon with: the last day, or the earliest it may be. null where no day can be named. */
export const dayOf = ({ lastDay, range }: Pick<Deadline, 'lastDay' | 'range'>): PlainDate | null =>
  lastDay ?? range?.earliest ?? null

/** A term "without a start" says nothing beside the same term with one. */
function withoutEmptyTwins(list: CaseDeadline[]): CaseDeadline[] {
  const started = new Set(
    list.filter(({ deadline }) => deadline.from !== '').map((each) => each.deadline.rule),
  )
  return list.filter(({ deadline }) => deadline.from !== '' || !started.has(deadline.rule))
}

function byDay(a: CaseDeadline, b: CaseDeadline): number {
  const [x, y] = [sortKey(a), sortKey(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

const sortKey = ({ deadline, from }: CaseDeadline): string =>
  `${deadline.lastMoment ?? dayOf(deadline) ?? '~'} ${deadline.rule} ${deadline.from} ${from}`
