/** The family's own client of the box routes against the real ones; and that it speaks of the same paths, limits and frames as src/log/wire.ts. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Parcel, sendNext, sendParcel } from '../src/family/ask/parcel.ts'
import { BoxRelay, boxPaths, LineError, MOST, readFrames } from '../src/family/ask/relay.ts'
import { encodeFrames, LIFE, LIMITS, MORE, paths, WORK } from '../src/log/wire.ts'
import { Flood } from '../src/relay/flood.ts'
import { newId, toB64 } from '../src/seal/bytes.ts'
import { openNotice } from '../src/seal/notice.ts'
import { findWork } from '../src/seal/work.ts'
import { openPlace, type Place, today } from './ask.steps.ts'

let place: Place
/** Called with each request; may break the line. */
let line: (url: string, init: RequestInit) => void
let sent: { method: string; path: string }[]
let relay: BoxRelay

const onLine = (async (url: string, init: RequestInit) => {
  sent.push({ method: init.method ?? 'GET', path: new URL(url).pathname })
  line(url, init)
  return fetch(url, init)
}) as typeof fetch

beforeEach(async () => {
  place = await openPlace({ flood: new Flood(Date.now, 4, 8) })
  line = () => {}
  sent = []
  relay = new BoxRelay({ relays: [place.url], fetch: onLine, work: findWork })
})
afterEach(() => place.end())

const parcel = (files: number[] = [], seq = 0): Parcel => ({
  desk: place.desk ? (place.founded.toSend.find(({ kind }) => kind === 'intake')?.id as string) : '',
  box: newId(),
  token: toB64(randomBytes(32)),
  seq,
  message: randomBytes(4200),
  files: files.map((size) => ({ id: newId(), bytes: randomBytes(size) })),
})
const problem = (of: string) => expect.objectContaining({ problem: of })

test('paths, limits and frames are those of the log’s client', () => {
  const [desk, box, file] = [newId(), newId(), newId()]
  expect(boxPaths.notice(desk)).toBe(paths.notice(desk))
  expect(boxPaths.box(desk, box)).toBe(paths.box(desk, box))
  expect(boxPaths.request(desk, box, 3)).toBe(paths.request(desk, box, 3))
  expect(boxPaths.replies(desk, box, -1)).toBe(paths.replies(desk, box, -1))
  expect(boxPaths.file(desk, box, file)).toBe(paths.boxFile(desk, box, file))
  expect(boxPaths.part(desk, box, file, 7)).toBe(paths.boxPart(desk, box, file, 7))
  expect(MOST).toEqual({
    notice: LIMITS.notice,
    message: LIMITS.message,
    part: LIMITS.part,
    parts: LIMITS.partsPerFile,
    answer: LIMITS.answer,
  })
  expect([MORE, WORK]).toEqual(['hamroh-more', 'hamroh-work'])
  expect(LIFE).toBeTruthy()
  const frames = [
    { position: 0, bytes: randomBytes(5) },
    { position: 2 ** 40, bytes: new Uint8Array(0) },
  ]
  expect(readFrames(encodeFrames(frames)).map(({ position, bytes }) => [position, [...bytes]])).toEqual(
    frames.map(({ position, bytes }) => [position, [...bytes]]),
  )
  const whole = encodeFrames(frames)
  for (const bad of [
    whole.subarray(0, 12),
    encodeFrames([...frames].reverse()),
    encodeFrames([{ position: 0, bytes: new Uint8Array(MOST.message + 1) }]),
  ])
    expect(() => readFrames(bad)).toThrow(LineError)
})

describe('a box', () => {
  test('notice, message, file, replies, erase', async () => {
    const [desk] = await relay.desks()
    const { notice } = await openNotice(await relay.notice(desk as string), place.fingerprint, today())
    expect(notice.desk).toBe(desk)
    const one = parcel([600_000])
    const shares: number[] = []
    await sendParcel(relay, one, (share) => shares.push(share))
    expect(shares.at(-1)).toBe(1)
    expect(await relay.file(one, one.files[0]!.id)).toEqual(new Uint8Array(one.files[0]!.bytes))
    expect(await relay.replies(one)).toEqual([])
    await relay.erase(one)
    await expect(relay.replies(one)).rejects.toEqual(problem('forbidden'))
  })
  test('a wrong token, an unknown box and a box of another are one answer', async () => {
    const one = parcel()
    await sendParcel(relay, one)
    await expect(relay.replies({ ...one, token: toB64(randomBytes(32)) })).rejects.toEqual(
      problem('forbidden'),
    )
    await expect(relay.replies(parcel())).rejects.toEqual(problem('forbidden'))
    await expect(sendParcel(relay, { ...one, token: toB64(randomBytes(32)), seq: 1 })).rejects.toEqual(
      problem('forbidden'),
    )
  })
})

describe('a bad line', () => {
  test('goes on where it broke: no part is sent twice, and nothing is left twice', async () => {
    const one = parcel([900_000, 300_000])
    let puts = 0
    line = (_, { method }) => {
      if (method === 'PUT' && ++puts === 4) throw new TypeError('line broke')
    }
    await expect(sendParcel(relay, one)).rejects.toEqual(problem('away'))
    sent = []
    line = () => {}
    await sendParcel(relay, one)
    expect(sent.filter(({ method, path }) => method === 'PUT' && path.includes('/files/'))).toHaveLength(
      4 + 2 - 2,
    )
    expect(place.store.counts()).toMatchObject({ boxes: 1, messages: 1 })
    for (const { id, bytes } of one.files) expect(await relay.file(one, id)).toEqual(new Uint8Array(bytes))
  })
  test('the answer is lost after the relay kept it: the same bytes again are no error', async () => {
    const one = parcel()
    await sendParcel(relay, one)
    await sendParcel(relay, one)
    expect(place.store.counts()).toMatchObject({ boxes: 1, messages: 1 })
  })
  test('a number that is taken is found by trying, and a broken call does not leave the message twice', async () => {
    const one = parcel()
    await sendParcel(relay, one)
    await sendParcel(relay, { ...one, seq: 1, message: randomBytes(4200) })
    const reseal = async (seq: number) => ({ ...one, seq, message: randomBytes(4200) })
    const third = await sendNext(relay, await reseal(1), reseal)
    expect(third.seq).toBe(2)
    const again = await sendNext(relay, third, reseal)
    expect(again.seq).toBe(2)
    expect(place.store.counts().messages).toBe(3)
    await expect(sendParcel(relay, { ...one, seq: 7, message: randomBytes(4200) })).rejects.toEqual(
      problem('gap'),
    )
  })
  test('the first address is blocked: the second is used, and all parts go to the same one', async () => {
    const two = new BoxRelay({ relays: ['http://127.0.0.1:9', place.url], fetch: onLine })
    const one = parcel([300_000])
    await sendParcel(two, one)
    expect(await two.file(one, one.files[0]!.id)).toEqual(new Uint8Array(one.files[0]!.bytes))
  })
  test('nobody answers', async () => {
    await expect(new BoxRelay({ relays: ['http://127.0.0.1:9'] }).desks()).rejects.toEqual(problem('away'))
    const slow = new BoxRelay({
      relays: [place.url],
      patience: 20,
      fetch: ((_: string, init: RequestInit) =>
        new Promise((_done, fail) =>
          init.signal?.addEventListener('abort', () => fail(new Error('aborted'))),
        )) as typeof fetch,
    })
    await expect(slow.desks()).rejects.toEqual(problem('away'))
  })
})

describe('a flood', () => {
  test('each new box costs work, a box that is open costs none', async () => {
    const first = parcel()
    await sendParcel(relay, first)
    for (let n = 0; n < 3; n++) await sendParcel(relay, parcel())
    let worked = 0
    const counting = new BoxRelay({
      relays: [place.url],
      work: (challenge, bits) => {
        worked++
        return findWork(challenge, bits)
      },
    })
    await sendParcel(counting, parcel())
    expect(worked).toBe(1)
    await sendParcel(counting, { ...first, seq: 1, message: randomBytes(4200) })
    expect(worked).toBe(1)
    await expect(sendParcel(new BoxRelay({ relays: [place.url] }), parcel())).rejects.toEqual(problem('work'))
  })
})

describe('an answer that is none', () => {
  const answering = (body: BodyInit, status = 200) =>
    new BoxRelay({
      relays: ['http://x'],
      fetch: (async () => new Response(body, { status })) as typeof fetch,
    })
  test('is told, never believed', async () => {
    await expect(answering('<html>').desks()).rejects.toEqual(problem('odd-answer'))
    expect(await answering('{"desks":["../../x", 5, "short"]}').desks()).toEqual([])
    await expect(answering(new Uint8Array(MOST.notice + 1)).notice(newId())).rejects.toEqual(
      problem('odd-answer'),
    )
    await expect(answering(new Uint8Array([0, 0, 0])).replies(parcel())).rejects.toEqual(
      problem('odd-answer'),
    )
    await expect(answering('{"parts":[0,2]}').file(parcel(), newId())).rejects.toEqual(problem('odd-answer'))
    await expect(answering('{}', 507).putRequest(parcel(), 0, new Uint8Array(1))).rejects.toEqual(
      problem('full'),
    )
    await expect(answering('', 503).desks()).rejects.toEqual(problem('away'))
  })
})
