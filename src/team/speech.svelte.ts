/** The language that the sheet speaks now, and Russian beside it, because papers are cited and written in Russian. */
import type { Lang } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'
import { wordsOf } from './packs.ts'

interface Speech {
  lang: Lang
  t: Translate
  russian: Translate
}

/** Set by `speak` before the first component is made. */
export const speech = $state({ now: null as unknown as Speech })

/** Changes the language. Nothing is kept: the address carries it, so a bookmark can. @throws when its words do not come */
export async function speak(lang: Lang): Promise<void> {
  const [t, russian] = await Promise.all([wordsOf(lang), wordsOf('ru')])
  speech.now = { lang, t, russian }
  document.documentElement.lang = lang
  document.title = t('team.title')
}
