/** Readiness beside what happens: of the children who were told 70 %, do 70 of 100 pass? */
import { nothingKnown } from '../knowledge.ts'
import { passing } from '../line.ts'
import { readinessOf } from '../readiness.ts'
import { normal, seeded } from '../seeded.ts'
import { logistic, logit } from '../skill.ts'
import { type Estimate, round, shareEstimate } from './interval.ts'
import { trainer } from './ours.ts'
import { truthOf } from './truth.ts'
import { newcomer, type World } from './world.ts'

export interface CalibrationResult {
  children: number
  passed: Estimate
  not_known_yet: number
  /** Bins of ten per cent of the told chance; empty ones are left out. */
  table: { from: number; to: number; children: number; told: number; passed: Estimate }[]
  /** Mean logarithmic loss; lower is better. `base_rate` knows the share of all that pass; `one_mock` judges by a mock of the last day. */
  log_loss: { readiness: number; base_rate: number; one_mock: number }
  /** Share of children whose true chance lies in the told interval of 90 %. */
  covered: Estimate
}

export function calibrate(world: World, children = world.readiness.children): CalibrationResult {
  const { skills: count, answers, days, wait, need, of, transfer_deviation } = world.readiness
  const line = { need, of }
  const rows: { told: number; mock: number; passed: boolean; covered: boolean }[] = []
  let unknown = 0
  for (let number = 0; number < children; number++) {
    const seed = world.seed * 7_000_003 + number * 29
    const chance = seeded(seed)
    const child = newcomer(world, seed + 1, count)
    const between = ([low, high]: [number, number]) => low + Math.floor(chance() * (high - low + 1))
    const practised = between(days)
    const examDay = practised + between(wait)
    const truth = truthOf(world.memory, { ...child, chance })
    const knowledge = nothingKnown()
    const policy = trainer(child.skills, examDay, answers, knowledge)
    for (let day = 0; day < practised; day++)
      for (let given = 0; given < answers; given++) {
        const skill = policy.next(day)
        const recalled = chance() < truth.recall(skill, day)
        truth.practise(skill, day, recalled)
        policy.answered(skill, day, recalled || chance() < child.skills[skill]!.guess)
      }
    // The real paper differs from these tasks by a shift that nobody could see beforehand.
    const transfer = transfer_deviation * normal(chance)
    const share =
      child.skills.reduce(
        (sum, _, skill) => sum + logistic(logit(truth.recall(skill, examDay)) + transfer),
        0,
      ) / count
    const trueChance = passing(line, 'tasks', share, share, 0.5)
    let score = 0
    for (let item = 0; item < of; item++) if (chance() < share) score++
    let mockScore = 0
    for (let item = 0; item < of; item++)
      if (chance() < truth.recall(Math.floor(chance() * count), practised)) mockScore++
    const told = readinessOf('3-5', knowledge, child.skills, examDay, line)
    if (!told.pass) {
      unknown++
      continue
    }
    const guess = (mockScore + 1) / (of + 2)
    const { mean, low, high } = told.pass.tasks
    rows.push({
      told: mean,
      mock: passing(line, 'tasks', guess, guess, 0.5),
      passed: score >= need,
      covered: trueChance >= low && trueChance <= high,
    })
  }
  const passed = rows.filter((row) => row.passed).length
  const loss = (chanceOf: (row: (typeof rows)[number]) => number) =>
    round(
      rows.reduce((sum, row) => {
        const p = Math.min(0.999, Math.max(0.001, chanceOf(row)))
        return sum - Math.log(row.passed ? p : 1 - p)
      }, 0) / Math.max(1, rows.length),
    )
  return {
    children,
    passed: shareEstimate(passed, rows.length),
    not_known_yet: unknown,
    table: Array.from({ length: 10 }, (_, bin) => {
      const inside = rows.filter(({ told }) => Math.min(9, Math.floor(told * 10)) === bin)
      return {
        from: bin / 10,
        to: (bin + 1) / 10,
        children: inside.length,
        told: round(inside.reduce((sum, { told }) => sum + told, 0) / Math.max(1, inside.length)),
        passed: shareEstimate(inside.filter((row) => row.passed).length, inside.length),
      }
    }).filter((row) => row.children > 0),
    log_loss: {
      readiness: loss(({ told }) => told),
      base_rate: loss(() => passed / Math.max(1, rows.length)),
      one_mock: loss(({ mock }) => mock),
    },
    covered: shareEstimate(rows.filter((row) => row.covered).length, rows.length),
  }
}
