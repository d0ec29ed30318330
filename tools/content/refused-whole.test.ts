/** What is wrong across files, or with a file as a whole. */
import { describe, expect, test } from 'vitest'
import {
  compileSmall,
  FACTS,
  FILES,
  RULES,
  SCREENS,
  spoil,
  TERMS,
  YEAR,
} from './small-content.test-support.ts'

describe('refused with file, line and reason', () => {
  test('a missing key, each in its turn', () => {
    for (const key of [
      'in_force',
      'about',
      'severity',
      'priority',
      'last_checked_on',
      'review',
      'basis',
      'when',
    ]) {
      const text = FILES[RULES]!
      const without = text.replace(new RegExp(`    ${key}:.*\\n(      .*\\n)*`), '')
      expect(without).not.toBe(text)
      expect([key, ...compileSmall({ [RULES]: without }).said]).toContain(
        `content/${RULES}:2: rules: '${key}' is missing`,
      )
    }
  })

  test('a missing source or label', () => {
    for (const key of ['source', 'label']) {
      const { changes, line } = spoil(RULES, key === 'source' ? ', source: K' : ', label: known', '')
      expect(compileSmall(changes).said).toContain(`content/${RULES}:${line}: basis: '${key}' is missing`)
    }
  })

  test('a rule cannot declare itself signed', () => {
    const { changes, line } = spoil(RULES, 'review: unsigned\n  - id', 'review: signed\n  - id')
    expect(compileSmall(changes).said).toContain(
      `content/${RULES}:${line}: review: 'signed' is not allowed; did you mean 'unsigned'?`,
    )
  })

  test('the same rule in two files names both places', () => {
    expect(compileSmall({ 'law/package/rules/two.yaml': FILES[RULES]! }).said).toContain(
      `content/law/package/rules/two.yaml:2: rule 'package.registration' stands twice: also at content/${RULES}:2`,
    )
  })

  test('a cycle of three names the way round, at each of the three', () => {
    const rule = (id: string, asks: string) => `
  - id: ${id}
    in_force: { from: null, to: null }
    about: x
    kind: context
    severity: context
    priority: 1
    when: "grade = 1 or rule('${asks}')"
    basis: [{ ref: order458, source: K, label: known }]
    last_checked_on: 2026-11-22
    review: unsigned`
    const { said } = compileSmall({ [RULES]: `rules:${rule('a', 'b')}${rule('b', 'c')}${rule('c', 'a')}\n` })
    expect(said).toContain(`content/${RULES}:2: rule 'a' depends on itself: a → b → c → a`)
    expect(said).toContain(`content/${RULES}:12: rule 'b' depends on itself: b → c → a → b`)
    expect(said).toContain(`content/${RULES}:22: rule 'c' depends on itself: c → a → b → c`)
  })

  test('missing words: of a rule, a screen, a fact, a choice, a constraint, an act, a term', () => {
    const places: [string, string, number][] = [
      ['package.story.say', RULES, 20],
      ['package.registration.next', RULES, 2],
      ['package.screen.stay.title', SCREENS, 3],
      ['package.fact.grade.ask', FACTS, 4],
      ['package.fact.papers.identity', FACTS, 7],
      ['package.constraint.born-after-filing', FACTS, 12],
      ['act.order458', 'law/acts.yaml', 2],
      ['term.school.complete', TERMS, 2],
    ]
    for (const [key, file, line] of places) {
      const area = /^(act|term)/.test(key) ? 'law' : 'package'
      const changes = Object.fromEntries(
        ['ru', 'uz', 'tg', 'ky', 'en'].map((lang) => {
          const name = `messages/${lang}/${area}.yaml`
          return [name, FILES[name]!.replace(new RegExp(`  ${key.replaceAll('.', '\\.')}: .*\n`), '')]
        }),
      )
      expect(compileSmall(changes).said).toEqual([
        `content/${file}:${line}: message '${key}' is missing in area '${area}'`,
      ])
    }
  })

  test('a key missing in one language is told in that language', () => {
    const name = 'messages/tg/package.yaml'
    const { said } = compileSmall({ [name]: FILES[name]!.replace(/ {2}package\.story\.say: .*\n/, '') })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^content\/messages\/tg\/package\.yaml:\d+: package\.story\.say: missing in tg/)
  })

  test('YAML that cannot be read', () => {
    expect(compileSmall({ [RULES]: 'rules:\n  - id: a\n   b: c\n' }).said[0]).toMatch(
      /^content\/law\/package\/rules\/stay\.yaml:3: not valid YAML: /,
    )
    expect(
      compileSmall({
        [RULES]: FILES[RULES]!.replace('    kind: expiring', '    kind: expiring\n    kind: expired'),
      }).said[0],
    ).toMatch(/stay\.yaml:6: not valid YAML: Map keys must be unique/)
  })

  test('all problems at once, by file and from the top down', () => {
    const { said, written } = compileSmall({
      ...spoil(RULES, 'kind: expiring', 'kind: x').changes,
      ...spoil(TERMS, 'unit: working-days', 'unit: weeks').changes,
      ...spoil(FACTS, 'as_of: filing.on', 'as_of: grade').changes,
    })
    expect(said.map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      `content/${FACTS}:2`,
      `content/${RULES}:5`,
      `content/${TERMS}:18`,
    ])
    expect(written).toEqual([])
  })

  test('a flow or the law without any words', () => {
    const without = (area: string) =>
      Object.fromEntries(
        ['ru', 'uz', 'tg', 'ky', 'en'].map((lang) => [`messages/${lang}/${area}.yaml`, null]),
      )
    expect(compileSmall(without('package')).said).toEqual([
      `content/${RULES}:2: no words: content/messages/<lang>/package.yaml does not exist`,
    ])
    expect(compileSmall(without('law')).said).toEqual([
      'content/law/acts.yaml:2: no words: content/messages/<lang>/law.yaml does not exist',
    ])
  })

  test('a letter that is not there, and problems of letters', () => {
    const { changes, line } = spoil(RULES, 'next: prepare', 'next: prepare\n    letter: koap-complaint')
    const { said } = compileSmall({ ...changes, 'letters/blanks.yaml': 'blanks: 3\n' })
    expect(line).toBeGreaterThan(2)
    expect(said).toContain(`content/${RULES}:2: letter 'koap-complaint' is not in content/letters`)
    expect(said).toContain('content/letters/citations.yaml:1: the file is missing')
  })

  test('files that are missing, strange or misnamed', () => {
    expect(compileSmall({ 'law/acts.yaml': null }).said).toContain('content/law/acts.yaml:1: file is missing')
    expect(compileSmall({ [FACTS]: null }).said).toContain(`content/${FACTS}:1: file is missing`)
    expect(compileSmall({ 'law/terms/notes.txt': 'x' }).said).toEqual([
      'content/law/terms/notes.txt:1: only .yaml files belong here',
    ])
    expect(compileSmall({ 'law/calendars/next.yaml': FILES[YEAR]! }).said).toEqual([
      'content/law/calendars/next.yaml:1: year 2026 belongs in 2026.yaml',
    ])
  })
})
