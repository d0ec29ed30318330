/** What words.ts is in the one-file app: the words stand in the page itself, because a file can fetch nothing. */
import type { Lang } from '../law/types.ts'
import type { CompiledArea } from '../ui/messages.ts'
import { embedded } from './embedded.ts'

/** The languages that this file offers. Russian words are always inside, for citations. */
export const OFFERED: readonly Lang[] = embedded().offered

export async function shellAreas(lang: Lang): Promise<CompiledArea[]> {
  return embedded().words[lang]?.shell ?? []
}

export async function checkAreas(lang: Lang): Promise<CompiledArea[]> {
  return embedded().words[lang]?.check ?? []
}
