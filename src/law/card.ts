/** The card of rights and phrases: data with the same sources and dates as a rule (content/guides/card.yaml). */
import type { Provenance } from './types.ts'

export interface CardItem extends Provenance {
  id: string
  /** Russian, to be said or shown. */
  phrase: string
}

export interface Card {
  items: CardItem[]
}

const LATIN: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'yo',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
const VOWELS = 'аеёиоуыэюя'

/** How a Russian sentence sounds, in Latin letters, for those who do not read Cyrillic: a help for the mouth, not a standard of transliteration. */
export function soundOf(phrase: string): string {
  let out = ''
  const signs = [...phrase]
  for (const [at, sign] of signs.entries()) {
    const low = sign.toLowerCase()
    const latin = LATIN[low]
    if (latin === undefined) {
      out += sign
      continue
    }
    const before = signs[at - 1]?.toLowerCase() ?? ' '
    // At the beginning of a word and after a vowel or a sign, "е" is heard with a y.
    const sound =
      low === 'е' && (VOWELS.includes(before) || 'ъь'.includes(before) || !(before in LATIN)) ? 'ye' : latin
    out += sign === low ? sound : sound.charAt(0).toUpperCase() + sound.slice(1)
  }
  return out
}
