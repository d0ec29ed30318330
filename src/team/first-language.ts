/** Which language the sheet opens in. */
import { LANGUAGES, type Lang } from '../law/types.ts'

const isLang = (text: string): text is Lang => (LANGUAGES as readonly string[]).includes(text)

/** The language of the address (`#ky`), else the browser's first one that we have, else Russian. */
export function firstLanguage(hash: string, browser: readonly string[]): Lang {
  const asked = hash.replace('#', '')
  if (isLang(asked)) return asked
  return browser.map((tag) => (tag.split('-')[0] ?? '').toLowerCase()).find(isLang) ?? 'ru'
}
