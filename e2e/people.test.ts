/** Many hands and one seized laptop: several sessions, a relay in a process of its own, and those who attack. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Entry, type Role, signEntry } from '../src/log/entry.ts'
import { epochsOf, type Founded, foundOrganisation, intakeKeys, sendFounded } from '../src/log/founding.ts'
import { makeKit, readKit } from '../src/log/kit.ts'
import { readMembership } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import { sealEntry } from '../src/log/sealed-entry.ts'
import { hybridIdentity } from '../src/seal/age.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { type Chain, openReply, openRequest, START, sealRequest } from '../src/seal/conversation.ts'
import { type Notice, openNotice } from '../src/seal/notice.ts'
import { newReceipt, receiptKeys } from '../src/seal/receipt.ts'
import { recoveryKeys } from '../src/seal/recovery.ts'
import { restorePerson } from '../src/team/members/restore.ts'
import { Desk } from '../src/team/session/desk.ts'
import { type MemoryDisk, memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { moveRelay, pointTo } from '../src/team/session/moving.ts'
import * as people from '../src/team/session/people.ts'
import { createProfile, hasProfile, openProfile } from '../src/team/session/profile.ts'
import {
  finishRecovery,
  nameTrustees,
  recoverAdmin,
  recoveryStart,
} from '../src/team/session/recover-admin.ts'
import { rekey } from '../src/team/session/rekey.ts'
import { openRestrictedCase } from '../src/team/session/restricted.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { hamroh, newFolder, type RelayProcess, removeFolder, startRelayProcess } from './relay-process.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const facts = { space: 'team', lane: 'facts' } as const

let folder: string
let relay: RelayProcess
let remote: Remote
let founded: Founded
let anna: Session

beforeEach(async () => {
  folder = newFolder()
  relay = await startRelayProcess(folder)
  remote = relay.remote
  founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'Анна',
    relays: [relay.url],
    today: TODAY,
  })
  await sendFounded(founded, remote, relay.capability)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  anna = await Session.open(await createProfile(memoryDisk(), 'фраза', founded, known, quick), () => NOW)
})
afterEach(async () => {
  await relay.end('SIGTERM')
  removeFolder(folder)
})

const sync = async (...sessions: Session[]) => {
  for (const session of sessions)
    expect(await synchronise(session, remote, TODAY), session.me.device).toMatchObject({ ok: true })
}
const write = (to: Session, caseId: string, field: string, value: unknown, space = 'team') =>
  to.write([{ space, lane: 'facts', about: caseId, operations: [[`c${caseId}`, field, value]] }])
const value = (of: Session, caseId: string, field: string, ref: { space: string; lane: string } = facts) =>
  of.state(ref).get(`c${caseId}`)?.get(field)?.value

/** Invite, hello, words on both sides, yes, welcome: as two people do it. */
async function joins(by: Session, alias: string, role: Role): Promise<Session> {
  const { id, lines } = await people.invite(by, remote, role, TODAY)
  const joining = await people.join(lines.join(' '), alias, () => remote, quick)
  const caller = await people.caller(by, remote, id, quick, TODAY)
  expect(caller!.words).toEqual(joining.words)
  expect(await joining.welcome(remote)).toBe(null)
  await people.acceptJoin(by, remote, id, caller!, TODAY)
  const welcome = await joining.welcome(remote)
  return Session.open(
    await createProfile(memoryDisk(), 'своя фраза', { secrets: welcome!.secrets }, welcome!.known, quick),
    () => NOW,
  )
}
const lanesOf = (session: Session) =>
  session
    .lanes()
    .map(({ space, lane }) => `${space}/${lane}`)
    .sort()
const keysOf = (session: Session) =>
  session.profile.secrets.spaces
    .flatMap(({ kind, lanes }) => Object.keys(lanes).map((lane) => `${kind}/${lane}`))
    .sort()
const TEAM = ['team/documents', 'team/facts', 'team/identity', 'team/strategy']

describe('joining', () => {
  test('a second admin reads what the first wrote before, and the other way round', async () => {
    const caseId = newId()
    await write(anna, caseId, 'number', 'Т-1')
    await sync(anna)
    const vera = await joins(anna, 'Вера', 'admin')
    await sync(vera, anna)
    expect(value(vera, caseId, 'number')).toBe('Т-1')
    await write(vera, caseId, 'state', 'open')
    await sync(vera, anna)
    expect(value(anna, caseId, 'state')).toBe('open')
    expect(vera.profile.secrets.publication).toBe(anna.profile.secrets.publication)
    expect(people.troubles(anna)).toEqual([])
    expect(people.devices(anna).map(({ lastDay }) => lastDay)).toEqual([TODAY, TODAY])
  })
  test('a defender and a trainee hold the keys of their lanes and no others', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    const sveta = await joins(anna, 'Света', 'trainee')
    const desk = await joins(anna, 'Дина', 'intake')
    await sync(anna, boris, sveta, desk)
    expect(lanesOf(boris)).toEqual(TEAM)
    expect(keysOf(boris)).toEqual(['org/control', 'team/control', ...TEAM])
    expect(keysOf(sveta)).toEqual(['org/control'])
    expect(keysOf(desk)).toEqual(['intake/control', 'intake/intake', 'org/control'])
    for (const session of [boris, sveta, desk]) {
      expect(session.profile.secrets.publication).toBe('')
      expect(session.profile.secrets.spaces.map(({ admin }) => admin).join('')).toBe('')
    }
  })
})

/** All devices of a person. */
const devicesOf = (session: Session, person: string) =>
  people
    .devices(session)
    .filter((each) => each.person === person && each.state !== 'removed')
    .map(({ id }) => id)
const out = async (by: Session, who: Session) => {
  const done = await people.remove(by, remote, devicesOf(by, who.me.person), TODAY)
  expect(done).toEqual({ done: true })
}

describe('leaving', () => {
  test('a removed defender: what was written before stays for all and for newcomers, what comes later counts for nobody', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    const galina = await joins(anna, 'Галина', 'defender')
    await sync(anna, boris, galina)
    await write(boris, caseId, 'number', 'Т-1')
    await sync(boris, anna)
    const oldToken = boris.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    const lane = boris.pseudonym(facts)
    await out(anna, boris)
    // Written without having heard of it, and dated back for good measure: pushed by whoever still can push.
    await write(boris, caseId, 'state', 'поддельное')
    await remote
      .appendCommits(
        oldToken.id,
        lane,
        oldToken.member,
        boris.queued(facts).map(({ bytes }) => bytes),
      )
      .then(
        () => expect.unreachable('an earlier token writes'),
        (error) => expect(error.problem).toBe('forbidden'),
      )
    const team = anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    await remote.appendCommits(
      team.id,
      lane,
      team.member,
      boris.queued(facts).map(({ bytes }) => bytes),
    )
    await sync(anna, galina)
    const dina = await joins(anna, 'Дина', 'defender')
    await sync(dina)
    for (const session of [anna, galina, dina]) {
      expect(value(session, caseId, 'number')).toBe('Т-1')
      expect(value(session, caseId, 'state')).toBe(undefined)
      expect(session.waiting().map(({ reason }) => reason)).toContain('revoked')
      expect(people.troubles(session)).toEqual([])
    }
    // The one who left learns it, reads nothing that comes after, and is told so.
    await write(galina, caseId, 'state', 'open')
    await sync(galina, anna)
    expect(await synchronise(boris, remote, TODAY)).toEqual({ ok: false, removed: true, wipe: false })
    expect(value(anna, caseId, 'state')).toBe('open')
    const page = await remote.lane(
      team.id,
      lane,
      anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!.member,
      0,
    )
    await boris.received(
      facts,
      page.frames.map(({ bytes }) => bytes),
      { position: 99, life: page.life },
    )
    expect(value(boris, caseId, 'state')).toBe('поддельное')
  })
  test('somebody who was away during the removal finds the new keys with the old ones', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    const galina = await joins(anna, 'Галина', 'defender')
    await sync(anna, boris, galina)
    // Days offline: written under the old key, sealed again before it is sent.
    await write(galina, caseId, 'number', 'Т-7')
    await out(anna, boris)
    await write(anna, caseId, 'state', 'open')
    await sync(anna, galina, anna)
    expect(value(galina, caseId, 'state')).toBe('open')
    expect(value(anna, caseId, 'number')).toBe('Т-7')
    const page = await remote.lane(
      anna.profile.secrets.spaces[1]!.id,
      anna.pseudonym(facts),
      anna.profile.secrets.spaces[1]!.member,
      0,
    )
    const seen = boris.waiting().length
    await boris.received(
      facts,
      page.frames.map(({ bytes }) => bytes),
      { position: 99, life: page.life },
    )
    expect(value(boris, caseId, 'number')).toBe(undefined)
    expect(boris.waiting().length).toBeGreaterThan(seen)
  })
  test('the desk: whoever leaves does not read what families write next', async () => {
    const dina = await joins(anna, 'Дина', 'intake')
    await sync(anna, dina)
    const desk = anna.profile.secrets.spaces.find(({ kind }) => kind === 'intake')!
    const before = (await openNotice(await remote.notice(desk.id), null, TODAY)).notice.intake
    await out(anna, dina)
    await sync(anna)
    const after = (await openNotice(await remote.notice(desk.id), null, TODAY)).notice.intake
    expect(after.recipient).not.toBe(before.recipient)
    expect(after.signers[1]).toBe(before.signers[0])
    expect(anna.membership.organisation.intakeDue).toBe(false)
  })
  test('one coerced admin who puts other keys at the desk: every member of the desk sees that they are not those of its lane', async () => {
    const dina = await joins(anna, 'Дина', 'intake')
    await sync(anna, dina)
    const { recipient } = await hybridIdentity(randomBytes(32))
    const body = { type: 'intake', recipient, signer: toB64(randomBytes(32)) } as const
    // Of an epoch that there is, and of one that there is not.
    for (const epoch of [0, 99]) {
      await people.decide(anna, remote, { ...body, epoch }, TODAY)
      for (const session of [anna, dina])
        expect(await synchronise(session, remote, TODAY)).toEqual({ ok: false, alarm: 'not-allowed' })
    }
  })
  test('a role that ends takes its lanes with it', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    expect(await people.setRole(anna, remote, boris.me.person, 'trainee', TODAY)).toEqual({ done: true })
    await sync(boris)
    expect(lanesOf(boris)).toEqual([])
    expect(anna.membership.spaces.get('team')!.keys.get('facts')!.chain.length).toBe(2)
    expect(anna.membership.spaces.get('team')!.keys.get('facts')!.holders.has(boris.me.device)).toBe(false)
    await people.setRole(anna, remote, boris.me.person, 'defender', TODAY)
    await sync(boris)
    expect(lanesOf(boris)).toEqual(TEAM)
  })
  test('locking stops what is written from then on, unlocking takes it in again', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    await write(boris, caseId, 'number', 'Т-1')
    await sync(boris, anna)
    await people.lock(anna, remote, boris.me.device, TODAY)
    await write(boris, caseId, 'number', 'Т-2')
    await sync(boris, anna)
    expect(value(anna, caseId, 'number')).toBe('Т-1')
    expect(anna.membership.spaces.get('team')!.keys.get('facts')!.chain.length).toBe(1)
    await people.unlock(anna, remote, boris.me.device, TODAY)
    await sync(anna)
    expect(value(anna, caseId, 'number')).toBe('Т-2')
  })
  test('a wipe order: the device destroys itself when it hears of it', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    await write(boris, newId(), 'number', 'Т-1')
    await people.wipe(anna, remote, [boris.me.device], TODAY)
    expect(await synchronise(boris, remote, TODAY)).toEqual({ ok: false, removed: true, wipe: true })
    expect(boris.locked).toBe(true)
    expect(await hasProfile(boris.disk)).toBe(false)
  })
})

describe('two admins', () => {
  test('removing an admin: proposed by one, approved by another, and the admin’s tokens are dead', async () => {
    const vera = await joins(anna, 'Вера', 'admin')
    await sync(anna, vera)
    // A third admin needs both.
    const { id, lines } = await people.invite(anna, remote, 'admin', TODAY)
    const joining = await people.join(lines.join('\n'), 'Катя', () => remote, quick)
    const caller = await people.caller(anna, remote, id, quick, TODAY)
    const { proposed } = await people.acceptJoin(anna, remote, id, caller!, TODAY)
    const welcome = await joining.welcome(remote)
    const katya = await Session.open(
      await createProfile(memoryDisk(), 'x', { secrets: welcome!.secrets }, welcome!.known, quick),
      () => NOW,
    )
    expect(people.people(katya).find(({ mine }) => mine)?.role).toBe('coordinator')
    await sync(vera)
    expect(people.proposals(anna).map(({ mayApprove }) => mayApprove)).toEqual([false])
    await people.approve(vera, remote, proposed!, TODAY)
    await sync(anna, katya)
    expect(people.people(katya).find(({ mine }) => mine)?.role).toBe('admin')
    const org = katya.profile.secrets.spaces.find(({ kind }) => kind === 'org')!
    expect(org.admin).not.toBe('')

    const decided = await people.remove(anna, remote, [katya.me.device], TODAY)
    expect(decided.done).toBe(false)
    await sync(vera)
    await people.approve(vera, remote, decided.done ? -1 : decided.proposal, TODAY)
    await sync(vera, anna)
    await expect(remote.rotateTokens(org.id, org.admin, {})).rejects.toMatchObject({ problem: 'forbidden' })
    await expect(remote.appendControl(org.id, org.admin, 999, utf8('junk'))).rejects.toMatchObject({
      problem: 'forbidden',
    })
    expect(people.troubles(anna)).toEqual([])
    // History is readable by all, from genesis, after several ends.
    const late = await joins(vera, 'Лена', 'defender')
    await sync(late, anna)
    expect(people.troubles(late)).toEqual([])
  })
  test('one coerced admin can only reduce', async () => {
    const vera = await joins(anna, 'Вера', 'admin')
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, vera, boris)
    expect((await people.remove(vera, remote, [anna.me.device], TODAY)).done).toBe(false)
    expect((await people.setRole(vera, remote, boris.me.person, 'admin', TODAY)).done).toBe(false)
    await people.refuse(vera, remote, vera.membership.organisation.head.seq, TODAY)
    await expect(people.approve(vera, remote, people.proposals(vera)[0]!.seq, TODAY)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    expect((await people.remove(vera, remote, [boris.me.device], TODAY)).done).toBe(true)
    await sync(anna)
    expect(anna.membership.organisation.devices.get(anna.me.device)?.state).toBe('active')
  })
})

describe('the desk after somebody has left', () => {
  test('earlier requests and answers stay readable, and a conversation goes on under the new key', async () => {
    const dina = await joins(anna, 'Дина', 'intake')
    await sync(anna, dina)
    const space = anna.profile.secrets.spaces.find(({ kind }) => kind === 'intake')!.id
    const noticeNow = async () => (await openNotice(await remote.notice(space), null, TODAY)).notice
    const family = await receiptKeys(newReceipt(), founded.secrets.org, quick)
    const asks = (notice: Notice, chain: Chain, text: string) =>
      sealRequest(notice, family, chain, {
        day: TODAY,
        lang: 'tg',
        kind: 'school',
        text,
        facts: {},
        attachments: [],
      })
    const first = await asks(await noticeNow(), START, 'салом')
    await remote.putRequest(space, family.box, family.token, 0, first.file)
    const desk = await Desk.open(anna)
    await desk.fetch(remote)
    const one = await desk.seal(family.box, START, 'Салом!', TODAY)
    await desk.send(remote, family.box, 0, one.file)
    const hers = await Desk.open(dina)
    await hers.fetch(remote)
    expect(hers.arrived.length).toBe(1)

    await out(anna, dina)
    await sync(anna)
    const second = await asks(await noticeNow(), first.chain, 'боз')
    await remote.putRequest(space, family.box, family.token, 1, second.file)
    await desk.fetch(remote)
    expect(desk.arrived.map(({ request }) => request.text)).toEqual(['салом', 'боз'])
    const chain = await desk.chainAfter(family.box, [
      { seq: 0, last: 0, day: TODAY, text: 'Салом!', epoch: one.epoch },
    ])
    const two = await desk.seal(family.box, chain, 'Ҷавоб', TODAY)
    expect([one.epoch, two.epoch]).toEqual([0, 1])
    await desk.send(remote, family.box, 1, two.file)
    const { frames } = await remote.replies(space, family.box, family.token, -1)
    const notice = await noticeNow()
    const read = await openReply(family, notice, START, frames[0]!.bytes)
    expect((await openReply(family, notice, read.chain, frames[1]!.bytes)).reply.text).toBe('Ҷавоб')
    // Whoever left has the file, from the relay itself say, and opens nothing of it.
    const { identity } = await intakeKeys(
      epochsOf(
        space,
        'intake',
        dina.profile.secrets.spaces.find(({ kind }) => kind === 'intake')!.lanes.intake!,
      ).at(-1)!,
    )
    const state = { org: notice.org, box: family.box, chain: first.chain, signer: null }
    await expect(openRequest(identity, state, second.file)).rejects.toMatchObject({ code: 'bad-seal' })
  })
})

describe('restricted cases', () => {
  test('are read by those who were named; another admin sees that there is one, and not what lies in it', async () => {
    const vera = await joins(anna, 'Вера', 'admin')
    const boris = await joins(anna, 'Борис', 'defender')
    const galina = await joins(anna, 'Галина', 'defender')
    await sync(anna, vera, boris, galina)
    const id = await openRestrictedCase(anna, remote, [boris.me.person], TODAY)
    const ref = { space: id, lane: 'facts' }
    await write(anna, id, 'number', 'Особое', id)
    await sync(anna, boris, vera, galina)
    expect(value(boris, id, 'number', ref)).toBe('Особое')
    expect(lanesOf(boris).filter((lane) => lane.startsWith(id)).length).toBe(4)
    expect(lanesOf(vera).filter((lane) => lane.startsWith(id))).toEqual([])
    expect(Object.keys(vera.profile.secrets.spaces.find((space) => space.id === id)!.lanes)).toEqual([
      'control',
    ])
    expect(galina.profile.secrets.spaces.some((space) => space.id === id)).toBe(false)
    await expect(people.setLanes(vera, remote, id, vera.me.person, ['facts'], TODAY)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    // Vera, who does not hold it, removes somebody who does; whoever holds it rotates it.
    await out(vera, boris)
    await sync(vera, anna)
    const keys = anna.membership.spaces.get(id)!.keys
    expect([keys.get('facts')!.chain.length, keys.get('control')!.chain.length]).toEqual([2, 2])
    expect(keys.get('facts')!.holders.has(boris.me.device)).toBe(false)
    await sync(vera)
    expect([people.troubles(anna), people.troubles(vera)]).toEqual([[], []])
  })
  test('a withheld heartbeat: after seven days nothing is written to them, and it is said', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    const id = await openRestrictedCase(anna, remote, [boris.me.person], TODAY)
    await sync(anna, boris)
    const later = await Session.open(boris.profile, () => NOW + 8 * 86_400_000)
    await expect(write(later, id, 'number', 'x', id)).rejects.toMatchObject({ code: 'expired' })
    await write(later, newId(), 'number', 'Т-1')
    expect(people.troubles(later)).toEqual([{ what: 'stale', days: 8 }])
  })
})

describe('the relay', () => {
  const withStore = (use: (db: DatabaseSync) => void) => {
    const db = new DatabaseSync(join(folder, 'relay.db'))
    use(db)
    db.close()
  }
  test('restored from a backup of before a removal: its old tokens are tried, and rotated again', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    const galina = await joins(anna, 'Галина', 'defender')
    await sync(anna, boris, galina)
    await write(galina, caseId, 'number', 'Т-1')
    await sync(galina, anna)
    const backup = join(folder, 'backup.db')
    expect((await hamroh('backup', backup, '--data', folder)).code).toBe(0)
    await out(anna, boris)
    await write(anna, caseId, 'state', 'open')
    await sync(anna, galina)
    await relay.end('SIGTERM')
    expect((await hamroh('restore', backup, '--data', folder)).code).toBe(0)
    const again = await startRelayProcess(folder)
    relay = again
    remote = again.remote
    await sync(galina, anna, galina, anna)
    const late = await joins(anna, 'Лена', 'defender')
    await sync(late)
    expect([value(late, caseId, 'number'), value(late, caseId, 'state')]).toEqual(['Т-1', 'open'])
    const team = boris.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    await expect(remote.lane(team.id, anna.pseudonym(facts), team.member, 0)).rejects.toMatchObject({
      problem: 'forbidden',
    })
    expect(people.troubles(late)).toEqual([])
  })
  test('blocked: moved to another one from an admin’s device, and found there by the others', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    const id = await openRestrictedCase(anna, remote, [boris.me.person], TODAY)
    await write(anna, caseId, 'number', 'Т-1')
    await write(anna, id, 'number', 'Особое', id)
    await sync(anna, boris)
    await relay.end('SIGKILL')
    const other = newFolder()
    relay = await startRelayProcess(other)
    remote = relay.remote
    await moveRelay(anna, remote, relay.url, relay.capability, TODAY)
    await moveRelay(anna, remote, relay.url, relay.capability, TODAY)
    expect(anna.profile.secrets.relays[0]).toBe(relay.url)
    await pointTo(boris, [relay.url])
    await write(boris, caseId, 'state', 'open')
    await sync(boris, anna)
    expect(value(anna, caseId, 'state')).toBe('open')
    const late = await joins(anna, 'Лена', 'defender')
    await sync(late)
    expect(value(late, caseId, 'number')).toBe('Т-1')
    expect(late.profile.secrets.relays[0]).toBe(relay.url)
    removeFolder(other)
  })
  test('junk as control head: the place is spent, told, and the log goes on', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    const own = anna.profile.secrets.spaces.find(({ kind }) => kind === 'org')!
    const next = anna.membership.organisation.head.seq + 1
    await relay.end('SIGTERM')
    withStore((db) => {
      const bytes = randomBytes(400)
      db.prepare('insert into control (space, seq, hash, bytes) values (?, ?, ?, ?)').run(
        own.id,
        next,
        hash(bytes),
        bytes,
      )
    })
    relay = await startRelayProcess(folder)
    remote = relay.remote
    await sync(anna, boris)
    await out(anna, boris)
    const late = await joins(anna, 'Лена', 'defender')
    await sync(late, anna)
    for (const session of [anna, late])
      expect(people.troubles(session)).toEqual([{ what: 'junk', space: 'org', seq: next, author: '' }])
  })
  test('members invented by the relay and a trainee: a signed entry without the right has no effect and is told', async () => {
    const sveta = await joins(anna, 'Света', 'trainee')
    await sync(anna, sveta)
    const own = sveta.membership.secrets.spaces[0]!
    const { head, log } = sveta.membership.organisation
    const body = { type: 'role', person: sveta.me.person, role: 'admin', pins: [] } as const
    const entry = { v: 1, log, seq: head.seq + 1, prev: head.hash, day: TODAY, author: sveta.me.device, body }
    const { bytes } = await signEntry(sveta.me.key, entry as unknown as Entry)
    const epoch = sveta.membership.rings.get(own.id)!.epochs.get(0)!
    const sealed = sealEntry(epoch, head.seq + 1, bytes)
    await relay.end('SIGTERM')
    withStore((db) => {
      db.prepare('insert into control (space, seq, hash, bytes) values (?, ?, ?, ?)').run(
        own.id,
        head.seq + 1,
        hash(sealed),
        sealed,
      )
    })
    relay = await startRelayProcess(folder)
    remote = relay.remote
    await sync(anna, sveta, anna)
    expect(anna.membership.organisation.persons.get(sveta.me.person)?.role).toBe('trainee')
    expect(people.troubles(anna)).toEqual([
      { what: 'refused', space: 'org', seq: head.seq + 1, author: sveta.me.device },
    ])
    const late = await joins(anna, 'Лена', 'defender')
    expect(people.troubles(late).length).toBe(1)
  })
  test('a space’s log cut short for one reader: an admin has vouched for more, and it is told', async () => {
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    await people.lock(anna, remote, boris.me.device, TODAY)
    const team = anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    const short = new Map(anna.membership.known)
    short.set(team.id, short.get(team.id)!.slice(0, -2))
    const seen = await readMembership(anna.profile.secrets, short, null)
    expect(seen.alarms).toEqual([{ space: team.id, what: 'withheld' }])
  })
})

describe('invites', () => {
  test('somebody who has copied the code and comes first: the words differ, and the honest one is told that it is used', async () => {
    const { id, lines } = await people.invite(anna, remote, 'defender', TODAY)
    const thief = await people.join(lines.join(' '), 'Борис', () => remote, quick)
    await expect(people.join(lines.join(' '), 'Борис', () => remote, quick)).rejects.toMatchObject({
      code: 'expired',
    })
    const caller = await people.caller(anna, remote, id, quick, TODAY)
    expect(caller!.words).toEqual(thief.words)
    await people.endInvite(anna, remote, id)
    await expect(thief.welcome(remote)).rejects.toMatchObject({ code: 'expired' })
    await expect(people.caller(anna, remote, id, quick, TODAY)).rejects.toMatchObject({ code: 'expired' })
  })
  test('used and over: dead', async () => {
    const { id } = await people.invite(anna, remote, 'defender', TODAY)
    await expect(people.caller(anna, remote, id, quick, '2026-12-01')).rejects.toMatchObject({
      code: 'expired',
    })
    expect(await people.openInvites(anna, '2026-12-01')).toEqual([])
  })
  test('a second device of one’s own: certified by the person, entered by an admin', async () => {
    const caseId = newId()
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    await write(boris, caseId, 'number', 'Т-1')
    await sync(boris)
    const { id, lines } = await people.invite(anna, remote, 'trainee', TODAY)
    const own = people.inviteOwnDevice(boris, lines.join('\n'))
    const joining = await people.join(own.join(' '), '', () => remote, quick)
    const caller = await people.caller(anna, remote, id, quick, TODAY)
    expect(caller).toMatchObject({ knownAs: 'Борис', words: joining.words })
    await people.acceptJoin(anna, remote, id, caller!, TODAY)
    const welcome = (await joining.welcome(remote))!
    const second = await Session.open(
      await createProfile(memoryDisk(), 'x', { secrets: welcome.secrets }, welcome.known, quick),
      () => NOW,
    )
    await sync(second)
    expect(second.me.person).toBe(boris.me.person)
    expect(value(second, caseId, 'number')).toBe('Т-1')
    // The first one is lost: only that one goes.
    await people.remove(anna, remote, [boris.me.device], TODAY)
    await sync(second)
    await write(second, caseId, 'number', 'Т-2')
    await sync(second, anna)
    expect(value(anna, caseId, 'number')).toBe('Т-2')
  })
})

describe('one’s own name', () => {
  test('a cloned profile takes another name, keeps what it had not sent, and alarms nobody', async () => {
    const [one, two] = [newId(), newId()]
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    const disk = anna.disk as MemoryDisk
    const copy = await Session.open(await openProfile(disk.copy(), 'фраза', quick), () => NOW)
    await write(anna, one, 'number', 'Т-1')
    await sync(anna)
    await write(copy, two, 'number', 'Т-2')
    await synchronise(copy, remote, TODAY)
    expect(copy.cloned).toBe(true)
    await expect(write(copy, two, 'number', 'Т-3')).rejects.toMatchObject({ code: 'not-allowed' })
    const renamed = await rekey(copy, remote, TODAY, () => NOW)
    await sync(renamed, boris)
    for (const session of [renamed, boris])
      expect([value(session, one, 'number'), value(session, two, 'number')]).toEqual(['Т-1', 'Т-2'])
    expect(renamed.cloned).toBe(false)
    expect(people.troubles(boris)).toEqual([])
    expect(await synchronise(anna, remote, TODAY)).toMatchObject({ removed: true })
  })
  test('restored from the kit, then the old device is removed: nothing is lost, and the old one is out', async () => {
    const caseId = newId()
    await write(anna, caseId, 'number', 'Т-1')
    await sync(anna)
    const kit = makeKit(anna.profile.secrets)
    const back = await restorePerson(readKit(kit.code, kit.lines.join('\n')), remote, TODAY)
    const again = await Session.open(
      await createProfile(memoryDisk(), 'новая', { secrets: back.secrets }, back.known, quick),
      () => NOW,
    )
    await sync(again)
    expect(await people.remove(again, remote, [anna.me.device], TODAY)).toEqual({ done: true })
    await write(again, caseId, 'state', 'open')
    await sync(again)
    expect(await synchronise(anna, remote, TODAY)).toMatchObject({ removed: true })
    const late = await joins(again, 'Лена', 'defender')
    await sync(late)
    expect([value(late, caseId, 'number'), value(late, caseId, 'state')]).toEqual(['Т-1', 'open'])
  })
})

describe('recovery', () => {
  test('all admins are gone: the trustees’ key makes one new admin who reads everything, after rotations as well', async () => {
    const caseId = newId()
    await write(anna, caseId, 'number', 'Т-1')
    const boris = await joins(anna, 'Борис', 'defender')
    await sync(anna, boris)
    const keys = await recoveryKeys(randomBytes(32))
    const start = recoveryStart(anna)
    expect(await nameTrustees(anna, remote, keys, { threshold: 2, of: 3 }, TODAY)).toEqual({ done: true })
    const id = await openRestrictedCase(anna, remote, [], TODAY)
    await write(anna, id, 'number', 'Особое', id)
    await out(anna, boris)
    await sync(anna)

    const back = await recoverAdmin(start, keys, remote, 'Рита', TODAY)
    const rita = await Session.open(
      await createProfile(memoryDisk(), 'x', { secrets: back.secrets }, back.known, quick),
      () => NOW,
    )
    await finishRecovery(rita, remote, TODAY)
    await sync(rita, anna)
    expect(value(rita, caseId, 'number')).toBe('Т-1')
    expect(rita.profile.secrets.publication).toBe(anna.profile.secrets.publication)
    // Of a restricted case the keys come back; that she reads it is an entry of its own, and not while an admin of the case is there.
    await expect(people.setLanes(rita, remote, id, rita.me.person, ['facts'], TODAY)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await people.lock(rita, remote, anna.me.device, TODAY)
    await people.setLanes(rita, remote, id, rita.me.person, ['facts'], TODAY)
    await sync(rita)
    expect(value(rita, id, 'number', { space: id, lane: 'facts' })).toBe('Особое')
    await write(rita, caseId, 'state', 'open')
    await sync(rita)
    await synchronise(anna, remote, TODAY)
    expect(value(anna, caseId, 'state')).toBe('open')
    expect(people.troubles(anna)).toEqual([{ what: 'recovered', entries: 1 }])
    await expect(
      recoverAdmin(start, await recoveryKeys(randomBytes(32)), remote, 'Э', TODAY),
    ).rejects.toThrow()
  })
})
