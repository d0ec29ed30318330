/** What a team does when it happens (docs/threat-model.md, "When it happens"): sessions, a relay in a process of its own, and the steps in their order. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { makeKit, readKit } from '../src/log/kit.ts'
import { readMembership } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, utf8 } from '../src/seal/bytes.ts'
import { recoveryKeys } from '../src/seal/recovery.ts'
import { restorePerson } from '../src/team/members/restore.ts'
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
import { openRestrictedCase } from '../src/team/session/restricted.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { previewUndo, undoDevice } from '../src/team/session/undo.ts'
import { newFolder, type RelayProcess, removeFolder, startRelayProcess } from './relay-process.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const PLANTED = 'ПОСАЖЕННЫЙ planted-plaintext'
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
    ...{ name: 'Вымышленный дом', alias: 'Анна', relays: [relay.url], today: TODAY },
  })
  await sendFounded(founded, remote, relay.capability)
  anna = await begin(founded, (await readMembership(founded.secrets, new Map(), remote)).known)
})
afterEach(async () => {
  await relay.end('SIGTERM')
  removeFolder(folder)
})

const begin = async (
  made: Parameters<typeof createProfile>[2],
  known: Parameters<typeof createProfile>[3],
  now = () => NOW,
) => Session.open(await createProfile(memoryDisk(), 'фраза', made, known, quick), now)
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
const write = (to: Session, caseId: string, value: unknown, space = 'team') =>
  to.write([{ space, lane: 'facts', about: caseId, operations: [[`c${caseId}`, 'number', value]] }])
const value = (of: Session, caseId: string, ref: { space: string; lane: string } = facts) =>
  of.state(ref).get(`c${caseId}`)?.get('number')?.value
const diskOf = (session: Session) => session.disk as MemoryDisk
const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text)

test('the office is searched: locked laptops say nothing, panic leaves nothing, an admin elsewhere shuts them out, the old kit opens nothing, an invite brings the person back', async () => {
  const caseId = newId()
  const vera = await joins('Вера', 'admin')
  const boris = await joins('Борис', 'defender')
  await sync(anna, vera, boris)
  await write(boris, caseId, PLANTED)
  await sync(boris, anna, vera)
  const kit = makeKit(boris.profile.secrets)
  // Two laptops in the office: one is locked, on the other somebody pressed the button.
  const taken = diskOf(boris).copy()
  boris.lock()
  expect(holds(taken.bytes(), 'planted-plaintext')).toBe(false)
  await expect(openProfile(taken, 'угаданная', quick)).rejects.toMatchObject({ code: 'bad-seal' })
  const from = performance.now()
  await anna.panic()
  expect(performance.now() - from).toBeLessThan(1_000)
  expect([diskOf(anna).bytes().length, await hasProfile(diskOf(anna))]).toEqual([0, false])
  // Vera, somewhere else: lock, then remove.
  await people.lock(vera, remote, boris.me.device, TODAY)
  await people.lock(vera, remote, anna.me.device, TODAY)
  expect((await people.remove(vera, remote, [boris.me.device], TODAY)).done).toBe(true)
  // Whoever guesses the passphrase later gets in there, and no further.
  const guessed = await Session.open(await openProfile(taken, 'фраза', quick), () => NOW)
  expect(await synchronise(guessed, remote, TODAY)).toMatchObject({ removed: true })
  await sync(vera)
  expect(value(vera, caseId)).toBe(PLANTED)
  // The kit lay in the office too: of somebody who was removed it opens nothing at the relay any more. Boris comes back by an invite.
  await expect(restorePerson(readKit(kit.code, kit.lines.join('\n')), remote, TODAY)).rejects.toThrow()
  anna = vera
  const again = await joins('Борис снова', 'defender')
  await sync(again)
  expect(value(again, caseId)).toBe(PLANTED)
})

test('an employee is made to give a passphrase: they see their own lanes, no restricted case; locked, removed, and what was written is undone', async () => {
  const [caseId, before] = [newId(), newId()]
  let now = NOW
  const boris = await joins('Борис', 'defender', () => now)
  await sync(anna, boris)
  const secret = await openRestrictedCase(anna, remote, [], TODAY)
  await write(anna, secret, PLANTED, secret)
  await write(boris, before, 'Т-1')
  await sync(anna, boris)
  // They have the passphrase and a relay that answers.
  now = NOW + 3_600_000
  const theirs = await Session.open(await openProfile(diskOf(boris).copy(), 'фраза', quick), () => now)
  expect(value(theirs, before)).toBe('Т-1')
  expect(theirs.lanes().some(({ space }) => space === secret)).toBe(false)
  await expect(people.invite(theirs, remote, 'admin', TODAY)).rejects.toThrow()
  await write(theirs, caseId, 'поддельное')
  await write(theirs, before, 'испорчено')
  await sync(theirs, anna)
  expect(value(anna, before)).toBe('испорчено')
  await people.lock(anna, remote, boris.me.device, TODAY)
  expect((await people.remove(anna, remote, [boris.me.device], TODAY)).done).toBe(true)
  const preview = await previewUndo(anna, boris.me.device, NOW + 1_800_000)
  expect(preview.vanishing.length).toBeGreaterThan(0)
  await undoDevice(anna, boris.me.device, preview)
  await sync(anna)
  expect([value(anna, before), value(anna, caseId)]).toEqual(['Т-1', undefined])
  expect(await synchronise(theirs, remote, TODAY)).toMatchObject({ removed: true })
})

test('an infiltrator at a training: no case, no invite, no entry that counts; aliases are seen, and the person is removed', async () => {
  const caseId = newId()
  const boris = await joins('Борис', 'defender')
  const sveta = await joins('Света', 'trainee')
  await write(anna, caseId, PLANTED)
  await sync(anna, boris, sveta)
  expect(sveta.lanes()).toEqual([])
  expect(holds(utf8(JSON.stringify(sveta.profile.secrets)), 'team')).toBe(false)
  await expect(people.invite(sveta, remote, 'defender', TODAY)).rejects.toThrow()
  await expect(people.setRole(sveta, remote, sveta.me.person, 'admin', TODAY)).rejects.toThrow()
  await expect(people.remove(sveta, remote, [anna.me.device], TODAY)).rejects.toThrow()
  // What is not protected is said: they know what everybody is called.
  expect(people.people(sveta).map(({ alias }) => alias)).toContain('Борис')
  expect((await people.remove(anna, remote, [sveta.me.device], TODAY)).done).toBe(true)
  expect(await synchronise(sveta, remote, TODAY)).toMatchObject({ removed: true })
  await sync(boris)
  expect(people.troubles(boris)).toEqual([])
})

test('eviction: work goes on offline, the relay stands again elsewhere, and everything that was written comes there', async () => {
  const [one, two] = [newId(), newId()]
  const boris = await joins('Борис', 'defender')
  await write(anna, one, 'Т-1')
  await sync(anna, boris)
  await relay.end('SIGKILL')
  await write(boris, two, 'Т-2')
  expect(await synchronise(boris, remote, TODAY)).toEqual({ ok: false, problem: 'away' })
  expect(boris.unsent()).toBeGreaterThan(0)
  removeFolder(folder)
  folder = newFolder()
  relay = await startRelayProcess(folder)
  remote = relay.remote
  await moveRelay(anna, remote, relay.url, relay.capability, TODAY)
  await pointTo(boris, [relay.url])
  await sync(boris, anna)
  expect([value(anna, one), value(anna, two), boris.unsent()]).toEqual(['Т-1', 'Т-2', 0])
})

test('the server is seized: it holds nothing readable; moved from an admin’s device, and what the old one says later is not believed', async () => {
  const caseId = newId()
  const boris = await joins('Борис', 'defender')
  await write(anna, caseId, PLANTED)
  await sync(anna, boris)
  await relay.end('SIGKILL')
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
  for (const path of files)
    for (const needle of ['planted-plaintext', 'Анна', 'Борис', 'Вымышленный', boris.me.device])
      expect([path, readFileSync(path).includes(needle)]).toEqual([path, false])
  const seized = folder
  folder = newFolder()
  relay = await startRelayProcess(folder)
  remote = relay.remote
  await moveRelay(anna, remote, relay.url, relay.capability, TODAY)
  await pointTo(boris, [relay.url])
  await people.lock(anna, remote, boris.me.device, TODAY)
  await people.unlock(anna, remote, boris.me.device, TODAY)
  await sync(anna, boris)
  // Whoever has the old machine runs it again: its log is shorter than what is known, so nothing is taken back.
  const old = await startRelayProcess(seized)
  const head = boris.membership.organisation.head.seq
  await synchronise(boris, old.remote, TODAY)
  await old.end('SIGTERM')
  removeFolder(seized)
  expect(boris.membership.organisation.head.seq).toBe(head)
  expect(value(boris, caseId)).toBe(PLANTED)
  await sync(boris, anna)
})

test('a phone is lost: locked at once; found, nothing is lost; not found, it is removed and destroys what it has when it connects', async () => {
  const [one, two] = [newId(), newId()]
  const boris = await joins('Борис', 'defender')
  await sync(anna, boris)
  await write(boris, one, 'Т-1')
  await people.lock(anna, remote, boris.me.device, TODAY)
  await sync(boris, anna)
  expect(value(anna, one)).toBe(undefined)
  await people.unlock(anna, remote, boris.me.device, TODAY)
  await sync(boris, anna)
  expect(value(anna, one)).toBe('Т-1')
  await people.lock(anna, remote, boris.me.device, TODAY)
  expect((await people.wipe(anna, remote, [boris.me.device], TODAY)).done).toBe(true)
  // Offline the order does not reach it: that is said. At the next contact it does.
  expect(await hasProfile(diskOf(boris))).toBe(true)
  expect(await synchronise(boris, remote, TODAY)).toEqual({ ok: false, removed: true, wipe: true })
  expect(await hasProfile(diskOf(boris))).toBe(false)
  const again = await joins('Борис', 'defender')
  await sync(again)
  await write(again, two, 'Т-2')
  await sync(again, anna)
  expect([value(again, one), value(anna, two)]).toEqual(['Т-1', 'Т-2'])
})

test('the coordinator is deported, the only admin: the trustees make one who reads everything, and the device at the border is shut out', async () => {
  const caseId = newId()
  const boris = await joins('Борис', 'defender')
  await write(anna, caseId, 'Т-1')
  await sync(anna, boris)
  const keys = await recoveryKeys(randomBytes(32))
  const start = recoveryStart(anna)
  expect(await nameTrustees(anna, remote, keys, { threshold: 2, of: 3 }, TODAY)).toEqual({ done: true })
  await sync(anna, boris)
  // Anna and her laptop are gone. No admin is left; the trustees come together abroad.
  const back = await recoverAdmin(start, keys, remote, 'Рита', TODAY)
  const rita = await begin({ secrets: back.secrets }, back.known)
  await finishRecovery(rita, remote, TODAY)
  await sync(rita)
  expect(value(rita, caseId)).toBe('Т-1')
  await people.lock(rita, remote, anna.me.device, TODAY)
  await sync(boris, rita)
  expect(people.troubles(boris)).toEqual([{ what: 'recovered', entries: 1 }])
  // The device at the border: what is written on it from now on counts for nobody.
  await write(anna, caseId, 'поддельное')
  await synchronise(anna, remote, TODAY)
  await sync(boris, rita)
  expect([value(boris, caseId), value(rita, caseId)]).toEqual(['Т-1', 'Т-1'])
  anna = rita
  const vera = await joins('Вера', 'defender')
  await sync(vera)
  expect(value(vera, caseId)).toBe('Т-1')
})
