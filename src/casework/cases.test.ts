import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { originText, type State } from '../log/merge.ts'
import { editText, entitiesByCase, type Lanes, readCase, readCases } from './cases.ts'
import { fold, id, lanesOf, type Written } from './casework.test-support.ts'
import { allFields, CASE_LANES, ENTITY_TYPES } from './fields.ts'
import { assignCase, openCase, transition } from './transitions.ts'

const CASE = id('case')
const C = `c${CASE}`
const opened = openCase(
  { id: CASE, number: 'Т-104', kind: 'ruling', language: 'uz', day: '2026-01-01', tags: ['срочно'] },
  () => id('opened'),
).operations

const add = (letter: string, name: string, fields: Record<string, unknown>): Operation[] => [
  [`${letter}${id(name)}`, 'case', CASE],
  ...Object.entries(fields).map(([field, value]): Operation => [`${letter}${id(name)}`, field, value]),
]
const full: Operation[] = [
  ...opened,
  ...add('p', 'anna', {
    role: 'person',
    alias: 'Вымышленный',
    name: 'Вымышленный Кайрат',
    contact: 'через сестру',
  }),
  ...add('d', 'patent', { kind: 'patent', state: 'copy', until: '2026-03', person: id('anna') }),
  ...add('e', 'ruling', { kind: 'ruling-made', when: '2026-01-05', note: 'без переводчика' }),
  ...add('e', 'copy', { kind: 'copy-served', when: '2026-01' }),
  ...add('e', 'injury', { kind: 'injury', when: '2026-01-04T21:30' }),
  ...add('e', 'sometime', { kind: 'talk' }),
  ...add('t', 'call', { title: 'Позвонить', due: '2026-01-07', done: '2026-01-06' }),
  ...add('n', 'plan', { text: 'сначала жалоба', day: '2026-01-02', pinned: true }),
  ...add('m', 'sheet', { flow: 'rulings', 'f.copy.served': '2026-01-06', 'f.evidence': ['video'] }),
  ...add('f', 'photo', { title: 'протокол', type: 'image/jpeg', size: 1000 }),
  ...add('l', 'complaint', { kind: 'koap-complaint' }),
]

describe('a case from its lanes', () => {
  test('every part where a screen looks for it', () => {
    const [view] = readCases(lanesOf(full))
    expect(view).toMatchObject({
      id: CASE,
      number: 'Т-104',
      kind: 'ruling',
      state: 'open',
      language: 'uz',
      tags: ['срочно'],
      people: [{ alias: 'Вымышленный', name: { value: 'Вымышленный Кайрат', lost: [] }, role: 'person' }],
      papers: [{ kind: 'patent', until: '2026-03', person: id('anna') }],
      tasks: [{ done: '2026-01-06' }],
      notes: [{ pinned: true }],
      marks: [{ flow: 'rulings', facts: { 'copy.served': '2026-01-06', evidence: ['video'] } }],
      attachments: [{ title: 'протокол' }],
      letters: [{ kind: 'koap-complaint', sent: [] }],
      missing: [],
      unreadable: 0,
      unknown: 0,
    })
  })

  test('the timeline: earliest possible day first, the exact one before the vague one, without a day last', () => {
    const [view] = readCases(lanesOf(full))
    expect(view!.timeline.map(({ what, kind, when }) => [what, kind, when])).toEqual([
      ['event', 'opened', '2026-01-01'],
      ['event', 'copy-served', '2026-01'],
      ['event', 'injury', '2026-01-04T21:30'],
      ['event', 'ruling-made', '2026-01-05'],
      ['done', null, '2026-01-06'],
      ['event', 'talk', null],
    ])
    expect(view!.timeline[1]).toMatchObject({ from: '2026-01-01', to: '2026-01-31' })
    expect(view!.timeline.at(-1)).toMatchObject({ from: null, to: null })
  })

  test('people by their part in it, tasks by what is left to do', () => {
    const [view] = readCases(
      lanesOf(
        full,
        add('p', 'aaa', { role: 'witness', alias: 'Свидетель' }),
        add('p', 'zzz', { role: 'applicant', alias: 'Заявитель' }),
        add('t', 'a', { title: 'без дня' }),
        add('t', 'b', { title: 'позже', due: '2026-02-02' }),
        add('t', 'c', { title: 'раньше', due: '2026-01-02' }),
        add('t', 'd', { title: 'давно', done: '2025-12-31' }),
      ),
    )
    expect(view!.people!.map(({ alias }) => alias)).toEqual(['Заявитель', 'Вымышленный', 'Свидетель'])
    expect(view!.tasks.map(({ title }) => title!.value)).toEqual([
      'раньше',
      'позже',
      'без дня',
      'Позвонить',
      'давно',
    ])
  })

  test('a member without the identity lane sees the case without names, and no name anywhere', () => {
    const { identity: _, ...rest } = lanesOf(full)
    const [view] = readCases(rest)
    expect(view!.people).toBeNull()
    expect(view!.missing).toEqual(['identity'])
    expect(view!.papers).toHaveLength(1)
    expect(JSON.stringify(view)).not.toContain('Кайрат')
  })

  test('with a single lane it still stands', () => {
    const all = lanesOf(full)
    for (const lane of CASE_LANES) {
      const cases = readCases({ [lane]: all[lane] } as Lanes)
      // Only facts and strategy hold anything of the case itself; others wait for it.
      expect(cases.length, lane).toBe(lane === 'facts' ? 1 : 0)
    }
    expect(readCases({})).toEqual([])
  })

  test('entries made by mistake are out of sight; so are those of another case', () => {
    const lanes = lanesOf(full, [[`n${id('plan')}`, 'gone', true]], [[`t${id('call')}`, 'case', id('other')]])
    const [view] = readCases(lanes)
    expect(view!.notes).toEqual([])
    expect(view!.tasks).toEqual([])
  })

  test('a masked case shows no names, papers or words until it is asked for on purpose', () => {
    const masked: Operation[] = [[C, 'state', 'masked']]
    const [view] = readCases(lanesOf(full, masked))
    expect(view).toMatchObject({
      people: null,
      letters: null,
      notes: null,
      papers: [],
      debts: [],
      marks: [],
      masked: true,
    })
    const text = JSON.stringify(view)
    for (const secret of ['Кайрат', 'переводчика', 'сначала', 'Позвонить', 'протокол'])
      expect(text).not.toContain(secret)
    expect(readCases(lanesOf(full, masked), { reveal: true })[0]!.people).toHaveLength(1)
  })
})

describe('what should not be there', () => {
  test('wrong types are not shown and are counted; unknown fields are counted apart', () => {
    const raw = (cells: [string, string, unknown][]): State => {
      const state: State = new Map()
      const origin = { at: { ms: 5, counter: 0 }, device: id('x'), seq: 0, place: 0 }
      for (const [entity, field, value] of cells) {
        const fields = state.get(entity) ?? new Map()
        state.set(entity, fields.set(field, { value, origin, lost: [] }))
      }
      return state
    }
    const view = readCase(
      {
        facts: raw([
          [C, 'state', { evil: true }],
          [C, 'number', 7],
          [C, 'tags', 'x'],
          [C, 'opened', '2026-02-30'],
          [C, 'mood', 'new'],
          // A name in the wrong lane is not shown, whoever wrote it there.
          [`p${id('p')}`, 'case', CASE],
          [`p${id('p')}`, 'name', 'Придуманова'],
        ]),
        identity: raw([]),
      },
      CASE,
      [C, `p${id('p')}`],
    )
    expect(view).toMatchObject({
      state: 'open',
      number: '',
      tags: [],
      opened: null,
      unreadable: 6,
      unknown: 1,
    })
    expect(JSON.stringify(view)).not.toContain('Придуманова')
  })

  test('nothing in the lanes makes the reader throw', () => {
    const fields = allFields()
    const cell = fc.record({
      spot: fc.constantFrom(...fields),
      name: fc.constantFrom('case', 'a', 'b'),
      lane: fc.constantFrom(...CASE_LANES),
      value: fc.oneof(
        fc.anything(),
        fc.constant(CASE),
        fc.constantFrom('open', 'masked', '2026-01', true, null),
      ),
    })
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
        const lanes: Record<string, State> = {}
        for (const { spot, name, lane, value } of cells) {
          const state = lanes[lane] ?? new Map()
          lanes[lane] = state
          const entity = ENTITY_TYPES[spot.entity] + (name === 'case' ? CASE : id(name))
          const origin = { at: { ms: 1, counter: 0 }, device: id('x'), seq: 0, place: 0 }
          const known = state.get(entity) ?? new Map()
          state.set(entity, known.set(spot.field, { value, origin, lost: [{ value, origin }] }))
        }
        const cases = readCases(lanes as Lanes)
        expect(cases.length).toBeLessThanOrEqual(3)
      }),
    )
  })

  test('words that lost are offered, with the base that settles them', () => {
    const NOTE = `n${id('plan')}`
    const writes: Written[] = [
      { device: 'a', ms: 1, operations: full },
      { device: 'a', ms: 5, operations: [[NOTE, 'text', 'от первой']] },
      { device: 'b', ms: 6, operations: [[NOTE, 'text', 'от второй']] },
    ]
    const [view] = readCases(fold(writes))
    expect(view!.notes![0]!.text).toMatchObject({
      value: 'от второй',
      lost: [{ value: 'от первой' }, { value: 'сначала жалоба' }],
    })
    expect(view!.lost).toMatchObject([{ entity: NOTE, field: 'text' }])
    const { base } = view!.notes![0]!.text!
    expect(base).toBe(originText({ at: { ms: 6, counter: 0 }, device: id('b'), seq: 2, place: 0 }))
  })
})

test('lost words of an entry that was taken out of sight are not offered', () => {
  const NOTE = `n${id('plan')}`
  const writes: Written[] = [
    { device: 'a', ms: 1, operations: full },
    { device: 'b', ms: 2, operations: [[NOTE, 'text', 'от второй']] },
  ]
  expect(readCases(fold(writes))[0]!.lost).toHaveLength(1)
  const gone: Written = { device: 'a', ms: 3, operations: [[NOTE, 'gone', true]] }
  expect(readCases(fold([...writes, gone]))[0]!.lost).toEqual([])
})

describe('editing a text', () => {
  const NOTE = `n${id('plan')}`
  const two: Written[] = [
    { device: 'a', ms: 1, operations: full },
    { device: 'b', ms: 2, operations: [[NOTE, 'text', 'от второй']] },
  ]
  const noteAfter = (...writes: Written[]) => readCases(fold([...two, ...writes]))[0]!.notes![0]!.text!

  test('settles what was on the screen', () => {
    const saw = noteAfter()
    expect(saw.lost.map(({ value }) => value)).toEqual(['сначала жалоба'])
    const edit: Written = { device: 'a', ms: 3, operations: editText(NOTE, 'text', saw, 'вместе') }
    expect(noteAfter(edit)).toMatchObject({ value: 'вместе', lost: [] })
  })

  test('leaves in sight what came in meanwhile', () => {
    const meanwhile: Written = {
      device: 'c',
      ms: 3,
      operations: editText(NOTE, 'text', noteAfter(), 'тем временем'),
    }
    const edit: Written = { device: 'a', ms: 4, operations: editText(NOTE, 'text', noteAfter(), 'вместе') }
    expect(noteAfter(meanwhile, edit)).toMatchObject({ value: 'вместе', lost: [{ value: 'тем временем' }] })
  })

  test('a first text needs nothing that stood before', () =>
    expect(editText(NOTE, 'text', null, 'начало')).toEqual([[NOTE, 'text', 'начало']]))
})

describe('order and size', () => {
  test('the view is a function of the set of writes', () => {
    const writes: Written[] = [
      { device: 'a', ms: 1, operations: full },
      { device: 'b', ms: 2, operations: [[C, 'tags', { add: ['суд'], remove: ['срочно'] }]] },
      { device: 'c', ms: 2, operations: [[C, 'tags', { add: ['срочно'] }]] },
      { device: 'd', ms: 2, operations: [[`m${id('sheet')}`, 'f.stage', 'ruling']] },
      { device: 'e', ms: 2, operations: [[`n${id('plan')}`, 'text', 'иначе']] },
      { device: 'f', ms: 2, operations: [[C, 'plan', 'раз']] },
      { device: 'g', ms: 3, operations: [[C, 'plan', 'два']] },
      {
        device: 'a',
        ms: 3,
        operations: [
          [C, 'state', 'waiting'],
          [C, 'waiting', 'court'],
        ],
      },
      {
        device: 'b',
        ms: 3,
        operations: [
          [C, 'state', 'closed'],
          [C, 'outcome', 'reached'],
        ],
      },
    ]
    // The number in a chain belongs to the write, not to its arrival.
    const numbered = writes.map((write, seq) => ({ ...write, seq }))
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.shuffledSubarray(numbered, { minLength: 9 }), (order) => {
        const sparse: Written[] = order.map(({ seq: _, ...write }) => write)
        const views = readCases(fold(sparse))
        // Texts carry their origin, which names the place in the chain: compare what a person sees.
        seen.add(JSON.stringify(views, (key, value) => (key === 'base' ? undefined : value)))
      }),
    )
    expect(seen.size).toBe(1)
  })

  test('2,000 cases of a dozen entries each are read without a step that grows with their square', () => {
    const writes: Written[] = []
    for (let i = 0; i < 2_000; i++) {
      const own = id(`case${i}x`)
      const swap = (text: string) => text.replace(CASE, own)
      const operations = full.map(
        ([entity, field, value]): Operation => [
          entity === C ? swap(entity) : `${entity[0]}${id(`${i}${entity.slice(1, 12)}`)}`,
          field,
          value === CASE ? own : value,
        ],
      )
      writes.push({ device: 'a', ms: i + 1, operations })
    }
    const lanes = fold(writes)
    const start = performance.now()
    const cases = readCases(lanes)
    const ms = performance.now() - start
    expect(cases).toHaveLength(2_000)
    expect(entitiesByCase(lanes).size).toBe(2_000)
    // Not a measurement (bench/members.ts is): a square of two thousand would take minutes.
    expect(ms).toBeLessThan(10_000)
  })
})

describe('changes of state', () => {
  const next = (state: 'open' | 'waiting' | 'closed' | 'masked', change: Parameters<typeof transition>[1]) =>
    transition({ id: CASE, state }, change, () => id('change'))
  const day = '2026-02-01'

  test('only allowed ones, and none without what it must say', () => {
    expect(next('open', { to: 'masked', day })).toEqual({ ok: false, reason: 'not-allowed' })
    expect(next('open', { to: 'open', day })).toEqual({ ok: false, reason: 'not-allowed' })
    expect(next('masked', { to: 'open', day })).toEqual({ ok: false, reason: 'not-allowed' })
    expect(next('open', { to: 'waiting', day })).toEqual({ ok: false, reason: 'incomplete' })
    expect(next('open', { to: 'closed', day })).toEqual({ ok: false, reason: 'incomplete' })
  })

  test('each is on record with its day', () => {
    const lists: Operation[][] = [full]
    const go = (state: Parameters<typeof next>[0], change: Parameters<typeof next>[1], name: string) => {
      const made = transition({ id: CASE, state }, change, () => id(name))
      if (!made.ok) throw new Error(made.reason)
      lists.push(made.operations)
      return readCases(lanesOf(...lists), { reveal: true })[0]!
    }
    expect(go('open', { to: 'waiting', day, waiting: 'court' }, 'w')).toMatchObject({
      state: 'waiting',
      waiting: 'court',
      since: day,
    })
    expect(go('waiting', { to: 'closed', day: '2026-03-01', outcome: 'partly' }, 'c')).toMatchObject({
      state: 'closed',
      closed: '2026-03-01',
      outcome: 'partly',
      waiting: null,
    })
    expect(go('closed', { to: 'masked', day: '2026-04-01' }, 'm').state).toBe('masked')
    expect(go('masked', { to: 'closed', day: '2026-05-01' }, 'u')).toMatchObject({
      state: 'closed',
      closed: '2026-03-01',
      outcome: 'partly',
    })
    const last = go('closed', { to: 'open', day: '2026-06-01', note: 'новое постановление' }, 'r')
    expect(last).toMatchObject({ state: 'open', closed: null, outcome: null })
    expect(last.timeline.map(({ kind }) => kind).slice(-6)).toEqual([
      'waiting',
      'closed',
      'masked',
      'unmasked',
      'reopened',
      'talk',
    ])
  })
})

describe('who works on a case', () => {
  test('whoever is named, and nobody else; two who assign at once both count', () => {
    const [one, two, three] = [id('one'), id('two'), id('three')]
    const first = assignCase({ id: CASE, assignees: [] }, [one, two])
    const read = (lanes: Lanes) => readCases(lanes)[0]!.assignees
    expect(read(lanesOf(opened, first))).toEqual([one, two].sort())
    const second = assignCase({ id: CASE, assignees: [one, two] }, [three])
    expect(read(lanesOf(opened, first, second))).toEqual([three])
    expect(assignCase({ id: CASE, assignees: [one] }, [one])).toEqual([])
  })
  test('a case that was taken back is in no list', () => {
    expect(readCases(lanesOf(opened, [[C, 'gone', true]]))).toEqual([])
    expect(readCases(lanesOf(opened, [[C, 'gone', true]], [[C, 'gone', false]]))).toHaveLength(1)
  })
})
