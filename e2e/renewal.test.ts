/** A copied profile of somebody who is no admin: asked for, heard by voice, confirmed once (docs/protocol.md §4, "Renewal"). Sessions and a relay in a process of its own. */
import { beforeEach, expect, test } from 'vitest'
import type { Remote } from '../src/log/remote.ts'
import { renewalFiles } from '../src/log/renewal.ts'
import { newId, utf8 } from '../src/seal/bytes.ts'
import type { MemoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import * as people from '../src/team/session/people.ts'
import { openProfile } from '../src/team/session/profile.ts'
import { rekey } from '../src/team/session/rekey.ts'
import {
  acceptRenewal,
  askedRenewal,
  askRenewal,
  finishRenewal,
  refuseRenewal,
  renewals,
} from '../src/team/session/renewal.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { joins, NOW, quick, syncAll, TODAY, useHouse, value, write } from './people.steps.ts'

const house = useHouse()
let anna: Session
let remote: Remote
let boris: Session
let lena: Session
beforeEach(async () => {
  ;({ anna, remote } = house)
  boris = await joins(remote, anna, 'Борис', 'defender')
  lena = await joins(remote, anna, 'Лена', 'coordinator')
  await syncAll(remote, anna, boris, lena)
})

const copyOf = async (session: Session) =>
  Session.open(await openProfile((session.disk as MemoryDisk).copy(), 'своя', quick), () => NOW)
const own = (session: Session) => session.profile.secrets.spaces.find(({ kind }) => kind === 'org')!
const asked = (by = anna) => renewals(by, remote, quick, TODAY)

/** The thief's copy writes first; the honest laptop notices and has something that was not sent. */
async function stolen() {
  const [theirs, unsent] = [newId(), newId()]
  const copy = await copyOf(boris)
  await write(copy, theirs, 'number', 'чужое')
  await syncAll(remote, copy)
  await write(boris, unsent, 'number', 'Т-2')
  await synchronise(boris, remote, TODAY)
  expect(boris.cloned).toBe(true)
  return { copy, theirs, unsent }
}

test('asked, the same six words on both screens, one yes: the copy is out, what was not sent comes under the new name, and nobody is alarmed', async () => {
  const { copy, unsent } = await stolen()
  await expect(rekey(boris, remote, TODAY)).rejects.toMatchObject({ code: 'not-allowed' })
  const { words } = await askRenewal(boris, remote, quick, TODAY)
  // A closed tab, asked again: it is the same request.
  expect(await askedRenewal(boris, quick)).toEqual({ words })
  expect(await askRenewal(await copyOf(boris), remote, quick, TODAY)).toEqual({ words })
  expect(await finishRenewal(boris, remote)).toBe(null)
  await syncAll(remote, anna)
  const [one, ...more] = await asked()
  expect([one!.alias, one!.words, one!.old, more]).toEqual(['Борис', words, boris.me.device, []])
  expect(await acceptRenewal(anna, remote, one!, TODAY)).toEqual({ done: true })
  expect(await asked()).toEqual([])

  const renewed = (await finishRenewal(boris, remote, () => NOW))!
  expect([renewed.cloned, renewed.me.device]).toEqual([false, one!.device.id])
  await syncAll(remote, renewed, anna, lena)
  for (const session of [renewed, anna, lena]) {
    expect(value(session, unsent, 'number')).toBe('Т-2')
    expect(people.troubles(session)).toEqual([])
  }
  // New keys in every lane; the copy has none of them, and what it goes on writing counts for nobody.
  const [later, behind] = [newId(), newId()]
  await write(lena, later, 'number', 'Т-3')
  await syncAll(remote, lena, renewed)
  expect(value(renewed, later, 'number')).toBe('Т-3')
  expect(await synchronise(copy, remote, TODAY)).toMatchObject({ removed: true })
  await write(copy, behind, 'number', 'чужое')
  await syncAll(remote, anna, renewed)
  expect(value(anna, behind, 'number')).toBe(undefined)
  for (const { keys } of anna.membership.spaces.values())
    for (const [lane, { holders }] of keys) expect([lane, holders.has(one!.old)]).toEqual([lane, false])
  // The passphrase opens the device under its new name, also after a restart.
  const again = await Session.open(await openProfile(renewed.disk, 'своя', quick), () => NOW)
  expect([again.me.device, value(again, unsent, 'number')]).toEqual([one!.device.id, 'Т-2'])
})

test('whoever has the copy asks too: two requests, other words, and the one that is refused enters nothing', async () => {
  const { copy } = await stolen()
  const mine = await askRenewal(boris, remote, quick, TODAY)
  const theirs = await askRenewal(copy, remote, quick, TODAY)
  expect(theirs.words).not.toEqual(mine.words)
  await syncAll(remote, anna)
  const both = await asked()
  expect(both).toHaveLength(2)
  const honest = both.find(({ words }) => String(words) === String(mine.words))!
  await refuseRenewal(anna, remote, both.find((each) => each !== honest)!)
  await acceptRenewal(anna, remote, honest, TODAY)
  expect(await finishRenewal(copy, remote)).toBe(null)
  expect((await finishRenewal(boris, remote, () => NOW))?.me.device).toBe(honest.device.id)
  // The request of the copy names a device that is removed now: it stands for nothing any more.
  await expect(askRenewal(copy, remote, quick, TODAY)).rejects.toMatchObject({ code: 'not-allowed' })
})

test('an admin’s laptop dies in the middle of the yes: confirmed once more, by whichever admin', async () => {
  await stolen()
  await askRenewal(boris, remote, quick, TODAY)
  await syncAll(remote, anna)
  const [one] = await asked()
  const dead = new Proxy(remote, {
    get(target, name) {
      const call = Reflect.get(target, name, target)
      return name === 'eraseFile' || (name === 'appendControl' && ++entries > 1)
        ? () => Promise.reject(new Error('closed'))
        : typeof call === 'function'
          ? call.bind(target)
          : call
    },
  })
  let entries = 0
  await expect(acceptRenewal(anna, dead, one!, TODAY)).rejects.toThrow('closed')
  await syncAll(remote, anna)
  const [still] = await asked()
  expect(still!.device.id).toBe(one!.device.id)
  expect(await acceptRenewal(anna, remote, still!, TODAY)).toEqual({ done: true })
  expect(await finishRenewal(boris, remote, () => NOW)).not.toBe(null)
})

test('what is no request is erased unseen: rubbish of a member, a request of the day before last week, one for somebody else’s device', async () => {
  await stolen()
  const { id, member, lanes } = own(lena)
  const [first, second] = renewalFiles(lanes.control![0]!, id)
  await remote.putFile(remote.spaceFile(id, first!), member, utf8('HN rubbish of a planted member'))
  await askRenewal(boris, remote, quick, '2026-11-10')
  await syncAll(remote, anna)
  expect(await asked()).toEqual([])
  for (const file of [first!, second!])
    expect(await remote.partsOf(remote.spaceFile(id, file), member)).toEqual([])
  // Asked anew after a week: other keys, because the old request may have been seen.
  await askRenewal(boris, remote, quick, TODAY)
  expect(await asked()).toHaveLength(1)
  // Only an admin sees requests, and no admin makes one.
  expect(await asked(lena)).toEqual([])
  await expect(askRenewal(anna, remote, quick, TODAY)).rejects.toMatchObject({ code: 'not-allowed' })
})
