/** The words of one part of the app in one language: a chunk of its own, fetched when somebody goes there. */
import type { Lang } from '../law/types.ts'
import type { CompiledArea } from '../ui/messages.ts'

const FILES = import.meta.glob<CompiledArea>(
  '../../build/content/messages-{diary,guides,practice,exam,refusals,registry,amina,labour,expulsion,decrees,violence}-*.json',
  { import: 'default' },
)

/** Rejects without a connection, unless this phone keeps the chunk. */
export async function partAreas(part: string, lang: Lang): Promise<CompiledArea[]> {
  const file = FILES[`../../build/content/messages-${part}-${lang}.json`]
  if (!file) throw new Error(`no words of ${part} in ${lang}`)
  return [await file()]
}
