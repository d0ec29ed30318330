/** The floors of docs/house.md: a file may import from any lower floor and from its own folder; nothing climbs or crosses. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** What each folder of src may import besides itself. */
const MAY: Record<string, string[]> = {
  seal: [],
  law: [],
  exam: [],
  ui: [],
  log: ['seal'],
  letters: ['law'],
  casework: ['seal', 'law', 'exam', 'ui', 'log', 'letters'],
  courses: ['seal', 'law', 'exam', 'ui', 'log', 'letters'],
  family: ['law', 'exam', 'letters', 'seal', 'ui'],
  team: ['seal', 'law', 'exam', 'ui', 'log', 'letters', 'casework', 'courses'],
  relay: ['log'],
  cli: ['seal', 'law', 'exam', 'ui', 'log', 'letters', 'casework', 'courses', 'relay'],
}

/** Where only a part of a floor is open to another: the relay knows the wire and nothing else of the trust core. */
const ONLY: Record<string, string[]> = { 'relay → log': ['log/wire.ts'] }

/** Single imports that cross on purpose, each with its reason. */
const EXCEPTIONS: Record<string, string> = {}

/** Floors whose shapes, not code, another floor may name: `import type` leaves nothing in the bundle. */
const SHAPES: Record<string, string[]> = { ui: ['law'] }

const PURE = ['law', 'letters', 'exam', 'casework', 'courses']

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* sources(path)
    else if (/\.(ts|mts|svelte|js)$/.test(name)) yield path
  }
}

function importsOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  return [
    ...text.matchAll(/(\b(?:import|export)\s+type\b[^'"]*?)?(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g),
  ].map((found) => ({
    specifier: found[2]!,
    typeOnly: found[1] !== undefined,
  }))
}

/** Why an import is refused, or null. */
function refusal(file: string, specifier: string, typeOnly = false): string | null {
  const from = relative(join(root, 'src'), file).split(sep)
  const floor = from[0]!
  const isTest = /\.(test|test-support|cases)\.ts$/.test(file)
  if (specifier.startsWith('node:') && PURE.includes(floor) && !isTest)
    return `${floor} is pure and must run in a browser`
  if (!specifier.startsWith('.')) return null
  const target = relative(join(root, 'src'), resolve(dirname(file), specifier)).split(sep)
  if (target[0] === '..') {
    // Tests may reach tools (to compile content) and e2e support; the product may not.
    return isTest ? null : `${from.join('/')} reaches outside src`
  }
  const to = target[0]!
  const only = ONLY[`${floor} → ${to}`]
  if (only && !isTest && !only.includes(target.join('/')))
    return `${floor} may import only ${only.join(', ')} from ${to}`
  if (to === floor || MAY[floor]?.includes(to)) return null
  if (typeOnly && SHAPES[floor]?.includes(to)) return null
  return EXCEPTIONS[`${from.join('/')} → ${target.join('/')}`] ? null : `${floor} may not import from ${to}`
}

describe('floors', () => {
  test('every folder of src has its floor', () => {
    expect(readdirSync(join(root, 'src')).filter((name) => !MAY[name])).toEqual([])
  })

  test('no import climbs or crosses', () => {
    const bad: string[] = []
    for (const file of sources(join(root, 'src')))
      for (const { specifier, typeOnly } of importsOf(file)) {
        const reason = refusal(file, specifier, typeOnly)
        if (reason) bad.push(`${relative(root, file)}: ${specifier} — ${reason}`)
      }
    expect(bad).toEqual([])
  })

  test('relative imports name a file that exists', () => {
    const bad: string[] = []
    for (const file of sources(join(root, 'src')))
      for (const { specifier } of importsOf(file))
        if (specifier.startsWith('.') && !existsSync(resolve(dirname(file), specifier.replace(/\?.*$/, ''))))
          bad.push(`${relative(root, file)}: ${specifier}`)
    expect(bad).toEqual([])
  })

  test('the rule refuses what it must', () => {
    const at = (path: string) => join(root, 'src', path)
    expect(refusal(at('law/a.ts'), '../ui/messages.ts')).toMatch(/may not/)
    expect(refusal(at('family/a.ts'), '../team/b.ts')).toMatch(/may not/)
    expect(refusal(at('relay/a.ts'), '../seal/b.ts')).toMatch(/may not/)
    expect(refusal(at('relay/a.ts'), '../log/lane.ts')).toMatch(/only/)
    expect(refusal(at('relay/a.ts'), '../log/wire.ts')).toBeNull()
    expect(refusal(at('law/a.ts'), 'node:fs')).toMatch(/pure/)
    expect(refusal(at('cli/a.ts'), '../../tools/content/main.ts')).toMatch(/outside/)
    expect(refusal(at('letters/a.ts'), '../law/types.ts')).toBeNull()
  })

  test('no cipher outside seal', () => {
    const bad: string[] = []
    for (const file of sources(join(root, 'src')))
      if (!relative(join(root, 'src'), file).startsWith('seal'))
        if (/from ['"](@noble\/|age-encryption|hash-wasm)|crypto\.subtle/.test(readFileSync(file, 'utf8')))
          bad.push(relative(root, file))
    expect(bad).toEqual([])
  })

  test('no folder or file is named after nothing', () => {
    const bad = [...sources(join(root, 'src')), ...sources(join(root, 'tools'))].filter((file) =>
      /(^|[/\\.])(utils?|helpers?|common|misc|manager)([/\\.]|$)/.test(file.slice(root.length)),
    )
    expect(bad).toEqual([])
  })
})
