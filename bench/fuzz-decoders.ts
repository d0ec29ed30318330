/** Inputs that nobody wrote, for every decoder (e2e/hostile-decoders.ts). node tools/launch.mjs bench/fuzz-decoders.ts [INPUTS] [SEED] */
import { fuzzDecoders } from '../e2e/hostile-decoders.ts'

const inputs = Number(process.argv[2] ?? 1_000_000)
const seed = Number(process.argv[3] ?? Date.now() >>> 0)
const from = performance.now()
const {
  inputs: ran,
  read,
  refused,
  faults,
  slowest,
  grownMb,
} = await fuzzDecoders(inputs, seed, (done) =>
  console.log(`${done}, ${Math.round((performance.now() - from) / 1000)} s`),
)
console.log(
  `seed ${seed}: ${ran} inputs of ${inputs} drawn, in ${Math.round((performance.now() - from) / 1000)} s`,
)
for (const name of new Set([...Object.keys(read), ...Object.keys(refused)]))
  console.log(`  ${name}: ${refused[name] ?? 0} refused, ${read[name] ?? 0} read`)
console.log(
  `slowest: ${slowest.name}, ${Math.round(slowest.ms)} ms; memory grew by ${Math.round(grownMb)} MB`,
)
console.log(`faults: ${faults.length}${faults.map((fault) => `\n  ${fault}`).join('')}`)
process.exitCode = faults.length === 0 ? 0 : 1
