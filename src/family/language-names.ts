import type { Lang } from '../law/types.ts'

/** Each language in its own words, in the order in which they are offered. */
export const LANGUAGE_NAMES: readonly (readonly [Lang, string])[] = [
  ['uz', 'Oʻzbekcha'],
  ['tg', 'Тоҷикӣ'],
  ['ky', 'Кыргызча'],
  ['ru', 'Русский'],
  ['en', 'English'],
]
