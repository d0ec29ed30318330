import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../src/ui/languages.ts'
import { ownWords, scriptProblems } from './scripts.ts'

/** Alphabets as a schoolbook prints them, written apart from the tables under test. */
const ALPHABETS = {
  ru: 'А Б В Г Д Е Ё Ж З И Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ъ Ы Ь Э Ю Я',
  uz: 'A B D E F G H I J K L M N O P Q R S T U V X Y Z Oʻ Gʻ Sh Ch Ng',
  tg: 'А Б В Г Ғ Д Е Ё Ж З И Ӣ Й К Қ Л М Н О П Р С Т У Ӯ Ф Х Ҳ Ч Ҷ Ш Ъ Э Ю Я',
  ky: 'А Б В Г Д Е Ё Ж З И Й К Л М Н Ң О Ө П Р С Т У Ү Ф Х Ц Ч Ш Щ Ъ Ы Ь Э Ю Я',
  en: 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z',
} as const

describe('letters of a language', () => {
  test('each alphabet has its number of letters', () => {
    const counts = LANGUAGES.map((lang) => [lang, ALPHABETS[lang].split(' ').length])
    expect(counts).toEqual([
      ['ru', 33],
      ['uz', 29],
      ['tg', 35],
      ['ky', 36],
      ['en', 26],
    ])
  })

  test.each(LANGUAGES)('%s: every word made of its own letters passes', (lang) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALPHABETS[lang].split(' ')), { minLength: 1 }), (letters) => {
        expect(scriptProblems(letters.join('').toLowerCase(), lang)).toEqual([])
        expect(scriptProblems(letters.join('').toUpperCase(), lang)).toEqual([])
      }),
    )
  })

  test.each(LANGUAGES)('%s: a letter of another alphabet is refused, and passes in «…»', (lang) => {
    const own = new Set(ALPHABETS[lang].toLowerCase())
    const others = LANGUAGES.flatMap((other) => [...ALPHABETS[other].toLowerCase()]).filter(
      (letter) => /\p{L}/u.test(letter) && !own.has(letter) && !'ʻc'.includes(letter),
    )
    for (const letter of new Set(others)) {
      expect([letter, scriptProblems(letter, lang).length]).toEqual([letter, 1])
      expect([letter, scriptProblems(`«${letter}»`, lang)]).toEqual([letter, []])
    }
  })

  test.each(['а', 'е', 'о', 'р', 'с', 'у', 'х'])(
    'a Latin look-alike of %s is found inside «…» too',
    (letter) => {
      const latin = { а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x' }[letter]!
      for (const lang of LANGUAGES) expect(scriptProblems(`«${latin}ппарат»`, lang).join()).toMatch(/mixes/)
    },
  )

  test('a hyphen and a quoted term end a word', () => {
    expect(scriptProblems('PDF-файл', 'ru')).toEqual([])
    expect(scriptProblems('«ВНЖ»ni oling', 'uz')).toEqual([])
  })
})

describe('what may stand in any language', () => {
  test('is taken out, and nothing else', () => {
    expect(ownWords('КоАП 30.3 ч.1 и PDF').replace(/ +/g, ' ').trim()).toBe('30.3 1 и')
    expect(ownWords('Файл «x» Android')).toMatch(/^Файл\s+$/)
    expect(ownWords('PDFs')).toBe('PDFs')
    expect(ownWords('КоАПом')).toBe('КоАПом')
    expect(ownWords('часть ч. первая')).toBe('часть ч. первая')
  })
})
