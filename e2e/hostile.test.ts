/**
 * A relay that stands between sessions and does what it likes: what every attack must end in is an alarm or plain unavailability, never wrong data, lost work or plaintext.
 * The table of all attacks and their tests is in docs/threat-model.md; here are those that no other file tries.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { decodeFrames, encodeFrames, type Frame, LIMITS } from '../src/log/wire.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { sealAttachment } from '../src/seal/attachment.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { START, sealRequest } from '../src/seal/conversation.ts'
import { openNotice } from '../src/seal/notice.ts'
import { newReceipt, receiptKeys } from '../src/seal/receipt.ts'
import { Desk } from '../src/team/session/desk.ts'
import { type MemoryDisk, memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import * as people from '../src/team/session/people.ts'
import { createProfile, openProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const facts = { space: 'team', lane: 'facts' } as const
const LANE = /\/lanes\//
const CONTROL = /\/control/

/** What the relay in the middle does with an answer. The request goes to an honest one first, unless `instead` answers. */
interface Mischief {
  on: RegExp
  frames?: (frames: Frame[], path: string) => Frame[]
  bytes?: (bytes: Uint8Array) => Uint8Array
  instead?: (path: string, init: RequestInit) => Response | null
}
let mischief: Mischief | null
let app: Hono
let remote: Remote
let founded: Founded
let anna: Session
const disks = new Map<Session, MemoryDisk>()

async function between(url: string, init: RequestInit): Promise<Response> {
  const path = new URL(url).pathname
  const trick = mischief?.on.test(path) ? mischief : null
  const own = trick?.instead?.(path, init)
  if (own) return own
  const answer = await app.request(url, init)
  if (!trick || !answer.ok || (init.method ?? 'GET') !== 'GET') return answer
  let bytes: Uint8Array = new Uint8Array(await answer.arrayBuffer())
  if (trick.frames) bytes = encodeFrames(trick.frames(decodeFrames(bytes, LIMITS.batch), path))
  if (trick.bytes) bytes = trick.bytes(bytes)
  return new Response(bytes as BodyInit, { status: answer.status, headers: answer.headers })
}

beforeEach(async () => {
  mischief = null
  const store = new Store(':memory:')
  app = new Hono().route('/api/v1', createApi({ store }) as unknown as Hono)
  remote = new Remote({ relays: ['http://127.0.0.1'], fetch: between as typeof fetch })
  const capability = toB64(randomBytes(32))
  store.addCapability(capability)
  founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'Анна',
    relays: ['http://127.0.0.1'],
    today: TODAY,
  })
  await sendFounded(founded, remote, capability)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  anna = await begin(founded, known)
})

async function begin(
  made: Parameters<typeof createProfile>[2],
  known: Parameters<typeof createProfile>[3],
  now = () => NOW,
): Promise<Session> {
  const disk = memoryDisk()
  const session = await Session.open(await createProfile(disk, 'фраза', made, known, quick), now)
  disks.set(session, disk)
  return session
}
const again = async (session: Session, now = () => NOW): Promise<Session> => {
  const disk = disks.get(session)!
  const opened = await Session.open(await openProfile(disk, 'фраза', quick), now)
  disks.set(opened, disk)
  return opened
}
async function joins(alias: string, role: Role, now = () => NOW): Promise<Session> {
  const { id, lines } = await people.invite(anna, remote, role, TODAY)
  const joining = await people.join(lines.join(' '), alias, () => remote, quick)
  await people.acceptJoin(anna, remote, id, (await people.caller(anna, remote, id, quick, TODAY))!, TODAY)
  const welcome = (await joining.welcome(remote))!
  return begin({ secrets: welcome.secrets }, welcome.known, now)
}
const sync = async (...sessions: Session[]) => {
  for (const session of sessions)
    expect(await synchronise(session, remote, TODAY), session.me.device).toMatchObject({ ok: true })
}
const write = (to: Session, caseId: string, field: string, value: unknown) =>
  to.write([{ ...facts, about: caseId, operations: [[`c${caseId}`, field, value]] }])
const value = (of: Session, caseId: string, field: string) =>
  of.state(facts).get(`c${caseId}`)?.get(field)?.value
const spaceOf = (session: Session, kind: string) =>
  session.profile.secrets.spaces.find((each) => each.kind === kind)!
const reasons = (of: Session) => of.waiting().map(({ reason }) => reason)

describe('commits on their way', () => {
  test('reordered, repeated, withheld and changed, page after page: nothing wrong is shown, and all of it comes when the relay is honest', async () => {
    const ids = Array.from({ length: 5 }, newId)
    const boris = await joins('Борис', 'defender')
    await sync(anna, boris)
    for (const id of ids) await write(anna, id, 'number', `Т-${id.slice(0, 4)}`)
    for (const id of ids) await write(anna, id, 'state', 'open')
    await sync(anna)
    let round = 0
    const shown = (session: Session) =>
      ids.map((id) => [value(session, id, 'number'), value(session, id, 'state')])
    mischief = {
      on: LANE,
      frames: (frames) => {
        round++
        const bytes = frames.map((frame) => frame.bytes)
        const turned = bytes.toReversed().filter((_, i) => (i + round) % 3 !== 0)
        const changed = turned.map((each, i) => {
          if ((i + round) % 4 !== 0) return each
          const copy = each.slice()
          copy[copy.length - 1 - (round % 40)]! ^= 1
          return copy
        })
        // The positions that the reader asked for, each with something else in it.
        return frames.map(({ position }, i) => ({
          position,
          bytes: changed[i % Math.max(1, changed.length)] ?? bytes[0]!,
        }))
      },
    }
    await synchronise(boris, remote, TODAY)
    for (const [i, [number, state]] of shown(boris).entries()) {
      expect([undefined, `Т-${ids[i]!.slice(0, 4)}`]).toContain(number)
      expect([undefined, 'open']).toContain(state)
    }
    mischief = null
    // It has moved past the positions, so what was withheld comes to a relay that admits another life, or to a new device.
    const late = await joins('Галина', 'defender')
    await sync(late)
    expect(shown(late)).toEqual(ids.map((id) => [`Т-${id.slice(0, 4)}`, 'open']))
    expect(reasons(late)).toEqual([])
    expect(reasons(boris).length).toBeGreaterThan(0)
    await write(boris, newId(), 'number', 'Т-9')
    await sync(boris, anna)
    expect(reasons(anna)).toEqual([])
  })
  test('another lane’s and another space’s pages: not of this lane, nothing of them is folded', async () => {
    const caseId = newId()
    const boris = await joins('Борис', 'defender')
    await sync(anna, boris)
    await anna.write([
      { space: 'team', lane: 'identity', about: caseId, operations: [[`c${caseId}`, 'name', 'ПОСАЖЕННЫЙ']] },
    ])
    await sync(anna)
    const { id, member } = spaceOf(anna, 'team')
    const other = await remote.lane(id, anna.pseudonym({ space: 'team', lane: 'identity' }), member, 0)
    const own = boris.pseudonym(facts)
    mischief = { on: LANE, frames: (frames, path) => (path.includes(own) ? other.frames : frames) }
    await synchronise(boris, remote, TODAY)
    expect(boris.state(facts).size).toBe(0)
    expect(reasons(boris)).toContain('wrong-place')
    mischief = null
    await sync(boris)
    expect(boris.state({ space: 'team', lane: 'identity' }).get(`c${caseId}`)?.get('name')?.value).toBe(
      'ПОСАЖЕННЫЙ',
    )
  })
  test('a relay that says "kept" and drops it: the others are told of the gap, the author has everything, and another relay gets it', async () => {
    const [one, two] = [newId(), newId()]
    const boris = await joins('Борис', 'defender')
    await sync(anna, boris)
    await write(anna, one, 'number', 'Т-1')
    mischief = {
      on: LANE,
      instead: (_, { method }) => (method === 'POST' ? Response.json({ status: 200 }) : null),
    }
    await synchronise(anna, remote, TODAY)
    expect(anna.unsent()).toBe(0)
    mischief = null
    await write(anna, two, 'number', 'Т-2')
    await sync(anna, boris)
    expect(value(boris, one, 'number')).toBe(undefined)
    expect(reasons(boris)).toContain('gap')
    expect(value(await again(anna), one, 'number')).toBe('Т-1')
    const { id, member } = spaceOf(anna, 'team')
    await remote.appendCommits(id, anna.pseudonym(facts), member, await anna.kept(facts))
    await sync(boris)
    expect([value(boris, one, 'number'), value(boris, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect(reasons(boris)).toEqual([])
  })
  test('commit bombs: frames of nothing, frames that lie about their length, an answer without an end', async () => {
    await sync(anna)
    const caseId = newId()
    await write(anna, caseId, 'number', 'Т-1')
    const bombs: Mischief[] = [
      { on: LANE, bytes: () => new Uint8Array(5 * 1024 * 1024) },
      { on: LANE, bytes: () => Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1) },
      { on: LANE, frames: () => [{ position: 1, bytes: randomBytes(200_000) }] },
      { on: CONTROL, bytes: () => randomBytes(3000) },
    ]
    for (const bomb of bombs) {
      mischief = bomb
      const outcome = await synchronise(anna, remote, TODAY)
      expect([typeof outcome, value(anna, caseId, 'number')]).toEqual(['object', 'Т-1'])
    }
    mischief = null
    await sync(anna)
    expect(anna.unsent()).toBe(0)
  })
})

describe('the control log', () => {
  test('one reader is shown less than another: what she decides on it is not taken, and nobody who has seen more goes back', async () => {
    const vera = await joins('Вера', 'admin')
    await sync(anna, vera)
    // The relay keeps one branch for Vera: she never sees that Anna locks Boris.
    const boris = await joins('Борис', 'defender')
    await sync(vera)
    const own = spaceOf(anna, 'org').id
    const before = (await remote.control(own, spaceOf(anna, 'org').member, -1)).frames
    await people.lock(anna, remote, boris.me.device, TODAY)
    mischief = {
      on: new RegExp(`${own}/control`),
      frames: (frames) => frames.filter(({ position }) => position < before.length),
    }
    // She is told nothing wrong and nothing new; what she decides meanwhile has a place that is taken, so it is not sent.
    await synchronise(vera, remote, TODAY)
    expect(vera.membership.organisation.devices.get(boris.me.device)?.state).toBe('active')
    await expect(people.lock(vera, remote, boris.me.device, TODAY)).rejects.toMatchObject({
      problem: 'conflict',
    })
    // For a device that has seen more, less is a relay that was rolled back: healed or told, never believed.
    await synchronise(anna, remote, TODAY)
    expect(anna.membership.organisation.devices.get(boris.me.device)?.state).toBe('locked')
    mischief = null
    await sync(vera, anna)
    expect(vera.membership.organisation.devices.get(boris.me.device)?.state).toBe('locked')
    expect([...people.troubles(vera), ...people.troubles(anna)]).toEqual([])
  })
  test('entries of another organisation in the place of ours', async () => {
    const other = await foundOrganisation({
      name: 'x',
      alias: 'x',
      relays: ['http://127.0.0.1'],
      today: TODAY,
    })
    const foreign = other.toSend.find(({ kind }) => kind === 'org')!.entries
    mischief = {
      on: new RegExp(`${spaceOf(anna, 'org').id}/control`),
      frames: (frames) =>
        frames.map(({ position }, i) => ({ position, bytes: foreign[i % foreign.length]! })),
    }
    expect(await synchronise(anna, remote, TODAY)).toEqual({ ok: false, alarm: 'broken-chain' })
    expect(anna.membership.organisation.name).toBe('Вымышленный дом')
    mischief = null
    await sync(anna)
  })
})

describe('files and the desk', () => {
  test('attachments swapped, cut or of another box: refused, the request stays', async () => {
    const desk = spaceOf(anna, 'intake').id
    const { notice } = await openNotice(await remote.notice(desk), null, TODAY)
    const family = await receiptKeys(newReceipt(), notice.org, quick)
    const photos = [
      await sealAttachment(notice.intake.recipient, 'image/jpeg', randomBytes(3000)),
      await sealAttachment(notice.intake.recipient, 'image/jpeg', randomBytes(3000)),
    ]
    const sent = await sealRequest(notice, family, START, {
      ...{ day: TODAY, lang: 'tg', kind: 'school', text: 'салом', facts: {} },
      attachments: photos.map(({ attachment }) => attachment),
    })
    await remote.putRequest(desk, family.box, family.token, 0, sent.file)
    for (const { attachment, file } of photos)
      await remote.putFile(remote.boxFile(desk, family.box, attachment.id), family.token, file)
    const open = await Desk.open(anna)
    await open.fetch(remote)
    const [first, second] = open.arrived[0]!.request.attachments
    const part = /\/files\/.*\/\d+$/
    const tricks = [
      (_: Uint8Array) => photos[1]!.file.slice(0, 256 * 1024),
      (bytes: Uint8Array) => bytes.slice(0, bytes.length - 20),
      (bytes: Uint8Array) => bytes.map((byte, i) => (i === 2000 ? byte ^ 1 : byte)),
    ]
    for (const bytes of tricks) {
      mischief = { on: part, bytes }
      await expect(open.attachment(remote, family.box, first!)).rejects.toThrow()
    }
    mischief = null
    expect((await open.attachment(remote, family.box, first!)).length).toBe(3000)
    expect((await open.attachment(remote, family.box, second!)).length).toBe(3000)
    expect(open.arrived[0]!.request.text).toBe('салом')
  })
  test('a request swapped into another box, and the same one twice: told, and not shown as another family’s', async () => {
    const desk = spaceOf(anna, 'intake').id
    const { notice } = await openNotice(await remote.notice(desk), null, TODAY)
    const [one, two] = await Promise.all(
      [newReceipt(), newReceipt()].map((each) => receiptKeys(each, notice.org, quick)),
    )
    const asks = (family: typeof one, text: string) =>
      sealRequest(notice, family!, START, {
        ...{ day: TODAY, lang: 'ru', kind: 'school', text, facts: {}, attachments: [] },
      })
    const first = await asks(one, 'первая')
    await remote.putRequest(desk, one!.box, one!.token, 0, first.file)
    // The relay puts the same sealed file into a box of its own making.
    await remote.putRequest(desk, two!.box, two!.token, 0, first.file)
    const open = await Desk.open(anna)
    await open.fetch(remote)
    expect(open.arrived.map(({ box }) => box)).toEqual([one!.box])
    expect(open.unreadable.map(({ box, reason }) => [box, reason])).toEqual([[two!.box, 'wrong-place']])
  })
  test('a notice with the relay’s own recipient in the place of ours: an admin’s device sees it and puts the right one back', async () => {
    const other = await foundOrganisation({
      name: 'x',
      alias: 'x',
      relays: ['http://127.0.0.1'],
      today: TODAY,
    })
    const { id, admin } = spaceOf(anna, 'intake')
    await remote.putNotice(id, admin, other.notice)
    await sync(anna)
    const { notice } = await openNotice(await remote.notice(id), null, TODAY)
    expect(notice.org).toBe(founded.organisation.id)
  })
})

describe('a device that is shut out', () => {
  test('locked and then removed: what it wrote after the lock counts for nobody, also not between the removal and the new keys', async () => {
    const caseId = newId()
    const boris = await joins('Борис', 'defender')
    await sync(anna, boris)
    await write(boris, caseId, 'number', 'Т-1')
    await sync(boris, anna)
    await people.lock(anna, remote, boris.me.device, TODAY)
    // Whoever found the laptop is offline, knows of nothing, and writes.
    await write(boris, caseId, 'number', 'поддельное')
    await synchronise(boris, remote, TODAY)
    await sync(anna)
    expect(value(anna, caseId, 'number')).toBe('Т-1')
    await people.remove(anna, remote, [boris.me.device], TODAY)
    await sync(anna)
    expect(value(anna, caseId, 'number')).toBe('Т-1')
    const late = await joins('Галина', 'defender')
    await sync(late)
    expect(value(late, caseId, 'number')).toBe('Т-1')
  })
  test('locked, it says that it may not write; unlocked, it has lost nothing and is no copy of itself', async () => {
    const [one, two] = [newId(), newId()]
    const boris = await joins('Борис', 'defender')
    await sync(anna, boris)
    await write(boris, one, 'number', 'Т-1')
    await people.lock(anna, remote, boris.me.device, TODAY)
    await sync(boris)
    await expect(write(boris, two, 'number', 'Т-2')).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(write(await again(boris), two, 'number', 'Т-2')).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await people.unlock(anna, remote, boris.me.device, TODAY)
    await sync(boris)
    await write(boris, two, 'number', 'Т-2')
    await sync(boris, anna)
    expect([value(anna, one, 'number'), value(anna, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect([boris.cloned, reasons(anna), reasons(boris)]).toEqual([false, [], []])
  })
  test('far-future clock, right again after a restart: the device goes on as itself, and the others get all of it when the day comes', async () => {
    const [one, two] = [newId(), newId()]
    let ahead = 10 * 86_400_000
    const boris = await joins('Борис', 'defender', () => NOW + ahead)
    await sync(anna, boris)
    await write(boris, one, 'number', 'Т-1')
    ahead = 0
    const right = await again(boris)
    await write(right, two, 'number', 'Т-2')
    await sync(right, anna)
    expect(right.cloned).toBe(false)
    expect([value(right, one, 'number'), value(right, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect(reasons(anna)).toContain('far-future')
    const later = await again(anna, () => NOW + 11 * 86_400_000)
    expect([value(later, one, 'number'), value(later, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect(reasons(later)).toEqual([])
  })
})
