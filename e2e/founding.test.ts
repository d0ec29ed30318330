/** An organisation begins, is read back from a relay that cannot be trusted, and heals it. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { healControl, readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import { toB64 } from '../src/seal/bytes.ts'
import { openNotice } from '../src/seal/notice.ts'

let folder: string
let store: Store
let remote: Remote
let founded: Founded
let capability: string
/** How many calls go through before the line breaks. */
let patience = Number.POSITIVE_INFINITY

const relayAt = (kept: Store) => {
  const app = new Hono().route('/api/v1', createApi({ store: kept }) as unknown as Hono)
  return new Remote({
    relays: ['http://127.0.0.1'],
    fetch: (async (url: string, init: RequestInit) => {
      if (patience-- <= 0) throw new TypeError('line broke')
      return app.request(url, init)
    }) as typeof fetch,
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-found-'))
  store = new Store(join(folder, 'relay.db'))
  capability = toB64(randomBytes(32))
  store.addCapability(capability)
  remote = relayAt(store)
  patience = Number.POSITIVE_INFINITY
  founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'Координатор А',
    relays: ['http://127.0.0.1:8642'],
    today: '2026-11-22',
  })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('founding', () => {
  test('is read back from the relay, every right verified from genesis', async () => {
    await sendFounded(founded, remote, capability)
    const { organisation, spaces, behind } = await readMembership(founded.secrets, new Map(), remote)
    expect(organisation.id).toBe(founded.secrets.org)
    expect(organisation.name).toBe('Вымышленный дом')
    expect([...spaces.get('team')!.members.values()][0]!.size).toBe(5)
    expect(behind.size).toBe(0)
    const notice = await openNotice(await remote.notice(founded.toSend[2]!.id), null, '2026-11-23')
    expect(notice.notice.intake.signers).toEqual(organisation.intake!.signers)
    expect(notice.notice.org).toBe(organisation.id)
  })
  test('a line that breaks after any call: done again, it ends the same', async () => {
    for (const calls of [0, 1, 2, 5, 9, 14]) {
      const own = new Store(':memory:')
      own.addCapability(capability)
      const line = relayAt(own)
      patience = calls
      await expect(sendFounded(founded, line, capability)).rejects.toThrow()
      patience = Number.POSITIVE_INFINITY
      await sendFounded(founded, line, capability)
      expect((await readMembership(founded.secrets, new Map(), line)).organisation.id).toBe(
        founded.secrets.org,
      )
      own.close()
    }
  })
  test('the relay learns no name, no key and no role', async () => {
    await sendFounded(founded, remote, capability)
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file))
      for (const needle of [
        'Вымышленный дом',
        'Координатор',
        'admin"',
        founded.secrets.person.id,
        founded.secrets.device.id,
        founded.secrets.device.seed,
        capability,
      ])
        expect(bytes.includes(needle), needle).toBe(false)
    }
  })
})

describe('a relay that lies', () => {
  test('rolled back to an honest backup: told, healed, nothing lost', async () => {
    await sendFounded(founded, remote, capability)
    const full = await readMembership(founded.secrets, new Map(), remote)
    const old = new Store(':memory:')
    old.addCapability(capability)
    const line = relayAt(old)
    await sendFounded(
      {
        ...founded,
        toSend: founded.toSend.map((space) => ({ ...space, entries: space.entries.slice(0, 2) })),
      },
      line,
      capability,
    )
    const seen = await readMembership(founded.secrets, full.known, line)
    expect(seen.behind.size).toBe(3)
    expect(seen.organisation.head).toEqual(full.organisation.head)
    await healControl(seen, line)
    expect((await readMembership(founded.secrets, new Map(), line)).organisation.head).toEqual(
      full.organisation.head,
    )
    old.close()
  })
  test('another history of the same organisation is a broken chain, not news', async () => {
    await sendFounded(founded, remote, capability)
    const full = await readMembership(founded.secrets, new Map(), remote)
    const other = await foundOrganisation({
      name: 'Чужой дом',
      alias: 'Э',
      relays: ['http://127.0.0.1'],
      today: '2026-11-22',
    })
    const foreign = new Map(full.known)
    const own = founded.secrets.spaces[0]!.id
    foreign.set(own, [...full.known.get(own)!.slice(0, -1), full.known.get(own)![0]!])
    await expect(readMembership(founded.secrets, foreign, remote)).rejects.toMatchObject({
      code: 'broken-chain',
    })
    await expect(
      readMembership({ ...founded.secrets, org: other.secrets.org }, full.known, null),
    ).rejects.toMatchObject({ code: 'unknown-key' })
  })
  test('away: what is known still opens', async () => {
    await sendFounded(founded, remote, capability)
    const { known } = await readMembership(founded.secrets, new Map(), remote)
    patience = 0
    await expect(readMembership(founded.secrets, known, remote)).rejects.toMatchObject({ problem: 'away' })
    expect((await readMembership(founded.secrets, known, null)).spaces.size).toBe(2)
  })
})
