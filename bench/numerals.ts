/**
 * node tools/launch.mjs bench/numerals.ts [--every N]
 * Every numeral 0–999,999 in six cases and three genders, held against number-to-words-ru (MIT), a library by other people.
 * A difference inside an accepted variant (восемью / восьмью) is counted apart. --every 1 takes hours with the second
 * library; the default takes all numbers to 20,000 and every 97th beyond, which meets every group of three digits.
 */

import { CASES, GENDERS, LARGEST, spell, spellings } from '../src/exam/numerals.ts'
import { secondSource } from '../tools/content/exam-gate.ts'

const step = Number(process.argv[process.argv.indexOf('--every') + 1]) || 97
const begin = performance.now()
let forms = 0
let variants = 0
const differences: string[] = []
for (let n = 0; n <= LARGEST; n += n < 20_000 ? 1 : step)
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

let own = 0
const started = performance.now()
while (performance.now() - started < 1000) spell((own++ * 7919) % (LARGEST + 1), 'dat', 'f')
console.log(`own spelling: ${own.toLocaleString('en-GB')} a second`)
if (differences.length > 0) process.exitCode = 1
