/**
 * What children recall on the exam day under each way to practise, with 95 % intervals: the shipped worlds, then worlds that nothing was
 * tuned on. A line for each world and each number of answers a day; "ahead by" is ours minus the best of the others, child by child.
 *
 *   node tools/launch.mjs bench/practice.ts [children] [hold-out worlds] [first seed]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedWorld } from '../src/exam/learn/simulate/generate.ts'
import { practise } from '../src/exam/learn/simulate/practice.ts'
import { readWorld } from '../src/exam/learn/simulate/read-world.ts'
import type { World } from '../src/exam/learn/simulate/world.ts'

const children = process.argv[2] === undefined ? undefined : Number(process.argv[2])
const holdOut = Number(process.argv[3] ?? 24)
const first = Number(process.argv[4] ?? 900_000)

const three = (x: number) => x.toFixed(3)

/** Prints the runs of a world; returns for each whether ours was ahead, level or behind the best other. */
function show(world: World): { by: number; verdict: 'ahead' | 'level' | 'behind' }[] {
  return world.practice.answers.map((answers) => {
    const { recall, ahead_of } = practise(world, answers, children)
    const [best, by] = Object.entries(ahead_of).reduce((low, each) =>
      each[1].mean < low[1].mean ? each : low,
    )
    const verdict = by.low > 0 ? 'ahead' : by.high < 0 ? 'behind' : 'level'
    const all = Object.entries(recall).map(
      ([name, { mean, low, high }]) => `${name} ${three(mean)} [${three(low)} ${three(high)}]`,
    )
    console.log(
      `${world.name} (${world.memory.model}), ${answers} a day: ${all.join('  ')}\n    ${verdict}: ${three(by.mean)} [${three(by.low)} ${three(by.high)}] over ${best}`,
    )
    return { by: by.mean, verdict }
  })
}

const folder = join(import.meta.dirname, 'worlds')
for (const name of readdirSync(folder).sort()) {
  const read = readWorld(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  if (!read.ok) throw new Error(`${name} is no world`)
  show(read.world)
}

console.log(`\nHold-out: ${holdOut} generated worlds, seeds from ${first}`)
const runs = Array.from({ length: holdOut }, (_, at) => show(generatedWorld(first + at))).flat()
const count = (wanted: string) => runs.filter(({ verdict }) => verdict === wanted).length
if (runs.length > 0)
  console.log(
    `\n${runs.length} runs: ahead of the best other in ${count('ahead')}, level in ${count('level')}, behind in ${count('behind')}; mean ${three(runs.reduce((sum, { by }) => sum + by, 0) / runs.length)}, worst ${three(Math.min(...runs.map(({ by }) => by)))}`,
  )
