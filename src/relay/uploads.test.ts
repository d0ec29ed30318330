/** Bodies: whole, bounded, in time, or nothing. */
import { describe, expect, test } from 'vitest'
import { Refused } from './answers.ts'
import { timeFor, Uploads } from './uploads.ts'

const upload = (body: BodyInit | null, length?: string) =>
  new Request('http://127.0.0.1/', {
    method: 'PUT',
    body,
    ...(length !== undefined && { headers: { 'content-length': length } }),
    duplex: 'half',
  } as RequestInit)

/** A body that comes in pieces, with pauses in ms; a piece `Error` breaks the line. */
const slowly = (pieces: (Uint8Array | Error)[], pause: number) =>
  new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((done) => setTimeout(done, pause))
      const piece = pieces.shift()
      if (piece === undefined) controller.close()
      else if (piece instanceof Error) controller.error(piece)
      else controller.enqueue(piece)
    },
  })

const refusedWith = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(Refused)
  return [(error as Refused).status, (error as Refused).reason]
}

describe('a body', () => {
  test('comes whole, in one piece or many', async () => {
    const uploads = new Uploads()
    expect(await uploads.read(upload('abc'), 3)).toEqual(new TextEncoder().encode('abc'))
    const pieces = [new Uint8Array(100).fill(1), new Uint8Array(50).fill(2)]
    const got = await uploads.read(upload(slowly([...pieces], 1), '150'), 200)
    expect(Buffer.compare(got, Buffer.concat(pieces))).toBe(0)
    expect(uploads.held).toBe(0)
  })
  test.each([
    ['larger than allowed, as it says itself', upload(slowly([], 1), '11'), [413, 'too large']],
    ['larger than allowed, without a length', upload(slowly([new Uint8Array(11)], 1)), [413, 'too large']],
    ['longer than it said', upload(slowly([new Uint8Array(9)], 1), '5'), [413, 'too large']],
    ['shorter than it said', upload(slowly([new Uint8Array(4)], 1), '5'), [400, 'cut']],
    ['broken off', upload(slowly([new Uint8Array(4), new Error('ECONNRESET')], 1), '5'), [400, 'cut']],
    ['nothing', upload(null), [400, 'empty']],
    ['nothing, said so', upload(slowly([], 1), '0'), [400, 'empty']],
    ['nothing after all', upload(slowly([], 1)), [400, 'empty']],
    ['with an absurd length', upload(slowly([], 1), '-1'), [400, 'length']],
    ['with a length that is no number', upload(slowly([], 1), '1e3'), [400, 'length']],
  ])('%s: refused, nothing set aside afterwards', async (_what, request, refusal) => {
    const uploads = new Uploads()
    expect(await refusedWith(uploads.read(request, 10))).toEqual(refusal)
    expect(uploads.held).toBe(0)
  })
})

describe('time', () => {
  test('256 KiB at 10 kB a second come in time with room to spare; so does a whole batch at 5 kB a second', () => {
    expect(timeFor(262_144)).toBeGreaterThan(2 * (262_144 / 10_000) * 1000)
    expect(timeFor(1_048_576)).toBeGreaterThan((1_048_576 / 5_000) * 1000)
    expect(timeFor(1)).toBeLessThan(11_000)
  })
  test('who sends too slowly is cut off, whatever arrives', async () => {
    const uploads = new Uploads(1000, () => 60)
    const trickle = slowly(Array(100).fill(new Uint8Array(1)), 20)
    expect(await refusedWith(uploads.read(upload(trickle, '100'), 100))).toEqual([408, 'too slow'])
    const silent = new ReadableStream<Uint8Array>({ start() {} })
    expect(await refusedWith(uploads.read(upload(silent, '100'), 100))).toEqual([408, 'too slow'])
    expect(uploads.held).toBe(0)
  })
})

test('memory: what has come counts, not what was announced; what would not fit is told to come again', async () => {
  const uploads = new Uploads(100)
  const silent = Array.from({ length: 50 }, () => {
    const refused = uploads.read(upload(new ReadableStream<Uint8Array>({ start() {} }), '90'), 90)
    refused.catch(() => {})
    return refused
  })
  expect(silent.length).toBe(50)
  let more: (last: Uint8Array) => void = () => {}
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(60))
      more = (last) => {
        controller.enqueue(last)
        controller.close()
      }
    },
  })
  const first = uploads.read(upload(half, '61'), 90)
  await expect.poll(() => uploads.held).toBe(60)
  const sixty = () => uploads.read(upload(slowly([new Uint8Array(60)], 1), '60'), 90)
  expect(await refusedWith(sixty())).toEqual([503, 'busy'])
  more(new Uint8Array(1))
  expect((await first).length).toBe(61)
  expect((await sixty()).length).toBe(60)
  expect(uploads.held).toBe(0)
})
