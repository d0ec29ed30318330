/** What part-words.ts is in the one-file app. */
import type { Lang } from '../law/types.ts'
import type { CompiledArea } from '../ui/messages.ts'
import { embedded } from './embedded.ts'

export async function partAreas(part: string, lang: Lang): Promise<CompiledArea[]> {
  const areas = embedded().words[lang]?.parts[part]
  if (!areas) throw new Error(`no words of ${part} in ${lang}`)
  return areas
}
