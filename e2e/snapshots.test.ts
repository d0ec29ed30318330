/** Snapshots that members share: a new device begins with one, a second person computes it again, a lie is found and nothing of it is pruned. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import { sealSnapshot, snapshotFile } from '../src/log/snapshot.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, utf8 } from '../src/seal/bytes.ts'
import { type MemoryDisk, memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import * as people from '../src/team/session/people.ts'
import { createProfile, openProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import * as shared from '../src/team/session/shared-snapshot.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { liftUndo, previewUndo, undoDevice, undoneDevices } from '../src/team/session/undo.ts'
import { newFolder, type RelayProcess, removeFolder, startRelayProcess } from './relay-process.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const facts = { space: 'team', lane: 'facts' } as const

let folder: string
let relay: RelayProcess
let remote: Remote
let anna: Session
const disks = new Map<Session, MemoryDisk>()

const open = async (disk: MemoryDisk) => {
  const session = await Session.open(await openProfile(disk, 'фраза', quick), () => NOW)
  disks.set(session, disk)
  return session
}
const made = async (
  founded: Parameters<typeof createProfile>[2],
  known: Parameters<typeof createProfile>[3],
) => {
  const disk = memoryDisk()
  await createProfile(disk, 'фраза', founded, known, quick)
  return open(disk)
}
const again = (session: Session) => open(disks.get(session)!)

beforeEach(async () => {
  folder = newFolder()
  relay = await startRelayProcess(folder)
  remote = relay.remote
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'Анна',
    relays: [relay.url],
    today: TODAY,
  })
  await sendFounded(founded, remote, relay.capability)
  anna = await made(founded, (await readMembership(founded.secrets, new Map(), remote)).known)
})
afterEach(async () => {
  await relay.end('SIGTERM')
  removeFolder(folder)
})

const sync = async (...sessions: Session[]) => {
  for (const session of sessions)
    expect(await synchronise(session, remote, TODAY)).toMatchObject({ ok: true })
}
const write = (to: Session, caseId: string, field: string, value: unknown) =>
  to.write([{ ...facts, about: caseId, operations: [[`c${caseId}`, field, value]] }])
const value = (of: Session, caseId: string, field: string) =>
  of.state(facts).get(`c${caseId}`)?.get(field)?.value
const commits = async (of: Session) => (await disks.get(of)!.list('commits', 'team/facts/')).length
const alarms = (of: Session) => of.waiting().filter(({ reason }) => reason === 'fork' || reason === 'revoked')

async function joins(alias: string, role: Role): Promise<Session> {
  const { id, lines } = await people.invite(anna, remote, role, TODAY)
  const joining = await people.join(lines.join(' '), alias, () => remote, quick)
  const caller = await people.caller(anna, remote, id, quick, TODAY)
  await people.acceptJoin(anna, remote, id, caller!, TODAY)
  const welcome = await joining.welcome(remote)
  return made({ secrets: welcome!.secrets }, welcome!.known)
}

/** Puts a snapshot with another state in the place where others look for it. */
async function plant(session: Session, change: (body: string) => string, attempt = 0): Promise<void> {
  const lane = session.lane(facts)
  const first = lane.replica.ring.epochs.get(0)!
  const body = change(lane.replica.body())
  expect(body).not.toBe(lane.replica.body())
  const me = { device: session.me.device, key: session.me.key }
  const epoch = lane.replica.ring.epochs.get(lane.replica.standing().epoch)!
  const at = await session.cursor(facts)
  const bytes = await sealSnapshot(me, session.membership.organisation.id, lane.pseudonym(), epoch, body, at)
  const space = session.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
  const file = snapshotFile(first, Math.floor(NOW / 86_400_000 / 28), attempt)
  await remote.putFile(remote.spaceFile(space.id, file), space.member, bytes)
}

describe('a shared snapshot', () => {
  const cases = [newId(), newId(), newId()]
  beforeEach(async () => {
    for (const [i, id] of cases.entries()) {
      await write(anna, id, 'number', `Т-${i}`)
      await write(anna, id, 'state', 'open')
    }
    await sync(anna)
  })

  test('a new member begins with it at once, then fetches the log below it and finds the same', async () => {
    expect(await shared.offerSnapshot(anna, remote, facts, TODAY)).toBe(true)
    expect(await shared.offerSnapshot(anna, remote, facts, TODAY)).toBe(false)
    await write(anna, cases[0]!, 'state', 'waiting')
    await sync(anna)
    const boris = await joins('Борис', 'defender')
    expect(await shared.beginFromSnapshot(boris, remote, facts, TODAY)).toBe(true)
    expect(value(boris, cases[2]!, 'number')).toBe('Т-2')
    await sync(boris)
    expect(value(boris, cases[0]!, 'state')).toBe('waiting')
    expect(await commits(boris)).toBeLessThan(3)
    // Locked and opened again, written on, read by the others.
    const later = await again(boris)
    await write(later, cases[1]!, 'state', 'closed')
    await sync(later, anna)
    expect(value(anna, cases[1]!, 'state')).toBe('closed')
    expect(await shared.fetchBelow(later, remote, facts)).toBe('same')
    expect(await commits(later)).toBe(await commits(anna))
    expect(later.lane(facts).replica.body()).toBe(anna.lane(facts).replica.body())
    expect([alarms(later), alarms(anna)]).toEqual([[], []])
    expect((await again(later)).lane(facts).below).toBe(null)
  })
  test('only what a second person has signed is pruned; the author’s own second device does not count', async () => {
    await shared.offerSnapshot(anna, remote, facts, TODAY)
    expect((await shared.confirmSnapshot(anna, remote, facts, TODAY)).outcome).toBe('own')
    expect(await shared.prune(anna, remote, facts, TODAY)).toBe(0)
    const boris = await joins('Борис', 'defender')
    await sync(boris)
    // What began with the snapshot cannot vouch for it before it has the log.
    expect((await shared.confirmSnapshot(boris, remote, facts, TODAY)).outcome).toBe('unlike')
    await shared.fetchBelow(boris, remote, facts)
    expect((await shared.confirmSnapshot(boris, remote, facts, TODAY)).outcome).toBe('same')
    expect((await shared.confirmSnapshot(boris, remote, facts, TODAY)).outcome).toBe('confirmed already')
    await sync(boris, anna)
    const before = await commits(anna)
    const all = anna.lane(facts).replica.body()
    expect(await shared.prune(anna, remote, facts, TODAY)).toBeGreaterThan(8)
    expect(await commits(anna)).toBeLessThan(before)
    expect(anna.lane(facts).replica.body()).toBe(all)
    const opened = await again(anna)
    expect(opened.lane(facts).replica.body()).toBe(all)
    // The relay still hands out everything: nothing comes back, nothing is an alarm.
    await opened.received(facts, [], { position: 0, life: (await opened.cursor(facts)).life })
    await sync(opened)
    expect(alarms(opened)).toEqual([])
    await write(opened, cases[0]!, 'state', 'closed')
    await opened.keepSnapshots(1)
    await sync(opened, boris)
    expect(value(boris, cases[0]!, 'state')).toBe('closed')
    expect((await again(opened)).lane(facts).replica.body()).toBe(boris.lane(facts).replica.body())
    // An undo above the pruned part is an undo; below it nothing changes any more.
    const from = opened.heads(facts).get(opened.me.device)!.seq
    await opened.write([{ ...facts, about: '', operations: [[`u${opened.me.device}`, 'from', from]] }])
    expect(value(opened, cases[0]!, 'state')).toBe('open')
    await opened.write([{ ...facts, about: '', operations: [[`u${opened.me.device}`, 'from', 0]] }])
    expect([value(opened, cases[0]!, 'state'), value(opened, cases[2]!, 'number')]).toEqual(['open', 'Т-2'])
    expect(value(await again(opened), cases[2]!, 'number')).toBe('Т-2')
  })
  test('a lying snapshot: whoever begins with it finds out, a second person does not sign it, nothing is pruned', async () => {
    await plant(anna, (body) => body.replace('"Т-1"', '"Т-9"'))
    const boris = await joins('Борис', 'defender')
    const vera = await joins('Вера', 'defender')
    expect(await shared.beginFromSnapshot(boris, remote, facts, TODAY)).toBe(true)
    expect(value(boris, cases[1]!, 'number')).toBe('Т-9')
    expect(await shared.tendSnapshots(boris, remote, TODAY, 1)).toMatchObject([
      { lane: 'facts', device: anna.me.device, person: anna.me.person },
    ])
    expect(value(boris, cases[1]!, 'number')).toBe('Т-1')
    // Vera began with it too; when she has the log, she does not sign it.
    await sync(vera)
    expect(await shared.fetchBelow(vera, remote, facts)).toBe('different')
    expect((await shared.confirmSnapshot(vera, remote, facts, TODAY)).outcome).toBe('different')
    const lies = await shared.tendSnapshots(vera, remote, TODAY, 1)
    expect(lies.map(({ device }) => device)).toContain(anna.me.device)
    await sync(vera, boris, anna)
    for (const session of [anna, boris, vera]) {
      const before = await commits(session)
      expect(await shared.prune(session, remote, facts, TODAY)).toBe(0)
      expect(await commits(session)).toBe(before)
    }
  })
  test('a liar who says that somebody confirmed it confirms nothing', async () => {
    await plant(anna, (body) => body.replace('"Т-1"', '"Т-9"'))
    const boris = await joins('Борис', 'defender')
    await sync(boris)
    const found = (await shared.newestSnapshot(boris, remote, facts, TODAY))!
    await anna.write([{ ...facts, about: '', operations: [[`s${found.file}`, 'same', found.manifest.hash]] }])
    await sync(anna, boris)
    expect(shared.confirmedBy(boris, facts, found)).toBe(null)
    // Even where two lie together: a third one’s own computation stands against it.
    await boris.write([
      { ...facts, about: '', operations: [[`s${found.file}`, 'same', found.manifest.hash]] },
    ])
    const vera = await joins('Вера', 'defender')
    await sync(boris, vera)
    expect(shared.confirmedBy(vera, facts, found)).toBe(boris.me.person)
    expect(await shared.prune(vera, remote, facts, TODAY)).toBe(0)
    expect(await shared.fetchBelow(vera, remote, facts)).toBe('different')
    expect(await shared.prune(vera, remote, facts, TODAY)).toBe(0)
    expect(value(vera, cases[1]!, 'number')).toBe('Т-1')
  })
  test('junk in its place is passed over, and the next name is taken', async () => {
    const space = anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    const first = anna.lane(facts).replica.ring.epochs.get(0)!
    const file = snapshotFile(first, Math.floor(NOW / 86_400_000 / 28), 0)
    await remote.putFile(remote.spaceFile(space.id, file), space.member, new Uint8Array(5000).fill(7))
    expect(await shared.offerSnapshot(anna, remote, facts, TODAY)).toBe(true)
    const boris = await joins('Борис', 'defender')
    expect(await shared.beginFromSnapshot(boris, remote, facts, TODAY)).toBe(true)
    expect(value(boris, cases[0]!, 'number')).toBe('Т-0')
  })
  test('a relay that withholds the log below: told apart from a lie, and the work goes on', async () => {
    await shared.offerSnapshot(anna, remote, facts, TODAY)
    const boris = await joins('Борис', 'defender')
    await shared.beginFromSnapshot(boris, remote, facts, TODAY)
    const lane = remote.lane
    remote.lane = async (space, name, member, after) => {
      const page = await lane(space, name, member, after)
      return { ...page, frames: page.frames.slice(1) }
    }
    expect(await shared.fetchBelow(boris, remote, facts)).toBe('unlike')
    remote.lane = lane
    expect(value(boris, cases[0]!, 'number')).toBe('Т-0')
    expect(await shared.fetchBelow(boris, remote, facts)).toBe('same')
  })
})

describe('vandalism by a member', () => {
  test('an admin undoes everything of a device since a moment, everywhere, and can take it back', async () => {
    const id = newId()
    await write(anna, id, 'number', 'Т-1')
    await sync(anna)
    const boris = await joins('Борис', 'defender')
    await sync(boris)
    await write(boris, id, 'number', 'испорчено')
    await boris.write([
      { space: 'team', lane: 'strategy', about: id, operations: [[`c${id}`, 'plan', 'испорчено']] },
    ])
    await sync(boris, anna)
    await anna.keepSnapshots(1)
    const byBoris = await previewUndo(boris, anna.me.device, 0)
    await expect(undoDevice(boris, anna.me.device, byBoris)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await previewUndo(anna, boris.me.device, NOW + 1000)).from).toEqual([])
    const preview = await previewUndo(anna, boris.me.device, NOW - 1000)
    expect(preview.vanishing.map(({ lane, field, before }) => [lane, field, before])).toContainEqual([
      'facts',
      'number',
      'Т-1',
    ])
    await undoDevice(anna, boris.me.device, preview)
    expect(undoneDevices(anna)).toEqual([boris.me.device])
    expect(value(anna, id, 'number')).toBe('Т-1')
    expect(anna.state({ space: 'team', lane: 'strategy' }).get(`c${id}`)).toBe(undefined)
    await write(boris, id, 'state', 'closed')
    await sync(anna, boris, anna)
    for (const session of [anna, boris, await again(anna)]) {
      expect(value(session, id, 'number')).toBe('Т-1')
      expect(value(session, id, 'state')).toBe(undefined)
    }
    // What somebody who is no admin writes as an undo undoes nothing.
    await boris.write([{ ...facts, about: '', operations: [[`u${anna.me.device}`, 'from', 0]] }])
    await sync(boris, anna)
    expect(value(anna, id, 'number')).toBe('Т-1')
    await liftUndo(anna, boris.me.device)
    await sync(anna, boris)
    expect([value(anna, id, 'number'), value(boris, id, 'number')]).toEqual(['испорчено', 'испорчено'])
    expect(undoneDevices(anna)).toEqual([])
  })
})
