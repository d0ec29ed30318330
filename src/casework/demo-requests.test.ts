import { expect, test } from 'vitest'
import { LANGUAGES } from '../law/types.ts'
import { readCases } from './cases.ts'
import { id, lanesOf, packs } from './casework.test-support.ts'
import { demoRequests } from './demo-requests.ts'
import { requestToCase, suggestMerges } from './inbox.ts'
import { threadsOf } from './threads.ts'

const TODAY = '2026-01-20'
const made = demoRequests(TODAY)
const threads = threadsOf(
  made.map((content, i) => ({
    arrived: content.day,
    request: {
      v: 1,
      org: 'o'.repeat(43),
      box: id(`b${i}x`),
      seq: 0,
      prev: '',
      reply: 'age1pq1x',
      signer: 's'.repeat(43),
      ...content,
    },
  })),
  undefined,
  TODAY,
)

test('all languages come in, the oldest first, and the three alike are suggested as one', () => {
  expect(new Set(made.map(({ lang }) => lang))).toEqual(new Set(LANGUAGES))
  expect(threads[0]!.age).toBe(6)
  expect(suggestMerges(threads).map((group) => group.threads.length)).toEqual([3])
})

test('each opens as a case, and the answers of the check come along', () => {
  for (const thread of threads) {
    const { operations, dropped } = requestToCase(thread, { number: 'Т-1', day: TODAY, flows: packs })
    const [view] = readCases(lanesOf(operations))
    expect(view).toMatchObject({ kind: thread.kind, language: thread.lang, unreadable: 0 })
    expect(dropped).toEqual([])
    expect(view!.marks.length).toBe(thread.kind === 'school' ? 1 : 0)
  }
})
