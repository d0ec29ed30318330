import { expect, test } from 'vitest'
import { signedNow, TAKEN_BACK } from './signed-rules.ts'

const sign = (flow: string, edition: string, day: string) => ({ flow, edition, day })

test('the newest signature of each flow counts; one taken back leaves none, and does not bring back the one before', () => {
  expect(
    signedNow([
      sign('registry', 'one', '2026-11-01'),
      sign('package', 'two', '2026-11-02'),
      sign('registry', 'three', '2026-11-03'),
      sign('amina', 'four', '2026-11-04'),
      sign('amina', TAKEN_BACK, '2026-11-05'),
    ]),
  ).toEqual([sign('package', 'two', '2026-11-02'), sign('registry', 'three', '2026-11-03')])
})
