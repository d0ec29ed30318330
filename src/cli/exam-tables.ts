/** What the exam commands share: the tables of a grade, numbers on the command line. */
import { bandOf } from '../exam/paper.ts'
import { openPack, type Tables } from '../exam/tables.ts'
import type { Band } from '../exam/types.ts'
import type { Call } from './command.ts'
import { readExam } from './content.ts'
import { badInput, CannotGoOn } from './failure.ts'

export const GRADE = { name: 'grade', value: 'N', about: 'school grade, 1 to 11' } as const

/** Opens the tables of a grade's band. */
export const tablesOfGrade = (grade: number): Tables => tablesOfBand(bandOf(grade))

/** Opens the tables of a band. Throws CannotGoOn when build/content was made by another version. */
export function tablesOfBand(band: Band): Tables {
  const { pack, texts } = readExam(band)
  try {
    return openPack(pack, texts)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CannotGoOn(
      `build/content/exam-${band}.json cannot be used: ${error.message}`,
      'run: npm run content',
    )
  }
}

/** A whole number of an option or an operand. Throws `BadInput` outside the range. */
export function wholeNumber(where: string, text: string, from: number, to: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(number) || number < from || number > to)
    throw badInput(
      where,
      `"${text}" is no whole number from ${from} to ${to}`,
      'write it in figures, without spaces',
    )
  return number
}

export const gradeOf = (call: Call): number => wholeNumber('--grade', call.option('grade')!, 1, 11)
