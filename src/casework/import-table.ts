/** A spreadsheet as the import reads it: a head and rows of cells, whatever file it came from. Nothing here has been interpreted. */

export const MOST_ROWS = 20_000
export const MOST_COLUMNS = 100
export const MOST_FILE = 20 * 1024 * 1024

/** `day`: a cell that the spreadsheet itself holds as a date, `YYYY-MM-DD` or with `THH:MM`. */
export type SheetCell = string | number | boolean | { day: string } | null

export interface SheetRow {
  /** As the spreadsheet counts it, from 1: what a person looks for when a row has a problem. */
  line: number
  cells: SheetCell[]
}

export interface SheetTable {
  header: string[]
  rows: SheetRow[]
}

/** Message keys below `import.refused.` */
export type TableRefusal = 'empty' | 'no-rows' | 'too-many-rows' | 'too-many-columns'

/** One cell as people see it. */
export function cellText(cell: SheetCell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'object') return cell.day.replace('T', ' ')
  return String(cell).trim()
}

/**
 * Rows of a file → head and rows. The head is the first row with two filled cells, or the first filled one where no row has two: tables often begin with a
 * title. Empty rows are left out and counted in the line numbers.
 */
export function tableOf(all: readonly (readonly SheetCell[])[]): SheetTable | { refusal: TableRefusal } {
  const filled = (cells: readonly SheetCell[]) => cells.filter((cell) => cellText(cell) !== '').length
  let at = all.findIndex((cells) => filled(cells) >= 2)
  if (at < 0) at = all.findIndex((cells) => filled(cells) >= 1)
  if (at < 0) return { refusal: 'empty' }
  const head = all[at]!
  const rows: SheetRow[] = []
  let width = lastFilled(head)
  for (let i = at + 1; i < all.length; i++) {
    const cells = all[i]!
    if (filled(cells) === 0) continue
    if (rows.length === MOST_ROWS) return { refusal: 'too-many-rows' }
    width = Math.max(width, lastFilled(cells))
    rows.push({ line: i + 1, cells: [...cells] })
  }
  if (width > MOST_COLUMNS) return { refusal: 'too-many-columns' }
  if (rows.length === 0) return { refusal: 'no-rows' }
  return { header: Array.from({ length: width }, (_, i) => cellText(head[i])), rows }
}

const lastFilled = (cells: readonly SheetCell[]) =>
  cells.reduce((last: number, cell, i) => (cellText(cell) === '' ? last : i + 1), 0)
