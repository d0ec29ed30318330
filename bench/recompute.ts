/**
 * A new calendar and a changed law over 5,000 open cases: how much processor time until the list of what moved is there, beside counting all cases
 * once, which is the floor that any recount has (it does it twice).
 *
 *   node tools/launch.mjs bench/recompute.ts [CASES]
 */

import { type CaseView, readCases } from '../src/casework/cases.ts'
import { id, lanesOf, packs } from '../src/casework/casework.test-support.ts'
import { clocksOf } from '../src/casework/clocks.ts'
import { EVENT_FACTS, EVENT_TERMS } from '../src/casework/event-terms.ts'
import { recompute } from '../src/casework/recompute.ts'
import { openCase } from '../src/casework/transitions.ts'
import type { Operation } from '../src/log/commit.ts'

const CASES = Number(process.argv[2] ?? 5000)
const TODAY = '2026-11-22'

let seed = 20261122
const random = (below: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}
const day = () => new Date(Date.UTC(2026, 6, 1) + random(140) * 86_400_000).toISOString().slice(0, 10)
const KINDS = [...new Set([...EVENT_FACTS, ...EVENT_TERMS].map(({ event }) => event))]

/** One case: a sheet of marks for half of them, one to four events. */
function oneCase(n: number): CaseView {
  const own = id(`case${n}`)
  const lists: Operation[][] = [
    openCase({ id: own, number: `Т-${n}`, kind: 'ruling', language: 'ru', day: '2026-07-01' }).operations,
  ]
  if (n % 2 === 0) {
    const sheet = `m${id(`m${n}`)}`
    const facts: [string, string, unknown][] =
      n % 4 === 0
        ? [
            ['rulings', 'stage', 'ruling'],
            ['rulings', 'copy.served', day()],
            ['rulings', 'decided.by', 'judge'],
          ]
        : [
            ['package', 'applying.to', 'school'],
            ['package', 'child.citizenship', 'other'],
            ['package', 'filing.on', day()],
          ]
    lists.push([
      [sheet, 'case', own],
      [sheet, 'flow', facts[0]![0]],
      ...facts.map(([, fact, value]): Operation => [sheet, `f.${fact}`, value as string]),
    ])
  }
  for (let e = 0; e <= random(4); e++) {
    const entity = `e${id(`e${n}z${e}`)}`
    lists.push([
      [entity, 'case', own],
      [entity, 'kind', KINDS[random(KINDS.length)]!],
      [entity, 'when', day()],
    ])
  }
  return readCases(lanesOf(...lists))[0]!
}

const cases = Array.from({ length: CASES }, (_, n) => oneCase(n))
/** Processor time in ms: another program on the same machine does not make it longer. */
const timed = <T>(work: () => T): [T, number] => {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1000]
}

const calendar = structuredClone(packs)
calendar.clocks.calendars['2026']!.off = [
  ...calendar.clocks.calendars['2026']!.off,
  '2026-11-27',
  '2026-11-30',
].sort()
const law = structuredClone(packs)
for (const version of law.clocks.terms['koap.appeal']!.versions) version.count = 15

const [deadlines, floor] = timed(() =>
  cases.reduce((sum, view) => sum + clocksOf(view, packs, TODAY).deadlines.length, 0),
)
console.log(`${CASES} open cases, ${deadlines} deadlines; counting all of them once: ${floor.toFixed(0)} ms`)
for (const [name, after] of [
  ['nothing changed', structuredClone(packs)],
  ['two new days off in November', calendar],
  ['15 days to appeal instead of 10', law],
] as const) {
  const [moved, took] = timed(() => recompute(cases, packs, after, TODAY))
  const missed = moved.filter((each) => each.missed !== null).length
  const without = moved.filter(({ why }) => why.length === 0).length
  console.log(
    `${name}: ${moved.length} moved in ${new Set(moved.map((each) => each.case)).size} cases, ${missed} of them have gone by; ${took.toFixed(0)} ms (${(took / floor).toFixed(1)} of counting once)`,
  )
  if (without > 0 || (name === 'nothing changed') !== (moved.length === 0)) {
    console.error(`${without} moved without a reason`)
    process.exitCode = 1
  }
}
