/** What can be practised, as the trainer's choice sees it. The items behind a skill are made elsewhere. */
import type { Section, Task } from '../types.ts'

export interface Skill {
  /** As in `Item.skill`. */
  id: string
  task: Task
  section: Section
  /** Prior of the template, logits; 0 is middling, higher is harder. Never fitted per surface item: too little data (facts on the learning model). */
  difficulty: number
  /** Chance to be right by tapping anything: 1 / number of choices, 0 where the answer is typed or spoken. */
  guess: number
  /** Usual time of one item, seconds. */
  seconds: number
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** Inverse of `logistic`, kept finite. */
export function logit(p: number): number {
  const held = Math.min(1 - 1e-9, Math.max(1e-9, p))
  return Math.log(held / (1 - held))
}
