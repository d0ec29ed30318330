/** "How to change a rule" in docs/formats/content.md, step by step as it is printed there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkFlow } from '../../src/law/rules.ts'
import { LANGUAGES } from '../../src/law/types.ts'
import { spoken } from './report.ts'
import { compileSmall, FILES } from './small-content.test-support.ts'

const doc = readFileSync(new URL('../../docs/formats/content.md', import.meta.url), 'utf8')
const example = (name: string): string => {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`[a-z]*\n([\\s\\S]*?)\`\`\`\n`).exec(doc)
  if (!found) throw new Error(`no example '${name}'`)
  return found[1]!
}

const RULES = 'law/package/rules/stay.yaml'
const home = mkdtempSync(join(tmpdir(), 'hamroh-example-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The Russian lines of the document, and plain ones in the other languages. */
const OTHERS = { uz: 'Ha', tg: 'Ҳа', ky: 'Ооба', en: 'Yes' }
function words(lines: string): Record<string, string> {
  const old = (lang: string) =>
    FILES[`messages/${lang}/package.yaml`]!.replace(/ {2}package\.(registration|story)\.\w+: .*\n/g, '') +
    `  package.registration.say: "${lang === 'ru' ? 'Да' : OTHERS[lang as 'uz']} {ends, date}"\n` +
    `  package.registration.why: "${lang === 'ru' ? 'Да' : OTHERS[lang as 'uz']}"\n` +
    `  package.registration.next: "${lang === 'ru' ? 'Да' : OTHERS[lang as 'uz']}"\n`
  return Object.fromEntries(
    LANGUAGES.map((lang) => [
      `messages/${lang}/package.yaml`,
      old(lang) +
        (lang === 'ru'
          ? lines
          : lines.replace(
              /"[^"{]*(\{[^}]*\})?[^"]*"/g,
              (_, arg = '') => `"${OTHERS[lang]}${arg && ` ${arg}`}"`,
            )),
    ]),
  )
}

const said = (rules: string, lines: string) => {
  const result = compileSmall({ [RULES]: rules, ...words(lines) }, home)
  return { ...result, lines: spoken({ ...result, warnings: [] }) }
}

test('before: the rule as it stands compiles', () => {
  expect(said(example('before'), '').said).toEqual([])
})

test('after: two rules, each for its time', () => {
  const result = said(example('after'), example('words'))
  expect(result.said).toEqual([])
  const read = (name: string) => JSON.parse(readFileSync(join(result.outDir, name), 'utf8'))
  const found = (filed: string, ends: string) =>
    checkFlow(
      read('law-package.json'),
      read('law-clocks.json'),
      { 'filing.on': filed, 'registration.ends': ends },
      '2027-10-01',
    ).findings.map(({ id }) => id)
  expect(found('2027-08-31', '2027-09-29')).toEqual(['package.registration'])
  expect(found('2027-08-31', '2027-10-10')).toEqual([])
  expect(found('2027-09-01', '2027-10-10')).toEqual(['package.registration-2027'])
})

test('the slip prints what the document says', () => {
  const slipped = example('after').replace(
    'registration.ends < filing.on + 60',
    'registraton.ends < filing.on + 60',
  )
  expect(slipped).not.toBe(example('after'))
  expect(`${said(slipped, example('words')).lines.join('\n')}\n`).toBe(example('slip'))
})

test('forgotten words print what the document says', () => {
  const forgotten = example('words').replace(/.*\.next: .*\n/, '')
  expect(`${said(example('after'), forgotten).lines.join('\n')}\n`).toBe(example('forgotten'))
})

test('every key of the format is described', () => {
  const keys = [
    'in_force',
    'about',
    'kind',
    'severity',
    'priority',
    'when',
    'with',
    'ask_if_unknown',
    'next',
    'letter',
  ]
  keys.push(
    'basis',
    'disputes',
    'last_checked_on',
    'stale_after_days',
    'confirmed_until',
    'review',
    'show_if',
    'as_of',
  )
  keys.push('constraints', 'readings', 'rollover', 'until', 'count', 'holidays', 'moved', 'other_days_off')
  expect(keys.filter((key) => !doc.includes(key))).toEqual([])
})
