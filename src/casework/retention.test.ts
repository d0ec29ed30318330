import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { readCases } from './cases.ts'
import { fold, id, lanesOf } from './casework.test-support.ts'
import { demoCases } from './demo.ts'
import {
  clocksAgree,
  dueSteps,
  eraseOperations,
  lookOperations,
  maskOperations,
  type RetentionItem,
  retentionList,
  ruleOf,
  SECOND_LOOK,
  setRule,
} from './retention.ts'

const CASE = id('case')
const own = `c${CASE}`
const RULE = { mask: 12, erase: 24, day: '2026-01-01' }
const closed = (day = '2025-01-31', state = 'closed'): Operation[] => [
  [own, 'number', 'Т-1'],
  [own, 'state', state],
  [own, 'closed', day],
  [own, 'since', day],
]
const list = (...operations: Operation[][]) => retentionList(lanesOf(...operations).facts, RULE)
const at = (today: string, more = {}) => ({ today, relay: today, heartbeat: today, ...more })

describe('the rule', () => {
  test('the newest one that an admin wrote; nobody else’s', () => {
    const lanes = fold([
      { device: 'admin', ms: 1, operations: setRule(RULE, id('a')) },
      { device: 'admin', ms: 2, operations: setRule({ ...RULE, mask: 6 }, id('b')) },
      { device: 'trainee', ms: 3, operations: setRule({ ...RULE, mask: 1 }, id('c')) },
    ])
    const admin = (device: string) => device === id('admin')
    expect(ruleOf(lanes.facts, admin)).toEqual({ ...RULE, mask: 6 })
    expect(ruleOf(lanes.facts, () => false)).toBeNull()
    expect(ruleOf(undefined, admin)).toBeNull()
  })

  test('a rule that somebody else has touched is none', () => {
    const lanes = fold([
      { device: 'admin', ms: 1, operations: setRule(RULE, id('a')) },
      { device: 'trainee', ms: 3, operations: [[`o${id('a')}`, 'erase', 1]] },
    ])
    expect(ruleOf(lanes.facts, (device) => device === id('admin'))).toBeNull()
  })
})

describe('what will happen, and when', () => {
  test('a closed case is masked after its months, a masked one erased; months end with the month', () => {
    expect(list(closed())[0]!.next).toEqual({ step: 'mask', on: '2026-01-31' })
    expect(list(closed('2025-02-28', 'masked'))[0]!.next).toEqual({ step: 'erase', on: '2027-02-28' })
    expect(retentionList(lanesOf(closed('2025-01-31')).facts, { ...RULE, mask: 1 })[0]!.next!.on).toBe(
      '2025-02-28',
    )
  })

  test('open, waiting, erased and taken back cases are not in it; without a rule or a day nothing comes', () => {
    expect(list(closed('2025-01-31', 'open'))).toEqual([])
    expect(list(closed('2025-01-31', 'waiting'))).toEqual([])
    expect(list(closed(), [[own, 'gone', true]])).toEqual([])
    expect(list(closed(), [[own, 'erased', '2026-01-01']])).toEqual([])
    expect(list([[own, 'state', 'closed']])[0]!.next).toBeNull()
    expect(retentionList(lanesOf(closed()).facts, null)[0]!.next).toBeNull()
    expect(retentionList(lanesOf(closed()).facts, { ...RULE, mask: 0 })[0]!.next).toBeNull()
  })

  test('masking is the ordinary change of state, on record', () => {
    const view = readCases(lanesOf(closed(), maskOperations(CASE, '2026-02-01')))[0]!
    expect([view.state, view.since, view.masked]).toEqual(['masked', '2026-02-01', true])
    expect(view.timeline.some(({ kind }) => kind === 'masked')).toBe(true)
  })
})

describe('acting needs two clocks', () => {
  const due = list(closed())
  test('masked on its day, not before, and not while it is held', () => {
    expect(dueSteps(due, at('2026-01-30')).mask).toEqual([])
    expect(dueSteps(due, at('2026-01-31')).mask).toEqual([CASE])
    expect(dueSteps(list(closed(), [[own, 'hold', true]]), at('2030-01-01'))).toEqual({
      mask: [],
      look: [],
      erase: [],
    })
  })

  test.each([
    ['the relay says another day', { relay: '2026-11-20' }],
    ['the relay says nothing', { relay: null }],
    ['no heartbeat for long', { heartbeat: '2035-01-01' }],
    ['a heartbeat of the future', { heartbeat: '2037-01-01' }],
    ['no heartbeat at all', { heartbeat: null }],
  ])('a clock that jumps does nothing: %s', (_, more) => {
    expect(clocksAgree(at('2036-11-22', more))).toBe(false)
    const erasable = list(closed('2025-01-01', 'masked'), lookOperations(CASE, '2026-01-01'))
    expect(dueSteps([...due, ...erasable], at('2036-11-22', more))).toEqual({ mask: [], look: [], erase: [] })
  })

  test('erased only at a second look, days after the first, and only while it stays masked', () => {
    const masked = closed('2024-01-01', 'masked')
    expect(dueSteps(list(masked), at('2026-01-01'))).toEqual({ mask: [], look: [CASE], erase: [] })
    const looked = list(masked, lookOperations(CASE, '2026-01-01'))
    expect(dueSteps(looked, at('2026-01-14')).erase).toEqual([])
    expect(dueSteps(looked, at('2026-01-15')).erase).toEqual([CASE])
    // Back before the first look: it was made under a wrong clock.
    expect(dueSteps(looked, at('2025-12-31')).erase).toEqual([])
    // Opened, closed and masked again since: the earlier look says nothing.
    const again = list(masked, lookOperations(CASE, '2026-01-01'), [[own, 'since', '2026-02-01']])
    expect(again[0]!.looked).toBeNull()
  })

  test('nothing is ever erased within the first look’s fortnight or before the rule’s months, whatever the days', () => {
    const day = fc
      .integer({ min: 0, max: 4_000 })
      .map((n) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, day, day, (since, first, today) => {
        const items = list(closed(since, 'masked'), lookOperations(CASE, first))
        if (!dueSteps(items, at(today)).erase.length) return
        const days = (a: string, b: string) => (Date.parse(b) - Date.parse(a)) / 86_400_000
        expect(days(first, today)).toBeGreaterThanOrEqual(SECOND_LOOK)
        expect(days(since, today)).toBeGreaterThanOrEqual(24 * 28)
      }),
    )
  })
})

describe('an emptied case', () => {
  const demo = demoCases('2026-01-20')
  test('every demo case: nothing of it is left in any lane but its number and its days, and nothing of another is touched', () => {
    for (const each of demo) {
      const all = demo.map(({ operations }) => operations)
      const before = lanesOf(...all)
      const { operations } = eraseOperations(before, each.id, '2026-03-01')
      const after = lanesOf(...all, operations)
      const left = Object.values(after).flatMap((state) =>
        [...state].flatMap(([entity, cells]) =>
          [...cells].flatMap(([field, { value, lost }]) =>
            (entity === `c${each.id}` || cells.get('case')?.value === each.id) &&
            field !== 'case' &&
            (lost.length > 0 || (value !== null && !(Array.isArray(value) && value.length === 0)))
              ? [field]
              : [],
          ),
        ),
      )
      expect(
        left.filter((field) => !['number', 'state', 'since', 'closed', 'gone', 'erased'].includes(field)),
      ).toEqual([])
      const shown = (lanes: typeof before) =>
        JSON.stringify(readCases(lanes).filter((view) => view.id !== each.id))
      expect(shown(after)).toBe(shown(before))
      expect(readCases(after).some((view) => view.id === each.id)).toBe(false)
      expect(retentionList(after.facts, RULE).some((item: RetentionItem) => item.id === each.id)).toBe(false)
    }
  })

  test('words that nobody saw when it was emptied stay in the log, offered to whoever restores it', () => {
    const note = `n${id('note')}`
    const start: Operation[] = [...closed(), [note, 'case', CASE], [note, 'text', 'виденное']]
    const { operations } = eraseOperations(lanesOf(start), CASE, '2026-03-01')
    const lanes = fold([
      { device: 'one', ms: 1, operations: start },
      { device: 'two', ms: 2, operations: [[note, 'text', 'невиденное']] },
      { device: 'one', ms: 3, operations },
    ])
    const cell = lanes.strategy.get(note)!.get('text')!
    expect(cell.value).toBeNull()
    expect(cell.lost.map(({ value }) => value)).toEqual(['невиденное'])
  })

  test('its boxes are named for the relay, but not one that another case answers', () => {
    const link = (of: string, box: string): Operation[] => [
      [`c${id(of)}`, 'number', of],
      [`r${id(`${of}-${box}`)}`, 'case', id(of)],
      [`r${id(`${of}-${box}`)}`, 'box', id(box)],
    ]
    const lanes = lanesOf(link('one', 'own'), link('one', 'shared'), link('two', 'shared'))
    expect(eraseOperations(lanes, id('one'), '2026-03-01').boxes).toEqual([id('own')])
  })

  test('files of members are named for the relay: also one whose entry was taken back; not one of another case, not one in a family’s box', () => {
    const file = (of: string, name: string, more: Operation[] = []): Operation[] => {
      const entity = `f${id(`${of}-${name}`)}`
      return [
        [`c${id(of)}`, 'number', of],
        [entity, 'case', id(of)],
        [entity, 'file', id(name)],
        ...more.map(([, field, value]): Operation => [entity, field, value]),
      ]
    }
    const lanes = lanesOf(
      file('one', 'own'),
      file('one', 'back', [['', 'gone', true]]),
      file('one', 'sent', [['', 'box', id('box')]]),
      file('one', 'shared'),
      file('two', 'shared'),
    )
    const { files, boxes } = eraseOperations(lanes, id('one'), '2026-03-01')
    expect(files).toEqual([id('own'), id('back')].sort())
    expect(boxes).toEqual([id('box')])
  })
})
