/** The words of the diary and of the law it counts by: one chunk a language, fetched with this part. */
import type { Lang } from '../../law/types.ts'
import type { CompiledArea } from '../../ui/messages.ts'

const DIARY: Record<Lang, () => Promise<{ areas: CompiledArea[] }>> = {
  ru: () => import('./words/diary.ru.ts'),
  uz: () => import('./words/diary.uz.ts'),
  tg: () => import('./words/diary.tg.ts'),
  ky: () => import('./words/diary.ky.ts'),
  en: () => import('./words/diary.en.ts'),
}

export async function diaryAreas(lang: Lang): Promise<CompiledArea[]> {
  return (await DIARY[lang]()).areas
}
