/** The words of the members' app: those of the sheet, and what cases, requests and the package check add. */
import type { Lang } from '../../law/types.ts'
import { type CompiledArea, createTranslate, type Translate } from '../../ui/messages.ts'
import { speech } from '../speech.svelte.ts'

type Words = { areas: CompiledArea[] }

const WORDS: Record<Lang, () => Promise<[Words, Words]>> = {
  ru: () => Promise.all([import('../words/ru.ts'), import('./words/ru.ts')]),
  uz: () => Promise.all([import('../words/uz.ts'), import('./words/uz.ts')]),
  tg: () => Promise.all([import('../words/tg.ts'), import('./words/tg.ts')]),
  ky: () => Promise.all([import('../words/ky.ts'), import('./words/ky.ts')]),
  en: () => Promise.all([import('../words/en.ts'), import('./words/en.ts')]),
}

const loaded = new Map<Lang, Promise<Translate>>()

/** All words of a language; fetched once, again after a failure. */
export function memberWords(lang: Lang): Promise<Translate> {
  const known = loaded.get(lang)
  if (known) return known
  const coming = WORDS[lang]().then((both) => createTranslate(lang, ...both.flatMap(({ areas }) => areas)))
  coming.catch(() => loaded.delete(lang))
  loaded.set(lang, coming)
  return coming
}

/** Changes the language of everything on the page. @throws when its words do not come */
export async function speakMembers(lang: Lang): Promise<void> {
  const [t, russian] = await Promise.all([memberWords(lang), memberWords('ru')])
  speech.now = { lang, t, russian }
  document.documentElement.lang = lang
  document.title = 'Hamroh'
}
