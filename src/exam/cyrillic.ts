/** Russian letters: the alphabet, vowels, the stress mark, and when two written answers are the same. */

const ALPHABET = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'
const VOWELS = 'аеёиоуыэюя'
/** Combining acute accent, written after the stressed vowel. */
export const STRESS = '\u0301'

export const isVowel = (letter: string): boolean => letter !== '' && VOWELS.includes(letter.toLowerCase())

/** How a list is ordered in a Russian dictionary: letter by letter, ё after е; a shorter word comes first. */
export function inAlphabet(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = ALPHABET.indexOf(left[at]!) - ALPHABET.indexOf(right[at]!)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** The word without its stress mark. */
export const unmarked = (word: string): string => word.replaceAll(STRESS, '')

/** The word with the mark on each of its vowels in turn. A ё carries its own stress and needs no mark. */
export function markings(word: string): string[] {
  const letters = [...unmarked(word)]
  return letters.flatMap((letter, at) =>
    isVowel(letter) ? [`${letters.slice(0, at + 1).join('')}${STRESS}${letters.slice(at + 1).join('')}`] : [],
  )
}

/**
 * Two answers that a marker would call the same: case, spaces, final points and ё/е aside. The stress mark counts.
 * Typed hyphens and dashes are one; quotation marks and commas count as they stand.
 */
export const sameAnswer = (a: string, b: string): boolean => plainAnswer(a) === plainAnswer(b)

export const plainAnswer = (text: string): string => written(text).toLowerCase().replaceAll('ё', 'е')

/** Two dictations that a marker would call the same: capitals count there, spaces, the final point and ё/е do not. */
export const sameDictation = (a: string, b: string): boolean =>
  written(a).replaceAll('ё', 'е').replaceAll('Ё', 'Е') ===
  written(b).replaceAll('ё', 'е').replaceAll('Ё', 'Е')

const written = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[‐‑–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?…]+$/, '')
    .trim()

/** Words that hold both Cyrillic and Latin letters: they look right and are not. */
export const mixedScripts = (text: string): string[] =>
  (text.match(/(?:\p{L}|\u0301)+/gu) ?? []).filter(
    (word) => /\p{Script=Cyrillic}/u.test(word) && /\p{Script=Latin}/u.test(word),
  )
