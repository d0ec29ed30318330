/** Several devices over a relay that delays, repeats, reorders, withholds and invents. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import { createClock } from './clock.ts'
import { lanePseudonym, sealCommit } from './commit.ts'
import type { KnownDevice, Organisation } from './control.ts'
import { type Epoch, newEpoch } from './lane.ts'
import type { Kinds } from './merge.ts'
import { Replica, type ReplicaOptions } from './replica.ts'

const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const NOW = 1_795_000_000_000
const lane = { space: newId(), lane: 'facts' }
const epoch = newEpoch(lane, 0)
const names = ['a', 'b', 'c'] as const
const keys = new Map<string, { id: string; key: SigningKey }>()
let org: Organisation

beforeAll(async () => {
  for (const name of names) keys.set(name, { id: newId(), key: await signingKey(randomBytes(32)) })
  org = organisation({})
})

function organisation(states: Record<string, KnownDevice['state']>): Organisation {
  const devices = new Map<string, KnownDevice>()
  for (const [name, { id, key }] of keys)
    devices.set(id, {
      id,
      person: newId(),
      key: toB64(key.publicKey),
      recipient: '',
      certificate: '',
      state: states[name] ?? 'active',
    })
  return {
    id: '',
    log: '',
    name: '',
    persons: new Map(),
    devices,
    head: { seq: 0, hash: toB64(randomBytes(32)) },
    // Only what a replica asks of the control log.
  } as unknown as Organisation
}

function replica(name: string, change: Partial<ReplicaOptions> & { epochs?: Epoch[] } = {}): Replica {
  const { id, key } = keys.get(name)!
  const made = new Replica({
    org,
    me: { device: id, key },
    kinds,
    clock: createClock(() => NOW),
    now: () => NOW,
    ...change,
  })
  for (const each of change.epochs ?? [epoch]) made.addEpoch(each)
  return made
}

const flat = (made: Replica) =>
  [...made.state()]
    .flatMap(([entity, fields]) =>
      [...fields].map(([field, cell]) => `${entity} ${field} ${JSON.stringify(cell.value)}`),
    )
    .filter((line) => !line.startsWith('k'))
    .sort()

describe('devices that were apart', () => {
  test('come to the same state whatever the relay does to the order, and lose nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom(...names),
            fc.constantFrom('state', 'note', 'due'),
            fc.integer({ min: 0, max: 5 }),
            fc.nat(2),
          ),
          { minLength: 1, maxLength: 20 },
        ),
        fc.infiniteStream(fc.nat()),
        async (edits, dice) => {
          const cases = [newId(), newId(), newId()]
          const devices = new Map(names.map((name) => [name, replica(name)]))
          const log: Uint8Array[] = []
          const roll = (n: number) => dice.next().value! % n
          for (const [name, field, value, at] of edits) {
            const device = devices.get(name)!
            if (roll(3) === 0) await device.receive(log.filter(() => roll(2) === 0))
            log.push(...(await device.write(cases[at]!, [[`c${cases[at]}`, field, value]])))
          }
          for (const device of devices.values()) {
            const shuffled = [...log, ...log.slice(0, 3)]
              .map((bytes) => ({ bytes, at: roll(1000) }))
              .sort((x, y) => x.at - y.at)
            for (const { bytes } of shuffled) await device.receive([bytes])
          }
          const [first, ...others] = [...devices.values()]
          for (const other of others) {
            expect(flat(other)).toEqual(flat(first!))
            expect(other.headsDigest()).toBe(first!.headsDigest())
            expect(other.waiting).toEqual([])
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('a hostile relay', () => {
  const caseId = newId()
  test('withholds one commit: what follows waits as a gap and heals when it comes', async () => {
    const a = replica('a')
    const b = replica('b')
    const written = [
      ...(await a.write(caseId, [[`c${caseId}`, 'note', 'one']])),
      ...(await a.write(caseId, [[`c${caseId}`, 'note', 'two']])),
    ]
    expect(await b.receive([written[0]!, written[2]!])).toBe(1)
    expect(b.waiting.map((each) => each.reason)).toEqual(['gap'])
    expect(await b.receive([written[1]!])).toBe(2)
    expect(b.waiting).toEqual([])
  })
  test('serves two histories of one device: the fork is kept and told, the first one stands', async () => {
    const [one, clone, b] = [replica('a'), replica('a'), replica('b')]
    const [x] = await one.write('', [[`c${caseId}`, 'state', 'x']])
    const [y] = await clone.write('', [[`c${caseId}`, 'state', 'y']])
    await b.receive([x!])
    await b.receive([y!])
    expect(b.waiting.map((each) => each.reason)).toEqual(['fork'])
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('x')
  })
  test('hands in junk and the commits of a device nobody knows', async () => {
    const b = replica('b')
    const strangers = await signingKey(randomBytes(32))
    const c = new Replica({
      org,
      me: { device: newId(), key: strangers },
      kinds,
      clock: createClock(() => NOW),
      now: () => NOW,
    })
    c.addEpoch(epoch)
    const [foreign] = await c.write('', [[`c${caseId}`, 'state', 'planted']])
    await b.receive([randomBytes(300), foreign!, new Uint8Array(3)])
    expect(b.state().size).toBe(0)
    expect(b.waiting.map((each) => each.reason).sort()).toEqual(['bad-bytes', 'bad-bytes', 'unknown-device'])
  })
  test('signed by another device than it says', async () => {
    const b = replica('b')
    const forged = new Replica({
      org,
      me: { device: keys.get('a')!.id, key: keys.get('c')!.key },
      kinds,
      clock: createClock(() => NOW),
      now: () => NOW,
    })
    forged.addEpoch(epoch)
    const written = await forged.write('', [[`c${caseId}`, 'state', 'planted']])
    await b.receive(written)
    expect(b.state().size).toBe(0)
    expect(b.waiting.map((each) => each.reason)).toEqual(['bad-signature'])
  })
  test('a good prefix is kept when the newest signature is bad', async () => {
    const [a, b] = [replica('a'), replica('b')]
    const good = await a.write('', [[`c${caseId}`, 'state', 'good']])
    const head = a.heads.get(keys.get('a')!.id)!
    const bad = await sealCommit(
      keys.get('c')!.key,
      lanePseudonym(epoch),
      epoch,
      {
        device: keys.get('a')!.id,
        seq: head.seq + 1,
        prev: head.hash,
        at: { ms: NOW, counter: 9 },
        controlHead: org.head.hash,
        headsDigest: org.head.hash,
        about: '',
        operations: [[`c${caseId}`, 'state', 'bad']],
      },
      null,
    )
    await b.receive([...good, bad.bytes])
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('good')
    expect(b.waiting.map((each) => each.reason)).toEqual(['bad-signature'])
  })
  test('a clock from the far future waits and stops nobody', async () => {
    const wild = replica('a', { clock: createClock(() => NOW + 10 ** 10), now: () => NOW + 10 ** 10 })
    const b = replica('b')
    await b.receive(await wild.write('', [[`c${caseId}`, 'state', 'wild']]))
    expect(b.waiting.map((each) => each.reason)).toEqual(['far-future'])
    await b.write('', [[`c${caseId}`, 'state', 'mine']])
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('mine')
  })
  test('a removed member who back-dates: what is not pinned is quarantined', async () => {
    const a = replica('a')
    const before = await a.write('', [[`c${caseId}`, 'state', 'before']])
    const pins = new Map([[keys.get('a')!.id, { ...a.heads.get(keys.get('a')!.id)! }]])
    const late = await a.write('', [[`c${caseId}`, 'state', 'after removal, dated back']])
    const b = replica('b', { org: organisation({ a: 'removed' }), pins })
    await b.receive([...before, ...late])
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('before')
    expect(b.waiting.map((each) => each.reason)).toEqual(['revoked'])
  })
  test('a device becomes known later: what waited is folded then', async () => {
    const without = organisation({})
    without.devices.delete(keys.get('a')!.id)
    const b = replica('b', { org: without })
    const a = replica('a')
    await b.receive(await a.write(caseId, [[`c${caseId}`, 'state', 'early']]))
    expect(b.state().size).toBe(0)
    await b.setOrganisation(org)
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('early')
  })
})

describe('after a rotation', () => {
  test('the next writer of a case makes a new key, and the removed device reads no more', async () => {
    const caseId = newId()
    const next = newEpoch(lane, 1)
    const [a, removed] = [replica('a'), replica('c')]
    const before = await a.write(caseId, [[`c${caseId}`, 'state', 'old']])
    await removed.receive(before)
    a.addEpoch(next)
    const after = await a.write(caseId, [[`c${caseId}`, 'state', 'new']])
    expect(after.length).toBe(2)
    await removed.receive(after)
    expect(removed.state().get(`c${caseId}`)!.get('state')!.value).toBe('old')
    const b = replica('b', { epochs: [epoch, next] })
    await b.receive([...after, ...before])
    expect(b.state().get(`c${caseId}`)!.get('state')!.value).toBe('new')
  })
})
