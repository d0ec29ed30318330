import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasPhrase, sameName, wordsOf } from './wording.ts'

describe('names', () => {
  test.each([
    ['Алиева', 'АЛИЕВА'],
    ['Семёнова', 'семенова'],
    ['Нур-Мухаммад', 'Нур Мухаммад'],
    ['Oʻgʻiloy', "O'g'iloy"],
    ['Oʻgʻiloy', 'O‘g’iloy'],
    ['Oʻgʻiloy', 'O`g`iloy'],
    ['  Зарина   Алиева ', 'ЗаринаАлиева'],
    ['\u0419', '\u0418\u0306'], // composed and decomposed Й
  ])('%s = %s', (a, b) => {
    expect(sameName(a, b)).toBe(true)
  })

  test.each([
    ['Алиева', 'Aлиева'], // the second begins with a Latin A
    ['Мухаммад', 'Мухаммед'],
    ['Каримов', 'Каримова'],
    ['Юсупов', 'Юсуфов'],
    ['Зарина', ''],
  ])('%s ≠ %s', (a, b) => {
    expect(sameName(a, b)).toBe(false)
  })
})

describe('phrases', () => {
  const swearing = ['нецензурн', 'бран']
  const says = (text: string, line = swearing) => hasPhrase(wordsOf(text), line)

  test.each([
    'Выражался НЕЦЕНЗУРНОЙ бранью.',
    'нецензурной, грубой, площадной, уличной бранью',
    'нецен\u00adзурной\nбранью',
    '«Нецензурно-бранные» слова',
  ])('%s', (text) => {
    expect(says(text)).toBe(true)
  })

  test.each([
    'бранью нецензурной',
    'нецензурной раз два три четыре бранью',
    'цензурной бранью',
    'нецензурной речью',
    '',
  ])('not in: %s', (text) => {
    expect(says(text)).toBe(false)
  })

  test('a second beginning may answer where the first is too far', () => {
    expect(says('нецензурно раз два три четыре нецензурно бранился')).toBe(true)
    expect(says('а х х х а х б х б х х х в', ['а', 'б', 'в'])).toBe(true)
    expect(says('а а', ['а', 'а', 'а'])).toBe(false)
  })

  test('as a search through all positions says', () => {
    const letters = fc.constantFrom('а', 'б', 'аб', 'в')
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 14 }),
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        (words, line) => {
          const from = (start: number, rest: string[], gap: number): boolean =>
            rest.length === 0 ||
            words.some(
              (word, i) =>
                i >= start && i - start <= gap && word.startsWith(rest[0]!) && from(i + 1, rest.slice(1), 3),
            )
          expect(hasPhrase(words, line)).toBe(from(0, line, Infinity))
        },
      ),
      { numRuns: 3000, seed: 20261122 },
    )
  })

  test('a text of 200,000 letters is searched in a blink, however it repeats itself', () => {
    const words = wordsOf('нецензурн '.repeat(20_000))
    const began = performance.now()
    expect(hasPhrase(words, Array.from({ length: 12 }, () => 'нецензурн').concat('бран'))).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  })
})
