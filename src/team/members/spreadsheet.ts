/**
 * The bytes of a spreadsheet → tables of cells. CSV in UTF-8, UTF-16 or windows-1251, parted by ; , or a tab; XLSX as it was saved: formulas are not run, the
 * value that was saved with them is read. Runs in a worker for large files, in the page for small ones.
 */
import { unzipSync, zipSync } from 'fflate'
import Papa from 'papaparse'
import {
  MOST_FILE,
  type SheetCell,
  type SheetTable,
  type TableRefusal,
  tableOf,
} from '../../casework/import-table.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251'

/** Message keys below `import.refused.` */
export type SpreadsheetRefusal = TableRefusal | 'too-large' | 'old-excel' | 'not-a-table' | 'damaged'

export interface Tab {
  /** As the spreadsheet names it; '' for CSV. */
  name: string
  table: SheetTable
}

export type ReadSpreadsheet =
  | { ok: true; tabs: Tab[]; encoding: Encoding | null }
  | { ok: false; refusal: SpreadsheetRefusal }

/** XLSX grows when it is unpacked: so much in all, so that a small file cannot fill the memory. */
const MOST_UNPACKED = 200 * 1024 * 1024

/** A cell further out than any spreadsheet goes (XFD1048576): the library would make all the empty ones before it. */
const BEYOND = /\br\s*=\s*["'](?:[A-Za-z]{4,}|[A-Za-z]{0,3}\d{8,})/

const begins = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, i) => bytes[i] === byte)

/** @param encoding what a person chose where the guess was wrong; null to look at the bytes */
export async function readSpreadsheet(
  bytes: Uint8Array,
  encoding: Encoding | null = null,
): Promise<ReadSpreadsheet> {
  if (bytes.length > MOST_FILE) return { ok: false, refusal: 'too-large' }
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return { ok: false, refusal: 'old-excel' }
  if (begins(bytes, 0x50, 0x4b)) return readXlsx(bytes)
  // Pictures and PDFs by mistake: what no encoding of text begins with.
  if (
    begins(bytes, 0x25, 0x50, 0x44, 0x46) ||
    begins(bytes, 0xff, 0xd8, 0xff) ||
    begins(bytes, 0x89, 0x50, 0x4e)
  )
    return { ok: false, refusal: 'not-a-table' }
  const is = encoding ?? encodingOf(bytes)
  return tabsOf([{ name: '', rows: parseCsv(new TextDecoder(is).decode(bytes)) }], is)
}

/** A mark at the beginning, else the first reading that has no fault; windows-1251 has none ever, so it comes last. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (begins(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (begins(bytes, 0xfe, 0xff)) return 'utf-16be'
  const zeros = [0, 0]
  const sample = bytes.subarray(0, 4096)
  sample.forEach((byte, i) => {
    // The high byte of a letter is 0 in Latin and 4 in Cyrillic.
    if (byte === 0 || byte === 4) zeros[i % 2]!++
  })
  if (zeros[1]! > sample.length * 0.4) return 'utf-16le'
  if (zeros[0]! > sample.length * 0.4) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1251'
  }
}

/** Words hold commas more often than semicolons, and hardly ever tabs. */
const SEPARATORS = ['\t', ';', ','] as const
const LOOKED_AT = 50

/** The separator by which most of the first rows have the same number of cells, and more than one. */
function separatorOf(text: string): string {
  let best = { separator: ';', score: 0 }
  for (const separator of SEPARATORS) {
    const { data } = Papa.parse<string[]>(text, {
      delimiter: separator,
      preview: LOOKED_AT,
      skipEmptyLines: 'greedy',
    })
    const widths = new Map<number, number>()
    for (const { length } of data) if (length > 1) widths.set(length, (widths.get(length) ?? 0) + 1)
    for (const rows of widths.values()) {
      const score = rows / data.length
      if (score > best.score) best = { separator, score }
    }
  }
  return best.separator
}

function parseCsv(text: string): SheetCell[][] {
  // Excel writes the separator in a first line of its own.
  const said = /^sep=(.)\r?\n/.exec(text)
  const body = said ? text.slice(said[0].length) : text
  const { data } = Papa.parse<string[]>(body, {
    delimiter: said?.[1] ?? separatorOf(body),
    skipEmptyLines: false,
  })
  // Lines are counted as a person sees them; the line that named the separator was one.
  return said ? [[], ...data] : data
}

async function readXlsx(bytes: Uint8Array): Promise<ReadSpreadsheet> {
  let unpacked = 0
  let isTable = false
  try {
    // Only the directory of the archive is read: nothing is unpacked before it is known to be small enough.
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        unpacked += originalSize
        if (name.startsWith('xl/')) isTable = true
        return false
      },
    })
  } catch {
    return { ok: false, refusal: 'damaged' }
  }
  if (!isTable) return { ok: false, refusal: 'not-a-table' }
  if (unpacked > MOST_UNPACKED) return { ok: false, refusal: 'too-large' }
  try {
    const { default: readXlsxFile } = await import('read-excel-file/universal')
    // Unpacked here and handed on unpressed: the library would unpack large parts in workers of its own, made from addresses that our policy refuses.
    const parts = unzipSync(bytes, { filter: ({ name }) => /\.(?:xml|rels)$/.test(name) })
    for (const [name, part] of Object.entries(parts))
      if (name.startsWith('xl/worksheets/') && BEYOND.test(new TextDecoder('latin1').decode(part)))
        return { ok: false, refusal: 'damaged' }
    const sheets = await readXlsxFile(zipSync(parts, { level: 0 }).slice().buffer)
    return tabsOf(
      sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellOf)) })),
      null,
    )
  } catch {
    return { ok: false, refusal: 'damaged' }
  }
}

function cellOf(value: unknown): SheetCell {
  // The library gives the clock of the cell as UTC.
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : { day: value.toISOString().slice(0, 16) }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** Tabs with something in them; the first reason where there is none. */
function tabsOf(sheets: { name: string; rows: SheetCell[][] }[], encoding: Encoding | null): ReadSpreadsheet {
  const tabs: Tab[] = []
  let refusal: TableRefusal = 'empty'
  for (const { name, rows } of sheets) {
    const table = tableOf(rows)
    if ('refusal' in table) refusal = table.refusal === 'empty' ? refusal : table.refusal
    else tabs.push({ name, table })
  }
  return tabs.length > 0 ? { ok: true, tabs, encoding } : { ok: false, refusal }
}
