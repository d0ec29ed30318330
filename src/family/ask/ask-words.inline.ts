/** What ask-words.ts is in the one-file app. */
import type { Lang } from '../../law/types.ts'
import type { CompiledArea } from '../../ui/messages.ts'
import { embedded } from '../embedded.ts'

export async function askAreas(lang: Lang): Promise<CompiledArea[]> {
  return embedded().words[lang]?.ask ?? []
}
