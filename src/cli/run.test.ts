/** Command lines run in this process: what is refused, how it is said, and what the domain's results become. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LANGUAGES } from '../law/types.ts'
import { hamroh } from './cli.test-support.ts'
import { INPUT_LIMIT } from './input.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a person reads of a result. */
interface Told {
  findings: { say: string; why: string; next: string | null; sources: { act_name: string }[] }[]
  addressees: Told['findings']
  deadlines: { name: string; trace: string[]; would_change: string[] }[]
}

const words = (line: string) => line.split(' ').filter(Boolean)

describe('finding the command', () => {
  test.each([
    ['', 2, /^Usage: hamroh COMMAND/],
    ['law', 2, /law deadline/],
    ['lwa package x', 2, /^hamroh: "lwa": there is no such command; did you mean hamroh law\?/],
    ['law deadlien', 2, /did you mean hamroh law deadline\?/],
    ['srve', 2, /did you mean hamroh serve\?/],
    ['zzzzzzzz', 2, /there is no such command\n/],
    ['--port 3', 2, /stands where a command belongs/],
    ['constructor', 2, /there is no such command/],
    ['law __proto__', 2, /there is no such command/],
  ])('hamroh %s', async (line, code, said) => {
    const ran = await hamroh(words(line))
    expect([ran.code, ran.out]).toEqual([code, ''])
    expect(ran.err).toMatch(said)
  })

  test.each([
    '--help',
    '-h',
    'help',
    'law --help',
    'law deadline --help',
    'help law deadline',
    'letter --help x',
  ])('hamroh %s explains on standard output', async (line) => {
    const ran = await hamroh(words(line))
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(ran.out).toMatch(/Usage: hamroh/)
    expect(ran.out).toMatch(/Exit codes: 0 done, 2 bad input/)
    for (const each of ran.out.split('\n')) expect(each.length).toBeLessThan(100)
  })
})

describe('files that are no facts', () => {
  const cases: [what: string, content: string | Uint8Array, said: RegExp][] = [
    ['empty', '', /is empty/],
    ['blank', ' \n ', /is empty/],
    ['a list', '[]', /is no JSON object/],
    ['a text', '"x"', /is no JSON object/],
    ['null', 'null', /is no JSON object/],
    [
      'broken',
      '{\n  "stage": "ruling",\n  oops\n}',
      /:3:3: a name in double quotes was expected here, not "oops"/,
    ],
    ['given twice', '{"stage": null, "stage": null}', /:1:17: "stage" is given twice/],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), /is no text file/],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), /is UTF-16 text/],
    ['an old encoding', new Uint8Array([0x7b, 0x22, 0xcf, 0xf0, 0x22, 0x7d]), /is not UTF-8 text/],
    ['too long', `{"a": "${'я'.repeat(INPUT_LIMIT / 2)}"}`, /is longer than 5 MB/],
    ['a bomb', `{"a":${'['.repeat(1_000_000)}`, /nested deeper than 32 levels/],
    ['__proto__', '{"__proto__": {"stage": "ruling"}}', /"__proto__" may not be a name/],
  ]
  test.each(cases)('%s', async (_what, content, said) => {
    const file = join(folder, 'input.json')
    writeFileSync(file, content)
    for (const ran of [
      await hamroh(['law', 'ruling', file]),
      await hamroh(['law', 'ruling', '-'], content),
    ]) {
      expect([ran.code, ran.out]).toEqual([2, ''])
      expect(ran.err).toMatch(said)
      expect(ran.err).not.toMatch(/\n\s+at /)
    }
  })

  test('no such file, a folder', async () => {
    expect((await hamroh(['law', 'ruling', join(folder, 'no.json')])).err).toMatch(/there is no such file/)
    expect((await hamroh(['law', 'ruling', folder])).err).toMatch(/is a folder/)
  })

  test.skipIf(process.platform === 'win32')('a device that never ends', async () => {
    expect((await hamroh(['law', 'ruling', '/dev/zero'])).err).toMatch(/is longer than 5 MB/)
  })

  test('a byte order mark is no fault', async () => {
    const ran = await hamroh(['law', 'ruling', '-'], '\ufeff{"stage": "ruling"}')
    expect([ran.code, ran.err]).toEqual([0, ''])
  })
})

describe('facts that cannot be', () => {
  test('all of them, each with its place and path, in the language asked for', async () => {
    const input =
      '{\n "stage": "rulin",\n "offence.on": "2025-13-01",\n "ruling": {"fact": 1},\n "previous.one-year": "two"\n}'
    for (const lang of LANGUAGES) {
      const ran = await hamroh(['law', 'ruling', '-', '--lang', lang], input)
      expect(ran.code).toBe(2)
      const lines = ran.err.split('\n')
      expect(
        lines.map((line) => /standard input:(\d+:\d+): (\S+): ./.exec(line)?.slice(1)).filter(Boolean),
      ).toEqual([
        ['2:11', 'stage'],
        ['3:16', 'offence.on'],
        ['4:21', 'ruling.fact'],
        ['5:23', 'previous.one-year'],
      ])
    }
  })

  test('dates that contradict each other', async () => {
    const ran = await hamroh(
      ['law', 'ruling', '-', '--lang', 'en'],
      '{"offence.on": "2025-12-22", "protocol.on": "2025-12-20"}',
    )
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(/standard input:1:45: protocol\.on: \w+/)
    expect(ran.err).not.toMatch(/constraint|problem\./)
  })
})

describe('results', () => {
  test('only codes, names and numbers stay the same in another language', async () => {
    const input = '{"stage": "ruling", "protocol.event": "absent", "copy.served": "2025-12-24"}'
    const [ru, uz] = await Promise.all(
      ['ru', 'uz'].map(async (lang) =>
        JSON.parse(
          (await hamroh(['law', 'ruling', '-', '--lang', lang, '--today', '2026-01-05'], input)).out,
        ),
      ),
    )
    const bones = (check: typeof ru) =>
      check.findings.map((each: Record<string, unknown>) => [
        each.id,
        each.status,
        each.severity,
        each.would_change,
      ])
    expect(bones(ru)).toEqual(bones(uz))
    expect(ru.findings.length).toBeGreaterThan(0)
    expect(ru.findings[0].say).not.toBe(uz.findings[0].say)
    expect(ru.words).toBe('unreviewed')
  })

  test('no text is a raw key, in any language', async () => {
    const input = JSON.stringify({
      stage: 'ruling',
      'offence.article': '20.1',
      'offence.on': '2025-12-22',
      'decided.by': 'judge',
      'protocol.event': 'absent',
      'protocol.narrative': 'выражался нецензурной бранью, размахивал руками',
      'language.need': 'yes',
      'protocol.interpreter': 'absent',
      evidence: ['police-report'],
      penalty: ['expulsion'],
      'copy.served': '2025-12',
    })
    for (const lang of LANGUAGES) {
      const ran = await hamroh(['law', 'ruling', '-', '--lang', lang, '--today', '2026-01-05'], input)
      expect(ran.err).toBe('')
      const check = JSON.parse(ran.out) as Told
      const texts = [
        ...[...check.findings, ...check.addressees].flatMap((each) => [
          each.say,
          each.why,
          each.next ?? each.say,
          ...each.sources.map((source) => source.act_name),
        ]),
        ...check.deadlines.flatMap((each) => [each.name, ...each.trace, ...each.would_change]),
      ]
      expect(texts.length).toBeGreaterThan(20)
      for (const text of texts) expect(text).not.toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$|^$/)
    }
  })

  test('days left: to come, today, past, not known', async () => {
    const left = async (from: string, on: string) =>
      JSON.parse((await hamroh(['law', 'deadline', '--rule', 'koap.appeal', '--from', from, '--on', on])).out)
        .days_left
    expect(await left('2025-12-24', '2026-01-05')).toBe(7)
    expect(await left('2025-12-24', '2026-01-12')).toBe(0)
    expect(await left('2025-12-24', '2026-01-20')).toBe(-8)
    expect(await left('unknown', '2026-01-20')).toBeNull()
  })

  test.each([
    ['2025-02-30', /that month has no such day/],
    ['2025-13-01', /there is no such month/],
    ['24.12.2025', /not written as a date/],
    ['2025-12-24..2025-12-20', /ends before it begins/],
    ['0025-12-24', /between 1900 and 2100/],
    ['2025-12-24T25:00', /no such time of day|not written as a date/],
  ])('--from %s', async (from, said) => {
    const ran = await hamroh(['law', 'deadline', '--rule', 'koap.appeal', '--from', from])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(said)
  })

  test.each(['2026-01', 'tomorrow', '2026-02-29'])('--today %s', async (day) => {
    const ran = await hamroh(['law', 'list', '--today', day])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(/--today/)
  })

  test('law list: a rule goes stale on the day it says', async () => {
    const at = async (today: string) => JSON.parse((await hamroh(['law', 'list', '--today', today])).out)
    const now = await at('2026-11-22')
    expect(now.rules.length).toBeGreaterThan(20)
    expect(now.calendars.map((each: { year: number }) => each.year)).toEqual([2024, 2025, 2026, 2027])
    const day = now.terms[0].versions[0].stale_on
    expect(now.terms[0].versions[0].cautions).not.toContain('stale')
    expect((await at(day)).terms[0].versions[0].cautions).toContain('stale')
  })

  test('law list: filters', async () => {
    const list = async (...args: string[]) => JSON.parse((await hamroh(['law', 'list', ...args])).out)
    expect(Object.keys(await list('--kind', 'terms'))).toEqual(['on', 'terms'])
    expect(Object.keys(await list('--kind', 'calendars'))).toEqual(['on', 'calendars'])
    const { rules, ...rest } = await list('--flow', 'rulings')
    expect(Object.keys(rest)).toEqual(['on'])
    expect(new Set(rules.map((each: { flow: string }) => each.flow))).toEqual(new Set(['rulings']))
  })
})
