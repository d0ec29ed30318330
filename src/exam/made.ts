/** What a maker hands to `generate`: an item's contents, and the proof by which the gate checks its key again. */
import type { Dice } from './random.ts'
import type { Tables, Template } from './tables.ts'
import type { Case, Distractor, Gender } from './types.ts'

/** Where the key comes from, so that it can be looked up a second time, by another way. */
export type Proof =
  | { kind: 'numeral'; n: number; case: Case; gender: Gender }
  | { kind: 'stress'; word: string }
  | { kind: 'noun'; id: string; number: 'sg' | 'pl'; case: Case; preposition: string }
  | { kind: 'adjective'; id: string; noun: string; number: 'sg' | 'pl'; case: Case }
  | { kind: 'past'; verb: string; noun: string }
  | { kind: 'person'; verb: string; person: number }
  | { kind: 'order'; sentence: string }
  | { kind: 'alphabet' }
  | { kind: 'line'; table: string; id: string }

export interface Made {
  skill: string
  stem: string
  accepted: string[]
  distractors: Distractor[]
  text?: string
  pieces?: string[]
  ideas?: { id: string; text: string }[]
  note?: string
  practiceOnly?: boolean
  /** Added to the template's difficulty. */
  harder?: number
  proof: Proof
}

/** Makes one item, or null when this throw of the dice gives none (two forms are alike): `generate` throws again. */
export type Maker = (template: Template, tables: Tables, dice: Dice) => Made | null
