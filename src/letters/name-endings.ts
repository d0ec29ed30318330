/** Endings of Russian declension that names take. How many letters go, and what comes for each case. */
import type { Case } from './types.ts'

/** `cut` letters are taken off; then the ending of the case is added. */
export interface Pattern {
  cut: number
  gen: string
  dat: string
  acc: string
  ins: string
  pre: string
}

const pattern = (cut: number, gen: string, dat: string, acc: string, ins: string, pre: string): Pattern => ({
  ...{ cut, gen, dat, acc, ins, pre },
})

/** Алишер, Ким. */
export const HARD = pattern(0, 'а', 'у', 'а', 'ом', 'е')
/** Петрович, Эргаш: the instrumental after ж ш ч щ ц without stress. */
export const HUSHING = pattern(0, 'а', 'у', 'а', 'ем', 'е')
/** Каримов, Фомин: the instrumental of adjectives. */
export const POSSESSIVE = pattern(0, 'а', 'у', 'а', 'ым', 'е')
/** Игорь, Гоголь. */
export const SOFT = pattern(1, 'я', 'ю', 'я', 'ем', 'е')
/** Андрей, Турсунбай. */
export const SHORT_I = pattern(1, 'я', 'ю', 'я', 'ем', 'е')
/** Юрий. */
export const SHORT_II = pattern(1, 'я', 'ю', 'я', 'ем', 'и')
/** Мирза, Дилноза. */
export const A_HARD = pattern(1, 'ы', 'е', 'у', 'ой', 'е')
/** Ольга, Лука. */
export const A_VELAR = pattern(1, 'и', 'е', 'у', 'ой', 'е')
/** Саша, Хадича. */
export const A_HUSHING = pattern(1, 'и', 'е', 'у', 'ей', 'е')
/** Ц: Стрельца; ы stays, the instrumental softens. */
export const A_TS = pattern(1, 'ы', 'е', 'у', 'ей', 'е')
/** Наталья, Зоя. */
export const YA = pattern(1, 'и', 'е', 'ю', 'ей', 'е')
/** Илья: stressed. */
export const YA_STRESSED = pattern(1, 'и', 'е', 'ю', 'ёй', 'е')
/** Мария. */
export const IYA = pattern(1, 'и', 'и', 'ю', 'ей', 'и')
/** Любовь, Айгуль. */
export const THIRD = pattern(1, 'и', 'и', 'ь', 'ью', 'и')
/** Каримова, Фомина. */
export const FEMALE_POSSESSIVE = pattern(1, 'ой', 'ой', 'у', 'ой', 'ой')
/** Белый, Толстой. */
export const ADJECTIVE = pattern(2, 'ого', 'ому', 'ого', 'ым', 'ом')
/** Мирский, Трубецкой. */
export const ADJECTIVE_VELAR = pattern(2, 'ого', 'ому', 'ого', 'им', 'ом')
/** Крайний, Рыжий. */
export const ADJECTIVE_SOFT = pattern(2, 'его', 'ему', 'его', 'им', 'ем')
/** Белая, Мирская. */
export const FEMALE_ADJECTIVE = pattern(2, 'ой', 'ой', 'ую', 'ой', 'ой')
/** Рыжая. */
export const FEMALE_ADJECTIVE_HUSHING = pattern(2, 'ей', 'ей', 'ую', 'ей', 'ей')
/** Крайняя. */
export const FEMALE_ADJECTIVE_SOFT = pattern(2, 'ей', 'ей', 'юю', 'ей', 'ей')

/** A word with its pattern; `stem` replaces the word before the ending where a vowel is lost or changed (Павел, Пётр). */
export interface Choice {
  pattern: Pattern | null
  stem?: string
  sure: boolean
}

export const UNCHANGED: Choice = { pattern: null, sure: true }
export const UNCHANGED_PERHAPS: Choice = { pattern: null, sure: false }
export const by = (found: Pattern, sure = true): Choice => ({ pattern: found, sure })

/** The noun in -а, -я by the letter before: Мирза, Ольга, Саша, Наталья; null for -уа, -иа and the like, which stay. */
export function nounInA(word: string): Pattern | null {
  const before = word.at(-2) ?? ''
  if (word.endsWith('я')) return before === 'и' ? IYA : YA
  if ('гкхғқҳ'.includes(before)) return A_VELAR
  if ('жшчщҷ'.includes(before)) return A_HUSHING
  if (before === 'ц') return A_TS
  return 'аеёиоуыэюяөүӯӣіұәў'.includes(before) ? null : A_HARD
}

export const endsInConsonant = (word: string): boolean => /[бвгджзклмнпрстфхцчшщғқҳҷңһ]$/u.test(word)

/** Puts a word into a case, keeping its capitals: КАРИМОВ → КАРИМОВА, Каримов → Каримова. */
export function inflect(word: string, { pattern: found, stem }: Choice, form: Exclude<Case, 'nom'>): string {
  if (!found) return word
  const capitals = word.length > 1 && word === word.toUpperCase()
  if (stem !== undefined) {
    const whole = stem + found[form]
    return capitals ? whole.toUpperCase() : word[0]! + whole.slice(1)
  }
  return word.slice(0, word.length - found.cut) + (capitals ? found[form].toUpperCase() : found[form])
}
