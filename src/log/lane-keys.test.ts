/** Keys that somebody feeds, swaps or leaves out; holders and what a rotation pins. */
import { beforeAll, describe, expect, test } from 'vitest'
import { hybridIdentity } from '../seal/age.ts'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import type { BodyOf } from './entry.ts'
import { epochOf, newEpoch } from './lane.ts'
import {
  EpochSeal,
  epochEntry,
  KeysSeal,
  keysEntry,
  openFor,
  type Recipient,
  tokenOf,
  unfold,
  withEpoch,
  withKeys,
} from './lane-keys.ts'

const space = newId()
const lane = { space, lane: 'facts' }
const people: (Recipient & { identity: string })[] = []

beforeAll(async () => {
  for (let i = 0; i < 3; i++) people.push({ id: newId(), ...(await hybridIdentity(randomBytes(32))) })
})

describe('a rotation', () => {
  test('pins whom it leaves out, for good, and takes in again who comes back', async () => {
    const [a, b] = people as [(typeof people)[0], (typeof people)[0]]
    const first = newEpoch(lane, 0)
    const second = newEpoch(lane, 1)
    const third = newEpoch(lane, 2)
    const head = { seq: 7, hash: toB64(randomBytes(32)) }
    let keys = withEpoch(new Map(), await epochEntry(first, [], [a, b]))
    keys = withEpoch(keys, await epochEntry(second, [first], [a], new Map([[b.id, head]])))
    expect(keys.get('facts')!.ended).toEqual(new Map([[b.id, head]]))
    // A later rotation with other heads does not move the pin.
    keys = withEpoch(
      keys,
      await epochEntry(third, [first, second], [a], new Map([[b.id, { ...head, seq: 99 }]])),
    )
    expect(keys.get('facts')!.ended.get(b.id)).toEqual(head)
    keys = withKeys(keys, await keysEntry(space, [third], [b]))
    expect(keys.get('facts')!.ended.size).toBe(0)
    expect([...keys.get('facts')!.holders].sort()).toEqual([a.id, b.id].sort())
    await expect(epochEntry(third, [first], [a])).rejects.toMatchObject({ code: 'broken-chain' })
    expect(() => withEpoch(keys, { ...keys.get('facts')!.chain[2]!, n: 5 })).toThrow('not-allowed')
  })
  test('a device that never wrote is left out with nothing', async () => {
    const [a, b] = people as [(typeof people)[0], (typeof people)[0]]
    const first = newEpoch(lane, 0)
    let keys = withEpoch(new Map(), await epochEntry(first, [], [a, b]))
    keys = withEpoch(keys, await epochEntry(newEpoch(lane, 1), [first], [a]))
    expect(keys.get('facts')!.ended.get(b.id)).toBe(null)
  })
})

describe('seals', () => {
  test('bring a newcomer the whole history, and nobody else anything', async () => {
    const [a, b, c] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const [first, second] = [newEpoch(lane, 0), newEpoch(lane, 1)]
    const chain = [await epochEntry(first, [], [a]), await epochEntry(second, [first], [a])]
    const entry = await keysEntry(space, [second], [b])
    const opened = await openFor(b, entry, KeysSeal)
    const [[name, n, key]] = opened!.keys as [[string, number, string]]
    expect([opened!.space, name, n]).toEqual([space, 'facts', 1])
    expect(unfold(space, chain, n, key).map((epoch) => toB64(epoch.key))).toEqual(
      [first, second].map((epoch) => toB64(epoch.key)),
    )
    expect(await openFor(c, entry, KeysSeal)).toBe(null)
    // Named, but not sealed to: told, not passed over.
    await expect(openFor(c, { ...entry, to: [c.id] }, KeysSeal)).rejects.toMatchObject({ code: 'bad-seal' })
  })
  test('server-fed keys, another lane, another space: not the announced key', async () => {
    const chain = [await epochEntry(newEpoch(lane, 0), [], people.slice(0, 1))]
    const real = await openFor(people[0]!, chain[0]!, EpochSeal)
    expect(unfold(space, chain, 0, real!.key).length).toBe(1)
    const refused = expect.objectContaining({ code: 'unknown-key' })
    expect(() => unfold(space, chain, 0, toB64(randomBytes(32)))).toThrow(refused)
    expect(() => unfold(newId(), chain, 0, real!.key)).toThrow(refused)
    const elsewhere: BodyOf<'epoch'>[] = [{ ...chain[0]!, lane: 'identity' }]
    expect(() => unfold(space, elsewhere, 0, real!.key)).toThrow(refused)
    expect(() => unfold(space, chain, 1, real!.key)).toThrow(refused)
  })
  test('a bundle of other keys is refused, though it opens', async () => {
    const [first, planted, second] = [newEpoch(lane, 0), newEpoch(lane, 0), newEpoch(lane, 1)]
    const chain = [
      await epochEntry(first, [], people.slice(0, 1)),
      await epochEntry(second, [planted], people.slice(0, 1)),
    ]
    expect(() => unfold(space, chain, 1, toB64(second.key))).toThrow(
      expect.objectContaining({ code: 'unknown-key' }),
    )
  })
  test('more than 64 devices: one file for each 64', async () => {
    const many = Array.from({ length: 65 }, (_, i) => ({ ...people[i % 3]!, id: newId() }))
    const entry = await epochEntry(newEpoch(lane, 0), [], many)
    expect(entry.seals.length).toBe(2)
    expect((await openFor({ ...many[64]!, identity: people[64 % 3]!.identity }, entry, EpochSeal))?.n).toBe(0)
  })
})

test('no key is confused with another: tokens differ by space, right and epoch', () => {
  const [one, two] = [epochOf(lane, 0, randomBytes(32)), epochOf(lane, 1, randomBytes(32))]
  const other = newId()
  const all = [one, two].flatMap(({ key }) =>
    [space, other].flatMap((id) =>
      (['member', 'admin'] as const).map((right) => tokenOf(id, toB64(key), right)),
    ),
  )
  expect(new Set(all).size).toBe(8)
})
