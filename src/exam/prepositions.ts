/**
 * Prepositions that change before some words: об открытии, во время, со школой (Правила русской орфографии и пунктуации, and any school
 * grammar). Only what holds always is here; «ко мне» and the like are no words of the tables.
 */
const CONSONANT = 'бвгджзйклмнпрстфхцчшщ'

/** The preposition as it stands before a word. Prepositions that never change come back as they are; an empty one stays empty. */
export function before(preposition: string, word: string): string {
  const [first = '', second = ''] = word.toLowerCase()
  const cluster = CONSONANT.includes(second) && second !== ''
  switch (preposition.toLowerCase()) {
    case 'о':
      return 'аиоуэ'.includes(first) && first !== '' ? `${preposition}б` : preposition
    case 'в':
      return 'вф'.includes(first) && cluster ? `${preposition}о` : preposition
    case 'с':
      return first === 'щ' || ('сзшж'.includes(first) && cluster) ? `${preposition}о` : preposition
    default:
      return preposition
  }
}

/** A stem whose gap stands right after a preposition, made to fit the key: "Мы говорим о ___" with "осенней" → "Мы говорим об ___". */
export const fitted = (stem: string, key: string): string =>
  stem.replace(/(?<!\p{L})([овс]) ___/iu, (_, preposition: string) => `${before(preposition, key)} ___`)
