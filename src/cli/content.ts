/** The compiled content on this machine: made when it is missing or older than its sources, then read. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompiledPack, CompiledTexts } from '../exam/tables.ts'
import type { Band } from '../exam/types.ts'
import type { FlowId } from '../law/flow-ids.ts'
import type { ClockPack, FlowPack, Lang } from '../law/types.ts'
import type { LettersPack } from '../letters/types.ts'
import { type CompiledArea, createTranslate, type Translate } from '../ui/messages.ts'
import { CannotGoOn } from './failure.ts'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const compiled = join(root, 'build', 'content')

/** What the content step reads, as far as its age is concerned; the step itself compares digests. */
const SOURCES = [
  'content',
  'tools/content',
  'src/law',
  'src/exam',
  'src/ui/languages.ts',
  'src/ui/messages.ts',
  'package-lock.json',
]

const tool = join(root, 'tools', 'build.mjs')

/** Compiles content/ when build/content is missing or older than a source. An installed copy without tools is taken as it is. */
export async function ensureContent(): Promise<void> {
  if (!existsSync(tool) || !existsSync(join(root, 'content'))) return
  const stamp = join(root, 'build', '.stamps', 'content')
  const complete = existsSync(stamp) && existsSync(compiled)
  if (complete && newestOf(SOURCES) <= statSync(stamp).mtimeMs) return
  const asked = new Date()
  await build(
    ['--content-only'],
    'the content could not be compiled',
    'the lines above name file, line and reason; correct them and run it again',
  )
  // Files that were only touched leave the stamp as it was; so that the next run need not ask again:
  if (existsSync(stamp)) utimesSync(stamp, asked, asked)
}

/** The folder of the fonts for PDF, made when it is not there. */
export async function buildFonts(): Promise<string> {
  const folder = join(root, 'build', 'fonts')
  if (!existsSync(folder))
    await build(['--only', 'fonts'], 'the fonts for PDF could not be made', 'run: npm run build')
  return folder
}

async function build(args: string[], failed: string, todo: string): Promise<void> {
  const code = await new Promise<number>((done, fail) => {
    const child = spawn(process.execPath, [tool, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    child.on('error', fail)
    child.on('exit', (exit) => done(exit ?? 1))
  })
  if (code !== 0) throw new CannotGoOn(failed, todo)
}

function newestOf(paths: readonly string[]): number {
  let newest = 0
  const visit = (path: string) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat) return
    newest = Math.max(newest, stat.mtimeMs)
    if (stat.isDirectory())
      for (const name of readdirSync(path)) if (!name.endsWith('.test.ts')) visit(join(path, name))
  }
  for (const path of paths) visit(join(root, path))
  return newest
}

function read<T>(name: string): T {
  try {
    return JSON.parse(readFileSync(join(compiled, name), 'utf8')) as T
  } catch {
    throw new CannotGoOn(`build/content/${name} is missing or damaged`, 'run: npm run build')
  }
}

export const readFlow = (flow: FlowId) => read<FlowPack>(`law-${flow}.json`)
export const readClocks = () => read<ClockPack>('law-clocks.json')
/** Tables and texts of a band of school grades. */
export const readExam = (band: Band) => ({
  pack: read<CompiledPack>(`exam-${band}.json`),
  texts: read<CompiledTexts>(`exam-texts-${band}.json`),
})
export const readLetters = () => read<LettersPack>('letters.json')

export type Area = FlowId | 'ui' | 'law' | 'letters' | 'problems' | 'patterns' | 'exam'

/** The words of some areas in one language. */
export const readWords = (lang: Lang, areas: readonly Area[]): Translate =>
  createTranslate(lang, ...areas.map((area) => read<CompiledArea>(`messages-${area}-${lang}.json`)))
