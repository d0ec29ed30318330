import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { readCases } from './cases.ts'
import { fold, id, lanesOf, type Written } from './casework.test-support.ts'
import { demoCases } from './demo.ts'
import { changesSince, operationsOf, type PackedCase, packCases, packRefusal } from './packed.ts'

const demo = demoCases('2026-01-20')
const all = new Set(demo.map((each) => each.id))
/** Without what a fold adds of its own: names of origins and the time of the newest write. */
const shown = (views: unknown) =>
  JSON.stringify(views, (key, value) =>
    key === 'base' || key === 'at' || key === 'changed' ? undefined : value,
  )
const CASE = id('case')
const own = `c${CASE}`
const note = `n${id('note')}`
const withNote = (text: string): Operation[] => [
  [own, 'number', 'Т-1'],
  [own, 'tags', { add: ['a', 'b'] }],
  [note, 'case', CASE],
  [note, 'text', text],
]

describe('packed cases', () => {
  test('twelve cases out and in again are the same cases', () => {
    const lanes = lanesOf(...demo.map(({ operations }) => operations))
    const packed = JSON.parse(JSON.stringify(packCases(lanes, all))) as PackedCase[]
    expect(packed).toHaveLength(demo.length)
    expect(packed.map(packRefusal).filter(Boolean)).toEqual([])
    const again = lanesOf(...packed.map(operationsOf))
    expect(shown(readCases(again))).toBe(shown(readCases(lanes)))
    // And in again over itself: nothing changes.
    expect(shown(readCases(lanesOf(...packed.map(operationsOf), ...packed.map(operationsOf))))).toBe(
      shown(readCases(lanes)),
    )
  })

  test('only what was asked for, and nothing of a lane that is not held', () => {
    const lanes = lanesOf(...demo.map(({ operations }) => operations))
    const packed = packCases({ facts: lanes.facts!, strategy: lanes.strategy! }, new Set([demo[0]!.id]))
    expect(packed.map((each) => each.id)).toEqual([demo[0]!.id])
    expect(Object.keys(packed[0]!.rows).every((lane) => lane === 'facts' || lane === 'strategy')).toBe(true)
    expect(JSON.stringify(packed)).not.toContain(demo[1]!.id)
    expect(packCases(lanes, new Set())).toEqual([])
  })

  test('words that lost go along and stand beside the others again', () => {
    const lanes = fold([
      { device: 'one', ms: 1, operations: withNote('первое') },
      { device: 'two', ms: 2, operations: [[note, 'text', 'второе']] },
    ])
    const view = readCases(lanesOf(...packCases(lanes, new Set([CASE])).map(operationsOf)))[0]!
    expect(view.notes![0]!.text).toMatchObject({ value: 'второе', lost: [{ value: 'первое' }] })
  })

  test('a row in a lane that is not its own, of another case, of an unknown field, too long: refused', () => {
    const good = packCases(lanesOf(withNote('слова')), new Set([CASE]))[0]!
    expect(packRefusal(good)).toBeNull()
    const rows = (extra: PackedCase['rows']): PackedCase => ({ id: CASE, rows: { ...good.rows, ...extra } })
    expect(packRefusal(rows({ facts: [[`p${id('p')}`, 'name', 'Имя', '']] }))).toMatch('facts')
    expect(
      packRefusal(
        rows({
          identity: [
            [`p${id('p')}`, 'case', id('other'), ''],
            [`p${id('p')}`, 'name', 'Имя', ''],
          ],
        }),
      ),
    ).toMatch('identity')
    expect(packRefusal(rows({ facts: [[`c${id('other')}`, 'number', '1', '']] }))).toMatch('facts')
    expect(packRefusal(rows({ facts: [[own, 'passport', '1', '']] }))).toMatch('facts passport')
    expect(packRefusal(rows({ facts: [[own, 'number', 'x'.repeat(99), '']] }))).toBe('too-large number')
    expect(packRefusal(rows({ facts: [['__proto__', 'number', 'x', '']] }))).not.toBeNull()
  })
})

describe('what has changed since', () => {
  const start: Written[] = [{ device: 'home', ms: 1, operations: withNote('план дома') }]
  const packed = packCases(fold(start), new Set([CASE]))
  /** The road's lanes: the packed case, then what was written there. */
  const road = (...lists: Operation[][]) => lanesOf(...packed.map(operationsOf), ...lists)
  /** Home again: what stood, what others wrote meanwhile, what the road brings. */
  const home = (lanes: ReturnType<typeof road>, meanwhile: Operation[] = []) =>
    readCases(
      fold([
        ...start,
        ...(meanwhile.length ? [{ device: 'other', ms: 2, operations: meanwhile }] : []),
        ...changesSince(packed, lanes).map(({ operations }, i) => ({
          device: 'home',
          ms: 10 + i,
          operations,
        })),
      ]),
    )[0]!

  test('nothing changed, nothing written', () => expect(changesSince(packed, road())).toEqual([]))

  test('values, sets, new entries and cleared fields come home; an edit settles what it saw', () => {
    const task = `t${id('task')}`
    const lanes = road(
      [
        [own, 'number', 'Т-2'],
        [own, 'kind', 'ruling'],
      ],
      [[own, 'tags', { add: ['c'], remove: ['a'] }]],
      [[note, 'text', 'план в дороге', `${id('one')}.0.3`]],
      [
        [task, 'case', CASE],
        [task, 'title', 'Позвонить'],
        [own, 'kind', null],
      ],
    )
    const view = home(lanes)
    expect([view.number, view.kind, view.tags]).toEqual(['Т-2', null, ['b', 'c']])
    expect(view.notes![0]!.text).toMatchObject({ value: 'план в дороге', lost: [] })
    expect(view.tasks[0]!.title!.value).toBe('Позвонить')
  })

  test('what a colleague wrote meanwhile stays in sight', () => {
    const lanes = road([[note, 'text', 'план в дороге', `${id('one')}.0.3`]])
    const view = home(lanes, [
      [note, 'text', 'план коллеги'],
      [own, 'tags', { add: ['d'] }],
    ])
    expect(view.notes![0]!.text).toMatchObject({ value: 'план в дороге', lost: [{ value: 'план коллеги' }] })
    expect(view.tags).toEqual(['a', 'b', 'd'])
  })

  test('a case that was opened on the road comes whole', () => {
    const other = `c${id('new')}`
    const changes = changesSince(
      packed,
      road([
        [other, 'number', 'Т-9'],
        [other, 'state', 'open'],
      ]),
    )
    expect(changes.map(({ about }) => about)).toEqual([id('new')])
  })
})
