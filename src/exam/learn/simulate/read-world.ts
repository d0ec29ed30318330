/** Reads a world file: unknown names are refused, numbers are held in bounds where the models make sense. */
import { type Check, list, no, oneOf, type Problem, record, text, within } from '../shape.ts'
import type { World } from './world.ts'

const count = (most: number): Check => within(1, most, true)
const share = within(0, 1)
const deviation = within(0, 3)
const logits = within(-6, 6)

const MEMORY: Record<string, Check> = {
  'fsrs-like': record({
    model: () => [],
    decay: within(0.05, 1),
    known_days: within(1, 3650),
    first_days: within(0.01, 100),
    growth: within(0, 30),
    saturation: within(0, 1),
    spacing: within(0, 5),
    relearn: within(0.01, 10),
  }),
  'power-law': record({
    model: () => [],
    decay: within(0.01, 1),
    freshness: within(0, 1),
    threshold: within(-5, 5),
    noise: within(0.01, 5),
  }),
  'bkt-like': record({
    model: () => [],
    loss: within(0, 2),
    firming: within(0, 5),
    known_firm: within(0, 20),
    learn: share,
    slip: within(0, 0.5),
  }),
}

const memory: Check = (value, path) => {
  const model = (value as { model?: unknown } | null)?.model
  const check = typeof model === 'string' && Object.hasOwn(MEMORY, model) ? MEMORY[model] : undefined
  return check ? check(value, path) : no(`${path}.model`, 'not-allowed', Object.keys(MEMORY).join(', '))
}

const pair =
  (least: number, most: number): Check =>
  (value, path) => {
    const wrong = list(within(least, most, true), 2)(value, path)
    if (wrong.length > 0) return wrong
    const [low, high] = value as number[]
    return high !== undefined && low! <= high
      ? []
      : no(path, 'not-allowed', 'two whole numbers, the smaller first')
  }

const paper = { need: count(100), of: count(100) }

const world = record({
  format: oneOf(['hamroh-world']),
  version: within(1, 1, true),
  name: text(80),
  about: text(400),
  seed: within(0, 1_000_000, true),
  memory,
  children: record({ ability: logits, ability_deviation: deviation, pace_deviation: deviation }),
  skills: record({
    count: within(10, 2000, true),
    difficulty_deviation: deviation,
    difficulty_error: deviation,
    choices: share,
    guess: within(0, 0.5),
  }),
  practice: record({ children: count(1000), days: count(365), answers: list(count(200), 6) }),
  placement: record({
    children: count(20_000),
    ability: logits,
    ability_deviation: deviation,
    bank: within(100, 2000, true),
    ...paper,
    cap: within(5, 60, true),
  }),
  readiness: record({
    children: count(5000),
    skills: within(10, 2000, true),
    answers: count(200),
    days: pair(1, 365),
    wait: pair(1, 60),
    ...paper,
    transfer_deviation: deviation,
  }),
})

export function readWorld(value: unknown): { ok: true; world: World } | { ok: false; problems: Problem[] } {
  const format = (value as { format?: unknown } | null)?.format
  if (format !== 'hamroh-world') return { ok: false, problems: no('format', 'not-allowed', 'hamroh-world') }
  const { version } = value as { version?: unknown }
  if (typeof version === 'number' && version > 1) return { ok: false, problems: no('version', 'newer') }
  const problems = world(value, '')
  if (problems.length > 0) return { ok: false, problems }
  const read = value as World
  const lines = (['placement', 'readiness'] as const).filter((part) => read[part].need > read[part].of)
  if (lines.length > 0)
    return { ok: false, problems: lines.flatMap((part) => no(`${part}.need`, 'not-allowed', 'at most "of"')) }
  return { ok: true, world: read }
}
