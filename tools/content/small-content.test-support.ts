/** A whole, small, correct content folder in a temporary place, and ways to spoil one line of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Compilation, compileContent } from './compile.ts'
import { problemLine } from './report.ts'

/** One text that differs in every language and is right in all of them; `{…}` is appended where arguments are wanted. */
const YES = { ru: 'Да', uz: 'Ha', tg: 'Ҳа', ky: 'Ооба', en: 'Yes' }

const WORDS: Record<string, Record<string, string>> = {
  law: {
    'act.order458': '',
    'act.pp1466': '',
    'term.school.complete': '',
    'term.school.complete.event': '',
    'dispute.thirty-days': '',
  },
  package: {
    'package.fact.grade.ask': '',
    'package.fact.child.born.ask': '',
    'package.fact.child.status.ask': '',
    'package.fact.child.status.visa': '',
    'package.fact.child.status.permit': '',
    'package.fact.papers.ask': '',
    'package.fact.papers.birth': '',
    'package.fact.papers.identity': '',
    'package.fact.registration.ends.ask': '',
    'package.fact.filing.on.ask': '',
    'package.fact.story.ask': '',
    'package.constraint.born-after-filing': '',
    'package.screen.child.title': '',
    'package.screen.stay.title': '',
    'package.registration.say': ' {ends, date} {until, date} {days, number}',
    'package.registration.why': ' {status, select, visa {1} other {2}}',
    'package.registration.next': '',
    'package.story.say': '',
    'package.story.why': '',
  },
}

export const FILES: Record<string, string> = {
  'law/acts.yaml': `acts:
  - id: order458
    articles: ["п.26.1", "п.27"]
  - { id: pp1466, articles: [] }
`,
  'law/sources.yaml': `sources:
  - { id: F25, kind: copy, where: "nios.ru", says: "order 727" }
  - { id: K, kind: own, where: "general knowledge", says: "confident" }
`,
  'law/terms/school.yaml': `terms:
  - id: school.complete
    kind: body
    versions:
      - in_force: { from: 2025-04-01, to: 2025-10-18 }
        count: 5
        unit: days
        start: next-day
        rollover: none
        basis:
          - { ref: "order458 п.26.1", source: F25, label: found }
        disputes:
          - { text: dispute.thirty-days, source: K }
        last_checked_on: 2026-11-22
        review: unsigned
      - in_force: { from: 2025-10-19, to: null }
        count: 7
        unit: working-days
        start: next-day
        rollover: none
        basis:
          - { ref: "order458 ", source: F25, label: found }
        last_checked_on: 2026-11-22
        review: unsigned
`,
  'law/calendars/2026.yaml': `year: 2026
decree: { ref: "pp1466 ", source: K, label: known }
holidays: ["01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "02-23", "03-08"]
moved:
  - { from: 2026-01-03, to: 2026-01-09 }
  - { from: 2026-01-04, to: 2026-12-31 }
other_days_off: [2026-03-09]
working_weekend_days: []
`,
  'law/package/facts.yaml': `flow: package
as_of: filing.on
facts:
  grade: { type: integer, min: 1, max: 11 }
  child.born: { type: date }
  child.status: { type: choice, of: [visa, permit] }
  papers: { type: choices, of: [birth, identity] }
  registration.ends: { type: date }
  filing.on: { type: date }
  story: { type: text }
constraints:
  - { id: born-after-filing, fact: child.born, when: "child.born > filing.on" }
`,
  'law/package/screens.yaml': `screens:
  - { id: child, facts: [grade, child.born, child.status, papers, story] }
  - { id: stay, facts: [registration.ends, filing.on], show_if: "child.status = 'visa'" }
`,
  'law/package/phrases.yaml': `phrases:
  swearing:
    - "нецензурн бран"
`,
  'law/package/rules/stay.yaml': `rules:
  - id: package.registration
    in_force: { from: 2025-04-01, to: null }
    about: registration
    kind: expiring
    severity: urgent
    priority: 10
    when: "registration.ends known and registration.ends < deadline('school.complete', filing.on)"
    with:
      ends: registration.ends
      until: "deadline('school.complete', filing.on)"
      days: "days(filing.on, registration.ends)"
      status: child.status
    ask_if_unknown: true
    next: prepare
    basis:
      - { ref: "order458 п.26.1", source: F25, label: found }
    last_checked_on: 2026-11-22
    review: unsigned
  - id: package.story
    in_force: { from: null, to: null }
    about: story
    kind: context
    severity: context
    priority: 20
    when: "grade >= 2 and papers has 'birth' and mentions(story, 'swearing') and not rule('package.registration')"
    basis:
      - { ref: "order458", source: K, label: known }
    last_checked_on: 2026-11-22
    review: unsigned
`,
}

for (const [lang, yes] of Object.entries(YES))
  for (const [area, keys] of Object.entries(WORDS))
    FILES[`messages/${lang}/${area}.yaml`] = `area: ${area}
review: unreviewed
messages:
${Object.entries(keys)
  .map(([key, rest]) => `  ${key}: "${yes}${rest}"\n`)
  .join('')}`

export interface Compiled extends Compilation {
  outDir: string
  /** `file:line: reason` of every problem. */
  said: string[]
}

/** Compiles the small content with some files replaced (null takes one away). */
export function compileSmall(changes: Record<string, string | null> = {}, into?: string): Compiled {
  const home = into ?? mkdtempSync(join(tmpdir(), 'hamroh-content-'))
  try {
    rmSync(join(home, 'content'), { recursive: true, force: true })
    for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
      if (text === null) continue
      const path = join(home, 'content', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    const outDir = join(home, 'build', 'content')
    const result = compileContent(join(home, 'content'), outDir)
    return { ...result, outDir, said: result.problems.map(problemLine) }
  } finally {
    if (!into) rmSync(home, { recursive: true, force: true })
  }
}

/** Replaces the only occurrence of `from` in a file, and says on which line it stood. */
export function spoil(
  name: string,
  from: string,
  to: string,
): { changes: Record<string, string>; line: number } {
  const text = FILES[name] ?? ''
  const at = text.indexOf(from)
  if (at < 0 || text.indexOf(from, at + 1) >= 0) throw new Error(`not exactly once in ${name}: ${from}`)
  return {
    changes: { [name]: text.slice(0, at) + to + text.slice(at + from.length) },
    line: text.slice(0, at).split('\n').length,
  }
}

export const RULES = 'law/package/rules/stay.yaml'
export const FACTS = 'law/package/facts.yaml'
export const SCREENS = 'law/package/screens.yaml'
export const TERMS = 'law/terms/school.yaml'
export const YEAR = 'law/calendars/2026.yaml'

/** file, the text that is spoilt, what it becomes, the reason; the line is where the text stands, plus `down`. */
export type Slip = [file: string, from: string, to: string, reason: string, down?: number]

/** What the compiler says of a slip, and what it must say. */
export function tried([file, from, to, reason, down = 0]: Slip): { said: string[]; expected: string } {
  const { changes, line } = spoil(file, from, to)
  return { said: compileSmall(changes).said, expected: `content/${file}:${line + down}: ${reason}` }
}
