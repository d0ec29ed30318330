/** The language that the sheet speaks now, and Russian beside it, because papers are cited and written in Russian. */
import { LANGUAGES, type Lang } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'
import { wordsOf } from './packs.ts'

interface Speech {
  lang: Lang
  t: Translate
  russian: Translate
}

/** Set by `speak` before the first component is made. */
export const speech = $state({ now: null as unknown as Speech })

const isLang = (text: string): text is Lang => (LANGUAGES as readonly string[]).includes(text)

/** The language of the address (`#ky`), else the browser's first one that we have, else Russian. */
export function firstLang(hash: string, browser: readonly string[]): Lang {
  const asked = hash.replace('#', '')
  if (isLang(asked)) return asked
  const own = browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLang)
  return own ?? 'ru'
}

/** Changes the language. Nothing is kept: the address carries it, so a bookmark can. @throws when its words do not come */
export async function speak(lang: Lang): Promise<void> {
  const [t, russian] = await Promise.all([wordsOf(lang), wordsOf('ru')])
  speech.now = { lang, t, russian }
  document.documentElement.lang = lang
  document.title = t('team.title')
}
