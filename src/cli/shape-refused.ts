/** Sentences for the problems that the trainer finds in a file. */
import type { Problem } from '../exam/learn/shape.ts'

/** Path and reason, as `problemsIn` wants them. `kind`: what the file should have been. */
export const shapeReasons = (problems: readonly Problem[], kind: string) =>
  problems.slice(0, 20).map(({ path, code, allowed }) => ({ path, reason: reasonOf(code, kind, allowed) }))

function reasonOf(code: Problem['code'], kind: string, allowed = ''): string {
  switch (code) {
    case 'no-learner':
      return `this is no ${kind}`
    case 'newer':
      return 'was written by a newer version of this program, which may keep more than this one knows'
    case 'missing':
      return 'is missing'
    case 'unknown-name':
      return `there is no such name here; known: ${allowed}`
    case 'wrong-kind':
      return `must be ${allowed}`
    case 'no-such-day':
      return `is no day; write it as ${allowed}`
    case 'not-allowed':
      return allowed ? `is not allowed; allowed: ${allowed}` : 'holds signs that are not allowed'
    case 'too-long':
      return `is longer than ${allowed}`
  }
}
