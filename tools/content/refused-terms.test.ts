/** Slips in what a flow counts (terms.yaml), in what is left after a missed term (remedies.yaml), and in dates with a minute. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../src/law/types.ts'
import { compileSmall, FACTS, FILES, TERMS } from './small-content.test-support.ts'

const FLOW_TERMS = 'law/package/terms.yaml'
const REMEDIES = 'law/remedies.yaml'

const GOOD: Record<string, string> = {
  [FLOW_TERMS]: `terms:
  - { term: school.complete, from: filing.on, when: "grade >= 2", listed: always }
  - { term: school.complete, from: "filing.on + 3 days" }
`,
  [REMEDIES]: `remedies:
  - id: again
    next: prepare
    term: school.complete
    basis:
      - { ref: "order458", source: K, label: known }
    last_checked_on: 2026-11-22
    review: unsigned
`,
  [TERMS]: FILES[TERMS]!.replace(/kind: (\w+)/, 'kind: $1\n    after_missed: [again]'),
  ...Object.fromEntries(
    LANGUAGES.map((lang) => {
      const name = `messages/${lang}/law.yaml`
      const like = /act\.order458: "(.*)"/.exec(FILES[name]!)![1]!
      return [
        name,
        `${FILES[name]}${['say', 'why', 'next'].map((part) => `  remedy.again.${part}: "${like}"\n`).join('')}`,
      ]
    }),
  ),
}

test('what is right is compiled as it stands', () => {
  const home = compileSmall(GOOD, undefined)
  expect(home.said).toEqual([])
})

/** The good files with one slip, and what is said of it, without the place. */
function said(file: string, from: string, to: string): string[] {
  const text = GOOD[file] ?? FILES[file]!
  expect(text).toContain(from)
  return compileSmall({ ...GOOD, [file]: text.replace(from, to) }).said
}

describe('one slip', () => {
  test.each([
    [
      FLOW_TERMS,
      'term: school.complete, from: filing',
      'term: school.complet, from: filing',
      "unknown term 'school.complet'; did you mean 'school.complete'?",
    ],
    [FLOW_TERMS, 'from: filing.on,', 'from: grade,', 'from: a term runs from a date'],
    [
      FLOW_TERMS,
      'from: filing.on,',
      'from: filling.on,',
      "from: unknown fact 'filling.on'; did you mean 'filing.on'? (column 1 of the expression)",
    ],
    [FLOW_TERMS, '"grade >= 2"', '"grade + 2"', 'when:'],
    [
      FLOW_TERMS,
      'listed: always',
      'listed: allways',
      "listed: 'allways' is not allowed; did you mean 'always'?",
    ],
    [FLOW_TERMS, 'listed: always', 'list: always', "unknown key 'list'; known: term, from, when, listed"],
    [
      REMEDIES,
      'term: school.complete',
      'term: school.complte',
      "unknown term 'school.complte'; did you mean 'school.complete'?",
    ],
    [REMEDIES, 'id: again', 'id: agin', "unknown remedy 'again'; did you mean 'agin'?: see remedies.yaml"],
    [REMEDIES, 'id: again', 'id: agin', "message 'remedy.agin.say' is missing in area 'law'"],
    [
      REMEDIES,
      'next: prepare',
      'next: sue',
      "next: 'sue' is not allowed; one of prepare, check, ask, file, pay, leave, wait",
    ],
    [REMEDIES, 'review: unsigned', 'review: signed', 'review:'],
    [
      REMEDIES,
      '    basis:\n      - { ref: "order458", source: K, label: known }\n',
      '',
      "'basis' is missing",
    ],
    [TERMS, 'after_missed: [again]', 'after_missed: [again, again]', "remedy 'again' stands twice"],
    [
      TERMS,
      'after_missed: [again]',
      'after_mised: [again]',
      "unknown key 'after_mised'; did you mean 'after_missed'?",
    ],
    [FACTS, 'grade: { type: integer', 'grade: { time: yes, type: integer', "time: only for type 'date'"],
    [FACTS, 'filing.on: { type: date }', 'filing.on: { type: date, time: no }', "time: 'no' is not allowed"],
    [FACTS, 'as_of: filing.on', 'as_of: filing.on\nkeep: never', 'keep: true or false is expected'],
  ])('%s: %s → %s', (file, from, to, reason) => {
    const problems = said(file, from, to)
    expect(
      problems.some((line) => line.startsWith('content/law/') && line.includes(reason)),
      problems.join('\n'),
    ).toBe(true)
  })
})

test('a folder with facts that is no flow is refused, not left out', () => {
  const { said: problems } = compileSmall({ 'law/refusal/facts.yaml': FILES[FACTS]! })
  expect(problems).toEqual([
    expect.stringMatching(/^content\/law\/refusal\/facts\.yaml:1: 'refusal' is no flow: known are package, /),
  ])
})

test('the pack says whether answers may be kept, and which facts take a minute', () => {
  const dir = compileSmall({}, undefined)
  expect(dir.said).toEqual([])
  const built = new URL('../../build/content/', import.meta.url)
  const read = (flow: string) => JSON.parse(readFileSync(join(built.pathname, `law-${flow}.json`), 'utf8'))
  expect([read('labour').keep, read('package').keep]).toEqual([false, true])
  expect(read('violence').facts['delivered.on']).toEqual({ type: 'date', time: true })
})
