/**
 * node tools/launch.mjs tools/schemas.ts [--check]
 * Writes docs/formats/package.schema.json, the JSON Schema of the input of `hamroh law package FILE`, from the compiled
 * facts and their English names, so that the format cannot drift from the rules. --check only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FactSpec, FlowPack } from '../src/law/types.ts'

const root = join(import.meta.dirname, '..')
export const SCHEMA_FILE = join(root, 'docs', 'formats', 'package.schema.json')

type Schema = Record<string, unknown>
/** The text of a message key, or '' when there is none. */
export type TextOf = (key: string) => string

/** Longest text of a fact that `readFacts` takes. */
const MAX_TEXT = 200_000
const WHOLE =
  'Every fact may be left out (not asked) or null (not known). Facts may be nested, or dotted keys at the top. ' +
  'Dates may be partial. What contradicts itself (a birth after the application) is refused beyond this schema.'

/** @param text English messages of the flow's area */
export function inputSchema(flow: FlowPack, text: TextOf): Schema {
  const properties: Record<string, Schema> = {}
  for (const [name, spec] of Object.entries(flow.facts)) {
    const schema = factSchema(name, spec, flow.flow, text)
    properties[name] = schema
    const [group, ...rest] = name.split('.')
    if (rest.length === 0 || !group) continue
    properties[group] ??= { type: 'object', properties: {}, additionalProperties: false }
    const inside = properties[group].properties as Record<string, Schema>
    inside[rest.join('.')] = schema
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${flow.flow}.schema.json`,
    title: 'What a family says about its school papers: the input of hamroh law package FILE',
    description: WHOLE,
    type: 'object',
    properties,
    additionalProperties: false,
  }
}

function factSchema(name: string, spec: FactSpec, flow: string, text: TextOf): Schema {
  const key = `${flow}.fact.${name}`
  const values = (spec.of ?? []).map((value) => `${value} = ${text(`${key}.${value}`)}`).join('; ')
  const description = [text(`${key}.ask`), values].filter(Boolean).join(' ')
  switch (spec.type) {
    case 'choice':
      return { enum: [...(spec.of ?? []), null], description }
    case 'choices':
      return { type: ['array', 'null'], items: { enum: spec.of ?? [] }, description }
    case 'integer':
      return {
        type: ['integer', 'null'],
        ...(spec.min === undefined ? {} : { minimum: spec.min }),
        ...(spec.max === undefined ? {} : { maximum: spec.max }),
        description,
      }
    case 'date':
      return { type: ['string', 'null'], pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$', description }
    case 'text':
      return { type: ['string', 'null'], maxLength: MAX_TEXT, description }
  }
}

/** The schema as the file holds it, from build/content. @throws when the content is not compiled */
export function packageSchema(): Schema {
  const compiled = (name: string) => JSON.parse(readFileSync(join(root, 'build', 'content', name), 'utf8'))
  const { messages } = compiled('messages-package-en.json') as { messages: Record<string, unknown> }
  const text: TextOf = (key) => {
    const message = messages[key]
    return typeof message === 'string' ? message : ''
  }
  return inputSchema(compiled('law-package.json'), text)
}

if (process.argv[1] === import.meta.filename) {
  const schema = packageSchema()
  const same =
    existsSync(SCHEMA_FILE) &&
    JSON.stringify(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))) === JSON.stringify(schema)
  if (process.argv.includes('--check')) {
    if (!same) {
      console.error('docs/formats/package.schema.json is older than the facts: run tools/schemas.ts')
      process.exitCode = 1
    }
  } else if (!same) writeFileSync(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`)
}
