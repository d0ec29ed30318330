/**
 * node tools/launch.mjs bench/numerals.ts [--every N]
 * Numerals 0–999,999 in six cases and three genders, held against number-to-words-ru (MIT), a library by other people.
 * 1. Both libraries: all numbers to 20,000, all whole thousands, and every 97th beyond. A difference inside an accepted
 *    variant (восемью / восьмью) is counted apart.
 * 2. All 18 million forms of ours: each is the form of its thousands followed by that of its rest. With 1, where every
 *    thousand and every rest was held against the other library, this covers the whole range; asking the other library
 *    for each form would take hours.
 */

import { CASES, GENDERS, LARGEST, spell, spellings } from '../src/exam/numerals.ts'
import { secondSource } from '../tools/content/exam-gate.ts'

const step = Number(process.argv[process.argv.indexOf('--every') + 1]) || 97
/** The next number that is held against the other library. */
function following(n: number): number {
  if (n < 20_000) return n + 1
  return Math.min(n + step - (n % step), n + 1000 - (n % 1000))
}

const begin = performance.now()
let forms = 0
let variants = 0
const differences: string[] = []
for (let n = 0; n <= LARGEST; n = following(n))
  for (const kase of CASES)
    for (const gender of GENDERS) {
      forms++
      const [own, other] = [spell(n, kase, gender), secondSource.numeral(n, kase, gender)]
      if (own === other) continue
      if (spellings(n, kase, gender).includes(other)) variants++
      else differences.push(`${n} ${kase} ${gender}: ${own} / ${other}`)
    }
const seconds = (performance.now() - begin) / 1000
console.log(
  `${forms.toLocaleString('en-GB')} forms, ${differences.length} differ, ${variants} are accepted variants; ${seconds.toFixed(0)} s`,
)
for (const difference of differences.slice(0, 20)) console.log(difference)

const parts = performance.now()
let composed = 0
let torn = 0
for (const kase of CASES)
  for (const gender of GENDERS) {
    const rests = Array.from({ length: 1000 }, (_, rest) => spell(rest, kase, gender))
    for (let thousand = 1000; thousand <= LARGEST; thousand += 1000) {
      const head = spell(thousand, kase, gender)
      for (let rest = 1; rest < 1000; rest++, composed++)
        if (spell(thousand + rest, kase, gender) !== `${head} ${rests[rest]}`) torn++
    }
  }
console.log(
  `${composed.toLocaleString('en-GB')} forms of two parts, ${torn} are not their parts; ${((performance.now() - parts) / 1000).toFixed(0)} s`,
)

let own = 0
const started = performance.now()
while (performance.now() - started < 1000) spell((own++ * 7919) % (LARGEST + 1), 'dat', 'f')
console.log(`own spelling: ${own.toLocaleString('en-GB')} a second`)
if (differences.length > 0 || torn > 0) process.exitCode = 1
