import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { inputSchema, packageSchema, SCHEMA_FILE } from './schemas.ts'

const root = join(import.meta.dirname, '..')
const kept = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))
const example = JSON.parse(readFileSync(join(root, 'docs', 'formats', 'examples', 'package.json'), 'utf8'))
const ajv = new Ajv({ allowUnionTypes: true })

describe('the input schema of the package check', () => {
  test('the file in docs is the one the facts give', () => {
    expect(kept).toEqual(packageSchema())
  })

  test('takes the example, nested or with dotted keys', () => {
    const valid = ajv.compile(kept)
    expect(valid(example)).toBe(true)
    const dotted = Object.fromEntries(
      Object.entries(example).flatMap(([group, value]) =>
        value && typeof value === 'object' && !Array.isArray(value)
          ? Object.entries(value).map(([name, inner]) => [`${group}.${name}`, inner])
          : [[group, value]],
      ),
    )
    expect(valid(dotted)).toBe(true)
    expect(valid({})).toBe(true)
    expect(valid({ filing: { on: '2026-03' }, grade: null })).toBe(true)
  })

  test.each([
    ['a fact that does not exist', { child: { passport: '1' } }],
    ['a grade out of range', { grade: 12 }],
    ['a value that is not listed', { filer: { status: 'tourist' } }],
    ['a date in another order', { filing: { on: '25.11.2026' } }],
    ['a list that is no list', { papers: { present: 'identity' } }],
  ])('refuses %s', (_, input) => {
    expect(ajv.validate(kept, input)).toBe(false)
  })

  test('every fact and every value is explained', () => {
    const missing: string[] = []
    const flow = JSON.parse(readFileSync(join(root, 'build', 'content', 'law-package.json'), 'utf8'))
    inputSchema(flow, (key) => {
      missing.push(key)
      return ''
    })
    const { messages } = JSON.parse(
      readFileSync(join(root, 'build', 'content', 'messages-package-en.json'), 'utf8'),
    )
    expect(missing.length).toBeGreaterThan(Object.keys(flow.facts).length)
    expect(missing.filter((key) => typeof messages[key] !== 'string')).toEqual([])
  })
})
