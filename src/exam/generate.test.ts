import { describe, expect, test } from 'vitest'
import { choices, generate } from './generate.ts'
import { dice } from './random.ts'
import { itemOfSkill, skillsOf } from './skills.ts'
import { tablesOf } from './tables.test-support.ts'
import { openPack } from './tables.ts'
import { BANDS, TASKS } from './types.ts'

describe('dice', () => {
  test('the numbers of a seed are written down, so that a change of the generator cannot pass unseen', () => {
    const throws = dice('monday')
    expect(Array.from({ length: 6 }, () => throws.below(1000))).toMatchInlineSnapshot(`
      [
        874,
        550,
        184,
        848,
        564,
        712,
      ]
    `)
  })

  test('a shuffle keeps every piece, and every order of three occurs', () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 200; seed++) seen.add(dice(`s${seed}`).shuffle(['a', 'b', 'c']).join(''))
    expect(seen.size).toBe(6)
  })
})

describe('items', () => {
  test('the same template, tables and seed give the same item', () => {
    const tables = tablesOf('3-5')
    for (const { id } of tables.templates)
      expect(generate(id, tables, 'x')).toEqual(generate(id, structuredTables(), 'x'))
  })

  test('another seed gives another item', () => {
    const tables = tablesOf('3-5')
    const stems = new Set(
      Array.from({ length: 50 }, (_, seed) => generate('stress.mark', tables, `${seed}`).stem),
    )
    expect(stems.size).toBeGreaterThan(20)
  })

  test('the choices hold the key once, in an order that does not give it away', () => {
    const tables = tablesOf('6-9')
    const places = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const item = generate('government.choose', tables, `${seed}`)
      const shown = choices(item)
      expect(shown.filter((each) => each === item.accepted[0])).toHaveLength(1)
      places.add(shown.indexOf(item.accepted[0]!))
    }
    expect(places.size).toBeGreaterThanOrEqual(3)
  })

  test('sixteen tasks, each in some band; grade 1 is oral only', () => {
    expect(new Set(BANDS.flatMap((band) => tablesOf(band).templates.map(({ task }) => task)))).toEqual(
      new Set(TASKS),
    )
    expect(tablesOf('1').grade.sections).toEqual(['oral'])
  })

  test('an unknown template, a pack of another version, texts of another band', () => {
    expect(() => generate('no.such', tablesOf('1'), 'x')).toThrow(/no template "no.such"/)
    expect(() => openPack({ version: 2 } as never, { version: 1 } as never)).toThrow(/version/)
  })
})

const structuredTables = () => tablesOf('3-5')

describe('skills', () => {
  test.each(BANDS)('band %s: every skill has an item, and the item is of that skill', (band) => {
    const tables = tablesOf(band)
    const skills = skillsOf(tables)
    expect(skills.length).toBeGreaterThan(100)
    const bad = skills.filter(({ id }) => itemOfSkill(id, tables, 'again').skill !== id)
    expect(bad).toEqual([])
    for (const { guess } of skills) expect(guess).toBeLessThan(1)
  })

  test('a skill that is not there', () => {
    expect(() => itemOfSkill('stress:no-such', tablesOf('2'), 'x')).toThrow(/no skill "stress:no-such"/)
  })
})
