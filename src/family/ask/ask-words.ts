/** The words of asking for help: one chunk a language, fetched with the rest of this part. */
import type { Lang } from '../../law/types.ts'
import type { CompiledArea } from '../../ui/messages.ts'

const ASK: Record<Lang, () => Promise<{ areas: CompiledArea[] }>> = {
  ru: () => import('./words/ask.ru.ts'),
  uz: () => import('./words/ask.uz.ts'),
  tg: () => import('./words/ask.tg.ts'),
  ky: () => import('./words/ask.ky.ts'),
  en: () => import('./words/ask.en.ts'),
}

export async function askAreas(lang: Lang): Promise<CompiledArea[]> {
  return (await ASK[lang]()).areas
}
