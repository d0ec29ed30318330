import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { agendaOf, nextDue } from './agenda.ts'
import { readCases } from './cases.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { type Opened, threadsOf } from './threads.ts'
import { openCase } from './transitions.ts'

/** A Friday. */
const TODAY = '2026-01-09'
const open = (name: string): Operation[] =>
  openCase({ id: id(name), number: `Т-${name}`, kind: 'ruling', language: 'ru', day: '2026-01-01' })
    .operations
const part = (letter: string, of: string, name: string, fields: Record<string, unknown>): Operation[] => [
  [`${letter}${id(name)}`, 'case', id(of)],
  ...Object.entries(fields).map(([field, value]): Operation => [`${letter}${id(name)}`, field, value]),
]
const list = (lists: Operation[][], threads: Opened[] = [], today = TODAY) => {
  const lanes = lanesOf(...lists)
  const cases = readCases(lanes).map((view) => ({ view, clocks: clocksOf(view, packs, today) }))
  return { cases, agenda: agendaOf(cases, threadsOf(threads, lanes.intake, today), today) }
}

describe('what falls due', () => {
  const served = (of: string, when: string) => part('e', of, `s${of}`, { kind: 'copy-served', when })

  test('a term to act by, in days left, with its weekday and its reason', () => {
    const { agenda } = list([open('a'), served('a', '2025-12-24')])
    expect(agenda.due).toMatchObject([
      {
        kind: 'deadline',
        about: 'koap.appeal',
        day: '2026-01-12',
        left: 3,
        weekday: 1,
        bucket: 'week',
        certain: true,
        number: 'Т-a',
      },
    ])
    expect(agenda.due[0]!.deadline!.trace.length).toBeGreaterThan(1)
  })

  test.each([
    ['2026-01-13', 'overdue', -1],
    ['2026-01-12', 'today', 0],
    ['2026-01-11', 'week', 1],
    ['2026-01-05', 'week', 7],
    ['2026-01-04', 'later', 8],
  ])('on %s it is %s', (today, bucket, left) => {
    expect(list([open('a'), served('a', '2025-12-24')], [], today).agenda.due[0]).toMatchObject({
      bucket,
      left,
    })
  })

  test('Friday’s list already holds Monday: a week is seven days, not the rest of this one', () =>
    expect(
      list([open('a'), part('t', 'a', 't', { title: 'Позвонить', due: '2026-01-12' })]).agenda.due[0]!.bucket,
    ).toBe('week'))

  test('once the complaint is filed the term is gone, and what the authority owes stands with the others', () => {
    const { agenda } = list([
      open('a'),
      served('a', '2025-12-30'),
      part('e', 'a', 'f', { kind: 'complaint-filed', when: '2026-01-08' }),
    ])
    expect(agenda.due).toEqual([])
    expect(agenda.others.map(({ about }) => about)).toContain('koap.forward')
  })

  test('a ruling whose day of service nobody knows is asked for, at the end', () => {
    const { agenda } = list([
      open('a'),
      part('e', 'a', 'r', { kind: 'ruling-made', when: '2026-01-05' }),
      part('t', 'a', 't', { title: 'Позвонить', due: '2026-02-12' }),
    ])
    expect(agenda.due.at(-1)).toMatchObject({
      about: 'koap.appeal',
      bucket: 'unknown',
      day: null,
      left: null,
      certain: false,
    })
  })

  test('a range counts from its earliest day and says that it is not certain', () => {
    const { agenda } = list([open('a'), served('a', '2025-12')])
    expect(agenda.due[0]).toMatchObject({ certain: false })
    expect(agenda.due[0]!.day).toBe(agenda.due[0]!.deadline!.range!.earliest)
  })

  test('tasks, papers and erasures, each in its time; what is far away waits', () => {
    const { agenda } = list([
      open('a'),
      part('t', 'a', 't1', { title: 'Сделано', due: '2026-01-09', done: '2026-01-08' }),
      part('t', 'a', 't2', { title: 'Без дня' }),
      part('d', 'a', 'd1', { kind: 'registration', until: '2026-01-20' }),
      part('d', 'a', 'd2', { kind: 'patent', until: '2026-09' }),
      part('f', 'a', 'f1', { erase: '2026-01-10' }),
    ])
    expect(agenda.due.map(({ kind, about, day }) => [kind, about, day])).toEqual([
      ['erase', '', '2026-01-10'],
      ['paper', 'registration', '2026-01-20'],
      ['task', 'Без дня', null],
    ])
  })

  test('a registration that a package sheet says ends soon is in the list', () => {
    const { agenda } = list([
      open('a'),
      part('m', 'a', 'm', {
        flow: 'package',
        'f.filing.on': '2026-01-08',
        'f.registration.ends': '2026-01-16',
      }),
    ])
    expect(agenda.due).toMatchObject([
      { kind: 'paper', about: 'registration.ends', day: '2026-01-16', left: 7 },
    ])
  })

  test('closed and masked cases have no place here', () => {
    for (const state of ['closed', 'masked'])
      expect(
        list([open('a'), served('a', '2025-12-24'), [[`c${id('a')}`, 'state', state]]]).agenda,
      ).toMatchObject({ due: [], others: [] })
  })

  test('hours stand before a term that has the whole day', () => {
    const { agenda } = list([
      open('a'),
      part('e', 'a', 'p', { kind: 'placed', when: '2026-01-08T10:00' }),
      part('e', 'a', 'q', { kind: 'interim-received', when: '2026-01-09' }),
    ])
    expect(agenda.others[0]).toMatchObject({ about: 'kas.placement.suit', moment: '2026-01-10T10:00' })
  })
})

describe('others, incoming, unclear', () => {
  test('a waiting case says for whom and since when', () => {
    const { agenda } = list([
      open('a'),
      [
        [`c${id('a')}`, 'state', 'waiting'],
        [`c${id('a')}`, 'waiting', 'court'],
        [`c${id('a')}`, 'since', '2026-01-02'],
      ],
    ])
    expect(agenda.others).toMatchObject([{ kind: 'waiting', about: 'court', left: -7 }])
  })

  test('two different days of service are to be cleared up, and both are in the list', () => {
    const { agenda } = list([
      open('a'),
      part('e', 'a', 'x', { kind: 'copy-served', when: '2025-12-24' }),
      part('e', 'a', 'y', { kind: 'copy-served', when: '2025-12-26' }),
    ])
    expect(agenda.due.map(({ about }) => about)).toEqual(['koap.appeal', 'koap.appeal'])
    expect(agenda.unclear).toMatchObject([{ case: id('a'), conflicts: 1 }])
  })

  test('the order is the same whatever order the cases come in', () => {
    const names = ['a', 'b', 'c', 'd']
    const lists = names.flatMap((name) => [
      open(name),
      part('t', name, `t${name}`, { title: 'Одно', due: '2026-01-12' }),
    ])
    const { cases } = list(lists)
    const forwards = agendaOf(cases, [], TODAY)
    expect(agendaOf(cases.toReversed(), [], TODAY)).toEqual(forwards)
    expect(forwards.due.map(({ number }) => number)).toEqual(['Т-a', 'Т-b', 'Т-c', 'Т-d'])
  })

  test('the next day of a case, for lists and filters', () => {
    const { cases } = list([
      open('a'),
      part('t', 'a', 't', { title: 'Позвонить', due: '2026-01-12' }),
      part('d', 'a', 'd', { kind: 'patent', until: '2026-01-10' }),
    ])
    expect(nextDue(cases[0]!, TODAY)).toMatchObject({ kind: 'task', day: '2026-01-12' })
    expect(nextDue(list([open('a')]).cases[0]!, TODAY)).toBeNull()
  })
})
