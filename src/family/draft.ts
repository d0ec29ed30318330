/**
 * What stands in the fields of one question before it becomes an answer.
 * A draft keeps every keystroke, so going back loses nothing and a mistake is never "corrected" silently.
 */
import type { FactSpec, FactValue } from '../law/types.ts'

export interface Draft {
  /** The chosen value of a choice, or '' when nothing is chosen. */
  choice: string
  /** The ticked values of a check list. */
  many: string[]
  /** "None of these" of a check list was ticked. */
  none: boolean
  /** "I do not know" was chosen. */
  unknown: boolean
  day: string
  month: string
  year: string
  text: string
}

/** Why a draft is no answer yet. The screen shows message `family.problem.<problem>`. */
export type Problem =
  | 'empty'
  | 'month-needed'
  | 'year-needed'
  | 'year-digits'
  | 'year-far'
  | 'day-number'
  | 'no-such-day'
  | 'number'
  | 'number-range'
  | 'too-long'

export type Reading = { ok: true; value: FactValue } | { ok: false; problem: Problem }

/** Longest text that a field takes; enough for any name in any passport. */
export const TEXT_LIMIT = 300

export function emptyDraft(): Draft {
  return { choice: '', many: [], none: false, unknown: false, day: '', month: '', year: '', text: '' }
}

/** Whether nothing at all was typed or chosen. */
export function isEmpty(draft: Draft): boolean {
  return (
    !draft.unknown &&
    !draft.none &&
    draft.choice === '' &&
    draft.many.length === 0 &&
    draft.text.trim() === '' &&
    draft.day.trim() === '' &&
    draft.month === '' &&
    draft.year.trim() === ''
  )
}

/** Turns a draft into a fact value; `null` means "I do not know". Never guesses: a half-typed date is a problem. */
export function readDraft(spec: FactSpec, draft: Draft): Reading {
  if (draft.unknown) return { ok: true, value: null }
  // A line of text is always optional: nobody must write a name to get on.
  if (isEmpty(draft))
    return spec.type === 'text' ? { ok: true, value: null } : { ok: false, problem: 'empty' }
  switch (spec.type) {
    case 'choice':
      return { ok: true, value: draft.choice }
    case 'choices':
      return { ok: true, value: draft.none ? [] : [...draft.many] }
    case 'integer':
      return readInteger(spec, draft.choice || draft.text.trim())
    case 'date':
      return readDate(draft)
    case 'text': {
      const text = draft.text.trim().normalize('NFC')
      return text.length > TEXT_LIMIT ? { ok: false, problem: 'too-long' } : { ok: true, value: text }
    }
  }
}

function readInteger(spec: FactSpec, text: string): Reading {
  if (!/^\d{1,9}$/.test(text)) return { ok: false, problem: 'number' }
  const value = Number(text)
  if (value < (spec.min ?? 0) || value > (spec.max ?? Number.MAX_SAFE_INTEGER))
    return { ok: false, problem: 'number-range' }
  return { ok: true, value }
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: a missing day or month stays missing, because the rules count with the range. */
function readDate(draft: Draft): Reading {
  const day = draft.day.trim()
  const year = draft.year.trim()
  if (year === '') return { ok: false, problem: 'year-needed' }
  if (!/^\d{4}$/.test(year)) return { ok: false, problem: 'year-digits' }
  if (Number(year) < 1900 || Number(year) > 2099) return { ok: false, problem: 'year-far' }
  if (draft.month === '')
    return day === '' ? { ok: true, value: year } : { ok: false, problem: 'month-needed' }
  const month = draft.month.padStart(2, '0')
  if (day === '') return { ok: true, value: `${year}-${month}` }
  if (!/^\d{1,2}$/.test(day) || Number(day) < 1 || Number(day) > 31)
    return { ok: false, problem: 'day-number' }
  if (Number(day) > daysInMonth(Number(year), Number(month))) return { ok: false, problem: 'no-such-day' }
  return { ok: true, value: `${year}-${month}-${day.padStart(2, '0')}` }
}

function daysInMonth(year: number, month: number): number {
  // Day 0 of the next month, in UTC so that no time zone can move it.
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
