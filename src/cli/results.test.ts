/** What leaves the command line, over all shipped content: true to the schemas, in words, and never bolder than the rules. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { computeDeadline } from '../law/deadline.ts'
import { FLOW_IDS } from '../law/flow-ids.ts'
import { LANGUAGES } from '../law/types.ts'
import { hamroh } from './cli.test-support.ts'
import { ensureContent, readClocks, readWords } from './content.ts'
import { deadlineJson } from './json-output.ts'

const formats = join(import.meta.dirname, '..', '..', 'docs', 'formats')
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
})
for (const name of ['deadline', 'finding', 'law-list'])
  ajv.addSchema(JSON.parse(readFileSync(join(formats, `${name}.schema.json`), 'utf8')))

function complaintsOf(schema: string, value: unknown) {
  const validate = ajv.getSchema(schema)!
  return validate(value) ? [] : validate.errors
}

beforeAll(ensureContent)

/** Message keys look like this; sentences do not. */
const RAW_KEY = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

const json = async (args: string[], stdin = '') => {
  const ran = await hamroh(args, stdin)
  expect(ran.err).toBe('')
  return JSON.parse(ran.out)
}

describe('every term, in every language', () => {
  const STARTS = ['2026-02-12', '2026-02-12..2026-02-20', '2026', '2026-02-12T23:30', '2031-06-01', '']

  test.each(LANGUAGES)('%s', (lang) => {
    // Without the command around it: a thousand results would read the same files a thousand times.
    const clocks = readClocks()
    const words = readWords(lang, ['law'])
    const terms = Object.keys(clocks.terms)
    expect(terms.length).toBeGreaterThan(40)
    for (const rule of terms)
      for (const from of STARTS) {
        const told = deadlineJson(computeDeadline(clocks, rule, from, { today: '2026-03-01' }), words)
        expect([rule, from, complaintsOf('deadline.schema.json', told)]).toEqual([rule, from, []])
        for (const text of [told.name, ...told.trace, ...told.would_change]) {
          expect(text).not.toMatch(RAW_KEY)
          expect(text).not.toBe('')
        }
        expect(told.cautions).toContain('unsigned')
      }
  })
})

describe('the list', () => {
  test.each(LANGUAGES)('%s', async (lang) => {
    const list = await json(['law', 'list', '--lang', lang])
    expect(complaintsOf('law-list.schema.json', list)).toEqual([])
    const named = [...list.terms, ...list.rules.flatMap((rule: { sources: unknown[] }) => rule.sources)]
    for (const each of named) expect(each.name ?? each.act_name).not.toMatch(RAW_KEY)
    // Nothing shipped is signed, so nothing may be without a caution.
    for (const each of [
      ...list.rules,
      ...list.terms.flatMap((term: { versions: unknown[] }) => term.versions),
    ])
      expect(each.cautions).toContain('unsigned')
  })
})

interface Finding {
  id: string
  status: string
  say: string
  why: string
  next: string | null
  next_kind: string | null
  cautions: string[]
}

/** What the page of the documentation gives as an example. */
const page = readFileSync(join(formats, 'cli.md'), 'utf8')
const input = (name: string) => new RegExp(`\`\`\`json file=${name}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!

describe('checks', () => {
  test.each(LANGUAGES)('in words and to the schema: %s', async (lang) => {
    for (const [command, file] of [
      ['package', 'girl.json'],
      ['ruling', 'ruling.json'],
    ] as const)
      for (const facts of [input(file), '{}']) {
        const check = await json(['law', command, '-', '--lang', lang, '--today', '2026-01-26'], facts)
        expect(complaintsOf('finding.schema.json#/$defs/check', check)).toEqual([])
        for (const each of check.findings as Finding[]) {
          for (const text of [each.say, each.why, each.next ?? 'x']) expect(text).not.toMatch(RAW_KEY)
          expect(['prepare', 'check', 'ask', null]).toContain(each.next_kind)
        }
      }
  })

  test.each(FLOW_IDS)('the flow %s, in words and to the schema', async (flow) => {
    const name = flow === 'rulings' ? 'ruling' : flow
    const example = readFileSync(join(formats, 'examples', `${name}.json`), 'utf8')
    for (const [lang, facts] of [
      ['ky', example],
      ['tg', example],
      ['ru', '{}'],
    ] as const) {
      const check = await json(['law', 'flow', flow, '-', '--lang', lang, '--today', '2027-06-01'], facts)
      expect(complaintsOf('finding.schema.json#/$defs/check', check)).toEqual([])
      const remedies = check.missed.flatMap((each: { remedies: Finding[] }) => each.remedies)
      for (const each of [...check.findings, ...remedies] as Finding[]) {
        for (const text of [each.say, each.why, each.next ?? 'x']) expect(text).not.toMatch(RAW_KEY)
        expect(['prepare', 'check', 'ask', null]).toContain(each.next_kind)
      }
    }
  })

  test('the girl of nine: all five, each with its reason', async () => {
    const check = await json(
      ['law', 'package', '-', '--lang', 'en', '--today', '2026-01-26'],
      input('girl.json'),
    )
    const found = (check.findings as Finding[]).filter(({ status }) => status === 'found')
    const ids = found.map(({ id }) => id)
    for (const id of [
      'package.registration.ends-during-check',
      'package.insurance.other-region',
      'package.patent.weakened',
      'package.translation.kinship',
      'package.names.child',
    ])
      expect(ids).toContain(id)
    expect(check.papers).toContainEqual({ fact: 'registration.ends', ends: '2026-02-10', lasts: 'no' })
    // 5 working days from 2 February, then 25 more with 23 February and 9 March off.
    const days = Object.fromEntries(
      check.deadlines.map(({ rule, last_day }: { rule: string; last_day: string }) => [rule, last_day]),
    )
    expect(days).toMatchObject({ 'school.complete': '2026-02-09', 'school.truth': '2026-03-18' })
    expect(check.disclosures.length).toBeGreaterThan(0)
    expect(check.statement).toBeNull()
  })

  test('a question is never put as a fact', async () => {
    const packageWords = (
      JSON.parse(
        readFileSync(join(import.meta.dirname, '../../build/content/messages-package-en.json'), 'utf8'),
      ) as {
        messages: Record<string, string>
      }
    ).messages
    const check = await json(
      ['law', 'package', '-', '--lang', 'en', '--today', '2026-01-26'],
      input('girl.json'),
    )
    const questions = (check.findings as Finding[]).filter(({ status }) => status === 'question')
    expect(questions.length).toBeGreaterThan(0)
    for (const { id, say, next } of questions) {
      expect([packageWords[`${id}.ask`], `To be clarified: ${packageWords[`${id}.say`]}`]).toContain(say)
      expect(next).toBeNull()
    }
  })

  test('contradictions of a family are refused in words', async () => {
    const ran = await hamroh(
      ['law', 'package', '-', '--lang', 'en', '--today', '2026-01-26'],
      '{"child.born": "2026-03-01", "filing.on": "2026-02-02", "attempt.on": "2024-01-01"}',
    )
    expect(ran.code).toBe(2)
    expect(
      ran.err.match(/^hamroh: standard input:1:\d+: (child\.born|attempt\.on): [A-Z]/gm)!.length,
    ).toBeGreaterThan(1)
    expect(ran.err).not.toMatch(/constraint\.|problem\./)
  })
})
