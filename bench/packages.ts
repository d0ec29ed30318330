/**
 * Package checks per second, beside the floor of reading the same answers: JSON.parse of the input, and JSON.parse with the
 * strict reading of facts. Same process, same run; the best of five rounds.
 *
 *   node tools/launch.mjs bench/packages.ts
 */
import { readFacts } from '../src/law/facts.ts'
import { CLEAN, flow, GIRL, PATENT, packs, TODAY } from '../src/law/package.test-support.ts'
import { checkPackage, packageScreens } from '../src/law/package.ts'
import type { Facts } from '../src/law/types.ts'

const families: Facts[] = [GIRL, CLEAN, PATENT, {}]
const inputs = families.map((facts) => JSON.stringify(facts))

const parse = (text: string): number => Object.keys(JSON.parse(text)).length + 1
const read = (text: string): number => (readFacts(flow, JSON.parse(text)).ok ? 1 : 0)
const check = (text: string): number => checkPackage(packs, JSON.parse(text), TODAY).findings.length
const screens = (text: string): number => packageScreens(packs, JSON.parse(text), TODAY).length

/** Families per second. A round that finds nothing to do would be no measurement. */
function rate(work: (text: string) => number): number {
  let best = 0
  for (let round = 0; round < 5; round++) {
    const begin = performance.now()
    let done = 0
    while (performance.now() - begin < 300) {
      for (const text of inputs) if (work(text) === 0) throw new Error(`nothing came of ${text}`)
      done += inputs.length
    }
    best = Math.max(best, done / ((performance.now() - begin) / 1000))
  }
  return best
}

const floor = rate(parse)
console.log(
  `${families.length} families, ${flow.rules.length} rules, ${Object.keys(flow.facts).length} facts; per second on one core`,
)
for (const [name, perSecond] of [
  ['JSON.parse of the input (floor)', floor],
  ['JSON.parse and readFacts', rate(read)],
  ['checkPackage, with reasons, sources, terms and traces', rate(check)],
  ['packageScreens, what to ask next', rate(screens)],
] as const)
  console.log(
    `${Math.round(perSecond).toLocaleString('en').padStart(9)}  ${name} (${(perSecond / floor).toFixed(4)} of the floor)`,
  )
