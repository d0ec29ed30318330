/** What the compiler says about content: every problem with its file and line, collected, never thrown at the first. */

/** `file` is relative to the content folder with `/` between parts; `line` counts from 1. */
export interface Problem {
  file: string
  line: number
  reason: string
}

export interface Report {
  /** Stops the build. */
  problem(file: string, line: number, reason: string): void
  /** Is printed and stops nothing. */
  warning(file: string, line: number, reason: string): void
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

export function createReport(): Report {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  return {
    problems,
    warnings,
    problem: (file, line, reason) => problems.push({ file, line, reason }),
    warning: (file, line, reason) => warnings.push({ file, line, reason }),
  }
}

/** One problem as the terminal shows it; editors turn `file:line` into a link. */
export const problemLine = ({ file, line, reason }: Problem) => `${file}:${line}: ${reason}`

/** In the order a person mends them: by file, then from the top down. */
export const inReadingOrder = (problems: readonly Problem[]) =>
  [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))

/** What the terminal shows at the end: problems, one line of summary; warnings when wanted, else how many there are. */
export function spoken(
  result: {
    problems: readonly Problem[]
    warnings: readonly Problem[]
    written: readonly string[]
  },
  { warningsToo = false }: { warningsToo?: boolean } = {},
): string[] {
  const { problems, warnings, written } = result
  const outcome = written.length === 0 ? 'nothing was written' : 'unfinished files were written'
  const hidden =
    warnings.length > 0 && !warningsToo ? `, ${counted(warnings, 'warning')} (--warnings shows them)` : ''
  return [
    ...(warningsToo ? warnings.map((warning) => `${problemLine(warning)} (only a warning)`) : []),
    ...problems.map(problemLine),
    problems.length > 0
      ? `content: ${counted(problems, 'problem')}; ${outcome}`
      : `content: ${written.length} files${hidden}`,
  ]
}

const counted = (list: readonly Problem[], what: string) =>
  list.length === 1 ? `one ${what}` : `${list.length} ${what}s`
