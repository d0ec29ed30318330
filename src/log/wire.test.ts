import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeArrived,
  decodeFrames,
  encodeArrived,
  encodeFrames,
  ID,
  LIMITS,
  paths,
  WireError,
} from './wire.ts'

const frames = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.uint8Array({ maxLength: 50 })), { maxLength: 8 })
  .map((list) => {
    let position = 0
    return list.map(([step, bytes]) => {
      position += step
      return { position, bytes }
    })
  })

describe('frames', () => {
  test('come back as they went', () => {
    fc.assert(
      fc.property(frames, (list) => {
        expect(
          decodeFrames(encodeFrames(list), 50).map(({ position, bytes }) => [position, [...bytes]]),
        ).toEqual(list.map(({ position, bytes }) => [position, [...bytes]]))
      }),
    )
  })
  test('cut anywhere they are refused, or are a whole prefix', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (list, at) => {
        const bytes = encodeFrames(list)
        const cut = bytes.subarray(0, at % (bytes.length + 1))
        try {
          expect(decodeFrames(cut, 50).length).toBeLessThanOrEqual(list.length)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
    )
  })
  test('noise never does more than throw a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        try {
          decodeFrames(noise, 100)
          decodeArrived(noise)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 2000 },
    )
  })
  test('positions that do not grow are refused: a repeated page would look like new work', () => {
    const frame = { position: 5, bytes: new Uint8Array(1) }
    expect(() => decodeFrames(encodeFrames([frame, frame]), 10)).toThrow(WireError)
    expect(() => decodeFrames(encodeFrames([{ position: 1, bytes: new Uint8Array(11) }]), 10)).toThrow(
      WireError,
    )
  })
  test('a request that arrived', () => {
    const arrived = { box: new Uint8Array(16).fill(3), seq: 7, day: 20_779, file: new Uint8Array([1, 2]) }
    expect(decodeArrived(encodeArrived(arrived))).toEqual(arrived)
  })
})

test('no path carries anything but ids and numbers', () => {
  const id = 'A'.repeat(22)
  expect(ID.test(id)).toBe(true)
  for (const path of [
    paths.notice(id),
    paths.request(id, id, 3),
    paths.boxPart(id, id, id, 2),
    paths.lane(id, id, 0),
    paths.control(id, 9),
  ])
    expect(path).toMatch(/^\/api\/v1\/[a-z/A-Z0-9_-]+(\?after=\d+)?$/)
  expect(LIMITS.commit).toBeGreaterThan(64 * 1024)
})
