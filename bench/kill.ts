/** Rounds of `kill -9` in the middle of writes (e2e/relay-kill.ts). node tools/launch.mjs bench/kill.ts [ROUNDS] */
import { killRounds } from '../e2e/relay-kill.ts'
import { newFolder, removeFolder } from '../e2e/relay-process.ts'

const rounds = Number(process.argv[2] ?? 200)
const data = newFolder()
const from = performance.now()
try {
  const report = await killRounds(data, rounds, (line) => console.log(line))
  const seconds = ((performance.now() - from) / 1000).toFixed(0)
  const counts = Object.entries(report.acknowledged).map(([kind, count]) => `${count} ${kind}`)
  console.log(`${report.rounds} rounds in ${seconds} s`)
  console.log(`acknowledged: ${counts.join(', ')}`)
  console.log(`cut on their way and kept whole all the same: ${report.keptWithoutWord}`)
  console.log(`faults: ${report.faults.length}${report.faults.map((fault) => `\n  ${fault}`).join('')}`)
  process.exitCode = report.faults.length === 0 && report.rounds === rounds ? 0 : 1
} finally {
  removeFolder(data)
}
