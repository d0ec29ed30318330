/** What the family app weighs, from the production build, brotli 11. The limits are the project's (stack.md). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { BANDS } from '../src/exam/types.ts'
import { LANGUAGES } from '../src/law/types.ts'
import { root } from './harness.ts'

const built = join(root, 'build/web/family')
const assets = readdirSync(join(built, 'assets'))

const KB = 1000
const FIRST_LOAD_LIMIT = 45 * KB
const CONTENT_LIMIT = 25 * KB
/** What a family loads to ask in writing: screens, their looks, client, and the worker with age, Argon2 and Ed25519. */
const ASK_LIMIT = 50 * KB
/** The trainer's code: screens, looks, choice of tasks, memory, papers. */
const TRAINER_LIMIT = 50 * KB
const ONE_FILE_LIMIT = 700 * KB

const read = (name: string) => readFileSync(join(built, name))
const brotli = (bytes: Buffer) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

function chunk(name: string): string {
  const found = assets.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'))
  if (found.length !== 1) throw new Error(`expected one chunk ${name}, found ${found.join(', ') || 'none'}`)
  return `assets/${found[0]}`
}

/** A chunk and everything it imports without waiting for a tap. */
function withImports(name: string, all = new Set<string>()): Set<string> {
  if (all.has(name)) return all
  all.add(name)
  for (const [, file] of read(name)
    .toString()
    .matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    withImports(`assets/${file}`, all)
  return all
}

const row = (name: string, bytes: number, limit?: number) =>
  console.warn(`bytes · ${name.padEnd(34)} ${String(bytes).padStart(7)}${limit ? ` of ${limit}` : ''}`)

describe('bytes', () => {
  test('the first load of the check in one language fits 45 KB', () => {
    const html = read('index.html').toString()
    const direct = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((found) => found[1]!)
    const files = new Set(['index.html', ...direct])
    for (const script of [...direct.filter((name) => name.endsWith('.js')), chunk('CheckFlow')])
      for (const name of withImports(script)) files.add(name)
    expect([...files].filter((name) => name.endsWith('.css'))).toHaveLength(1)
    let sum = 0
    for (const name of files) {
      const bytes = brotli(read(name))
      row(name, bytes)
      sum += bytes
    }
    row('first load of the check', sum, FIRST_LOAD_LIMIT)
    row('result, on demand', brotli(read(chunk('Result'))))
    expect(sum).toBeLessThanOrEqual(FIRST_LOAD_LIMIT)
  })

  test('asking for help fits 50 KB, is loaded by nobody else, and its words fit 25', () => {
    const first = new Set(withImports(chunk('index')))
    for (const name of withImports(chunk('CheckFlow'))) first.add(name)
    const looks = assets.filter((name) => /^ask-.*\.css$/.test(name)).map((name) => `assets/${name}`)
    expect(looks).toHaveLength(1)
    const files = new Set([chunk('seal-worker'), ...looks, ...withImports(chunk('Ask'))])
    let sum = 0
    for (const name of files) {
      if (first.has(name)) continue
      const bytes = brotli(read(name))
      row(name, bytes)
      sum += bytes
    }
    row('asking for help', sum, ASK_LIMIT)
    expect(sum).toBeLessThanOrEqual(ASK_LIMIT)
    for (const name of first) expect(name).not.toMatch(/Ask|seal|waiting/)
    // The app fetches at once what it needs at once; the worker with the keys is not among it.
    const [, early = ''] = /=(\["\.\/"[^\]]*\])/.exec(read('sw.js').toString()) ?? []
    expect(early).toContain('assets/index-')
    expect(early).not.toMatch(/Ask|seal|ask\./)
    for (const lang of LANGUAGES) {
      const words = brotli(read(chunk(`ask.${lang}`)))
      row(`words of asking, ${lang}`, words, CONTENT_LIMIT)
      expect(words, lang).toBeLessThanOrEqual(CONTENT_LIMIT)
    }
  })

  test('the trainer fits 50 KB and is loaded by nobody else; each band and each language fits 25', () => {
    const first = new Set(withImports(chunk('index')))
    for (const name of withImports(chunk('CheckFlow'))) first.add(name)
    for (const name of first) expect(name).not.toMatch(/Practice|exam/)
    const looks = assets.filter((name) => /^practice-.*\.css$/.test(name)).map((name) => `assets/${name}`)
    expect(looks).toHaveLength(1)
    const files = new Set([...looks, ...withImports(chunk('Practice')), ...withImports(chunk('Grown'))])
    let sum = 0
    for (const name of files) {
      if (first.has(name)) continue
      const bytes = brotli(read(name))
      row(name, bytes)
      sum += bytes
    }
    row('the trainer', sum, TRAINER_LIMIT)
    expect(sum).toBeLessThanOrEqual(TRAINER_LIMIT)
    // Ciphers and the reader of codes come only with handing over and taking in.
    for (const name of files) expect(read(name).toString(), name).not.toMatch(/argon2id/i)
    for (const band of BANDS)
      for (const kind of ['exam', 'exam-texts']) {
        const [name, ...more] = assets.filter((file) =>
          new RegExp(`^${kind}-${band}-[\\w-]{8}\\.js$`).test(file),
        )
        expect(more).toEqual([])
        const bytes = brotli(read(`assets/${name}`))
        row(`${kind} of band ${band}`, bytes, CONTENT_LIMIT)
        expect(bytes, `${kind} ${band}`).toBeLessThanOrEqual(CONTENT_LIMIT)
      }
    for (const lang of LANGUAGES) {
      const words =
        brotli(read(chunk(`messages-practice-${lang}`))) + brotli(read(chunk(`messages-exam-${lang}`)))
      row(`words of the trainer, ${lang}`, words, CONTENT_LIMIT)
      expect(words, lang).toBeLessThanOrEqual(CONTENT_LIMIT)
    }
  })

  test('content of a language and the check fits 25 KB', () => {
    const law = brotli(read(chunk('packs')))
    for (const lang of LANGUAGES) {
      const words = brotli(read(chunk(`shell.${lang}`))) + brotli(read(chunk(`check.${lang}`)))
      row(`content ${lang}: law ${law} + words ${words}`, law + words, CONTENT_LIMIT)
      expect(law + words, lang).toBeLessThanOrEqual(CONTENT_LIMIT)
    }
  })

  test('a file in one language fits 700 KB raw', () => {
    const folder = join(root, 'build/one-file')
    for (const lang of LANGUAGES) {
      const bytes = readFileSync(join(folder, `hamroh-${lang}.html`)).length
      row(`hamroh-${lang}.html, raw`, bytes, ONE_FILE_LIMIT)
      expect(bytes, lang).toBeLessThanOrEqual(ONE_FILE_LIMIT)
      const trainer = readFileSync(join(folder, `trainer-${lang}.html`)).length
      row(`trainer-${lang}.html, raw`, trainer, ONE_FILE_LIMIT)
      expect(trainer, lang).toBeLessThanOrEqual(ONE_FILE_LIMIT)
    }
    row('hamroh-all.html, raw', readFileSync(join(folder, 'hamroh-all.html')).length)
  })
})
