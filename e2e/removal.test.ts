/** A removal that breaks off: it is written, the laptop dies before the keys are new, and the removed device goes on with the relay's help (docs/protocol.md §4, "Pins"). */
import { beforeEach, expect, test } from 'vitest'
import { type Remote, RemoteError } from '../src/log/remote.ts'
import { newId } from '../src/seal/bytes.ts'
import { sendLane } from '../src/team/session/exchange.ts'
import * as people from '../src/team/session/people.ts'
import type { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { joins, syncAll, TODAY, useHouse, value, write } from './people.steps.ts'

const house = useHouse()
const facts = { space: 'team', lane: 'facts' } as const
let anna: Session
let remote: Remote
beforeEach(() => {
  ;({ anna, remote } = house)
})

/** A line that breaks for good after so many control entries: what a laptop that is closed, or killed, leaves behind. */
function dyingAfter(entries: number): Remote {
  let left = entries
  const dead = () => Promise.reject(new RemoteError('away'))
  return new Proxy(remote, {
    get(target, name) {
      const own = Reflect.get(target, name, target) as unknown
      if (typeof own !== 'function') return own
      return (...args: unknown[]) => {
        if (left <= 0) return dead()
        if (name === 'appendControl') left--
        return (own as (...all: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}
/** What somebody who was removed does who asks nobody: the tokens are still good, because nothing was rotated. */
async function goesOn(removed: Session, caseId: string, text: string) {
  await write(removed, caseId, 'number', text)
  expect(await sendLane(removed, remote, facts)).toBeGreaterThan(0)
}

test('killed between the removal and the new keys: what comes then counts for nobody, and the next admin’s device makes the keys', async () => {
  const [before, after, later] = [newId(), newId(), newId()]
  const vera = await joins(remote, anna, 'Вера', 'admin')
  const boris = await joins(remote, anna, 'Борис', 'defender')
  const lena = await joins(remote, anna, 'Лена', 'defender')
  await write(boris, before, 'number', 'Т-1')
  await syncAll(remote, boris, anna, vera, lena)
  // Sent, and not seen by anybody but the one who removes: she reads it before she writes the end.
  await write(boris, before, 'state', 'waiting')
  await syncAll(remote, boris)
  const epochs = () => vera.membership.spaces.get('team')!.keys.get('facts')!.chain.length
  const first = epochs()
  await expect(people.remove(anna, dyingAfter(1), [boris.me.device], TODAY)).rejects.toMatchObject({
    problem: 'away',
  })
  anna.lock()

  await goesOn(boris, after, 'поддельное')
  // A member without rights to rotate, who reads between the two.
  await syncAll(remote, lena)
  expect(lena.membership.spaces.get('team')!.keys.get('facts')!.chain).toHaveLength(first)
  expect(value(lena, after, 'number')).toBe(undefined)
  expect(value(lena, before, 'state')).toBe('waiting')

  await syncAll(remote, vera)
  expect(epochs()).toBe(first + 1)
  await syncAll(remote, lena)
  const late = await joins(remote, vera, 'Катя', 'defender')
  await syncAll(remote, late)
  for (const session of [vera, lena, late])
    expect([
      value(session, before, 'number'),
      value(session, before, 'state'),
      value(session, after, 'number'),
    ]).toEqual(['Т-1', 'waiting', undefined])
  expect(people.troubles(late)).toEqual([])
  await write(vera, later, 'number', 'Т-2')
  await syncAll(remote, vera, lena)
  expect(value(lena, later, 'number')).toBe('Т-2')
  expect(await synchronise(boris, remote, TODAY)).toMatchObject({ removed: true })
  expect(value(boris, later, 'number')).toBe(undefined)
})

test('two admins: killed between the yes of the second and the new keys', async () => {
  const after = newId()
  const vera = await joins(remote, anna, 'Вера', 'admin')
  const rita = await joins(remote, anna, 'Рита', 'admin')
  await syncAll(remote, vera)
  await people.approve(vera, remote, people.proposals(vera)[0]!.seq, TODAY)
  await syncAll(remote, anna, rita)
  const decided = await people.remove(anna, remote, [rita.me.device], TODAY)
  await syncAll(remote, vera)
  await expect(
    people.approve(vera, dyingAfter(1), decided.done ? -1 : decided.proposal, TODAY),
  ).rejects.toMatchObject({ problem: 'away' })
  vera.lock()
  await goesOn(rita, after, 'поддельное')
  await syncAll(remote, anna)
  expect(value(anna, after, 'number')).toBe(undefined)
  expect(anna.membership.organisation.devices.get(rita.me.device)?.state).toBe('removed')
  const org = rita.profile.secrets.spaces.find(({ kind }) => kind === 'org')!
  await expect(remote.rotateTokens(org.id, org.admin, {})).rejects.toMatchObject({ problem: 'forbidden' })
})

test('killed in the middle of the new keys: lanes that were not reached yet are rotated by the next one', async () => {
  const vera = await joins(remote, anna, 'Вера', 'admin')
  const boris = await joins(remote, anna, 'Борис', 'defender')
  await syncAll(remote, anna, vera)
  await expect(people.remove(anna, dyingAfter(4), [boris.me.device], TODAY)).rejects.toMatchObject({
    problem: 'away',
  })
  anna.lock()
  await syncAll(remote, vera)
  for (const [, { keys }] of vera.membership.spaces)
    for (const [lane, { holders }] of keys)
      expect([lane, holders.has(boris.me.device)]).toEqual([lane, false])
})
