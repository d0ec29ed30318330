/**
 * What the line means: from the chance to get one point to the chance to pass. The published line is read in two ways, because two
 * reports call it "tasks" and "points"; both are computed and neither is hidden.
 */
import type { Grade } from '../tables.ts'
import type { Band } from '../types.ts'

export interface Line {
  need: number
  of: number
}

/** The line of a grade as its tables say it (content/exam/grades.yaml): wherever tables are open, this is the line. */
export const lineOf = ({ line }: Pick<Grade, 'line'>): Line => ({ need: line.pass, of: line.of })

/**
 * The same where no tables are open: a list of skills from a file, a simulated world. A test compares it with the tables. Reported by
 * newspapers (nokstv.ru, klops.ru), not read in an order: label "found".
 */
export const LINES: Record<Band, Line> = {
  '1': { need: 9, of: 10 },
  '2': { need: 18, of: 20 },
  '3-5': { need: 18, of: 20 },
  '6-9': { need: 20, of: 22 },
  '10-11': { need: 22, of: 24 },
}

/** Share of the oral part. Known for grade 1 (oral only) and grade 2 (4 of 10 parts); elsewhere half is assumed. */
export const ORAL_SHARE: Record<Band, { share: number; known: boolean }> = {
  '1': { share: 1, known: true },
  '2': { share: 0.4, known: true },
  '3-5': { share: 0.5, known: false },
  '6-9': { share: 0.5, known: false },
  '10-11': { share: 0.5, known: false },
}

/** `tasks`: every unit stands alone. `points`: two points of one task tend to be won or lost together. */
export type Reading = 'tasks' | 'points'

/** How much two points of one task hang together (intra-task correlation). Assumed: the real marking is not known. */
const TOGETHER = 0.3

/** Chance to reach the line when `oral` and `written` are the chances to get one point of each part. */
export function passing(
  line: Line,
  reading: Reading,
  oral: number,
  written: number,
  oralShare: number,
): number {
  const spoken = Math.round(line.of * oralShare)
  let scores = [1]
  const add = (chances: readonly number[]) => {
    const next = new Array<number>(scores.length + chances.length - 1).fill(0)
    scores.forEach((p, score) => {
      chances.forEach((q, more) => {
        next[score + more]! += p * q
      })
    })
    scores = next
  }
  for (const [count, p] of [
    [spoken, oral],
    [line.of - spoken, written],
  ] as const) {
    const pairs = reading === 'points' ? Math.floor(count / 2) : 0
    const both = p * p + TOGETHER * p * (1 - p)
    for (let at = 0; at < pairs; at++) add([1 - 2 * p + both, 2 * (p - both), both])
    for (let at = 2 * pairs; at < count; at++) add([1 - p, p])
  }
  return scores.slice(line.need).reduce((sum, p) => sum + p, 0)
}

/** The chance per point at which passing has the chance `wanted`, by bisection. */
export function needed(line: Line, reading: Reading, wanted: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (passing(line, reading, middle, middle, 0.5) < wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}
