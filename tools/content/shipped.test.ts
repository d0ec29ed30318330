/** The content as it is shipped. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { PROBLEM_CODES, type Problem, readFacts } from '../../src/law/facts.ts'
import { type FlowPack, LANGUAGES } from '../../src/law/types.ts'
import { createTranslate } from '../../src/ui/messages.ts'
import { compileContent } from './compile.ts'
import { problemLine } from './report.ts'

const outDir = join(mkdtempSync(join(tmpdir(), 'hamroh-shipped-')), 'content')
afterAll(() => rmSync(join(outDir, '..'), { recursive: true, force: true }))
const result = compileContent(join(import.meta.dirname, '..', '..', 'content'), outDir)
const read = (name: string) => JSON.parse(readFileSync(join(outDir, name), 'utf8'))

test('compiles without a problem, and has both flows, clocks and letters', () => {
  expect(result.problems.map(problemLine)).toEqual([])
  for (const name of ['law-package.json', 'law-rulings.json', 'law-clocks.json', 'letters.json', 'keys.ts'])
    expect(result.written).toContain(name)
})

test('a second compilation gives the same bytes', () => {
  const again = join(outDir, '..', 'again')
  compileContent(join(import.meta.dirname, '..', '..', 'content'), again)
  for (const name of result.written)
    expect(readFileSync(join(again, name)).equals(readFileSync(join(outDir, name)))).toBe(true)
})

describe('what cannot be is told in words', () => {
  const flow: FlowPack = {
    ...{ flow: 'package', asOf: 'on', screens: [], rules: [], terms: [], keep: true, phrases: {} },
    facts: {
      grade: { type: 'integer', min: 1, max: 11 },
      on: { type: 'date' },
      status: { type: 'choice', of: ['visa', 'patent'] },
      papers: { type: 'choices', of: ['birth'] },
      'child.name': { type: 'text' },
    },
    constraints: [{ id: 'never', fact: 'on', when: ['cmp', '>', ['fact', 'grade'], ['lit', 9]] }],
  }
  const inputs: unknown[] = [
    3,
    { zzz: 1, gradr: 2, status: 'viza' },
    { grade: 12, on: '2026-02-30', papers: 'birth', 'child.name': 'а'.repeat(200_001) },
    { grade: '3', on: '0206-01-01', status: 4, child: { name: [] } },
    { 'child.name': 'Алиева', child: { name: 'Алиева' }, on: 'завтра', grade: 10 },
    { on: 7 },
  ]
  const problems: Problem[] = inputs.flatMap((input) => {
    const facts = readFacts(flow, input)
    return facts.ok ? [] : facts.problems
  })

  test('the samples show every code', () => {
    expect([...new Set(problems.map(({ code }) => code))].sort()).toEqual([...PROBLEM_CODES].sort())
  })

  test.each(LANGUAGES)('%s', (lang) => {
    const translate = createTranslate(lang, read(`messages-problems-${lang}.json`))
    for (const { code, params } of problems) {
      const text = translate.dynamic(`problem.${code}`, params)
      expect(text).not.toMatch(/[{}]|undefined|NaN|…\./)
      if (params.given !== undefined) expect(text).toContain(params.given)
      if (params.nearest) expect(text).toContain(code === 'not-in-list' ? params.list : params.nearest)
    }
  })
})
