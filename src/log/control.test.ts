/** The control log: members invented, rolled back, forked, removed, coerced. */
import { beforeEach, describe, expect, test } from 'vitest'
import { hybridIdentity } from '../seal/age.ts'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import { applyEntry, daysWithoutHeartbeat, type Organisation, readGenesis } from './control.ts'
import {
  type Body,
  certifyDevice,
  type Decision,
  type Device,
  type Entry,
  type Person,
  type Role,
  signEntry,
} from './entry.ts'
import { newEpoch } from './lane.ts'
import { epochEntry, recoveryId } from './lane-keys.ts'
import { applySpaceEntry, readOpening } from './space.ts'

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
      { type: 'role', person: boris.person.id, role: 'admin', pins: [] },
      { type: 'lock', device: anna.device.id, pins: [], heads: [] },
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
    await expect(add(anna, { type: 'lock', device: newId(), pins: [], heads: [] })).rejects.toThrow(
      code('not-allowed'),
    )
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
      { type: 'remove', devices: [vera.device.id], pins: [] },
      { type: 'role', person: vera.person.id, role: 'trainee', pins: [] },
      { type: 'intake', recipient, signer: key, epoch: 0 },
      { type: 'publication', key },
      { type: 'recovery', recipient, signer: key, threshold: 2, of: 3 },
      { type: 'rules', flow: 'package', edition: key },
    ] as Body[])
      await expect(add(anna, body, after), body.type).rejects.toThrow(code('not-allowed'))
    expect(
      (await add(anna, { type: 'lock', device: vera.device.id, pins: [], heads: [] }, after)).devices.get(
        vera.device.id,
      )?.state,
    ).toBe('locked')
  })
  test('the last admin and the last admin device stay', async () => {
    await expect(
      add(anna, { type: 'role', person: anna.person.id, role: 'trainee', pins: [] }),
    ).rejects.toThrow(code('not-allowed'))
    await expect(add(anna, { type: 'lock', device: anna.device.id, pins: [], heads: [] })).rejects.toThrow(
      code('not-allowed'),
    )
  })
  test('a locked or removed device signs no more, whatever day it writes', async () => {
    const vera = await someone('В', 'admin')
    const locked = await add(
      anna,
      { type: 'lock', device: vera.device.id, pins: [], heads: [] },
      await join(vera),
    )
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

/** A team under the organisation, with Anna as its member. */
async function team(history: Organisation[]) {
  const id = newId()
  const known = await add(anna, { type: 'space', space: id, kind: 'team' }, history.at(-1))
  history.push(known)
  const at = (of: Organisation) => ({ org: [of.head.seq, of.head.hash] as [number, string] })
  const sign = (by: Someone, seq: number, prev: string, body: Body, as: Organisation) =>
    signEntry(by.key, entry(by, { seq: seq - 1, hash: prev }, body, { log: id, prev, ...at(as) }))
  const lanes = ['control', 'identity', 'facts', 'documents', 'strategy'] as const
  const opening = await sign(
    anna,
    0,
    '',
    { type: 'opening', space: id, kind: 'team', org: org.id, lanes: [...lanes] },
    known,
  )
  let space = await readOpening(history, opening.bytes)
  const put = async (body: Body, by = anna, as = history.at(-1)!, with_ = history) => {
    const signed = await sign(by, space.head.seq + 1, space.head.hash, body, as)
    space = await applySpaceEntry(with_, space, signed.bytes)
    return space
  }
  const epoch = (n: number, lane = 'facts', to: Someone[] = [anna]) =>
    epochEntry(
      newEpoch({ space: id, lane }, n),
      Array.from({ length: n }, (_, i) => newEpoch({ space: id, lane }, i)),
      to.map(({ device }) => ({ id: device.id, recipient: device.recipient })),
    )
  return { id, opening, put, epoch, space: () => space }
}

describe('a space', () => {
  test('opens under its organisation, keeps its lanes and their epochs in order', async () => {
    const history = [org]
    const { opening, put, epoch } = await team(history)
    await put({ type: 'grant', person: anna.person.id, lanes: ['facts', 'identity'] })
    await put(await epoch(0))
    await put(await epoch(1))
    await expect(put(await epoch(1))).rejects.toThrow(code('not-allowed'))
    await expect(put(await epoch(0, 'intake'))).rejects.toThrow(code('not-allowed'))
    const { members } = await put({ type: 'withdraw', person: anna.person.id, lanes: ['facts'] })
    expect([...members.get(anna.person.id)!]).toEqual(['identity'])
    await expect(put({ type: 'grant', person: newId(), lanes: ['facts'] })).rejects.toThrow(
      code('not-allowed'),
    )
    await expect(put({ type: 'relays', relays: ['https://a.example'] })).rejects.toThrow(code('not-allowed'))
    await expect(readOpening([org], opening.bytes)).rejects.toThrow(code('broken-chain'))
  })
  test('no key goes to a device that has no right to the lane: not of a trainee, not of a stranger', async () => {
    const trainee = await someone('С', 'trainee')
    const history = [org]
    for (const body of [
      { type: 'person', person: trainee.person },
      { type: 'device', device: trainee.device },
    ] as Body[])
      history.push(await add(anna, body, history.at(-1)))
    const { put, epoch } = await team(history)
    await put({ type: 'grant', person: anna.person.id, lanes: ['facts'] })
    await put({ type: 'grant', person: trainee.person.id, lanes: ['facts'] })
    await expect(put(await epoch(0, 'facts', [anna, trainee]))).rejects.toThrow(code('not-allowed'))
    await expect(put(await epoch(0, 'facts', [anna, await someone('E', 'admin')]))).rejects.toThrow(
      code('not-allowed'),
    )
    await put(await epoch(0))
  })
})

describe('judged by position', () => {
  /** Anna and Vera are admins; Vera writes in the team, and is removed with a pin. */
  async function removed() {
    const vera = await someone('В', 'admin')
    const history = [org]
    for (const body of [
      { type: 'person', person: vera.person },
      { type: 'device', device: vera.device },
    ] as Body[])
      history.push(await add(anna, body, history.at(-1)))
    const made = await team(history)
    const during = history.at(-1)!
    await made.put({ type: 'grant', person: vera.person.id, lanes: ['facts'] }, vera)
    const { head } = made.space()
    const pin: [string, number, string] = [made.id, head.seq, head.hash]
    // Two admins: Vera proposes her own end, and Anna approves it with the pins of that moment.
    history.push(
      await add(
        vera,
        { type: 'propose', body: { type: 'remove', devices: [vera.device.id], pins: [] } },
        history.at(-1),
      ),
    )
    history.push(
      await add(anna, { type: 'approve', proposal: history.at(-1)!.head.seq, pins: [pin] }, history.at(-1)),
    )
    return { vera, history, during, ...made }
  }
  test('what a removed admin wrote before stays good, also for whoever reads everything later', async () => {
    const { history, space, vera } = await removed()
    expect(history.at(-1)!.devices.get(vera.device.id)?.state).toBe('removed')
    expect(space().members.get(vera.person.id)?.size).toBe(1)
  })
  test('a removed member who back-dates: behind the pin nothing has effect, whatever place of the organisation it names', async () => {
    const { put, vera, during, history } = await removed()
    const body: Body = { type: 'grant', person: vera.person.id, lanes: ['identity'] }
    await expect(put(body, vera, during)).rejects.toThrow(code('not-allowed'))
    await expect(put(body, vera)).rejects.toThrow(code('not-allowed'))
    // A reader who has not seen the removal yet takes it, and takes it back with the removal: a function of the logs alone.
    await put(body, vera, during, history.slice(0, -2))
  })
  test('one log never goes back in the organisation, and names no other history of it', async () => {
    const { put, during, history } = await removed()
    await put({ type: 'grant', person: anna.person.id, lanes: ['facts'] })
    await expect(
      put({ type: 'grant', person: anna.person.id, lanes: ['identity'] }, anna, during),
    ).rejects.toThrow(code('not-allowed'))
    const forged = { ...history.at(-1)!, head: { seq: during.head.seq, hash: toB64(randomBytes(32)) } }
    await expect(
      put({ type: 'grant', person: anna.person.id, lanes: ['identity'] }, anna, forged),
    ).rejects.toThrow(code('broken-chain'))
  })
})

describe('two admins', () => {
  async function two() {
    const vera = await someone('В', 'admin')
    return { vera, both: await join(vera) }
  }
  const publication: Body = {
    type: 'propose',
    body: { type: 'publication', key: toB64(randomBytes(32)) },
  }
  test('one proposes, another person approves; nobody approves alone, twice or what was refused', async () => {
    const { vera, both } = await two()
    const open = await add(anna, publication, both)
    const seq = open.head.seq
    await expect(add(anna, { type: 'approve', proposal: seq, pins: [] }, open)).rejects.toThrow(
      code('not-allowed'),
    )
    const done = await add(vera, { type: 'approve', proposal: seq, pins: [] }, open)
    expect(done.publication).not.toBe(org.publication)
    await expect(add(vera, { type: 'approve', proposal: seq, pins: [] }, done)).rejects.toThrow(
      code('not-allowed'),
    )
    const closed = await add(vera, { type: 'refuse', proposal: seq }, open)
    await expect(add(vera, { type: 'approve', proposal: seq, pins: [] }, closed)).rejects.toThrow(
      code('not-allowed'),
    )
  })
  test('a second device of the same person is no second person', async () => {
    const { both } = await two()
    const second = await someone('x', 'admin')
    const { id, key, recipient } = second.device
    const device = await certifyDevice(anna.identity, { id, key, recipient, person: anna.person.id })
    const open = await add(anna, publication, await add(anna, { type: 'device', device }, both))
    await expect(
      add(
        { ...second, person: anna.person, device },
        { type: 'approve', proposal: open.head.seq, pins: [] },
        open,
      ),
    ).rejects.toThrow(code('not-allowed'))
  })
  test('alone it is valid with one signature, and the log shows it for ever', async () => {
    const done = await add(anna, { type: 'publication', key: toB64(randomBytes(32)) })
    expect(done.alone).toEqual([done.head.seq])
    expect((await add(anna, { type: 'heartbeat', heads: [] }, done)).alone).toEqual(done.alone)
  })
  test('who comes as an admin, and who becomes one, needs two', async () => {
    const { both, vera } = await two()
    const carl = await someone('К', 'admin')
    await expect(add(anna, { type: 'person', person: carl.person }, both)).rejects.toThrow(
      code('not-allowed'),
    )
    const person = { ...carl.person, role: 'defender' as const }
    const joined = await add(anna, { type: 'person', person }, both)
    const role: Decision = { type: 'role', person: person.id, role: 'admin', pins: [] }
    await expect(add(anna, role, joined)).rejects.toThrow(code('not-allowed'))
    const open = await add(anna, { type: 'propose', body: role }, joined)
    const done = await add(vera, { type: 'approve', proposal: open.head.seq, pins: [] }, open)
    expect(done.persons.get(person.id)?.role).toBe('admin')
  })
  test('the desk’s keys: one admin is enough after somebody of the desk has left, once', async () => {
    const { both, vera } = await two()
    const desk = await someone('П', 'intake')
    const joined = await join(desk, both)
    const { recipient } = await hybridIdentity(randomBytes(32))
    const intake = { type: 'intake', recipient, signer: toB64(randomBytes(32)), epoch: 1 } as const
    await expect(add(vera, intake, joined)).rejects.toThrow(code('not-allowed'))
    const left = await add(vera, { type: 'remove', devices: [desk.device.id], pins: [] }, joined)
    const done = await add(vera, intake, left)
    expect(done.intake?.recipient).toBe(recipient)
    await expect(add(vera, intake, done)).rejects.toThrow(code('not-allowed'))
  })
  test('wiping: one device by one admin, several by two', async () => {
    const { both } = await two()
    const desk = await someone('П', 'intake')
    const other = await someone('Р', 'intake')
    const joined = await join(other, await join(desk, both))
    const wipe = (...devices: string[]): Body => ({ type: 'wipe', devices, pins: [] })
    await expect(add(anna, wipe(desk.device.id, other.device.id), joined)).rejects.toThrow(
      code('not-allowed'),
    )
    expect((await add(anna, wipe(desk.device.id), joined)).devices.get(desk.device.id)).toMatchObject({
      state: 'removed',
      wipe: true,
    })
  })
})

describe('recovery', () => {
  test('the trustees’ key makes one new admin, visible for ever, and signs nothing else', async () => {
    const signer = await signingKey(randomBytes(32))
    const { recipient } = await hybridIdentity(randomBytes(32))
    const signerKey = toB64(signer.publicKey)
    const known = await add(anna, { type: 'recovery', recipient, signer: signerKey, threshold: 2, of: 3 })
    const carl = await someone('К', 'admin')
    const by: Someone = { ...carl, key: signer, device: { ...carl.device, id: recoveryId(signerKey) } }
    const body: Body = { type: 'recover', person: carl.person, device: carl.device }
    const done = await add(by, body, known)
    expect(done.persons.get(carl.person.id)?.role).toBe('admin')
    expect(done.recovered).toEqual([done.head.seq])
    await expect(add(by, { type: 'relays', relays: ['https://x.example'] }, known)).rejects.toThrow(
      code('not-allowed'),
    )
    await expect(add({ ...by, key: carl.key }, body, known)).rejects.toThrow(code('bad-signature'))
    await expect(add(by, body, org)).rejects.toThrow(code('not-allowed'))
  })
})
