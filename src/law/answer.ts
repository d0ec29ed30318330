/**
 * What every answer about one deadline carries beside the day: sources, disputes, cautions, the decrees of the
 * calendars that were used, and what would move the day.
 */
import { cautionsOf, joinCautions, sourcesOf, weakestLabel } from './caution.ts'
import { type Counted, calendarYears, countTerm, readingsOf, type Segment, versionsIn } from './count.ts'
import { type DayNumber, type DaySpan, plainDate } from './dates.ts'
import type {
  Caution,
  ClockPack,
  Deadline,
  PlainDate,
  SourceRef,
  Term,
  TermVersion,
  TraceStep,
} from './types.ts'

/** What every answer about one question shares. */
export class Answer {
  readonly pack: ClockPack
  readonly term: Term
  readonly from: string
  readonly today: PlainDate
  private years: number[] = []
  private latestStart: DayNumber | null = null
  private texts: TermVersion[] = []

  constructor(pack: ClockPack, term: Term, from: string, today: PlainDate) {
    this.pack = pack
    this.term = term
    this.from = from
    this.today = today
  }

  /** Notes what the count stood on: the texts, and the calendars of its first and last start day. */
  use(segments: Segment[], span: DaySpan, counted: Counted): void {
    this.texts = versionsIn(segments)
    this.latestStart = span.to
    const first = segments[0] as Segment
    const last = segments[segments.length - 1] as Segment
    this.years = calendarYears(first.version, span.from, counted)
    if (span.from === span.to) return
    const end = calendarYears(last.version, span.to, countTerm(this.pack, last.version, span.to))
    this.years = [...new Set([...this.years, ...end])]
  }

  calendarMoves(): string[] {
    return this.years.length > 0 ? ['calendar', 'regional-holidays'] : []
  }

  unknown(trace: TraceStep[], moves: string[], versions: TermVersion[]): Deadline {
    const noText = moves.includes('text')
    return {
      ...this.frame(trace, moves, versions),
      ...(noText ? { sources: [], cautions: joinCautions(this.cautions(versions), ['unsure']) } : {}),
    }
  }

  range(
    trace: TraceStep[],
    moves: string[],
    version: TermVersion,
    earliest: DayNumber,
    latest: DayNumber,
  ): Deadline {
    return {
      ...this.frame(trace, moves, this.texts.length > 0 ? this.texts : [version]),
      range: { earliest: plainDate(earliest), latest: plainDate(latest) },
    }
  }

  certain(
    trace: TraceStep[],
    moves: string[],
    version: TermVersion,
    status: 'known' | 'disputed',
    day: DayNumber,
    start: DayNumber,
  ): Deadline {
    return {
      ...this.frame(trace, moves, this.texts.length > 0 ? this.texts : [version]),
      status,
      lastDay: plainDate(day),
      readings: this.readings(version, start),
    }
  }

  /** The text's own count first, then the other readings; empty when there is only one. */
  private readings(version: TermVersion, start: DayNumber): Deadline['readings'] {
    if (version.readings.length === 0) return []
    const own = version.basis[0]
    return readingsOf(version).map((rule, index) => {
      const other = version.readings[index - 1]
      const { last } = countTerm(this.pack, rule, start)
      return {
        lastDay: last === null ? null : plainDate(last),
        count: rule.count,
        unit: rule.unit,
        source: other?.source ?? own?.source ?? 'U',
        label: other?.label ?? weakestLabel(version.basis.map((leg) => leg.label)),
      }
    })
  }

  private frame(trace: TraceStep[], moves: string[], versions: TermVersion[]): Deadline {
    return {
      rule: this.term.id,
      kind: this.term.kind,
      from: this.from,
      status: 'unknown',
      lastDay: null,
      lastMoment: null,
      range: null,
      readings: [],
      trace,
      sources: [...uniqueSources(versions), ...this.decrees()],
      disputes: versions.length === 1 ? (versions[0] as TermVersion).disputes : uniqueDisputes(versions),
      cautions: this.cautions(versions),
      lastChecked: versions.reduce(
        (oldest, { lastChecked }) => (oldest === '' || lastChecked < oldest ? lastChecked : oldest),
        '',
      ),
      wouldChange: moves,
    }
  }

  /** An edition is unconfirmed for a start after its last confirmed day, even when that start is still to come. */
  private cautions(versions: TermVersion[]): Caution[] {
    const start = this.latestStart === null ? '' : plainDate(this.latestStart)
    const day = start > this.today ? start : this.today
    const lists = versions.map((version) => {
      const cautions = cautionsOf(version, this.today)
      if (version.readings.length > 0) cautions.push('disputed')
      if (version.confirmedUntil !== null && day > version.confirmedUntil) cautions.push('unconfirmed')
      return cautions
    })
    if (this.years.some((year) => !isFirm(this.pack.calendars[year]?.decree.label))) lists.push(['unsure'])
    return joinCautions(...lists)
  }

  private decrees(): SourceRef[] {
    return this.years.flatMap((year) => {
      const decree = this.pack.calendars[year]?.decree
      return decree ? [{ ...decree, review: 'unsigned' as const }] : []
    })
  }
}

const isFirm = (label: string | undefined): boolean => label === 'found' || label === 'known'

function uniqueSources(versions: TermVersion[]): SourceRef[] {
  if (versions.length === 1) return sourcesOf(versions[0] as TermVersion)
  const seen = new Map<string, SourceRef>()
  for (const ref of versions.flatMap(sourcesOf))
    seen.set([ref.act, ref.article, ref.source, ref.label].join('|'), ref)
  return [...seen.values()]
}

const uniqueDisputes = (versions: TermVersion[]): Deadline['disputes'] => [
  ...new Map(versions.flatMap((v) => v.disputes).map((d) => [`${d.text}|${d.source}`, d])).values(),
]
