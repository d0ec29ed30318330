/** Letters from the command line: whole files of the right kind, the same bytes on the same day, nothing written after a refusal. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hamroh } from './cli.test-support.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-letter-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const CASE = {
  facts: {
    stage: 'ruling',
    'offence.article': '20.1',
    'protocol.narrative': 'выражался нецензурной бранью, размахивал руками в общественном месте',
    evidence: ['police-report'],
    'language.need': 'yes',
    'protocol.interpreter': 'absent',
    'copy.served': '2025-12-24',
  },
  blanks: { person: { last: 'Примеров', first: 'Иван', gender: 'male' }, 'ruling.number': '5-000/2025' },
}

const write = (out: string, input: unknown = CASE, ...args: string[]) =>
  hamroh(
    ['letter', 'koap-complaint', '-', '--out', join(folder, out), '--today', '2026-01-05', ...args],
    JSON.stringify(input),
  )

describe('formats', () => {
  test.each([
    ['a.docx', 'PK'],
    ['a.pdf', '%PDF-'],
    ['a.txt', ''],
    ['A.PDF', '%PDF-'],
  ])('%s', async (name, magic) => {
    const ran = await write(name)
    expect([ran.code, ran.err]).toEqual([0, ''])
    const bytes = readFileSync(join(folder, name))
    expect(bytes.subarray(0, magic.length).toString('latin1')).toBe(magic)
    const told = JSON.parse(ran.out)
    expect(told.bytes).toBe(bytes.length)
    expect(told.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(told.open_blanks).toContain('ruling.date')
    expect(told.open_blanks).not.toContain('ruling.number')
    expect(told.findings_used).toContain('rulings.merits.stock-20-1')
    expect(readdirSync(folder)).toEqual([name])
  })

  test('the same input on the same day gives the same bytes', async () => {
    for (const ending of ['docx', 'pdf', 'txt']) {
      await write(`1.${ending}`)
      await write(`2.${ending}`)
      const [one, two] = ['1', '2'].map((name) => readFileSync(join(folder, `${name}.${ending}`)))
      expect([ending, one!.equals(two!)]).toEqual([ending, true])
    }
  })

  test('the text names the person in the right case and the norm of each defect', async () => {
    await write('a.txt')
    const text = readFileSync(join(folder, 'a.txt'), 'utf8')
    expect(text).toContain('Примерова Ивана')
    expect(text).toMatch(/№\s5-000\/2025/)
    expect(text).toMatch(/20\.1/)
  })
})

describe('refusals leave no file', () => {
  test.each<[what: string, input: unknown, args: string[], said: RegExp]>([
    [
      'an unknown fact',
      { facts: { stag: 'ruling' } },
      ['--lang', 'en'],
      /standard input:1:\d+: facts\.stag: .*stage/,
    ],
    ['an unknown blank', { blanks: { 'ruling.numbr': '1' } }, [], /blanks\.ruling\.numbr: /],
    ['a blank of the wrong shape', { blanks: { person: 5 } }, [], /blanks\.person: /],
    ['blanks that are a list', { blanks: [] }, [], /blanks: an object is expected/],
    ['a stranger', { fact: {} }, [], /fact: only "flow", "facts" and "blanks" may stand here/],
    ['a flow that is none', { flow: 'nothing' }, [], /flow: one of package, rulings/],
    ['facts that are a text', { facts: 'x' }, [], /facts: /],
    ['a date that does not exist', { blanks: { 'ruling.date': '2025-02-30' } }, [], /blanks\.ruling\.date: /],
  ])('%s', async (_what, input, args, said) => {
    const ran = await write('a.txt', input, ...args)
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(said)
    expect(readdirSync(folder)).toEqual([])
  })

  test('all problems at once, of facts and of blanks', async () => {
    const ran = await write('a.txt', { facts: { stag: 1, evidnce: [] }, blanks: { nobody: 'x' } })
    expect(ran.err.match(/^hamroh: /gm)).toHaveLength(3)
  })

  test.each([
    [['letter'], /KIND: is missing/],
    [['letter', 'koap-complaint'], /FILE: is missing/],
    [['letter', 'koap-complaint', '-'], /--out: is needed/],
    [['letter', 'koap-complaint', '-', '--out', 'a.odt'], /does not say the format/],
    [['letter', 'koap-complaint', '-', '--out', '/no/such/folder/a.txt'], /there is no folder/],
    [['letter', 'koap-complant', '-', '--out', 'never.txt'], /did you mean koap-complaint\?/],
    [['letter', 'constructor', '-', '--out', 'never.txt'], /there is no letter "constructor"/],
  ])('%j', async (args, said) => {
    const ran = await hamroh(args, '{}')
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(said)
  })

  test('an existing file is kept unless --force', async () => {
    await write('a.txt')
    const before = readFileSync(join(folder, 'a.txt'), 'utf8')
    const other = { ...CASE, blanks: { 'ruling.number': '5-111/2025' } }
    expect((await write('a.txt', other)).code).toBe(2)
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe(before)
    expect((await write('a.txt', other, '--force')).code).toBe(0)
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toContain('5-111/2025')
  })
})

describe('beside the letter', () => {
  test.each(['uz', 'tg', 'ky', 'en', 'ru'])('a copy for the family in %s', async (lang) => {
    const ran = await write('copy.pdf', CASE, '--explain', lang)
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(JSON.parse(ran.out)).toMatchObject({ sheet: 'explanation', signs_without_font: [] })
  })

  test('the copy says first that it is not filed, and explains what was found', async () => {
    await write('copy.txt', CASE, '--explain', 'en')
    const lines = readFileSync(join(folder, 'copy.txt'), 'utf8').split('\n')
    expect(lines.slice(0, 2)).toEqual(['Complaint against a ruling', 'For you. Not to be filed.'])
    expect(lines.join('\n')).toContain('Примеров Иван')
    expect(lines.join('\n')).not.toContain('ПРОШУ')
  })

  test('a sheet for the post names every enclosure', async () => {
    expect((await write('post.txt', CASE, '--envelope')).code).toBe(0)
    const text = readFileSync(join(folder, 'post.txt'), 'utf8')
    expect(text).toContain('ОПИСЬ ВЛОЖЕНИЯ')
    expect(text).toMatch(/1\. Жалоба на постановление .* — листов: _____;/)
  })

  test('not both at once', async () => {
    const ran = await write('x.txt', CASE, '--envelope', '--explain', 'uz')
    expect(ran.code).toBe(2)
    expect(readdirSync(folder)).toEqual([])
  })

  test('facts of another flow decide the grounds of a letter that serves them all', async () => {
    const input = (flow?: string) =>
      JSON.stringify({
        ...(flow && { flow }),
        facts: { entry: 'listed', 'same-person': 'no' },
        blanks: { 'suit.subject': 'registry' },
      })
    const args = ['letter', 'kas-suit', '-', '--out', join(folder, 'suit.txt'), '--today', '2026-11-22']
    expect((await hamroh(args, input())).err).toMatch(/say whose facts these are/)
    expect((await hamroh(args, input('registry'))).code).toBe(0)
    expect(readFileSync(join(folder, 'suit.txt'), 'utf8')).toContain(
      'Внесённые сведения не относятся к истцу',
    )
  })
})

test('list names every kind as --list does', async () => {
  expect((await hamroh(['letter', 'list'])).out).toBe((await hamroh(['letter', '--list'])).out)
})

test('--list names every kind with its blanks', async () => {
  const { letters } = JSON.parse((await hamroh(['letter', '--list'])).out)
  expect(letters.map((each: { kind: string }) => each.kind)).toEqual(
    expect.arrayContaining(['koap-complaint', 'koap-restore', 'koap-objections', 'koap-interpreter']),
  )
  for (const each of letters) expect([each.kind, each.blanks.length > 3]).toEqual([each.kind, true])
})
