/**
 * The sheet that lies on top of what is posted: to whom, from whom, what lies in the envelope. A plain sheet for a registered letter with an
 * inventory; no form of the post, no logo. Numbers of sheets are written by hand, because only the person sees the paper.
 */
import { finish, wordsOf } from './finish.ts'
import type { LetterModel, Paragraph, Run, Section, Style } from './types.ts'

/** Words of the sheet; Russian, as the post reads it. */
const SHEETS: Run[] = [
  { text: ' — листов: ', kind: 'text' },
  { text: '_____', kind: 'line' },
]

/** @param model a letter as `composeLetter` or `applyEdits` gives it */
export function toEnvelope(model: LetterModel): LetterModel {
  const part = (id: Section['id']) => model.sections.find((section) => section.id === id)?.paragraphs ?? []
  const address = part('addressee')
  const label = address.findIndex(({ style }) => style === 'addressee-label')
  const to = label < 0 ? address : address.slice(0, label)
  const attached = part('attachments').filter(({ style }) => style === 'attachment')
  const enclosures: Run[][] = [
    [{ text: model.name, kind: 'text' }],
    ...attached.map(({ runs }) => runs.filter(({ kind }) => kind !== 'stop')),
  ]
  const sections: Section[] = [
    section('title', [
      line('title', [{ text: 'ОПИСЬ ВЛОЖЕНИЯ', kind: 'text' }]),
      line('subtitle', [{ text: 'в заказное почтовое отправление', kind: 'text' }]),
    ]),
    section('act', [
      line('heading', [{ text: 'Кому, куда:', kind: 'text' }]),
      ...to.map(({ runs }) => line('body', runs)),
      line('heading', [{ text: 'От кого:', kind: 'text' }]),
      ...senderOf(model, address).map((runs) => line('body', runs)),
    ]),
    section('attachments', [
      line('heading', [{ text: 'Вложено:', kind: 'text' }]),
      ...enclosures.map((runs) => line('attachment', [...runs, ...SHEETS])),
      line('body', [{ text: `Всего предметов: ${enclosures.length}.`, kind: 'text' }]),
      line('body', [
        { text: 'Номер отправления: ', kind: 'text' },
        { text: '_'.repeat(24), kind: 'line' },
      ]),
    ]),
    section(
      'closing',
      part('closing').map(({ runs }) => line('closing', runs)),
    ),
  ]
  return finish({
    ...{ version: 1, kind: `${model.kind}.envelope`, name: `Опись вложения: ${model.name}` },
    ...{ date: model.date, review: model.review, sections: sections.map(numbered) },
    ...{ empty: [], names: [], used: [], unused: [], checks: 0 },
  })
}

/** Who signs, sends: the defender's lines when the defender closes the letter, else the person's. */
function senderOf(model: LetterModel, address: readonly Paragraph[]): Run[][] {
  const closing = model.sections.find(({ id }) => id === 'closing')?.paragraphs ?? []
  const who = closing.some(({ origin }) => origin.blanks.includes('defender')) ? 'defender' : 'person'
  return address
    .filter(({ origin }) => origin.blanks.some((blank) => blank === who || blank === `${who}.address`))
    .map(({ runs }) => runs)
    .filter((runs) => wordsOf({ runs } as Paragraph) !== '')
}

const section = (id: Section['id'], paragraphs: Paragraph[]): Section => ({ id, paragraphs })

const line = (style: Style, runs: Run[]): Paragraph => ({
  ...{ id: '', style, number: null, runs },
  origin: { findings: [], blanks: [], articles: [] },
})

const numbered = ({ id, paragraphs }: Section): Section => ({
  id,
  paragraphs: paragraphs.map((paragraph, i) => ({ ...paragraph, id: `${id}.${i + 1}` })),
})
