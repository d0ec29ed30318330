import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkFlow } from '../../src/law/rules.ts'
import type { ClockPack, FlowPack } from '../../src/law/types.ts'
import { compileContent } from './compile.ts'
import { compileSmall, FACTS, RULES, SCREENS, spoil } from './small-content.test-support.ts'

const made: string[] = []
const place = () => {
  const path = mkdtempSync(join(tmpdir(), 'hamroh-content-'))
  made.push(path)
  return path
}
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

describe('content without a fault', () => {
  const home = place()
  const result = compileSmall({}, home)
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(result.outDir, name), 'utf8'))

  test('compiles without problems or warnings', () => {
    expect(result.said).toEqual([])
    expect(result.warnings).toEqual([])
    expect(result.written).toEqual([
      'editions.json',
      'keys.ts',
      'law-acts.json',
      'law-clocks.json',
      'law-package.json',
      'law-sources.json',
      ...['law', 'package'].flatMap((area) =>
        ['en', 'ky', 'ru', 'tg', 'uz'].map((l) => `messages-${area}-${l}.json`),
      ),
    ])
  })

  test('every value travels with its source, label, dates and review state', () => {
    const pack = read<FlowPack>('law-package.json')
    expect(pack.asOf).toBe('filing.on')
    expect(pack.rules[0]).toEqual({
      id: 'package.registration',
      from: '2025-04-01',
      to: null,
      about: 'registration',
      kind: 'expiring',
      severity: 'urgent',
      priority: 10,
      when: [
        'and',
        ['known', ['fact', 'registration.ends']],
        ['cmp', '<', ['fact', 'registration.ends'], ['deadline', 'school.complete', ['fact', 'filing.on']]],
      ],
      with: {
        ends: ['fact', 'registration.ends'],
        until: ['deadline', 'school.complete', ['fact', 'filing.on']],
        days: ['days', ['fact', 'filing.on'], ['fact', 'registration.ends']],
        status: ['fact', 'child.status'],
      },
      askIfUnknown: true,
      next: 'prepare',
      letter: null,
      basis: [{ act: 'order458', article: 'п.26.1', source: 'F25', label: 'found' }],
      disputes: [],
      lastChecked: '2026-11-22',
      staleAfterDays: 120,
      confirmedUntil: null,
      review: { state: 'unsigned' },
    })
    expect(pack.phrases).toEqual({ swearing: [['нецензурн', 'бран']] })
    expect(pack.screens[1]?.showIf).toEqual(['cmp', '=', ['fact', 'child.status'], ['lit', 'visa']])
    expect(pack.screens[0]?.showIf).toEqual(['true'])
  })

  test('a calendar year is its days off on weekdays and its worked weekends', () => {
    const { calendars } = read<ClockPack>('law-clocks.json')
    expect(calendars['2026']).toEqual({
      year: 2026,
      decree: { act: 'pp1466', article: '', source: 'K', label: 'known' },
      off: [
        ...['2026-01-01', '2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09'],
        ...['2026-02-23', '2026-03-09', '2026-12-31'],
      ],
      working: [],
    })
  })

  test('the compiled rule decides', () => {
    const facts = { 'registration.ends': '2026-03-13', 'filing.on': '2026-03-05', 'child.status': 'visa' }
    const { findings } = checkFlow(read('law-package.json'), read('law-clocks.json'), facts, '2026-03-01')
    // 5 March + 7 working days: 6, (7, 8, 9 off) 10, 11, 12, 13, 16, 17.
    expect(findings[0]).toMatchObject({
      id: 'package.registration',
      status: 'found',
      params: { ends: { date: '2026-03-13' }, until: { date: '2026-03-17' }, days: 8, status: 'visa' },
    })
  })

  test('an unchanged file keeps its time, a stale one goes', () => {
    const path = join(result.outDir, 'law-package.json')
    utimesSync(path, new Date(0), new Date(0))
    writeFileSync(join(result.outDir, 'messages-gone-ru.json'), '{}')
    compileSmall({}, home)
    expect(statSync(path).mtimeMs).toBe(0)
    expect(existsSync(join(result.outDir, 'messages-gone-ru.json'))).toBe(false)
  })

  test('a problem leaves the last good build alone, and nothing lies about', () => {
    const before = readFileSync(join(result.outDir, 'law-package.json'), 'utf8')
    const broken = compileSmall({ 'law/package/facts.yaml': 'flow: [', 'messages/ru/law.yaml': null }, home)
    expect(broken.written).toEqual([])
    expect(readFileSync(join(result.outDir, 'law-package.json'), 'utf8')).toBe(before)
    expect(readdirSync(join(home, 'build'))).toEqual(['content'])
  })
})

describe('warnings stop nothing', () => {
  const warned = (changes: Record<string, string>) => {
    const { said, warnings } = compileSmall(changes)
    expect(said).toEqual([])
    return warnings.map(({ file, line, reason }) => `${file}:${line}: ${reason}`)
  }

  test('a fact that no screen asks, or that nothing reads', () => {
    expect(warned(spoil(SCREENS, ', papers, story]', ', story]').changes)).toEqual([
      `content/${RULES}:20: rule 'package.story' needs 'papers', which no screen asks`,
    ])
    expect(warned(spoil(RULES, "papers has 'birth' and ", '').changes)).toEqual([
      `content/${FACTS}:7: fact 'papers' is asked, but nothing reads it`,
    ])
  })

  test('a fact that no screen asks on purpose is not warned of, and no screen may ask it', () => {
    const off = spoil(FACTS, 'papers: { type: choices,', 'papers: { screen: none, type: choices,').changes
    expect(warned({ ...off, ...spoil(SCREENS, ', papers, story]', ', story]').changes })).toEqual([])
    expect(compileSmall(off).said).toEqual([
      `content/${SCREENS}:2: fact 'papers' has 'screen: none', so no screen may ask it`,
    ])
  })

  test('a screen that waits for a later answer', () => {
    expect(warned(spoil(SCREENS, "child.status = 'visa'", 'filing.on known').changes)).toEqual([
      `content/${SCREENS}:3: show_if needs 'filing.on', which is asked only later`,
    ])
  })

  test('a value that no sentence uses', () => {
    expect(
      warned(spoil(RULES, 'status: child.status', 'status: child.status\n      idle: grade').changes),
    ).toEqual([
      `content/${RULES}:2: rule 'package.registration': 'with' gives {idle}, but no message uses it`,
    ])
  })
})

test('unfinished work can be looked at, with its problems told', () => {
  const home = place()
  compileSmall(spoil(RULES, 'kind: expiring', 'kind: x').changes, home)
  const outDir = join(home, 'out')
  const result = compileContent(join(home, 'content'), outDir, { unfinished: true })
  expect(result.problems).toHaveLength(1)
  expect(result.written).toContain('law-package.json')
  const pack = JSON.parse(readFileSync(join(outDir, 'law-package.json'), 'utf8')) as FlowPack
  expect(pack.rules.map(({ id }) => id)).toEqual(['package.story'])
})
