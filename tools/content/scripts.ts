/**
 * Which letters a language may use. Wrong letters are the commonest fault of translated text: a Latin "c" in a
 * Cyrillic word, a Russian "щ" in Tajik, a typewriter's apostrophe in Uzbek. Nobody sees them on the
 * screen; a search, a screen reader and a clerk do.
 *
 * Alphabets: ru 33 letters; tg 35 (no ц щ ы ь since 1998); ky 36 (Russian and ң ө ү); uz Latin of 1995 (oʻ gʻ, sh ch ng,
 * no single c, no w); en.
 */
import type { Lang } from '../../src/law/types.ts'

const RUSSIAN = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'

const LETTERS: Record<Lang, string> = {
  ru: RUSSIAN,
  uz: 'abcdefghijklmnopqrstuvxyz',
  tg: 'абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя',
  ky: `${RUSSIAN}ңөү`,
  en: 'abcdefghijklmnopqrstuvwxyz',
}

/**
 * Words that keep their letters in every language: file kinds and programs, short names of Russian acts and papers,
 * and each language's name for itself. Anything else from another script goes into «…».
 */
const NAMES = [
  ...[
    'PDF',
    'DOCX',
    'HTML',
    'TXT',
    'JSON',
    'ISO',
    'QR',
    'SMS',
    'PIN',
    'ID',
    'USB',
    'Wi-Fi',
    'Android',
    'Chrome',
    'Hamroh',
  ],
  ...['КоАП', 'КАС', 'УПК', 'УК', 'ТК', 'ФЗ', 'РФ', 'ПП', 'МВД', 'МИД', 'ВНЖ', 'РВП', 'РВПО', 'ИНН', 'СНИЛС'],
  ...['Русский', 'Oʻzbekcha', 'Тоҷикӣ', 'Кыргызча', 'English'],
]
const NAME = new RegExp(`(?<![\\p{L}\\p{M}])(?:${NAMES.join('|')})(?![\\p{L}\\p{M}])`, 'gu')

/** "30.3 ч.1", "п. 5", "ст. 28.2": parts of an article, as the acts write them. */
const ARTICLE_PART = /(?<![\p{L}])(?:ст|ч|п)\.\s?(?=\d)/gu

const APOSTROPHES = "'’‘`´ʹˈ′"
const WORD = new RegExp(`[\\p{L}\\p{M}ʻʼ${APOSTROPHES}]+`, 'gu')
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/

/**
 * What is wrong with the letters and signs of one text in one language; empty when nothing is.
 * Words inside «…» are quoted from Russian and only checked for mixed scripts.
 */
export function scriptProblems(text: string, lang: Lang): string[] {
  const problems: string[] = []
  if (text !== text.normalize('NFC'))
    problems.push('a letter is written in two parts (й, ё, ӣ, ӯ as one sign each)')
  const invisible = INVISIBLE.exec(text)
  if (invisible) problems.push(`invisible sign U+${invisible[0].charCodeAt(0).toString(16).padStart(4, '0')}`)
  if (/[ \t]{2}|\t/.test(text)) problems.push('two spaces or a tab')
  if (/ \n|\n /.test(text)) problems.push('a space at the end or beginning of a line')
  if (text.includes('"')) problems.push('straight quotes: use «…», in English “…”')
  if (/<\/?[a-z!]/i.test(text) || /&#?\w+;/.test(text)) problems.push('HTML: plain text only')
  if (!balanced(text)) problems.push('« without » (or the other way round)')

  for (const word of text.match(WORD) ?? []) {
    const mixed = /\p{Script=Latin}/u.test(word.replace(/[ʻʼ]/g, '')) && /\p{Script=Cyrillic}/u.test(word)
    if (mixed) problems.push(`${show(word)} mixes Latin and Cyrillic letters`)
  }

  const own = ownWords(text)
  for (const word of own.match(WORD) ?? []) {
    const reason = wrongWord(word, lang)
    if (reason) problems.push(reason)
  }
  return [...new Set(problems)]
}

/** A text without what may stand in it in any language: quoted terms, names, parts of an article. */
export function ownWords(text: string): string {
  return text
    .replace(/«[^«»]*»/g, ' ')
    .replace(NAME, ' ')
    .replace(ARTICLE_PART, ' ')
}

function balanced(text: string): boolean {
  let depth = 0
  for (const sign of text) {
    if (sign === '«') depth++
    if (sign === '»') depth--
    if (depth < 0 || depth > 1) return false
  }
  return depth === 0
}

function wrongWord(word: string, lang: Lang): string | null {
  if (lang === 'uz') {
    const wrong = [...word].find((sign) => APOSTROPHES.includes(sign))
    if (wrong)
      return `${show(word)}: after o and g write ʻ (U+02BB), elsewhere ʼ (U+02BC), not U+${hex(wrong)}`
    if (/(?<![og])ʻ/i.test(word)) return `${show(word)}: ʻ (U+02BB) only after o and g; elsewhere ʼ (U+02BC)`
    if (/[og]ʼ/i.test(word)) return `${show(word)}: after o and g write ʻ (U+02BB)`
    if (/c(?!h)/i.test(word)) return `${show(word)}: Uzbek has c only in ch`
  } else {
    const wrong = [...word].find((sign) => (lang === 'en' ? "'‘`´ʻʼ" : `${APOSTROPHES}ʻʼ`).includes(sign))
    if (wrong)
      return `${show(word)}: ${lang === 'en' ? 'write ’ (U+2019)' : 'no apostrophes in this language'}`
  }
  const letter = [...word.toLowerCase()].find(
    (sign) => /[\p{L}\p{M}]/u.test(sign) && !`${LETTERS[lang]}ʻʼ`.includes(sign),
  )
  return letter
    ? `${show(word)}: “${letter}” (U+${hex(letter)}) is no letter of ${lang}; quote Russian terms in «…»`
    : null
}

const show = (word: string) => `“${word}”`
const hex = (sign: string) => sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
