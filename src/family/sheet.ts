/**
 * The result as one clean sheet: what is printed and what is saved as a file. Built on the phone from the same findings
 * that the screen shows. Each paper also stands there in Russian, to be shown to a notary, a translator or the school.
 */
import type { PackageResult } from '../law/package.ts'
import type { Deadline, FactSpec, Facts, Finding, PlainDate } from '../law/types.ts'
import { findingWords } from '../ui/finding.ts'
import type { MessageKey, Translate } from '../ui/messages.ts'
import { escapeHtml } from './markup.ts'
import { answerText, citation, factName, opening } from './speak.ts'

export interface SheetInput {
  t: Translate
  /** Russian words for the bilingual lines; null when the sheet is Russian already or they are not loaded. */
  russian: Translate | null
  result: PackageResult
  specs: Record<string, FactSpec>
  facts: Facts
  today: PlainDate
}

/** The inside of the sheet as HTML without script, style or address. Every word of a person is escaped. */
export function sheetBody(input: SheetInput): string {
  const { t, result, today } = input
  const part = (title: string, findings: readonly Finding[]) =>
    findings.length === 0
      ? ''
      : `<section><h2>${escapeHtml(title)}</h2>${findings.map((one) => findingPart(input, one)).join('')}</section>`
  const none = opening(t, result)
  const first = result.first
    ? part(t('family.result.first'), [result.first])
    : none
      ? `<section><h2>${escapeHtml(none)}</h2><p>${escapeHtml(t('family.result.none.text'))}</p></section>`
      : ''
  return [
    `<h1>${escapeHtml(t('family.result.title'))}</h1>`,
    `<p class="quiet">${escapeHtml(t('family.result.checked-on', { day: { date: today } }))}</p>`,
    first,
    part(t('family.result.urgent'), [
      ...result.urgent,
      ...result.rest.filter(({ severity }) => severity !== 'soon'),
    ]),
    part(
      t('family.result.soon'),
      result.rest.filter(({ severity }) => severity === 'soon'),
    ),
    part(t('family.result.questions'), result.questions),
    part(t('kind.test'), result.test),
    part(t('family.result.context'), result.context),
    part(t('kind.not-needed'), result.notNeeded),
    result.terms.length === 0
      ? ''
      : `<section><h2>${escapeHtml(t('family.result.terms'))}</h2>${result.terms.map((term) => termPart(input, term)).join('')}</section>`,
    part(t('family.result.discloses'), result.disclosures),
    answersPart(input),
    `<section><h2>${escapeHtml(t('family.result.limits.title'))}</h2><p>${escapeHtml(t('family.result.limits.text'))}</p></section>`,
    t.reviewOf('package') === 'unreviewed' ? `<p class="quiet">${escapeHtml(t('words.unreviewed'))}</p>` : '',
  ].join('')
}

export function findingPart({ t, russian }: Pick<SheetInput, 't' | 'russian'>, finding: Finding): string {
  const own = findingWords(t, finding)
  const twin = russian && russian.lang !== t.lang ? findingWords(russian, finding) : null
  const cites = [...new Set(finding.sources.map((source) => citation(russian ?? t, source)))].join('; ')
  const cautions = finding.cautions.map((caution) => t.dynamic(`caution.${caution}` as MessageKey)).join(' ')
  return [
    `<article><h3>${escapeHtml(own.say)}</h3>`,
    own.next ? `<p>${escapeHtml(own.next)}</p>` : '',
    twin
      ? `<p class="twin" lang="ru">${escapeHtml(twin.say)}${twin.next ? ` ${escapeHtml(twin.next)}` : ''}</p>`
      : '',
    `<p class="quiet"><span lang="ru">${escapeHtml(cites)}</span>${cautions ? `. ${escapeHtml(cautions)}` : ''}</p></article>`,
  ].join('')
}

export function termPart({ t, russian }: Pick<SheetInput, 't' | 'russian'>, term: Deadline): string {
  const day = term.lastDay
    ? t('family.day', { day: { date: term.lastDay } })
    : term.range
      ? t('family.term.range', { range: { from: term.range.earliest, to: term.range.latest } })
      : t('due.unknown')
  const steps = term.trace
    .map((step) => `<li>${escapeHtml(t.dynamic(`step.${step.key}`, step.params))}</li>`)
    .join('')
  const cites = [...new Set(term.sources.map((source) => citation(russian ?? t, source)))].join('; ')
  const cautions = term.cautions.map((caution) => t.dynamic(`caution.${caution}` as MessageKey)).join(' ')
  return [
    `<article><h3>${escapeHtml(t.dynamic(`term.${term.rule}`))}</h3>`,
    `<p>${escapeHtml(t.dynamic(`due.${term.kind}` as MessageKey))}: <b>${escapeHtml(day)}</b></p><ol>${steps}</ol>`,
    `<p class="quiet"><span lang="ru">${escapeHtml(cites)}</span>. ${escapeHtml(cautions)}</p></article>`,
  ].join('')
}

function answersPart({ t, specs, facts }: SheetInput): string {
  const rows = Object.entries(facts).map(
    ([fact, value]) =>
      `<tr><td>${escapeHtml(factName(t, fact))}</td><td>${escapeHtml(answerText(t, fact, specs[fact], value))}</td></tr>`,
  )
  return rows.length === 0
    ? ''
    : `<section><h2>${escapeHtml(t('answer.yours'))}</h2><table>${rows.join('')}</table></section>`
}

const FILE_STYLE = `body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color:#20302f;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.15rem;border-bottom:1px solid #ccc}h3{margin:1rem 0 .25rem;font-size:1rem}
p{margin:.25rem 0}.quiet{color:#5b6a68;font-size:.875rem}.twin{padding-left:.75rem;border-left:2px solid #ccc}
table{border-collapse:collapse;width:100%}td{padding:.25rem .5rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}`

/** The saved file: one HTML page that needs nothing else and contains no script. */
export const sheetFile = (input: SheetInput): string => pageFile(input.t, sheetBody(input))

export function pageFile(t: Translate, body: string): string {
  return `<!doctype html>\n<html lang="${t.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(t('family.title'))}</title><style>${FILE_STYLE}</style></head><body>${body}</body></html>\n`
}

/** Hands a text to the browser as a download. The name says nothing about what is inside. */
export function saveOnDevice(html: string, name: string): void {
  const address = URL.createObjectURL(new Blob([html], { type: 'text/html;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser has begun to read by then; the text must not stay reachable longer than needed.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
