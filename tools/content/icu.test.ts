import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../src/ui/languages.ts'
import { createTranslate } from '../../src/ui/messages.ts'
import { mergeTypes, readMessage } from './icu.ts'

/** Pieces that messages are made of, good and broken ones. */
const pieces = fc.constantFrom(
  ...[
    '{',
    '}',
    '#',
    '{n}',
    '{n, number}',
    '{d, date}',
    '{d, date, short}',
    '{d, date, on}',
    ', ',
    ' ',
    'слово',
    'soʻz',
    "'",
    '<b>',
    '|',
  ],
  ...[
    '{n, plural, ',
    '{x, select, ',
    'one {',
    'few {',
    'many {',
    'other {',
    '=0 {',
    'a {',
    '}}',
    '{n, plural, one {#} few {#} many {#} other {#}}',
  ],
)
const values = { n: 3, d: '2026-01-12', x: 'a' }

describe('any text at all', () => {
  test('is either refused with a reason or can be rendered', () => {
    let rendered = 0
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), fc.array(pieces, { maxLength: 8 }), (lang, parts) => {
        const message = readMessage(parts.join(''), lang)
        if (message.problems.length) return message.problems.every((reason) => reason.length > 5)
        const t = createTranslate(lang, {
          area: 'x',
          lang,
          review: 'unreviewed',
          messages: { m: message.compiled },
        })
        const text = t.dynamic('m', values)
        rendered++
        expect(text).not.toMatch(/undefined|NaN|\[object/)
        expect(Object.keys(message.args).every((name) => name in values)).toBe(true)
        return true
      }),
      { numRuns: 3000 },
    )
    expect(rendered).toBeGreaterThan(300)
  })

  test('of a person or a machine never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => readMessage(text, 'ru').problems.length >= 0),
    )
  })
})

describe('kinds of one argument', () => {
  test('text yields to number and choice, a date to nothing', () => {
    expect(mergeTypes('text', 'number')).toBe('number')
    expect(mergeTypes('select:a|other', 'text')).toBe('select:a|other')
    expect(mergeTypes('date', 'date')).toBe('date')
    expect(mergeTypes('text', 'date')).toBeNull()
    expect(mergeTypes('number', 'date')).toBeNull()
    expect(mergeTypes('select:a|other', 'select:b|other')).toBeNull()
  })

  test('a number inside the branch of another plural keeps its own count', () => {
    const { compiled, problems } = readMessage(
      '{n, plural, one {# of {m, plural, one {# day} other {# days}}} other {# of {m, plural, one {# day} other {# days}}}}',
      'en',
    )
    expect(problems).toEqual([])
    const t = createTranslate('en', {
      area: 'x',
      lang: 'en',
      review: 'unreviewed',
      messages: { m: compiled },
    })
    expect(t.dynamic('m', { n: 1, m: 5 })).toBe('1 of 5 days')
    expect(t.dynamic('m', { n: 2, m: 1 })).toBe('2 of 1 day')
  })
})
