/** content/guides/card.yaml: the card of rights and phrases. Each has its words in area `guides` and its sources like every rule. */
import type { Card, CardItem } from '../../src/law/card.ts'
import { argumentsOf } from './flow-words.ts'
import type { Messages } from './messages.ts'
import {
  type Library,
  type NeededText,
  PROVENANCE_NEEDED,
  PROVENANCE_OPTIONAL,
  readProvenance,
} from './provenance.ts'
import type { Cursor } from './yaml-source.ts'

/** A sentence that is said aloud to a stranger in uniform: short, Russian letters only. */
const PHRASE = /^[А-ЯЁ][А-Яа-яЁё0-9 ,.?!«»–-]{3,119}$/

export function readCard(cursor: Cursor, library: Library, messages: Messages, needText: NeededText): Card {
  const items: CardItem[] = []
  for (const item of cursor.fields(['card'])?.card?.items() ?? []) {
    const fields = item.fields(['id', 'phrase', ...PROVENANCE_NEEDED], [...PROVENANCE_OPTIONAL])
    const id = fields?.id?.id() ?? null
    const phrase = fields?.phrase?.text() ?? null
    if (!fields || id === null || phrase === null) continue
    if (items.some((known) => known.id === id)) item.refuse(`card '${id}' stands twice`)
    if (!PHRASE.test(phrase))
      fields.phrase?.refuse('phrase: one Russian sentence or two, at most 120 letters, no Latin letters')
    for (const part of ['title', 'text', 'means'])
      if (!argumentsOf(messages, 'guides', `card.${id}.${part}`))
        item.refuse(`message 'card.${id}.${part}' is missing in area 'guides'`)
    const provenance = readProvenance(fields, library, needText)
    if (provenance) items.push({ id, phrase, ...provenance })
  }
  return { items }
}
