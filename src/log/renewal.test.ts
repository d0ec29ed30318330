import { beforeAll, describe, expect, test } from 'vitest'
import { hybridIdentity } from '../seal/age.ts'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import type { KnownDevice, Organisation } from './control.ts'
import { certifyDevice, type Person } from './entry.ts'
import { openRenewal, type Renewal, renewalFiles, sealRenewal } from './renewal.ts'

const DAY = '2026-11-23'
const space = newId()
const first = toB64(randomBytes(32))
let identity: SigningKey
let org: Organisation
let renewal: Renewal

async function deviceOf(person: string, by: SigningKey) {
  const [key, { recipient }] = [await signingKey(randomBytes(32)), await hybridIdentity(randomBytes(32))]
  return certifyDevice(by, { id: newId(), person, key: toB64(key.publicKey), recipient })
}

beforeAll(async () => {
  identity = await signingKey(randomBytes(32))
  const person: Person = { id: newId(), alias: 'Б', key: toB64(identity.publicKey), role: 'defender' }
  const old: KnownDevice = { ...(await deviceOf(person.id, identity)), state: 'active' }
  const id = toB64(randomBytes(32))
  org = { id, persons: new Map([[person.id, person]]), devices: new Map([[old.id, old]]) } as Organisation
  renewal = { v: 1, org: id, old: old.id, device: await deviceOf(person.id, identity), day: DAY }
})

const sealed = (change: Partial<Renewal> = {}, by = identity) =>
  sealRenewal(first, space, by, { ...renewal, ...change })
const opened = async (bytes: Uint8Array, of = org, day = DAY, key = first) =>
  openRenewal(key, space, bytes, of, day)
const withDevice = (id: string, change: Partial<KnownDevice>): Organisation => ({
  ...org,
  devices: new Map(org.devices).set(id, { ...renewal.device, state: 'active', ...change }),
})

describe('a request for a new device', () => {
  test('is read by whoever holds the lane, and says whose it is', async () => {
    expect((await opened(await sealed())).renewal).toEqual(renewal)
    expect((await opened(await sealed())).person.alias).toBe('Б')
    await expect(opened(await sealed(), org, DAY, toB64(randomBytes(32)))).rejects.toMatchObject({
      code: 'bad-seal',
    })
    expect(new Set(renewalFiles(first, space)).size).toBe(4)
  })

  test('nobody asks for another person', async () => {
    const stranger = await signingKey(randomBytes(32))
    await expect(opened(await sealed({}, stranger))).rejects.toMatchObject({ code: 'bad-signature' })
    const theirs = await deviceOf(renewal.device.person, stranger)
    await expect(opened(await sealed({ device: theirs }))).rejects.toMatchObject({ code: 'bad-signature' })
    const ofAnother = await deviceOf(newId(), identity)
    await expect(opened(await sealed({ device: ofAnother }))).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('of another organisation, of an unknown or removed device, with keys that are in use: none', async () => {
    const refused = { code: 'not-allowed' }
    await expect(opened(await sealed({ org: toB64(randomBytes(32)) }))).rejects.toMatchObject(refused)
    await expect(opened(await sealed({ old: newId() }))).rejects.toMatchObject(refused)
    const gone = new Map(org.devices)
    for (const [id, each] of gone) gone.set(id, { ...each, state: 'removed' })
    await expect(opened(await sealed(), { ...org, devices: gone })).rejects.toMatchObject(refused)
    const other = newId()
    await expect(opened(await sealed(), withDevice(other, { id: other }))).rejects.toMatchObject(refused)
    const { id } = renewal.device
    await expect(opened(await sealed(), withDevice(id, { state: 'removed' }))).rejects.toMatchObject(refused)
  })

  test('one that an admin has entered already is gone on with', async () => {
    expect((await opened(await sealed(), withDevice(renewal.device.id, {}))).renewal).toEqual(renewal)
  })

  test('lives a week, and does not come from the future', async () => {
    const bytes = await sealed()
    await expect(opened(bytes, org, '2026-11-30')).resolves.toBeDefined()
    for (const day of ['2026-12-01', '2026-11-21'])
      await expect(opened(bytes, org, day)).rejects.toMatchObject({ code: 'expired' })
  })

  test('no changed byte opens, and none of a short one', async () => {
    const bytes = await sealed()
    for (let at = 0; at < bytes.length; at += 37) {
      const changed = bytes.slice()
      changed[at]! ^= 1
      await expect(opened(changed)).rejects.toMatchObject({ name: 'SealError' })
    }
    for (let length = 0; length < 64; length++)
      await expect(opened(bytes.subarray(0, length))).rejects.toMatchObject({ name: 'SealError' })
  })
})
