import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { itemOfSkill } from '../../exam/skills.ts'
import { openPack } from '../../exam/tables.ts'
import { BANDS } from '../../exam/types.ts'
import { heardOf, readOf, skillsHere } from './skills-here.ts'

const json = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../build/content', `${name}.json`), 'utf8'))

describe.each(BANDS)('band %s', (band) => {
  const tables = openPack(json(`exam-${band}`), json(`exam-texts-${band}`))
  const alone = skillsHere(tables, { helper: false, voice: false })
  const voice = skillsHere(tables, { helper: false, voice: true })
  const helped = skillsHere(tables, { helper: true, voice: false })

  test('a child alone on a phone without a voice is asked nothing that must be heard or told', () => {
    expect(alone.length).toBeGreaterThan(10)
    for (const { id } of alone) {
      const item = itemOfSkill(id, tables, 'alone')
      expect(item.mode, id).not.toBe('spoken')
      expect(heardOf(item, tables), id).toBeNull()
    }
  })

  test('a voice adds what is heard, a grown-up adds what is told, and grade 1 stays oral', () => {
    expect(voice.length).toBeGreaterThan(alone.length)
    expect(helped.length).toBeGreaterThan(voice.length)
    expect(new Set(helped.map(({ section }) => section))).toEqual(new Set(tables.grade.sections))
    for (const { id, scored } of helped) expect(scored, id).toBe(true)
  })

  test('a text to be heard is never shown as one to be read', () => {
    for (const { id } of helped.filter(({ task }) => task === 'listening' || task === 'retelling')) {
      const item = itemOfSkill(id, tables, 'heard')
      expect(heardOf(item, tables), id).not.toBeNull()
      expect(readOf(item, tables), id).toBeNull()
    }
  })
})
