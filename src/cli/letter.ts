/** `hamroh letter`: facts and blanks of a case → a document to print, sign and send. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { readFacts } from '../law/facts.ts'
import { FLOW_IDS, type FlowId } from '../law/flow-ids.ts'
import { findings } from '../law/flows.ts'
import { nearest } from '../law/nearest.ts'
import { checkRuling } from '../law/rulings.ts'
import { type Deadline, type Facts, type Finding, LANGUAGES, type Lang } from '../law/types.ts'
import { composeLetter } from '../letters/compose.ts'
import { toEnvelope } from '../letters/envelope.ts'
import { toExplanation } from '../letters/explanation.ts'
import { toText } from '../letters/text.ts'
import type { LetterInput, LetterModel, LettersPack, LetterTemplate } from '../letters/types.ts'
import type { Call, Command, Io } from './command.ts'
import { buildFonts, ensureContent, readClocks, readFlow, readLetters, readWords } from './content.ts'
import { reasonsOf } from './facts-refused.ts'
import { BadInput, badInput, EXIT } from './failure.ts'
import { type JsonObject, problemsIn, readJsonObject } from './input.ts'
import type { Json } from './json.ts'
import { document } from './json-output.ts'
import { LANG, langOf, TODAY, todayOf } from './options.ts'
import { checkTarget, writeWhole } from './write-file.ts'

const FORMATS = ['.docx', '.pdf', '.txt'] as const
type Format = (typeof FORMATS)[number]

export const letter: Command = {
  name: 'letter',
  summary: 'writes a complaint or a motion as DOCX, PDF or text',
  about: `Reads {"flow": "…", "facts": {…}, "blanks": {…}} from FILE (docs/formats/letter.schema.json): the facts are those of the letter's flow (hamroh law ruling, hamroh law flow) unless "flow" names another, the blanks are what a person fills in. Finds what is wrong, composes the letter KIND in Russian, and writes it to the file named with --out, whose ending chooses the format. An empty blank is printed as a line.

With --explain LANG it writes a copy for the family instead, which explains the letter in its language and is not to be filed; with --envelope the sheet for the post: to whom, from whom, what lies in the envelope.

Prints one JSON object: where the file is, its size and SHA-256, the blanks that are still open, and the marks «[проверить: …]» that a defender must clear. Passport numbers belong on the printed paper, not in FILE.`,
  operands: [
    { name: 'KIND', about: 'kind of letter; list names them', optional: true },
    { name: 'FILE', about: 'JSON file, or - for standard input', optional: true },
  ],
  options: [
    { name: 'out', value: 'PATH', about: 'file to write: .docx, .pdf or .txt' },
    { name: 'force', about: 'replace the file when it exists' },
    { name: 'list', about: 'print all kinds with their blanks instead, as KIND list does' },
    { name: 'explain', value: 'LANG', of: LANGUAGES, about: 'write the copy for the family in LANG instead' },
    { name: 'envelope', about: 'write the sheet for the post instead' },
    { ...LANG, about: 'language of messages about wrong input (default ru); letters are in Russian' },
    TODAY,
  ],
  examples: [
    {
      line: 'hamroh letter koap-complaint case.json --out complaint.docx',
      about: 'a complaint, to edit and sign',
    },
    {
      line: 'hamroh letter koap-complaint case.json --explain uz --out copy.pdf',
      about: 'the copy for the family',
    },
    { line: 'hamroh letter list', about: 'what can be written' },
  ],
  run: runLetter,
}

async function runLetter(call: Call, io: Io): Promise<number> {
  if (call.given('list') || call.operands[0] === 'list') {
    await ensureContent()
    io.out(document(listJson(readLetters())))
    return EXIT.done
  }
  const [kind, file] = call.operands
  if (kind === undefined || file === undefined)
    throw badInput(kind === undefined ? 'KIND' : 'FILE', 'is missing', 'see: hamroh letter --help')
  const out = call.option('out')
  if (out === undefined) throw badInput('--out', 'is needed: --out PATH', 'see: hamroh letter --help')
  const format = extname(out).toLowerCase() as Format
  if (!FORMATS.includes(format))
    throw badInput('--out', `"${out}" does not say the format`, `let the name end in ${FORMATS.join(', ')}`)
  checkTarget(resolve(out), call.given('force'))
  const today = todayOf(call, io)
  const input = await readJsonObject(file, io)
  await ensureContent()
  const pack = readLetters()
  const template = templateOf(pack, kind)
  if (call.given('explain') && call.given('envelope'))
    throw badInput('--envelope', 'cannot stand beside --explain', 'write one sheet at a time')
  const { model, of, flow } = compose(pack, template, input, today, call)
  const sheet = sheetOf(pack, template, of, model, flow, call)
  const { bytes, pages, missing } = await render(sheet, format)
  writeWhole(resolve(out), bytes, call.given('force'))
  io.out(
    document({
      out,
      kind,
      sheet: call.given('explain') ? 'explanation' : call.given('envelope') ? 'envelope' : 'letter',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      pages,
      signs_without_font: missing,
      review: model.review,
      open_blanks: model.empty,
      open_checks: model.checks,
      findings_used: model.used,
      findings_unused: model.unused,
    }),
  )
  return EXIT.done
}

function templateOf(pack: LettersPack, kind: string): LetterTemplate {
  if (Object.hasOwn(pack.letters, kind)) return pack.letters[kind]!
  const kinds = Object.keys(pack.letters)
  const meant = nearest(kind, kinds)
  throw badInput(
    'KIND',
    `there is no letter "${kind}"${meant ? `; did you mean ${meant}?` : ''}`,
    `one of ${kinds.join(', ')}`,
  )
}

/** What is asked for: the letter, the copy for the family, or the sheet for the post. */
function sheetOf(
  pack: LettersPack,
  template: LetterTemplate,
  of: LetterInput,
  model: LetterModel,
  flow: FlowId | null,
  call: Call,
): LetterModel {
  if (call.given('envelope')) return toEnvelope(model)
  const lang = call.option('explain') as Lang | undefined
  if (!lang) return model
  return toExplanation(pack, template, of, model, readWords(lang, ['letters', ...(flow ? [flow] : [])]))
}

function compose(
  pack: LettersPack,
  template: LetterTemplate,
  input: JsonObject,
  today: string,
  call: Call,
): { model: LetterModel; of: LetterInput; flow: FlowId | null } {
  const { flow: named = template.flow, facts = {}, blanks = {}, ...rest } = input.value
  const strangers = Object.keys(rest)
  if (strangers.length > 0)
    throw problemsIn(
      input,
      strangers.map((path) => ({ path, reason: 'only "flow", "facts" and "blanks" may stand here' })),
      SCHEMA,
    )
  if (named !== null && !(FLOW_IDS as readonly Json[]).includes(named))
    throw problemsIn(input, [{ path: 'flow', reason: `one of ${FLOW_IDS.join(', ')}` }], SCHEMA)
  const flow = named as FlowId | null
  if (flow === null && isRecord(facts) && Object.keys(facts).length > 0)
    throw problemsIn(
      input,
      [{ path: 'facts', reason: `this letter belongs to every flow: say whose facts these are with "flow"` }],
      SCHEMA,
    )
  const checked = flow === null ? NOTHING : checkFacts(flow, facts, today, call)
  const wrongBlanks = isRecord(blanks) ? [] : [{ path: 'blanks', reason: 'an object is expected' }]
  const of: LetterInput = {
    facts: checked.facts,
    findings: checked.findings,
    deadlines: Object.fromEntries(checked.deadlines.map((deadline) => [deadline.rule, deadline])),
    // Every blank is checked by composeLetter, which names the place of what does not fit.
    blanks: (isRecord(blanks) ? blanks : {}) as LetterInput['blanks'],
    today,
  }
  const made = composeLetter(pack, template.kind, of)
  const problems = [...checked.problems, ...wrongBlanks, ...('problems' in made ? made.problems : [])]
  if (problems.length > 0)
    throw problemsIn(input, problems, 'correct them; names: hamroh letter list, docs/formats/cli.md')
  if ('problems' in made) throw new BadInput([], '')
  return { model: made, of, flow }
}

const SCHEMA = 'see docs/formats/letter.schema.json'

interface Checked {
  facts: Facts
  findings: Finding[]
  deadlines: Deadline[]
  problems: { path: string; reason: string }[]
}
const NOTHING: Checked = { facts: {}, findings: [], deadlines: [], problems: [] }

function checkFacts(id: FlowId, facts: Json, today: string, call: Call): Checked {
  const packs = { flow: readFlow(id), clocks: readClocks() }
  const read = readFacts(packs.flow, facts, { clocks: packs.clocks, today })
  if (!read.ok)
    return {
      ...NOTHING,
      problems: reasonsOf(packs.flow, read.problems, readWords(langOf(call), ['law', id, 'problems'])).map(
        ({ path, reason }) => ({ path: path ? `facts.${path}` : 'facts', reason }),
      ),
    }
  if (id === 'rulings') {
    const { findings: found, addressees, deadlines } = checkRuling(packs, read.facts, today)
    return { facts: read.facts, findings: [...found, ...addressees], deadlines, problems: [] }
  }
  const { findings: found, deadlines } = findings(packs, read.facts, today)
  return { facts: read.facts, findings: found, deadlines, problems: [] }
}

const isRecord = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Rendered {
  bytes: Uint8Array
  /** What only a paged document knows; null for the others. */
  pages: number | null
  /** Signs that the fonts of the PDF do not have. */
  missing: string[]
}

/** The document. DOCX and PDF are loaded only when asked for: each is a large library. */
async function render(model: LetterModel, format: Format): Promise<Rendered> {
  const plain = (bytes: Uint8Array): Rendered => ({ bytes, pages: null, missing: [] })
  if (format === '.txt') return plain(new TextEncoder().encode(toText(model)))
  if (format === '.docx') return plain(await (await import('../letters/docx.ts')).toDocx(model))
  const folder = await buildFonts()
  const face = (name: string) => new Uint8Array(readFileSync(join(folder, `tinos-${name}.ttf`)))
  const { toPdf } = await import('../letters/pdf.ts')
  return toPdf(model, { regular: face('regular'), bold: face('bold'), italic: face('italic') })
}

const listJson = (pack: LettersPack) => ({
  letters: Object.values(pack.letters).map(({ kind, name, flow, review, lastChecked, blanks }) => ({
    kind,
    name,
    flow,
    review,
    last_checked: lastChecked,
    blanks: blanks.map((id) => {
      const spec = pack.blanks[id]!
      return {
        id,
        type: spec.type,
        hint: spec.hint,
        choices: Object.keys(spec.choices),
        other_words: spec.free,
        fact: spec.fact,
        print_only: spec.printOnly,
      }
    }),
  })),
})
