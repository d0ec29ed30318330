/** `kill -9` in the middle of writes: no acknowledged write is lost. `node tools/launch.mjs bench/kill.ts` runs 200 rounds of the same. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killRounds } from './relay-kill.ts'
import { newFolder, removeFolder } from './relay-process.ts'

let data: string
beforeEach(() => {
  data = newFolder()
})
afterEach(() => removeFolder(data))

test('eight rounds: every acknowledged request, part, commit and control entry is there, byte for byte', async () => {
  const report = await killRounds(data, 8)
  expect(report.faults).toEqual([])
  expect(report.rounds).toBe(8)
  // Otherwise nothing was in the middle of anything.
  for (const [kind, count] of Object.entries(report.acknowledged))
    expect([kind, count > 0]).toEqual([kind, true])
})
