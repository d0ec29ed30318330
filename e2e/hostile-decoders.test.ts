/** Some thousand inputs that nobody wrote. `node tools/launch.mjs bench/fuzz-decoders.ts` makes a million. */
import { expect, test } from 'vitest'
import { fuzzDecoders } from './hostile-decoders.ts'

test('every decoder, 8,000 random and spoiled inputs: only the named errors, no hang, bounded memory', async () => {
  const seed = Date.now() >>> 0
  const report = await fuzzDecoders(8_000, seed)
  expect([seed, report.faults]).toEqual([seed, []])
  expect(report.grownMb).toBeLessThan(400)
  // The spoiled ones reach inside: some are refused by everything that can refuse.
  expect(Object.keys(report.refused).length).toBeGreaterThan(18)
})
