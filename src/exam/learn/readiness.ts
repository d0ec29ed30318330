/**
 * The chance to pass on the exam day with what is known now, for the grown-up: with its interval, by section, and what would raise it most.
 * Two kinds of not knowing go into the interval: the child (posterior of ability and of recall) and the test itself, because these tasks
 * were never compared with real results.
 */
import type { Band, Section, Task } from '../types.ts'
import { quantile } from './ability.ts'
import type { Day } from './days.ts'
import { type Knowledge, recall } from './knowledge.ts'
import { LINES, needed, ORAL_SHARE, passing, type Reading } from './line.ts'
import { normal, seeded } from './seeded.ts'
import { logistic, logit, type Skill } from './skill.ts'

/** 0 to 1; `low` to `high` holds nine of ten draws. */
export interface Range {
  mean: number
  low: number
  high: number
}

export interface Readiness {
  /** Always both: an estimate, never compared with real results. */
  estimate: true
  comparedWithResults: false
  /** False: too little was answered, or the interval says nearly nothing; the chances are then null. */
  known: boolean
  pass: Record<Reading, Range> | null
  /** Chance per point; sections that the band has. */
  sections: { section: Section; share: Range | null; answered: number; met: number; skills: number }[]
  /** Chance per point that makes 80 of 100 pass. */
  wanted: Record<Reading, number>
  /** Kinds of tasks by how much the chance to pass (the lower of both readings) would grow if they were learned; seconds of practice are a rough guess. */
  raise: { task: Task; gain: number; seconds: number }[]
}

const DRAWS = 200
/** How differently the real test may turn out for everyone: logits, assumed. */
const TRANSFER_DEVIATION = 0.4
/** Even what is known is missed now and then. */
const SLIP = 0.015
/** Below this many answered skills a section is not known; so is a chance whose interval is wider than `WIDEST`. */
const LEAST = 12
const WIDEST = 0.8
const LEARNED = 0.96
/** Answers that it takes to learn one skill, roughly. */
const ROUNDS = 3

export function readinessOf(
  band: Band,
  knowledge: Knowledge,
  skills: readonly Skill[],
  examDay: Day,
  line = LINES[band],
): Readiness {
  const oralShare = ORAL_SHARE[band].share
  const sections: Section[] = oralShare === 1 ? ['oral'] : ['oral', 'written']
  const draws = drawn(knowledge)
  const bySection = sections.map((section) => ({
    section,
    of: skills.filter((skill) => skill.section === section),
  }))
  const chances = new Map(
    skills.map((skill) => [skill.id, draws.map((draw) => chanceOf(knowledge, skill, examDay, draw))]),
  )
  /** Chance per point by section and draw; skills of `learned` count as learned. */
  const shares = (learned?: Task) =>
    bySection.map(({ of }) =>
      draws.map((_, draw) =>
        of.length === 0
          ? 0
          : of.reduce((sum, { id, task }) => {
              const p = chances.get(id)![draw]!
              return sum + (task === learned ? Math.max(p, LEARNED) : p)
            }, 0) / of.length,
      ),
    )
  const passes = (reading: Reading, [oral, written]: number[][]) =>
    draws.map((_, draw) => passing(line, reading, oral![draw]!, (written ?? oral)![draw]!, oralShare))
  const now = shares()
  const pass = { tasks: rangeOf(passes('tasks', now)), points: rangeOf(passes('points', now)) }
  const lower: Reading = pass.tasks.mean < pass.points.mean ? 'tasks' : 'points'
  const told = bySection.map(({ section, of }, at) => {
    const met = of.filter(({ id }) => knowledge.memory.has(id)).length
    const enough = met >= Math.min(LEAST, of.length) && of.length > 0
    return {
      section,
      share: enough ? rangeOf(now[at]!) : null,
      answered: knowledge.ability[section].answers,
      met,
      skills: of.length,
    }
  })
  const known = told.every(({ share }) => share) && pass[lower].high - pass[lower].low <= WIDEST
  const raise = [...new Set(skills.map(({ task }) => task))]
    .map((task) => {
      const open = skills.filter((each) => each.task === task && meanOf(chances.get(each.id)!) < LEARNED)
      return {
        task,
        gain: open.length === 0 ? 0 : meanOf(passes(lower, shares(task))) - pass[lower].mean,
        seconds: open.reduce((sum, each) => sum + ROUNDS * each.seconds, 0),
      }
    })
    .filter(({ gain }) => gain > 0.001)
    .sort((a, b) => b.gain - a.gain || (a.task < b.task ? -1 : 1))
  return {
    estimate: true,
    comparedWithResults: false,
    known,
    pass: known ? pass : null,
    sections: told,
    wanted: { tasks: needed(line, 'tasks', 0.8), points: needed(line, 'points', 0.8) },
    raise,
  }
}

interface Draw {
  ability: Record<Section, number>
  recalling: number
  transfer: number
}

/** Draws of what is not known; always the same, so that the same answers give the same figures. */
function drawn({ ability, recalling }: Knowledge): Draw[] {
  const chance = seeded(90)
  return Array.from({ length: DRAWS }, () => ({
    ability: { oral: quantile(ability.oral, chance()), written: quantile(ability.written, chance()) },
    recalling: quantile(recalling, chance()),
    transfer: TRANSFER_DEVIATION * normal(chance),
  }))
}

function chanceOf(knowledge: Knowledge, skill: Skill, examDay: Day, draw: Draw): number {
  const memory = knowledge.memory.get(skill.id)
  const base = memory
    ? logit(recall(knowledge, memory, examDay)) + draw.recalling
    : draw.ability[skill.section] - skill.difficulty
  return (1 - SLIP) * logistic(base + draw.transfer)
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  return { mean: meanOf(values), low: at(0.05), high: at(0.95) }
}
