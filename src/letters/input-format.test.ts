/** docs/formats/letter.schema.json and its example say the same as the compiled blanks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { composeLetter } from './compose.ts'
import { bare, example, pack, story } from './letters.test-support.ts'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'formats', 'letter.schema.json'), 'utf8'),
)
const valid = new Ajv({ strict: false }).compile(schema)

describe('the input of a letter', () => {
  test('the example is valid and composes every letter', () => {
    expect(valid(example), JSON.stringify(valid.errors)).toBe(true)
    for (const kind of Object.keys(pack.letters))
      expect(composeLetter(pack, kind, story())).not.toHaveProperty('problems')
  })

  test('the schema names every blank and no other, and the same choices', () => {
    const { properties, propertyNames } = schema.properties.blanks
    expect(propertyNames.enum).toEqual(Object.keys(pack.blanks).sort())
    for (const [id, spec] of Object.entries(pack.blanks)) {
      const said = properties[id]
      if (spec.type === 'choice' && !spec.free) expect(said.enum).toEqual(Object.keys(spec.choices))
      expect(said?.$ref === '#/definitions/name', id).toBe(spec.type === 'name')
      expect(said?.$ref === '#/definitions/date', id).toBe(spec.type === 'date')
    }
  })

  test('what the schema refuses is refused when composing, too', () => {
    for (const blanks of [
      { nobody: 'x' },
      { filer: 'judge' },
      { 'ruling.date': '24.12.2025' },
      { person: { gender: 'x' } },
    ]) {
      expect(valid({ facts: {}, blanks }), JSON.stringify(blanks)).toBe(false)
      expect(composeLetter(pack, 'koap-complaint', bare([], blanks as never))).toHaveProperty('problems')
    }
  })
})
