import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkFlow } from '../../src/law/rules.ts'
import type { ClockPack, FlowPack } from '../../src/law/types.ts'
import { compileContent } from './compile.ts'
import { compileSmall, FILES, spoil } from './small-content.test-support.ts'

const made: string[] = []
const place = () => {
  const path = mkdtempSync(join(tmpdir(), 'hamroh-content-'))
  made.push(path)
  return path
}
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

describe('content without a fault', () => {
  const home = place()
  const result = compileSmall({}, home)
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(result.outDir, name), 'utf8'))

  test('compiles without problems or warnings', () => {
    expect(result.said).toEqual([])
    expect(result.warnings).toEqual([])
    expect(result.written).toEqual([
      'keys.ts',
      'law-acts.json',
      'law-clocks.json',
      'law-package.json',
      'law-sources.json',
      ...['law', 'package'].flatMap((area) =>
        ['en', 'ky', 'ru', 'tg', 'uz'].map((l) => `messages-${area}-${l}.json`),
      ),
    ])
  })

  test('every value travels with its source, label, dates and review state', () => {
    const pack = read<FlowPack>('law-package.json')
    expect(pack.asOf).toBe('filing.on')
    expect(pack.rules[0]).toEqual({
      id: 'package.registration',
      from: '2025-04-01',
      to: null,
      about: 'registration',
      kind: 'expiring',
      severity: 'urgent',
      priority: 10,
      when: [
        'and',
        ['known', ['fact', 'registration.ends']],
        ['cmp', '<', ['fact', 'registration.ends'], ['deadline', 'school.complete', ['fact', 'filing.on']]],
      ],
      with: {
        ends: ['fact', 'registration.ends'],
        until: ['deadline', 'school.complete', ['fact', 'filing.on']],
        days: ['days', ['fact', 'filing.on'], ['fact', 'registration.ends']],
        status: ['fact', 'child.status'],
      },
      askIfUnknown: true,
      next: 'prepare',
      letter: null,
      basis: [{ act: 'order458', article: 'п.26.1', source: 'F25', label: 'found' }],
      disputes: [],
      lastChecked: '2026-11-22',
      staleAfterDays: 120,
      confirmedUntil: null,
      review: { state: 'unsigned' },
    })
    expect(pack.phrases).toEqual({ swearing: [['нецензурн', 'бран']] })
    expect(pack.screens[1]?.showIf).toEqual(['cmp', '=', ['fact', 'child.status'], ['lit', 'visa']])
    expect(pack.screens[0]?.showIf).toEqual(['true'])
  })

  test('a calendar year is its days off on weekdays and its worked weekends', () => {
    const { calendars } = read<ClockPack>('law-clocks.json')
    expect(calendars['2026']).toEqual({
      year: 2026,
      decree: { act: 'pp1466', article: '', source: 'K', label: 'known' },
      off: [
        ...['2026-01-01', '2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09'],
        ...['2026-02-23', '2026-03-09', '2026-12-31'],
      ],
      working: [],
    })
  })

  test('the compiled rule decides', () => {
    const facts = { 'registration.ends': '2026-03-13', 'filing.on': '2026-03-05', 'child.status': 'visa' }
    const { findings } = checkFlow(read('law-package.json'), read('law-clocks.json'), facts, '2026-03-01')
    // 5 March + 7 working days: 6, (7, 8, 9 off) 10, 11, 12, 13, 16, 17.
    expect(findings[0]).toMatchObject({
      id: 'package.registration',
      status: 'found',
      params: { ends: { date: '2026-03-13' }, until: { date: '2026-03-17' }, days: 8, status: 'visa' },
    })
  })

  test('an unchanged file keeps its time, a stale one goes', () => {
    const path = join(result.outDir, 'law-package.json')
    utimesSync(path, new Date(0), new Date(0))
    writeFileSync(join(result.outDir, 'messages-gone-ru.json'), '{}')
    compileSmall({}, home)
    expect(statSync(path).mtimeMs).toBe(0)
    expect(existsSync(join(result.outDir, 'messages-gone-ru.json'))).toBe(false)
  })

  test('a problem leaves the last good build alone, and nothing lies about', () => {
    const before = readFileSync(join(result.outDir, 'law-package.json'), 'utf8')
    const broken = compileSmall({ 'law/package/facts.yaml': 'flow: [', 'messages/ru/law.yaml': null }, home)
    expect(broken.written).toEqual([])
    expect(readFileSync(join(result.outDir, 'law-package.json'), 'utf8')).toBe(before)
    expect(readdirSync(join(home, 'build'))).toEqual(['content'])
  })
})

/** file, the text that is spoilt, what it becomes, the reason; the line is where the text stands, plus `down`. */
type Slip = [file: string, from: string, to: string, reason: string, down?: number]

const RULES = 'law/package/rules/stay.yaml'
const FACTS = 'law/package/facts.yaml'
const SCREENS = 'law/package/screens.yaml'
const TERMS = 'law/terms/school.yaml'
const YEAR = 'law/calendars/2026.yaml'
const PRIORITY = 'priority: 10'

const SLIPS: Slip[] = [
  // keys and their values
  [RULES, 'kind: expiring', 'kinds: expiring', "unknown key 'kinds'; did you mean 'kind'?"],
  [RULES, 'kind: expiring', 'kind: expirng', "kind: 'expirng' is not allowed; did you mean 'expiring'?"],
  [RULES, PRIORITY, 'priority: high', 'priority: a whole number is expected'],
  [RULES, PRIORITY, 'priority: 10000', 'priority: 10000 is outside 0…9999'],
  [
    RULES,
    'severity: urgent',
    'severity: fine',
    "severity: an unsigned rule never reassures, so it cannot be 'fine'",
  ],
  [
    RULES,
    'next: prepare',
    'next: hide',
    "next: 'hide' is not allowed; one of prepare, check, ask, file, pay, leave, wait",
  ],
  [RULES, 'ask_if_unknown: true', 'ask_if_unknown: yes', 'ask_if_unknown: true or false is expected'],
  [
    RULES,
    'id: package.story',
    'id: "package story"',
    "id: 'package story' is no id: Latin letters, digits, - and _, parts joined by dots",
  ],
  [RULES, 'rules:', 'rule:', "unknown key 'rule'; did you mean 'rules'?"],
  // dates
  [RULES, 'from: 2025-04-01', 'from: 2025-02-30', 'from: 2025-02-30 is not a day of the calendar'],
  [RULES, 'from: 2025-04-01', 'from: 01.04.2025', 'from: a day like 2025-04-01 is expected'],
  [
    RULES,
    'to: null }\n    about: registration',
    'to: 2025-03-31 }\n    about: registration',
    'in_force: begins on 2025-04-01, after it ends on 2025-03-31',
  ],
  [
    TERMS,
    'from: 2025-10-19',
    'from: 2025-10-18',
    "in_force of 'school.complete' overlaps: one version runs to 2025-10-18, the next begins on 2025-10-18",
  ],
  [
    TERMS,
    'to: 2025-10-18',
    'to: null',
    "in_force of 'school.complete' overlaps: one version runs to today and on, the next begins on 2025-10-19",
    11,
  ],
  // provenance
  [RULES, 'source: K', 'source: F99', "unknown source 'F99': see sources.yaml"],
  [
    RULES,
    'ref: "order458", source',
    'ref: "order459", source',
    "unknown act 'order459'; did you mean 'order458'?: see acts.yaml",
  ],
  [
    RULES,
    'ref: "order458 п.26.1"',
    'ref: "order458 п.26"',
    "'order458' has no article 'п.26' in acts.yaml; did you mean 'п.27'?",
  ],
  [
    RULES,
    'label: known',
    'label: guess',
    "label: 'guess' is not allowed; one of found, known, news, inferred, unsure",
  ],
  [
    TERMS,
    'dispute.thirty-days',
    'dispute.forty-days',
    "message 'dispute.forty-days' is missing in area 'law'",
  ],
  // expressions
  [
    RULES,
    'registration.ends known',
    'registraton.ends known',
    "when: unknown fact 'registraton.ends'; did you mean 'registration.ends'? (column 1 of the expression)",
  ],
  [
    RULES,
    'grade >= 2',
    "grade >= '2'",
    "when: 'grade' is a number, '2' is a text: they cannot be compared with >=; no quotes around it? (column 1 of the expression)",
  ],
  [RULES, 'grade >= 2', 'grade = 12', 'when: 12 is outside 1…11 (column 1 of the expression)'],
  [
    RULES,
    'grade >= 2',
    'filing.on > 2',
    "when: 'filing.on' is a date, '2' is a number: they cannot be compared with > (column 1 of the expression)",
  ],
  [
    RULES,
    'grade >= 2',
    'child.status',
    "when: and, or and not join conditions: 'child.status' is a choice (column 1 of the expression)",
  ],
  [
    RULES,
    "papers has 'birth'",
    "papers has 'visa'",
    "when: 'papers' is never 'visa'; it is one of birth, identity (column 16 of the expression)",
  ],
  [
    RULES,
    "mentions(story, 'swearing')",
    "mentions(story, 'swaering')",
    "when: unknown phrase 'swaering'; did you mean 'swearing'? (column 39 of the expression)",
  ],
  [
    RULES,
    "rule('package.registration')",
    "rule('package.regstration')",
    "when: unknown rule 'package.regstration'; did you mean 'package.registration'? (column 75 of the expression)",
  ],
  [
    RULES,
    "rule('package.registration')",
    "rule('package.story')",
    "rule 'package.story' depends on itself: package.story → package.story",
    -6,
  ],
  [
    RULES,
    "< deadline('school.complete', filing.on)",
    "< deadline('school.compleet', filing.on)",
    "when: unknown term 'school.compleet'; did you mean 'school.complete'? (column 49 of the expression)",
  ],
  [
    RULES,
    'days: "days(filing.on, registration.ends)"',
    'days: "days(filing.on, grade)"',
    "days: days( ) takes two dates: 'grade' is a number (column 1 of the expression)",
  ],
  [
    RULES,
    'status: child.status',
    'status: papers',
    "with: 'status' must be a text, a number, a date or a choice to be put into a sentence",
  ],
  [
    FACTS,
    'when: "child.born > filing.on"',
    'when: "child.born > "',
    'when: a fact, a value or a condition is expected before the end (column 14 of the expression)',
  ],
  [
    FACTS,
    'when: "child.born > filing.on"',
    'when: child.born',
    'when: a condition is expected, something true or false',
  ],
  [
    SCREENS,
    "child.status = 'visa'",
    "child.status = 'viza'",
    "show_if: 'child.status' is never 'viza'; did you mean 'visa'? (column 1 of the expression)",
  ],
  // facts and screens
  [FACTS, 'as_of: filing.on', 'as_of: grade', "as_of: 'grade' is no date fact"],
  [FACTS, 'flow: package', 'flow: rulings', "flow 'rulings' must be called like its folder, 'package'"],
  [FACTS, 'of: [birth, identity]', 'of: [birth, identity, birth]', "of: 'birth' stands twice"],
  [FACTS, 'fact: child.born,', 'fact: child.brn,', "unknown fact 'child.brn'; did you mean 'child.born'?"],
  [FACTS, 'min: 1, max: 11', 'min: 11, max: 1', 'min 11 is more than max 1'],
  [SCREENS, 'id: stay', 'id: child', "screen 'child' stands twice"],
  [SCREENS, 'facts: [registration.ends, filing.on]', 'facts: []', "screen 'stay' asks nothing"],
  // terms and calendars
  [
    TERMS,
    'unit: working-days',
    'unit: weeks',
    "unit: 'weeks' is not allowed; one of days, sutki, working-days, months, years, hours, fixed",
  ],
  [TERMS, 'unit: working-days', 'unit: fixed', "'until' is missing: unit is 'fixed'", -2],
  [TERMS, 'count: 7\n        ', '', "'count' is missing", -1],
  [YEAR, 'year: 2026', 'year: 2025', 'year 2025 belongs in 2025.yaml'],
  [
    YEAR,
    'other_days_off: [2026-03-09]',
    'other_days_off: []',
    'holiday 2026-03-08 falls on a weekend: is 2026-03-09 off (other_days_off), or moved by the decree?',
    -4,
  ],
  [
    YEAR,
    'working_weekend_days: []',
    'working_weekend_days: [2026-02-21]',
    "2026-02-21 is worked, but 'moved' does not say where its rest went",
  ],
  [
    YEAR,
    'from: 2026-01-03, to: 2026-01-09',
    'from: 2026-02-21, to: 2026-01-09',
    '2026-02-21 gives its rest away, so it must stand in working_weekend_days',
  ],
  [YEAR, 'to: 2026-12-31', 'to: 2026-01-09', '2026-01-09 stands twice'],
  [YEAR, '"02-23"', '"02-30"', `holidays: '02-30' is not a day; write "01-08" for 8 January`],
  // acts and sources
  ['law/acts.yaml', '- { id: pp1466', '- { id: order458', "act 'order458' stands twice"],
  [
    'law/sources.yaml',
    'kind: own',
    'kind: rumour',
    "kind: 'rumour' is not allowed; one of copy, report, article, data, own",
  ],
  ['law/acts.yaml', '"п.27"', '27', 'articles: put 27 in quotes, it is a text here'],
  // words
  [
    RULES,
    'status: child.status',
    'state: child.status',
    "message 'package.registration.why': {status} is not given by the rule's 'with'",
    -11,
  ],
  [
    RULES,
    'ends: registration.ends',
    'ends: grade',
    "message 'package.registration.say': {ends} is a number, the message wants a date",
    -8,
  ],
  [
    RULES,
    'status: child.status',
    'status: grade',
    "message 'package.registration.why': {status} is a number, the message wants a select:other|visa",
    -11,
  ],
]

/** More of the same, one for each refusal that the first list leaves out. */
const RARER: Slip[] = [
  [
    TERMS,
    'versions:\n      - in_force: { from: 2025-04-01',
    'versions: []\n  - id: school.complete\n    kind: body\n    versions:\n      - in_force: { from: 2025-04-01',
    "term 'school.complete' has no version",
  ],
  [
    TERMS,
    'versions:\n      - in_force: { from: 2025-04-01',
    'versions: []\n  - id: school.complete\n    kind: body\n    versions:\n      - in_force: { from: 2025-04-01',
    "term 'school.complete' stands twice",
    1,
  ],
  [
    TERMS,
    'unit: days\n',
    'unit: fixed\n        until: 2025-09-10\n',
    "count: a fixed day has no count, only 'until'",
    -1,
  ],
  [TERMS, 'count: 7\n', 'count: 7\n        until: 2025-09-10\n', "until: only for unit 'fixed'", 1],
  [
    TERMS,
    'basis:\n          - { ref: "order458 ", source: F25, label: found }',
    'basis: []',
    'basis: at least one source is needed',
  ],
  [TERMS, 'disputes:\n          - {', 'disputes:\n          {', 'disputes: a list is expected', 1],
  [
    YEAR,
    'other_days_off: [2026-03-09]',
    'other_days_off: [2026-03-09, 2025-03-10]',
    '2025-03-10 is not in 2026',
  ],
  [
    YEAR,
    'other_days_off: [2026-03-09]',
    'other_days_off: [2026-03-09, 2026-03-14]',
    '2026-03-14 is a day off already',
  ],
  [
    YEAR,
    'working_weekend_days: []',
    'working_weekend_days: [2026-03-10]',
    '2026-03-10 is no Saturday or Sunday to work on',
  ],
  [YEAR, 'to: 2026-01-09', 'to: 2026-01-08', '2026-01-08 is a day off already: nothing can move there'],
  [YEAR, 'from: 2026-01-04', 'from: 2026-01-13', '2026-01-13 is no day off: nothing to move'],
  [
    FACTS,
    'grade: {',
    '9grade: {',
    "fact '9grade': Latin letters, digits and _, parts joined by dots or hyphens",
  ],
  [FACTS, 'grade: {', 'days: {', "fact 'days': this word has a meaning of its own in 'when'"],
  [
    FACTS,
    'story: { type: text }',
    'child: { type: text }',
    "fact 'child' and fact 'child.born': one cannot stand inside the other",
  ],
  [FACTS, 'of: [visa, permit]', 'min: 1', "'of' is missing: which choices?"],
  [FACTS, 'of: [visa, permit]', 'of: [visa, permit], max: 3', "max: only for type 'integer'"],
  [FACTS, 'min: 1, max: 11', 'of: [a]', "of: only for type 'choice' and 'choices'"],
  [
    FACTS,
    'of: [visa, permit]',
    'of: [visa, "work permit"]',
    "of: 'work permit': Latin letters, digits, - and _, parts joined by dots",
  ],
  [FACTS, 'of: [visa, permit]', 'of: [visa, ask]', "of: 'ask' is the key of the question itself"],
  [
    FACTS,
    'constraints:\n',
    'constraints:\n  - { id: born-after-filing, fact: grade, when: "grade = 1" }\n',
    "constraint 'born-after-filing' stands twice",
    2,
  ],
  [FACTS, 'facts:\n', 'facts: 3\nfact:\n', 'facts: keys with values are expected'],
  [
    RULES,
    'ends: registration.ends',
    '"the end": registration.ends',
    "with: 'the end' is no name: Latin letters, digits and _",
  ],
  [RULES, 'about: story', 'about: ""', 'about: a text is expected'],
  [
    RULES,
    "deadline('school.complete', filing.on)\"\n    with",
    'filing.on + 3 days + 1 month and grade"\n    with',
    "when: and, or and not join conditions: 'grade' is a number (column 82 of the expression)",
  ],
  [
    RULES,
    'grade >= 2',
    'today + 1 day = grade',
    "when: it is a date, 'grade' is a number: they cannot be compared with = (column 1 of the expression)",
  ],
  [
    'law/package/phrases.yaml',
    'swearing:',
    '"swear words":',
    "phrase 'swear words' is no id: Latin letters, digits, - and _",
    1,
  ],
  ['law/package/phrases.yaml', '"нецензурн бран"', '"…"', "phrase 'swearing': '…' has no words"],
  [
    'law/package/phrases.yaml',
    '"нецензурн бран"',
    '"нецензурн бран"\n    - "Нецензурн, бран!"',
    "phrase 'swearing': 'Нецензурн, бран!' stands twice",
    1,
  ],
  ['law/package/phrases.yaml', '\n    - "нецензурн бран"', ' []', "phrase 'swearing' has no lines"],
  ['law/acts.yaml', '"п.27"', '"п.26.1"', "article 'п.26.1' of 'order458' stands twice"],
  ['law/sources.yaml', '- { id: K', '- { id: F25', "source 'F25' stands twice"],
]

describe('every slip is refused with file, line and reason', () => {
  test.each([...SLIPS, ...RARER])('%s: %s → %s', (file, from, to, reason, down = 0) => {
    const { changes, line } = spoil(file, from, to)
    expect(compileSmall(changes).said).toContain(`content/${file}:${line + down}: ${reason}`)
  })

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

describe('warnings stop nothing', () => {
  const warned = (changes: Record<string, string>) => {
    const { said, warnings } = compileSmall(changes)
    expect(said).toEqual([])
    return warnings.map(({ file, line, reason }) => `${file}:${line}: ${reason}`)
  }

  test('a fact that no screen asks, or that nothing reads', () => {
    expect(warned(spoil(SCREENS, ', papers, story]', ', story]').changes)).toEqual([
      `content/${RULES}:20: rule 'package.story' needs 'papers', which no screen asks`,
    ])
    expect(warned(spoil(RULES, "papers has 'birth' and ", '').changes)).toEqual([
      `content/${FACTS}:7: fact 'papers' is asked, but nothing reads it`,
    ])
  })

  test('a fact that no screen asks on purpose is not warned of, and no screen may ask it', () => {
    const off = spoil(FACTS, 'papers: { type: choices,', 'papers: { screen: none, type: choices,').changes
    expect(warned({ ...off, ...spoil(SCREENS, ', papers, story]', ', story]').changes })).toEqual([])
    expect(compileSmall(off).said).toEqual([
      `content/${SCREENS}:2: fact 'papers' has 'screen: none', so no screen may ask it`,
    ])
  })

  test('a screen that waits for a later answer', () => {
    expect(warned(spoil(SCREENS, "child.status = 'visa'", 'filing.on known').changes)).toEqual([
      `content/${SCREENS}:3: show_if needs 'filing.on', which is asked only later`,
    ])
  })

  test('a value that no sentence uses', () => {
    expect(
      warned(spoil(RULES, 'status: child.status', 'status: child.status\n      idle: grade').changes),
    ).toEqual([
      `content/${RULES}:2: rule 'package.registration': 'with' gives {idle}, but no message uses it`,
    ])
  })
})

test('unfinished work can be looked at, with its problems told', () => {
  const home = place()
  compileSmall(spoil(RULES, 'kind: expiring', 'kind: x').changes, home)
  const outDir = join(home, 'out')
  const result = compileContent(join(home, 'content'), outDir, { unfinished: true })
  expect(result.problems).toHaveLength(1)
  expect(result.written).toContain('law-package.json')
  const pack = JSON.parse(readFileSync(join(outDir, 'law-package.json'), 'utf8')) as FlowPack
  expect(pack.rules.map(({ id }) => id)).toEqual(['package.story'])
})
