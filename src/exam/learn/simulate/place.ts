/** Placement beside one mock paper, three mock papers and a fixed adaptive test: how many items, how many children on the wrong side. */
import { meanOf, seen, someAbility } from '../ability.ts'
import { passing } from '../line.ts'
import { type Asked, cutOf, LIMITS, nextAsked, standing, telling, waldItems } from '../placement.ts'
import { type Chance, normal, seeded } from '../seeded.ts'
import { logistic, type Skill } from '../skill.ts'
import { type Estimate, meanEstimate, round, shareEstimate } from './interval.ts'
import { newcomer, type World } from './world.ts'

export interface PlacementResult {
  children: number
  /** Items used and share on the wrong side of "passes more often than not", by method. */
  methods: Record<string, { items: Estimate; wrong: Estimate }>
  /** Of the sequential test: share without a verdict, and share wrong among those with one. */
  not_known_yet: Estimate
  wrong_of_verdicts: Estimate
  /** Mean items at the two abilities that the test tells apart, beside the least that Wald allows. */
  at_ready: { items: Estimate; wrong: Estimate }
  at_not_ready: { items: Estimate; wrong: Estimate }
  wald_items: number
}

interface Bank {
  skills: readonly Skill[]
  /** True difficulty by skill id. */
  hardness: Map<string, number>
}

const answer = (bank: Bank, ability: number, skill: Skill, chance: Chance): boolean =>
  chance() < skill.guess + (1 - skill.guess) * logistic(ability - bank.hardness.get(skill.id)!)

/** Chance to pass a paper drawn from the bank, where guessing wins nothing. */
function truePass(bank: Bank, ability: number, need: number, of: number): number {
  let sum = 0
  for (const difficulty of bank.hardness.values()) sum += logistic(ability - difficulty)
  const share = sum / bank.hardness.size
  return passing({ need, of }, 'tasks', share, share, 0.5)
}

/** Right answers in papers of `of` items drawn without repetition; typed answers, as on paper. */
function paper(bank: Bank, ability: number, of: number, chance: Chance): number {
  const left = [...bank.skills]
  let right = 0
  for (let at = 0; at < of; at++) {
    const [skill] = left.splice(Math.floor(chance() * left.length), 1)
    if (chance() < logistic(ability - bank.hardness.get(skill!.id)!)) right++
  }
  return right
}

export function place(world: World, children = world.placement.children): PlacementResult {
  const { need, of, cap, ability: mean, ability_deviation } = world.placement
  const made = newcomer(world, world.seed * 31 + 7, world.placement.bank)
  const skills = made.skills.map((skill) => ({ ...skill, section: 'written' as const }))
  const bank: Bank = { skills, hardness: new Map(skills.map(({ id }, at) => [id, made.hardness[at]!])) }
  const cut = cutOf({ need, of }, 'tasks', skills)
  const middle = (cut.ready + cut.notReady) / 2
  const limits = { ...LIMITS, cap }
  const chance = seeded(world.seed * 101 + 3)

  const sequential = (ability: number) => {
    const asked: Asked[] = []
    for (;;) {
      const now = standing(asked, cut, limits)
      const skill = now.over ? null : nextAsked(asked, skills, cut)
      if (!skill) return { items: asked.length, verdict: now.verdict, ready: now.lean === 'ready' }
      asked.push({ skill, right: answer(bank, ability, skill, chance), seconds: 20 })
    }
  }
  /** 20 items, each the one that tells most at the present estimate; judged by the mean of the posterior. */
  const adaptive = (ability: number) => {
    let belief = someAbility(mean, ability_deviation)
    const left = new Set(skills)
    for (let at = 0; at < 20; at++) {
      const estimate = meanOf(belief)
      let found: (typeof skills)[number] | undefined
      let most = -1
      for (const skill of left) {
        const worth = telling(skill, { ready: estimate + 0.25, notReady: estimate - 0.25 })
        if (worth > most) [most, found] = [worth, skill]
      }
      left.delete(found!)
      belief = seen(belief, found!.difficulty, found!.guess, answer(bank, ability, found!, chance))
    }
    return meanOf(belief) >= middle
  }

  const wrong: Record<string, number> = { sequential: 0, one_mock: 0, three_mocks: 0, adaptive_20: 0 }
  const items: number[] = []
  let unknown = 0
  let wrongVerdicts = 0
  for (let child = 0; child < children; child++) {
    const ability = mean + ability_deviation * normal(chance)
    const ready = truePass(bank, ability, need, of) >= 0.5
    const test = sequential(ability)
    items.push(test.items)
    if (test.ready !== ready) wrong.sequential!++
    if (test.verdict === 'not known yet') unknown++
    else if ((test.verdict === 'ready') !== ready) wrongVerdicts++
    const mocks = [0, 1, 2].map(() => paper(bank, ability, of, chance))
    if (mocks[0]! >= need !== ready) wrong.one_mock!++
    if (mocks.reduce((sum, score) => sum + score, 0) >= 3 * need !== ready) wrong.three_mocks!++
    if (adaptive(ability) !== ready) wrong.adaptive_20!++
  }
  const at = (ability: number, verdict: string) => {
    const runs = Array.from({ length: Math.ceil(children / 4) }, () => sequential(ability))
    return {
      items: meanEstimate(runs.map((run) => run.items)),
      wrong: shareEstimate(
        runs.filter((run) => run.verdict !== 'not known yet' && run.verdict !== verdict).length,
        runs.length,
      ),
    }
  }
  const used: Record<string, number> = { one_mock: of, three_mocks: 3 * of, adaptive_20: 20 }
  return {
    children,
    methods: Object.fromEntries(
      Object.entries(wrong).map(([name, hits]) => [
        name,
        {
          items: name === 'sequential' ? meanEstimate(items) : meanEstimate([used[name]!]),
          wrong: shareEstimate(hits, children),
        },
      ]),
    ),
    not_known_yet: shareEstimate(unknown, children),
    wrong_of_verdicts: shareEstimate(wrongVerdicts, children - unknown),
    at_ready: at(cut.ready, 'ready'),
    at_not_ready: at(cut.notReady, 'not ready'),
    wald_items: round(waldItems(limits, mostTold(bank, cut.ready, cut.notReady))),
  }
}

/** The most that one item of the bank tells, in the larger of both directions: the bound must hold for every test. */
function mostTold(bank: Bank, ready: number, notReady: number): number {
  return Math.max(
    ...bank.skills.map((skill) => {
      const hard = bank.hardness.get(skill.id)!
      const p = skill.guess + (1 - skill.guess) * logistic(ready - hard)
      const q = skill.guess + (1 - skill.guess) * logistic(notReady - hard)
      const told = (a: number, b: number) => a * Math.log(a / b) + (1 - a) * Math.log((1 - a) / (1 - b))
      return Math.max(told(p, q), told(q, p))
    }),
  )
}
