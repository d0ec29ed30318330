/** Several sessions and a relay in a process of its own: what tests of many hands share. */
import { afterEach, beforeEach, expect } from 'vitest'
import type { Role } from '../src/log/entry.ts'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import type { Remote } from '../src/log/remote.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, utf8 } from '../src/seal/bytes.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import * as people from '../src/team/session/people.ts'
import { createProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { newFolder, type RelayProcess, removeFolder, startRelayProcess } from './relay-process.ts'

export const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
export const TODAY = '2026-11-22'
export const NOW = Date.parse(`${TODAY}T10:00:00Z`)

/** What a test finds before it begins; anna is the founder. */
export interface House {
  folder: string
  relay: RelayProcess
  remote: Remote
  founded: Founded
  anna: Session
}

export function useHouse(): House {
  const house = {} as House
  beforeEach(async () => {
    house.folder = newFolder()
    house.relay = await startRelayProcess(house.folder)
    house.remote = house.relay.remote
    house.founded = await foundOrganisation({
      name: 'Вымышленный дом',
      alias: 'Анна',
      relays: [house.relay.url],
      today: TODAY,
    })
    await sendFounded(house.founded, house.remote, house.relay.capability)
    const { known } = await readMembership(house.founded.secrets, new Map(), house.remote)
    const profile = await createProfile(memoryDisk(), 'фраза', house.founded, known, quick)
    house.anna = await Session.open(profile, () => NOW)
  })
  afterEach(async () => {
    await house.relay.end('SIGTERM')
    removeFolder(house.folder)
  })
  return house
}

export async function syncAll(remote: Remote, ...sessions: Session[]): Promise<void> {
  for (const session of sessions)
    expect(await synchronise(session, remote, TODAY), session.me.device).toMatchObject({ ok: true })
}

/** Invite, hello, words on both sides, yes, welcome: as two people do it. @param from whose second device it is */
export async function joins(
  remote: Remote,
  by: Session,
  alias: string,
  role: Role,
  from?: Session,
  now: () => number = () => NOW,
): Promise<Session> {
  const { id, lines } = await people.invite(by, remote, role, TODAY)
  const code = from ? people.inviteOwnDevice(from, lines.join('\n')) : lines
  const joining = await people.join(code.join(' '), alias, () => remote, quick)
  const caller = await people.caller(by, remote, id, quick, TODAY)
  expect(caller!.words).toEqual(joining.words)
  await people.acceptJoin(by, remote, id, caller!, TODAY)
  const welcome = await joining.welcome(remote)
  return Session.open(
    await createProfile(memoryDisk(), 'своя', { secrets: welcome!.secrets }, welcome!.known, quick),
    now,
  )
}

export const write = (
  to: Session,
  caseId: string,
  field: string,
  value: unknown,
  lane = 'facts',
): Promise<void> =>
  to.write([{ space: 'team', lane, about: caseId, operations: [[`c${caseId}`, field, value]] }])

export const value = (of: Session, caseId: string, field: string, lane = 'facts'): unknown =>
  of.state({ space: 'team', lane }).get(`c${caseId}`)?.get(field)?.value
