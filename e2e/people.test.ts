/** Many hands and one seized laptop: several sessions, a relay in a process of its own, and those who attack. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, utf8 } from '../src/seal/bytes.ts'
import { openNotice } from '../src/seal/notice.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import * as people from '../src/team/session/people.ts'
import { createProfile, hasProfile } from '../src/team/session/profile.ts'
import { openRestrictedCase } from '../src/team/session/restricted.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { newFolder, type RelayProcess, removeFolder, startRelayProcess } from './relay-process.ts'

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
