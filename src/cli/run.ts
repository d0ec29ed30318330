/** Finds the command, runs it, turns whatever it throws into a message and an exit code. */

import { nearest } from '../law/nearest.ts'
import { type Command, helpPage, type Io, readArguments } from './command.ts'
import { badInput, describeFailure, EXIT } from './failure.ts'

/** Name and summary of each command, and its code, which is loaded only when it runs: PDF and server are heavy. */
const COMMANDS: readonly { name: string; load: () => Promise<Command> }[] = [
  { name: 'law package', load: async () => (await import('./law-package.ts')).lawPackage },
  { name: 'law ruling', load: async () => (await import('./law-ruling.ts')).lawRuling },
  { name: 'law flow', load: async () => (await import('./law-flow.ts')).lawFlow },
  { name: 'law deadline', load: async () => (await import('./law-deadline.ts')).lawDeadline },
  { name: 'law list', load: async () => (await import('./law-list.ts')).lawList },
  { name: 'letter', load: async () => (await import('./letter.ts')).letter },
  { name: 'patterns', load: async () => (await import('./patterns.ts')).patterns },
  { name: 'exam mock', load: async () => (await import('./exam-mock.ts')).examMock },
  { name: 'exam score', load: async () => (await import('./exam-score.ts')).examScore },
  { name: 'exam numeral', load: async () => (await import('./exam-numeral.ts')).examNumeral },
  { name: 'exam plan', load: async () => (await import('./exam-plan.ts')).examPlan },
  { name: 'exam simulate', load: async () => (await import('./exam-simulate.ts')).examSimulate },
  { name: 'serve', load: async () => (await import('./serve.ts')).serve },
  { name: 'demo', load: async () => (await import('./demo.ts')).demo },
  { name: 'backup', load: async () => (await import('./backup.ts')).backup },
  { name: 'restore', load: async () => (await import('./restore.ts')).restore },
  { name: 'verify', load: async () => (await import('./verify.ts')).verify },
]

export const commandNames: readonly string[] = COMMANDS.map(({ name }) => name)

/** The description of a command; undefined names are a fault of the caller. */
export const loadCommand = (name: string): Promise<Command> =>
  COMMANDS.find((each) => each.name === name)!.load()

/** Runs one command line; returns the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io)
  } catch (error) {
    const { text, code } = describeFailure(error)
    io.err(text)
    return code
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : args
  const entry = COMMANDS.find(({ name }) => name.split(' ').every((word, at) => words[at] === word))
  if (entry) {
    const command = await entry.load()
    const call = readArguments(command, words.slice(entry.name.split(' ').length))
    if (call.given('help')) {
      io.out(helpPage(command))
      return EXIT.done
    }
    return command.run(call, io)
  }
  const first = words[0]
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  const rest = words.slice(1)
  if (first === '--help' || first === '-h') {
    io.out(await overview(COMMANDS))
    return EXIT.done
  }
  if (group.length > 0 && (rest[0] === '--help' || rest[0] === '-h')) {
    io.out(await overview(group))
    return EXIT.done
  }
  if (first === undefined || (group.length > 0 && rest.length === 0)) {
    io.err(await overview(group.length > 0 ? group : COMMANDS))
    return EXIT.badInput
  }
  if (first.startsWith('-')) throw badInput(first, 'stands where a command belongs', 'see: hamroh --help')
  const typed = group.length > 0 ? `${first} ${rest[0]}` : first
  const meant = nearest(typed, [...commandNames, 'law'])
  throw badInput(
    `"${typed}"`,
    `there is no such command${meant ? `; did you mean hamroh ${meant}?` : ''}`,
    'see: hamroh --help',
  )
}

async function overview(entries: typeof COMMANDS): Promise<string> {
  const commands = await Promise.all(entries.map(({ load }) => load()))
  const wide = Math.max(...commands.map(({ name }) => name.length)) + 2
  return `${[
    'Usage: hamroh COMMAND [ARGUMENTS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(wide)}${summary}`),
    '',
    'hamroh COMMAND --help explains one command, with examples. JSON in, JSON out;',
    'formats: docs/formats/cli.md. Exit codes: 0 done, 2 bad input, 1 anything else.',
    'Nothing here is legal advice: rules carry their source, label and review state.',
  ].join('\n')}\n`
}
