/** Snapshots at any point of any history: the fold goes on from them as if nothing had happened, and their text is the same on every device. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toB64 } from '../seal/bytes.ts'
import { compareStamps } from './clock.ts'
import type { Operation } from './commit.ts'
import { LazyMap } from './lazy.ts'
import { Fold, glance, type Kinds, originText, type State } from './merge.ts'
import { oracle, type Written } from './oracle.test-support.ts'
import { type Body, type CaseKeys, readBody, readEntity, readKeys, writeBody } from './snapshot-body.ts'

const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const id = (letter: string) => letter.repeat(22)
const DEVICES = [id('P'), id('Q'), id('R')]
const ENTITIES = [`c${id('A')}`, `e${id('B')}`]
const HASH = toB64(new Uint8Array(32))

/** A history: chains of three devices with clocks that collide and run ahead, texts that name what they replace (or not, or what is not there yet), undos. */
const history: fc.Arbitrary<Written[]> = fc
  .array(
    fc.record({
      ms: fc.integer({ min: 1, max: 6 }),
      device: fc.constantFrom(...DEVICES),
      writes: fc.array(
        fc.oneof(
          {
            weight: 2,
            arbitrary: fc.record({ what: fc.constant('value' as const), at: fc.nat(1), value: fc.nat(3) }),
          },
          {
            weight: 5,
            arbitrary: fc.record({
              what: fc.constant('note' as const),
              at: fc.nat(1),
              value: fc.nat(3),
              base: fc.option(fc.nat(20), { nil: -1 }),
            }),
          },
          {
            weight: 2,
            arbitrary: fc.record({
              what: fc.constant('tags' as const),
              at: fc.nat(1),
              add: fc.subarray(['x', 'y', 'z']),
              remove: fc.subarray(['x', 'y', 'z']),
            }),
          },
          {
            weight: 1,
            arbitrary: fc.record({
              what: fc.constant('undo' as const),
              of: fc.constantFrom(...DEVICES),
              from: fc.option(fc.nat(5), { nil: null }),
            }),
          },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { maxLength: 16 },
  )
  .map((list) => {
    const seqs = new Map<string, number>()
    const numbered = list.map((each) => {
      const seq = seqs.get(each.device) ?? 0
      seqs.set(each.device, seq + 1)
      return { ...each, seq }
    })
    return numbered.map(({ ms, device, seq, writes }) => ({
      at: { ms, counter: 0 },
      device,
      seq,
      operations: writes.map((write): Operation => {
        if (write.what === 'undo') return [`u${write.of}`, 'from', write.from]
        const entity = ENTITIES[write.at]!
        if (write.what === 'value') return [entity, 'state', write.value]
        if (write.what === 'tags') return [entity, 'tags', { add: write.add, remove: write.remove }]
        const seen = write.base < 0 ? undefined : numbered[write.base]
        return seen
          ? [
              entity,
              'note',
              `t${write.value}`,
              originText({ at: { ms: 0, counter: 0 }, device: seen.device, seq: seen.seq, place: 0 }),
            ]
          : [entity, 'note', `t${write.value}`]
      }),
    }))
  })

/** One device: a fold that is written to a snapshot and read again whenever the dice say so, and folded again from the log when an undo asks for it. */
class Device {
  fold = new Fold(kinds)
  heads = new Map<string, { seq: number; hash: string }>()
  clock = { ms: 0, counter: 0 }
  log: Written[] = []
  cases: Map<string, CaseKeys> = new Map()
  from: Body | null = null

  add(commit: Written): void {
    this.log.push(commit)
    this.heads.set(commit.device, { seq: commit.seq, hash: HASH })
    if (compareStamps(commit.at, this.clock) > 0) this.clock = commit.at
    this.fold.add(commit)
    this.fold.leaveOut(this.fold.undoing())
    if (!this.fold.stale()) return
    this.fold = new Fold(kinds, this.fold.undoing())
    this.from = null
    for (const each of this.log) this.fold.add(each)
    expect(this.fold.stale()).toBe(false)
  }
  text(): string {
    return writeBody(
      {
        ...{ space: id('S'), lane: 'facts', epoch: 0, edition: 'e' },
        ...{ heads: this.heads, clock: this.clock, undone: this.fold.undoing(), admins: new Map() },
      },
      this.fold,
      this.cases,
      this.from?.devices,
    )
  }
  snapshot(): void {
    const body = readBody(this.text())
    const reached = new Map([...body.heads].map(([device, { seq }]) => [device, seq]))
    this.from = body
    this.fold = new Fold(kinds, body.undone, {
      lines: body.lines,
      read: (line) => readEntity(line, body, kinds),
      reached,
    })
    this.cases = new LazyMap(body.cases, (_, line) => readKeys(line, body.epoch))
  }
}

const flat = (state: State) =>
  new Map(
    [...state].flatMap(([entity, fields]) =>
      [...fields].map(
        ([field, cell]) =>
          [`${entity} ${field}`, { value: cell.value, lost: cell.lost.map(({ value }) => value) }] as const,
      ),
    ),
  )

/** The commits in another order that keeps each device's chain. */
function shuffled(made: Written[], roll: (n: number) => number): Written[] {
  const chains = DEVICES.map((device) => made.filter((commit) => commit.device === device))
  const out: Written[] = []
  while (out.length < made.length) {
    const chain = chains[roll(3)]!
    if (chain.length) out.push(chain.shift()!)
  }
  return out
}

describe('a fold with snapshots at any point', () => {
  test('is what sorting everything gives: values, lost words, undo; and the text is the same for every order', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (made, dice) => {
        const roll = (n: number) => dice.next().value! % n
        const expected = oracle(made, kinds)
        const texts = new Set<string>()
        for (let round = 0; round < 3; round++) {
          const device = new Device()
          for (const commit of round === 0 ? made : shuffled(made, roll)) {
            device.add(commit)
            if (roll(4) === 0) device.snapshot()
            if (roll(4) === 1) device.fold.state()
          }
          expect(flat(device.fold.state())).toEqual(expected)
          texts.add(device.text())
        }
        expect(texts.size).toBe(1)
      }),
      { numRuns: 500 },
    )
  })
  test('keeps no more than what can still matter: a thousand edits, each over the one before, leave one value', () => {
    const device = new Device()
    const at = (ms: number) => ({ ms, counter: 0 })
    for (let seq = 0; seq < 1000; seq++) {
      const base = originText({ at: at(0), device: DEVICES[0]!, seq: seq - 1, place: 0 })
      device.add({
        ...{ at: at(seq + 1), device: DEVICES[0]!, seq },
        operations: [
          seq ? [ENTITIES[0]!, 'note', `words ${seq}`, base] : [ENTITIES[0]!, 'note', 'words 0'],
          [ENTITIES[0]!, 'state', seq],
          [ENTITIES[0]!, 'tags', { add: ['x'], remove: ['y'] }],
        ],
      })
    }
    expect(device.text().length).toBeLessThan(600)
    device.snapshot()
    expect(flat(device.fold.state()).get(`${ENTITIES[0]} note`)).toEqual({ value: 'words 999', lost: [] })
  })
})

test('a glance at a field says what reading the entity says, whatever stands in the values', () => {
  const values = [
    'open',
    '',
    'a"b',
    '\\',
    '["state",0,"x"]',
    ['state', 0, 'x'],
    [['state', 0, 'x']],
    { state: 1 },
    null,
    7,
    'ж\n',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...values), fc.constantFrom(...values), (one, two) => {
      for (const fields of [
        ['state', 'before'],
        ['before', 'state'],
        ['before', 'zz'],
        ['zz', 'before'],
      ] as const) {
        const device = new Device()
        device.add({
          ...{ at: { ms: 1, counter: 0 }, device: DEVICES[0]!, seq: 0 },
          operations: [
            [ENTITIES[0]!, fields[0], one],
            [ENTITIES[0]!, fields[1], two],
          ],
        })
        device.snapshot()
        const seen = ['state', 'before'].map((field) => glance(device.fold.state(), ENTITIES[0]!, field))
        const cells = device.fold.state().get(ENTITIES[0]!)!
        expect(seen).toEqual(['state', 'before'].map((field) => cells.get(field)?.value))
      }
    }),
  )
})

describe('what is no snapshot', () => {
  const device = new Device()
  for (let seq = 0; seq < 3; seq++)
    device.add({
      at: { ms: 5, counter: seq },
      device: DEVICES[0]!,
      seq,
      operations: [
        [ENTITIES[0]!, 'note', `n${seq}`],
        [ENTITIES[0]!, 'state', 'open'],
        [ENTITIES[1]!, 'tags', { add: ['x'] }],
      ],
    })
  const good = device.text()
  const read = (text: string) => {
    const body = readBody(text)
    for (const line of body.lines.values()) readEntity(line, body, kinds)
    for (const line of body.cases.values()) readKeys(line, body.epoch)
    return body
  }
  const [first, ...lines] = good.split('\n') as [string, ...string[]]
  const swap = (from: string, to: string) => {
    expect(good.includes(from), from).toBe(true)
    return good.replace(from, to)
  }
  const tampered: [string, string][] = [
    ['cut off in a line', good.slice(0, -3)],
    ['without a first line', lines.join('\n')],
    ['another version', swap('"v":1', '"v":2')],
    ['a key more in the first line', swap('{"v":1', '{"v":1,"x":1')],
    ['a prototype in the first line', swap('{"v":1', '{"__proto__":{},"v":1')],
    ['lines out of order', [first, ...lines.toReversed()].join('\n')],
    ['a line twice', [first, lines[0]!, ...lines].join('\n')],
    ['an entity twice', [first, lines[0]!, lines[0]!.replace('"open"', '"shut"'), lines[1]!].join('\n')],
    ['an origin above its head', swap('[0,2,5,2,', '[0,3,5,2,')],
    ['a device that is not among the heads', swap('[0,2,5,2,', '[1,2,5,2,')],
    ['a device as text', swap('[0,2,5,2,', '["0",2,5,2,')],
    ['a later stamp than the clock', swap('[0,2,5,2,', '[0,2,6,2,')],
    ['a field twice', swap('["state",1,"open"]', '["state",1,"open"],["state",1,"open"]')],
    ['a set where a value belongs', swap('["state",1,"open"]', '["state",1,[],0]')],
    ['a value where a set belongs', swap('["tags",2,[["x",1,0,2,5,2,2]],0]', '["tags",2,"x"]')],
    ['a field that is none', swap('["state"', '["__proto__"')],
    ['no list', swap('["state",1,"open"]', '{"state":1}')],
    ['a number that is none', swap('"clock":[5,2]', '"clock":[5,70000]')],
    ['nothing', ''],
    ['a bomb of brackets', `${first}\n${'['.repeat(200_000)}`],
  ]
  test.each(tampered)('%s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-shape' }))
  })
  test('the same without tampering reads, and says the same again', () => {
    const body = read(good)
    expect(body.lines.size).toBe(2)
    const again = new Device()
    Object.assign(again, { heads: body.heads, clock: body.clock })
    again.snapshot.call(Object.assign(again, { text: () => good }))
    expect(Device.prototype.text.call(again)).toBe(good)
  })
  test('a value with a prototype key is data', () => {
    const evil = new Device()
    evil.add({
      ...{ at: { ms: 1, counter: 0 }, device: DEVICES[0]!, seq: 0 },
      operations: [[ENTITIES[0]!, 'blanks', JSON.parse('{"__proto__":{"polluted":1}}')]],
    })
    evil.snapshot()
    const value = evil.fold.state().get(ENTITIES[0]!)!.get('blanks')!.value as object
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
