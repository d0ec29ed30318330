/**
 * Editions of rules: what two reviewers sign. An edition is the SHA-256 of a pack's text (content/law compiled), so a changed comma is another edition. Pure; the
 * hashes come with the build (`editions.json`) and the signatures from the organisation's log or its notice.
 */
import type { ClockPack, FlowPack, PlainDate, Provenance, Rule } from './types.ts'

/** Name of a pack (a flow, or `clocks`) → its edition as base64url, as this build has it. */
export type Editions = Readonly<Record<string, string>>

/** One pack that an organisation has signed. */
export interface SignedEdition {
  flow: string
  edition: string
  /** UTC day of the signature. */
  day: PlainDate
}

/** The day on which exactly this build's pack was signed, or null: an earlier or later edition counts for nothing. */
export function signedOn(
  flow: string,
  editions: Editions,
  signed: readonly SignedEdition[],
): PlainDate | null {
  const edition = Object.hasOwn(editions, flow) ? editions[flow] : undefined
  const days = signed.filter((one) => one.flow === flow && one.edition === edition).map(({ day }) => day)
  return edition && days.length > 0 ? (days.sort().at(-1) ?? null) : null
}

const marked = <T extends Provenance>(value: T, edition: string, date: PlainDate): T => ({
  ...value,
  review: { state: 'signed', edition, date },
})

/** A flow as its reviewers let it speak: every rule signed when the pack is. Labels, disputes and staleness stay what they are. */
export function flowAsSigned(pack: FlowPack, editions: Editions, signed: readonly SignedEdition[]): FlowPack {
  const date = signedOn(pack.flow, editions, signed)
  const edition = editions[pack.flow]
  if (!date || !edition) return pack
  return { ...pack, rules: pack.rules.map((rule) => marked(rule, edition, date)) }
}

/** The same for terms and what is left after them. */
export function clocksAsSigned(
  pack: ClockPack,
  editions: Editions,
  signed: readonly SignedEdition[],
): ClockPack {
  const date = signedOn('clocks', editions, signed)
  const edition = editions.clocks
  if (!date || !edition) return pack
  const terms = Object.fromEntries(
    Object.entries(pack.terms).map(([id, term]) => [
      id,
      { ...term, versions: term.versions.map((version) => marked(version, edition, date)) },
    ]),
  )
  const remedies =
    pack.remedies &&
    Object.fromEntries(Object.entries(pack.remedies).map(([id, one]) => [id, marked(one, edition, date)]))
  return { ...pack, terms, ...(remedies ? { remedies } : {}) }
}

export interface RuleChange {
  id: string
  what: 'added' | 'removed' | 'changed'
  /** Keys of the rule that differ, for `changed`. */
  keys: string[]
}

/** What changed between two editions of a flow or of the terms, by id. What only the review says is no change of content. */
export function changesBetween(before: FlowPack | ClockPack, after: FlowPack | ClockPack): RuleChange[] {
  const [old, now] = [entriesOf(before), entriesOf(after)]
  const changes: RuleChange[] = []
  for (const id of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [a, b] = [old.get(id), now.get(id)]
    if (!a) changes.push({ id, what: 'added', keys: [] })
    else if (!b) changes.push({ id, what: 'removed', keys: [] })
    else {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
        .filter((key) => key !== 'review' && JSON.stringify(a[key]) !== JSON.stringify(b[key]))
        .sort()
      if (keys.length > 0) changes.push({ id, what: 'changed', keys })
    }
  }
  return changes
}

function entriesOf(pack: FlowPack | ClockPack): Map<string, Record<string, unknown>> {
  if ('rules' in pack)
    return new Map<string, Record<string, unknown>>([
      ...pack.rules.map((rule: Rule) => [rule.id, rule as unknown as Record<string, unknown>] as const),
      ['facts', { facts: pack.facts, constraints: pack.constraints, screens: pack.screens }],
    ])
  return new Map<string, Record<string, unknown>>([
    ...Object.entries(pack.terms).map(
      ([id, term]) => [id, term as unknown as Record<string, unknown>] as const,
    ),
    ...Object.entries(pack.calendars).map(
      ([year, calendar]) => [`calendar ${year}`, calendar as unknown as Record<string, unknown>] as const,
    ),
    ...Object.entries(pack.remedies ?? {}).map(
      ([id, one]) => [`remedy ${id}`, one as unknown as Record<string, unknown>] as const,
    ),
  ])
}
