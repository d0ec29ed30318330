/** A defender's device from founding to answer, against the real routes and a real database: offline, full disk, evicted, seized. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { sealAttachment } from '../src/seal/attachment.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { openReply, START, sealRequest } from '../src/seal/conversation.ts'
import { openNotice } from '../src/seal/notice.ts'
import { newReceipt, receiptKeys } from '../src/seal/receipt.ts'
import { Desk } from '../src/team/session/desk.ts'
import { type MemoryDisk, memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { changePassphrase, createProfile, hasProfile, openProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const PLANTED = 'ПОСАЖЕННЫЙ planted-plaintext'
const facts = { space: 'team', lane: 'facts' } as const

let folder: string
let store: Store
let app: Hono
let online: boolean
let remote: Remote
let founded: Founded
let disk: MemoryDisk
let session: Session

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-session-'))
  store = new Store(join(folder, 'relay.db'))
  online = true
  serve()
  remote = new Remote({
    relays: ['http://127.0.0.1'],
    fetch: (async (url: string, init: RequestInit) => {
      if (!online) throw new TypeError('away')
      return app.request(url, init)
    }) as typeof fetch,
  })
  const capability = toB64(randomBytes(32))
  store.addCapability(capability)
  founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: ['http://127.0.0.1'],
    today: TODAY,
  })
  await sendFounded(founded, remote, capability)
  disk = memoryDisk()
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  session = await Session.open(await createProfile(disk, 'верная фраза', founded, known, quick), () => NOW)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const serve = () => {
  app = new Hono().route('/api/v1', createApi({ store }) as unknown as Hono)
}
const unlock = async (from: MemoryDisk = disk, passphrase = 'верная фраза') =>
  Session.open(await openProfile(from, passphrase, quick), () => NOW)
const write = (to: Session, caseId: string, field: string, value: unknown) =>
  to.write([{ ...facts, about: caseId, operations: [[`c${caseId}`, field, value]] }])
const value = (of: Session, caseId: string, field: string) =>
  of.state(facts).get(`c${caseId}`)?.get(field)?.value

describe('offline', () => {
  test('days of work without a relay are kept, counted, sent when it is back, and read by another device of the same person', async () => {
    online = false
    const [one, two] = [newId(), newId()]
    await write(session, one, 'number', 'Т-104')
    await write(session, two, 'number', PLANTED)
    await write(session, one, 'state', 'waiting')
    expect(session.unsent()).toBe(5)
    expect(await synchronise(session, remote, TODAY)).toEqual({ ok: false, problem: 'away' })
    const again = await unlock()
    expect(again.unsent()).toBe(5)
    expect(value(again, one, 'state')).toBe('waiting')
    online = true
    expect(await synchronise(again, remote, TODAY)).toMatchObject({ ok: true, sent: 5 })
    expect(again.unsent()).toBe(0)
    expect((await synchronise(again, remote, TODAY)) as object).toMatchObject({ ok: true, sent: 0 })
    expect((await unlock()).unsent()).toBe(0)
  })
  test('the line breaks after the relay kept it: sent again, it stands once', async () => {
    const caseId = newId()
    await write(session, caseId, 'number', 'Т-1')
    const lane = session.queued(facts)
    await remote.appendCommits(
      founded.secrets.spaces[1]!.id,
      session.pseudonym(facts),
      founded.secrets.spaces[1]!.member,
      lane.map(({ bytes }) => bytes),
    )
    await synchronise(session, remote, TODAY)
    expect(store.counts().commits).toBe(2)
    expect(session.waiting()).toEqual([])
  })
})

describe('a relay restored from an older backup', () => {
  test('gets back what it had acknowledged and lost, and nothing stands twice', async () => {
    const [one, two] = [newId(), newId()]
    await write(session, one, 'number', 'Т-1')
    await synchronise(session, remote, TODAY)
    store.copyTo(join(folder, 'backup.db'))
    await write(session, two, 'number', 'Т-2')
    await synchronise(session, remote, TODAY)
    const all = store.counts().commits
    store.close()
    // As `hamroh restore` does it: the older file in the place of the newer, under a new life.
    renameSync(join(folder, 'backup.db'), join(folder, 'relay.db'))
    for (const name of ['relay.db-wal', 'relay.db-shm']) rmSync(join(folder, name), { force: true })
    store = new Store(join(folder, 'relay.db'))
    store.beginAgain(0)
    serve()
    expect(store.counts().commits).toBeLessThan(all)
    expect(await synchronise(session, remote, TODAY)).toMatchObject({ ok: true })
    expect(store.counts().commits).toBe(all)
    const again = await unlock()
    expect([value(again, one, 'number'), value(again, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect(again.waiting()).toEqual([])
    const kept = (await disk.list('commits', 'team/facts/')).length
    await synchronise(session, remote, TODAY)
    expect((await disk.list('commits', 'team/facts/')).length).toBe(kept)
  })
})

describe('storage', () => {
  test('a full disk: the error is told, nothing is half-written, work goes on', async () => {
    const caseId = newId()
    await write(session, caseId, 'number', 'Т-1')
    disk.failNext()
    await expect(write(session, caseId, 'number', 'Т-2')).rejects.toThrow('disk full')
    expect(value(session, caseId, 'number')).toBe('Т-1')
    await write(session, caseId, 'number', 'Т-3')
    expect(value(await unlock(), caseId, 'number')).toBe('Т-3')
    expect(session.waiting()).toEqual([])
  })
  test('two saves at once get two numbers', async () => {
    const caseId = newId()
    await Promise.all(Array.from({ length: 10 }, (_, i) => write(session, caseId, 'number', `Т-${i}`)))
    const again = await unlock()
    expect(again.waiting()).toEqual([])
    expect(value(again, caseId, 'number')).toBe('Т-9')
  })
  test('evicted: there is no profile, and a half-evicted one is not begun anew', async () => {
    const half = disk.copy()
    await half.write([{ store: 'records', key: 'entries', remove: true }])
    await expect(unlock(half)).rejects.toMatchObject({ code: 'broken-chain' })
    disk.evict()
    expect(await hasProfile(disk)).toBe(false)
    await expect(unlock()).rejects.toMatchObject({ code: 'unknown-key' })
  })
  test('a stolen device without its passphrase: nothing readable on the disk', async () => {
    await write(session, newId(), 'number', PLANTED)
    await write(session, newId(), 'state', 'open')
    const bytes = Buffer.from(disk.bytes())
    for (const needle of [
      'planted-plaintext',
      'Вымышленный',
      founded.secrets.device.seed,
      founded.secrets.person.id,
      founded.secrets.spaces[0]!.member,
      'state',
    ])
      expect(bytes.includes(needle), needle).toBe(false)
    await expect(unlock(disk, 'неверная фраза')).rejects.toMatchObject({ code: 'bad-seal' })
  })
  test('a new passphrase opens, the old one no longer', async () => {
    await changePassphrase(session.profile, 'новая фраза', quick)
    await expect(unlock()).rejects.toMatchObject({ code: 'bad-seal' })
    expect((await unlock(disk, 'новая фраза')).lanes().length).toBe(5)
  })
  test('lock forgets, panic destroys', async () => {
    const caseId = newId()
    await write(session, caseId, 'number', 'Т-1')
    session.lock()
    expect(() => session.state(facts)).toThrow()
    await expect(write(session, caseId, 'number', 'Т-2')).rejects.toThrow()
    const again = await unlock()
    await again.panic()
    expect(disk.bytes().length).toBe(0)
  })
})

describe('the desk', () => {
  test('a family asks with a photo; the desk answers; the family reads it with the receipt alone', async () => {
    const { notice } = await openNotice(await remote.notice(founded.secrets.spaces[2]!.id), null, TODAY)
    const family = await receiptKeys(newReceipt(), notice.org, quick)
    const photo = await sealAttachment(notice.intake.recipient, 'image/jpeg', randomBytes(5000))
    const first = await sealRequest(notice, family, START, {
      day: TODAY,
      lang: 'ky',
      kind: 'refusal',
      text: PLANTED,
      facts: {},
      attachments: [photo.attachment],
    })
    const second = await sealRequest(notice, family, first.chain, {
      day: TODAY,
      lang: 'ky',
      kind: 'refusal',
      text: 'дагы',
      facts: {},
      attachments: [],
    })
    await remote.putRequest(notice.desk, family.box, family.token, 0, first.file)
    await remote.putFile(
      remote.boxFile(notice.desk, family.box, photo.attachment.id),
      family.token,
      photo.file,
    )
    const desk = await Desk.open(session)
    expect(await desk.fetch(remote)).toBe(1)
    await remote.putRequest(notice.desk, family.box, family.token, 1, second.file)
    // Another device of the desk, later, and offline: it has both without asking again.
    expect(await desk.fetch(remote)).toBe(1)
    online = false
    const again = await Desk.open(await unlock())
    expect(again.arrived.map(({ request }) => request.text)).toEqual([PLANTED, 'дагы'])
    online = true
    expect(
      (await desk.attachment(remote, family.box, again.arrived[0]!.request.attachments[0]!)).length,
    ).toBe(5000)

    const answer = await desk.seal(family.box, START, 'Саламатсызбы!', TODAY)
    await desk.send(remote, family.box, 0, answer.file)
    const { frames } = await remote.replies(notice.desk, family.box, family.token, -1)
    const read = await openReply(family, notice, START, frames[0]!.bytes)
    expect(read.reply).toMatchObject({ text: 'Саламатсызбы!', last: 1 })
    for (const file of readdirSync(folder))
      expect(readFileSync(join(folder, file)).includes('planted-plaintext')).toBe(false)
    expect(Buffer.from(disk.bytes()).includes('planted-plaintext')).toBe(false)
  })
  test('junk in the inbox is counted, and does not stop the next request', async () => {
    const { notice } = await openNotice(await remote.notice(founded.secrets.spaces[2]!.id), null, TODAY)
    const token = toB64(randomBytes(32))
    await remote.putRequest(notice.desk, newId(), token, 0, randomBytes(4000))
    const family = await receiptKeys(newReceipt(), notice.org, quick)
    const good = await sealRequest(notice, family, START, {
      day: TODAY,
      lang: 'tg',
      kind: 'school',
      text: 'салом',
      facts: {},
      attachments: [],
    })
    await remote.putRequest(notice.desk, family.box, family.token, 0, good.file)
    const desk = await Desk.open(session)
    await desk.fetch(remote)
    expect(desk.unreadable.map(({ reason }) => reason)).toEqual(['bad-seal'])
    expect(desk.arrived.map(({ request }) => request.text)).toEqual(['салом'])
  })
})

describe('what an admin’s device does by itself', () => {
  test('a heartbeat a day, and a fresh notice before the old one expires', async () => {
    await synchronise(session, remote, TODAY)
    const before = session.membership.organisation.head.seq
    await synchronise(session, remote, TODAY)
    expect(session.membership.organisation.head.seq).toBe(before)
    expect(await synchronise(session, remote, '2026-12-20')).toMatchObject({ ok: true })
    expect(session.membership.organisation.lastHeartbeat).toBe('2026-12-20')
    const { notice } = await openNotice(
      await remote.notice(founded.secrets.spaces[2]!.id),
      null,
      '2027-02-01',
    )
    expect(notice.expires).toBe('2027-02-18')
    expect((await unlock()).membership.organisation.lastHeartbeat).toBe('2026-12-20')
  })
  test('another history at the relay is an alarm, and what is here stays', async () => {
    const caseId = newId()
    await write(session, caseId, 'number', 'Т-1')
    const app = new Hono().route('/api/v1', createApi({ store: new Store(':memory:') }) as unknown as Hono)
    const other = new Remote({
      relays: ['http://127.0.0.1'],
      fetch: ((url: string, init: RequestInit) => app.request(url, init)) as typeof fetch,
    })
    expect(await synchronise(session, other, TODAY)).toEqual({ ok: false, problem: 'forbidden' })
    expect(value(session, caseId, 'number')).toBe('Т-1')
    expect(session.unsent()).toBe(2)
  })
})
