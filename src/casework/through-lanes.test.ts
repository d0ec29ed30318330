/** Cases through the real lanes: written by one device, sealed, shuffled, opened by another, and the same there. */
import { expect, test } from 'vitest'
import { createClock } from '../log/clock.ts'
import type { Organisation } from '../log/control.ts'
import { newEpoch } from '../log/lane.ts'
import { Replica } from '../log/replica.ts'
import { newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import { readCases } from './cases.ts'
import { lanesOf } from './casework.test-support.ts'
import { demoCases } from './demo.ts'
import { CASE_LANES, type CaseLane, kindsOf, splitByLane } from './fields.ts'
import { freezeLetter } from './freeze.ts'

const NOW = 1_795_000_000_000

async function devices(names: readonly string[]) {
  const made = new Map<string, { id: string; key: SigningKey }>()
  for (const name of names) made.set(name, { id: newId(), key: await signingKey(randomBytes(32)) })
  // Only what a replica asks of the control log: which devices are known, and where the log stands.
  const org = {
    devices: new Map(
      [...made.values()].map(({ id, key }) => [id, { id, key: toB64(key.publicKey), state: 'active' }]),
    ),
    head: { seq: 0, hash: toB64(randomBytes(32)) },
  } as unknown as Organisation
  return { made, org }
}

test('twelve cases and a long letter, over four lanes, in any order', async () => {
  const { made, org } = await devices(['writer', 'reader'])
  const space = newId()
  const epochs = new Map(CASE_LANES.map((lane) => [lane, newEpoch({ space, lane }, 0)]))
  const replicas = (name: string, lanes: readonly CaseLane[]) =>
    new Map(
      lanes.map((lane) => {
        const { id, key } = made.get(name)!
        const clock = createClock(() => NOW)
        const replica = new Replica({ org, me: { device: id, key }, kinds: kindsOf, clock, now: () => NOW })
        replica.addEpoch(epochs.get(lane)!)
        return [lane, replica] as const
      }),
    )
  const cases = demoCases('2026-01-20')
  const letter = cases[10]!.operations.find(([entity]) => entity.startsWith('l'))![0].slice(1)
  const text = 'Очень длинная выдуманная жалоба. '.repeat(1_500)
  cases[10]!.operations.push(
    ...freezeLetter({ case: cases[10]!.id, letter, text, day: '2026-01-20', channel: 'in-person' })
      .operations,
  )

  const writer = replicas('writer', CASE_LANES)
  const sent: { lane: CaseLane; bytes: Uint8Array }[] = []
  for (const { id, operations } of cases)
    for (const { lane, operations: part } of splitByLane(operations)) {
      if (lane === 'intake') throw new Error('a case writes nothing at the desk')
      for (const bytes of await writer.get(lane)!.write(id, part)) sent.push({ lane, bytes })
    }

  // The reader holds all lanes but one, and gets everything backwards.
  const reader = replicas('reader', ['facts', 'documents', 'strategy'])
  for (const [lane, replica] of reader) {
    await replica.receive(
      sent
        .filter((each) => each.lane === lane)
        .map(({ bytes }) => bytes)
        .toReversed(),
    )
    expect(replica.waiting, lane).toEqual([])
  }
  const seen = readCases(Object.fromEntries([...reader].map(([lane, replica]) => [lane, replica.state()])))
  const { identity: _, ...expected } = lanesOf(...cases.map(({ operations }) => operations))
  const words = (views: unknown) =>
    JSON.stringify(views, (key, value) => (key === 'base' || key === 'changed' ? undefined : value))
  expect(words(seen)).toBe(words(readCases(expected)))
  expect(seen.every(({ people }) => people === null)).toBe(true)
  expect(
    seen.flatMap(({ letters }) => letters ?? []).flatMap((each) => each.sent.map((version) => version.text)),
  ).toContain(text)
})
