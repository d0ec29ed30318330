/** Runs every example of docs/formats/cli.md as a person would, and holds its output against what the page shows and the schemas. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArguments } from './command.ts'
import { ensureContent } from './content.ts'
import { commandNames, loadCommand } from './run.ts'

const root = join(import.meta.dirname, '..', '..')
const formats = join(root, 'docs', 'formats')
const page = readFileSync(join(formats, 'cli.md'), 'utf8')

const files = [...page.matchAll(/```json file=(\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => ({
  name: name!,
  text: text!,
}))

interface Example {
  line: string
  expected: string
  code: number
}

const examples = [...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block!
    .split(/^\$ /m)
    .slice(1)
    .map((text): Example => {
      const [line = '', ...rest] = text.split('\n')
      const code = /\[exit code (\d)\]\n$/.exec(rest.join('\n'))
      return {
        line,
        expected: rest.join('\n').replace(/\[exit code \d\]\n$/, ''),
        code: Number(code?.[1] ?? 0),
      }
    }),
)

/** A line "…" stands for any lines, "…" within a line for any signs of that line. */
function asPattern(expected: string): RegExp {
  const source = expected
    .split('\n')
    .map((line) => line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .map((parts) =>
      parts.length === 2 && !parts[0] && !parts[1] ? '(?:.*\\n)*?' : `${parts.join('.*?')}\\n`,
    )
    .join('')
    .replace(/\\n$/, '')
  return new RegExp(`^${source}$`)
}

let folder: string
beforeAll(async () => {
  // Otherwise the first example would also show that content is being compiled.
  await ensureContent()
  folder = mkdtempSync(join(tmpdir(), 'hamroh-examples-'))
  for (const { name, text } of files) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Spawns the command in a folder of its own. `serve` and `demo` are stopped once they say how. */
function runLine(line: string): Promise<{ output: string; out: string; code: number | null }> {
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  expect(args.shift()).toBe('hamroh')
  return new Promise((done) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), ...args],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let out = ''
    let output = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      output += chunk
      if (out.endsWith('To stop: Ctrl+C\n')) child.kill('SIGINT')
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('close', (code) => done({ output, out, code }))
  })
}

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
})
const schema = (name: string) => JSON.parse(readFileSync(join(formats, name), 'utf8'))
for (const name of [
  'deadline',
  'finding',
  'law-list',
  'package',
  'rulings',
  'refusals',
  'letter',
  'patterns',
  'learner',
  'skills',
  'world',
  'plan',
  'simulation',
  'exam-mock',
  'exam-answers',
  'exam-score',
  'exam-numeral',
])
  ajv.addSchema(schema(`${name}.schema.json`))
const SCHEMAS: Record<string, string> = {
  'law deadline': 'deadline.schema.json',
  'law ruling': 'finding.schema.json#/$defs/check',
  'law package': 'finding.schema.json#/$defs/check',
  'law flow': 'finding.schema.json#/$defs/check',
  'law list': 'law-list.schema.json',
  'exam mock': 'exam-mock.schema.json',
  'exam score': 'exam-score.schema.json',
  'exam numeral': 'exam-numeral.schema.json',
  'exam plan': 'plan.schema.json',
  'exam simulate': 'simulation.schema.json',
}

describe('examples of docs/formats/cli.md', () => {
  test('there is one for every command, and inputs for them', () => {
    expect(files.length).toBeGreaterThan(2)
    for (const name of commandNames)
      expect([name, examples.some(({ line }) => line.startsWith(`hamroh ${name}`))]).toEqual([name, true])
  })

  test.each(examples)('$line', async ({ line, expected, code }) => {
    const ran = await runLine(line)
    expect(ran.output).toMatch(asPattern(expected))
    expect(ran.code).toBe(code)
    const name = commandNames.find((each) => line.startsWith(`hamroh ${each}`))!
    if (code === 0 && name !== 'serve' && name !== 'demo') {
      const value = JSON.parse(ran.out)
      const validate = SCHEMAS[name] && ajv.getSchema(SCHEMAS[name])
      if (validate && !validate(value)) expect(validate.errors).toEqual([])
      else expect(Boolean(SCHEMAS[name])).toBe(Boolean(validate))
    }
  })

  test.each([
    ['girl.json', 'package', true],
    ['ruling.json', 'rulings', true],
    ['wrong.json', 'rulings', false],
    ['refused.json', 'refusals', true],
    ['case.json', 'letter', true],
    ['child.json', 'learner', true],
    ['newer-child.json', 'learner', false],
    ['skills.json', 'skills', true],
    ['world.json', 'world', true],
    ['answers.json', 'exam-answers', true],
    ['listed.json', 'letter', true],
    ['protocols.json', 'patterns', true],
  ])('%s against the schema of its input, %s: %s', (name, of, right) => {
    const validate = ajv.getSchema(`${of}.schema.json`)!
    const valid = validate(JSON.parse(files.find((file) => file.name === name)!.text))
    expect([valid, valid === right ? [] : validate.errors]).toEqual([right, []])
  })

  test('the comparison notices a difference', () => {
    expect('a\nb\n').toMatch(asPattern('a\nb\n'))
    expect('a\nx\ny\nb\n').toMatch(asPattern('a\n…\nb\n'))
    expect('a\nb\n').toMatch(asPattern('a\n…\nb\n'))
    expect('a: 12,\n').toMatch(asPattern('a: …,\n'))
    expect('a\nb\nc\n').not.toMatch(asPattern('a\nb\n'))
    expect('a\nb\n').not.toMatch(asPattern('a\nc\n'))
    expect('x\na\n').not.toMatch(asPattern('a\n'))
    expect('axb\n').not.toMatch(asPattern('a.c\n'))
  })
})

describe('pages of help', () => {
  test.each(commandNames)('%s: its own examples are read without a complaint', async (name) => {
    const command = await loadCommand(name)
    expect(command.name).toBe(name)
    expect(command.examples.length).toBeGreaterThan(0)
    for (const { line } of command.examples) {
      const typed = line.replace(/^echo '[^']*' \| /, '')
      const args = [...typed.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
      expect(args.slice(0, 1 + name.split(' ').length)).toEqual(['hamroh', ...name.split(' ')])
      expect(() => readArguments(command, args.slice(1 + name.split(' ').length))).not.toThrow()
    }
  })
})
