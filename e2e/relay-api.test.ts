/** A client and the relay's routes together, over real HTTP requests and a real database: the whole way of sealed things, and what is refused. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../src/log/clock.ts'
import { lanePseudonym } from '../src/log/commit.ts'
import type { Organisation } from '../src/log/control.ts'
import { newEpoch } from '../src/log/lane.ts'
import { Remote } from '../src/log/remote.ts'
import { Replica } from '../src/log/replica.ts'
import { LIMITS, paths } from '../src/log/wire.ts'
import { createApi } from '../src/relay/api.ts'
import { Flood, hasWork } from '../src/relay/flood.ts'
import { Store } from '../src/relay/store.ts'
import { hybridIdentity } from '../src/seal/age.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { openAttachment, sealAttachment } from '../src/seal/attachment.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import {
  type BoxState,
  openReply,
  openRequest,
  START,
  sealReply,
  sealRequest,
} from '../src/seal/conversation.ts'
import { type Notice, openNotice, signNotice } from '../src/seal/notice.ts'
import { newReceipt, receiptKeys } from '../src/seal/receipt.ts'
import { signingKey } from '../src/seal/sign.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const token = () => randomBytes(32).toString('base64url')
const hashed = (text: string) => createHash('sha256').update(text).digest('base64url')
const PLANTED = 'ПОСАЖЕННЫЙ-ТЕКСТ-planted-plaintext'

let folder: string
let store: Store
let app: Hono
let desk: string
let admin: string
let member: string
let remote: Remote
let calls: { url: string; init: RequestInit }[]

const ask = (path: string, init: RequestInit = {}) => app.request(`http://127.0.0.1${path}`, init)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-api-'))
  store = new Store(join(folder, 'relay.db'))
  app = new Hono().route('/api/v1', createApi({ store, flood: new Flood(Date.now, 3, 8) }) as unknown as Hono)
  calls = []
  remote = new Remote({
    relays: ['http://127.0.0.1'],
    fetch: (async (url: string, init: RequestInit) => {
      calls.push({ url, init })
      return app.request(url, init)
    }) as typeof fetch,
    work: async (challenge, bits) => {
      for (let nonce = 0; ; nonce++)
        if (hasWork(`${challenge}.${nonce}`, bits)) return `${challenge}.${nonce}`
    },
  })
  const capability = token()
  store.addCapability(capability)
  ;[desk, admin, member] = [newId(), token(), token()]
  await remote.createSpace(capability, desk, hashed(admin), hashed(member))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a family asks, the desk answers', () => {
  test('notice, request with a photo, reply, erase; nothing readable stays at the relay', async () => {
    const org = toB64(hash(utf8('test')))
    const publication = await signingKey(randomBytes(32))
    const deskKey = await signingKey(randomBytes(32))
    const intake = await hybridIdentity(randomBytes(32))
    const notice: Notice = {
      v: 1,
      org,
      desk,
      intake: { recipient: intake.recipient, signers: [toB64(deskKey.publicKey)] },
      relays: ['http://127.0.0.1'],
      rules: [],
      day: '2026-11-22',
      expires: '2026-12-22',
    }
    await remote.putNotice(desk, admin, await signNotice(notice, publication))

    // The family.
    const opened = await openNotice(await remote.notice((await remote.desks())[0]!), null, '2026-11-22')
    const family = await receiptKeys(newReceipt(), org, quick)
    const photo = new Uint8Array(300_000).fill(7)
    photo.set(utf8(PLANTED))
    const sealedPhoto = await sealAttachment(opened.notice.intake.recipient, 'image/jpeg', photo)
    const request = await sealRequest(opened.notice, family, START, {
      day: '2026-11-22',
      lang: 'uz',
      kind: 'school',
      text: PLANTED,
      facts: {},
      attachments: [sealedPhoto.attachment],
    })
    await remote.putRequest(desk, family.box, family.token, 0, request.file)
    await remote.putRequest(desk, family.box, family.token, 0, request.file)
    const steps: number[] = []
    await remote.putFile(
      remote.boxFile(desk, family.box, sealedPhoto.attachment.id),
      family.token,
      sealedPhoto.file,
      (done) => steps.push(done),
    )
    expect(steps.length).toBeGreaterThan(1)

    // The desk.
    const { arrived } = await remote.requests(desk, member, 0)
    expect(arrived.length).toBe(1)
    const box: BoxState = { org, box: toB64(arrived[0]!.box), chain: START, signer: null }
    const read = await openRequest(intake.identity, box, arrived[0]!.file)
    expect(read.request.text).toBe(PLANTED)
    const file = await remote.file(remote.boxFile(desk, box.box, sealedPhoto.attachment.id), member)
    expect(await openAttachment(intake.identity, read.request.attachments[0]!, file)).toEqual(photo)
    const answer = await sealReply(deskKey, { org, box: box.box, recipient: read.request.reply }, START, {
      last: 0,
      day: '2026-11-23',
      text: `${PLANTED} javob`,
      attachments: [],
    })
    await remote.putReply(desk, box.box, member, 0, answer.file)

    // The family again, with nothing but the receipt.
    const { frames } = await remote.replies(desk, family.box, family.token, -1)
    expect((await openReply(family, opened.notice, START, frames[0]!.bytes)).reply.text).toContain('javob')
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      for (const needle of [PLANTED, 'planted-plaintext', family.token, member, admin])
        expect(bytes.includes(needle), `${needle} in ${name}`).toBe(false)
    }
    await remote.eraseBox(desk, family.box, family.token)
    await expect(remote.replies(desk, family.box, family.token, -1)).rejects.toMatchObject({
      problem: 'forbidden',
    })
    expect(store.counts()).toMatchObject({ boxes: 0, messages: 0, files: 0 })
    for (const { url } of calls)
      for (const secret of [family.token, member, admin]) expect(url).not.toContain(secret)
  })

  test('sending resumes where the line broke', async () => {
    const family = await receiptKeys(newReceipt(), toB64(hash(utf8('test'))), quick)
    await remote.putRequest(desk, family.box, family.token, 0, randomBytes(100))
    const file = randomBytes(LIMITS.part * 3 + 5)
    const id = newId()
    const path = remote.boxFile(desk, family.box, id)
    await ask(path.part(0), {
      method: 'PUT',
      headers: { authorization: `Bearer ${family.token}` },
      body: file.subarray(0, LIMITS.part),
    })
    calls.length = 0
    await remote.putFile(path, family.token, file)
    expect(calls.filter(({ init }) => init.method === 'PUT').length).toBe(3)
    expect(Buffer.compare(await remote.file(path, family.token), file)).toBe(0)
  })

  test('in a flood a new box costs work, an open one does not, and nothing is lost', async () => {
    const families = await Promise.all(
      Array.from({ length: 6 }, () => receiptKeys(newReceipt(), toB64(hash(utf8('test'))), quick)),
    )
    for (const family of families) await remote.putRequest(desk, family.box, family.token, 0, randomBytes(50))
    expect((await remote.requests(desk, member, 0)).arrived.length).toBe(6)
    expect(calls.filter(({ init }) => new Headers(init.headers).has('hamroh-work')).length).toBe(3)
    await remote.putRequest(desk, families[0]!.box, families[0]!.token, 1, randomBytes(50))
    const bare = new Remote({
      relays: ['http://127.0.0.1'],
      fetch: ((url: string, init: RequestInit) => app.request(url, init)) as typeof fetch,
    })
    const late = await receiptKeys(newReceipt(), toB64(hash(utf8('test'))), quick)
    await expect(bare.putRequest(desk, late.box, late.token, 0, randomBytes(50))).rejects.toMatchObject({
      problem: 'work',
    })
  })
})

describe('two devices of a team', () => {
  test('meet through the lane', async () => {
    const epoch = newEpoch({ space: desk, lane: 'facts' }, 0)
    const lane = toB64(lanePseudonym(epoch))
    const make = async () => ({ device: newId(), key: await signingKey(randomBytes(32)) })
    const [a, b] = [await make(), await make()]
    const devices = new Map(
      [a, b].map(({ device, key }) => [
        device,
        {
          id: device,
          person: newId(),
          key: toB64(key.publicKey),
          recipient: '',
          certificate: '',
          state: 'active' as const,
        },
      ]),
    )
    // Only what a replica asks of the control log.
    const org = { devices, head: { seq: 0, hash: toB64(randomBytes(32)) } } as unknown as Organisation
    const [one, two] = [a, b].map((me) => {
      const replica = new Replica({ org, me, kinds: () => 'value', clock: createClock(), now: Date.now })
      replica.addEpoch(epoch)
      return replica
    }) as [Replica, Replica]
    const caseId = newId()
    const written = await one.write(caseId, [[`c${caseId}`, 'state', PLANTED]])
    await remote.appendCommits(desk, lane, member, written)
    await remote.appendCommits(desk, lane, member, written)
    const page = await remote.lane(desk, lane, member, 0)
    expect(page.frames.length).toBe(written.length)
    await two.receive(page.frames.map((frame) => frame.bytes))
    expect(two.state().get(`c${caseId}`)!.get('state')!.value).toBe(PLANTED)
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes('planted-plaintext')).toBe(false)
  })
  test('the control log moves by compare-and-swap and only with the admin token', async () => {
    await remote.appendControl(desk, admin, 0, utf8('genesis'))
    await expect(remote.appendControl(desk, admin, 0, utf8('fork'))).rejects.toMatchObject({
      problem: 'conflict',
    })
    await expect(remote.appendControl(desk, admin, 5, utf8('gap'))).rejects.toMatchObject({
      problem: 'conflict',
    })
    await expect(remote.appendControl(desk, member, 1, utf8('x'))).rejects.toMatchObject({
      problem: 'forbidden',
    })
    await remote.rotateTokens(desk, admin, { member: hashed('next') })
    // Whoever was away finds the new keys in the log by the earlier token, and nothing else.
    expect((await remote.control(desk, member, -1)).frames.length).toBe(1)
    await expect(remote.lane(desk, newId(), member, 0)).rejects.toMatchObject({ problem: 'forbidden' })
    await expect(remote.requests(desk, member, 0)).rejects.toMatchObject({ problem: 'forbidden' })
  })
})

describe('invites and further spaces', () => {
  const named = () => newId()
  test('only an admin opens a mailbox; only the code’s token opens it', async () => {
    const [join, token] = [named(), toB64(randomBytes(32))]
    await expect(remote.openJoin(desk, member, join, hashed(token))).rejects.toMatchObject({
      problem: 'forbidden',
    })
    await remote.openJoin(desk, admin, join, hashed(token))
    await expect(remote.slot(join, admin, 'hello')).rejects.toMatchObject({ problem: 'forbidden' })
    expect(await remote.slot(join, token, 'hello')).toBe(null)
    await remote.putSlot(join, token, 'hello', utf8('sealed'))
    await expect(remote.putSlot(join, token, 'hello', utf8('other'))).rejects.toMatchObject({
      problem: 'conflict',
    })
    expect(await remote.slot(join, token, 'hello')).toEqual(utf8('sealed'))
    await expect(remote.putSlot(join, token, 'welcome', randomBytes(LIMITS.join + 1))).rejects.toMatchObject({
      problem: 'too-large',
    })
    await remote.endJoin(join, token)
    await expect(remote.slot(join, token, 'hello')).rejects.toMatchObject({ problem: 'forbidden' })
  })
  test('a space is made by the admin of another one, not by its members and not in another’s name', async () => {
    const space = named()
    const make = (token: string, by: string) => remote.createSpace(token, space, hashed('a'), hashed('m'), by)
    await expect(make(member, desk)).rejects.toMatchObject({ problem: 'forbidden' })
    await expect(make(admin, named())).rejects.toMatchObject({ problem: 'forbidden' })
    await make(admin, desk)
    await make(admin, desk)
  })
})

describe('what is refused', () => {
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
  test('no token, a wrong one, an unknown space: one answer each, nothing kept', async () => {
    const before = store.counts()
    expect((await ask(paths.control(desk, -1))).status).toBe(401)
    const wrong = await ask(paths.control(desk, -1), { headers: bearer(token()) })
    const unknown = await ask(paths.control(newId(), -1), { headers: bearer(member) })
    expect([wrong.status, unknown.status]).toEqual([403, 403])
    expect(await wrong.text()).toBe(await unknown.text())
    expect(
      (
        await ask(paths.spaces(), {
          method: 'POST',
          headers: bearer(token()),
          body: JSON.stringify({ space: newId(), admin: hashed('a'), member: hashed('b') }),
        })
      ).status,
    ).toBe(403)
    expect({ ...store.counts(), bytes: 0 }).toEqual({ ...before, bytes: 0 })
  })
  test('bombs and shapes', async () => {
    const box = newId()
    const put = (seq: string, body: BodyInit, path = paths.request(desk, box, 0).replace(/0$/, seq)) =>
      ask(path, { method: 'PUT', headers: bearer(token()), body })
    expect((await put('0', new Uint8Array(LIMITS.message + 1))).status).toBe(413)
    expect((await put('0', '')).status).toBe(400)
    expect((await put('-1', 'x')).status).toBe(400)
    expect((await put('99999999999', 'x')).status).toBe(400)
    expect((await put('0', 'x', `/api/v1/desks/${desk}/boxes/..%2f..%2fetc/requests/0`)).status).toBe(400)
    const lane = newId()
    for (const body of ['x', new Uint8Array(20), new Uint8Array(LIMITS.batch + 1)]) {
      const { status } = await ask(paths.lane(desk, lane, 0), {
        method: 'POST',
        headers: bearer(member),
        body,
      })
      expect([400, 413]).toContain(status)
    }
    expect(
      (
        await ask(paths.boxPart(desk, box, newId(), LIMITS.partsPerFile), {
          method: 'PUT',
          headers: bearer(member),
          body: 'x',
        })
      ).status,
    ).toBe(400)
    expect(store.counts()).toMatchObject({ boxes: 0, messages: 0, commits: 0, files: 0 })
  })
  test('a page of another origin; a file from disk reaches boxes and notices and nothing else', async () => {
    const from = (origin: string, path: string, method = 'GET') =>
      ask(path, { method, headers: { origin, host: '127.0.0.1', ...bearer(member) } })
    expect((await from('https://evil.example', paths.notice(desk))).status).toBe(403)
    expect((await from('null', paths.control(desk, -1))).status).toBe(403)
    expect((await from('null', paths.lane(desk, newId(), 0))).status).toBe(403)
    expect((await from('null', paths.requests(desk, 0))).status).toBe(403)
    const notice = await from('null', paths.notice(desk))
    expect([notice.status, notice.headers.get('access-control-allow-origin')]).toEqual([404, 'null'])
    expect((await from('null', paths.request(desk, newId(), 0), 'OPTIONS')).status).toBe(204)
    expect((await from('http://127.0.0.1', paths.control(desk, -1))).status).toBe(200)
  })
  test('strict headers on every answer', async () => {
    for (const path of [paths.notice(desk), paths.control(desk, -1), '/api/v1/nothing']) {
      const { headers } = await ask(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('set-cookie')).toBeNull()
    }
  })
})

describe('a client without a relay', () => {
  test('a blocked address: the next one is used, and remembered', async () => {
    const asked: string[] = []
    const two = new Remote({
      relays: ['http://blocked.example', 'http://127.0.0.1'],
      fetch: (async (url: string, init: RequestInit) => {
        asked.push(new URL(url).host)
        if (url.includes('blocked')) throw new TypeError('network')
        return app.request(url, init)
      }) as typeof fetch,
    })
    await two.desks()
    await two.desks()
    expect(asked).toEqual(['blocked.example', '127.0.0.1', '127.0.0.1'])
    const none = new Remote({
      relays: ['http://blocked.example'],
      fetch: (() => Promise.reject(new TypeError('network'))) as unknown as typeof fetch,
    })
    await expect(none.desks()).rejects.toMatchObject({ problem: 'away' })
  })
  test('odd answers of a hostile relay are errors, never data', async () => {
    const hostile = (body: BodyInit, init: ResponseInit = {}) =>
      new Remote({
        relays: ['http://h.example'],
        fetch: (async () => new Response(body, init)) as unknown as typeof fetch,
      })
    await expect(hostile('junk').replies(desk, newId(), token(), -1)).rejects.toMatchObject({
      problem: 'odd-answer',
    })
    await expect(hostile(new Uint8Array(20 * 1024)).notice(desk)).rejects.toMatchObject({
      problem: 'odd-answer',
    })
    await expect(
      hostile('{"parts":[0,2]}').file(remote.boxFile(desk, newId(), newId()), token()),
    ).rejects.toMatchObject({ problem: 'odd-answer' })
    const greedy = new Remote({
      relays: ['http://h.example'],
      work: async () => 'x',
      fetch: (async () =>
        new Response('{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","bits":60}', {
          status: 429,
        })) as unknown as typeof fetch,
    })
    await expect(greedy.putRequest(desk, newId(), token(), 0, new Uint8Array(1))).rejects.toMatchObject({
      problem: 'odd-answer',
    })
  })
})
