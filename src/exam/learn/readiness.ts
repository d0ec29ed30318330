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
  sections: { section: Section; share: Range | null; met: number; skills: number }[]
  /** Chance per point that makes 80 of 100 pass. */
  wanted: Record<Reading, number>
  /** Kinds of tasks by how much the chance to pass (the lower of both readings) would grow if they were learned; seconds of practice are a rough guess. */
  raise: { task: Task; gain: number; seconds: number }[]
}

const DRAWS = 160
/** How differently the real test may turn out for everyone: logits, assumed. */
const TRANSFER_DEVIATION = 0.4
/**
 * Even what is known is missed now and then: somewhere from never to this share of the time, which differs between children and is not
 * known. One fixed share put a ceiling on what a good child could be told.
 */
const MOST_SLIPS = 0.03
/**
 * How far any reading of forgetting may be off between the last practice and the exam day: logits, assumed. Answers narrow down how well a
 * child recalled so far, never whether the curve goes on like that; without this the interval claims more than anybody can know.
 */
const CURVE_DEVIATION = 0.4
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
  const parts = sections.map((section) =>
    partOf(
      knowledge,
      skills.filter((skill) => skill.section === section),
      examDay,
      draws,
    ),
  )
  const passes = (reading: Reading, learned?: Task) =>
    draws.map((_, draw) => {
      const [oral, written] = parts.map(({ sum, more, count }) =>
        count === 0 ? 0 : (sum[draw]! + (learned ? (more.get(learned)?.[draw] ?? 0) : 0)) / count,
      )
      return passing(line, reading, oral!, written ?? oral!, oralShare)
    })
  const pass = { tasks: rangeOf(passes('tasks')), points: rangeOf(passes('points')) }
  const lower: Reading = pass.tasks.mean < pass.points.mean ? 'tasks' : 'points'
  const told = sections.map((section, at) => {
    const { sum, count, met } = parts[at]!
    const enough = count > 0 && met >= Math.min(LEAST, count)
    return { section, share: enough ? rangeOf(sum.map((each) => each / count)) : null, met, skills: count }
  })
  const known = told.every(({ share }) => share) && pass[lower].high - pass[lower].low <= WIDEST
  const seconds = new Map<Task, number>()
  for (const part of parts)
    for (const [task, more] of part.seconds) seconds.set(task, (seconds.get(task) ?? 0) + more)
  const raise = [...seconds]
    .map(([task, practice]) => ({
      task,
      gain: meanOf(passes(lower, task)) - pass[lower].mean,
      seconds: practice,
    }))
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

/** One section of the paper: sums of chances by draw, and what each kind of task would add if it were learned. */
interface Part {
  count: number
  met: number
  sum: number[]
  more: Map<Task, number[]>
  /** Practice that the open skills of a kind still need; kinds without open skills are left out. */
  seconds: Map<Task, number>
}

function partOf(knowledge: Knowledge, skills: readonly Skill[], examDay: Day, draws: readonly Draw[]): Part {
  const part: Part = {
    count: skills.length,
    met: 0,
    sum: draws.map(() => 0),
    more: new Map(),
    seconds: new Map(),
  }
  for (const skill of skills) {
    const memory = knowledge.memory.get(skill.id)
    if (memory) part.met++
    const base = memory ? logit(recall(knowledge, memory, examDay)) : -skill.difficulty
    const more = part.more.get(skill.task) ?? draws.map(() => 0)
    part.more.set(skill.task, more)
    let total = 0
    draws.forEach((draw, at) => {
      const shift = memory ? draw.recalling : draw.ability[skill.section]
      const p = (1 - draw.slip) * logistic(base + shift + draw.transfer)
      part.sum[at]! += p
      more[at]! += Math.max(0, LEARNED - p)
      total += p
    })
    if (total / draws.length < LEARNED)
      part.seconds.set(skill.task, (part.seconds.get(skill.task) ?? 0) + ROUNDS * skill.seconds)
  }
  return part
}

interface Draw {
  ability: Record<Section, number>
  recalling: number
  transfer: number
  /** Chance to miss what is known. */
  slip: number
}

/** Draws of what is not known; always the same, so that the same answers give the same figures. */
function drawn({ ability, recalling }: Knowledge): Draw[] {
  const chance = seeded(90)
  return Array.from({ length: DRAWS }, () => ({
    ability: { oral: quantile(ability.oral, chance()), written: quantile(ability.written, chance()) },
    recalling: quantile(recalling, chance()) + CURVE_DEVIATION * normal(chance),
    transfer: TRANSFER_DEVIATION * normal(chance),
    slip: MOST_SLIPS * chance(),
  }))
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  return { mean: meanOf(values), low: at(0.05), high: at(0.95) }
}
