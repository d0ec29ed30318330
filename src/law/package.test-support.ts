/** The real package flow as the content compiler wrote it, and two fictional families to start tests from. */
import { readFileSync } from 'node:fs'
import { clocks } from './clocks.test-support.ts'
import { readFacts } from './facts.ts'
import { checkPackage, type PackagePacks, type PackageResult } from './package.ts'
import type { Facts, FlowPack } from './types.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

export const flow: FlowPack = read('../../build/content/law-package.json')
export const packs: PackagePacks = { flow, clocks }

export const TODAY = '2026-11-22'

/** The mother with a patent and the girl of nine, as the example of the documentation gives them. */
export const GIRL: Facts = factsOf(read('../../docs/formats/examples/package.json'))

/** A boy for grade 3, filed in the summer; all papers there and in order. */
export const CLEAN: Facts = {
  'applying.to': 'school',
  'child.citizenship': 'other',
  grade: 3,
  'child.age': 9,
  'filer.kind': 'parent',
  'filer.status': 'rvp',
  'filing.on': '2026-08-03',
  'filing.channel': 'portal',
  'papers.present': [
    'consents',
    'kinship',
    'identity',
    'stay-child',
    'stay-filer',
    'registration',
    'fingerprints',
    'medical',
  ],
  'papers.dated': ['registration', 'stay'],
  'registration.ends': '2027-02-01',
  'stay.ends': '2027-02-01',
  'papers.untranslated': [],
  'papers.abroad': [],
  'papers.extra': [],
  'names.child': 'same',
  'names.filer': 'same',
  'names.births': 'same',
  'registry.entry': 'not-listed',
  'test.history': [],
}
/** The day on which the clean family looks. */
export const SUMMER = '2026-07-20'

/** The clean family with a patent. */
export const PATENT: Facts = {
  ...CLEAN,
  'filer.status': 'patent',
  'papers.dated': ['registration'],
  'stay.ends': null,
  'patent.paid_until': '2027-02-01',
  'insurance.ends': '2027-02-01',
  'insurance.region': 'same',
}

export function factsOf(input: unknown): Facts {
  const facts = readFacts(flow, input, { clocks, today: TODAY })
  if (!facts.ok) throw new Error(JSON.stringify(facts.problems))
  return facts.facts
}

/** The clean family with other answers; `undefined` takes an answer away. */
export function family(change: Record<string, Facts[string] | undefined>, from: Facts = CLEAN): Facts {
  return Object.fromEntries(
    Object.entries({ ...from, ...change }).filter(
      (entry): entry is [string, Facts[string]] => entry[1] !== undefined,
    ),
  )
}

export const check = (facts: Facts, today = SUMMER): PackageResult => checkPackage(packs, facts, today)

/** What is to be done, in the order told. */
export const acts = (result: PackageResult): string[] =>
  [result.first, ...result.urgent, ...result.rest].flatMap((finding) => finding?.id ?? [])
export const ids = (findings: { id: string }[]): string[] => findings.map(({ id }) => id)
