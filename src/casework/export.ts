/**
 * A case as files that open without this program: a page to read, the same as JSON, every sent letter and every message of the family as
 * text. What the member may not see is not in it. The caller zips and seals the list (docs/protocol.md §11).
 */
import type { Deadline, MessageValue, PlainDate } from '../law/types.ts'
import { utf8 } from '../seal/bytes.ts'
import { formatDate } from '../ui/languages.ts'
import type { Translate } from '../ui/messages.ts'
import type { CaseView, SentVersion, Text, TimelineItem } from './cases.ts'
import { type CaseClocks, dayOf } from './clocks.ts'
import { hexOf } from './frozen-text.ts'

export interface ExportFile {
  /** Path in the archive: small Latin letters, digits, hyphens. */
  name: string
  bytes: Uint8Array
}

export interface ExportOptions {
  view: CaseView
  clocks: CaseClocks
  /** Areas `casework` and `law`; with `rulings`, `package` and `letters` their answers and kinds are named, else shown as they are kept. */
  words: Translate
  today: PlainDate
}

/** The page, the JSON and the texts. Pure: the same case on the same day gives the same bytes. */
export function exportCase(options: ExportOptions): ExportFile[] {
  const { view } = options
  const texts = textsOf(view)
  return [
    { name: 'index.html', bytes: utf8(pageOf(options, texts)) },
    { name: 'case.json', bytes: utf8(`${JSON.stringify(jsonOf(options), null, 2)}\n`) },
    ...texts.map(({ name, text }) => ({ name, bytes: utf8(text) })),
  ]
}

/** Version 1: `{ format, version, exported, case, terms }`; `case` is a `CaseView`, `terms` are `CaseDeadline`s of that day. */
const jsonOf = ({ view, clocks, today }: ExportOptions) => ({
  format: 'hamroh-case',
  version: 1,
  exported: today,
  case: view,
  terms: clocks.deadlines,
})

// ── texts ────────────────────────────────────────────────────────────────────────────────────────────────

interface TextFile {
  id: string
  name: string
  text: string
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'text'
const two = (n: number): string => String(n).padStart(2, '0')

function textsOf(view: CaseView): TextFile[] {
  const sent = (view.letters ?? []).flatMap(({ kind, sent: versions }) =>
    versions.map((version) => ({ kind, version })),
  )
  return [
    ...sent.map(({ kind, version }, i) => ({
      id: version.id,
      name: `letters/${two(i + 1)}-${slug(kind)}${version.day ? `-${version.day}` : ''}${version.intact ? '' : '-not-intact'}.txt`,
      text: version.text,
    })),
    ...(view.words ?? []).map(({ id, day, text, intact }, i) => ({
      id,
      name: `messages/${two(i + 1)}${day ? `-${day}` : ''}${intact ? '' : '-not-intact'}.txt`,
      text,
    })),
  ]
}

// ── page ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Everything that a person wrote goes through here: a name may look like a tag. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** Already escaped. */
type Html = string

const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2rem;border-bottom:1px solid}table{border-collapse:collapse;width:100%;margin-block:0 1rem}th{width:14rem}td{overflow-wrap:anywhere}td pre{margin:0}th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0}
pre{white-space:pre-wrap;font:inherit;border-inline-start:3px solid;padding-inline-start:1rem}.warn{font-weight:bold}small{display:block}
@media print{pre{break-inside:auto}h2{break-after:avoid}}`

function pageOf(options: ExportOptions, texts: TextFile[]): Html {
  const { view, words: t, today } = options
  const title = escapeHtml(t('case.export.title', { number: view.number }))
  return `<!doctype html>
<html lang="${t.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeHtml(t('case.export.made', { day: { date: today } }))}</p>
${missingOf(options)}
${headOf(options)}
${sectionsOf(options, texts).join('\n')}
</body>
</html>
`
}

/** A word by its key, or the bare value where this build has none. */
const named = (t: Translate, key: string, bare: string): Html =>
  escapeHtml(t.has(key) ? t.dynamic(key) : bare)

function missingOf({ view, words: t }: ExportOptions): Html {
  if (view.missing.length === 0 && !view.masked) return ''
  const lanes = view.missing.map((lane) => named(t, `case.lane.${lane}`, lane)).join(', ')
  const lines = [
    ...(view.missing.length > 0 ? [`${escapeHtml(t('case.export.without'))} ${lanes}`] : []),
    ...(view.masked ? [escapeHtml(t('case.state.masked.say'))] : []),
  ]
  return lines.map((line) => `<p class="warn">${line}</p>`).join('\n')
}

const row = (name: Html, value: Html): Html => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`
const table = (rows: readonly Html[]): Html => `<table>${rows.join('')}</table>`

function headOf({ view, words: t }: ExportOptions): Html {
  const day = (value: string | null) => (value === null ? null : escapeHtml(formatDate(t.lang, value)))
  const rows: [string, Html | null][] = [
    ['kind', view.kind && named(t, `case.kind.${view.kind}`, view.kind)],
    ['state', named(t, `case.state.${view.state}`, view.state)],
    ['waiting', view.waiting && named(t, `case.waiting.${view.waiting}`, view.waiting)],
    ['outcome', view.outcome && named(t, `case.outcome.${view.outcome}`, view.outcome)],
    ['opened', day(view.opened)],
    ['closed', day(view.closed)],
    ['language', view.language && named(t, `language.${view.language}`, view.language)],
    ['tags', view.tags.length > 0 ? escapeHtml(view.tags.join(', ')) : null],
    ['plan', view.plan && prose(view.plan)],
  ]
  return table(
    rows.flatMap(([field, value]) =>
      value === null ? [] : [row(named(t, `case.field.${field}`, field), value)],
    ),
  )
}

const prose = (text: Text): Html => `<pre>${escapeHtml(text.value)}</pre>`

function sectionsOf(options: ExportOptions, texts: TextFile[]): Html[] {
  const { view, clocks, words: t } = options
  const section = (key: Parameters<Translate['dynamic']>[0], parts: readonly Html[], intro = ''): Html[] =>
    parts.length === 0
      ? []
      : [`<section><h2>${escapeHtml(t.dynamic(key))}</h2>${intro}${parts.join('\n')}</section>`]
  const list = (lines: readonly Html[]): Html[] =>
    lines.length === 0 ? [] : [`<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`]
  const open = clocks.deadlines.map((each) => termOf(each, options))
  return [
    ...section('case.export.terms', list(open), counted(options)),
    ...section(
      'case.export.timeline',
      view.timeline.length > 0 ? [table(view.timeline.map((item) => happened(item, options)))] : [],
    ),
    ...section(
      'case.export.people',
      (view.people ?? []).map((person) => peopleOf(person, t)),
    ),
    ...section('case.export.papers', list(view.papers.map((paper) => paperOf(paper, t)))),
    ...section(
      'case.export.marks',
      view.marks.map((marks) => marksOf(marks, t)),
    ),
    ...section(
      'case.export.tasks',
      list(
        view.tasks.map(({ title, due, done }) =>
          [escapeHtml(title?.value ?? ''), dayOr(due, t, 'case.field.due'), dayOr(done, t, 'case.field.done')]
            .filter((part) => part !== '')
            .join(' · '),
        ),
      ),
    ),
    ...section(
      'case.export.notes',
      (view.notes ?? []).flatMap(({ text }) => (text ? [prose(text)] : [])),
    ),
    ...section('case.export.letters', sentOf(view, texts, t)),
    ...section(
      'case.export.messages',
      (view.words ?? []).map(
        (each) =>
          `<p>${each.day ? escapeHtml(formatDate(t.lang, each.day)) : ''}</p>${warning(each.intact, t)}<pre>${escapeHtml(each.text)}</pre>`,
      ),
    ),
    ...section(
      'case.export.attachments',
      list(
        (view.attachments ?? []).map(({ title, type, id }) =>
          escapeHtml([title || id, type].filter(Boolean).join(' · ')),
        ),
      ),
    ),
    ...section(
      'case.export.lost',
      list(view.lost.flatMap(({ text }) => text.lost.map(({ value }) => `<pre>${escapeHtml(value)}</pre>`))),
    ),
  ]
}

const dayOr = (day: PlainDate | null, t: Translate, key: 'case.field.due' | 'case.field.done'): Html =>
  day === null ? '' : `${escapeHtml(t(key))}: ${escapeHtml(formatDate(t.lang, day))}`

const counted = ({ words: t, today }: ExportOptions): Html =>
  `<p>${escapeHtml(t('case.export.clocks', { day: { date: today } }))}</p>`

/** A term with its day, the steps of the count and every caution: on paper too no day stands alone. */
function termOf({ deadline, ended }: CaseClocks['deadlines'][number], { words: t }: ExportOptions): Html {
  const lines = [
    `<strong>${named(t, `term.${deadline.rule}`, deadline.rule)}</strong>: ${dayWords(deadline, t)}`,
    ...deadline.cautions.map((caution) => `<small>${named(t, `caution.${caution}`, caution)}</small>`),
    ...deadline.trace.map(({ key, params }) => `<small>${stepWords(t, key, params)}</small>`),
  ]
  if (ended) {
    const when: MessageValue = ended.when
    lines.push(
      `<small>${escapeHtml(
        ended.afterLastDay === 'yes' ? t('case.clock.ended-late', { when }) : t('case.clock.ended', { when }),
      )}</small>`,
    )
  }
  return lines.join('')
}

const stepWords = (t: Translate, key: string, params: Record<string, MessageValue>): Html =>
  escapeHtml(t.has(`step.${key}`) ? t.dynamic(`step.${key}`, params) : key)

function dayWords(deadline: Deadline, t: Translate): Html {
  const { lastMoment, range } = deadline
  if (range) return escapeHtml(formatDate(t.lang, { from: range.earliest, to: range.latest }))
  const day = lastMoment ?? dayOf(deadline)
  return escapeHtml(day === null ? t('case.bucket.unknown') : formatDate(t.lang, day))
}

function happened({ what, kind, when, note }: TimelineItem, { words: t }: ExportOptions): Html {
  const day = when === null ? escapeHtml(t('case.bucket.unknown')) : escapeHtml(formatDate(t.lang, when))
  const name =
    what === 'event'
      ? named(t, `case.event.${kind ?? 'other'}`, kind ?? '')
      : what === 'sent'
        ? `${escapeHtml(t('case.export.letters'))}: ${named(t, `letter.kind.${kind}`, kind ?? '')}`
        : escapeHtml(t(what === 'done' ? 'case.field.done' : 'case.export.messages'))
  const said =
    what === 'words' ? '' : what === 'sent' ? named(t, `case.channel.${note}`, note) : escapeHtml(note)
  return row(day, said === '' ? name : `${name}<small>${said}</small>`)
}

function peopleOf(person: NonNullable<CaseView['people']>[number], t: Translate): Html {
  const rows: [string, Html | null][] = [
    ['role', person.role && named(t, `case.role.${person.role}`, person.role)],
    ['alias', person.alias ? escapeHtml(person.alias) : null],
    ['name', person.name && escapeHtml(person.name.value)],
    ['contact', person.contact && prose(person.contact)],
    ['language', person.language && named(t, `language.${person.language}`, person.language)],
  ]
  return table(
    rows.flatMap(([field, value]) =>
      value === null ? [] : [row(named(t, `case.field.${field}`, field), value)],
    ),
  )
}

function paperOf(paper: CaseView['papers'][number], t: Translate): Html {
  const day = (field: 'issued' | 'until') => {
    const value = paper[field]
    return value === null
      ? ''
      : `${named(t, `case.field.${field}`, field)}: ${escapeHtml(formatDate(t.lang, value))}`
  }
  return [
    named(t, `case.paper.${paper.kind}`, paper.kind ?? ''),
    paper.state ? named(t, `case.paper-state.${paper.state}`, paper.state) : '',
    day('issued'),
    day('until'),
    escapeHtml(paper.note?.value ?? ''),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function marksOf({ flow, facts }: CaseView['marks'][number], t: Translate): Html {
  const rows = Object.entries(facts).map(([fact, value]) => {
    const key = `${flow}.fact.${fact}`
    const one = (each: unknown): Html => named(t, `${key}.${each}`, formatDate(t.lang, String(each)))
    return row(named(t, `${key}.ask`, fact), (Array.isArray(value) ? value : [value]).map(one).join(', '))
  })
  return table(rows)
}

function sentOf(view: CaseView, texts: TextFile[], t: Translate): Html[] {
  const nameOf = (version: SentVersion) => texts.find(({ id }) => id === version.id)?.name ?? ''
  return (view.letters ?? []).flatMap(({ kind, sent }) =>
    sent.map((version) => {
      const rows = [
        row(escapeHtml(t('case.field.kind')), named(t, `letter.kind.${kind}`, kind)),
        row(escapeHtml(t('case.field.day')), version.day ? escapeHtml(formatDate(t.lang, version.day)) : ''),
        row(
          escapeHtml(t('case.field.channel')),
          named(t, `case.channel.${version.channel}`, version.channel ?? ''),
        ),
        ...(version.tracking
          ? [row(escapeHtml(t('case.field.tracking')), escapeHtml(version.tracking))]
          : []),
        row(`${escapeHtml(t('case.field.sha'))} (SHA-256)`, version.sha ? hexOf(version.sha) : ''),
      ]
      return `${warning(version.intact, t)}${table(rows)}<p><a href="${escapeHtml(nameOf(version))}">${escapeHtml(nameOf(version))}</a></p>`
    }),
  )
}

const warning = (intact: boolean, t: Translate): Html =>
  intact ? '' : `<p class="warn">${escapeHtml(t('case.export.not-intact'))}</p>`
