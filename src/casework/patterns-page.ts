/** An exhibit as one page of HTML that opens and prints without this program: no script, nothing loaded, no author and no time of day. */
import { formatDate } from '../ui/languages.ts'
import type { Translate } from '../ui/messages.ts'
import type { Exhibit, Span } from './patterns-exhibit.ts'

const STYLE = `body{margin:2em auto;max-width:60em;padding:0 1em;font:16px/1.5 serif;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #777;padding:.3em .5em;text-align:left;vertical-align:top}
td,th,div{overflow-wrap:anywhere}mark{background:none;color:inherit;font-weight:600;text-decoration:underline}
.two{display:grid;grid-template-columns:1fr 1fr;gap:1em}.two div{white-space:pre-wrap}h2{font-size:1.1em;margin-top:2em}
section{break-inside:avoid-page}@media(max-width:40em){.two{grid-template-columns:1fr}}`

/** @param words area `patterns` */
export function exhibitPage(exhibit: Exhibit, words: Translate): string {
  const t = words
  const named = (number: number) => escapeHtml(t('patterns.exhibit.number', { n: number }))
  const head = (['text', 'where', 'when', 'like'] as const)
    .map((column) => `<th scope="col">${escapeHtml(t(`patterns.exhibit.${column}`))}</th>`)
    .join('')
  const rows = exhibit.rows.map(({ number, station, day, likeness }) =>
    [
      `<tr><th scope="row">${named(number)}</th><td>${escapeHtml(station ?? '—')}</td>`,
      `<td>${day ? escapeHtml(formatDate(t.lang, day)) : '—'}</td>`,
      `<td>${number === exhibit.reference ? '—' : escapeHtml(t('patterns.percent', { n: percent(likeness) }))}</td></tr>`,
    ].join(''),
  )
  const sides = exhibit.sides.map(({ left, right, leftText, rightText }) =>
    [
      `<section><h2>${escapeHtml(t('patterns.exhibit.side', { left, right }))}</h2><div class="two">`,
      `<div><b>${named(left)}.</b> ${spans(leftText)}</div><div><b>${named(right)}.</b> ${spans(rightText)}</div></div></section>`,
    ].join(''),
  )
  const { shingle, threshold } = exhibit.measure
  return [
    `<!doctype html><html lang="${t.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(t('patterns.exhibit'))}</title><style>${STYLE}</style>`,
    `<h1>${escapeHtml(t('patterns.exhibit'))}</h1>`,
    `<p>${escapeHtml(t('patterns.measure', { shingle, percent: percent(threshold) }))}</p>`,
    `<p>${escapeHtml(t('patterns.caution'))}</p>`,
    `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
    `<p>${escapeHtml(t('patterns.exhibit.marked'))}</p>`,
    ...sides,
    exhibit.notShown > 0 ? `<p>${escapeHtml(t('patterns.exhibit.more', { n: exhibit.notShown }))}</p>` : '',
    '</html>\n',
  ].join('\n')
}

/** Whole percent, rounded down: 99.9 % is not "the same". */
export const percent = (likeness: number): number => Math.floor(likeness * 100 + 1e-9)

const spans = (list: readonly Span[]): string =>
  list
    .map(({ text, equal, covered }) => {
      const shown = covered ? '[…]' : escapeHtml(text)
      return equal ? `<mark>${shown}</mark>` : shown
    })
    .join('')

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)
