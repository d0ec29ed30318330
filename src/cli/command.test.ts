import { describe, expect, test } from 'vitest'
import { type Command, helpPage, readArguments } from './command.ts'
import { BadInput, badInput, CannotGoOn, describeFailure, oneLine } from './failure.ts'

const sample: Command = {
  name: 'sample',
  summary: 'a command',
  about: 'Does a thing.',
  operands: [{ name: 'FILE', about: 'a file' }],
  options: [
    { name: 'lang', value: 'LANG', of: ['ru', 'en'], about: 'language' },
    { name: 'out', value: 'FILE', required: true, about: 'where to' },
    { name: 'force', about: 'a switch' },
  ],
  examples: [{ line: 'hamroh sample in.json --out out.txt', about: 'an example' }],
  run: async () => 0,
}

const read = (...args: string[]) => readArguments(sample, args)

function complaints(...args: string[]): string[] {
  try {
    read(...args)
  } catch (error) {
    if (error instanceof BadInput) return error.problems.map(({ where, what }) => `${where} ${what}`)
    throw error
  }
  return []
}

describe('a command line', () => {
  test('options before, after and glued', () => {
    for (const args of [
      ['in.json', '--out', 'x', '--lang', 'en', '--force'],
      ['--out=x', '--lang=en', '--force', 'in.json'],
      ['--force', '--lang=en', '--out', 'x', '--', 'in.json'],
    ]) {
      const call = read(...args)
      expect([call.operands, call.option('out'), call.option('lang'), call.given('force')]).toEqual([
        ['in.json'],
        'x',
        'en',
        true,
      ])
    }
  })

  test('- is standard input, and after -- everything is an operand', () => {
    expect(read('-', '--out', 'x').operands).toEqual(['-'])
    expect(read('--out', 'x', '--', '--odd').operands).toEqual(['--odd'])
    expect(read('a', '--out=a=b').option('out')).toBe('a=b')
  })

  test.each([
    [[], ['--out is needed: --out FILE', 'FILE is missing: a file']],
    [['a', '--out', 'x', 'b'], ['"b" is one argument too many']],
    [
      ['a', '--uot', 'x'],
      ['--uot there is no such option; did you mean --out?', '--out is needed: --out FILE'],
    ],
    [['a', '--out', 'x', '--colour'], ['--colour there is no such option']],
    [['a', '-x', '--out', 'x'], ['-x there is no such option']],
    [
      ['a', '--out'],
      ['--out needs a value: --out FILE', '--out is needed: --out FILE'],
    ],
    [
      ['a', '--out', '--force'],
      ['--out needs a value: --out FILE', '--out is needed: --out FILE'],
    ],
    [
      ['a', '--out='],
      ['--out needs a value: --out FILE', '--out is needed: --out FILE'],
    ],
    [['a', '--out', 'x', '--out', 'y'], ['--out given twice']],
    [['a', '--out', 'x', '--force=yes'], ['--force takes no value']],
    [['a', '--out', 'x', '--lang', 'rus'], ['--lang "rus" is none of ru, en; did you mean ru?']],
    [['a', '--out', 'x', '--constructor'], ['--constructor there is no such option']],
  ])('%j', (args, said) => {
    expect(complaints(...args)).toEqual(said)
  })

  test('--help needs nothing else', () => {
    expect(read('--help').given('help')).toBe(true)
    expect(read('-h').given('help')).toBe(true)
  })
})

test('the page of help names everything and fits a terminal', () => {
  const page = helpPage(sample)
  for (const word of [
    'FILE',
    '--lang LANG',
    '--out FILE',
    '--force',
    '--help',
    'hamroh sample in.json',
    'Exit codes',
  ])
    expect(page).toContain(word)
  expect(page).toContain('Usage: hamroh sample FILE [--lang LANG] --out FILE [--force]')
})

describe('failures', () => {
  test('bad input: every problem on a line of its own, what to do, exit code 2', () => {
    const { text, code } = describeFailure(
      new BadInput(
        [
          { where: 'a:1:2', what: 'is wrong' },
          { where: 'b', what: 'too' },
        ],
        'do this',
      ),
    )
    expect([text, code]).toEqual(['hamroh: a:1:2: is wrong\nhamroh: b: too\n  → do this\n', 2])
  })

  test('surroundings: exit code 1', () => {
    expect(describeFailure(new CannotGoOn('port taken', 'take another')).code).toBe(1)
  })

  test('a fault of the program: no stack trace unless asked for', () => {
    const { text, code } = describeFailure(new TypeError('x is not a function'))
    expect(code).toBe(1)
    expect(text).not.toMatch(/ at |\.ts/)
  })

  test('what is quoted cannot write lines, colours or directions of its own', () => {
    expect(oneLine('a\nhamroh: done\u001b[31m\u202e\r')).toBe('a hamroh: done [31m ')
    expect(oneLine('я'.repeat(5000)).length).toBeLessThan(500)
    expect(describeFailure(badInput('x', 'a\nb', 'c')).text.split('\n')).toHaveLength(3)
  })
})
