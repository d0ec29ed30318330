/** Worlds that nobody looked at before: numbers drawn from wide ranges, the same from the same seed. */
import { type Chance, seeded } from '../seeded.ts'
import type { MemoryWorld, World } from './world.ts'

const MODELS = ['fsrs-like', 'power-law', 'bkt-like'] as const

export function generatedWorld(seed: number): World {
  const chance = seeded(seed)
  const between = (low: number, high: number) => Math.round((low + (high - low) * chance()) * 1000) / 1000
  const ratio = (low: number, high: number) => Math.round(low * (high / low) ** chance() * 1000) / 1000
  const model = MODELS[Math.floor(chance() * MODELS.length)]!
  return {
    format: 'hamroh-world',
    version: 1,
    name: `generated-${seed}`,
    about: 'Drawn by chance',
    seed: seed % 1_000_000,
    memory: memoryOf(model, between, ratio, chance),
    children: {
      ability: between(-2, 0.5),
      ability_deviation: between(0.5, 1),
      pace_deviation: between(0.1, 0.4),
    },
    skills: {
      count: Math.round(between(300, 700)),
      difficulty_deviation: between(0.7, 1.3),
      difficulty_error: between(0.3, 1),
      choices: between(0, 1),
      guess: between(0.2, 0.4),
    },
    practice: { children: 4, days: Math.round(between(45, 120)), answers: [15, 35] },
    placement: {
      children: 1000,
      ability: between(1, 2.5),
      ability_deviation: between(0.8, 1.6),
      bank: 200,
      need: 18,
      of: 20,
      cap: 40,
    },
    readiness: {
      children: 60,
      skills: 120,
      answers: Math.round(between(6, 20)),
      days: [10, 90],
      wait: [1, 14],
      need: 18,
      of: 20,
      transfer_deviation: between(0, 0.5),
    },
  }
}

function memoryOf(
  model: (typeof MODELS)[number],
  between: (low: number, high: number) => number,
  ratio: (low: number, high: number) => number,
  chance: Chance,
): MemoryWorld {
  switch (model) {
    case 'fsrs-like':
      return {
        model,
        decay: between(0.12, 0.5),
        known_days: ratio(60, 400),
        first_days: ratio(0.3, 3),
        growth: between(2, 8),
        saturation: between(0.1, 0.4),
        spacing: between(0.7, 1.6),
        relearn: ratio(0.5, 2),
      }
    case 'power-law':
      return {
        model,
        decay: between(0.15, 0.35),
        freshness: between(0.1, 0.35),
        threshold: between(-1.4, -0.5),
        noise: between(0.25, 0.5),
      }
    case 'bkt-like':
      return {
        model,
        loss: ratio(0.02, 0.15),
        firming: between(0.4, 1.1),
        known_firm: 3 + Math.floor(4 * chance()),
        learn: between(0.4, 0.9),
        slip: between(0.02, 0.1),
      }
  }
}
