/** `hamroh patterns`: many narratives → which of them repeat, and an exhibit of one group. */
import { resolve } from 'node:path'
import { findPatterns, MEASURE, type Measure, type Narrative, type Patterns } from '../casework/patterns.ts'
import { exhibitOf } from '../casework/patterns-exhibit.ts'
import { exhibitPage } from '../casework/patterns-page.ts'
import { BadDateError, daySpan } from '../law/dates.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readWords } from './content.ts'
import { badInput, EXIT } from './failure.ts'
import { type Input, problemsIn, readJson } from './input.ts'
import type { Json } from './json.ts'
import { document } from './json-output.ts'
import { LANG, langOf } from './options.ts'
import { checkTarget, writeWhole } from './write-file.ts'

/** Bytes: 20,000 narratives of two printed pages. */
const LIMIT = 200_000_000
/** Characters of one narrative. */
const LONGEST = 1_000_000
const FIELDS = ['id', 'text', 'station', 'day', 'names']

export const patterns: Command = {
  name: 'patterns',
  summary: 'finds the same narrative in many protocols',
  about: `Reads a list [{"id", "text", "station", "day", "names"}] from FILE (docs/formats/patterns.schema.json; only id and text are needed) and prints which texts repeat: every pair at or above the threshold is counted, the most alike are listed, groups are those that hang together. Likeness is the Jaccard coefficient of runs of words; names, dates, numbers, articles and places are not compared. docs/formats/patterns.md tells how.

Likeness shows that texts repeat, never why. With --exhibit N --out PAGE.html group N is written as a page with a table and the texts side by side; names are covered, and every line should be read before it is handed on. --own ID shows the protocols of one case, your own, as they were written.`,
  operands: [{ name: 'FILE', about: 'JSON file, or - for standard input' }],
  options: [
    { name: 'threshold', value: 'T', about: `least likeness, 0.001 to 1 (default ${MEASURE.threshold})` },
    { name: 'shingle', value: 'N', about: `words in a run, 1 to 12 (default ${MEASURE.shingle})` },
    { name: 'pairs', value: 'N', about: 'how many pairs to list (default 1000); all are counted' },
    { name: 'exhibit', value: 'N', about: 'write group N, from 1, as a page; needs --out' },
    { name: 'own', value: 'IDS', about: 'ids of the case of the exhibit, with commas: shown as written' },
    { name: 'out', value: 'PATH', about: 'the page to write, .html' },
    { name: 'force', about: 'replace the page when it exists' },
    { ...LANG, about: 'language of the page (default ru)' },
  ],
  examples: [
    { line: 'hamroh patterns protocols.json', about: 'what repeats' },
    {
      line: 'hamroh patterns protocols.json --exhibit 1 --own P-7 --out exhibit.html',
      about: 'the largest group beside the protocol of one case',
    },
  ],
  run: runPatterns,
}

async function runPatterns(call: Call, io: Io): Promise<number> {
  const measure = measureOf(call)
  const keep = wholeOption(call, 'pairs', 1000, 0, 1_000_000)
  const out = call.option('out')
  const asked = call.option('exhibit') === undefined ? null : wholeOption(call, 'exhibit', 1, 1, 1_000_000)
  if ((asked === null) !== (out === undefined))
    throw badInput(asked === null ? '--exhibit' : '--out', 'is needed: --exhibit N --out PAGE.html', HELP)
  if (out !== undefined) {
    if (!out.toLowerCase().endsWith('.html'))
      throw badInput('--out', `"${out}" does not end in .html`, 'the exhibit is a page of HTML')
    checkTarget(resolve(out), call.given('force'))
  }
  const input = await readJson(call.operands[0]!, io, LIMIT)
  const narratives = narrativesIn(input)
  const own = (call.option('own') ?? '').split(',').filter(Boolean)
  for (const id of own)
    if (!narratives.some((each) => each.id === id))
      throw badInput('--own', `there is no text "${id}"`, 'name ids of FILE, with commas between them')
  const found = findPatterns(narratives, measure, keep)
  if (asked !== null && out !== undefined) await writeExhibit(found, narratives, asked, own, out, call)
  io.out(document(json(found)))
  return EXIT.done
}

const HELP = 'see: hamroh patterns --help'

async function writeExhibit(
  found: Patterns,
  narratives: readonly Narrative[],
  asked: number,
  own: readonly string[],
  out: string,
  call: Call,
): Promise<void> {
  const cluster = found.clusters[asked - 1]
  if (!cluster)
    throw badInput('--exhibit', `there is no group ${asked}`, `groups found: ${found.clusters.length}`)
  const stranger = own.find((id) => !cluster.members.includes(id))
  if (stranger)
    throw badInput('--own', `"${stranger}" is not in group ${asked}`, 'name ids that stand in that group')
  await ensureContent()
  const words = readWords(langOf(call), ['patterns'])
  const page = exhibitPage(exhibitOf(cluster, narratives, { measure: found.measure, own }), words)
  writeWhole(resolve(out), new TextEncoder().encode(page), call.given('force'))
}

function measureOf(call: Call): Measure {
  const text = call.option('threshold')
  const threshold = text === undefined ? MEASURE.threshold : Number(text)
  if (!(threshold >= 0.001 && threshold <= 1) || !/^\d*\.?\d{0,3}$/.test(text ?? '0.6'))
    throw badInput('--threshold', `"${text}" is no likeness`, 'write 0.001 to 1 with at most three decimals')
  const shingle = wholeOption(call, 'shingle', MEASURE.shingle, 1, 12)
  return { threshold, shingle, fewestWords: Math.max(MEASURE.fewestWords, shingle) }
}

function wholeOption(call: Call, name: string, otherwise: number, least: number, most: number): number {
  const text = call.option(name)
  if (text === undefined) return otherwise
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number
  throw badInput(`--${name}`, `"${text}" is no whole number from ${least} to ${most}`, HELP)
}

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every problem of the list with its place. */
function narrativesIn(input: Input): Narrative[] {
  const problems: { path: string; reason: string }[] = []
  const seen = new Map<string, number>()
  const narratives: Narrative[] = []
  const list = input.value
  if (!Array.isArray(list))
    throw problemsIn(input, [{ path: '', reason: 'a list [ … ] of narratives is expected' }], SCHEMA)
  for (const [i, item] of list.entries()) {
    const refuse = (name: string, reason: string) =>
      problems.push({ path: `[${i}]${name && `.${name}`}`, reason })
    if (!isRecord(item)) {
      refuse('', 'an object {"id", "text"} is expected')
      continue
    }
    for (const name of Object.keys(item))
      if (!FIELDS.includes(name)) refuse(name, `is none of ${FIELDS.join(', ')}`)
    const { id, text, station = null, day = null, names = [] } = item
    if (typeof id !== 'string' || id.trim() === '' || id.length > 200)
      refuse('id', 'a text of at most 200 characters is expected')
    else if (seen.has(id)) refuse('id', `"${id}" stands at [${seen.get(id)}] already`)
    else seen.set(id, i)
    if (typeof text !== 'string') refuse('text', 'a text is expected')
    else if (text.length > LONGEST) refuse('text', `is longer than ${LONGEST} characters`)
    if (station !== null && (typeof station !== 'string' || station.length > 200))
      refuse('station', 'a text of at most 200 characters is expected')
    if (day !== null && !isDay(day)) refuse('day', 'a day like 2026-03-12 is expected, or leave it out')
    if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
      refuse('names', 'a list of texts is expected')
    narratives.push({
      ...{ id: id as string, text: text as string },
      ...(station === null ? {} : { station: station as string }),
      ...(day === null ? {} : { day: day as string }),
      names: names as string[],
    })
  }
  if (problems.length > 0) throw problemsIn(input, problems.slice(0, 50), SCHEMA)
  return narratives
}

const SCHEMA = 'see docs/formats/patterns.schema.json'

function isDay(value: Json): boolean {
  if (typeof value !== 'string' || value.length !== 10) return false
  try {
    daySpan(value)
    return true
  } catch (error) {
    if (error instanceof BadDateError) return false
    throw error
  }
}

const json = ({ measure, compared, leftOut, pairCount, pairs, clusters }: Patterns) => ({
  measure: {
    likeness: 'jaccard of word shingles',
    shingle: measure.shingle,
    threshold: measure.threshold,
    fewest_words: measure.fewestWords,
  },
  compared,
  too_short: leftOut,
  pair_count: pairCount,
  groups: clusters.map(({ members, reference, variants, least, stations, days }, i) => ({
    group: i + 1,
    size: members.length,
    members,
    reference,
    variants,
    least,
    stations,
    days,
  })),
  pairs,
})
