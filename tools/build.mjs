// Builds what is stale and nothing else: content → fonts → apps → one-file app. node tools/build.mjs [--content-only]
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { node24, root } from './runtime.mjs'
import { ensureInstalled, run } from './setup.mjs'

/** Each step: what it reads, what must exist afterwards, how it runs. Order matters. */
const STEPS = [
  {
    name: 'content',
    reads: [
      'content',
      'tools/content',
      'src/law',
      'src/exam',
      'src/ui/languages.ts',
      'src/ui/messages.ts',
      'package-lock.json',
    ],
    makes: [
      'build/content/law-package.json',
      'build/content/law-rulings.json',
      'build/content/law-clocks.json',
    ],
    args: ['tools/content/main.ts'],
  },
  {
    name: 'fonts',
    reads: ['tools/fonts.ts', 'package-lock.json'],
    makes: ['build/fonts'],
    args: ['tools/fonts.ts'],
  },
  {
    name: 'family app',
    reads: [
      'src/family',
      'src/seal',
      'src/ui',
      'src/law',
      'src/letters',
      'build/content',
      'vite.family.config.ts',
      'tools/without-nist.ts',
      'svelte.config.js',
      'package-lock.json',
    ],
    makes: ['build/web/family/index.html'],
    args: [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'vite.family.config.ts',
      '--logLevel',
      'warn',
    ],
  },
  {
    name: 'one-file app',
    reads: [
      'src/family',
      'src/seal',
      'src/ui',
      'src/law',
      'src/letters',
      'build/content',
      'tools/onefile.ts',
      'vite.family.config.ts',
      'tools/without-nist.ts',
      'svelte.config.js',
      'package-lock.json',
    ],
    env: ['HAMROH_RELAYS', 'HAMROH_DESK', 'HAMROH_FINGERPRINT'],
    makes: ['build/one-file'],
    args: ['tools/onefile.ts'],
  },
  {
    name: 'team app',
    reads: [
      'src/team',
      'src/casework',
      'src/log',
      'src/seal',
      'src/ui',
      'src/law',
      'src/letters',
      'build/content',
      'build/fonts',
      'vite.team.config.ts',
      'svelte.config.js',
      'package-lock.json',
    ],
    makes: ['build/web/team/index.html'],
    args: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.team.config.ts', '--logLevel', 'warn'],
  },
]

function* files(path) {
  if (!existsSync(path)) return
  if (statSync(path).isFile()) yield path
  else for (const name of readdirSync(path).sort()) yield* files(join(path, name))
}

/** A digest of everything a step reads: names and bytes, and what the environment builds in. Tests are no input of a build. */
function digest(paths, env = []) {
  const hash = createHash('sha256')
  for (const name of env) hash.update(`${name}=${process.env[name] ?? ''}\0`)
  for (const path of paths)
    for (const file of files(join(root, path))) {
      if (/\.(test|bench)\.ts$/.test(file)) continue
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
    }
  return hash.digest('hex')
}

export async function build({ contentOnly = false, only, quiet = false } = {}) {
  await ensureInstalled()
  const stamps = join(root, 'build', '.stamps')
  mkdirSync(stamps, { recursive: true })
  for (const step of STEPS) {
    if (contentOnly && step.name !== 'content') continue
    if (only && !only.includes(step.name)) continue
    const stamp = join(stamps, `${step.name.replaceAll(' ', '-')}`)
    const want = digest(step.reads, step.env)
    const fresh =
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === want &&
      step.makes.every((made) => existsSync(join(root, made)))
    if (fresh) continue
    rmSync(stamp, { force: true })
    const began = Date.now()
    if (!quiet) process.stderr.write(`hamroh: building ${step.name} … `)
    await run(node24(), ['--disable-warning=ExperimentalWarning', ...step.args])
    if (!quiet) process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1)} s\n`)
    writeFileSync(stamp, want)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const after = process.argv.indexOf('--only')
  try {
    await build({
      contentOnly: process.argv.includes('--content-only'),
      only: after > 0 ? process.argv[after + 1].split(',') : undefined,
    })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
