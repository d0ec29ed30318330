/** What a file from another device must look like. Problems are values with a place; the screen or the command has the words. */
import { dayOf } from './days.ts'

export type ProblemCode =
  | 'no-learner'
  | 'newer'
  | 'missing'
  | 'unknown-name'
  | 'wrong-kind'
  | 'no-such-day'
  | 'not-allowed'
  | 'too-long'

/** What is wrong with a file, and where; the screen or the command has the words. */
export interface Problem {
  path: string
  code: ProblemCode
  /** Allowed values or the limit, where there are such. */
  allowed?: string
}

export type Check = (value: unknown, path: string) => Problem[]

export const no = (path: string, code: ProblemCode, allowed?: string): Problem[] => [
  { path, code, ...(allowed === undefined ? {} : { allowed }) },
]
export const text =
  (most: number, shape = /^[^\p{Cc}]+$/u): Check =>
  (value, path) =>
    typeof value !== 'string'
      ? no(path, 'wrong-kind', 'a text')
      : value.length > most
        ? no(path, 'too-long', `${most} characters`)
        : shape.test(value)
          ? []
          : no(path, 'not-allowed')
export const oneOf =
  (allowed: readonly string[]): Check =>
  (value, path) =>
    allowed.includes(value as string) ? [] : no(path, 'not-allowed', allowed.join(', '))
export const day: Check = (value, path) =>
  typeof value === 'string' && dayOf(value) !== null ? [] : no(path, 'no-such-day', 'YYYY-MM-DD')
export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? [] : no(path, 'wrong-kind', 'true or false')
/** A number; `whole`: an integer. */
export const within =
  (least: number, most: number, whole = false): Check =>
  (value, path) =>
    typeof value !== 'number'
      ? no(path, 'wrong-kind', 'a number')
      : value >= least && value <= most && (!whole || Number.isInteger(value))
        ? []
        : no(path, 'not-allowed', `${whole ? 'whole numbers' : 'numbers'} from ${least} to ${most}`)
export const list =
  (each: Check, most: number): Check =>
  (value, path) =>
    !Array.isArray(value)
      ? no(path, 'wrong-kind', 'a list')
      : value.length > most
        ? no(path, 'too-long', `${most} entries`)
        : value.flatMap((one, at) => each(one, `${path}[${at}]`))
export const record =
  (shape: Record<string, Check>, optional: readonly string[] = []): Check =>
  (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      return no(path, 'wrong-kind', 'an object')
    const given = value as Record<string, unknown>
    const under = (name: string) => (path ? `${path}.${name}` : name)
    return [
      ...Object.keys(given)
        .filter((name) => !Object.hasOwn(shape, name))
        .flatMap((name) => no(under(name), 'unknown-name', Object.keys(shape).join(', '))),
      ...Object.entries(shape).flatMap(([name, check]) =>
        Object.hasOwn(given, name)
          ? check(given[name], under(name))
          : optional.includes(name)
            ? []
            : no(under(name), 'missing'),
      ),
    ]
  }
