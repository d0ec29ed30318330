/** What a team does when it happens (docs/threat-model.md, "When it happens"): sessions, a relay in a process of its own, and the steps in their order. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import type { Secrets } from '../src/log/founding.ts'
import { makeKit, readKit } from '../src/log/kit.ts'
import type { KnownEntries } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import { newId, utf8 } from '../src/seal/bytes.ts'
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
import { comeBackByTrustees, makeTrustees, readSheets } from '../src/team/session/trustees.ts'
import { previewUndo, undoDevice } from '../src/team/session/undo.ts'
import { joins as joinsBy, NOW, quick, syncAll, TODAY, useHouse } from './people.steps.ts'
import { newFolder, removeFolder, startRelayProcess } from './relay-process.ts'

const PLANTED = 'ПОСАЖЕННЫЙ planted-plaintext'
const facts = { space: 'team', lane: 'facts' } as const
const house = useHouse()
/** The founder; where she is gone, whoever goes on. */
let anna: Session
let remote: Remote
beforeEach(() => {
  ;({ anna, remote } = house)
})

const joins = (alias: string, role: Role, now?: () => number) =>
  joinsBy(remote, anna, alias, role, undefined, now)
const open = async (disk: MemoryDisk, passphrase: string, now = () => NOW) =>
  Session.open(await openProfile(disk, passphrase, quick), now)
const enter = async (made: { secrets: Secrets; known: KnownEntries }) =>
  Session.open(await createProfile(memoryDisk(), 'новая', made, made.known, quick), () => NOW)
const sync = (...sessions: Session[]) => syncAll(remote, ...sessions)
/** A new relay in the place of one that is gone; what it had is in the folder that is returned. */
async function another(): Promise<string> {
  await house.relay.end('SIGKILL')
  const { folder } = house
  house.folder = newFolder()
  house.relay = await startRelayProcess(house.folder)
  remote = house.relay.remote
  return folder
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
  const guessed = await open(taken, 'своя')
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
  const theirs = await open(diskOf(boris).copy(), 'своя', () => now)
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
  await house.relay.end('SIGKILL')
  await write(boris, two, 'Т-2')
  expect(await synchronise(boris, remote, TODAY)).toEqual({ ok: false, problem: 'away' })
  expect(boris.unsent()).toBeGreaterThan(0)
  removeFolder(await another())
  const { relay } = house
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
  const seized = await another()
  const { relay } = house
  const files = (readdirSync(seized, { recursive: true }) as string[])
    .map((name) => join(seized, name))
    .filter((path) => statSync(path).isFile())
  for (const path of files)
    for (const needle of ['planted-plaintext', 'Анна', 'Борис', 'Вымышленный', boris.me.device])
      expect([path, readFileSync(path).includes(needle)]).toEqual([path, false])
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
  const rita = await enter(back)
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

test('the coordinator is deported, two admins are abroad: one locks at once, both remove, work and the trustees’ sheets go on', async () => {
  const [caseId, secret] = [newId(), newId()]
  const vera = await joins('Вера', 'admin')
  const rita = await joins('Рита', 'admin')
  await sync(vera)
  const [making] = people.proposals(vera)
  await people.approve(vera, remote, making!.seq, TODAY)
  const boris = await joins('Борис', 'defender')
  await sync(anna, vera, rita, boris)
  // Before anything happens: trustees, named by two, and a restricted case of the coordinator with one of the others.
  const { sheets, decided } = await makeTrustees(anna, remote, { threshold: 2, of: 3 }, TODAY)
  await sync(vera)
  await people.approve(vera, remote, decided.done ? -1 : decided.proposal, TODAY)
  const special = await openRestrictedCase(anna, remote, [vera.me.person], TODAY)
  await sync(anna, vera)
  await write(anna, special, 'Особое', special)
  await write(anna, caseId, 'Т-1')
  await sync(anna, vera, rita, boris)

  // At the border: the laptop is taken, and opened by force.
  const taken = await open(diskOf(anna).copy(), 'фраза')
  await people.lock(vera, remote, anna.me.device, TODAY)
  await write(taken, caseId, 'поддельное')
  await synchronise(taken, remote, TODAY)
  await sync(vera, rita, boris)
  for (const session of [vera, rita, boris]) expect(value(session, caseId)).toBe('Т-1')
  // Locked, it decides nothing: neither about people nor about what waits.
  await expect(people.remove(taken, remote, [boris.me.device], TODAY)).rejects.toThrow()
  await expect(people.unlock(taken, remote, anna.me.device, TODAY)).rejects.toThrow()
  const removing = await people.remove(vera, remote, [anna.me.device], TODAY)
  expect(removing.done).toBe(false)
  await expect(
    people.approve(vera, remote, removing.done ? -1 : removing.proposal, TODAY),
  ).rejects.toMatchObject({ code: 'not-allowed' })
  await sync(rita)
  await people.approve(rita, remote, removing.done ? -1 : removing.proposal, TODAY)
  await sync(vera, rita, boris)
  expect(await synchronise(taken, remote, TODAY)).toMatchObject({ removed: true })

  // Both go on: what was there, what comes, the restricted case of the one who was named in it, new people.
  await write(vera, secret, 'Т-2')
  await sync(vera, rita, boris)
  for (const session of [vera, rita, boris])
    expect([value(session, caseId), value(session, secret)]).toEqual(['Т-1', 'Т-2'])
  expect(value(vera, special, { space: special, lane: 'facts' })).toBe('Особое')
  expect(rita.lanes().some(({ space }) => space === special)).toBe(false)
  for (const session of [vera, rita, boris]) expect(people.troubles(session)).toEqual([])
  // She is out of the country and safe: a new invite brings her back, and she reads everything that had been sent.
  anna = vera
  const again = await joins('Анна снова', 'coordinator')
  await sync(again)
  expect([value(again, caseId), value(again, secret)]).toEqual(['Т-1', 'Т-2'])

  // Much later both admins are gone too. The sheets are from before the removal and still lead to everything, the restricted case as well.
  const found = await readSheets({
    ...{ shares: sheets.slice(1).map(({ share }) => share.join('\n')), way: sheets[0]!.way.join('\n') },
  })
  const back = await enter(await comeBackByTrustees(found, remote, 'Соня', TODAY))
  await finishRecovery(back, remote, TODAY)
  await people.lock(back, remote, vera.me.device, TODAY)
  await people.lock(back, remote, rita.me.device, TODAY)
  await sync(back, boris)
  expect([value(back, caseId), value(back, secret)]).toEqual(['Т-1', 'Т-2'])
  expect(people.troubles(boris)).toEqual([{ what: 'recovered', entries: 1 }])
})
