import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CaseView, SentVersion } from './case-view.ts'
import type { CaseClocks } from './clocks.ts'
import { ANSWERS, filingLog } from './filing.ts'
import { EVENT_KINDS } from './lists.ts'

const built = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'build', 'content', name), 'utf8'))

const version = (id: string, day: string, over: Partial<SentVersion> = {}): SentVersion => ({
  ...{ id, day, channel: 'post', tracking: 'ВЫДУМКА-1', text: 't', sha: 's', intact: true },
  ...over,
})
const view = (letters: [kind: string, versions: SentVersion[]][]): CaseView =>
  ({
    letters: letters.map(([kind, sent], i) => ({ id: `l${i}`, kind, sent })),
  }) as unknown as CaseView
const clocks = (...deadlines: [rule: string, from: string][]): CaseClocks =>
  ({
    deadlines: deadlines.map(([rule, from]) => ({ deadline: { rule, from }, from: 'e', ended: null })),
  }) as unknown as CaseClocks

describe('the filing log', () => {
  test('lists what went out, newest first, with channel and number', () => {
    const log = filingLog(
      view([
        ['koap-complaint', [version('a', '2026-11-01')]],
        ['kas-suit', [version('b', '2026-11-10', { channel: 'e-filing', tracking: '' })]],
      ]),
      clocks(),
    )!
    expect(log.map(({ version: { id } }) => id)).toEqual(['b', 'a'])
    expect(log[1]!.version).toMatchObject({ channel: 'post', tracking: 'ВЫДУМКА-1', intact: true })
  })

  test('without the event that starts the term there is no day, only the name of the event', () => {
    const [one] = filingLog(view([['prosecutor', [version('a', '2026-11-01')]]]), clocks())!
    expect(one).toMatchObject({ answers: [], wanting: 'appeal-registered' })
  })

  test('the term that began after the sending answers it; one that began before does not', () => {
    const log = (from: string) =>
      filingLog(view([['prosecutor', [version('a', '2026-11-05')]]]), clocks(['appeal59.answer', from]))![0]!
    expect(log('2026-11-06').answers.map(({ deadline }) => deadline.rule)).toEqual(['appeal59.answer'])
    expect(log('2026-11-06').wanting).toBeNull()
    expect(log('2026-11-04').answers).toEqual([])
    expect(log('2026-11').answers).toEqual([])
  })

  test('of two letters of one sort the later one is answered', () => {
    const log = filingLog(
      view([
        ['registry-exclusion', [version('a', '2026-10-01')]],
        ['prosecutor', [version('b', '2026-11-01')]],
      ]),
      clocks(['appeal59.answer', '2026-10-03'], ['appeal59.answer', '2026-11-03']),
    )!
    expect(
      log.map(({ version: { id }, answers }) => [id, answers.map(({ deadline }) => deadline.from)]),
    ).toEqual([
      ['b', ['2026-11-03']],
      ['a', ['2026-10-03']],
    ])
  })

  test('a motion has no term of an answer, and says so by having none', () => {
    expect(filingLog(view([['koap-defender', [version('a', '2026-11-01')]]]), clocks())![0]).toMatchObject({
      answers: [],
      wanting: null,
    })
  })

  test('null where the lane is not held', () => {
    expect(filingLog({ letters: null } as unknown as CaseView, clocks())).toBeNull()
  })

  test('every letter, term and event that the table names exists', () => {
    const { letters } = built('letters.json')
    const { terms } = built('law-clocks.json')
    for (const [kind, { terms: named, start }] of Object.entries(ANSWERS)) {
      expect(Object.keys(letters)).toContain(kind)
      for (const term of named) expect(Object.keys(terms)).toContain(term)
      expect(EVENT_KINDS).toContain(start)
    }
  })
})
