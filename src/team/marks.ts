/** How a fact is answered on the sheet: which control it gets and what a digit key means for it. */
import type { FactSpec, FactValue } from '../law/types.ts'

export type Control = 'mark' | 'yes-no' | 'choice' | 'choices' | 'date' | 'integer' | 'text'

/** What the paper shows; the order is that of the keys 1, 2, 3. */
export const MARKS = ['present', 'absent', 'unclear'] as const
const YES_NO = ['yes', 'no', 'unclear'] as const

export function controlOf(spec: FactSpec): Control {
  if (spec.type !== 'choice') return spec.type === 'choices' ? 'choices' : spec.type
  if (same(spec.of, MARKS)) return 'mark'
  return same(spec.of, YES_NO) ? 'yes-no' : 'choice'
}

const same = (a: readonly string[] | undefined, b: readonly string[]) =>
  a?.length === b.length && b.every((value, index) => a[index] === value)

/**
 * The value after a digit key: 1… picks the first… value, again takes it back; 0 takes everything back.
 * `undefined` = nothing is said. A digit that means nothing changes nothing. Fields that are typed into know only 0.
 */
export function afterDigit(
  spec: FactSpec,
  value: FactValue | undefined,
  digit: number,
): FactValue | undefined {
  if (digit === 0) return undefined
  const picked = spec.of?.[digit - 1]
  if (picked === undefined) return value
  if (spec.type !== 'choices') return value === picked ? undefined : picked
  return toggled(spec, value, picked)
}

/** A list with one value more or less, in the order of the list; an empty list says nothing. */
export function toggled(spec: FactSpec, value: FactValue | undefined, picked: string): string[] | undefined {
  const now = Array.isArray(value) ? value : []
  const next = (spec.of ?? []).filter((one) => (one === picked ? !now.includes(one) : now.includes(one)))
  return next.length > 0 ? next : undefined
}

/** How the chosen value is coloured. "Absent" is a likely defect; everything else is only an answer. */
export function toneOf(control: Control, value: string): 'urgent' | 'soon' | 'plain' {
  if (value === 'unclear') return 'soon'
  return control === 'mark' && value === 'absent' ? 'urgent' : 'plain'
}
