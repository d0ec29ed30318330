/** The control log: members invented, rolled back, forked, removed, coerced. */
import { beforeEach, describe, expect, test } from 'vitest'
import { hybridIdentity } from '../seal/age.ts'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import {
  applyEntry,
  applySpaceEntry,
  daysWithoutHeartbeat,
  type Organisation,
  readGenesis,
  readOpening,
} from './control.ts'
import {
  type Body,
  certifyDevice,
  type Device,
  type Entry,
  type Person,
  type Role,
  signEntry,
} from './entry.ts'

const code = (want: string) => expect.objectContaining({ code: want })

interface Someone {
  person: Person
  device: Device
  identity: SigningKey
  key: SigningKey
}

async function someone(alias: string, role: Role): Promise<Someone> {
  const [identity, key, age] = await Promise.all([
    signingKey(randomBytes(32)),
    signingKey(randomBytes(32)),
    hybridIdentity(randomBytes(32)),
  ])
  const person: Person = { id: newId(), alias, key: toB64(identity.publicKey), role }
  const device = await certifyDevice(identity, {
    id: newId(),
    person: person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  return { person, device, identity, key }
}

let anna: Someone
let org: Organisation
let genesis: Uint8Array
const log = newId()

const entry = (
  by: Someone,
  head: { seq: number; hash: string },
  body: Body,
  change: Partial<Entry> = {},
): Entry => ({
  v: 1,
  log,
  seq: head.seq + 1,
  prev: head.hash,
  day: '2026-11-22',
  author: by.device.id,
  body,
  ...change,
})

const add = async (by: Someone, body: Body, to = org) =>
  applyEntry(to, (await signEntry(by.key, entry(by, to.head, body))).bytes)

beforeEach(async () => {
  anna = await someone('Координатор А', 'admin')
  const first: Entry = {
    v: 1,
    log,
    seq: 0,
    prev: '',
    day: '2026-11-20',
    author: anna.device.id,
    body: {
      type: 'genesis',
      name: 'Вымышленный дом',
      person: anna.person,
      device: anna.device,
      publication: toB64(randomBytes(32)),
      recovery: '',
    },
  }
  const signed = await signEntry(anna.key, first)
  genesis = signed.bytes
  org = await readGenesis(genesis, signed.hash)
})

async function join(who: Someone, to = org): Promise<Organisation> {
  return add(
    anna,
    { type: 'device', device: who.device },
    await add(anna, { type: 'person', person: who.person }, to),
  )
}

describe('genesis', () => {
  test('its hash is the organisation’s id, and another one is refused', async () => {
    expect(org.persons.get(anna.person.id)?.alias).toBe('Координатор А')
    await expect(readGenesis(genesis, toB64(randomBytes(32)))).rejects.toThrow(code('unknown-key'))
  })
  test('an impostor cannot name somebody else’s device as the first admin’s', async () => {
    const eve = await someone('E', 'admin')
    const forged: Entry = {
      v: 1,
      log,
      seq: 0,
      prev: '',
      day: '2026-11-20',
      author: anna.device.id,
      body: {
        type: 'genesis',
        name: 'x',
        person: anna.person,
        device: { ...anna.device, key: toB64(eve.key.publicKey) },
        publication: toB64(randomBytes(32)),
        recovery: '',
      },
    }
    const signed = await signEntry(eve.key, forged)
    await expect(readGenesis(signed.bytes, signed.hash)).rejects.toThrow(code('bad-signature'))
  })
})

describe('members', () => {
  test('an admin adds a person and a device that the person certified', async () => {
    const boris = await someone('Защитник Б', 'defender')
    const after = await join(boris)
    expect(after.devices.get(boris.device.id)?.state).toBe('active')
    expect(org.devices.size).toBe(1)
  })
  test('members invented by the relay: not signed by a known device', async () => {
    const eve = await someone('E', 'admin')
    await expect(add(eve, { type: 'person', person: eve.person })).rejects.toThrow(code('not-allowed'))
    const asAnna = { ...eve, device: { ...eve.device, id: anna.device.id } }
    await expect(add(asAnna, { type: 'person', person: eve.person })).rejects.toThrow(code('bad-signature'))
  })
  test('a device of somebody that the person did not certify', async () => {
    const boris = await someone('Б', 'defender')
    const after = await add(anna, { type: 'person', person: boris.person })
    const planted = await someone('P', 'defender')
    await expect(
      add(anna, { type: 'device', device: { ...planted.device, person: boris.person.id } }, after),
    ).rejects.toThrow(code('bad-signature'))
  })
  test('who is no admin changes nothing', async () => {
    const boris = await someone('Б', 'defender')
    const after = await join(boris)
    for (const body of [
      { type: 'role', person: boris.person.id, role: 'admin' },
      { type: 'lock', device: anna.device.id },
      { type: 'relays', relays: ['https://x.example'] },
    ] as Body[])
      await expect(add(boris, body, after)).rejects.toThrow(code('not-allowed'))
  })
})

describe('the chain', () => {
  test('roll-back, fork, replay and another log', async () => {
    const first = await signEntry(
      anna.key,
      entry(anna, org.head, { type: 'relays', relays: ['https://a.example'] }),
    )
    const fork = await signEntry(
      anna.key,
      entry(anna, org.head, { type: 'relays', relays: ['https://b.example'] }),
    )
    const after = await applyEntry(org, first.bytes)
    await expect(applyEntry(after, first.bytes)).rejects.toThrow(code('broken-chain'))
    await expect(applyEntry(after, fork.bytes)).rejects.toThrow(code('broken-chain'))
    const elsewhere = await signEntry(
      anna.key,
      entry(anna, after.head, { type: 'relays', relays: ['https://c.example'] }, { log: newId() }),
    )
    await expect(applyEntry(after, elsewhere.bytes)).rejects.toThrow(code('wrong-place'))
  })
  test('junk as head, unknown keys and __proto__', async () => {
    await expect(applyEntry(org, randomBytes(300))).rejects.toThrow(code('bad-shape'))
    await expect(applyEntry(org, new Uint8Array(3))).rejects.toThrow(code('bad-signature'))
    const odd = { ...entry(anna, org.head, { type: 'relays', relays: ['https://a.example'] }), admin: true }
    await expect(signEntry(anna.key, odd as Entry)).rejects.toThrow(code('bad-shape'))
  })
  test('a refused entry leaves the organisation as it was', async () => {
    const before = structuredClone({ ...org })
    await expect(add(anna, { type: 'lock', device: newId() })).rejects.toThrow(code('not-allowed'))
    expect(org).toEqual(before)
  })
})

describe('one coerced admin', () => {
  test('can only reduce: not remove or demote another admin, not change what families trust', async () => {
    const vera = await someone('В', 'admin')
    const after = await join(vera)
    const { recipient } = await hybridIdentity(randomBytes(32))
    const key = toB64(randomBytes(32))
    for (const body of [
      { type: 'remove', device: vera.device.id },
      { type: 'role', person: vera.person.id, role: 'trainee' },
      { type: 'intake', recipient, signer: key },
      { type: 'publication', key },
      { type: 'recovery', recipient },
      { type: 'rules', flow: 'package', edition: key },
    ] as Body[])
      await expect(add(anna, body, after), body.type).rejects.toThrow(code('not-allowed'))
    expect(
      (await add(anna, { type: 'lock', device: vera.device.id }, after)).devices.get(vera.device.id)?.state,
    ).toBe('locked')
  })
  test('the last admin and the last admin device stay', async () => {
    await expect(add(anna, { type: 'role', person: anna.person.id, role: 'trainee' })).rejects.toThrow(
      code('not-allowed'),
    )
    await expect(add(anna, { type: 'lock', device: anna.device.id })).rejects.toThrow(code('not-allowed'))
  })
  test('a locked or removed device signs no more, whatever day it writes', async () => {
    const vera = await someone('В', 'admin')
    const locked = await add(anna, { type: 'lock', device: vera.device.id }, await join(vera))
    const dated = await signEntry(
      vera.key,
      entry(vera, locked.head, { type: 'relays', relays: ['https://a.example'] }, { day: '2026-11-01' }),
    )
    await expect(applyEntry(locked, dated.bytes)).rejects.toThrow(code('not-allowed'))
  })
})

describe('heartbeat', () => {
  test('withheld: the days since the last one are counted, and the past is no news', async () => {
    expect(daysWithoutHeartbeat(org, '2026-11-22')).toBe(2)
    const fresh = await add(anna, { type: 'heartbeat', heads: [] })
    expect(daysWithoutHeartbeat(fresh, '2026-11-29')).toBe(7)
    const old = await signEntry(
      anna.key,
      entry(anna, fresh.head, { type: 'heartbeat', heads: [] }, { day: '2026-11-21' }),
    )
    await expect(applyEntry(fresh, old.bytes)).rejects.toThrow(code('not-allowed'))
  })
})

describe('a space', () => {
  test('opens under its organisation, keeps its lanes and their epochs in order', async () => {
    const id = newId()
    const known = await add(anna, { type: 'space', space: id, kind: 'team' })
    const opening = await signEntry(anna.key, {
      v: 1,
      log: id,
      seq: 0,
      prev: '',
      day: '2026-11-22',
      author: anna.device.id,
      body: {
        type: 'opening',
        space: id,
        kind: 'team',
        org: org.id,
        lanes: ['identity', 'facts', 'documents', 'strategy'],
      },
    })
    let space = await readOpening(known, opening.bytes)
    const put = async (body: Body) => {
      const signed = await signEntry(anna.key, {
        v: 1,
        log: id,
        seq: space.head.seq + 1,
        prev: space.head.hash,
        day: '2026-11-22',
        author: anna.device.id,
        body,
      })
      space = await applySpaceEntry(known, space, signed.bytes)
    }
    const epoch = (n: number, lane = 'facts') =>
      ({ type: 'epoch', lane, n, keyId: 'x', bundle: '', seals: '', heads: [] }) as Body
    await put(epoch(0))
    await put(epoch(1))
    await expect(put(epoch(1))).rejects.toThrow(code('broken-chain'))
    await expect(put(epoch(0, 'intake'))).rejects.toThrow(code('not-allowed'))
    await put({ type: 'grant', person: anna.person.id, lanes: ['facts', 'identity'] })
    await put({ type: 'withdraw', person: anna.person.id, lanes: ['facts'] })
    expect([...space.members.get(anna.person.id)!]).toEqual(['identity'])
    await expect(put({ type: 'grant', person: newId(), lanes: ['facts'] })).rejects.toThrow(
      code('not-allowed'),
    )
    await expect(put({ type: 'relays', relays: ['https://a.example'] })).rejects.toThrow(code('not-allowed'))
    await expect(readOpening(org, opening.bytes)).rejects.toThrow(code('not-allowed'))
  })
})
