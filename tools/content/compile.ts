/**
 * Compiles content/ into build/content/. Everything is read and checked first; files are written only when nothing is
 * wrong, and a file that did not change keeps its time. The format: docs/formats/content.md.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { FLOW_IDS } from '../../src/law/flow-ids.ts'
import type { ClockPack } from '../../src/law/types.ts'
import type { LettersPack } from '../../src/letters/types.ts'
import { readCard } from './card.ts'
import { readCalendar, readTerms } from './clocks.ts'
import { compileExam } from './exam.ts'
import { type ReadFlow, readFlow } from './flow.ts'
import { argumentsOf, checkFlowWords } from './flow-words.ts'
import { compileLetters } from './letters.ts'
import { libraryOf, readActs, readSources } from './library.ts'
import { compileMessages, type Messages, writeMessages } from './messages.ts'
import type { NeededText } from './provenance.ts'
import { type NamedRemedy, readRemedies, refuseUnknownRemedies } from './remedies.ts'
import { createReport, inReadingOrder, type Problem, type Report } from './report.ts'
import { checkUses } from './rule-graph.ts'
import { type Cursor, openYaml } from './yaml-source.ts'

export interface CompileOptions {
  /** Writes what could be read although there are problems: to look at unfinished work, never to ship it. */
  unfinished?: boolean
}

export interface Compilation {
  problems: Problem[]
  warnings: Problem[]
  /** Names of the files under outDir; empty when there was a problem, unless unfinished work is wanted. */
  written: string[]
}

/**
 * @param contentDir the folder `content`; reports name files from its parent on
 * @param outDir made when it does not exist
 */
export function compileContent(
  contentDir: string,
  outDir: string,
  { unfinished = false }: CompileOptions = {},
): Compilation {
  const report = createReport()
  const messages = compileMessages(contentDir)
  for (const { file, line, reason } of messages.problems) report.problem(file, line, reason)
  const files = new Map([
    ...compileLaw(contentDir, messages, report),
    ...compileExam(contentDir, messages, report),
  ])
  const result = { problems: inReadingOrder(report.problems), warnings: inReadingOrder(report.warnings) }
  if (result.problems.length > 0 && !unfinished) return { ...result, written: [] }
  return { ...result, written: write(outDir, files, messages) }
}

/** All of content/law and content/letters as files to write. */
function compileLaw(contentDir: string, messages: Messages, report: Report): Map<string, string> {
  const law = join(contentDir, 'law')
  const nameOf = (path: string) => relative(dirname(contentDir), path).split(sep).join('/')
  const open = (path: string) => openYaml(path, nameOf(path), report)
  const needed = (path: string): Cursor | null => {
    if (existsSync(path)) return open(path)
    report.problem(nameOf(path), 1, 'file is missing')
    return null
  }
  const folder = (path: string): Cursor[] => {
    if (!existsSync(path)) return []
    return readdirSync(path)
      .toSorted()
      .flatMap((name) => {
        if (name.endsWith('.yaml')) return open(join(path, name)) ?? []
        report.problem(nameOf(join(path, name)), 1, 'only .yaml files belong here')
        return []
      })
  }
  const wanted: { key: string; at: Cursor }[] = []
  const needText: NeededText = (key, at) => wanted.push({ key, at })

  const actsFile = needed(join(law, 'acts.yaml'))
  const sourcesFile = needed(join(law, 'sources.yaml'))
  const acts = actsFile ? readActs(actsFile, needText) : []
  const sources = sourcesFile ? readSources(sourcesFile) : []
  const library = libraryOf(acts, sources)

  const clocks: ClockPack = { terms: {}, calendars: {} }
  const missed: NamedRemedy[] = []
  for (const file of folder(join(law, 'terms'))) readTerms(file, clocks.terms, library, needText, missed)
  const remedies = existsSync(join(law, 'remedies.yaml')) ? open(join(law, 'remedies.yaml')) : null
  const places = remedies ? readRemedies(remedies, clocks, library, needText) : new Map<string, Cursor>()
  refuseUnknownRemedies(missed, clocks, places)
  for (const file of folder(join(law, 'calendars'))) {
    const year = readCalendar(file, library)
    if (!year) continue
    if (basename(file.file) !== `${year.year}.yaml`)
      file.refuse(`year ${year.year} belongs in ${year.year}.yaml`)
    clocks.calendars[year.year] = year
  }

  const flows: ReadFlow[] = []
  refuseStrangeFlows(law, nameOf, report)
  for (const name of FLOW_IDS) {
    const home = join(law, name)
    if (!existsSync(home)) continue
    const facts = needed(join(home, 'facts.yaml'))
    const optional = (file: string) => (existsSync(join(home, file)) ? open(join(home, file)) : null)
    const [screens, phrases, terms, rules] = [
      optional('screens.yaml'),
      optional('phrases.yaml'),
      optional('terms.yaml'),
      folder(join(home, 'rules')),
    ]
    if (!facts) continue
    const flow = readFlow({ facts, screens, phrases, terms, rules }, name, {
      library,
      terms: new Set(Object.keys(clocks.terms)),
      needText,
    })
    checkUses(flow)
    checkFlowWords(flow, messages)
    flows.push(flow)
  }
  const cardFile = join(contentDir, 'guides', 'card.yaml')
  const cardText = existsSync(cardFile) ? open(cardFile) : null
  const card = cardText ? readCard(cardText, library, messages, needText) : null
  refuseMissingTexts(wanted, messages)
  const letters = readLetters(contentDir, flows, clocks, places, report)

  const files = new Map([
    ['law-clocks.json', JSON.stringify(clocks)],
    ['law-acts.json', JSON.stringify(Object.fromEntries(acts.map(({ id, articles }) => [id, { articles }])))],
    ['law-sources.json', JSON.stringify(Object.fromEntries(sources.map(({ id, ...rest }) => [id, rest])))],
    ...(card ? [['guides-card.json', JSON.stringify(card)] as const] : []),
    ...(letters ? [['letters.json', JSON.stringify(letters)] as const] : []),
    ...flows.map(({ pack }) => [`law-${pack.flow}.json`, JSON.stringify(pack)] as const),
  ])
  files.set('editions.json', JSON.stringify(editionsOf(files)))
  return files
}

/** The edition of a pack is the hash of its text: what reviewers sign, and what an app compares (src/law/editions.ts). */
function editionsOf(files: Map<string, string>): Record<string, string> {
  const packs = [...files].flatMap(([name, text]) => {
    const pack = /^law-(.+)\.json$/.exec(name)?.[1]
    return pack && pack !== 'acts' && pack !== 'sources'
      ? [[pack, createHash('sha256').update(text).digest('base64url')] as const]
      : []
  })
  return Object.fromEntries(packs)
}

/** Letters, and whether every rule names one that exists. Null while there are none. */
function readLetters(
  contentDir: string,
  flows: ReadFlow[],
  clocks: ClockPack,
  remedies: Map<string, Cursor>,
  report: Report,
): LettersPack | null {
  const folder = join(contentDir, 'letters')
  if (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith('.yaml'))) return null
  const { pack, problems } = compileLetters(contentDir)
  const home = `${basename(contentDir)}/`
  for (const { file, line, reason } of problems)
    report.problem(file.startsWith(home) ? file : home + file, line, reason)
  for (const { pack: flow, places } of flows)
    for (const { id, letter } of flow.rules)
      if (letter && !Object.hasOwn(pack.letters, letter))
        places.rules.get(id)?.at.refuse(`letter '${letter}' is not in content/letters`)
  for (const { id, letter } of Object.values(clocks.remedies ?? {}))
    if (letter && !Object.hasOwn(pack.letters, letter))
      remedies.get(id)?.refuse(`letter '${letter}' is not in content/letters`)
  return pack
}

/** A folder with facts that is no flow would be left out of the product without a word. */
function refuseStrangeFlows(law: string, nameOf: (path: string) => string, report: Report): void {
  if (!existsSync(law)) return
  for (const name of readdirSync(law)) {
    const facts = join(law, name, 'facts.yaml')
    if (!(FLOW_IDS as readonly string[]).includes(name) && existsSync(facts))
      report.problem(nameOf(facts), 1, `'${name}' is no flow: known are ${FLOW_IDS.join(', ')}`)
  }
}

/** Names of acts and terms and texts of disputes stand in area `law`. */
function refuseMissingTexts(wanted: { key: string; at: Cursor }[], messages: Messages): void {
  const missing = wanted.filter(({ key }) => !argumentsOf(messages, 'law', key))
  if (messages.areas.has('law'))
    for (const { key, at } of missing) at.refuse(`message '${key}' is missing in area 'law'`)
  else if (missing[0]) missing[0].at.refuse('no words: content/messages/<lang>/law.yaml does not exist')
}

/** Into a folder beside the last build first, then file by file into its place: a build that is cut off harms nothing. */
function write(outDir: string, files: Map<string, string>, messages: Messages): string[] {
  mkdirSync(outDir, { recursive: true })
  const staging = mkdtempSync(join(dirname(outDir), `.${basename(outDir)}-`))
  try {
    writeMessages(messages, staging)
    for (const [name, text] of files) writeFileSync(join(staging, name), text)
    const names = readdirSync(staging).toSorted()
    for (const name of names) {
      const target = join(outDir, name)
      const same = existsSync(target) && readFileSync(target).equals(readFileSync(join(staging, name)))
      if (!same) renameSync(join(staging, name), target)
    }
    for (const old of readdirSync(outDir))
      if (!names.includes(old)) rmSync(join(outDir, old), { recursive: true })
    return names
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}
