/**
 * A copy for the family, in its language: what the Russian paper is, to whom it goes, what was written into it, what it rests on and what it
 * asks for. It explains and is never filed; its first line says so. It is put together from reviewed-apart words (area `letters` and the
 * flow's), never by translating sentences of the letter.
 */
import type { MessageValue } from '../law/types.ts'
import { finish, wordsOf } from './finish.ts'
import { fullName } from './names.ts'
import type {
  LetterInput,
  LetterModel,
  LettersPack,
  LetterTemplate,
  Paragraph,
  Section,
  Style,
} from './types.ts'
import { readValues, type Value } from './values.ts'

/** What the copy needs of a translation: areas `letters` and that of the flow. */
export interface Words {
  readonly lang: string
  has(key: string): boolean
  dynamic(key: string, args?: Readonly<Record<string, MessageValue>>): string
}

/** @param model the letter that `input` gave, edits included */
export function toExplanation(
  pack: LettersPack,
  letter: LetterTemplate,
  input: LetterInput,
  model: LetterModel,
  words: Words,
): LetterModel {
  const t = (key: string, args?: Record<string, MessageValue>) => words.dynamic(`letter.${key}`, args)
  const { values } = readValues(pack, letter, input)
  const written = letter.blanks.flatMap((id) => {
    const value = values[id]
    const shown = value && !pack.blanks[id]!.printOnly ? shownValue(id, value, words) : ''
    return shown === '' ? [] : [`${words.dynamic(`letter.blank.${id}`)}: ${shown}`]
  })
  const found = input.findings
    .filter(({ id, status }) => status === 'found' && model.used.includes(id))
    .flatMap(({ id, params }) =>
      ['say', 'why'].flatMap((part) =>
        words.has(`${id}.${part}`)
          ? [words.dynamic(`${id}.${part}`, params as Record<string, MessageValue>)]
          : [],
      ),
    )
  const attached = (model.sections.find(({ id }) => id === 'attachments')?.paragraphs ?? [])
    .filter(({ style }) => style === 'attachment')
    .map((paragraph) => `«${wordsOf(paragraph).replace(/[;.]$/, '')}»`)
  const open = [
    ...(model.checks > 0 ? [t('checks', { n: model.checks })] : []),
    ...(model.empty.length > 0 ? [t('empty', { n: model.empty.length })] : []),
    t('unsigned'),
  ]
  const title = section('title', [
    line('title', words.has(`letter.kind.${letter.kind}`) ? t(`kind.${letter.kind}`) : model.name),
    line('subtitle', t('explain.not-filed')),
  ])
  const parts: [name: string, lines: string[], style: Style][] = [
    ['what', [t(`kind.${letter.kind}.say`), t('explain.paper')], 'body'],
    ['says', written, 'item'],
    ['wrong', found, 'body'],
    ['asks', [t(`kind.${letter.kind}.asks`)], 'body'],
    ['attached', attached, 'attachment'],
    ['open', open, 'body'],
  ]
  const body = parts.flatMap(([name, lines, style]) =>
    lines.length === 0
      ? []
      : [line('heading', t(`explain.${name}`)), ...lines.map((text) => line(style, text))],
  )
  return finish({
    ...{ version: 1, kind: `${letter.kind}.explanation`, name: t('explain'), lang: words.lang },
    ...{ date: model.date, review: model.review, sections: [title, section('act', body)] },
    ...{ empty: [], names: [], used: model.used, unused: [], checks: 0 },
  })
}

function shownValue(id: string, value: Value, words: Words): string {
  const named = (choice: string, russian: string) =>
    words.has(`letter.choice.${id}.${choice}`) ? words.dynamic(`letter.choice.${id}.${choice}`) : russian
  switch (value.type) {
    case 'name':
      return fullName(value.name)
    case 'date':
      return value.raw.split('-').reverse().join('.')
    case 'choice':
      return named(value.raw, typeof value.words === 'string' ? value.words : (value.words.nom ?? value.raw))
    case 'ticks':
      return value.ticks
        .map(({ id: choice, words: russian }) =>
          named(choice, typeof russian === 'string' ? russian : (russian.nom ?? choice)),
        )
        .join('; ')
    case 'text':
      return value.text
  }
}

const line = (style: Style, text: string): Paragraph => ({
  ...{ id: '', style, number: null, runs: [{ text, kind: 'text' }] },
  origin: { findings: [], blanks: [], articles: [] },
})
const section = (id: Section['id'], paragraphs: Paragraph[]): Section => ({
  id,
  paragraphs: paragraphs.map((paragraph, i) => ({ ...paragraph, id: `${id}.${i + 1}` })),
})
