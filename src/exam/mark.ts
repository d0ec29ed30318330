/** Marks answers: one item, or a whole practice paper against both published readings of its line. */
import { sameAnswer, sameDictation } from './cyrillic.ts'
import type { Paper } from './paper.ts'
import type { Item, Section } from './types.ts'

/** What was given: a text (for `order` the pieces joined by `|`), or the ids of the key ideas that a grown-up tapped. */
export type Given = string | readonly string[]

export interface Marked {
  right: boolean
  /** 0…1; below 1 only spoken items may be partly right. */
  share: number
  /** The error rule of the distractor that was chosen. */
  error?: string
}

/** Marks one answer. An empty text is wrong and names no error. Throws TypeError when the kind of answer does not fit. */
export function markItem(item: Item, given: Given): Marked {
  if (item.mode === 'spoken') {
    if (typeof given === 'string') throw new TypeError('a spoken answer is a list of key ideas')
    const ideas = item.ideas ?? []
    const tapped = ideas.filter(({ id }) => given.includes(id)).length
    const share = ideas.length === 0 ? 0 : tapped / ideas.length
    return { right: share === 1, share }
  }
  if (typeof given !== 'string') throw new TypeError('the answer to this item is a text')
  const same = item.template === 'writing.dictation' ? sameDictation : sameAnswer
  const right = item.accepted.some((each) => same(each, given))
  const error = right ? undefined : item.distractors.find(({ text }) => sameAnswer(text, given))?.error
  return { right, share: right ? 1 : 0, ...(error === undefined ? {} : { error }) }
}

export interface MarkedItem extends Marked {
  id: string
  answered: boolean
  points: number
  of: number
}

/** One reading of the published line: does `pass of of` count points or tasks? */
export interface Reading {
  counts: 'points' | 'tasks'
  got: number
  /** The smallest number that reaches the line on a paper of `of`. */
  line: number
  of: number
  reached: boolean
}

export interface MarkedPaper {
  items: MarkedItem[]
  parts: { id: string; section: Section; known: 'found' | 'own'; points: number; of: number }[]
  points: number
  of: number
  unanswered: number
  /** Both readings. Reaching the line here says little about the real day: docs/formats/exam.md. */
  readings: Reading[]
}

/**
 * Marks a paper. `answers` by item id; what is missing counts as not answered and gets nothing. Points of a spoken item
 * are its share rounded down. Throws RangeError for an answer to an item that is not in the paper.
 */
export function mark(paper: Paper, answers: Readonly<Record<string, Given>>): MarkedPaper {
  const known = new Set(paper.parts.flatMap(({ items }) => items.map(({ id }) => id)))
  for (const id of Object.keys(answers))
    if (!known.has(id)) throw new RangeError(`answers: "${id}" is not in this paper`)
  const items: MarkedItem[] = []
  const parts = paper.parts.map((part) => {
    const marked = part.items.map((item) =>
      markedItem(item, Object.hasOwn(answers, item.id) ? answers[item.id]! : null),
    )
    items.push(...marked)
    return {
      id: part.id,
      section: part.section,
      known: part.known,
      points: marked.reduce((sum, { points }) => sum + points, 0),
      of: part.points,
    }
  })
  const points = parts.reduce((sum, part) => sum + part.points, 0)
  const { pass, of } = paper.line
  const reading = (counts: Reading['counts'], got: number, whole: number): Reading => {
    const line = Math.ceil((whole * pass) / of)
    return { counts, got, line, of: whole, reached: got >= line }
  }
  return {
    items,
    parts,
    points,
    of: paper.points,
    unanswered: items.filter(({ answered }) => !answered).length,
    readings: [
      reading('points', points, paper.points),
      reading('tasks', items.filter(({ right }) => right).length, items.length),
    ],
  }
}

function markedItem(item: Item, given: Given | null): MarkedItem {
  if (given === null)
    return { id: item.id, answered: false, right: false, share: 0, points: 0, of: item.points }
  const marked = markItem(item, given)
  // Whole numbers only: 2 of 4 ideas of 3 points is 1, on every machine.
  return {
    id: item.id,
    answered: true,
    ...marked,
    points: Math.floor(item.points * marked.share + 1e-9),
    of: item.points,
  }
}
