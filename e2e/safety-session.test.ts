/** Loss and danger on real routes and a real database: away and home again, an archive into another organisation, the rule for closed cases. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { archiveFiles, attachmentsOf } from '../src/casework/archive.ts'
import { readCases } from '../src/casework/cases.ts'
import { demoCases } from '../src/casework/demo.ts'
import { splitByLane } from '../src/casework/fields.ts'
import { attachFile } from '../src/casework/own-files.ts'
import { setRule } from '../src/casework/retention.ts'
import type { Operation } from '../src/log/commit.ts'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { makeKit, readKit } from '../src/log/kit.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import { hybridIdentity } from '../src/seal/age.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { fromB64, hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { splitSeed } from '../src/seal/shares.ts'
import { bytesOf } from '../src/seal/typed-lines.ts'
import { restorePerson } from '../src/team/members/restore.ts'
import { eraseUpload, openUpload, sealUpload, sendUploads } from '../src/team/members/uploads.ts'
import { openArchive, sealArchive } from '../src/team/session/archive.ts'
import { keep, keepingOf } from '../src/team/session/keeping.ts'
import { type MemoryDisk, memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { createProfile, openProfile } from '../src/team/session/profile.ts'
import { finishRecovery } from '../src/team/session/recover-admin.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { offered, takeIn } from '../src/team/session/taking-in.ts'
import {
  comeHome,
  lanesOf,
  leave,
  openReturn,
  sealReturn,
  travelling,
  unpack,
} from '../src/team/session/travel.ts'
import { comeBackByTrustees, makeTrustees, readSheets } from '../src/team/session/trustees.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const HOME = 'домашняя фраза'
const ROAD = 'дорожная фраза'
const demo = demoCases(TODAY)

let folder: string
let store: Store
let remote: Remote
let asked: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-safety-'))
  store = new Store(join(folder, 'relay.db'))
  const app = new Hono().route('/api/v1', createApi({ store }) as unknown as Hono)
  asked = 0
  remote = new Remote({
    relays: ['http://127.0.0.1'],
    fetch: (async (url: string, init: RequestInit) => {
      asked++
      return app.request(url, init)
    }) as typeof fetch,
  })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const now = (day = TODAY) => Date.parse(`${day}T10:00:00Z`)

async function organisation(name: string, disk: MemoryDisk): Promise<Session> {
  const capability = toB64(randomBytes(32))
  store.addCapability(capability)
  const founded = await foundOrganisation({ name, alias: 'К.', relays: ['http://127.0.0.1'], today: TODAY })
  await sendFounded(founded, remote, capability)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  return Session.open(await createProfile(disk, HOME, founded, known, quick), () => now())
}
const write = (to: Session, about: string, operations: Operation[]) =>
  to.write(
    splitByLane(operations).map(({ lane, operations: part }) => ({
      space: 'team',
      lane,
      about,
      operations: part,
    })),
  )
const views = (of: Session) => readCases(lanesOf(of))
const shown = (all: unknown) =>
  JSON.stringify(all, (key, value) =>
    key === 'base' || key === 'at' || key === 'changed' ? undefined : value,
  )
const holds = (disk: MemoryDisk, text: string) => Buffer.from(disk.bytes()).includes(text)

describe('on the road', () => {
  let disk: MemoryDisk
  let home: Session
  const leaving = {
    cases: new Set([demo[0]!.id]),
    passphrase: ROAD,
    name: 'В дороге',
    alias: 'К.',
    today: TODAY,
  }

  beforeEach(async () => {
    disk = memoryDisk()
    home = await organisation('Вымышленный дом', disk)
    for (const { id, operations } of demo.slice(0, 3)) await write(home, id, operations)
    expect(await synchronise(home, remote, TODAY)).toMatchObject({ ok: true })
  })

  test('the disk keeps the chosen case and no key of the organisation; home again both histories are one', async () => {
    const secrets = structuredClone(home.profile.secrets)
    const before = home.profile.vault
    const back = await sealReturn(secrets, 'фраза для возвращения', 8)
    const whole = shown(views(home))
    const road = await leave(home, leaving, quick)
    home.lock()

    // What lies on the disk opens with the road's passphrase only, and nothing in it is a key of home.
    await expect(openProfile(disk, HOME, quick)).rejects.toThrow('bad-seal')
    const away = await Session.open(await openProfile(disk, ROAD, quick), () => now())
    expect(await travelling(away.profile)).toEqual({ since: TODAY, cases: 1 })
    expect(shown(views(away))).toBe(
      shown(JSON.parse(whole).filter(({ id }: { id: string }) => id === demo[0]!.id)),
    )
    const kept = JSON.stringify([away.profile.secrets, [...away.profile.known]])
    const ours = [
      secrets.org,
      secrets.publication,
      secrets.person.seed,
      secrets.device.seed,
      secrets.device.age,
    ].concat(
      secrets.spaces.flatMap(({ id, admin, member, lanes }) => [
        id,
        admin,
        member,
        ...Object.values(lanes).flat(),
      ]),
    )
    for (const key of ours.filter(Boolean)) expect(kept).not.toContain(key)
    for (const { key } of await disk.list('records', '')) expect(key).not.toMatch(/^(outbox|upload)/)
    // Nothing that was sealed under the old vault is left.
    for (const { key, value } of await disk.list('records', ''))
      expect(() => before.open('records', key, value as Uint8Array)).toThrow()
    expect(road.secrets.org).toBe(away.profile.secrets.org)
    expect(away.unsent()).toBe(0)

    // A lawyer works on the train; a colleague works at home meanwhile.
    const asks = asked
    await write(away, demo[0]!.id, [
      [`c${demo[0]!.id}`, 'number', 'Т-101/2'],
      [`c${demo[0]!.id}`, 'tags', { add: ['в-дороге'] }],
    ])
    const fresh = newId()
    await write(away, fresh, [
      [`c${fresh}`, 'number', 'Т-900'],
      [`c${fresh}`, 'state', 'open'],
    ])
    expect(away.unsent()).toBeGreaterThan(0)
    expect(asked).toBe(asks)

    const kit = await openReturn(back, 'фраза для возвращения')
    const restored = await restorePerson(kit, remote, TODAY)
    const again = await Session.open(await comeHome(away, restored), () => now() + 60_000)
    expect(await synchronise(again, remote, TODAY)).toMatchObject({ ok: true })
    expect(await unpack(again)).toBe(2)
    expect(await unpack(again)).toBe(0)
    expect(await synchronise(again, remote, TODAY)).toMatchObject({ ok: true })
    const numbers = views(again).map(({ number }) => number)
    expect(numbers).toHaveLength(4)
    expect(numbers).toEqual(expect.arrayContaining(['Т-101/2', 'Т-900']))
    expect(views(again).find(({ number }) => number === 'Т-101/2')!.tags).toContain('в-дороге')
    expect(await travelling(again.profile)).toBeNull()
    expect(again.me.device).not.toBe(secrets.device.id)
    // The road's passphrase still opens this device, and the organisation is the old one.
    expect((await openProfile(disk, ROAD, quick)).secrets.org).toBe(secrets.org)
  })

  test('the printed kit is a way home too', async () => {
    const kit = makeKit(home.profile.secrets)
    await leave(home, leaving, quick)
    const away = await Session.open(await openProfile(disk, ROAD, quick), () => now())
    const restored = await restorePerson(readKit(kit.code, kit.lines.join('\n')), remote, TODAY)
    const again = await Session.open(await comeHome(away, restored), () => now())
    expect(await synchronise(again, remote, TODAY)).toMatchObject({ ok: true })
    expect(await unpack(again)).toBe(0)
    expect(views(again)).toHaveLength(3)
  })

  test('what is not sent stays home with its laptop: leaving is refused; so is the same passphrase, and no case', async () => {
    await write(home, demo[0]!.id, [[`c${demo[0]!.id}`, 'number', 'Т-7']])
    await expect(leave(home, leaving, quick)).rejects.toThrow('unsent')
    await synchronise(home, remote, TODAY)
    await expect(leave(home, { ...leaving, passphrase: HOME }, quick)).rejects.toThrow('same-passphrase')
    await expect(leave(home, { ...leaving, cases: new Set() }, quick)).rejects.toThrow('no-case')
    expect(views(home)).toHaveLength(3)
    expect((await openProfile(disk, HOME, quick)).secrets.org).toBe(home.profile.secrets.org)
  })

  test('a full disk while leaving or coming home changes nothing', async () => {
    const kit = makeKit(home.profile.secrets)
    disk.failNext()
    await expect(leave(home, leaving, quick)).rejects.toThrow('disk full')
    expect((await openProfile(disk, HOME, quick)).secrets.org).toBe(home.profile.secrets.org)
    await leave(home, leaving, quick)
    const away = await Session.open(await openProfile(disk, ROAD, quick), () => now())
    const restored = await restorePerson(readKit(kit.code, kit.lines.join('\n')), remote, TODAY)
    disk.failNext()
    await expect(comeHome(away, restored)).rejects.toThrow('disk full')
    expect(await travelling(await openProfile(disk, ROAD, quick))).not.toBeNull()
  })

  test('a lane that is not held at home is not there on the road: missing, not empty', async () => {
    const team = home.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    delete team.lanes.strategy
    // Nor does its device open the seals of that lane in the log.
    home.profile.secrets.device.age = (await hybridIdentity(Uint8Array.from(randomBytes(32)))).identity
    const partial = await Session.open(home.profile, () => now())
    await leave(partial, leaving, quick)
    const away = await Session.open(await openProfile(disk, ROAD, quick), () => now())
    expect(views(away)[0]!.missing).toEqual(['strategy'])
  })

  test('another passphrase, a damaged file and a file of another kind are refused', async () => {
    const file = await sealReturn(home.profile.secrets, 'одна', 8)
    await expect(openReturn(file, 'другая')).rejects.toThrow('bad-seal')
    file[file.length - 3]! ^= 1
    await expect(openReturn(file, 'одна')).rejects.toThrow('bad-seal')
    const { sealWithPassphrase } = await import('../src/seal/age.ts')
    await expect(
      openReturn(await sealWithPassphrase('одна', utf8('{"format":"x"}'), 8), 'одна'),
    ).rejects.toThrow('bad-shape')
  })
})

describe('an archive into another organisation', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../build/content/${name}`, import.meta.url), 'utf8'))

  test('the cases are the same there, with their ids; a second time nothing is new; nothing is half-imported', async () => {
    const { clocksOf } = await import('../src/casework/clocks.ts')
    const { createTranslate } = await import('../src/ui/messages.ts')
    const one = await organisation('Первый дом', memoryDisk())
    for (const { id, operations } of demo) await write(one, id, operations)
    const packs = {
      clocks: read('law-clocks.json'),
      package: read('law-package.json'),
      rulings: read('law-rulings.json'),
    }
    const words = createTranslate(
      'ru',
      ...['casework', 'law', 'ui', 'rulings', 'package', 'letters', 'safety'].map((area) =>
        read(`messages-${area}-ru.json`),
      ),
    )
    const cases = views(one).map((view) => ({ view, clocks: clocksOf(view, packs, TODAY) }))
    const options = { cases, lanes: lanesOf(one), words, today: TODAY }
    const { stream } = await sealArchive(
      {
        files: archiveFiles(options),
        attachments: attachmentsOf(cases),
        fetch: () => Promise.reject(new Error('none')),
      },
      { passphrase: 'фраза архива' },
      8,
    )
    const file = await new Response(stream as ReadableStream).blob()

    const disk = memoryDisk()
    const two = await organisation('Второй дом', disk)
    const opened = await openArchive(file.stream(), file.size, { passphrase: 'фраза архива' })
    const offer = offered(opened, lanesOf(two))
    expect([offer.fresh.length, offer.known.length]).toEqual([demo.length, 0])
    disk.failNext()
    await expect(takeIn(two, offer.fresh)).rejects.toThrow('disk full')
    expect(views(two)).toEqual([])
    expect(views(await Session.open(await openProfile(disk, HOME, quick), () => now()))).toEqual([])
    await takeIn(two, offer.fresh)
    const assigned = (all: unknown) =>
      shown(all)
        .replace(/"assignees":\[[^\]]*\]/g, '"assignees":[]')
        .replace(/"(file|hash|box)":("[^"]*"|null)/g, '"$1":null')
    expect(assigned(views(two))).toBe(assigned(views(one)))
    expect(offered(opened, lanesOf(two)).fresh).toEqual([])
    expect(holds(disk, 'Т-1')).toBe(false)
    expect(await synchronise(two, remote, TODAY)).toMatchObject({ ok: true })
  })
})

describe('how long closed cases are kept', () => {
  const erased: string[] = []
  const note = async (what: string) => void erased.push(what)
  const erase = { box: note, file: note }
  const clocks = (today: string) => ({ today, relay: today, heartbeat: today })

  test('masked, looked at, erased at the second look; a box at the relay goes first', async () => {
    const own = await organisation('Вымышленный дом', memoryDisk())
    const id = newId()
    const box = newId()
    const about = `c${id}`
    await write(own, id, [
      [about, 'number', 'Т-1'],
      [about, 'state', 'closed'],
      [about, 'closed', '2025-01-10'],
      [about, 'since', '2025-01-10'],
      [`n${newId()}`, 'case', id],
      [`r${newId()}`, 'case', id],
    ])
    const link = [...lanesOf(own).facts!.keys()].find((entity) => entity.startsWith('r'))!
    await write(own, id, [[link, 'box', box]])
    expect(await keep(own, clocks(TODAY), erase)).toEqual({ masked: 0, looked: 0, erased: 0 })
    await write(own, '', setRule({ mask: 12, erase: 1, day: TODAY }))
    expect(keepingOf(own).items[0]!.next).toEqual({ step: 'mask', on: '2026-01-10' })
    expect(await keep(own, { ...clocks(TODAY), relay: '2026-10-01' }, erase)).toEqual({
      masked: 0,
      looked: 0,
      erased: 0,
    })
    expect((await keep(own, clocks(TODAY), erase)).masked).toBe(1)
    expect(keepingOf(own).items[0]!.next).toEqual({ step: 'erase', on: '2026-12-22' })
    expect((await keep(own, clocks('2026-12-22'), erase)).looked).toBe(1)
    expect(await keep(own, clocks('2027-01-04'), erase)).toEqual({ masked: 0, looked: 0, erased: 0 })
    // The relay is away: the case waits, whole.
    const away = () => Promise.reject(new Error('away'))
    expect((await keep(own, clocks('2027-01-05'), { ...erase, box: away })).erased).toBe(0)
    expect(views(own)).toHaveLength(1)
    expect((await keep(own, clocks('2027-01-05'), erase)).erased).toBe(1)
    expect(erased).toEqual([box])
    expect(views(own)).toEqual([])
    expect(keepingOf(own).items).toEqual([])
    expect(fromB64(id, 16)).toHaveLength(16)
  })

  test('a member’s own file goes from the relay with its case', async () => {
    const own = await organisation('Вымышленный дом', memoryDisk())
    const id = newId()
    const { attachment, writes } = await sealUpload(own, 'application/pdf', utf8('вымышленная бумага'))
    await write(own, id, [
      [`c${id}`, 'number', 'Т-1'],
      [`c${id}`, 'state', 'masked'],
      [`c${id}`, 'since', '2025-01-10'],
      [`c${id}`, 'looked', '2026-11-01'],
      ...attachFile({ case: id, title: '', sealed: attachment, erase: null }),
    ])
    await write(own, '', setRule({ mask: 12, erase: 1, day: TODAY }))
    await own.disk.write(writes)
    await sendUploads(own, remote)
    expect(await openUpload(own, remote, attachment)).toEqual(utf8('вымышленная бумага'))
    const file = (each: string) => eraseUpload(own, remote, each)
    expect((await keep(own, clocks(TODAY), { ...erase, file })).erased).toBe(1)
    // The relay has no part of it any more.
    await expect(openUpload(own, remote, attachment)).rejects.toThrow('parts')
    // Erased twice, from two devices: no fault.
    await expect(file(attachment.id)).resolves.toBe(undefined)
  })
})

describe('trustees', () => {
  test('two sheets of three bring a new admin who reads everything; one alone names nobody, and slips are told with sheet and line', async () => {
    const own = await organisation('Вымышленный дом', memoryDisk())
    const { id, operations } = demo[0]!
    await write(own, id, operations)
    const { sheets, decided } = await makeTrustees(own, remote, { threshold: 2, of: 3 }, TODAY)
    expect(decided).toEqual({ done: true })
    expect(await synchronise(own, remote, TODAY)).toMatchObject({ ok: true })
    const texts = sheets.map(({ share }) => share.join('\n'))
    const way = sheets[1]!.way.join('\n')
    // Nothing on a sheet is a readable piece of the organisation.
    const bytes = Buffer.concat(
      sheets.flatMap((sheet) => [sheet.share, sheet.way].map((lines) => bytesOf(lines.join('\n')))),
    )
    for (const secret of [own.profile.secrets.org, 'http', 'Вымышленный'])
      expect(bytes.includes(secret)).toBe(false)

    await expect(readSheets({ shares: [texts[0]!], way })).rejects.toThrow('too-few')
    await expect(readSheets({ shares: [texts[0]!, texts[0]!], way })).rejects.toThrow('repeated')
    await expect(
      readSheets({ shares: [texts[0]!, texts[2]!.replace(/^./, (sign) => (sign === '7' ? '8' : '7'))], way }),
    ).rejects.toThrow('sheet 2, line 1')
    await expect(readSheets({ shares: texts.slice(1), way: `${way}\n0000 0000` })).rejects.toThrow('sheet 0')
    const another = await splitSeed(Uint8Array.from(randomBytes(32)), 2, 3)
    await expect(readSheets({ shares: [texts[0]!, another[1]!.join('\n')], way })).rejects.toThrow(
      'another-set',
    )
    await expect(
      readSheets({ shares: another.slice(1).map((share) => share.join('\n')), way }),
    ).rejects.toThrow('bad-seal')

    const found = await readSheets({ shares: texts.slice(1), way })
    const back = await comeBackByTrustees(found, remote, 'Рита', TODAY)
    const rita = await Session.open(
      await createProfile(memoryDisk(), HOME, { secrets: back.secrets }, back.known, quick),
      () => now(),
    )
    await finishRecovery(rita, remote, TODAY)
    expect(await synchronise(rita, remote, TODAY)).toMatchObject({ ok: true })
    expect(views(rita).map((view) => view.id)).toEqual([id])
  })
})
