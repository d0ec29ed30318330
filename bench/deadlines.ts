/**
 * Deadlines per second with their trace, beside two other ways of counting the same terms in the same run:
 * a day at a time with Temporal, and a day at a time with Date and Intl weekday names. All three must agree.
 *
 *   node tools/launch.mjs bench/deadlines.ts
 */
import * as temporal from 'temporal-polyfill/fns/PlainDate'
import { clocks, daysFrom } from '../src/law/clocks.test-support.ts'
import { computeDeadline, deadlineBounds } from '../src/law/deadline.ts'

const starts = daysFrom('2024-10-29', '2027-11-20')
const today = '2026-11-22'
const rest = new Set(Object.values(clocks.calendars).flatMap(({ off }) => off))
const worked = new Set(Object.values(clocks.calendars).flatMap(({ working }) => working))

const lastDay = (from: string): string =>
  computeDeadline(clocks, 'koap.appeal', from, { today }).lastDay ?? ''
const bounds = (from: string): string => deadlineBounds(clocks, 'koap.appeal', from)?.earliest ?? ''

function withTemporal(from: string): string {
  const [year, month, day] = from.split('-').map(Number) as [number, number, number]
  let date = temporal.addDays(temporal.create(year, month, day), 10)
  for (;;) {
    const text = temporal.toString(date)
    if (worked.has(text) || (temporal.dayOfWeek(date) < 6 && !rest.has(text))) return text
    date = temporal.addDays(date, 1)
  }
}

const weekdayName = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' })
function withIntl(from: string): string {
  let time = Date.parse(`${from}T00:00:00Z`) + 10 * 86_400_000
  for (;;) {
    const text = new Date(time).toISOString().slice(0, 10)
    const weekend = weekdayName.format(time).startsWith('S')
    if (worked.has(text) || (!weekend && !rest.has(text))) return text
    time += 86_400_000
  }
}

/** Counts per second: the best of five rounds of at least 200 ms each. */
function rate(count: (from: string) => string): number {
  let best = 0
  for (let round = 0; round < 5; round++) {
    const begin = performance.now()
    let done = 0
    while (performance.now() - begin < 200) {
      for (const from of starts) if (count(from) === '') throw new Error(`no day for ${from}`)
      done += starts.length
    }
    best = Math.max(best, done / ((performance.now() - begin) / 1000))
  }
  return best
}

for (const from of starts)
  if (new Set([lastDay(from), bounds(from), withTemporal(from), withIntl(from)]).size > 1)
    throw new Error(`the counters disagree on ${from}`)

const ways = [
  ['computeDeadline, with trace and sources', lastDay],
  ['deadlineBounds, the day alone', bounds],
  ['Temporal (fns), the day alone', withTemporal],
  ['Date and Intl, the day alone', withIntl],
] as const
const rates = ways.map(([name, count]) => ({ name, rate: rate(count) }))
const limit = rates[2]?.rate ?? 1
console.log(`koap.appeal from ${starts.length} start days, all counters agree; counts per second on one core`)
for (const { name, rate: perSecond } of rates)
  console.log(
    `${Math.round(perSecond).toLocaleString('en-GB').padStart(12)}  ${(perSecond / limit).toFixed(2).padStart(6)} × Temporal  ${name}`,
  )
