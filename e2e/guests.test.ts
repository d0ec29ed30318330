/** One case alone: what a trainee's keys open, against a relay in a process of its own. Keys are asked, not screens. */
import { describe, expect, test } from 'vitest'
import { openCommit, readHeader } from '../src/log/commit.ts'
import { epochsOf } from '../src/log/founding.ts'
import { fromB64, newId, toB64 } from '../src/seal/bytes.ts'
import * as people from '../src/team/session/people.ts'
import { openProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { joins, NOW, quick, syncAll, TODAY, useHouse, value, write } from './people.steps.ts'

const house = useHouse()
const facts = { space: 'team', lane: 'facts' } as const
const sync = (...sessions: Session[]) => syncAll(house.remote, ...sessions)
const give = (caseId: string, to: Session, lanes: ('facts' | 'documents')[] = ['facts']) =>
  people.grantCase(house.anna, house.remote, { case: caseId, person: to.me.person, lanes }, TODAY)
const takeBack = (caseId: string, from: Session) =>
  people.withdrawCase(house.anna, house.remote, { case: caseId, person: from.me.person }, TODAY)
const frames = async () => {
  const team = house.anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
  const { frames: all } = await house.remote.lane(team.id, house.anna.pseudonym(facts), team.member, 0)
  return all.map(({ bytes }) => bytes)
}
const folded = (session: Session) => [...session.state(facts).keys()].sort()
const reopened = async (session: Session) =>
  Session.open(await openProfile(session.disk, 'своя', quick), () => NOW)

describe('a case given to a trainee', () => {
  test('the keys open that case and nothing else, and the relay cannot tell', async () => {
    const { anna } = house
    const [given, other] = [newId(), newId()]
    const boris = await joins(house.remote, anna, 'Борис', 'defender')
    await sync(anna, boris)
    await write(boris, given, 'number', 'Т-1')
    await write(boris, other, 'number', 'Т-2')
    await write(boris, given, 'state', 'open')
    await write(boris, given, 'aim', 'скрыто', 'strategy')
    await sync(boris, anna)
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await sync(sveta)
    expect(sveta.lanes()).toEqual([])
    await give(given, sveta)
    await sync(sveta)

    expect(sveta.lanes()).toEqual([{ ...facts, guest: true }])
    expect([value(sveta, given, 'number'), value(sveta, given, 'state')]).toEqual(['Т-1', 'open'])
    expect(folded(sveta)).toEqual([`c${given}`])
    const held = sveta.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    expect(Object.keys(held.lanes)).toEqual(['control'])
    expect(held.guest!.map((each) => [each.lane, each.case])).toEqual([['facts', given]])
    const all = await frames()
    const { ring } = sveta.lane(facts).replica
    const opened = all.filter((bytes) => sveta.lane(facts).replica.opens(bytes))
    expect(opened.length).toBe(2)
    expect(
      opened.every((bytes) => openCommit(ring, readHeader(bytes).pseudonym, bytes).about === given),
    ).toBe(true)
    // Nothing of the rest lies on her disk either.
    expect((await sveta.disk.list('commits', 'team/')).length).toBe(2)
    expect(people.guestsOf(anna, given)).toEqual([{ person: sveta.me.person, lanes: ['facts'] }])
    expect(people.guestsOf(boris, other)).toEqual([])
    expect(people.troubles(sveta)).toEqual([])

    await write(sveta, given, 'number', 'Т-1а')
    await expect(write(sveta, other, 'number', 'x')).rejects.toMatchObject({ code: 'unknown-key' })
    await sync(sveta, boris, anna)
    expect([value(boris, given, 'number'), value(anna, given, 'number')]).toEqual(['Т-1а', 'Т-1а'])
    // The same header and shape as anybody's; the slot is the only difference, and it is noise.
    const [hers, his] = [(await frames()).at(-1)!, all.find((bytes) => opened.includes(bytes))!]
    expect(toB64(hers.subarray(0, 32))).toBe(toB64(his.subarray(0, 32)))
    expect(new Set((await frames()).map((bytes) => toB64(bytes.subarray(0, 32)))).size).toBe(1)
    const again = await reopened(sveta)
    expect(value(again, given, 'number')).toBe('Т-1а')
    await write(again, given, 'state', 'waiting')
    await sync(again, boris)
    expect(value(boris, given, 'state')).toBe('waiting')
    // Somebody new to the lane reads what a guest wrote.
    const late = await joins(house.remote, anna, 'Лена', 'defender')
    await sync(late)
    expect([value(late, given, 'number'), value(late, given, 'state')]).toEqual(['Т-1а', 'waiting'])
    expect(late.waiting()).toEqual([])
  })

  test('after an epoch the guest gets the next key; what was written meanwhile is sealed with it', async () => {
    const { anna } = house
    const given = newId()
    const boris = await joins(house.remote, anna, 'Борис', 'defender')
    const galina = await joins(house.remote, anna, 'Галина', 'defender')
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await sync(anna, boris, galina)
    await write(boris, given, 'number', 'Т-1')
    await sync(boris, anna)
    await give(given, sveta)
    await sync(sveta)
    await write(sveta, given, 'state', 'open')
    await people.remove(anna, house.remote, [galina.me.device], TODAY)
    await sync(anna, sveta, boris, anna)
    expect(value(boris, given, 'state')).toBe('open')
    await write(boris, given, 'number', 'Т-9')
    await sync(boris, sveta)
    expect(value(sveta, given, 'number')).toBe('Т-9')
    expect((await frames()).slice(-2).map((bytes) => readHeader(bytes).epoch)).toEqual([1, 1])
    expect(epochsOf('', 'facts', anna.profile.secrets.spaces[1]!.lanes.facts!).length).toBe(2)
  })

  test('taken back: what was written stays, what comes later counts for nobody, the next key is another', async () => {
    const { anna } = house
    const [one, two] = [newId(), newId()]
    const boris = await joins(house.remote, anna, 'Борис', 'defender')
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await sync(anna, boris)
    for (const id of [one, two]) await write(boris, id, 'number', 'Т')
    await sync(boris, anna)
    await give(one, sveta)
    await give(two, sveta)
    await sync(sveta)
    await write(sveta, one, 'state', 'open')
    await sync(sveta, boris, anna)
    const { ring } = sveta.lane(facts).replica
    const spent = ring.cases.get(one)!.map(({ key }) => toB64(key))
    const copy = await Session.open(await openProfile(sveta.disk, 'своя', quick), () => NOW)

    await takeBack(one, sveta)
    // Not heard of it: written about both, and pushed by whoever still can push.
    await write(copy, one, 'state', 'поддельное')
    await write(copy, two, 'state', 'open')
    const team = anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    await house.remote.appendCommits(
      team.id,
      copy.pseudonym(facts),
      team.member,
      copy.queued(facts).map(({ bytes }) => bytes),
    )
    await write(boris, one, 'number', 'Т-после')
    await sync(boris, anna, boris)
    for (const session of [anna, boris])
      expect([
        value(session, one, 'state'),
        value(session, two, 'state'),
        value(session, one, 'number'),
      ]).toEqual(['open', 'open', 'Т-после'])
    const newest = boris
      .lane(facts)
      .replica.ring.cases.get(one)!
      .map(({ key }) => toB64(key))
    expect(newest.some((key) => !spent.includes(key))).toBe(true)
    expect((await frames()).filter((bytes) => copy.lane(facts).replica.opens(bytes)).length).toBe(5)

    await sync(sveta)
    expect(folded(sveta)).toEqual([`c${two}`])
    expect(
      sveta.profile.secrets.spaces.find(({ kind }) => kind === 'team')!.guest!.map((each) => each.case),
    ).toEqual([two])
    expect(people.guestsOf(anna, one)).toEqual([])
    const late = await joins(house.remote, anna, 'Лена', 'defender')
    await sync(late)
    expect([value(late, one, 'state'), value(late, two, 'state')]).toEqual(['open', 'open'])

    await takeBack(two, sveta)
    await sync(sveta)
    expect(sveta.lanes()).toEqual([])
    expect((await sveta.disk.list('commits', 'team/')).length).toBe(0)
    await expect(
      house.remote.lane(
        team.id,
        anna.pseudonym(facts),
        sveta.profile.secrets.spaces.find(({ kind }) => kind === 'team')!.member,
        0,
      ),
    ).rejects.toMatchObject({ problem: 'forbidden' })
    expect(people.troubles(anna)).toEqual([])
  })

  test('unsent work about another case is carried over when one is taken back', async () => {
    const { anna } = house
    const [one, two] = [newId(), newId()]
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    for (const id of [one, two]) await write(anna, id, 'number', 'Т')
    await sync(anna)
    await give(one, sveta)
    await give(two, sveta)
    await sync(sveta)
    await write(sveta, one, 'state', 'не отправлено')
    await write(sveta, two, 'state', 'open')
    await takeBack(one, sveta)
    await sync(sveta, anna)
    expect([value(anna, one, 'state'), value(anna, two, 'state')]).toEqual([undefined, 'open'])
    const again = await reopened(sveta)
    await write(again, two, 'number', 'Т-2')
    await sync(again, anna)
    expect([value(anna, two, 'number'), again.cloned, again.unsent()]).toEqual(['Т-2', false, 0])
  })

  test('a second device of the guest reads it too; the first one is lost, and only that one', async () => {
    const { anna } = house
    const given = newId()
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await write(anna, given, 'number', 'Т')
    await sync(anna)
    await give(given, sveta)
    await sync(sveta)
    await write(sveta, given, 'state', 'open')
    await sync(sveta)
    const second = await joins(house.remote, anna, '', 'trainee', sveta)
    await sync(anna, second)
    expect(value(second, given, 'state')).toBe('open')
    await people.remove(anna, house.remote, [sveta.me.device], TODAY)
    await sync(anna, second)
    await write(second, given, 'number', 'Т-2')
    await sync(second, anna)
    expect([value(anna, given, 'number'), value(anna, given, 'state')]).toEqual(['Т-2', 'open'])
    expect([people.troubles(anna), people.troubles(second)]).toEqual([[], []])
    await write(sveta, given, 'number', 'поддельное')
    const team = anna.profile.secrets.spaces.find(({ kind }) => kind === 'team')!
    await house.remote.appendCommits(
      team.id,
      sveta.pseudonym(facts),
      team.member,
      sveta.queued(facts).map(({ bytes }) => bytes),
    )
    await sync(anna)
    expect(value(anna, given, 'number')).toBe('Т-2')
  })

  test('a trainee who becomes a defender goes on in the same chain', async () => {
    const { anna } = house
    const [given, other] = [newId(), newId()]
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await write(anna, given, 'number', 'Т-1')
    await write(anna, other, 'number', 'Т-2')
    await sync(anna)
    await give(given, sveta)
    await sync(sveta)
    await write(sveta, given, 'state', 'open')
    await sync(sveta, anna)
    await people.setRole(anna, house.remote, sveta.me.person, 'defender', TODAY)
    await sync(sveta)
    expect([value(sveta, given, 'state'), value(sveta, other, 'number'), sveta.cloned]).toEqual([
      'open',
      'Т-2',
      false,
    ])
    await write(sveta, other, 'state', 'open')
    await sync(sveta, anna)
    expect([value(anna, other, 'state'), anna.waiting()]).toEqual(['open', []])
  })

  test('only an admin gives, and a false hint of a member leads nowhere', async () => {
    const { anna } = house
    const [given, other] = [newId(), newId()]
    const boris = await joins(house.remote, anna, 'Борис', 'defender')
    const sveta = await joins(house.remote, anna, 'Света', 'trainee')
    await sync(boris)
    await write(boris, given, 'number', 'Т-1')
    await write(boris, other, 'number', 'Т-2')
    await sync(boris, anna)
    const what = { case: given, person: sveta.me.person, lanes: ['facts' as const] }
    await expect(people.grantCase(boris, house.remote, what, TODAY)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await give(given, sveta)
    await sync(boris)
    const { grants } = boris.membership.spaces.get('team')!
    const [grant] = grants.keys()
    const key = toB64(boris.lane(facts).replica.ring.cases.get(given)![0]!.key)
    await boris.write([
      {
        ...facts,
        about: '',
        operations: [
          [`g${grant}`, 'case', other],
          [`k${other}`, 'key', key],
        ],
      },
    ])
    await sync(boris, anna, anna, sveta)
    expect(folded(sveta)).toEqual([`c${given}`])
    expect(fromB64(key, 32).length).toBe(32)
  })
})
