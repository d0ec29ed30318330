/** Slips in a rules file: keys, dates, provenance, expressions, words. */
import { expect, test } from 'vitest'
import { RULES, type Slip, tried } from './small-content.test-support.ts'

const PRIORITY = 'priority: 10'

const SLIPS: Slip[] = [
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
  [RULES, 'from: 2025-04-01', 'from: 2025-02-30', 'from: 2025-02-30 is not a day of the calendar'],
  [RULES, 'from: 2025-04-01', 'from: 01.04.2025', 'from: a day like 2025-04-01 is expected'],
  [
    RULES,
    'to: null }\n    about: registration',
    'to: 2025-03-31 }\n    about: registration',
    'in_force: begins on 2025-04-01, after it ends on 2025-03-31',
  ],
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
]

test.each(SLIPS)('%s: %s → %s', (...slip) => {
  const { said, expected } = tried(slip as Slip)
  expect(said).toContain(expected)
})
