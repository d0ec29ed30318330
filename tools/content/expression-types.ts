/** Types of expressions. A comparison that can never mean anything stops the build instead of being silently false. */
import { nearest } from '../../src/law/nearest.ts'
import type { Expr, FactSpec } from '../../src/law/types.ts'

/** What an expression may name. */
export interface Names {
  facts: Record<string, FactSpec>
  phrases: ReadonlySet<string>
  terms: ReadonlySet<string>
  /** Ids of all rules of the flow. */
  rules: ReadonlySet<string>
}

export type ExprType =
  | { kind: 'condition' | 'date' | 'text' }
  | { kind: 'number'; spec?: FactSpec }
  | { kind: 'choice' | 'choices'; of: string[] }
  | { kind: 'fixed text'; value: string }
  | { kind: 'fixed number'; value: number }

const WORDS: Record<ExprType['kind'], string> = {
  condition: 'a condition',
  date: 'a date',
  text: 'a text',
  number: 'a number',
  choice: 'a choice',
  choices: 'a list of choices',
  'fixed text': 'a text',
  'fixed number': 'a number',
}

const meant = (name: string, among: Iterable<string>) => {
  const near = nearest(name, among)
  return near ? `; did you mean '${near}'?` : ''
}

/** The type of an expression, or the reason why it cannot stand. */
export function typed(expr: Expr, names: Names): ExprType | string {
  switch (expr[0]) {
    case 'lit':
      return typeof expr[1] === 'number'
        ? { kind: 'fixed number', value: expr[1] }
        : { kind: 'fixed text', value: expr[1] }
    case 'date':
    case 'today':
      return { kind: 'date' }
    case 'fact':
      return factType(expr[1], names)
    case 'deadline':
      if (!names.terms.has(expr[1])) return `unknown term '${expr[1]}'${meant(expr[1], names.terms)}`
      return (
        needs(expr[2], 'date', names, `deadline('${expr[1]}', …) is counted from a date:`) ?? { kind: 'date' }
      )
    case 'shift':
      return needs(expr[1], 'date', names, 'only a date can be moved by days or months:') ?? { kind: 'date' }
    case 'days':
      return (
        needs(expr[1], 'date', names, 'days( ) takes two dates:') ??
        needs(expr[2], 'date', names, 'days( ) takes two dates:') ?? { kind: 'number' }
      )
    case 'samename':
      return (
        needs(expr[1], 'text', names, 'samename( ) compares two text facts:') ??
        needs(expr[2], 'text', names, 'samename( ) compares two text facts:') ?? { kind: 'condition' }
      )
    case 'mentions':
      if (!names.phrases.has(expr[2])) return `unknown phrase '${expr[2]}'${meant(expr[2], names.phrases)}`
      return needs(expr[1], 'text', names, 'mentions( ) looks into a text fact:') ?? { kind: 'condition' }
    case 'not':
      return needs(expr[1], 'condition', names, 'and, or and not join conditions:') ?? { kind: 'condition' }
    case 'and':
    case 'or':
      for (const part of expr.slice(1) as Expr[]) {
        const refusal = needs(part, 'condition', names, 'and, or and not join conditions:')
        if (refusal) return refusal
      }
      return { kind: 'condition' }
    case 'cmp':
      return comparison(expr[1], expr[2], expr[3], names)
    case 'in':
      return oneOf(expr[1], expr[2], names)
    case 'has':
      return contains(expr[1], expr[2], names)
    case 'known':
      return expr[1][0] === 'fact' ? { kind: 'condition' } : "'known' stands after the name of a fact"
    case 'asked':
      return { kind: 'condition' }
    case 'rule':
      return names.rules.has(expr[1])
        ? { kind: 'condition' }
        : `unknown rule '${expr[1]}'${meant(expr[1], names.rules)}`
    case 'true':
      return { kind: 'condition' }
  }
}

function factType(name: string, names: Names): ExprType | string {
  if (!Object.hasOwn(names.facts, name))
    return `unknown fact '${name}'${meant(name, Object.keys(names.facts))}`
  const spec = names.facts[name]!
  switch (spec.type) {
    case 'integer':
      return { kind: 'number', spec }
    case 'choice':
    case 'choices':
      return { kind: spec.type, of: spec.of ?? [] }
    default:
      return { kind: spec.type }
  }
}

/** Null when `expr` has the wanted kind. */
function needs(expr: Expr, kind: 'date' | 'text' | 'condition', names: Names, rule: string): string | null {
  const type = typed(expr, names)
  if (typeof type === 'string') return type
  return type.kind === kind ? null : `${rule} ${described(expr, type)}`
}

function described(expr: Expr, type: ExprType): string {
  if (expr[0] === 'fact') return `'${expr[1]}' is ${WORDS[type.kind]}`
  if (expr[0] === 'lit' || expr[0] === 'date') return `'${expr[1]}' is ${WORDS[type.kind]}`
  return `it is ${WORDS[type.kind]}`
}

const isNumber = (type: ExprType) => type.kind === 'number' || type.kind === 'fixed number'
const isFixed = (type: ExprType) => type.kind === 'fixed number' || type.kind === 'fixed text'

function comparison(sign: string, left: Expr, right: Expr, names: Names): ExprType | string {
  const a = typed(left, names)
  const b = typed(right, names)
  if (typeof a === 'string') return a
  if (typeof b === 'string') return b
  const equality = sign === '=' || sign === '!='
  if ((isFixed(a) || left[0] === 'date') && (isFixed(b) || right[0] === 'date'))
    return 'two fixed values are compared: the answer never changes'
  if (a.kind === 'choices' || b.kind === 'choices')
    return `${described(a.kind === 'choices' ? left : right, a.kind === 'choices' ? a : b)}: write … has '…'`
  if (a.kind === 'date' && b.kind === 'date') return { kind: 'condition' }
  if (isNumber(a) && isNumber(b))
    return (equality && (outside(a, b) ?? outside(b, a))) || { kind: 'condition' }
  const [choice, other, at] = a.kind === 'choice' ? [a, b, left] : b.kind === 'choice' ? [b, a, right] : []
  if (choice && other && at) {
    if (!equality) return `${described(at, choice)}: it has no order, only = and !=`
    if (other.kind === 'fixed text') return notListed(at, choice.of, [other.value]) ?? { kind: 'condition' }
    if (other.kind === 'choice' && other.of.some((value) => choice.of.includes(value)))
      return { kind: 'condition' }
  }
  if (equality && (a.kind === 'text' || b.kind === 'text') && [a, b].every((t) => /text/.test(t.kind)))
    return { kind: 'condition' }
  const hint = [a, b].some((t) => t.kind === 'fixed text' && /^\d/.test(t.value))
    ? '; no quotes around it?'
    : ''
  return `${described(left, a)}, ${described(right, b)}: they cannot be compared with ${sign}${hint}`
}

/** A number that the fact can never be. */
function outside(number: ExprType, fixed: ExprType): string | null {
  if (number.kind !== 'number' || fixed.kind !== 'fixed number' || !number.spec) return null
  const { min = -Infinity, max = Infinity } = number.spec
  return fixed.value < min || fixed.value > max ? `${fixed.value} is outside ${min}…${max}` : null
}

function notListed(at: Expr, of: string[], values: readonly (string | number)[]): string | null {
  const wrong = values.find((value) => !of.includes(String(value)) || typeof value === 'number')
  if (wrong === undefined) return null
  const name = at[0] === 'fact' ? at[1] : 'it'
  return `'${name}' is never '${wrong}'${meant(String(wrong), of) || `; it is one of ${of.join(', ')}`}`
}

function oneOf(left: Expr, values: (string | number)[], names: Names): ExprType | string {
  const type = typed(left, names)
  if (typeof type === 'string') return type
  const twice = values.find((value, i) => values.indexOf(value) < i)
  if (twice !== undefined) return `'${twice}' stands twice in the list`
  if (type.kind === 'choice') return notListed(left, type.of, values) ?? { kind: 'condition' }
  if (type.kind === 'number') {
    for (const value of values) {
      if (typeof value !== 'number')
        return `${described(left, type)}, so the list must hold numbers, not '${value}'`
      const refusal = outside(type, { kind: 'fixed number', value })
      if (refusal) return refusal
    }
    return { kind: 'condition' }
  }
  return `'in […]' follows a choice or a number: ${described(left, type)}`
}

function contains(left: Expr, value: string, names: Names): ExprType | string {
  const type = typed(left, names)
  if (typeof type === 'string') return type
  if (type.kind !== 'choices') return `'has' follows a list of choices: ${described(left, type)}`
  return notListed(left, type.of, [value]) ?? { kind: 'condition' }
}
