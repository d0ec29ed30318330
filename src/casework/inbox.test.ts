import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import type { Request } from '../seal/conversation.ts'
import { readCases } from './cases.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { splitByLane } from './fields.ts'
import {
  answersFor,
  assign,
  closeThread,
  eraseBox,
  markRead,
  merge,
  recordAnswer,
  reopenThread,
  requestToCase,
  suggestMerges,
  unmerge,
} from './inbox.ts'
import { erasedBoxes, groupsOf, matchesThread, type Opened, threadsOf } from './threads.ts'

const TODAY = '2026-03-10'
const request = (box: string, seq: number, arrived: string, more: Partial<Request> = {}): Opened => ({
  arrived,
  request: {
    v: 1,
    org: 'o'.repeat(43),
    box: id(box),
    seq,
    prev: '',
    day: arrived,
    reply: 'age1pq1x',
    signer: 's'.repeat(43),
    lang: 'uz',
    kind: 'school',
    text: `Вымышленный рассказ ${box}`,
    facts: {},
    attachments: [],
    ...more,
  },
})
const opened = [
  request('a', 0, '2026-03-01'),
  request('a', 1, '2026-03-08'),
  request('b', 0, '2026-03-09', { kind: 'ruling', lang: 'tg' }),
  request('c', 0, '2026-03-02'),
]
const threadsAfter = (...lists: Operation[][]) => threadsOf(opened, lanesOf(...lists).intake, TODAY)
const boxes = (threads: ReturnType<typeof threadsAfter>) => threads.map(({ box }) => box[0])

describe('threads', () => {
  test('age, unread, waiting; the longest waiting first', () => {
    const threads = threadsAfter()
    expect(boxes(threads)).toEqual(['a', 'c', 'b'])
    expect(threads[0]).toMatchObject({
      age: 9,
      unread: 2,
      waitingSince: '2026-03-01',
      waitingDays: 9,
      lang: 'uz',
      kind: 'school',
    })
  })

  test('without the intake lane, and with messages handed out twice, the list still stands', () => {
    expect(boxes(threadsOf([...opened, ...opened], undefined, TODAY))).toEqual(['a', 'c', 'b'])
    expect(threadsOf([...opened, ...opened], undefined, TODAY)[0]!.unread).toBe(2)
  })

  test('reading, then an answer that had seen the first message only', () => {
    const answer = recordAnswer({ box: id('a'), seq: 0, last: 0, day: '2026-03-05', text: 'Получили.' })
    const [first] = threadsAfter()
    expect(first!.box).toBe(id('a'))
    expect(threadsAfter(markRead(first!))[0]!.unread).toBe(0)
    const answered = threadsAfter(answer).find(({ box }) => box === id('a'))!
    expect(answered).toMatchObject({ unread: 1, lastAnswer: '2026-03-05', waitingSince: '2026-03-08' })
    expect(answered.boxes[0]!.answers).toMatchObject([{ text: 'Получили.', intact: true, last: 0 }])
    // Answered threads stand after those that wait, and c now waits longest.
    expect(boxes(threadsAfter(answer))[0]).toBe('c')
  })

  test('an answer that somebody wrote over is shown as it was', () => {
    const operations = recordAnswer({ box: id('a'), seq: 0, last: 1, day: '2026-03-05', text: 'Получили.' })
    const forged: Operation[] = [[operations[0]![0], 'text.0', 'Приходите в пять']]
    expect(
      threadsAfter(operations, forged).find(({ box }) => box === id('a'))!.boxes[0]!.answers[0]!.text,
    ).toBe('Получили.')
  })

  test('taking, closing and filters', () => {
    const [a] = threadsAfter()
    const taken = threadsAfter(assign(a!, [id('anna')]))
    expect(taken[0]!.assignees).toEqual([id('anna')])
    expect(
      taken.filter((thread) => matchesThread(thread, { assignee: '' })).map(({ box }) => box[0]),
    ).toEqual(['c', 'b'])
    expect(threadsAfter(assign(a!, [id('anna')]), assign(taken[0]!, []))[0]!.assignees).toEqual([])
    expect(
      threadsAfter()
        .filter((thread) => matchesThread(thread, { kind: 'ruling', lang: 'tg', unreadOnly: true }))
        .map(({ box }) => box[0]),
    ).toEqual(['b'])
    const closed = threadsAfter(closeThread(a!, TODAY))
    expect(closed.find(({ box }) => box === id('a'))).toMatchObject({ closed: TODAY, waitingSince: null })
    expect(threadsAfter(closeThread(a!, TODAY), reopenThread(a!))[0]!.waitingSince).toBe('2026-03-01')
  })
})

test('a message that comes after the thread was closed opens it again', () => {
  const first = [request('a', 0, '2026-03-01')]
  const [thread] = threadsOf(first, undefined, TODAY)
  const { intake } = lanesOf(closeThread(thread!, '2026-03-02'))
  expect(threadsOf(first, intake, TODAY)[0]).toMatchObject({
    closed: '2026-03-02',
    waitingSince: null,
    unread: 0,
  })
  const again = [...first, request('a', 1, '2026-03-09')]
  expect(threadsOf(again, intake, TODAY)[0]).toMatchObject({ closed: null, unread: 1 })
})

describe('merging', () => {
  const threads = threadsAfter()
  const [a, c, b] = threads as [(typeof threads)[0], (typeof threads)[0], (typeof threads)[0]]

  test('several boxes as one thread, each still its own box', () => {
    const merged = threadsAfter(merge(c, [a, b]))
    expect(merged).toHaveLength(1)
    expect(merged[0]!.boxes.map(({ box }) => box[0])).toEqual(['c', 'a', 'b'])
    expect(merged[0]).toMatchObject({ unread: 4, first: '2026-03-01', waitingSince: '2026-03-01' })
  })

  test('taking one out again, also the one that stands for the group', () => {
    const [one] = threadsAfter(merge(c, [a, b]))
    expect(boxes(threadsAfter(merge(c, [a, b]), unmerge(one!, id('b')))).sort()).toEqual(['b', 'c'])
    const without = threadsAfter(merge(c, [a, b]), unmerge(one!, id('c')))
    expect(without.map(({ boxes: group }) => group.map(({ box }) => box[0]).join('')).sort()).toEqual([
      'ab',
      'c',
    ])
  })

  test('every box is in exactly one group, whatever was merged into what', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...names, 'gone')), { minLength: 6, maxLength: 6 }),
        fc.shuffledSubarray(names, { minLength: 6 }),
        (into, order) => {
          const next = (box: string) => into[names.indexOf(box)] ?? null
          const groups = groupsOf(order, next)
          expect([...groups.values()].flat().sort()).toEqual(names)
          for (const [root, members] of groups) expect(members[0]).toBe(root)
          for (const box of names) {
            const target = next(box)
            const same = [...groups.values()].find((members) => members.includes(box))!
            if (target && names.includes(target)) expect(same).toContain(target)
          }
          // The order in which boxes come changes nothing.
          expect(new Map([...groupsOf(names, next)].sort())).toEqual(new Map([...groups].sort()))
        },
      ),
      { numRuns: 400 },
    )
  })

  test('alike messages are suggested; those already in a case are not', () => {
    const text = 'мой счёт закрыли банк говорит что я в реестре но у меня есть патент и регистрация'
    const many = ['a', 'b', 'c'].map((box) => request(box, 0, '2026-03-01', { text: `${text} ${box}` }))
    const list = threadsOf(many, undefined, TODAY)
    expect(suggestMerges(list)).toMatchObject([
      { threads: [{ box: id('a') }, { box: id('b') }, { box: id('c') }] },
    ])
    const cased = threadsOf(many, lanesOf([[`q${id('a')}`, 'case', id('x')]]).intake, TODAY)
    expect(suggestMerges(cased)[0]!.threads).toHaveLength(2)
  })
})

describe('a case from a request', () => {
  const long = `Рассказ. ${'Очень длинные слова. '.repeat(900)}`
  const sent = [
    request('a', 0, '2026-03-01', {
      text: long,
      facts: { 'filing.on': '2026-03-02', 'no.such': 'x', grade: 'many', constructor: 'x' },
      attachments: [{ id: id('file'), hash: 'h'.repeat(43), size: 9, type: 'image/jpeg' }],
    }),
    request('a', 1, '2026-03-08', { text: 'Ещё', facts: { 'filing.on': '2026-03-03' } }),
  ]
  const [thread] = threadsOf(sent, undefined, TODAY)
  const made = requestToCase(thread!, { number: 'Т-105', day: TODAY, flows: packs, assignees: [id('anna')] })

  test('holds the words, the files, the link and the answers of the check', () => {
    const lanes = lanesOf(made.operations)
    const [view] = readCases(lanes)
    expect(view).toMatchObject({
      id: made.case,
      number: 'Т-105',
      kind: 'school',
      language: 'uz',
      state: 'open',
      assignees: [id('anna')],
      words: [
        { text: long, intact: true, seq: 0 },
        { text: 'Ещё', seq: 1 },
      ],
      attachments: [{ file: id('file'), box: id('a') }],
      links: [{ box: id('a'), day: '2026-03-01' }],
      marks: [{ flow: 'package', facts: { 'filing.on': '2026-03-03' } }],
      people: [],
      unreadable: 0,
    })
    expect(made.dropped.sort()).toEqual(['constructor', 'grade', 'no.such'])
    expect(threadsOf(sent, lanes.intake, TODAY)[0]!.case).toBe(made.case)
  })

  test('every commit is within the limits and a family’s words stay out of the facts', () => {
    const writes = splitByLane(made.operations)
    expect(JSON.stringify(writes.filter(({ lane }) => lane === 'facts'))).not.toContain('Рассказ')
    expect(writes.some(({ lane }) => lane === 'intake')).toBe(true)
  })
})

describe('templates', () => {
  test('those made for a kind come first, those for all follow', () => {
    expect(answersFor('ruling').slice(0, 2)).toEqual(['photo-of-papers', 'day-of-paper'])
    expect(answersFor('other')).toContain('received')
    expect(answersFor('other')).not.toContain('write-down')
  })
})

describe('an erased conversation', () => {
  const answer = recordAnswer({ box: id('a'), seq: 0, last: 1, day: '2026-03-09', text: 'Получили.' })
  const before = threadsAfter(answer).find(({ box }) => box === id('a'))!
  const erased = eraseBox(before.boxes[0]!, 41, TODAY)

  test('is marked with its day and with how far it goes; the answers to it no longer count', () => {
    const { intake } = lanesOf(answer, erased)
    expect(erasedBoxes(intake)).toEqual([{ box: id('a'), day: TODAY, through: 41, case: null }])
    // What came before is gone from the device; the family begins anew with its first message.
    const [again] = threadsOf([request('a', 0, '2026-03-10')], intake, TODAY)
    expect(again).toMatchObject({ unread: 1, lastAnswer: null, waitingSince: '2026-03-10' })
    expect(again!.boxes[0]!.answers).toEqual([])
  })
  test('every operation is one that may be written, and belongs to the desk', () => {
    expect(splitByLane(erased).map(({ lane }) => lane)).toEqual(['intake'])
    expect(erasedBoxes(undefined)).toEqual([])
  })
})
