/** `hamroh patterns` as a person runs it: what it prints, what it writes, how it says no. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hamroh } from './cli.test-support.ts'

const formats = join(import.meta.dirname, '..', '..', 'docs', 'formats')
const example = join(formats, 'examples', 'patterns.json')
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-patterns-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the example fits its schema, and what repeats in it is found', async () => {
  expect(new Ajv({ strict: false }).compile(read(join(formats, 'patterns.schema.json')))(read(example))).toBe(
    true,
  )
  const { code, out } = await hamroh(['patterns', example])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    measure: { shingle: 3, threshold: 0.6 },
    compared: 3,
    too_short: [],
    pair_count: 1,
    groups: [{ group: 1, members: ['P-7', 'P-12'], stations: [{ station: 'отдел полиции № 0', count: 2 }] }],
  })
})

test('an exhibit covers names, and shows one case as it was written', async () => {
  const out = join(folder, 'exhibit.html')
  expect((await hamroh(['patterns', example, '--exhibit', '1', '--own', 'P-7', '--out', out])).code).toBe(0)
  const page = readFileSync(out, 'utf8')
  expect(page).toContain('Вымышленный')
  expect(page).not.toContain('Небылицына')
  expect(page).not.toContain('P-12')
  expect(page).toContain('<mark>')
  expect(page).not.toMatch(/<script|src=|href=/)
  const again = await hamroh(['patterns', example, '--exhibit', '1', '--out', out])
  expect(again).toMatchObject({ code: 2 })
  expect(readFileSync(out, 'utf8')).toBe(page)
})

describe('what cannot be is refused with its place, and nothing is written', () => {
  const cases: [string, string, string[], RegExp][] = [
    ['no list', '{}', [], /list \[ … \]/],
    ['no text', '[{"id":"a"}]', [], /\[0\]\.text: a text is expected/],
    ['twice', '[{"id":"a","text":"x"},{"id":"a","text":"y"}]', [], /stands at \[0\] already/],
    ['a field too many', '[{"id":"a","text":"x","officer":"y"}]', [], /\[0\]\.officer: is none of/],
    ['half a day', '[{"id":"a","text":"x","day":"2026-03"}]', [], /\[0\]\.day/],
    ['a day that is none', '[{"id":"a","text":"x","day":"2026-02-31"}]', [], /\[0\]\.day/],
    ['a threshold', '[]', ['--threshold', '2'], /--threshold/],
    ['a shingle', '[]', ['--shingle', '0'], /--shingle/],
    ['no group', '[]', ['--exhibit', '1', '--out', 'OUT.html'], /there is no group 1/],
    ['no page', '[]', ['--exhibit', '1'], /--out/],
    ['no such own', '[]', ['--own', 'q'], /there is no text "q"/],
  ]
  test.each(cases)('%s', async (_, text, options, said) => {
    const file = join(folder, 'in.json')
    writeFileSync(file, text)
    const out = join(folder, 'never.html')
    const { code, err } = await hamroh([
      'patterns',
      file,
      ...options.map((each) => each.replace('OUT.html', out)),
    ])
    expect(code).toBe(2)
    expect(err).toMatch(said)
    expect(existsSync(out)).toBe(false)
  })
})

test('an empty list has no groups', async () => {
  const file = join(folder, 'empty.json')
  writeFileSync(file, '[]')
  expect(JSON.parse((await hamroh(['patterns', file])).out)).toMatchObject({ pair_count: 0, groups: [] })
})
