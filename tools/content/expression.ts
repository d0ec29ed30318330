/**
 * The language of `when`, `with` and `show_if` (docs/formats/content.md): text → tree → the JSON arrays of
 * src/law/types.ts. Types are checked by expression-types.ts on the way up; errors carry a column, counted from 1.
 */
import type { Expr, PlainDate } from '../../src/law/types.ts'
import { isRealDay } from './days.ts'
import { type Names, typed } from './expression-types.ts'

export class ExpressionError extends Error {
  readonly column: number
  constructor(message: string, column: number) {
    super(message)
    this.column = column
  }
}

type TokenKind = 'word' | 'text' | 'number' | 'date' | 'sign' | 'end'
export interface Token {
  kind: TokenKind
  text: string
  column: number
}

const SPACE = /\s+/y
const PATTERNS: [TokenKind, RegExp][] = [
  ['date', /\d{4}-\d{2}-\d{2}(?![\w-])/y],
  ['number', /\d+(?![\w.-])/y],
  ['text', /'[^'\n]*'/y],
  // A hyphen belongs to a word when a letter follows at once: `working-days`. Minus stands between spaces.
  ['word', /[A-Za-z_][\w]*(?:[.-][A-Za-z_]\w*)*/y],
  ['sign', /!=|<=|>=|[=<>()[\],+-]/y],
]

function tokens(source: string): Token[] {
  const list: Token[] = []
  let at = 0
  while (at < source.length) {
    SPACE.lastIndex = at
    const space = SPACE.exec(source)
    if (space) {
      at += space[0].length
      continue
    }
    let found: Token | null = null
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at
      const match = pattern.exec(source)
      if (match) {
        found = { kind, text: match[0], column: at + 1 }
        break
      }
    }
    if (!found) throw new ExpressionError(unreadable(source, at), at + 1)
    list.push(found)
    at += found.text.length
  }
  list.push({ kind: 'end', text: 'the end', column: source.length + 1 })
  return list
}

function unreadable(source: string, at: number): string {
  const rest = source.slice(at)
  if (rest[0] === "'") return "a text that begins with ' never ends"
  if (rest[0] === '"' || rest[0] === '“' || rest[0] === '«') return "a text stands between ' and '"
  if (/^\d/.test(rest))
    return `'${/^[\w.-]+/.exec(rest)![0]}' is neither a whole number nor a date like 2025-04-01`
  return `'${[...rest][0]}' has no meaning here`
}

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const
type Comparison = (typeof COMPARISONS)[number]
const isComparison = (text: string): text is Comparison => (COMPARISONS as readonly string[]).includes(text)
const UNITS = ['days', 'working-days', 'months'] as const

/** Words with a meaning of their own; no fact may be called so. */
export const RESERVED = new Set([
  ...['and', 'or', 'not', 'in', 'has', 'known', 'asked', 'rule', 'true', 'today'],
  ...['deadline', 'days', 'samename', 'mentions'],
])

/** A node with the place it began, so that the type checker can point at it. */
export interface Located {
  expr: Expr
  column: number
}

class Parser {
  private readonly list: Token[]
  private readonly names: Names
  private at = 0

  constructor(source: string, names: Names) {
    this.list = tokens(source)
    this.names = names
  }

  whole(): Located {
    const node = this.or()
    const rest = this.peek()
    if (rest.kind !== 'end') this.fail(`'${rest.text}' is one word too many`, rest)
    return node
  }

  private peek(): Token {
    return this.list[this.at]!
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.at++
    return token
  }

  private take(text: string): Token | null {
    const token = this.peek()
    if (token.text !== text || token.kind === 'text' || token.kind === 'end') return null
    return this.next()
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`'${text}' is expected before ${quoted(this.peek())}`, this.peek())
  }

  private fail(message: string, token: Token): never {
    throw new ExpressionError(message, token.column)
  }

  /** Builds the node and lets the type checker refuse it at this column. */
  private node(expr: Expr, column: number): Located {
    const refusal = typed(expr, this.names)
    if (typeof refusal === 'string') throw new ExpressionError(refusal, column)
    return { expr, column }
  }

  private or(): Located {
    return this.chain('or', () => this.and())
  }

  private and(): Located {
    return this.chain('and', () => this.not())
  }

  private chain(word: 'and' | 'or', part: () => Located): Located {
    const first = part()
    const parts = [first]
    while (this.take(word)) parts.push(part())
    if (parts.length === 1) return first
    for (const each of parts) this.node(['not', each.expr] as Expr, each.column)
    return this.node([word, ...parts.map((each) => each.expr)] as Expr, first.column)
  }

  private not(): Located {
    const word = this.take('not')
    if (!word) return this.comparison()
    return this.node(['not', this.not().expr] as Expr, word.column)
  }

  private comparison(): Located {
    const left = this.sum()
    const token = this.peek()
    if (token.kind === 'sign' && isComparison(token.text)) {
      this.next()
      const right = this.sum()
      return this.node(['cmp', token.text, left.expr, right.expr], left.column)
    }
    if (this.take('in')) return this.node(['in', left.expr, this.values()], left.column)
    if (this.take('has')) return this.node(['has', left.expr, this.text()], left.column)
    if (this.take('known')) return this.node(['known', left.expr], left.column)
    return left
  }

  private values(): (string | number)[] {
    this.expect('[')
    const values: (string | number)[] = []
    do {
      const token = this.next()
      if (token.kind === 'text') values.push(token.text.slice(1, -1))
      else if (token.kind === 'number') values.push(Number(token.text))
      else this.fail(`a list holds texts in '…' or whole numbers, not ${quoted(token)}`, token)
    } while (this.take(','))
    this.expect(']')
    return values
  }

  private text(): string {
    const token = this.next()
    if (token.kind !== 'text') this.fail(`a text in '…' is expected, not ${quoted(token)}`, token)
    return token.text.slice(1, -1)
  }

  private sum(): Located {
    let left = this.primary()
    for (;;) {
      const sign = this.take('+') ?? this.take('-')
      if (!sign) return left
      const count = this.next()
      if (count.kind !== 'number')
        this.fail(`a whole number is expected after '${sign.text}', not ${quoted(count)}`, count)
      const unit = this.next()
      const known = UNITS.find(
        (each) => each === unit.text || (each !== 'working-days' && each === `${unit.text}s`),
      )
      if (!known)
        this.fail(`days, working-days or months is expected after ${count.text}, not ${quoted(unit)}`, unit)
      const signed = Number(count.text) * (sign.text === '-' ? -1 : 1)
      left = this.node(['shift', left.expr, signed, known], left.column)
    }
  }

  private primary(): Located {
    const token = this.next()
    const { column } = token
    if (token.kind === 'number') return this.node(['lit', Number(token.text)], column)
    if (token.kind === 'text') return this.node(['lit', token.text.slice(1, -1)], column)
    if (token.kind === 'date') {
      if (!isRealDay(token.text)) this.fail(`${token.text} is not a day of the calendar`, token)
      return this.node(['date', token.text as PlainDate], column)
    }
    if (token.text === '(' && token.kind === 'sign') {
      const inner = this.or()
      this.expect(')')
      return inner
    }
    if (token.kind !== 'word')
      this.fail(`a fact, a value or a condition is expected before ${quoted(token)}`, token)
    if (token.text === 'true') return this.node(['true'], column)
    if (token.text === 'today') return this.node(['today'], column)
    if (this.peek().text === '(' && this.peek().kind === 'sign') return this.call(token)
    if (RESERVED.has(token.text)) this.fail(`'${token.text}' cannot stand here`, token)
    return this.node(['fact', token.text], column)
  }

  private call(name: Token): Located {
    this.expect('(')
    const expr = this.called(name)
    this.expect(')')
    return this.node(expr, name.column)
  }

  private called(name: Token): Expr {
    const pair = (): [Expr, Expr] => {
      const first = this.or().expr
      this.expect(',')
      return [first, this.or().expr]
    }
    switch (name.text) {
      case 'asked': {
        const fact = this.next()
        if (fact.kind !== 'word') this.fail(`asked( ) takes the name of a fact, not ${quoted(fact)}`, fact)
        this.node(['fact', fact.text], fact.column)
        return ['asked', fact.text]
      }
      case 'rule':
        return ['rule', this.text()]
      case 'deadline': {
        const term = this.text()
        this.expect(',')
        return ['deadline', term, this.or().expr]
      }
      case 'days':
        return ['days', ...pair()]
      case 'samename':
        return ['samename', ...pair()]
      case 'mentions': {
        const text = this.or().expr
        this.expect(',')
        return ['mentions', text, this.text()]
      }
      default:
        return this.fail(
          `'${name.text}' is not known; asked, rule, deadline, days, samename and mentions take ( )`,
          name,
        )
    }
  }
}

const quoted = (token: Token) => (token.kind === 'end' ? 'the end' : `'${token.text}'`)

/** Reads one expression. Throws ExpressionError with the column of what cannot be understood or does not fit. */
export function parseExpression(source: string, names: Names): Expr {
  return new Parser(source, names).whole().expr
}
