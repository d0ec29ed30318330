/** How a command says that it cannot go on. Everything else that is thrown is a fault of the program, exit code 1. */

/** 0 done · 2 bad input · 1 anything else. */
export const EXIT = { done: 0, other: 1, badInput: 2 } as const

export interface Problem {
  /** Where: a file with line and column, a JSON path, an option. */
  where: string
  /** What is wrong there and why. */
  what: string
}

/** Bad input: every problem found, not only the first, and what to do about it. */
export class BadInput extends Error {
  override name = 'BadInput'
  readonly problems: readonly Problem[]
  readonly todo: string

  constructor(problems: readonly Problem[], todo: string) {
    super(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'))
    this.problems = problems
    this.todo = todo
  }
}

/** The surroundings refuse: a port is taken, a file cannot be written. Exit code 1, no stack trace. */
export class CannotGoOn extends Error {
  override name = 'CannotGoOn'
  readonly todo: string

  constructor(message: string, todo: string) {
    super(message)
    this.todo = todo
  }
}

export const badInput = (where: string, what: string, todo: string) => new BadInput([{ where, what }], todo)

/** The text for standard error and the exit code of anything thrown. */
export function describeFailure(error: unknown): { text: string; code: number } {
  if (error instanceof BadInput) {
    const lines = error.problems.map(({ where, what }) => `hamroh: ${where}: ${oneLine(what)}`)
    return { text: `${[...lines, `  → ${error.todo}`].join('\n')}\n`, code: EXIT.badInput }
  }
  if (error instanceof CannotGoOn)
    return { text: `hamroh: ${error.message}\n  → ${error.todo}\n`, code: EXIT.other }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = process.env.HAMROH_DEBUG && error instanceof Error ? `${error.stack}\n` : ''
  return {
    text: `hamroh: an error in the program itself: ${oneLine(text)}\n  → set HAMROH_DEBUG=1 and run it again to see where\n${stack}`,
    code: EXIT.other,
  }
}

/** Input is quoted in messages: a line break or an escape sequence in it must not write lines or colours of its own. */
export const oneLine = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
  return visible.length > 400 ? `${visible.slice(0, 400)}…` : visible
}
