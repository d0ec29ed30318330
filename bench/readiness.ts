/**
 * Readiness beside what happens: a table of told chances and shares that passed, the logarithmic loss beside the base rate and beside one
 * mock paper on the last day.
 *
 *   node tools/launch.mjs bench/readiness.ts [children]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calibrate } from '../src/exam/learn/simulate/calibrate.ts'
import { readWorld } from '../src/exam/learn/simulate/read-world.ts'

const children = process.argv[2] === undefined ? undefined : Number(process.argv[2])

const folder = join(import.meta.dirname, 'worlds')
for (const name of readdirSync(folder).sort()) {
  const read = readWorld(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  if (!read.ok) throw new Error(`${name} is no world`)
  const { children: all, passed, not_known_yet, table, log_loss, covered } = calibrate(read.world, children)
  console.log(
    `${read.world.name}: ${all} children, ${(passed.mean * 100).toFixed(0)} % passed, not known yet ${not_known_yet}`,
  )
  for (const row of table)
    console.log(
      `  told ${row.from.toFixed(1)}–${row.to.toFixed(1)}: ${String(row.children).padStart(4)} children, mean ${row.told.toFixed(3)}, passed ${row.passed.mean.toFixed(3)} [${row.passed.low.toFixed(3)} ${row.passed.high.toFixed(3)}]`,
    )
  console.log(
    `  log-loss: readiness ${log_loss.readiness.toFixed(3)}, base rate ${log_loss.base_rate.toFixed(3)}, one mock ${log_loss.one_mock.toFixed(3)}; the told interval holds the true chance of ${(covered.mean * 100).toFixed(0)} %`,
  )
}
