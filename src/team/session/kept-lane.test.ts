/** A lane on a disk that dies at any moment: what was acknowledged is there, a snapshot is whole or the one before, and says what the log says. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { foundOrganisation } from '../../log/founding.ts'
import type { State } from '../../log/merge.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { hash, newId, utf8 } from '../../seal/bytes.ts'
import { knownOf } from '../members/pending-setup.ts'
import type { Disk, StoreName, Write } from './disk.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.test-support.ts'
import { createProfile, openProfile } from './profile.ts'
import { Session } from './session.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const TODAY = '2026-11-22'
const NOW = Date.parse(`${TODAY}T10:00:00Z`)
const facts = { space: 'team', lane: 'facts' }
const LANES = ['facts', 'identity', 'strategy']

let fresh: MemoryDisk

beforeAll(async () => {
  const { secrets, toSend } = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: ['http://127.0.0.1'],
    today: TODAY,
  })
  fresh = memoryDisk()
  await createProfile(fresh, 'фраза', { secrets }, knownOf(secrets, toSend), quick)
})

const open = async (disk: Disk) => Session.open(await openProfile(disk, 'фраза', quick), () => NOW)
const remove = (disk: Disk, ...what: string[]) =>
  disk.write(
    LANES.flatMap((lane) =>
      what.map((each): Write => ({ store: 'records', key: `${each}/team/${lane}`, remove: true })),
    ),
  )

const flat = (state: State) =>
  [...state]
    .flatMap(([entity, fields]) =>
      [...fields].map(([field, { value, lost }]) => JSON.stringify([entity, field, value, lost])),
    )
    .sort()
const all = (session: Session) => LANES.map((lane) => flat(session.state({ space: 'team', lane })))

class Killed extends Error {}

/** Dies at its nth transaction: before it, or after it but before anybody is told. Then nothing answers any more. */
function mortal(disk: MemoryDisk, at: number, kept: boolean): Disk & { dead: boolean } {
  let count = 0
  const alive = <T>(work: () => Promise<T>): Promise<T> => (own.dead ? Promise.reject(new Killed()) : work())
  const own = {
    dead: false,
    get: (store: StoreName, key: string) => alive(() => disk.get(store, key)),
    list: (store: StoreName, prefix: string, from?: string) => alive(() => disk.list(store, prefix, from)),
    write: (writes: Write[]) =>
      alive(async () => {
        if (count++ === at) {
          if (kept) await disk.write(writes)
          own.dead = true
          throw new Killed()
        }
        await disk.write(writes)
      }),
    destroy: () => disk.destroy(),
    close: () => {},
  }
  return own
}

type Step =
  | { what: 'save'; lanes: string[]; value: number }
  | { what: 'sent' }
  | { what: 'came back' }
  | { what: 'snapshot' }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        what: fc.constant('save' as const),
        lanes: fc.subarray(LANES, { minLength: 1 }),
        value: fc.nat(99),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ what: 'sent' as const }) },
    { weight: 2, arbitrary: fc.constant({ what: 'came back' as const }) },
    { weight: 3, arbitrary: fc.constant({ what: 'snapshot' as const }) },
  ),
  { minLength: 2, maxLength: 14 },
)

describe('killed at any transaction, several times over', () => {
  test('no acknowledged save is lost, none is half there, and the snapshot says what the log says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ steps, at: fc.nat(16), kept: fc.boolean() }), { minLength: 1, maxLength: 4 }),
        async (lives) => {
          const disk = fresh.copy()
          const cases = [newId(), newId()]
          const field: Record<string, string> = { facts: 'number', identity: 'alias', strategy: 'day' }
          /** What the person was told is kept; the newest save may be there without anybody having been told. */
          let told = new Map<string, number>()
          const relay = new Map(LANES.map((lane) => [lane, [] as Uint8Array[]]))
          for (const life of lives) {
            const dying = mortal(disk, life.at, life.kept)
            let maybe: Map<string, number> | null = null
            const session = await open(dying)
            try {
              for (const step of life.steps) {
                maybe = null
                if (step.what === 'save') {
                  const id = cases[step.value % 2]!
                  maybe = new Map([
                    ...told,
                    ...step.lanes.map((lane) => [`${lane} ${id}`, step.value] as const),
                  ])
                  await session.write(
                    step.lanes.map((lane) => ({
                      ...{ space: 'team', lane, about: id },
                      operations: [[`c${id}`, field[lane]!, step.value]],
                    })),
                  )
                  told = maybe
                } else if (step.what === 'snapshot') await session.keepSnapshots(1)
                else
                  for (const lane of LANES) {
                    const ref = { space: 'team', lane }
                    const queue = session.queued(ref)
                    const sent = relay.get(lane)!
                    if (step.what === 'sent') {
                      sent.push(...queue.map(({ bytes }) => bytes))
                      await session.acknowledged(
                        ref,
                        queue.map(({ key }) => key),
                      )
                    } else await session.received(ref, sent, { position: sent.length, life: 'one' })
                  }
              }
            } catch (error) {
              if (!(error instanceof Killed)) throw error
            }
            const again = await open(disk)
            const values = new Map(
              LANES.flatMap((lane) =>
                cases.flatMap((id) => {
                  const cell = again.state({ space: 'team', lane }).get(`c${id}`)?.get(field[lane]!)
                  return cell ? [[`${lane} ${id}`, cell.value as number] as const] : []
                }),
              ),
            )
            const sorted = (map: Map<string, number>) => JSON.stringify([...map].sort())
            expect([sorted(told), sorted(maybe ?? told)]).toContain(sorted(values))
            told = values
            expect(again.waiting()).toEqual([])
            const bare = disk.copy()
            await remove(bare, 'snapshot', 'marks')
            const log = await open(bare)
            expect(all(again)).toEqual(all(log))
            expect(again.unsent()).toBe(log.unsent())
            // What was never acknowledged is still in the queue or at the relay.
            for (const lane of LANES) {
              const ref = { space: 'team', lane }
              const there = new Set(
                [...relay.get(lane)!, ...again.queued(ref).map(({ bytes }) => bytes)].map(String),
              )
              for (const bytes of await again.kept(ref)) expect(there.has(String(bytes))).toBe(true)
            }
          }
        },
      ),
      { numRuns: 40 },
    )
  }, 120_000)
})

describe('a snapshot on the disk', () => {
  const many = async (session: Session, count: number) => {
    for (let i = 0; i < count; i++) {
      const id = newId()
      await session.write([
        {
          ...facts,
          about: id,
          operations: [
            [`c${id}`, 'number', `Т-${i}`],
            [`c${id}`, 'tags', { add: ['суд'] }],
          ],
        },
      ])
    }
  }
  test('opens without reading the commits below it', async () => {
    const disk = fresh.copy()
    const session = await open(disk)
    await many(session, 20)
    await session.keepSnapshots(1)
    await many(session, 3)
    const read: string[] = []
    const counting: Disk = {
      ...disk,
      list: async (store, prefix, from) => {
        const found = await disk.list(store, prefix, from)
        if (store === 'commits' && !prefix.startsWith('unsent')) read.push(...found.map(({ key }) => key))
        return found
      },
    }
    const again = await open(counting)
    expect(read.length).toBe(6)
    expect(again.state(facts).size).toBe(23)
    expect(all(again)).toEqual(all(session))
    expect(again.unsent()).toBe(46)
    // Cases below it are written on with the keys that it holds.
    const [entity] = again.state(facts).keys()
    await again.write([{ ...facts, about: entity!.slice(1), operations: [[entity!, 'state', 'waiting']] }])
    expect(again.unsent()).toBe(47)
    const bare = disk.copy()
    await remove(bare, 'snapshot', 'marks')
    expect(all(await open(bare))).toEqual(all(again))
  })
  test('damaged, of another lane, or without its marks: the log is read, and nothing is kept twice', async () => {
    const disk = fresh.copy()
    const session = await open(disk)
    await many(session, 5)
    await session.keepSnapshots(1)
    const expected = all(session)
    const sealed = (await disk.get('records', 'snapshot/team/facts')) as Uint8Array
    const flipped = sealed.slice()
    flipped[flipped.length >> 1]! ^= 1
    for (const value of [
      flipped,
      sealed.subarray(0, 50),
      new Uint8Array(0),
      (await disk.get('records', 'secrets'))!,
    ]) {
      const damaged = disk.copy()
      await damaged.write([{ store: 'records', key: 'snapshot/team/facts', value }])
      expect(all(await open(damaged))).toEqual(expected)
    }
    const other = disk.copy()
    await other.write([{ store: 'records', key: 'snapshot/team/identity', value: sealed }])
    expect(all(await open(other))).toEqual(expected)
    const unmarked = disk.copy()
    await unmarked.write([{ store: 'records', key: 'marks/team/facts', remove: true }])
    const again = await open(unmarked)
    const log = await again.kept(facts)
    expect(await again.received(facts, log, { position: 10, life: 'one' })).toBe(0)
    expect((await again.kept(facts)).length).toBe(log.length)
    expect(again.waiting()).toEqual([])
  })
  test('a disk that is full leaves the one before', async () => {
    const disk = fresh.copy()
    const session = await open(disk)
    await many(session, 3)
    await session.keepSnapshots(1)
    const before = await disk.get('records', 'snapshot/team/facts')
    await many(session, 3)
    disk.failNext()
    await session.keepSnapshots(1)
    expect(await disk.get('records', 'snapshot/team/facts')).toEqual(before)
    expect(all(await open(disk))).toEqual(all(session))
  })
  test('an admin undoes a device: what lies below the snapshot is undone too, and taken back again', async () => {
    const disk = fresh.copy()
    const session = await open(disk)
    const id = newId()
    const number = (of: Session) => of.state(facts).get(`c${id}`)?.get('number')?.value
    await session.write([{ ...facts, about: id, operations: [[`c${id}`, 'number', 'first']] }])
    const from = session.heads(facts).get(session.me.device)!.seq + 1
    await session.write([{ ...facts, about: id, operations: [[`c${id}`, 'number', 'vandal']] }])
    await session.keepSnapshots(1)
    const again = await open(disk)
    expect(number(again)).toBe('vandal')
    await again.write([{ ...facts, about: '', operations: [[`u${again.me.device}`, 'from', from]] }])
    expect(number(again)).toBe('first')
    await again.keepSnapshots(1)
    const third = await open(disk)
    expect(number(third)).toBe('first')
    await third.write([{ ...facts, about: '', operations: [[`u${third.me.device}`, 'from', null]] }])
    expect(number(third)).toBe('vandal')
    expect(number(await open(disk))).toBe('vandal')
  })
})
