/** template + tables + seed → item. The same three give the same item on every machine. */
import type { Made, Maker, Proof } from './made.ts'
import { makeAgreement, makePast } from './make/agreement.ts'
import { makeMany, makePerson } from './make/forms.ts'
import { makeGovernment } from './make/government.ts'
import { makeGeneral, makeLine } from './make/lines.ts'
import { makeNumeral } from './make/numerals.ts'
import { makeAlphabet, makeOrder } from './make/order.ts'
import { makeStress } from './make/stress.ts'
import {
  makeAloud,
  makeConversation,
  makeMain,
  makeMonologue,
  makeQuestion,
  makeRetelling,
  makeView,
} from './make/texts.ts'
import { dice } from './random.ts'
import type { TableName, Tables, Template } from './tables.ts'
import type { Item } from './types.ts'

/** How many throws of the dice may give nothing before the tables are at fault. */
const THROWS = 60

const MAKERS: Record<TableName, Maker> = {
  numerals: makeNumeral,
  stress: makeStress,
  paronyms: makeLine,
  spelling: makeLine,
  letters: makeLine,
  tsya: makeLine,
  aspect: makeLine,
  dictation: makeLine,
  full: makeLine,
  government: makeGovernment,
  agreement: makeAgreement,
  past: makePast,
  many: makeMany,
  person: makePerson,
  order: makeOrder,
  alphabet: makeAlphabet,
  general: makeGeneral,
  listening: makeQuestion,
  reading: makeQuestion,
  conversation: makeConversation,
  monologue: makeMonologue,
}

/** Templates whose table is used in another way than by its usual maker. */
const OTHERS: Record<string, Maker> = {
  'retelling.tell': makeRetelling,
  'retelling.view': makeView,
  'retelling.main': makeMain,
  'reading.aloud': makeAloud,
}

const makerOf = ({ id, table }: Template): Maker => OTHERS[id] ?? MAKERS[table]

/**
 * One item of a template. `seed` is any text; difficulty is a logit.
 * Throws RangeError for an unknown template, and when the tables give no item of it (the build checks that they do).
 */
export const generate = (template: string, tables: Tables, seed: string): Item =>
  generateWithProof(template, tables, seed).item

/** The item together with the proof by which the gate looks its key up again. */
export function generateWithProof(
  template: string,
  tables: Tables,
  seed: string,
): { item: Item; proof: Proof } {
  const found = tables.template(template)
  const make = makerOf(found)
  const throws = dice(`${tables.band}/${template}#${seed}`)
  for (let tried = 0; tried < THROWS; tried++) {
    const made = make(found, tables, throws)
    if (made) return { item: itemOf(found, tables, seed, made), proof: made.proof }
  }
  throw new RangeError(`exam: template "${template}" gives no item in band ${tables.band}`)
}

function itemOf(template: Template, tables: Tables, seed: string, made: Made): Item {
  return {
    id: `${template.id}#${seed}`,
    template: template.id,
    task: template.task,
    section: template.section,
    band: tables.band,
    skill: made.skill,
    mode: template.mode,
    instruction: template.instruction,
    stem: made.stem,
    ...(made.text === undefined ? {} : { text: made.text }),
    accepted: made.accepted,
    distractors: made.distractors,
    ...(made.pieces ? { pieces: made.pieces } : {}),
    ...(made.ideas ? { ideas: made.ideas } : {}),
    ...(made.note === undefined ? {} : { note: made.note }),
    points: made.practiceOnly ? 0 : 1,
    difficulty: Math.round((template.difficulty + (made.harder ?? 0)) * 100) / 100,
    review: tables.review,
  }
}

/** The answers to choose from, key and distractors in an order that depends on the item alone. */
export const choices = (item: Item): string[] =>
  item.accepted.length === 0
    ? []
    : dice(`${item.id}/choices`).shuffle([item.accepted[0]!, ...item.distractors.map(({ text }) => text)])
