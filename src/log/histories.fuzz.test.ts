/** Whole histories from seeds, against an oracle. `npm run fuzz` runs ten thousand others; a seed that ever failed stays in the list that is replayed here. */
import { describe, expect, test } from 'vitest'
import regressions from './histories.regressions.json' with { type: 'json' }
import { limitsOf, type Outcome, runHistory } from './histories-judge.test-support.ts'

const HISTORIES = 200

describe('any history of clients that were apart', () => {
  test.each(regressions)('seed $seed: $was', async ({ seed }) => {
    await runHistory(seed)
  })
  test(`${HISTORIES} new ones: the same state everywhere, nothing acknowledged is lost, nothing of who was removed comes after`, async () => {
    const first = Math.floor(Date.now() / 1000)
    const outcomes: Outcome[] = []
    for (let i = 0; i < HISTORIES; i++) outcomes.push(await runHistory(first + i))
    const sum = (what: Exclude<keyof Outcome, 'seed'>) =>
      outcomes.reduce((all, outcome) => all + outcome[what], 0)
    // They reach what they are for.
    for (const what of ['joined', 'left', 'roles', 'undone', 'forged', 'quarantined'] as const)
      expect([what, sum(what) > HISTORIES / 10]).toEqual([what, true])
    expect(sum('commits')).toBeGreaterThan(HISTORIES * 10)
  }, 120_000)
})

test('the reading of rights that the histories are judged by', () => {
  const head = { seq: 3, hash: 'h' }
  const limitOf = limitsOf([
    { what: 'epoch', to: new Set(['a', 'b', 'c']), heads: new Map() },
    { what: 'epoch', to: new Set(['a']), heads: new Map([['b', head]]) },
    { what: 'lock', device: 'a', head },
  ])
  expect([limitOf('a'), limitOf('b'), limitOf('c'), limitOf('d')]).toEqual([head, head, null, null])
  const back = limitsOf([
    { what: 'epoch', to: new Set(['b']), heads: new Map() },
    { what: 'epoch', to: new Set(['a']), heads: new Map([['b', head]]) },
    { what: 'keys', to: new Set(['b']) },
  ])
  expect(back('b')).toBe('all')
})
