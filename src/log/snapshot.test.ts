/** A snapshot from another device: what is refused before anything of it is used, and what a second person finds out. */
import { beforeAll, describe, expect, test } from 'vitest'
import { concat, fromUtf8, hash, newId, randomBytes, readU32, toB64, u32, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { pad, unpad } from '../seal/padding.ts'
import { writePayload } from '../seal/payload.ts'
import { type Context, type SigningKey, signingKey, unverifiedPayload } from '../seal/sign.ts'
import { createClock } from './clock.ts'
import { lanePseudonym } from './commit.ts'
import type { Organisation } from './control.ts'
import { type Epoch, emptyKeyring, newEpoch } from './lane.ts'
import type { Kinds } from './merge.ts'
import { Replica } from './replica.ts'
import {
  compareWithLog,
  MOST_SNAPSHOT,
  openSnapshot,
  sealSnapshot,
  snapshotFile,
  stateHash,
} from './snapshot.ts'
import { readBody } from './snapshot-body.ts'

const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const code = (want: string) => expect.objectContaining({ code: want })
const NOW = 1_795_000_000_000
const EDITION = 'e1'
const lane = { space: newId(), lane: 'facts' }
const epoch = newEpoch(lane, 0)
const pseudonym = lanePseudonym(epoch)
const cases = [newId(), newId()]

type Name = 'a' | 'b' | 'c'
let people: Record<Name, { device: string; person: string; key: SigningKey; state: string; role: string }>
let log: Uint8Array[]
let author: Replica

beforeAll(async () => {
  const one = async (role: string) => ({
    ...{ device: newId(), person: newId(), state: 'active', role },
    key: await signingKey(randomBytes(32)),
  })
  people = { a: await one('defender'), b: await one('admin'), c: await one('defender') }
  author = replica('a')
  log = [
    ...(await author.write(cases[0]!, [
      [`c${cases[0]}`, 'state', 'open'],
      [`c${cases[0]}`, 'note', 'первые слова'],
      [`c${cases[0]}`, 'tags', { add: ['суд'] }],
    ])),
    ...(await author.write(cases[1]!, [[`c${cases[1]}`, 'state', 'waiting']])),
  ]
  const other = replica('b')
  log.push(...(await other.write(cases[0]!, [[`c${cases[0]}`, 'note', 'вторые слова']])))
  await author.receive(log)
  expect(author.waiting).toEqual([])
})

function organisation(
  change: Partial<Record<Name, Partial<{ state: string; role: string }>>> = {},
  without?: Name,
) {
  const all = (Object.keys(people) as Name[]).filter((name) => name !== without)
  const of = (name: Name) => ({ ...people[name], ...change[name] })
  return {
    id: ORG,
    persons: new Map(
      all.map((name) => [people[name].person, { id: people[name].person, role: of(name).role }]),
    ),
    devices: new Map(
      all.map((name) => [
        people[name].device,
        {
          id: people[name].device,
          person: people[name].person,
          key: toB64(people[name].key.publicKey),
          state: of(name).state,
        },
      ]),
    ),
    head: { seq: 0, hash: ORG },
  } as unknown as Organisation
}
const ORG = toB64(randomBytes(32))

const options = (name: Name, org = organisation()) => ({
  ...{ org, kinds, edition: EDITION, now: () => NOW },
  me: { device: people[name].device, key: people[name].key },
})
function replica(
  name: Name,
  more: Partial<ConstructorParameters<typeof Replica>[0]> = {},
  epochs: Epoch[] = [epoch],
): Replica {
  const made = new Replica({ ...options(name), clock: createClock(() => NOW), ...more })
  for (const each of epochs) made.addEpoch(each)
  return made
}
const ring = (...epochs: Epoch[]) => {
  const made = emptyKeyring()
  for (const each of epochs) made.epochs.set(each.n, each)
  return made
}
const reader = (change = {}) => ({ org: organisation(), kinds, edition: EDITION, now: NOW, ...change })
const sealed = (body = author.body(), by: Name = 'a', at = epoch) =>
  sealSnapshot(people[by], ORG, pseudonym, at, body, { position: 7, life: 'one' })
const openedBy = async (file: Uint8Array, change = {}) =>
  openSnapshot(ring(epoch), pseudonym, file, reader(change))

/** Seals a changed inside again, as somebody who holds the lane can. */
async function forged(change: {
  manifest?: object
  body?: string
  by?: Name
  context?: Context
  header?: Uint8Array
  extra?: Uint8Array
}) {
  const file = await sealed()
  const key = derive(epoch.key, 'snapshot', [lane.space, lane.lane])
  const header = change.header ?? file.subarray(0, 32)
  const plain = unpad(open(key, file.subarray(0, 32), file.subarray(32)))
  const length = readU32(plain)
  const bytes = change.body === undefined ? plain.subarray(4 + length) : utf8(change.body)
  const manifest = {
    ...JSON.parse(fromUtf8(unverifiedPayload(plain.subarray(4, 4 + length)))),
    ...{ hash: toB64(hash(bytes)), bytes: bytes.length },
    ...change.manifest,
  }
  const signed = await people[change.by ?? 'a'].key.sign(change.context ?? 'snapshot', writePayload(manifest))
  return concat(
    header,
    seal(key, header, pad(concat(u32(signed.length), signed, bytes, change.extra ?? new Uint8Array(0)))),
  )
}

describe('a shared snapshot', () => {
  test('opens at another member, who goes on from it: the tail is verified, cases are read and written', async () => {
    const opened = await openedBy(await sealed())
    expect(opened.person).toBe(people.a.person)
    expect(opened.manifest).toMatchObject({ position: 7, life: 'one', device: people.a.device })
    const tail = await author.write(cases[1]!, [[`c${cases[1]}`, 'state', 'closed']])
    const floor = new Map([...opened.body.heads].map(([device, { seq }]) => [device, seq]))
    const c = replica('c', { from: opened.body, below: { log: 'later', floor } })
    expect(await c.receive(tail)).toBe(1)
    // What lies below comes again from a relay that was restored: it is in the snapshot already.
    expect(await c.receive(log)).toBe(0)
    expect(c.waiting).toEqual([])
    expect(c.state().get(`c${cases[1]}`)!.get('state')!.value).toBe('closed')
    const note = c.state().get(`c${cases[0]}`)!.get('note')!
    expect([note.value, note.lost.map(({ value }) => value)].flat().sort()).toEqual([
      'вторые слова',
      'первые слова',
    ])
    const written = await c.write(cases[0]!, [[`c${cases[0]}`, 'tags', { remove: ['суд'] }]])
    expect(written.length).toBe(1)
    const whole = replica('b')
    await whole.receive([...written, ...log, ...tail])
    expect(whole.body()).toBe(c.body())
    await author.receive(written)
  })
  test('on this device: what was not sent and is sealed anew after a rotation is no fork; another history of the same numbers is', async () => {
    const next = newEpoch(lane, 1)
    const [a, clone] = [replica('a'), replica('a')]
    const first = await a.write(cases[0]!, [[`c${cases[0]}`, 'state', 'open']])
    await clone.receive(first)
    const queue = await a.write(cases[0]!, [[`c${cases[0]}`, 'state', 'waiting']])
    const body = a.body()
    const other = await clone.write(cases[0]!, [[`c${cases[0]}`, 'state', 'closed']])
    a.addEpoch(next)
    const anew = await a.reseal(queue)
    expect(anew.length).toBe(2)
    const again = replica('a', { from: readBody(body) }, [epoch, next])
    expect(await again.receive(anew)).toBe(1)
    expect(again.waiting).toEqual([])
    expect(again.body()).toBe(a.body())
    await again.receive(other)
    expect(again.waiting.map(({ reason }) => reason)).toEqual(['fork'])
  })
  test('any changed byte is refused', async () => {
    const file = await sealed()
    for (let i = 0; i < 60; i++) {
      const at = i < 33 ? i : 32 + Math.floor(((file.length - 32) * (i - 33)) / 27)
      const changed = file.slice()
      changed[at]! ^= 0x10
      await expect(openedBy(changed), `byte ${at}`).rejects.toThrow()
    }
    for (const length of [0, 3, 31, 32, 60, file.length - 1])
      await expect(openedBy(file.subarray(0, length))).rejects.toThrow()
  })
  test('another lane, another epoch, another organisation', async () => {
    const file = await sealed()
    const other = newEpoch({ ...lane, lane: 'identity' }, 0)
    await expect(openSnapshot(ring(other), lanePseudonym(other), file, reader())).rejects.toEqual(
      code('wrong-place'),
    )
    await expect(openSnapshot(ring(other), pseudonym, file, reader())).rejects.toEqual(code('unknown-key'))
    const later = newEpoch(lane, 1)
    await expect(openSnapshot(ring(later), pseudonym, file, reader())).rejects.toEqual(code('unknown-key'))
    await expect(openedBy(await forged({ manifest: { org: toB64(randomBytes(32)) } }))).rejects.toEqual(
      code('wrong-place'),
    )
    await expect(openedBy(await forged({ manifest: { lane: 'identity' } }))).rejects.toEqual(
      code('wrong-place'),
    )
    await expect(openedBy(await forged({ manifest: { epoch: 1 } }))).rejects.toEqual(code('wrong-place'))
    await expect(
      openedBy(await forged({ body: author.body().replace('"facts"', '"other"') })),
    ).rejects.toEqual(code('wrong-place'))
    await expect(openedBy(await forged({ body: author.body().replace(EDITION, 'e2') }))).rejects.toEqual(
      code('expired'),
    )
  })
  test('a foreign device, a removed one, one that signs for another', async () => {
    const file = await sealed()
    await expect(openedBy(file, { org: organisation({}, 'a') })).rejects.toEqual(code('unknown-key'))
    for (const state of ['removed', 'locked'])
      await expect(openedBy(file, { org: organisation({ a: { state } }) })).rejects.toEqual(
        code('not-allowed'),
      )
    await expect(openedBy(await forged({ by: 'b' }))).rejects.toEqual(code('bad-signature'))
    await expect(openedBy(await forged({ context: 'commit' }))).rejects.toEqual(code('bad-signature'))
  })
  test('a manifest that names another state, more keys, a prototype', async () => {
    await expect(openedBy(await forged({ manifest: { hash: toB64(randomBytes(32)) } }))).rejects.toEqual(
      code('bad-signature'),
    )
    await expect(openedBy(await forged({ extra: utf8('\n') }))).rejects.toEqual(code('bad-signature'))
    await expect(openedBy(await forged({ manifest: { more: 1 } }))).rejects.toEqual(code('bad-shape'))
    await expect(openedBy(await forged({ manifest: { position: -1 } }))).rejects.toEqual(code('bad-shape'))
    await expect(openedBy(await forged({ manifest: JSON.parse('{"__proto__x":1}') }))).rejects.toEqual(
      code('bad-shape'),
    )
  })
  test('heads that do not fit, a far-future clock, a device that nobody knows among the heads', async () => {
    const file = await sealed()
    const own = (seq: number, hash = toB64(randomBytes(32))) => ({
      heads: new Map([[people.a.device, { seq, hash }]]),
    })
    // This device has more of the author than the snapshot, or another history of it.
    await expect(openedBy(file, own(99))).rejects.toEqual(code('broken-chain'))
    await expect(openedBy(file, own(author.heads.get(people.a.device)!.seq))).rejects.toEqual(
      code('broken-chain'),
    )
    await expect(openedBy(file, { heads: new Map([[newId(), { seq: 0, hash: ORG }]]) })).rejects.toEqual(
      code('broken-chain'),
    )
    await openedBy(file, { heads: author.heads })
    const far = author.body().replace(/"clock":\[\d+/, `"clock":[${NOW + 10 ** 10}`)
    await expect(openedBy(await forged({ body: far }))).rejects.toEqual(code('broken-chain'))
    const stranger = author.body().replaceAll(people.b.device, newId())
    await expect(openedBy(await forged({ body: stranger }))).rejects.toThrow()
  })
  test('bombs: an oversized file, a body of nothing but lines, deep brackets', async () => {
    await expect(openedBy(new Uint8Array(MOST_SNAPSHOT + 1))).rejects.toEqual(code('too-large'))
    for (const tail of [
      '\n'.repeat(100_000),
      `\n${'['.repeat(100_000)}`,
      `\n["c${newId()}",${'['.repeat(50_000)}`,
    ])
      await expect(openedBy(await forged({ body: author.body() + tail }))).rejects.toEqual(code('bad-shape'))
  })
  test('the name of its file says nothing and differs by lane, slot and attempt', () => {
    const names = new Set([
      snapshotFile(epoch, 1, 0),
      snapshotFile(epoch, 2, 0),
      snapshotFile(epoch, 1, 1),
      snapshotFile(newEpoch({ ...lane, lane: 'identity' }, 0), 1, 0),
    ])
    expect(names.size).toBe(4)
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })
})

describe('a second person computes it again', () => {
  const compare = async (
    body: string | null,
    of: Uint8Array[],
    change: Partial<ReturnType<typeof options>> = {},
  ) =>
    compareWithLog(await openedBy(body === null ? await sealed() : await forged({ body })), of, ring(epoch), {
      ...options('b'),
      ...change,
    })
  let all: Uint8Array[]
  beforeAll(async () => {
    const a = replica('a')
    all = [...log]
    await a.receive(all)
    author = a
  })

  test('the same, in whatever order the log came, and with what was written since', async () => {
    const b = replica('b')
    await b.receive(all)
    const since = await b.write(cases[0]!, [[`c${cases[0]}`, 'state', 'closed']])
    expect(await compare(null, all)).toBe('same')
    expect(await compare(null, [...since, ...all.toReversed()])).toBe('same')
    expect(stateHash(author.body())).toBe((await openedBy(await sealed())).manifest.hash)
  })
  test('a lie is found: a changed value, a lost word left out, a case that never was, a key of somebody’s own', async () => {
    const body = author.body()
    const lies = [
      body.replace('"waiting"', '"closed"'),
      body.replace(/,\[\["первые слова".*?\]\],\[\]/, ''),
      body.replace(/,\[\["вторые слова".*?\]\],\[\]/, ''),
      `${body}\n["z${'z'.repeat(22)}",[0,0,1,0,["x",0,1]]]`,
      body.replace(/(\["k[^\]]*\[0,")[^"]*/, `$1${toB64(randomBytes(32))}`),
    ].filter((lie) => lie !== body)
    expect(lies.length).toBeGreaterThanOrEqual(4)
    for (const lie of lies) expect(await compare(lie, all)).toBe('different')
  })
  test('a head with another hash is a lie too', async () => {
    const lie = author.body().replace(author.heads.get(people.a.device)!.hash, toB64(randomBytes(32)))
    expect(await compare(lie, all)).toBe('different')
  })
  test('where this device does not have the same commits it says neither', async () => {
    expect(await compare(null, all.slice(0, 2))).toBe('unlike')
    expect(await compare(null, [])).toBe('unlike')
  })
  test('an undo counts, where an admin wrote it', async () => {
    for (const [name, counts] of [
      ['b', true],
      ['c', false],
    ] as const) {
      const writer = replica(name)
      await writer.receive(all)
      const undo = await writer.write('', [[`u${people.a.device}`, 'from', 0]])
      const a = replica('a', { undone: counts ? new Map([[people.a.device, 0]]) : new Map() })
      await a.receive([...all, ...undo])
      expect(a.stale).toBe(false)
      expect(a.state().has(`c${cases[1]}`)).toBe(!counts)
      expect(await compare(a.body(), [...all, ...undo])).toBe('same')
      // Roles that have changed since are no lie: it must be made again.
      if (counts)
        await expect(
          openedBy(await forged({ body: a.body() }), { org: organisation({ b: { role: 'defender' } }) }),
        ).rejects.toEqual(code('expired'))
    }
  })
})
