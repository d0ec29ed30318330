/**
 * Checks per second of the shipped flows under random answers, beside the limit that matters: on a phone that is six
 * times slower than this machine, a check and the list of screens must fit into one frame of 16.7 ms.
 *
 *   node tools/launch.mjs bench/checks.ts
 */
import { readFileSync } from 'node:fs'
import { clocks } from '../src/law/clocks.test-support.ts'
import { checkFlow, screensToShow } from '../src/law/rules.ts'
import type { Facts, FactValue, FlowPack } from '../src/law/types.ts'

const today = '2026-11-22'
const FRAME = 16.7
const SLOWER = 6
/** About two pages of a protocol. */
const NARRATIVE =
  'выражался грубой нецензурной бранью, размахивал руками, на замечания не реагировал. '.repeat(60)

/** A small linear congruential generator (Numerical Recipes): the same answers in every run. */
let seed = 20261122
const random = (below: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

function answer({ type, of = [], min = 0, max = 20 }: FlowPack['facts'][string]): FactValue | undefined {
  if (random(8) === 0) return random(2) ? null : undefined
  if (type === 'choice') return of[random(of.length)]!
  if (type === 'choices') return of.filter(() => random(2))
  if (type === 'integer') return min + random(max - min + 1)
  if (type === 'text') return NARRATIVE
  return `202${5 + random(3)}-0${1 + random(9)}${random(5) ? `-1${random(10)}` : ''}`
}

const people = (flow: FlowPack): Facts[] =>
  Array.from({ length: 500 }, () =>
    Object.fromEntries(
      Object.entries(flow.facts).flatMap(([fact, spec]) => {
        const said = answer(spec)
        return said === undefined ? [] : [[fact, said]]
      }),
    ),
  )

/** Milliseconds each: the best mean of five rounds, and the slowest single one after the first round. */
function timed(cases: Facts[], work: (facts: Facts) => unknown): { mean: number; slowest: number } {
  let mean = Infinity
  let slowest = 0
  for (let round = 0; round < 5; round++) {
    const began = performance.now()
    for (const facts of cases) {
      const from = performance.now()
      work(facts)
      if (round > 0) slowest = Math.max(slowest, performance.now() - from)
    }
    mean = Math.min(mean, (performance.now() - began) / cases.length)
  }
  return { mean, slowest }
}

let tooSlow = false
for (const name of ['package', 'rulings']) {
  const file = new URL(`../build/content/law-${name}.json`, import.meta.url)
  const flow = JSON.parse(readFileSync(file, 'utf8')) as FlowPack
  const cases = people(flow)
  const found = cases.reduce((sum, facts) => sum + checkFlow(flow, clocks, facts, today).findings.length, 0)
  console.log(
    `${name}: ${flow.rules.length} rules, ${cases.length} people, ${found / cases.length} findings each`,
  )
  const works = [
    ['check, with reasons', (facts: Facts) => checkFlow(flow, clocks, facts, today)],
    ['screens to show', (facts: Facts) => screensToShow(flow, clocks, facts, today)],
  ] as const
  for (const [what, work] of works) {
    const { mean, slowest } = timed(cases, work)
    const onPhone = mean * SLOWER
    tooSlow ||= onPhone > FRAME
    console.log(
      `  ${what.padEnd(20)} ${Math.round(1000 / mean)} a second · ${onPhone.toFixed(2)} ms at ${SLOWER}× of ${FRAME} · slowest ${slowest.toFixed(2)} ms`,
    )
  }
}
if (tooSlow) process.exitCode = 1
