/**
 * Histories of many clients from seeds (src/log/histories.test-support.ts), each judged against a from-scratch oracle. One that fails prints its seed: it goes into
 * src/log/histories.regressions.json, which `npm test` replays. npm run fuzz [-- HISTORIES] [FIRST SEED] [STEPS]
 */
import { runHistory } from '../src/log/histories-judge.test-support.ts'

const histories = Number(process.argv[2] ?? 10_000)
const first = Number(process.argv[3] ?? Math.floor(Date.now() / 1000))
const steps = Number(process.argv[4] ?? 40)
const from = performance.now()
const sum = new Map<string, number>()
const failed: number[] = []
for (let i = 0; i < histories; i++) {
  try {
    for (const [what, n] of Object.entries(await runHistory(first + i, steps)))
      sum.set(what, (sum.get(what) ?? 0) + n)
  } catch (error) {
    failed.push(first + i)
    console.log(error instanceof Error ? error.message : error)
    if (failed.length >= 5) break
  }
  if ((i + 1) % 500 === 0)
    console.log(`${i + 1} histories, ${Math.round((performance.now() - from) / 1000)} s`)
}
sum.delete('seed')
const ran = [...sum].map(([what, n]) => `${n} ${what}`).join(', ')
console.log(`seeds ${first} to ${first + histories - 1}, ${steps} steps each: ${ran}`)
console.log(
  `${Math.round((performance.now() - from) / 1000)} s, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
)
console.log(failed.length === 0 ? 'none failed' : `failed: ${failed.join(' ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
