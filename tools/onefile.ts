/**
 * The family app as one HTML file that works from a disk: build/one-file/hamroh-<lang>.html, and hamroh-all.html with all five
 * languages. Beside them the trainer alone: trainer-<lang>.html, with the tables of all bands. Everything is inside: script, style, words, law. A meta CSP names the one script and the one style by
 * their hashes, so nothing else can run and nothing can be fetched. The relay offers the files below /one-file/.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { strToU8, zlibSync } from 'fflate'
import { build, type Plugin, type Rolldown } from 'vite'
import { BANDS } from '../src/exam/types.ts'
import { firstPage, retryWords } from '../src/family/first-page.ts'
import { LANGUAGES, type Lang } from '../src/law/types.ts'
import { moduleSideEffects, sealWorker } from '../vite.family.config.ts'

const root = join(import.meta.dirname, '..')
const app = join(root, 'src/family')
const content = join(root, 'build/content')

/** Raw bytes that a file in one language may have (stack.md). */
export const ONE_FILE_LIMIT = 700 * 1024

/** Where requests of this file go: relay addresses, the desk, and the fingerprint of the key that vouches for it. */
export interface Road {
  relays: string[]
  desk: string
  fingerprint: string
}

/**
 * The road from the environment: HAMROH_RELAYS (addresses, comma between), HAMROH_DESK, HAMROH_FINGERPRINT; null when none of them is set, and then the
 * file says that it cannot send. Throws when one is missing or wrong: a file that sends to nowhere must not be handed out.
 */
export function roadFrom(env: Record<string, string | undefined>): Road | null {
  const { HAMROH_RELAYS, HAMROH_DESK, HAMROH_FINGERPRINT } = env
  if (!HAMROH_RELAYS && !HAMROH_DESK && !HAMROH_FINGERPRINT) return null
  const relays = (HAMROH_RELAYS ?? '').split(',').map((relay) => relay.trim().replace(/\/+$/, ''))
  for (const relay of relays)
    if (!/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$|^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/i.test(relay))
      throw new Error(`one file: HAMROH_RELAYS: "${relay}" is no https:// address`)
  if (!/^[\w-]{22}$/.test(HAMROH_DESK ?? '')) throw new Error('one file: HAMROH_DESK needs 22 characters')
  if (!/^[\w-]{43}$/.test(HAMROH_FINGERPRINT ?? ''))
    throw new Error('one file: HAMROH_FINGERPRINT needs 43 characters')
  return { relays, desk: HAMROH_DESK as string, fingerprint: HAMROH_FINGERPRINT as string }
}

/** Puts the embedded content in the place of everything that would be fetched, and without a road leaves out what would travel it. */
function inlineContent(road: Road | null): Plugin {
  return {
    name: 'hamroh-inline-content',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer?.includes('family')) return null
      const swap = /^\.\.?\/(words|packs|part-words)\.ts$/.exec(source)
      if (swap) return join(app, `${swap[1]}.inline.ts`)
      const part = /^\.\/((ask|diary|rights|practice)-(?:words|looks)|seal-thread)\.ts$/.exec(source)
      if (part) return join(app, part[2] ?? 'ask', `${part[1]}.inline.ts`)
      if (source === './bands.ts') return join(app, 'practice/bands.inline.ts')
      // The trainer is a file of its own, and the flows are on the page: with them it would outgrow its bytes.
      if (/^\.\/(practice\/Practice|flows\/Flows)\.svelte$/.test(source)) return join(app, 'Unseen.svelte')
      return source === './ask/Ask.svelte' && !road ? join(app, 'ask/NoRoad.svelte') : null
    },
  }
}

interface Parts {
  script: string
  style: string
}

async function compileApp(built: string, road: Road | null, start = 'main.ts'): Promise<Parts> {
  const result = (await build({
    configFile: false,
    logLevel: 'warn',
    root: app,
    publicDir: false,
    plugins: [inlineContent(road), svelte({ configFile: join(root, 'svelte.config.js') })],
    define: {
      __BUILT__: JSON.stringify(built),
      __ONE_FILE__: 'true',
      __ROAD__: JSON.stringify(road),
      __RETRY__: JSON.stringify(retryWords()),
      'process.env.NODE_ENV': '"production"',
    },
    worker: sealWorker(),
    build: {
      write: false,
      target: ['chrome90', 'firefox90', 'safari15'],
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(app, start),
        // Vite's loader of chunks mentions import.meta; in one file there is no other chunk, so it never runs.
        onwarn(warning, warn) {
          if (warning.code !== 'EMPTY_IMPORT_META') warn(warning)
        },
        treeshake: { moduleSideEffects },
        // A file from a disk may load no module, so the one script is a classic one.
        output: { format: 'iife', codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput
  let script = ''
  let style = ''
  for (const file of result.output) {
    if (file.type === 'chunk') script += file.code
    else if (file.fileName.endsWith('.css')) style += String(file.source)
  }
  if (!script || !style) throw new Error('one file: the build gave no script or no style')
  return { script, style }
}

const json = (name: string): unknown => JSON.parse(readFileSync(join(content, name), 'utf8'))

/** Parts of the app that a file carries. The flows would take it beyond its bytes; they are on the page. */
const PARTS = ['diary', 'guides'] as const

/** The words and rules inside the page. Russian is always there: citations and the sheet for offices are Russian. */
export function embeddedContent(offered: readonly Lang[]): string {
  const words: Record<string, unknown> = {}
  for (const lang of new Set<Lang>([...offered, 'ru']))
    words[lang] = {
      shell: [json(`messages-ui-${lang}.json`), json(`messages-family-${lang}.json`)],
      check: [json(`messages-law-${lang}.json`), json(`messages-package-${lang}.json`)],
      ask: [json(`messages-ask-${lang}.json`)],
      parts: Object.fromEntries(PARTS.map((part) => [part, [json(`messages-${part}-${lang}.json`)]])),
    }
  const law = { flow: json('law-package.json'), clocks: json('law-clocks.json') }
  return JSON.stringify({ offered, packed: packed({ words, law }) })
}

/** JSON, deflated (zlib), as base64url: words and rules are a third of their length, and no sign of them can end the block early. */
const packed = (value: unknown): string =>
  Buffer.from(zlibSync(strToU8(JSON.stringify(value)), { level: 9 })).toString('base64url')

/** What the trainer's file carries: its words in one language, the retake's rule, and the tables of every band, deflated. */
export function trainerContent(lang: Lang): string {
  const words = {
    [lang]: {
      shell: [json(`messages-ui-${lang}.json`), json(`messages-family-${lang}.json`)],
      check: [json(`messages-law-${lang}.json`)],
      ask: [],
      parts: {
        practice: [json(`messages-practice-${lang}.json`)],
        exam: [json(`messages-exam-${lang}.json`)],
      },
    },
  }
  const exam = Object.fromEntries(
    BANDS.map((band) => [
      band,
      Buffer.from(
        zlibSync(strToU8(JSON.stringify([json(`exam-${band}.json`), json(`exam-texts-${band}.json`)])), {
          level: 9,
        }),
      ).toString('base64'),
    ]),
  )
  const law = { flow: null, clocks: json('law-clocks.json') }
  return JSON.stringify({ offered: [lang], words, law, exam }).replaceAll('<', '\\u003c')
}

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Puts one page together. Throws when a part could break out of its element. */
export function onePage(
  { script, style }: Parts,
  offered: readonly Lang[],
  road: Road | null = null,
  inside = embeddedContent(offered),
): string {
  const code = script.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
  const css = style.trim()
  if (css.includes('</')) throw new Error('one file: the style would end its own element')
  const policy = [
    "default-src 'none'",
    `script-src ${sha256(code)}`,
    `style-src ${sha256(css)}`,
    'img-src data:',
    // The worker with the keys stands in this page as text; the addresses are the only ones that anything can reach.
    ...(road ? ['worker-src blob:', `connect-src ${road.relays.join(' ')}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const icon = encodeURIComponent(readFileSync(join(app, 'public/icon.svg'), 'utf8').trim())
  const lang = offered.length === 1 ? offered[0] : 'ru'
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f2">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#101b1a">
<title>Тетрадь · Daftar</title>
<link rel="icon" href="data:image/svg+xml,${icon}">
<style>${css}</style>
</head>
<body>
<div id="app">${firstPage(true)}</div>
<script type="application/json" id="content">${inside}</script>
<script>${code}</script>
</body>
</html>
`
}

/** @param out the folder to write; build/one-file when none is named. */
async function main(out = join(root, 'build/one-file')): Promise<void> {
  const road = roadFrom(process.env)
  const built = process.env.HAMROH_BUILD_DATE ?? new Date().toISOString().slice(0, 10)
  const parts = await compileApp(built, road)
  const trainer = await compileApp(built, null, 'practice/alone.ts')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const write = (name: string, offered: readonly Lang[], page = onePage(parts, offered, road)) => {
    const bytes = Buffer.byteLength(page)
    if (offered.length === 1 && bytes > ONE_FILE_LIMIT)
      throw new Error(`one file: ${name} has ${bytes} bytes, more than ${ONE_FILE_LIMIT}`)
    writeFileSync(join(out, name), page)
  }
  for (const lang of LANGUAGES) {
    write(`hamroh-${lang}.html`, [lang])
    write(`trainer-${lang}.html`, [lang], onePage(trainer, [lang], null, trainerContent(lang)))
  }
  write('hamroh-all.html', LANGUAGES)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2])
