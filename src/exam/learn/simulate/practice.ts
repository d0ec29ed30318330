/** Practice under each policy, the same children in the same world: what they recall on the exam day. */
import { seeded } from '../seeded.ts'
import { type Estimate, meanEstimate } from './interval.ts'
import { trainer } from './ours.ts'
import { blocked, leitner, type Policy, plainFsrs, random, sm2 } from './policies.ts'
import { truthOf } from './truth.ts'
import { type Newcomer, newcomer, type World } from './world.ts'

export interface PracticeResult {
  answers_a_day: number
  /** Mean true recall on the exam day, by policy. */
  recall: Record<string, Estimate>
  /** Differences child by child: ours minus the policy. */
  ahead_of: Record<string, Estimate>
  /** Lower end of the interval above 0 for every policy. */
  ahead_of_all: boolean
}

const POLICIES: Record<string, (child: Newcomer, days: number, perDay: number, seed: number) => Policy> = {
  ours: ({ skills }, days, perDay) => trainer(skills, days, perDay),
  random: ({ skills }, _days, _perDay, seed) => random(skills.length, seeded(seed)),
  blocked: ({ skills }, days, perDay) => blocked(skills.length, days, perDay),
  leitner: ({ skills }) => leitner(skills.length),
  sm2: ({ skills }) => sm2(skills.length),
  fsrs: ({ skills }) => plainFsrs(skills.length),
}

/** Mean recall over all skills on the exam day, which follows the last day of practice. */
function examDay(world: World, child: Newcomer, policy: Policy, perDay: number, seed: number): number {
  const chance = seeded(seed)
  const truth = truthOf(world.memory, { ...child, chance })
  const { days } = world.practice
  for (let day = 0; day < days; day++)
    for (let given = 0; given < perDay; given++) {
      const skill = policy.next(day)
      const recalled = chance() < truth.recall(skill, day)
      const right = recalled || chance() < child.skills[skill]!.guess
      truth.practise(skill, day, recalled)
      policy.answered(skill, day, right)
    }
  return child.skills.reduce((sum, _, skill) => sum + truth.recall(skill, days), 0) / child.skills.length
}

export function practise(world: World, perDay: number, children = world.practice.children): PracticeResult {
  const names = Object.keys(POLICIES)
  const got: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let number = 0; number < children; number++) {
    const seed = world.seed * 1_000_003 + number * 17
    const child = newcomer(world, seed)
    for (const name of names)
      got[name]!.push(
        examDay(
          world,
          child,
          POLICIES[name]!(child, world.practice.days, perDay, seed + 1),
          perDay,
          seed + 2,
        ),
      )
  }
  const others = names.filter((name) => name !== 'ours')
  const ahead_of = Object.fromEntries(
    others.map((name) => [name, meanEstimate(got[name]!.map((value, at) => got.ours![at]! - value))]),
  )
  return {
    answers_a_day: perDay,
    recall: Object.fromEntries(names.map((name) => [name, meanEstimate(got[name]!)])),
    ahead_of,
    ahead_of_all: others.every((name) => ahead_of[name]!.low > 0),
  }
}
