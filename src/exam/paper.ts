/** A practice paper of a grade: oral and written parts from a seed. Never a form, a certificate or a forecast. */
import { generate } from './generate.ts'
import type { Grade, PaperPart, Tables } from './tables.ts'
import { BANDS, type Band, type Item, type Section } from './types.ts'

export interface PartOfPaper {
  id: string
  section: Section
  /** Whether a published source names such a part, or we made it up because the real one is not known. */
  known: PaperPart['known']
  items: Item[]
  /** Points of all its items. */
  points: number
}

export interface Paper {
  version: 1
  grade: number
  band: Band
  seed: string
  /** Words of the screens and of the print: message id, so that it stands in the reader's language. */
  title: 'exam.paper.title'
  minutes: number
  line: Grade['line']
  parts: PartOfPaper[]
  points: number
  review: 'unsigned' | 'signed'
}

/** The band of a school grade. Throws RangeError unless it is a whole number from 1 to 11. */
export function bandOf(grade: number): Band {
  if (!Number.isInteger(grade) || grade < 1 || grade > 11)
    throw new RangeError(`grade: ${grade} is no grade from 1 to 11`)
  return BANDS[grade === 1 ? 0 : grade === 2 ? 1 : grade <= 5 ? 2 : grade <= 9 ? 3 : 4]!
}

/** How often another seed is tried before an item may repeat what the paper already asks. */
const TRIES = 40

/**
 * The paper of a grade and a seed; the same three give the same paper on every machine. `tables` must be those of the
 * grade's band. Throws RangeError when they are not.
 */
export function paper(grade: number, seed: string, tables: Tables): Paper {
  const band = bandOf(grade)
  if (tables.band !== band)
    throw new RangeError(`paper: grade ${grade} needs band ${band}, not ${tables.band}`)
  const used = new Set<string>()
  const parts = tables.grade.parts.map((part): PartOfPaper => {
    const items = Array.from({ length: part.items }, (_, at) =>
      fresh(part, at, `${grade}.${seed}`, tables, used),
    )
    return {
      id: part.id,
      section: part.section,
      known: part.known,
      items,
      points: items.reduce((sum, { points }) => sum + points, 0),
    }
  })
  return {
    version: 1,
    grade,
    band,
    seed,
    title: 'exam.paper.title',
    minutes: tables.grade.minutes,
    line: tables.grade.line,
    parts,
    points: parts.reduce((sum, { points }) => sum + points, 0),
    review: tables.review,
  }
}

/** An item that asks nothing the paper already asks; when the tables are too small for that, the last one tried. */
function fresh(part: PaperPart, at: number, seed: string, tables: Tables, used: Set<string>): Item {
  const template = part.templates[at % part.templates.length]!
  let item: Item | undefined
  for (let tried = 0; tried < TRIES; tried++) {
    item = generate(template, tables, `${seed}.${part.id}.${at}.${tried}`)
    const asked = [item.skill, item.stem && `stem:${item.stem}`, item.text && `text:${item.text}`].filter(
      Boolean,
    )
    if (asked.some((each) => used.has(each!))) continue
    for (const each of asked) used.add(each!)
    break
  }
  return { ...item!, points: part.points }
}
