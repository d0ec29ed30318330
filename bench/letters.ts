/**
 * How long a letter takes: node tools/launch.mjs bench/letters.ts
 * Every letter of the pack from the story that its tests use, a second of each; then one letter beside the limit.
 * Cold = first in a new process, loading of the library included; warm = median of 30. Limit: stack.md's 43–75 ms a page.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFacts } from '../src/law/facts.ts'
import { checkRuling } from '../src/law/rulings.ts'
import { composeLetter } from '../src/letters/compose.ts'
import { STORIES } from '../src/letters/stories.cases.ts'
import { toText } from '../src/letters/text.ts'
import type { LetterInput, LetterModel } from '../src/letters/types.ts'

const root = join(import.meta.dirname, '..')
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const KIND = 'koap-complaint'

function input(narrative?: string): LetterInput {
  const flow = json('build/content/law-rulings.json')
  const clocks = json('build/content/law-clocks.json')
  const { facts, blanks } = json('docs/formats/examples/letter.json')
  const today = '2026-01-05'
  const read = readFacts(flow, facts, { clocks, today })
  if (!read.ok) throw new Error('the example does not fit its facts')
  const check = checkRuling({ flow, clocks }, read.facts, today)
  return {
    facts: read.facts,
    findings: check.findings,
    deadlines: Object.fromEntries(check.deadlines.map((each) => [each.rule, each])),
    blanks: narrative ? { ...blanks, narrative } : blanks,
    today,
  }
}

function compose(of: LetterInput): LetterModel {
  const model = composeLetter(json('build/content/letters.json'), KIND, of)
  if ('problems' in model) throw new Error('the example does not compose')
  return model
}

const face = (name: string) => new Uint8Array(readFileSync(join(root, 'build', 'fonts', `tinos-${name}.ttf`)))

async function writer(
  format: string,
): Promise<(model: LetterModel) => Promise<{ bytes: number; pages?: number }>> {
  if (format === 'docx') {
    const { toDocx } = await import('../src/letters/docx.ts')
    return async (model) => ({ bytes: (await toDocx(model)).length })
  }
  const { toPdf } = await import('../src/letters/pdf.ts')
  const fonts = { regular: face('regular'), bold: face('bold'), italic: face('italic') }
  return async (model) => {
    const { bytes, pages } = await toPdf(model, fonts)
    return { bytes: bytes.length, pages }
  }
}

const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!

async function timed(run: () => Promise<unknown>, times: number): Promise<number> {
  const taken: number[] = []
  for (let each = 0; each < times; each++) {
    const began = performance.now()
    await run()
    taken.push(performance.now() - began)
  }
  return median(taken)
}

if (process.argv[2] === 'cold') {
  const model = compose(input())
  const began = performance.now()
  await (await writer(process.argv[3]!))(model)
  console.log(performance.now() - began)
} else {
  const model = compose(input())
  const of = input()
  const pack = json('build/content/letters.json')
  console.log(`compose warm ${(await timed(async () => composeLetter(pack, KIND, of), 200)).toFixed(2)} ms`)
  const stories = STORIES.map(({ kind, blanks }) => ({
    kind,
    of: { facts: {}, findings: [], blanks, today: '2026-11-22' } satisfies LetterInput,
  }))
  const models = stories.flatMap(({ kind, of: input }) => {
    const model = composeLetter(pack, kind, input)
    return 'problems' in model ? [] : [model]
  })
  const perSecond = async (write: (model: LetterModel) => unknown) => {
    const until = performance.now() + 3000
    let made = 0
    for (; performance.now() < until; made++) await write(models[made % models.length]!)
    return (made / 3).toFixed(0)
  }
  const composed = await perSecond((model) => composeLetter(pack, model.kind, of))
  console.log(
    `letters per second, ${models.length} kinds in turn: compose ${composed}, text ${await perSecond(toText)}, docx ${await perSecond(await writer('docx'))}, pdf ${await perSecond(await writer('pdf'))}`,
  )
  const long = compose(input('Выражался нецензурной бранью, размахивал руками. '.repeat(2100)))
  for (const format of ['docx', 'pdf']) {
    const cold = median(
      [1, 2, 3].map(() =>
        Number(
          spawnSync(process.execPath, [import.meta.filename, 'cold', format], { encoding: 'utf8' }).stdout,
        ),
      ),
    )
    const write = await writer(format)
    const warm = await timed(() => write(model), 30)
    const { bytes, pages } = await write(model)
    const longTime = await timed(() => write(long), 3)
    const of100 = await write(long)
    console.log(
      [
        `${format}: cold ${cold.toFixed(0)} ms, warm ${warm.toFixed(1)} ms, ${bytes} bytes`,
        ...(pages ? [`${pages} pages, ${(warm / pages).toFixed(1)} ms a page`] : []),
        `narrative of 100 kB: ${longTime.toFixed(0)} ms${of100.pages ? `, ${of100.pages} pages` : ''}`,
      ].join('; '),
    )
  }
}
