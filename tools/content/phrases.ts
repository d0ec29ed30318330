/** phrases.yaml → phrase id → lines of word beginnings, written the way src/law/condition.ts reads texts. */
import { wordsOf } from '../../src/law/wording.ts'
import type { Cursor } from './yaml-source.ts'

export function readPhrases(cursor: Cursor): Record<string, string[][]> {
  const phrases: Record<string, string[][]> = {}
  for (const [id, lines] of cursor.fields(['phrases'])?.phrases?.entries() ?? []) {
    if (!/^[a-z][\w.-]*$/i.test(id)) lines.refuse(`phrase '${id}' is no id: Latin letters, digits, - and _`)
    const read: string[][] = []
    const seen = new Set<string>()
    for (const item of lines.items()) {
      const text = item.text()
      if (text === null) continue
      const words = wordsOf(text)
      if (words.length === 0) item.refuse(`phrase '${id}': '${text}' has no words`)
      const key = words.join(' ')
      if (seen.has(key)) item.refuse(`phrase '${id}': '${text}' stands twice`)
      seen.add(key)
      read.push(words)
    }
    if (read.length === 0) lines.refuse(`phrase '${id}' has no lines`)
    phrases[id] = read
  }
  return phrases
}
