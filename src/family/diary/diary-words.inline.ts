/** What diary-words.ts is in the one-file app. */
import type { Lang } from '../../law/types.ts'
import type { CompiledArea } from '../../ui/messages.ts'
import { embedded } from '../embedded.ts'

export async function diaryAreas(lang: Lang): Promise<CompiledArea[]> {
  return embedded().words[lang]?.diary ?? []
}
