/** One chunk a language and part of the app: a phone loads only what it shows. */
import { LANGUAGES, type Lang } from '../law/types.ts'
import type { CompiledArea } from '../ui/messages.ts'

/** The languages that this app offers. */
export const OFFERED: readonly Lang[] = LANGUAGES

type Areas = { areas: CompiledArea[] }

const SHELL: Record<Lang, () => Promise<Areas>> = {
  ru: () => import('./words/shell.ru.ts'),
  uz: () => import('./words/shell.uz.ts'),
  tg: () => import('./words/shell.tg.ts'),
  ky: () => import('./words/shell.ky.ts'),
  en: () => import('./words/shell.en.ts'),
}

const CHECK: Record<Lang, () => Promise<Areas>> = {
  ru: () => import('./words/check.ru.ts'),
  uz: () => import('./words/check.uz.ts'),
  tg: () => import('./words/check.tg.ts'),
  ky: () => import('./words/check.ky.ts'),
  en: () => import('./words/check.en.ts'),
}

/** Words of the frame: buttons, first page, explanations. */
export async function shellAreas(lang: Lang): Promise<CompiledArea[]> {
  return (await SHELL[lang]()).areas
}

/** Words of the package check and of the law it cites. */
export async function checkAreas(lang: Lang): Promise<CompiledArea[]> {
  return (await CHECK[lang]()).areas
}
