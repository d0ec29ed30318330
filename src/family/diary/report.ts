/**
 * The diary as a sheet to print or to save: what was written, in order, with the chain that shows whether anything was changed afterwards. Made on the phone; no
 * script, no address in it. It claims nothing but what the person wrote and the phone's clock said.
 */
import type { Translate } from '../../ui/messages.ts'
import { escapeHtml } from '../markup.ts'
import { type Diary, dayOf, type Entry, hashOfEntry, hourOf, markOf, setBack } from './entries.ts'

export interface ReportInput {
  t: Translate
  /** Russian words, for whoever reads it in an office; null when the report is Russian. */
  russian: Translate | null
  diary: Diary
  /** Pictures by id as data URLs; empty when the person leaves them out. */
  pictures: ReadonlyMap<string, string>
  today: string
}

/** Every line in the reader's Russian first, then in the person's own language. */
export function reportBody({ t, russian, diary, pictures, today }: ReportInput): string {
  const both = (say: (words: Translate) => string) =>
    russian
      ? `<span lang="ru">${escapeHtml(say(russian))}</span><br><small lang="${t.lang}">${escapeHtml(say(t))}</small>`
      : escapeHtml(say(t))
  const back = new Set(setBack(diary.entries))
  const mark = markOf(diary)
  const moment = (words: Translate, text: string) =>
    words('diary.moment', { day: { date: dayOf(text) }, time: `${hourOf(text)} (UTC${text.slice(16)})` })
  const row = (entry: Entry) => {
    const shown = entry.pictures
      .map(({ id }) => pictures.get(id))
      .filter((address) => address !== undefined)
      .map((address) => `<img src="${escapeHtml(address)}" alt="">`)
    return [
      `<article><h3>${entry.n}. ${both((words) => `${words.dynamic(`diary.kind.${entry.kind}`)} — ${moment(words, entry.at)}`)}</h3>`,
      entry.signs.length
        ? `<ul>${entry.signs.map((sign) => `<li>${both((words) => words.dynamic(`diary.sign.${sign}`))}</li>`).join('')}</ul>`
        : '',
      entry.text ? `<p class="own">${escapeHtml(entry.text)}</p>` : '',
      shown.length ? `<p class="pictures">${shown.join('')}</p>` : '',
      `<p class="quiet">${both((words) => words('diary.report.made', { moment: moment(words, entry.made) }))}${back.has(entry.n) ? ` <b>${both((words) => words('diary.report.set-back'))}</b>` : ''}</p>`,
      entry.pictures.length
        ? `<p class="quiet">${both((words) => words('diary.report.pictures', { code: 'SHA-256' }))}: <code>${entry.pictures.map(({ sha }) => sha).join(', ')}</code></p>`
        : '',
      `<p class="quiet"><code>${hashOfEntry(entry)}</code></p></article>`,
    ].join('')
  }
  return [
    `<h1>${both((words) => words('diary.report.title'))}</h1>`,
    `<p>${both((words) => words('diary.report.what', { day: { date: today }, n: diary.entries.length }))}</p>`,
    `<p class="blank">${both((words) => words('diary.report.who'))}: ______________________________</p>`,
    ...diary.entries.map(row),
    mark
      ? `<section><h2>${both((words) => words('diary.report.chain'))}</h2><p>${both((words) => words('diary.report.chain.how', { code: 'SHA-256' }))}</p><p><code>${mark.n} · ${mark.hash}</code></p></section>`
      : '',
    `<p class="blank">${both((words) => words('diary.report.sign'))}: ______________________________</p>`,
  ].join('')
}

const STYLE = `body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color:#20302f;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{margin-top:2rem;font-size:1.1rem;border-bottom:1px solid #ccc}h3{margin:1.1rem 0 .2rem;font-size:1rem}
p{margin:.25rem 0}.quiet{color:#5b6a68;font-size:.8125rem}.own{white-space:pre-wrap;padding-left:.75rem;border-left:2px solid #ccc}
small{font-weight:400;color:#5b6a68}code{font-size:.75rem}.pictures img{max-width:100%;max-height:24rem;margin:.25rem .5rem .25rem 0}.blank{margin:1.2rem 0}
article{break-inside:avoid}@media print{body{margin:0;max-width:none}}`

export const reportFile = (input: ReportInput): string =>
  `<!doctype html>\n<html lang="${input.russian ? 'ru' : input.t.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>${escapeHtml(input.t('diary.report.title'))}</title><style>${STYLE}</style></head><body>${reportBody(input)}</body></html>\n`
