/** What can be asked here and now: of the band's sections, scored, and only what this phone or a grown-up can read aloud or listen to. */

import { isDictated } from '../../exam/sheet.ts'
import { type SkillOfBand, skillsOf } from '../../exam/skills.ts'
import type { Tables } from '../../exam/tables.ts'
import type { Item, Task } from '../../exam/types.ts'

const found = new WeakMap<Tables, SkillOfBand[]>()

/** All that is scored in a band; found once, because it takes up to a second on an old phone. */
export function skillsOfTables(tables: Tables): SkillOfBand[] {
  const known = found.get(tables)
  if (known) return known
  const made = skillsOf(tables).filter(
    ({ scored, section }) => scored && tables.grade.sections.includes(section),
  )
  found.set(tables, made)
  return made
}

export interface Means {
  /** A grown-up who listens and reads aloud. */
  helper: boolean
  /** A Russian voice of this phone. */
  voice: boolean
}

const TOLD: readonly Task[] = ['retelling', 'conversation']

export const skillsHere = (tables: Tables, { helper, voice }: Means): SkillOfBand[] =>
  skillsOfTables(tables).filter(({ id, task, templates }) => {
    if (helper) return true
    if (TOLD.includes(task) || id.startsWith('reading:aloud:')) return false
    const heard = task === 'listening' || templates.some((name) => name.startsWith('writing.dictation'))
    return voice || !heard
  })

/** What is heard and must not be read by the child; null when nothing is. */
export function heardOf(item: Item, tables: Tables): { title: string; text: string } | null {
  if (isDictated(item)) return { title: '', text: item.accepted[0] ?? '' }
  const text = tables.texts.find(({ id }) => id === item.text)
  return text?.kind === 'listening' ? { title: text.title, text: text.text } : null
}

export function readOf(item: Item, tables: Tables): { title: string; text: string } | null {
  const text = tables.texts.find(({ id }) => id === item.text)
  return text?.kind === 'reading' ? { title: text.title, text: text.text } : null
}
