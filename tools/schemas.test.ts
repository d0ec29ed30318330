import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { compiledFlows, inputSchema, schemaFile, schemaOf } from './schemas.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const kept = read(schemaFile('package'))
const exampleOf = (flow: string) => read(join(root, 'docs', 'formats', 'examples', `${flow}.json`))
const example = exampleOf('package')
const ajv = new Ajv({ allowUnionTypes: true })

describe('the input schema of the package check', () => {
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
})

describe.each(compiledFlows())('%s', (flow) => {
  test('the file in docs is the one the facts give', () => {
    expect(read(schemaFile(flow))).toEqual(schemaOf(flow))
  })

  test('takes its example, which says something', () => {
    const file = flow === 'rulings' ? 'ruling' : flow
    const { $id: _, ...schema } = schemaOf(flow)
    expect(ajv.validate(schema, exampleOf(file))).toBe(true)
    expect(Object.keys(exampleOf(file)).length).toBeGreaterThan(0)
  })

  test('every fact and every value is explained', () => {
    const missing: string[] = []
    const pack = read(join(root, 'build', 'content', `law-${flow}.json`))
    inputSchema(pack, (key) => {
      missing.push(key)
      return ''
    })
    const { messages } = read(join(root, 'build', 'content', `messages-${flow}-en.json`))
    expect(missing.length).toBeGreaterThanOrEqual(Object.keys(pack.facts).length)
    expect(missing.filter((key) => typeof messages[key] !== 'string')).toEqual([])
  })
})
