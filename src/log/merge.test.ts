/** The fold against an oracle that sorts everything first: any order of arrival, the same state. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareStamps, createClock, FAR_FUTURE_MS, isFarFuture } from './clock.ts'
import type { Operation } from './commit.ts'
import { type Cell, compareOrigins, Fold, type Kinds, type Origin, originText, type State } from './merge.ts'

const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const C = `c${'A'.repeat(22)}`
const D = `c${'B'.repeat(22)}`

interface Made {
  at: { ms: number; counter: number }
  device: string
  seq: number
  operations: Operation[]
}

const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', 'ж'))
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.constantFrom(C, D), fc.constantFrom('state', 'due'), value) as fc.Arbitrary<Operation>,
  fc.tuple(
    fc.constantFrom(C, D),
    fc.constant('note'),
    fc.constantFrom('one', 'two', 'three'),
  ) as fc.Arbitrary<Operation>,
  fc.tuple(
    fc.constant(C),
    fc.constant('tags'),
    fc.record(
      { add: fc.subarray(['x', 'y', 'z']), remove: fc.subarray(['x', 'y', 'z']) },
      { requiredKeys: [] },
    ),
  ) as fc.Arbitrary<Operation>,
)
/** Commits of three devices with colliding clocks; (device, seq) is unique, as the chain makes it. */
const commits: fc.Arbitrary<Made[]> = fc
  .array(
    fc.record({
      ms: fc.integer({ min: 1, max: 4 }),
      device: fc.constantFrom('p', 'q', 'r'),
      operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map(({ ms, device, operations }, i) => ({ at: { ms, counter: 0 }, device, seq: i, operations })),
  )

/** Written without the fold's code: sort all writes of a field, then walk them. */
function oracle(made: Made[]): Map<string, unknown> {
  const all = made.flatMap((commit) =>
    commit.operations.map((op, place) => ({
      op,
      origin: { at: commit.at, device: commit.device, seq: commit.seq, place },
    })),
  )
  all.sort((a, b) => compareOrigins(a.origin, b.origin))
  const out = new Map<string, unknown>()
  for (const { op } of all) {
    const key = `${op[0]} ${op[1]}`
    if (op[1] !== 'tags') {
      out.set(key, op[2])
      continue
    }
    const now = new Set((out.get(key) as string[] | undefined) ?? [])
    const change = op[2] as { add?: string[]; remove?: string[] }
    for (const each of change.remove ?? []) now.delete(each)
    for (const each of change.add ?? []) now.add(each)
    out.set(key, [...now].sort())
  }
  return out
}

const flat = (state: State) =>
  new Map(
    [...state].flatMap(([entity, fields]) =>
      [...fields].map(([field, cell]) => [`${entity} ${field}`, cell.value] as const),
    ),
  )

describe('the fold', () => {
  test('is what sorting everything gives, in any order of arrival and however often it is asked', () => {
    fc.assert(
      fc.property(commits, fc.infiniteStream(fc.nat()), (made, dice) => {
        const shuffled = [...made]
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = dice.next().value! % (i + 1)
          ;[shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!]
        }
        const fold = new Fold(kinds)
        for (const commit of shuffled) {
          fold.add(commit)
          if (dice.next().value! % 3 === 0) fold.state()
        }
        expect(flat(fold.state())).toEqual(oracle(made))
      }),
      { numRuns: 400 },
    )
  })
  test('the lost ones are the same in any order too', () => {
    fc.assert(
      fc.property(commits, (made) => {
        const [a, b] = [new Fold(kinds), new Fold(kinds)]
        for (const commit of made) a.add(commit)
        for (const commit of [...made].reverse()) b.add(commit)
        expect(a.state()).toEqual(b.state())
      }),
    )
  })
  test('undoing a device is as if it had not written since', () => {
    fc.assert(
      fc.property(commits, fc.nat(14), (made, from) => {
        const plain = new Fold(kinds)
        const undone = new Fold(kinds, new Map([['q', from]]))
        for (const commit of made) {
          plain.add(commit)
          undone.add(commit)
        }
        const late = made.some(({ device, seq }) => device === 'q' && seq >= from)
        expect(plain.stale(new Map([['q', from]]))).toBe(late)
        expect(undone.stale(new Map())).toBe(late)
        expect(flat(undone.state())).toEqual(
          oracle(made.filter((commit) => !(commit.device === 'q' && commit.seq >= from))),
        )
      }),
    )
  })
})

describe('a text written by two who did not see each other', () => {
  const write = (device: string, ms: number, text: string, base?: string): Made => ({
    at: { ms, counter: 0 },
    device,
    seq: ms,
    operations: [base ? [C, 'note', text, base] : [C, 'note', text]],
  })
  const cell = (...made: Made[]): Cell => {
    const fold = new Fold(kinds)
    for (const commit of made) fold.add(commit)
    return fold.state().get(C)!.get('note')!
  }
  const origin = (device: string, ms: number): Origin => ({
    device,
    seq: ms,
    place: 0,
    at: { ms, counter: 0 },
  })

  test('the later wins and the other stays in sight', () => {
    const base = originText(origin('p', 1))
    const both = cell(write('p', 1, 'first'), write('p', 2, 'mine', base), write('q', 3, 'theirs', base))
    expect(both.value).toBe('theirs')
    expect(both.lost.map((each) => each.value)).toEqual(['mine'])
  })
  test('writing on what one saw loses nothing and shows nothing', () => {
    const after = cell(write('p', 1, 'first'), write('q', 2, 'second', originText(origin('p', 1))))
    expect(after.lost).toEqual([])
  })
  test('a text that says the same is no conflict', () => {
    expect(cell(write('p', 1, 'same'), write('q', 2, 'same')).lost).toEqual([])
  })
})

describe('the clock', () => {
  test('never repeats and never runs back, whatever the wall clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 50 }), (walls) => {
        let wall = 0
        const clock = createClock(() => wall)
        let last = { ms: -1, counter: 0 }
        for (wall of walls) {
          const next = clock.next()
          expect(compareStamps(next, last)).toBeGreaterThan(0)
          last = next
        }
      }),
    )
  })
  test('a clock from the far future drags nobody along', () => {
    const clock = createClock(() => 1000)
    const wild = { ms: 1000 + FAR_FUTURE_MS + 1, counter: 0 }
    expect(isFarFuture(wild, 1000)).toBe(true)
    clock.see(wild)
    expect(clock.next().ms).toBe(1000)
    clock.see({ ms: 5000, counter: 3 })
    expect(clock.next()).toEqual({ ms: 5000, counter: 4 })
  })
  test('65,536 stamps in one millisecond', () => {
    const clock = createClock(() => 5, { ms: 5, counter: 0xffff })
    expect(clock.next()).toEqual({ ms: 6, counter: 0 })
  })
})
