/**
 * Placement beside one mock paper, three mock papers and an adaptive test of fixed length: items and share of children on the wrong side
 * of "passes more often than not", with Wald's least number of items as the bound.
 *
 *   node tools/launch.mjs bench/placement.ts [children]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Estimate } from '../src/exam/learn/simulate/interval.ts'
import { place } from '../src/exam/learn/simulate/place.ts'
import { readWorld } from '../src/exam/learn/simulate/read-world.ts'

const children = process.argv[2] === undefined ? undefined : Number(process.argv[2])
const percent = ({ mean, low, high }: Estimate) =>
  `${(mean * 100).toFixed(1)} % [${(low * 100).toFixed(1)} ${(high * 100).toFixed(1)}]`
const items = ({ mean, low, high }: Estimate) => `${mean.toFixed(1)} [${low.toFixed(1)} ${high.toFixed(1)}]`

const folder = join(import.meta.dirname, 'worlds')
for (const name of readdirSync(folder).sort()) {
  const read = readWorld(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  if (!read.ok) throw new Error(`${name} is no world`)
  const told = place(read.world, children)
  console.log(`${read.world.name}: ${told.children} children`)
  for (const [method, { items: used, wrong }] of Object.entries(told.methods))
    console.log(`  ${method.padEnd(12)} items ${items(used).padEnd(20)} wrong ${percent(wrong)}`)
  console.log(
    `  not known yet ${percent(told.not_known_yet)}; wrong among verdicts ${percent(told.wrong_of_verdicts)}
  on the side "ready": items ${items(told.at_ready.items)}, wrong ${percent(told.at_ready.wrong)}
  on the side "not ready": items ${items(told.at_not_ready.items)}, wrong ${percent(told.at_not_ready.wrong)}
  no test with these error rates needs fewer than ${told.wald_items.toFixed(1)} items on average (Wald 1945)`,
  )
}
