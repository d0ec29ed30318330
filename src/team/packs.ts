/** The compiled content that the sheet stands on: words of one language at a time, rules and clocks once. */
import clocks from '#content/law-clocks.json'
import flow from '#content/law-rulings.json'
import type { ClockPack, FlowPack, Lang } from '../law/types.ts'
import { applyEdits } from '../letters/edits.ts'
import type { LettersPack } from '../letters/types.ts'
import { type CompiledArea, createTranslate, type Translate } from '../ui/messages.ts'

export const packs = { flow: flow as unknown as FlowPack, clocks: clocks as unknown as ClockPack }

type Words = { areas: CompiledArea[] }

const WORDS: Record<Lang, () => Promise<Words>> = {
  ru: () => import('./words/ru.ts'),
  uz: () => import('./words/uz.ts'),
  tg: () => import('./words/tg.ts'),
  ky: () => import('./words/ky.ts'),
  en: () => import('./words/en.ts'),
}

const loaded = new Map<Lang, Promise<Translate>>()

/** The words of a language; each is fetched once, and again only if that failed. */
export function wordsOf(lang: Lang): Promise<Translate> {
  const known = loaded.get(lang)
  if (known) return known
  const coming = WORDS[lang]().then(({ areas }) => createTranslate(lang, ...areas))
  coming.catch(() => loaded.delete(lang))
  loaded.set(lang, coming)
  return coming
}

/** Letters and the code that writes them come after the first picture: marks and findings do not need them. */
export async function loadLetters() {
  const [{ default: pack }, { composeLetter }] = await Promise.all([
    import('#content/letters.json'),
    import('../letters/compose.ts'),
  ])
  return { pack: pack as unknown as LettersPack, composeLetter, applyEdits }
}
