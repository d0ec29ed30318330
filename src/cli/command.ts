/** What a command is, how its line is read and how its page of help is written: all three from one description. */

import { nearest } from '../law/nearest.ts'
import { BadInput, type Problem } from './failure.ts'

/** What a command may touch of the outside world; tests pass their own. */
export interface Io {
  /** All of standard input, refused beyond `limit` bytes. */
  readStdin(limit: number): Promise<Uint8Array>
  out(text: string): void
  err(text: string): void
  /** Today in UTC, `YYYY-MM-DD`. */
  today(): string
}

export interface Operand {
  name: string
  about: string
  optional?: boolean
}

export interface Option {
  name: string
  /** Name of the value in the help; absent = a switch. */
  value?: string
  about: string
  /** Allowed values. */
  of?: readonly string[]
  required?: boolean
}

export interface Call {
  operands: readonly string[]
  /** The value of an option, `true` for a switch that was given, undefined when absent. */
  option(name: string): string | undefined
  given(name: string): boolean
}

export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** One paragraph or two. */
  about: string
  operands: readonly Operand[]
  options: readonly Option[]
  examples: readonly { line: string; about: string }[]
  run(call: Call, io: Io): Promise<number>
}

const HELP: Option = { name: 'help', about: 'this page' }

/** Reads a command's arguments. Throws `BadInput` with every problem of the line. */
export function readArguments(command: Command, args: readonly string[]): Call {
  const problems: Problem[] = []
  const operands: string[] = []
  const values = new Map<string, string>()
  const known = new Map([...command.options, HELP].map((option) => [option.name, option]))
  let onlyOperands = false
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!
    if (onlyOperands || arg === '-' || !arg.startsWith('-')) {
      operands.push(arg)
      continue
    }
    if (arg === '--') {
      onlyOperands = true
      continue
    }
    const name = arg === '-h' ? 'help' : arg.replace(/^-{1,2}/, '').replace(/=.*$/s, '')
    const equals = arg.indexOf('=')
    const option = arg.startsWith('--') || arg === '-h' ? known.get(name) : undefined
    const where = `--${name}`
    if (!option) {
      const meant = nearest(name, known.keys())
      problems.push({
        where: arg.slice(0, equals > 0 ? equals : undefined),
        what: `there is no such option${meant ? `; did you mean --${meant}?` : ''}`,
      })
      // What follows a misspelt option was meant as its value: complaining about that too would only confuse.
      if (meant && known.get(meant)?.value && equals <= 0 && args[at + 1]?.startsWith('-') === false) at++
      continue
    }
    if (values.has(name)) problems.push({ where, what: 'given twice' })
    if (!option.value) {
      if (equals > 0) problems.push({ where, what: 'takes no value' })
      values.set(name, 'true')
      continue
    }
    const value = equals > 0 ? arg.slice(equals + 1) : args[at + 1]
    if (equals <= 0) at++
    if (value === undefined || value === '' || (equals <= 0 && value.startsWith('--'))) {
      problems.push({ where, what: `needs a value: --${name} ${option.value}` })
      if (value?.startsWith('--')) at--
      continue
    }
    if (option.of && !option.of.includes(value)) {
      const meant = nearest(value, option.of)
      problems.push({
        where,
        what: `"${value}" is none of ${option.of.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`,
      })
    }
    values.set(name, value)
  }
  if (!values.has('help')) {
    for (const option of command.options)
      if (option.required && !values.has(option.name))
        problems.push({ where: `--${option.name}`, what: `is needed: --${option.name} ${option.value}` })
    command.operands.forEach((operand, at) => {
      if (!operand.optional && operands[at] === undefined)
        problems.push({ where: operand.name, what: `is missing: ${operand.about}` })
    })
    for (const extra of operands.slice(command.operands.length))
      problems.push({ where: `"${extra}"`, what: 'is one argument too many' })
  }
  if (problems.length > 0) throw new BadInput(problems, `see: hamroh ${command.name} --help`)
  return {
    operands,
    option: (name) => values.get(name),
    given: (name) => values.has(name),
  }
}

/** The page of help of a command, at most about 60 lines, for a terminal of 80 columns. */
export function helpPage(command: Command): string {
  const line = [
    'hamroh',
    command.name,
    ...command.operands.map(({ name, optional }) => (optional ? `[${name}]` : name)),
  ]
  for (const option of command.options) {
    const text = `--${option.name}${option.value ? ` ${option.value}` : ''}`
    line.push(option.required ? text : `[${text}]`)
  }
  const rows = [
    ...command.operands.map(({ name, about }) => [name, about] as const),
    ...[...command.options, HELP].map(
      (option) => [`--${option.name}${option.value ? ` ${option.value}` : ''}`, option.about] as const,
    ),
  ]
  const wide = Math.max(...rows.map(([name]) => name.length)) + 2
  const table = rows.map(
    ([name, about]) => `  ${name.padEnd(wide)}${wrap(about, 78 - wide, ' '.repeat(wide + 2))}`,
  )
  const examples = command.examples.map(({ line, about }) => `  # ${about}\n  ${line}`)
  return `${[
    `${command.name}: ${command.summary}`,
    '',
    wrap(`Usage: ${line.join(' ')}`, 78, '    '),
    '',
    command.about
      .split('\n\n')
      .map((paragraph) => wrap(paragraph, 78, ''))
      .join('\n\n'),
    '',
    ...table,
    '',
    'Examples:',
    examples.join('\n\n'),
    '',
    'Exit codes: 0 done, 2 bad input (explained on standard error), 1 anything else.',
  ].join('\n')}\n`
}

function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].join(`\n${indent}`)
}
