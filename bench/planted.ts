/**
 * Made-up families and their school papers, some with planted faults. It knows papers, calendars and how people type, and nothing of
 * the checker: no import from src, none of its rules. Answers are written in the public input format (docs/formats/package.schema.json).
 */

export type Fault =
  | `${'consents' | 'kinship' | 'identity' | 'stay-child' | 'stay-filer' | 'registration' | 'fingerprints' | 'medical'} missing`
  | `${'tax-number' | 'pension-number' | 'work' | 'study'} left out`
  | `${'kinship' | 'identity' | 'stay' | 'study' | 'other'} untranslated`
  | `${'translation' | 'medical'} refused as foreign`
  | `${'child' | 'filer'} spelled in two ways`
  | 'birth dates differ'
  | `${'registration' | 'stay' | 'identity' | 'patent' | 'insurance'} expired`
  | `${'registration' | 'stay' | 'identity' | 'patent' | 'insurance'} ends during the check`
  | 'insurance of another region'
  | 'filer without a right'
  | 'filed in person'
  | 'filed in a way that does not exist'
  | 'listed'

export interface Package {
  answers: Record<string, unknown>
  /** The day on which the family looks. */
  today: string
  planted: Fault[]
}

/** Mulberry32: small, seeded, the same everywhere. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

// ── days, from the printed calendar of 2026 ──────────────────────────────────────────────────────────────

const DAY = 86_400_000
const OFF = new Set(['2026-05-01', '2026-05-11', '2026-06-12', '2026-11-04'])
const plus = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)

function isWorked(day: string): boolean {
  const weekday = new Date(day).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !OFF.has(day)
}

function workedDaysAfter(day: string, count: number): string {
  let at = day
  for (let left = count; left > 0; ) {
    at = plus(at, 1)
    if (isWorked(at)) left--
  }
  return at
}

/** Five working days to see whether all is there, then twenty-five to see whether it is true. */
export const endOfCheck = (filed: string): string => workedDaysAfter(workedDaysAfter(filed, 5), 25)

// ── one family ───────────────────────────────────────────────────────────────────────────────────────────

const SURNAMES = [
  'Абдуллаев',
  'Ўрмонова',
  'Саидзода',
  'Ёқубова',
  'Аль-Хасан',
  'Бек-Тагаева',
  "Mo'minova",
  'Нурматов',
]
const LETTERS: [from: string, to: string][] = [
  ['а', 'о'],
  ['о', 'а'],
  ['и', 'ы'],
  ['е', 'и'],
  ['m', 'n'],
]

const PAPERS = [
  'consents',
  'kinship',
  'identity',
  'stay-child',
  'stay-filer',
  'registration',
  'fingerprints',
  'medical',
] as const

/**
 * `faulty` of `count` families have one to four planted faults, the others none; the order is mixed. Clean packages are messy too: the
 * same name typed in different ways, papers nobody needs, papers that last to the very last day.
 */
export function plantedPackages({ seed = 1762, count = 1762, faulty = 1427 } = {}): Package[] {
  const random = generator(seed)
  const marks = Array.from({ length: count }, (_, i) => i < faulty)
  for (let i = marks.length - 1; i > 0; i--) {
    const j = random(i + 1)
    ;[marks[i], marks[j]] = [marks[j]!, marks[i]!]
  }
  return marks.map((isFaulty) => onePackage(random, isFaulty))
}

function onePackage(random: (below: number) => number, isFaulty: boolean): Package {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
  const often = () => random(3) > 0

  const filed = plus(pick(['2026-04-01', '2026-05-12', '2026-07-06', '2026-08-03']), random(28))
  const today = plus(filed, -random(20))
  const last = endOfCheck(filed)
  const grade = 1 + random(11)
  const age = grade + 6 + random(2)
  const status = pick(['patent', 'rvp', 'vnzh', 'migration-card', 'visa'])

  // What this family could be caught with; two faults of one paper do not go together.
  const possible: Fault[][] = [
    ...PAPERS.filter((paper) => paper !== 'kinship' && paper !== 'identity' && paper !== 'registration').map(
      (paper) => [`${paper} missing` as Fault],
    ),
    ['kinship missing', 'kinship untranslated'],
    ['identity missing', 'identity untranslated', 'identity expired', 'identity ends during the check'],
    ['registration missing', 'registration expired', 'registration ends during the check'],
    ['stay expired', 'stay ends during the check', 'stay untranslated'],
    ['tax-number left out'],
    ['pension-number left out'],
    ['work left out'],
    grade >= 2 ? ['study left out', 'study untranslated'] : [],
    ['other untranslated'],
    ['translation refused as foreign'],
    ['medical refused as foreign'],
    ['child spelled in two ways', 'filer spelled in two ways'],
    ['birth dates differ'],
    ['filer without a right'],
    ['filed in person', 'filed in a way that does not exist'],
    ['listed'],
    status === 'patent' ? ['patent expired', 'patent ends during the check'] : [],
    status === 'patent' ? ['insurance expired', 'insurance ends during the check'] : [],
    status === 'patent' ? ['insurance of another region'] : [],
  ]
  const planted: Fault[] = []
  for (let left = isFaulty ? 1 + random(4) : 0; left > 0; ) {
    const at = random(possible.length)
    const group = possible[at]!
    if (group.length === 0) continue
    planted.push(pick(group))
    possible[at] = []
    left--
  }
  const is = (fault: Fault) => planted.includes(fault)
  // A medical paper that is not there cannot be refused, a stay that lapsed cannot be missing.
  if (is('medical missing') && is('medical refused as foreign'))
    planted.splice(planted.indexOf('medical refused as foreign'), 1)

  /** The last day of a paper: long enough, on the very last day, too short, or gone. */
  const until = (paper: 'registration' | 'stay' | 'identity' | 'patent' | 'insurance'): string => {
    if (is(`${paper} expired`)) return plus(filed, -1 - random(60))
    if (is(`${paper} ends during the check`))
      return plus(filed, random((Date.parse(last) - Date.parse(filed)) / DAY))
    return pick([last, plus(last, 1), plus(last, 1 + random(400))])
  }

  const dated = (['registration', 'stay', 'identity'] as const).filter((paper) => {
    if (paper !== 'stay' && is(`${paper} missing`)) return false
    return is(`${paper} expired`) || is(`${paper} ends during the check`) || often()
  })
  const surname = pick(SURNAMES)
  const typed = [surname, anotherHand(surname, random)]
  const child = is('child spelled in two ways')
  const filer = is('filer spelled in two ways')
  // The same name in another hand is often called different by the person, until both spellings are looked at.
  const messy = !child && !filer && often()
  const spelled: [string, string] | null =
    child || filer ? [surname, slipOf(surname, random)] : messy ? (typed as [string, string]) : null

  const channel = pick(['portal', 'regional-portal', 'registered-post'])
  const answers: Record<string, unknown> = {
    'applying.to': 'school',
    'child.citizenship': pick(['other', 'stateless', 'belarus']),
    grade,
    'child.age': age,
    'filer.kind': is('filer without a right') ? 'other' : pick(['parent', 'guardian']),
    'filer.status': status,
    'filing.on': filed,
    'filing.channel': is('filed in person')
      ? 'in-person'
      : is('filed in a way that does not exist')
        ? 'other'
        : channel,
    'papers.present': PAPERS.filter((paper) => !is(`${paper} missing`)),
    'papers.dated': dated,
    ...Object.fromEntries(dated.map((paper) => [`${paper}.ends`, until(paper)])),
    'papers.untranslated': (['kinship', 'identity', 'stay', 'study', 'other'] as const).filter((paper) =>
      is(`${paper} untranslated`),
    ),
    'papers.extra': (['tax-number', 'pension-number', 'work', 'study'] as const).filter(
      // Papers of an earlier school are nobody's business in grade 1.
      (paper) => is(`${paper} left out`) || (paper === 'study' && grade === 1 && often()),
    ),
    'names.child': child || messy ? 'differ' : 'same',
    'names.filer': filer ? 'differ' : 'same',
    'names.births': is('birth dates differ') ? 'differ' : 'same',
    'registry.entry': is('listed') ? 'listed' : pick(['not-checked', 'not-listed']),
    'test.history': pick([[], ['transfer'], ['values']]),
    ...(spelled ? { 'spelling.one': spelled[0], 'spelling.two': spelled[1] } : {}),
    ...(status === 'patent'
      ? {
          'patent.paid_until': until('patent'),
          'insurance.ends': until('insurance'),
          'insurance.region': is('insurance of another region') ? 'other' : 'same',
        }
      : {}),
  }
  const abroad = (['translation', 'medical'] as const).filter(
    (paper) => is(`${paper} refused as foreign`) || random(4) === 0,
  )
  answers['papers.abroad'] = abroad
  for (const paper of abroad) answers[`${paper}.accepted`] = is(`${paper} refused as foreign`) ? 'no' : 'yes'
  return { answers, today, planted }
}

/** The same name as another person types it: case, a space or a hyphen, another apostrophe, ё as е. */
function anotherHand(name: string, random: (below: number) => number): string {
  const hands: ((text: string) => string)[] = [
    (text) => text.toUpperCase(),
    (text) => ` ${text.toLowerCase()} `,
    (text) => text.replace('-', ' '),
    (text) => text.replace("'", 'ʻ'),
    (text) => text.replace("'", '’'),
    (text) => text.replace('Ё', 'Е').replace('ё', 'е'),
    (text) => text.normalize('NFD'),
  ]
  return hands[random(hands.length)]!(hands[random(hands.length)]!(name))
}

/** A spelling that differs in one letter, as two translators write it. */
function slipOf(name: string, random: (below: number) => number): string {
  const fit = LETTERS.filter(([from]) => name.includes(from))
  const [from, to] = fit[random(fit.length)]!
  return name.replace(from, to)
}
