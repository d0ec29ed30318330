/** Trustees over time, on real routes and a real database: sheets that are made a second time, an old set, an admin without a desk. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { approve, LateSheets, proposals } from '../src/team/session/people.ts'
import { createProfile } from '../src/team/session/profile.ts'
import { finishRecovery } from '../src/team/session/recover-admin.ts'
import { Session } from '../src/team/session/session.ts'
import { renewNotice, synchronise } from '../src/team/session/sync.ts'
import { comeBackByTrustees, makeTrustees, readSheets, type Sheet } from '../src/team/session/trustees.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)

let folder: string
let store: Store
let remote: Remote
let anna: Session

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-trustees-'))
  store = new Store(join(folder, 'relay.db'))
  const api = new Hono().route('/api/v1', createApi({ store }) as unknown as Hono)
  remote = new Remote({
    relays: ['http://127.0.0.1'],
    fetch: (async (url: string, init: RequestInit) => api.request(url, init)) as typeof fetch,
  })
  const capability = toB64(randomBytes(32))
  store.addCapability(capability)
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'Анна',
    relays: ['http://127.0.0.1'],
    today: TODAY,
  })
  await sendFounded(founded, remote, capability)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  anna = await Session.open(await createProfile(memoryDisk(), 'фраза', founded, known, quick), () => NOW)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const sync = async (session: Session) =>
  expect(await synchronise(session, remote, TODAY)).toMatchObject({ ok: true })
const made = (by: Session) => makeTrustees(by, remote, { threshold: 2, of: 3 }, TODAY)
const make = async () => (await made(anna)).sheets
async function back(sheets: Sheet[], alias: string): Promise<Session> {
  const found = await readSheets({
    shares: sheets.slice(0, 2).map(({ share }) => share.join('\n')),
    way: sheets[0]!.way.join('\n'),
  })
  const { secrets, known } = await comeBackByTrustees(found, remote, alias, TODAY)
  const profile = await createProfile(memoryDisk(), 'фраза', { secrets }, known, quick)
  const session = await Session.open(profile, () => NOW)
  await finishRecovery(session, remote, TODAY)
  return session
}
const lanes = (session: Session) =>
  session
    .lanes()
    .map(({ space, lane }) => `${space}/${lane}`)
    .sort()
const ALL = ['intake/intake', 'team/documents', 'team/facts', 'team/identity', 'team/strategy']

describe('a second set', () => {
  test('brings back everything, as the first did; the first brings nobody any more', async () => {
    const id = newId()
    const number = () => [[`c${id}`, 'number', 'Т-1']] as [string, string, string][]
    await anna.write([{ space: 'team', lane: 'facts', about: id, operations: number() }])
    await sync(anna)
    const first = await make()
    const second = await make()
    await sync(anna)
    const rita = await back(second, 'Рита')
    expect(lanes(rita)).toEqual(ALL)
    await sync(rita)
    expect(rita.state({ space: 'team', lane: 'facts' }).get(`c${id}`)?.get('number')?.value).toBe('Т-1')
    await expect(back(first, 'Нора')).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('and so does a fifth: the way leads to a log whose keys have changed often', async () => {
    for (let i = 0; i < 4; i++) await make()
    const fifth = await make()
    // The sheets do not grow with the log.
    expect(fifth[0]!.way.length).toBeLessThanOrEqual(14)
    const rita = await back(fifth, 'Рита')
    expect(lanes(rita)).toEqual(ALL)
    await sync(rita)
  })

  test('one who came back names trustees anew, and from that set another comes back', async () => {
    const rita = await back(await make(), 'Рита')
    const { sheets, decided } = await made(rita)
    await made(rita)
    await sync(anna)
    // Not before the other admin has agreed.
    await expect(back(sheets, 'Зоя')).rejects.toMatchObject({ code: 'not-allowed' })
    const [proposal, other] = proposals(anna)
    expect(decided).toEqual({ done: false, proposal: proposal!.seq })
    await approve(anna, remote, proposal!.seq, TODAY)
    // Keys have changed: sheets that were made before would lead to a log that they cannot read, so nobody agrees to them any more.
    await expect(approve(anna, remote, other!.seq, TODAY)).rejects.toThrow(LateSheets)
    const zoya = await back(sheets, 'Зоя')
    expect(lanes(zoya)).toEqual(ALL)
    await sync(zoya)
  })
})

test('an admin’s device that was not let into the desk yet signs no notice and goes on', async () => {
  const { secrets } = anna.profile
  anna.profile.secrets = { ...secrets, spaces: secrets.spaces.filter(({ kind }) => kind !== 'intake') }
  await expect(renewNotice(anna, remote, TODAY, true)).resolves.toBe(undefined)
})
