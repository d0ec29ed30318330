/** `hamroh letter`: facts and blanks of a case → a document to print, sign and send. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { readFacts } from '../law/facts.ts'
import { nearest } from '../law/nearest.ts'
import { checkRuling } from '../law/rulings.ts'
import { composeLetter } from '../letters/compose.ts'
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
  about: `Reads {"facts": {…}, "blanks": {…}} from FILE (docs/formats/letter.schema.json): the facts are those of hamroh law ruling, the blanks are what a person fills in. Finds the defects, composes the letter KIND in Russian, and writes it to the file named with --out, whose ending chooses the format. An empty blank is printed as a line.

Prints one JSON object: where the file is, its size and SHA-256, the blanks that are still open, and the marks «[проверить: …]» that a defender must clear. Passport numbers belong on the printed paper, not in FILE.`,
  operands: [
    { name: 'KIND', about: 'kind of letter; --list names them', optional: true },
    { name: 'FILE', about: 'JSON file, or - for standard input', optional: true },
  ],
  options: [
    { name: 'out', value: 'PATH', about: 'file to write: .docx, .pdf or .txt' },
    { name: 'force', about: 'replace the file when it exists' },
    { name: 'list', about: 'print all kinds with their blanks instead' },
    { ...LANG, about: 'language of messages about wrong input (default ru); letters are in Russian' },
    TODAY,
  ],
  examples: [
    {
      line: 'hamroh letter koap-complaint case.json --out complaint.docx',
      about: 'a complaint, to edit and sign',
    },
    { line: 'hamroh letter --list', about: 'what can be written' },
  ],
  run: runLetter,
}

async function runLetter(call: Call, io: Io): Promise<number> {
  if (call.given('list')) {
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
  const model = compose(pack, template, input, today, call)
  const { bytes, pages, missing } = await render(model, format)
  writeWhole(resolve(out), bytes, call.given('force'))
  io.out(
    document({
      out,
      kind,
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

function compose(
  pack: LettersPack,
  template: LetterTemplate,
  input: JsonObject,
  today: string,
  call: Call,
): LetterModel {
  const { facts = {}, blanks = {}, ...rest } = input.value
  const strangers = Object.keys(rest)
  if (strangers.length > 0)
    throw problemsIn(
      input,
      strangers.map((path) => ({ path, reason: 'only "facts" and "blanks" may stand here' })),
      'see docs/formats/letter.schema.json',
    )
  const flow = readFlow('rulings')
  const clocks = readClocks()
  const read = readFacts(flow, facts, { clocks, today })
  const wrongFacts = read.ok
    ? []
    : reasonsOf(flow, read.problems, readWords(langOf(call), ['law', 'rulings', 'problems'])).map(
        ({ path, reason }) => ({ path: path ? `facts.${path}` : 'facts', reason }),
      )
  const check = checkRuling({ flow, clocks }, read.ok ? read.facts : {}, today)
  const wrongBlanks = isRecord(blanks) ? [] : [{ path: 'blanks', reason: 'an object is expected' }]
  const made = composeLetter(pack, template.kind, {
    facts: read.ok ? read.facts : {},
    findings: [...check.findings, ...check.addressees],
    deadlines: Object.fromEntries(check.deadlines.map((deadline) => [deadline.rule, deadline])),
    // Every blank is checked by composeLetter, which names the place of what does not fit.
    blanks: (isRecord(blanks) ? blanks : {}) as LetterInput['blanks'],
    today,
  })
  const problems = [...wrongFacts, ...wrongBlanks, ...('problems' in made ? made.problems : [])]
  if (problems.length > 0)
    throw problemsIn(input, problems, 'correct them; names: hamroh letter --list, docs/formats/cli.md')
  if ('problems' in made) throw new BadInput([], '')
  return made
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
