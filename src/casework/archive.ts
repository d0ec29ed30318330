/**
 * An archive of one case, several or all (docs/formats/cases.md): first `archive.json`, from which the cases can be taken in again; then pages, letters and
 * messages that open without this program. What the member may not see is not in it. The caller zips and seals it, file by file.
 */
import type { PlainDate } from '../law/types.ts'
import { utf8 } from '../seal/bytes.ts'
import type { Translate } from '../ui/messages.ts'
import type { CaseView, Lanes } from './cases.ts'
import type { CaseClocks } from './clocks.ts'
import { escapeHtml, exportCase } from './export.ts'
import { IS_ID } from './fields.ts'
import { type PackedCase, packEach, packRefusal } from './packed.ts'

export const ARCHIVE_FILE = 'archive.json'
/** Larger ones are refused before they are read: a member's laptop must not be filled by a file. */
export const MOST_ARCHIVE = 64 * 1024 * 1024
export const MOST_CASES = 20_000

export interface ArchiveFile {
  /** Path in the archive: small Latin letters, digits, hyphens. */
  name: string
  parts: Iterable<Uint8Array>
}

/** A photo, recording or paper that lies sealed at the relay, and where its opened bytes go in the archive. */
export interface ArchiveAttachment {
  name: string
  case: string
  id: string
  file: string
  hash: string
  size: number
  type: string
  /** '' for a member's own file. */
  box: string
}

export interface ArchiveOptions {
  cases: readonly { view: CaseView; clocks: CaseClocks }[]
  lanes: Lanes
  /** Areas `casework`, `law`, `safety`, and those that `exportCase` wants. */
  words: Translate
  today: PlainDate
}

const folder = (i: number) => `cases/${String(i + 1).padStart(4, '0')}`

/** Lazy: each file is made when it is asked for, so that memory holds one case at a time. */
export function* archiveFiles(options: ArchiveOptions): Generator<ArchiveFile> {
  const { cases, lanes, words, today } = options
  yield {
    name: ARCHIVE_FILE,
    parts: jsonParts(
      cases.map(({ view }) => view.id),
      lanes,
      today,
    ),
  }
  yield { name: 'index.html', parts: [utf8(listPage(options))] }
  for (const [i, { view, clocks }] of cases.entries())
    for (const { name, bytes } of exportCase({ view, clocks, words, today }))
      yield { name: `${folder(i)}/${name}`, parts: [bytes] }
}

function* jsonParts(ids: readonly string[], lanes: Lanes, today: PlainDate): Generator<Uint8Array> {
  yield utf8(`{"format":"hamroh-archive","version":1,"exported":${JSON.stringify(today)},"cases":[`)
  let between = ''
  for (const packed of packEach(lanes, new Set(ids))) {
    yield utf8(`${between}\n${JSON.stringify(packed)}`)
    between = ','
  }
  yield utf8('\n]}\n')
}

const EXTENSION: Record<string, string> = {
  'image/jpeg': 'jpg',
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
}

/** The families' files that belong to these cases and still lie somewhere. */
export const attachmentsOf = (cases: ArchiveOptions['cases']): ArchiveAttachment[] =>
  cases.flatMap(({ view }, i) =>
    (view.attachments ?? []).flatMap(({ id, file, hash, size, type, box }, n) =>
      file && hash && type && size !== null
        ? [
            {
              name: `${folder(i)}/files/${String(n + 1).padStart(2, '0')}.${EXTENSION[type] ?? 'bin'}`,
              case: view.id,
              id,
              file,
              hash,
              size,
              type,
              box: box ?? '',
            },
          ]
        : [],
    ),
  )

function listPage({ cases, words: t, today }: ArchiveOptions): string {
  const title = escapeHtml(t('safety.archive.title'))
  const item = ({ view }: ArchiveOptions['cases'][number], i: number) => {
    const about = [
      view.kind && t.has(`case.kind.${view.kind}`) ? t.dynamic(`case.kind.${view.kind}`) : '',
      t.dynamic(`case.state.${view.state}`),
    ]
    return `<li><a href="${folder(i)}/index.html">${escapeHtml([view.number || '—', ...about].filter(Boolean).join(' · '))}</a></li>`
  }
  return `<!doctype html>
<html lang="${t.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}li{overflow-wrap:anywhere}</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeHtml(t('case.export.made', { day: { date: today } }))}</p>
<ol>
${cases.map(item).join('\n')}
</ol>
</body>
</html>
`
}

// ── taken in again ───────────────────────────────────────────────────────────────────────────────────────

export type ArchiveProblem =
  /** Not what `archiveFiles` makes, or changed since. */
  | 'damaged'
  /** Made by a later version of this program. */
  | 'newer'
  | 'too-large'

export class ArchiveError extends Error {
  readonly problem: ArchiveProblem
  constructor(problem: ArchiveProblem, detail = '') {
    super(detail ? `${problem}: ${detail}` : problem)
    this.name = 'ArchiveError'
    this.problem = problem
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRow = (row: unknown): boolean =>
  Array.isArray(row) &&
  (row.length === 4 || row.length === 5) &&
  typeof row[0] === 'string' &&
  typeof row[1] === 'string' &&
  row[2] !== null &&
  typeof row[3] === 'string' &&
  (row[4] === undefined ||
    (Array.isArray(row[4]) &&
      row[4].every(
        (each) => Array.isArray(each) && each.length === 2 && each.every((part) => typeof part === 'string'),
      )))

/** What `archive.json` holds. All of it is checked against the tables before any of it is used. Throws `ArchiveError`. */
export function readArchive(text: string): PackedCase[] {
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch {
    throw new ArchiveError('damaged', 'not JSON')
  }
  if (!isRecord(whole) || whole.format !== 'hamroh-archive') throw new ArchiveError('damaged', 'no archive')
  if (typeof whole.version === 'number' && whole.version > 1) throw new ArchiveError('newer')
  if (whole.version !== 1 || !Array.isArray(whole.cases)) throw new ArchiveError('damaged', 'no cases')
  if (whole.cases.length > MOST_CASES) throw new ArchiveError('too-large', `${whole.cases.length} cases`)
  const seen = new Set<string>()
  return whole.cases.map((each: unknown, i) => {
    if (
      !isRecord(each) ||
      typeof each.id !== 'string' ||
      !IS_ID.test(each.id) ||
      !isRecord(each.rows) ||
      seen.has(each.id)
    )
      throw new ArchiveError('damaged', `case ${i + 1}`)
    seen.add(each.id)
    for (const rows of Object.values(each.rows))
      if (!Array.isArray(rows) || !rows.every(isRow))
        throw new ArchiveError('damaged', `rows of case ${i + 1}`)
    const packed = { id: each.id, rows: each.rows } as PackedCase
    const refusal = packRefusal(packed)
    if (refusal) throw new ArchiveError('damaged', `case ${i + 1}: ${refusal}`)
    return packed
  })
}

/**
 * A case for another organisation: who worked on it there is nobody here, and its files lie in boxes that nobody here can open. Their titles stay, so that it
 * is seen what the archive still holds.
 */
export const withoutTies = ({ id, rows }: PackedCase): PackedCase => ({
  id,
  rows: Object.fromEntries(
    Object.entries(rows).map(([lane, list]) => [
      lane,
      list.filter(
        ([entity, field]) =>
          field !== 'assignees' && !(entity.startsWith('f') && ['file', 'hash', 'box'].includes(field)),
      ),
    ]),
  ),
})
