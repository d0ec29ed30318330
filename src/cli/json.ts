/**
 * JSON (RFC 8259) with the place of everything in it, because "Unexpected token" helps nobody.
 * Stricter than JSON.parse where leniency hides a mistake: a key given twice, half of a surrogate pair, a number that
 * cannot be held exactly, `__proto__`, and nesting deeper than any input of ours are refused.
 */

export interface Place {
  /** Both from 1; the column counts characters, not bytes. */
  line: number
  column: number
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface ParsedJson {
  value: Json
  /** Where the value at a path stands, e.g. `child.born`, `papers.missing[2]`; `''` is the whole. */
  places: ReadonlyMap<string, Place>
}

export class JsonError extends Error {
  override name = 'JsonError'
  readonly place: Place

  constructor(reason: string, place: Place) {
    super(reason)
    this.place = place
  }
}

const DEEPEST = 32
const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Up to the next quote, backslash or control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259, section 7 forbids exactly these
const PLAIN = /[^"\\\u0000-\u001f]*/y
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Parses a text. Throws `JsonError` at the first place that is wrong. */
export function parseJson(text: string): ParsedJson {
  let at = 0
  const places = new Map<string, Place>()

  const place = (index: number): Place => {
    const before = text.slice(0, index)
    const line = before.split('\n').length
    return { line, column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1 }
  }
  const fail = (reason: string, index = at): never => {
    throw new JsonError(reason, place(index))
  }
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const seen = (): string => {
    if (at >= text.length) return 'the end of the text'
    const word = /^[\p{L}\p{N}_.-]+/u.exec(text.slice(at, at + 40))?.[0]
    return `"${word ?? String.fromCodePoint(text.codePointAt(at)!)}"`
  }

  const value = (path: string, depth: number): Json => {
    match(SPACE)
    if (depth > DEEPEST) fail(`nested deeper than ${DEEPEST} levels`)
    // A file of a few MB may hold a million values; problems are reported for the first ones at most.
    if (marks.length < 10_000) marks.push([path, at])
    const next = text[at]
    if (next === '{') return object(path, depth)
    if (next === '[') return list(path, depth)
    if (next === '"') return string()
    if (next === '-' || (next !== undefined && next >= '0' && next <= '9')) return number()
    for (const [word, meaning] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (text.startsWith(word, at) && !/[\p{L}\p{N}_]/u.test(text[at + word.length] ?? '')) {
        at += word.length
        return meaning
      }
    if (next === "'") fail('texts stand in double quotes: "…"')
    return fail(`a value was expected here, not ${seen()}`)
  }

  const object = (path: string, depth: number): Json => {
    const result: { [key: string]: Json } = {}
    const from = at++
    match(SPACE)
    if (text[at] === '}') {
      at++
      return result
    }
    for (;;) {
      match(SPACE)
      if (text[at] === '}') fail('there is a comma too many before this }')
      if (text[at] !== '"')
        fail(
          at >= text.length
            ? 'this { is never closed'
            : `a name in double quotes was expected here, not ${seen()}`,
          at >= text.length ? from : at,
        )
      const keyAt = at
      const key = string()
      if (key === '__proto__') fail('"__proto__" may not be a name', keyAt)
      if (Object.hasOwn(result, key)) fail(`"${key}" is given twice in the same { }`, keyAt)
      match(SPACE)
      if (text[at] !== ':') fail(`a colon was expected after "${key}", not ${seen()}`)
      at++
      result[key] = value(path ? `${path}.${key}` : key, depth + 1)
      match(SPACE)
      if (text[at] === ',') at++
      else if (text[at] === '}') {
        at++
        return result
      } else if (at >= text.length) fail('this { is never closed', from)
      else fail(`a comma or } was expected here, not ${seen()}`)
    }
  }

  const list = (path: string, depth: number): Json => {
    const result: Json[] = []
    const from = at++
    match(SPACE)
    if (text[at] === ']') {
      at++
      return result
    }
    for (;;) {
      match(SPACE)
      if (text[at] === ']') fail('there is a comma too many before this ]')
      if (at >= text.length) fail('this [ is never closed', from)
      result.push(value(`${path}[${result.length}]`, depth + 1))
      match(SPACE)
      if (text[at] === ',') at++
      else if (text[at] === ']') {
        at++
        return result
      } else if (at >= text.length) fail('this [ is never closed', from)
      else fail(`a comma or ] was expected here, not ${seen()}`)
    }
  }

  const string = (): string => {
    const from = at++
    let result = ''
    for (;;) {
      result += match(PLAIN)
      const next = text[at]
      if (next === '"') {
        at++
        break
      }
      if (next === undefined) fail('this text is never closed: the second " is missing', from)
      if (next !== '\\')
        fail('a line break or control character stands inside a text; write \\n or \\t instead')
      const escaped = text[at + 1] ?? ''
      if (escaped === 'u') {
        const code = text.slice(at + 2, at + 6)
        if (!/^[0-9a-fA-F]{4}$/.test(code)) fail('after \\u four hexadecimal digits must stand')
        result += String.fromCharCode(Number.parseInt(code, 16))
        at += 6
      } else if (Object.hasOwn(ESCAPES, escaped)) {
        result += ESCAPES[escaped]
        at += 2
      } else fail(`after a backslash one of " \\ / b f n r t u must stand; a real backslash is written \\\\`)
    }
    if (LONE_SURROGATE.test(result)) fail('this text holds half of a character (a lone surrogate)', from)
    return result
  }

  const number = (): number => {
    const from = at
    const digits = match(NUMBER)
    if (digits === '' || /[\p{L}\p{N}_.-]/u.test(text[at] ?? '')) {
      at = from
      fail(`${seen()} is no number; dates and texts stand in double quotes`)
    }
    const result = Number(digits)
    if (!Number.isFinite(result) || (Number.isInteger(result) && !Number.isSafeInteger(result)))
      fail('this number is too large to be kept exactly', from)
    return result
  }

  const marks: [path: string, index: number][] = []
  const result = value('', 0)
  match(SPACE)
  if (at < text.length) fail(`the text should end here, but ${seen()} follows`)
  // Counted once, walking forward, because marks stand in the order of the text: a file on one line stays quick.
  let counted = 0
  let line = 1
  let column = 1
  for (const [path, index] of marks) {
    for (; counted < index; counted++) {
      const unit = text.charCodeAt(counted)
      if (unit === 10) [line, column] = [line + 1, 1]
      // The second half of a surrogate pair belongs to the character before it.
      else if (unit < 0xdc00 || unit > 0xdfff) column++
    }
    places.set(path, { line, column })
  }
  return { value: result, places }
}
