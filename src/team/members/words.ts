/** The words of the members' app: those of the sheet, what cases, requests and the package check add, and of other flows once a case is about them. */
import type { Lang } from '../../law/types.ts'
import { type CompiledArea, createTranslate, type Translate } from '../../ui/messages.ts'
import { speech } from '../speech.svelte.ts'
import { flowWords, type Later } from './flow-packs.ts'

type Words = { areas: CompiledArea[] }

const WORDS: Record<Lang, () => Promise<[Words, Words]>> = {
  ru: () => Promise.all([import('../words/ru.ts'), import('./words/ru.ts')]),
  uz: () => Promise.all([import('../words/uz.ts'), import('./words/uz.ts')]),
  tg: () => Promise.all([import('../words/tg.ts'), import('./words/tg.ts')]),
  ky: () => Promise.all([import('../words/ky.ts'), import('./words/ky.ts')]),
  en: () => Promise.all([import('../words/en.ts'), import('./words/en.ts')]),
}

/** By language and the flows that are known. */
const loaded = new Map<string, Promise<Translate>>()
let flows: readonly Later[] = []

/** All words of a language; fetched once, again after a failure. */
export function memberWords(lang: Lang): Promise<Translate> {
  const of = flows
  const key = [lang, ...of].join(' ')
  const known = loaded.get(key)
  if (known) return known
  const coming = Promise.all([WORDS[lang](), ...of.map((flow) => flowWords(flow, lang))]).then(
    ([both, ...more]) => createTranslate(lang, ...both.flatMap(({ areas }) => areas), ...more),
  )
  coming.catch(() => loaded.delete(key))
  loaded.set(key, coming)
  return coming
}

/** Changes the language of everything on the page. @throws when its words do not come */
export async function speakMembers(lang: Lang): Promise<void> {
  const [t, russian] = await Promise.all([memberWords(lang), memberWords('ru')])
  speech.now = { lang, t, russian }
  document.documentElement.lang = lang
  document.title = 'Hamroh'
}

/** Adds the words of flows to what is spoken. @throws when they do not come; then nothing has changed */
export async function learnFlows(...more: Later[]): Promise<void> {
  const before = flows
  const missing = more.filter((flow) => !flows.includes(flow))
  if (missing.length === 0) return
  flows = [...flows, ...missing]
  try {
    await speakMembers(speech.now.lang)
  } catch (error) {
    flows = before
    throw error
  }
}
