/**
 * node tools/launch.mjs tools/schemas.ts [--check]
 * Writes docs/formats/<flow>.schema.json, the JSON Schema of what `hamroh law` reads for each flow, from the compiled
 * facts and their English names, so that the format cannot drift from the rules. --check only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLOW_IDS, type FlowId } from '../src/law/flow-ids.ts'
import type { FactSpec, FlowPack } from '../src/law/types.ts'

const root = join(import.meta.dirname, '..')
export const schemaFile = (flow: FlowId): string => join(root, 'docs', 'formats', `${flow}.schema.json`)

type Schema = Record<string, unknown>
/** The text of a message key, or '' when there is none. */
export type TextOf = (key: string) => string

const DAY = '^\\d{4}(-\\d{2}(-\\d{2})?)?$'
const MOMENT = '^\\d{4}(-\\d{2}(-\\d{2}(T\\d{2}:\\d{2})?)?)?$'

/** Longest text of a fact that `readFacts` takes. */
const MAX_TEXT = 200_000
const WHOLE =
  'Every fact may be left out (not asked) or null (not known). Facts may be nested, or dotted keys at the top. ' +
  'Dates may be partial. What contradicts itself (a birth after the application) is refused beyond this schema.'

const TITLES: Record<string, string> = {
  package: 'What a family says about its school papers: the input of hamroh law package FILE',
  rulings: 'Marks about a protocol and a ruling: the input of hamroh law ruling FILE',
}

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
    title: TITLES[flow.flow] ?? `The input of hamroh law flow ${flow.flow} FILE`,
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
      return { type: ['string', 'null'], pattern: spec.time ? MOMENT : DAY, description }
    case 'text':
      return { type: ['string', 'null'], maxLength: MAX_TEXT, description }
  }
}

/** Flows that the last build compiled. */
export const compiledFlows = (): FlowId[] =>
  FLOW_IDS.filter((flow) => existsSync(join(root, 'build', 'content', `law-${flow}.json`)))

/** The schema as the file holds it, from build/content. @throws when the content is not compiled */
export function schemaOf(flow: FlowId): Schema {
  const compiled = (name: string) => JSON.parse(readFileSync(join(root, 'build', 'content', name), 'utf8'))
  const { messages } = compiled(`messages-${flow}-en.json`) as { messages: Record<string, unknown> }
  const text: TextOf = (key) => {
    const message = messages[key]
    return typeof message === 'string' ? message : ''
  }
  return inputSchema(compiled(`law-${flow}.json`), text)
}

if (process.argv[1] === import.meta.filename)
  for (const flow of compiledFlows()) {
    const file = schemaFile(flow)
    const schema = schemaOf(flow)
    const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
    if (JSON.stringify(kept) === JSON.stringify(schema)) continue
    if (process.argv.includes('--check')) {
      console.error(`docs/formats/${flow}.schema.json is older than the facts: run tools/schemas.ts`)
      process.exitCode = 1
    } else writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
  }
