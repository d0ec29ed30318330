/**
 * Repeated narratives in 20,000 protocols, beside brute force in the same run: node tools/launch.mjs bench/patterns.ts
 * Both count the same pairs on the same sets of shingles; the peer compares all with all. Then the whole, reading of the words included.
 * Limit: seconds, in a worker.
 */

import { madeNarratives } from '../src/casework/patterns.test-support.ts'
import { comparedWords, findPatterns, MEASURE } from '../src/casework/patterns.ts'
import { eachPairByForce, eachSimilarPair, rankShingles } from '../src/casework/patterns-join.ts'
import { tokensOf } from '../src/casework/patterns-words.ts'

const COUNT = Number(process.argv[2] ?? 20_000)
const narratives = madeNarratives(COUNT, 1)

function timed<T>(run: () => T): { taken: number; made: T } {
  const began = performance.now()
  const made = run()
  return { taken: performance.now() - began, made }
}
const seconds = (taken: number) => `${(taken / 1000).toFixed(2)} s`

const reading = timed(() => narratives.map(({ text }) => comparedWords(tokensOf(text), MEASURE)))
const ranking = timed(() => rankShingles(reading.made, MEASURE.shingle))
const sets = ranking.made
const threshold = MEASURE.threshold * 1000
/** Number of pairs and a sum over them: two joins that agree in both found the same. */
const countOf = (join: typeof eachSimilarPair) => {
  let pairs = 0
  let sum = 0
  join(sets, threshold, (a, b, shared, all) => {
    pairs++
    sum = (sum + (a * 31 + b * 17 + shared * 7 + all) * 2654435761) % 2 ** 40
  })
  return { pairs, sum }
}
const exact = timed(() => countOf(eachSimilarPair))
const force = timed(() => countOf(eachPairByForce))
const whole = timed(() => findPatterns(narratives))
const same = exact.made.pairs === force.made.pairs && exact.made.sum === force.made.sum
console.log(
  [
    `${COUNT} narratives, ${narratives.reduce((sum, { text }) => sum + text.length, 0)} characters, Jaccard ≥ ${MEASURE.threshold} of ${MEASURE.shingle}-word shingles`,
    `words ${seconds(reading.taken)}, shingles ${seconds(ranking.taken)}`,
    `pairs: prefix filter ${seconds(exact.taken)}, brute force ${seconds(force.taken)} (${(force.taken / exact.taken).toFixed(0)} times)`,
    `${exact.made.pairs} pairs, ${same ? 'the same by both' : 'NOT THE SAME'}`,
    `the whole, clusters included: ${seconds(whole.taken)}; ${whole.made.clusters.length} clusters, ${whole.made.pairCount} pairs`,
  ].join('\n'),
)
if (!same || whole.made.pairCount !== exact.made.pairs) process.exitCode = 1
