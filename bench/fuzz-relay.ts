/** Malformed calls on every route of a real relay (e2e/relay-fuzz.ts). node tools/launch.mjs bench/fuzz-relay.ts [CALLS] [SEED] */
import { fuzzRelay } from '../e2e/relay-fuzz.ts'
import { newFolder, removeFolder } from '../e2e/relay-process.ts'

const calls = Number(process.argv[2] ?? 1_000_000)
const seed = Number(process.argv[3] ?? Date.now() >>> 0)
const data = newFolder()
const from = performance.now()
try {
  const report = await fuzzRelay(data, calls, seed, (done, mb) => {
    if (done % 100_000 === 0) console.log(`${done} calls, peak ${mb} MB`)
  })
  const seconds = (performance.now() - from) / 1000
  console.log(
    `seed ${seed}: ${report.calls} calls in ${seconds.toFixed(0)} s, ${(report.calls / seconds).toFixed(0)} a second`,
  )
  console.log(
    `answers: ${Object.entries(report.statuses)
      .map(([status, n]) => `${status} × ${n}`)
      .join(', ')}`,
  )
  console.log(`memory of the relay at its peak: ${report.peakMb ?? 'not known'} MB`)
  console.log(`faults: ${report.faults.length}${report.faults.map((fault) => `\n  ${fault}`).join('')}`)
  process.exitCode = report.faults.length === 0 ? 0 : 1
} finally {
  removeFolder(data)
}
