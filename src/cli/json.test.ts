import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonError, parseJson } from './json.ts'

/** "line:column reason" of what is wrong with a text. */
function complaint(text: string): string {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof JsonError) return `${error.place.line}:${error.place.column} ${error.message}`
    throw error
  }
  return 'accepted'
}

describe('what is valid', () => {
  test('any JSON value comes back as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        // The three things that are refused on purpose; each has its own test below.
        if (text.includes('__proto__') || /\\u[dD][89a-fA-F]|\d{16}|e\+?\d/.test(text)) return
        expect(parseJson(text).value).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  test('what JSON.parse refuses is refused, with a place inside the text', () => {
    const nearly = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', ']', '\\', 'x', '0', ' ', '\n'),
      )
      .map(([text, at, junk]) => {
        const cut = at % (text.length + 1)
        return text.slice(0, cut) + junk + text.slice(cut + (at % 2))
      })
    fc.assert(
      fc.property(nearly, (text) => {
        let wrong = false
        try {
          JSON.parse(text)
        } catch {
          wrong = true
        }
        const said = complaint(text)
        if (!wrong) return
        expect(said).not.toBe('accepted')
        expect(Number(said.split(':')[0])).toBeLessThanOrEqual(text.split('\n').length)
      }),
      { numRuns: 2000 },
    )
  })

  test('escapes', () => {
    expect(parseJson('"\\u0416\\n\\t\\"\\/\\\\ \\ud83d\\ude00"').value).toBe('Ж\n\t"/\\ 😀')
  })
})

describe('what is wrong is said with its place', () => {
  test.each([
    ['', '1:1 a value was expected here, not the end of the text'],
    ['hello', '1:1 a value was expected here, not "hello"'],
    ['{"a": 1,}', '1:9 there is a comma too many before this }'],
    ['[1, 2,\n]', '2:1 there is a comma too many before this ]'],
    ['{"a" 1}', '1:6 a colon was expected after "a", not "1"'],
    ['{"a": 1 "b": 2}', '1:9 a comma or } was expected here, not """'],
    ['{a: 1}', '1:2 a name in double quotes was expected here, not "a"'],
    ["{'a': 1}", '1:2 a name in double quotes was expected here, not "\'"'],
    ['{"a": \'x\'}', '1:7 texts stand in double quotes: "…"'],
    ['{\n  "ё": 1,\n  "ж": tru\n}', '3:8 a value was expected here, not "tru"'],
    ['{"d": 2025-12-24}', '1:7 "2025-12-24" is no number; dates and texts stand in double quotes'],
    ['{"d": 01}', '1:7 "01" is no number; dates and texts stand in double quotes'],
    ['{"a": "x', '1:7 this text is never closed: the second " is missing'],
    ['{"a": 1', '1:1 this { is never closed'],
    ['[1', '1:1 this [ is never closed'],
    ['{"a": "x\ny"}', '1:9 a line break or control character stands inside a text; write \\n or \\t instead'],
    ['"\\x"', '1:2 after a backslash one of " \\ / b f n r t u must stand; a real backslash is written \\\\'],
    ['"\\u12"', '1:2 after \\u four hexadecimal digits must stand'],
    ['{} {}', '1:4 the text should end here, but "{" follows'],
    // stricter than JSON.parse
    ['{"a": 1, "a": 2}', '1:10 "a" is given twice in the same { }'],
    ['{"__proto__": {}}', '1:2 "__proto__" may not be a name'],
    ['"\\ud800"', '1:1 this text holds half of a character (a lone surrogate)'],
    ['12345678901234567890', '1:1 this number is too large to be kept exactly'],
    ['1e999', '1:1 this number is too large to be kept exactly'],
    ['['.repeat(40), '1:34 nested deeper than 32 levels'],
  ])('%s', (text, said) => {
    expect(complaint(text)).toBe(said)
  })
})

test('every value has its place; columns count characters', () => {
  const { places } = parseJson('{\n  "имя": "Ж",\n  "child": { "born": "2016", "papers": ["a",\n "b"] }\n}')
  expect([...places].map(([path, { line, column }]) => `${path} ${line}:${column}`)).toEqual([
    ' 1:1',
    'имя 2:10',
    'child 3:12',
    'child.born 3:22',
    'child.papers 3:40',
    'child.papers[0] 3:41',
    'child.papers[1] 4:2',
  ])
})

test('five megabytes are read in a moment', () => {
  const text = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => ({ n, text: 'слово '.repeat(4) })))
  const from = performance.now()
  parseJson(text)
  expect(performance.now() - from).toBeLessThan(3_000)
})
