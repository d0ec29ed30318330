/** Three values after Kleene, sets of them, and comparisons of values that are known only as a range. */

export const TRUE = 1
export const UNKNOWN = 2
export const FALSE = 4
/** TRUE, UNKNOWN or FALSE; joined by `|` it is the set of values that are possible when a fact varies. Never 0. */
export type Truth = number

export const truth = (value: boolean): Truth => (value ? TRUE : FALSE)

/** The lesser of two values (false < unknown < true), for every pair out of the two sets. */
export function and(a: Truth, b: Truth): Truth {
  const either = a | b
  const noneFalse = a & (TRUE | UNKNOWN) && b & (TRUE | UNKNOWN)
  return (a & b & TRUE) | (noneFalse ? either & UNKNOWN : 0) | (either & FALSE)
}

export const not = (a: Truth): Truth => (a & UNKNOWN) | (a & TRUE ? FALSE : 0) | (a & FALSE ? TRUE : 0)

export const or = (a: Truth, b: Truth): Truth => not(and(not(a), not(b)))

export type Scalar = string | number
/** All values from the first to the last, both included; undefined when nothing is known. Dates compare as text. */
export type Interval = readonly [Scalar, Scalar] | undefined

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** True or false only when it is so for every value of both sides. */
export function compare(sign: Comparison, a: Interval, b: Interval): Truth {
  if (!a || !b) return UNKNOWN
  switch (sign) {
    case '=':
      if (a[1] < b[0] || b[1] < a[0]) return FALSE
      return a[0] === a[1] && b[0] === b[1] ? TRUE : UNKNOWN
    case '!=':
      return not(compare('=', a, b))
    case '<':
      return a[1] < b[0] ? TRUE : a[0] >= b[1] ? FALSE : UNKNOWN
    case '<=':
      return not(compare('<', b, a))
    case '>':
      return compare('<', b, a)
    case '>=':
      return not(compare('<', a, b))
  }
}
