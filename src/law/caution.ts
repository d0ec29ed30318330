/** What a value must say about itself before it may reassure anyone. */
import { dayNumber } from './dates.ts'
import { type Caution, LABELS, type Label, type PlainDate, type Provenance, type SourceRef } from './types.ts'

/** The weakest of the labels, in the order found, known, news, inferred, unsure; `unsure` for none at all. */
export function weakestLabel(labels: Iterable<Label>): Label {
  let weakest = -1
  for (const label of labels) weakest = Math.max(weakest, LABELS.indexOf(label))
  return LABELS[weakest] ?? 'unsure'
}

/** Only what was read, or is firm knowledge of the act, is sure. News and conclusions are not. */
const isSure = (label: Label): boolean => label === 'found' || label === 'known'

/**
 * The cautions of a value on a day, always in the same order; empty only for a signed, fresh, undisputed, sure value.
 * `today` must be a complete date. @throws BadDateError
 */
export function cautionsOf(value: Provenance, today: PlainDate): Caution[] {
  const cautions: Caution[] = []
  if (value.review.state !== 'signed') cautions.push('unsigned')
  if (!isSure(weakestLabel(value.basis.map((leg) => leg.label)))) cautions.push('unsure')
  if (value.disputes.length > 0) cautions.push('disputed')
  if (dayNumber(today) - dayNumber(value.lastChecked) >= value.staleAfterDays) cautions.push('stale')
  if (value.confirmedUntil !== null && today > value.confirmedUntil) cautions.push('unconfirmed')
  return cautions
}

/** The legs a value stands on, each with the value's review state. */
export function sourcesOf(value: Provenance): SourceRef[] {
  const review = value.review.state
  return value.basis.map((leg) => ({ ...leg, review }))
}

const ORDER: Caution[] = ['unsigned', 'unsure', 'disputed', 'stale', 'unconfirmed']

/** Several values behind one result: it inherits every caution. */
export const joinCautions = (...lists: Caution[][]): Caution[] =>
  ORDER.filter((caution) => lists.some((list) => list.includes(caution)))
