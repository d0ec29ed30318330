import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clocks, daysFrom } from './clocks.test-support.ts'
import { computeDeadline } from './deadline.ts'
import { LANGUAGES } from './types.ts'

/** Every step (with the parameters it came with) and every mover that the real terms can produce, over many starts. */
const steps = new Map<string, string[]>()
const movers = new Set<string>()
const starts = [
  '',
  '2024',
  '2024-10',
  '2027-12',
  '2025-12-23..2025-12-29',
  '2024-01-31',
  '2026-05-07T22:30',
  ...daysFrom('2023-12-20', '2028-01-10').filter((_, index) => index % 5 === 0),
]
for (const id of Object.keys(clocks.terms))
  for (const from of starts) {
    const { trace, wouldChange } = computeDeadline(clocks, id, from, { today: '2026-11-22' })
    for (const { key, params } of trace)
      steps.set(`${key} ${Object.keys(params)}`, [key, ...Object.keys(params)])
    for (const key of wouldChange) movers.add(key)
  }

/** Names of the arguments of a compiled message: `[name]`, `[name, kind]`, `[name, { choice: message }, …]` among texts. */
function argumentsOf(message: unknown): string[] {
  if (!Array.isArray(message)) return []
  return message.flatMap((part) => {
    if (!Array.isArray(part)) return []
    const [name, kind] = part
    const inner = kind !== null && typeof kind === 'object' ? Object.values(kind).flatMap(argumentsOf) : []
    return [name as string, ...inner]
  })
}

describe.each(LANGUAGES)('words of the count in %s', (lang) => {
  const file = new URL(`../../build/content/messages-law-${lang}.json`, import.meta.url)
  const { messages } = JSON.parse(readFileSync(file, 'utf8')) as { messages: Record<string, unknown> }

  test('every step has words, and they ask for nothing the step does not give', () => {
    expect(steps.size).toBeGreaterThan(30)
    for (const [key, ...params] of steps.values()) {
      const message = messages[`step.${key}`]
      expect(message, `step.${key}`).toBeDefined()
      expect(params, `step.${key}`).toEqual(expect.arrayContaining(argumentsOf(message)))
    }
  })

  test('every mover, term and event has words', () => {
    for (const key of movers) expect(messages[`moves.${key}`], key).toBeDefined()
    for (const id of Object.keys(clocks.terms)) {
      expect(messages[`term.${id}`], id).toBeDefined()
      expect(messages[`term.${id}.event`], id).toBeDefined()
    }
  })

  test('every decree of a calendar is named in its step', () => {
    const step = JSON.stringify(messages['step.calendar'])
    for (const { decree } of Object.values(clocks.calendars)) expect(step).toContain(`"${decree.act}":`)
  })
})
