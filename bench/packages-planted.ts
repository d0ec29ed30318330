/**
 * 1,762 made-up packages, 1,427 of them with planted faults: which are found, which are missed, which are made up by the checker, and
 * how long it takes. Ends with exit code 1 when the planted and the found differ anywhere.
 *
 *   node tools/launch.mjs bench/packages-planted.ts [SEED]
 */
import { readFacts } from '../src/law/facts.ts'
import { packs } from '../src/law/package.test-support.ts'
import { checkPackage } from '../src/law/package.ts'
import { type Fault, type Package, plantedPackages } from './planted.ts'

/** Which rule speaks of which fault. */
export const RULE_OF: Record<Fault, string> = {
  'consents missing': 'package.consents.missing',
  'kinship missing': 'package.kinship.missing',
  'identity missing': 'package.identity.missing',
  'stay-child missing': 'package.stay.child-missing',
  'stay-filer missing': 'package.stay.filer-missing',
  'registration missing': 'package.registration.missing',
  'fingerprints missing': 'package.fingerprints.missing',
  'medical missing': 'package.medical.missing',
  'tax-number left out': 'package.tax-number.missing',
  'pension-number left out': 'package.pension-number.missing',
  'work left out': 'package.work.missing',
  'study left out': 'package.study.missing',
  'kinship untranslated': 'package.translation.kinship',
  'identity untranslated': 'package.translation.identity',
  'stay untranslated': 'package.translation.stay',
  'study untranslated': 'package.translation.study',
  'other untranslated': 'package.translation.other',
  'translation refused as foreign': 'package.translation.abroad',
  'medical refused as foreign': 'package.medical.abroad',
  'child spelled in two ways': 'package.names.child',
  'filer spelled in two ways': 'package.names.filer',
  'birth dates differ': 'package.names.births',
  'registration expired': 'package.registration.expired',
  'stay expired': 'package.stay.expired',
  'identity expired': 'package.identity.expired',
  'patent expired': 'package.patent.unpaid',
  'insurance expired': 'package.insurance.expired',
  'registration ends during the check': 'package.registration.ends-during-check',
  'stay ends during the check': 'package.stay.ends-during-check',
  'identity ends during the check': 'package.identity.ends-during-check',
  'patent ends during the check': 'package.patent.ends-during-check',
  'insurance ends during the check': 'package.insurance.ends-during-check',
  'insurance of another region': 'package.insurance.other-region',
  'filer without a right': 'package.filer.representation',
  'filed in person': 'package.channel.in-person',
  'filed in a way that does not exist': 'package.channel.other',
  listed: 'package.registry.listed',
}

/** A fault that is no fault of its own but follows from another one: insurance that does not hold weakens the patent. */
const FOLLOWS: [from: Fault[], rule: string][] = [
  [['insurance expired', 'insurance of another region'], 'package.patent.weakened'],
]

/** Kinds of findings that say that something is wrong. */
const WRONG = ['missing', 'expired', 'expiring', 'untranslated', 'mismatched', 'wrong-place', 'defect']

export interface Verdict {
  /** Ids of rules. */
  missed: string[]
  invented: string[]
  found: number
}

/** What the checker makes of one package, beside what was planted in it. @throws when the answers are no valid input */
export function judge({ answers, today, planted }: Package): Verdict {
  const read = readFacts(packs.flow, answers, { clocks: packs.clocks, today })
  if (!read.ok) throw new Error(`${JSON.stringify(read.problems)} in ${JSON.stringify(answers)}`)
  const { findings } = checkPackage(packs, read.facts, today)
  const found = findings
    .filter(({ status, kind }) => status === 'found' && WRONG.includes(kind))
    .map(({ id }) => id)
  const wanted = new Set(planted.map((fault) => RULE_OF[fault]))
  for (const [from, rule] of FOLLOWS) if (from.some((fault) => planted.includes(fault))) wanted.add(rule)
  return {
    missed: [...wanted].filter((rule) => !found.includes(rule)),
    invented: found.filter((rule) => !wanted.has(rule)),
    found: found.length,
  }
}

function main(): void {
  const seed = Number(process.argv[2] ?? 1762)
  const packages = plantedPackages({ seed })
  const counts = new Map<Fault, number>()
  for (const fault of packages.flatMap(({ planted }) => planted))
    counts.set(fault, (counts.get(fault) ?? 0) + 1)
  const faulty = packages.filter(({ planted }) => planted.length > 0).length
  const before = process.cpuUsage()
  const verdicts = packages.map(judge)
  const took = process.cpuUsage(before).user / 1000
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, each) => total + of(each), 0)
  const flagged = verdicts.filter(({ found }) => found > 0).length
  console.log(
    `seed ${seed}: ${packages.length} packages, ${faulty} with planted faults, ${packages.length - faulty} clean`,
  )
  console.log(
    `planted ${[...counts.values()].reduce((a, b) => a + b, 0)} faults of ${counts.size} kinds of ${Object.keys(RULE_OF).length}`,
  )
  console.log(
    `packages with something found: ${flagged}; faults missed: ${sum((v) => v.missed.length)}; made up: ${sum((v) => v.invented.length)}`,
  )
  console.log(
    `${(took / packages.length).toFixed(2)} ms a package with readFacts, ${(took / 1000).toFixed(2)} s in all`,
  )
  const rarest = [...counts].sort((a, b) => a[1] - b[1])[0]
  if (rarest) console.log(`rarest: ${rarest[0]}, ${rarest[1]} times`)
  for (const [i, { missed, invented }] of verdicts.entries())
    if (missed.length + invented.length > 0) {
      process.exitCode = 1
      console.error(JSON.stringify({ missed, invented, ...packages[i] }))
    }
}

if (process.argv[1] === import.meta.filename) main()
