/** The cursor on rows of marks: which row it stands on, how it moves, what a digit does there. One for every sheet: the rows are found by `data-fact`. */
import type { FactSpec, FactValue } from '../law/types.ts'
import { afterDigit, controlOf } from './marks.ts'

/** What a sheet gives the keys. */
export interface RowSheet {
  facts: Readonly<Record<string, FactValue | undefined>>
  set(fact: string, value: FactValue | undefined): void
  reset(fact: string): void
}

export const rows = () => [...document.querySelectorAll<HTMLElement>('[data-fact]')]
export const here = () => document.activeElement?.closest<HTMLElement>('[data-fact]') ?? null
export const rowOf = (fact: string) => rows().find((row) => row.dataset.fact === fact)

/** A field that is typed into, or a list that takes letters: the cursor stands on its row, so that j and k go on. */
const fieldOf = (row: HTMLElement) =>
  row.querySelector<HTMLElement>('input[type="text"], input:not([type]), textarea, select')

/** Puts the cursor on a mark: on its chosen segment, else its first; on the row itself where a field would take the keys. */
export function focusRow(row: HTMLElement | undefined): void {
  if (!row) return
  const target = fieldOf(row)
    ? row
    : (row.querySelector<HTMLElement>('input:checked') ?? row.querySelector<HTMLElement>('input'))
  target?.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}

export function moveRow(by: 1 | -1): void {
  const list = rows()
  const at = list.indexOf(here() as HTMLElement)
  focusRow(at < 0 ? list[0] : list[Math.min(Math.max(at + by, 0), list.length - 1)])
}

/** On a row with a field, Enter goes in, and so does the first sign that is typed; Backspace empties it. Whether the key was used up. */
export function intoField(event: KeyboardEvent, sheet: RowSheet): boolean {
  const row = event.target instanceof HTMLElement && event.target.matches('[data-fact]') ? event.target : null
  const field = row && fieldOf(row)
  const fact = row?.dataset.fact
  if (!row || !field || !fact || event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key === 'Enter') {
    event.preventDefault()
    field.focus()
    return true
  }
  if (event.key === 'Backspace' || event.key === 'Delete') {
    sheet.reset(fact)
    return true
  }
  if (!/^\d$/.test(event.key) || field instanceof HTMLSelectElement) return false
  field.focus()
  if (field instanceof HTMLInputElement) field.select()
  return true
}

/** A digit on the row of the cursor: picks, takes back. Fields that are typed into are left alone. */
export function markHere(
  sheet: RowSheet,
  specs: Readonly<Record<string, FactSpec>>,
  digit: number,
): HTMLElement | null {
  const row = here()
  const fact = row?.dataset.fact
  const spec = fact ? specs[fact] : undefined
  if (!row || !fact || !spec) return null
  if (!['date', 'integer', 'text'].includes(controlOf(spec)))
    sheet.set(fact, afterDigit(spec, sheet.facts[fact], digit))
  return row
}

/** A field that takes letters or digits keeps them; a radio or a check box does not need them. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('[data-fact]')) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type)
  return target.matches('textarea, select, [contenteditable]')
}
