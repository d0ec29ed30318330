/** What a pack says of itself, counted for those who sign it: how its grounds are known, and between which days they were checked. */
import type { ClockPack, FlowPack, Label, PlainDate, Provenance } from '../../law/types.ts'

export const LABELS: readonly Label[] = ['found', 'known', 'news', 'inferred', 'unsure']

export interface PackFacts {
  /** Rules, or versions of terms and remedies. */
  entries: number
  /** Grounds by how they are known; an entry may have several. */
  labels: Record<Label, number>
  /** Earliest and latest day of a check against the sources; null for an empty pack. */
  checked: { first: PlainDate; last: PlainDate } | null
}

export function packFacts(pack: FlowPack | ClockPack): PackFacts {
  const entries = entriesOf(pack)
  const labels: Record<Label, number> = { found: 0, known: 0, news: 0, inferred: 0, unsure: 0 }
  for (const { basis } of entries) for (const { label } of basis) labels[label]++
  const days = entries.map(({ lastChecked }) => lastChecked).sort()
  const [first, last] = [days[0], days.at(-1)]
  return { entries: entries.length, labels, checked: first && last ? { first, last } : null }
}

const entriesOf = (pack: FlowPack | ClockPack): readonly Provenance[] =>
  'rules' in pack
    ? pack.rules
    : [
        ...Object.values(pack.terms).flatMap(({ versions }) => versions),
        ...Object.values(pack.remedies ?? {}),
      ]
