/** Trustees' sheets as somebody types them: empty fields do not count, and whatever does not fit is named by its field. */
import { SealError } from '../../seal/errors.ts'
import { readShare, ShareError } from '../../seal/shares.ts'
import { KitSlip } from '../../seal/typed-lines.ts'
import type { RecoveryStart } from '../session/recover-admin.ts'
import { readSheets, SheetSlip } from '../session/trustees.ts'

/** What is wrong, as a message key below `safety.back.` with its numbers; fields count from 1. */
export type SheetProblem =
  | { key: 'slip'; sheet: number; n: number }
  | { key: 'slip-way'; n: number }
  | { key: 'no-sheet' | 'too-few' | 'repeated' | 'another-set'; n: number }
  | { key: 'do-not-fit' | 'other-way' | 'not-way' }

/** @param fields one text a sheet @param way the lines of the way */
export async function openTyped(
  fields: readonly string[],
  way: string,
): Promise<{ seed: Uint8Array; start: RecoveryStart } | SheetProblem> {
  const filled = fields.flatMap((text, i) => (text.trim() === '' ? [] : [{ text, field: i + 1 }]))
  const fieldOf = (place: number) => filled[place - 1]?.field ?? place
  for (const { text, field } of filled)
    try {
      readShare(text)
    } catch (error) {
      if (error instanceof KitSlip) return { key: 'slip', sheet: field, n: error.line }
      if (error instanceof SealError) return { key: 'no-sheet', n: field }
      throw error
    }
  try {
    return await readSheets({ shares: filled.map(({ text }) => text), way })
  } catch (error) {
    if (error instanceof SheetSlip) return { key: 'slip-way', n: error.line }
    if (error instanceof ShareError)
      return error.problem === 'do-not-fit'
        ? { key: 'do-not-fit' }
        : { key: error.problem, n: error.problem === 'too-few' ? error.n : fieldOf(error.n) }
    if (error instanceof SealError) return { key: error.code === 'bad-seal' ? 'other-way' : 'not-way' }
    throw error
  }
}
