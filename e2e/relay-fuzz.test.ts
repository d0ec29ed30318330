/** Some thousand calls that no client would make. `node tools/launch.mjs bench/fuzz-relay.ts` makes a million. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fuzzRelay, seeded } from './relay-fuzz.ts'
import { newFolder, removeFolder } from './relay-process.ts'

let data: string
beforeEach(() => {
  data = newFolder()
})
afterEach(() => removeFolder(data))

test('every route, 5,000 malformed calls: each answered as promised, others untouched, memory bounded', async () => {
  const seed = Date.now() >>> 0
  const report = await fuzzRelay(data, 5_000, seed)
  expect([seed, report.faults]).toEqual([seed, []])
  // The calls reach deep enough: some are kept, some conflict, some are refused for each reason.
  for (const status of [200, 201, 400, 401, 403, 404, 409, 413, 421])
    expect([status, (report.statuses[status] ?? 0) > 0]).toEqual([status, true])
  if (report.peakMb !== null) expect(report.peakMb).toBeLessThan(300)
})

test('a seed repeats its numbers', () => {
  const [a, b, c] = [seeded(7), seeded(7), seeded(8)]
  const first = Array.from({ length: 5 }, a)
  expect(Array.from({ length: 5 }, b)).toEqual(first)
  expect(Array.from({ length: 5 }, c)).not.toEqual(first)
})
