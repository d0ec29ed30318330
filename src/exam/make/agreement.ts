/** Task type 7: adjectives agree with nouns in gender, number and case; the past agrees with its subject. */

import type { Maker } from '../made.ts'
import { CASES, GENDERS } from '../numerals.ts'
import { fitted } from '../prepositions.ts'
import type { Distractor, Gender } from '../types.ts'

type Column = Gender | 'pl'

export const makeAgreement: Maker = (_template, tables, dice) => {
  if (tables.agreement.frames.length === 0) return null
  const frame = dice.pick(tables.agreement.frames)
  const fitting = tables.agreement.groups.filter(({ id }) => frame.groups.includes(id))
  if (fitting.length === 0) return null
  const group = dice.pick(fitting)
  const noun = tables.noun(dice.pick(group.nouns))
  const adjective = tables.adjective(dice.pick(group.adjectives))
  const forms = frame.number === 'sg' ? noun.sg : noun.pl
  if (!forms || (frame.number === 'sg' && !noun.gender)) return null
  // With living beings the accusative of m and pl looks like the genitive; the table holds the other one, so it is not asked.
  if (frame.case === 'acc' && noun.animate) return null
  const at = CASES.indexOf(frame.case)
  const column: Column = frame.number === 'pl' ? 'pl' : noun.gender!
  const key = adjective[column][at]!
  const columns: Column[] = [...GENDERS, 'pl']
  const wrong: Distractor[] = [
    ...columns.map((other) => ({
      text: adjective[other][at]!,
      error:
        other === 'pl' || column === 'pl'
          ? 'agreement.number'
          : other === 'm'
            ? 'agreement.no-gender'
            : 'agreement.gender',
    })),
    { text: adjective[column][0]!, error: 'agreement.case' },
    { text: adjective[column][at === 1 ? 2 : 1]!, error: 'agreement.case' },
  ]
  // пальто looks the same in both numbers: then the other number is right too.
  const twin = frame.number === 'sg' ? noun.pl?.[at] : noun.sg?.[at]
  const alike = noun.pl === null && forms[0] === forms[1] ? adjective.pl[at] : undefined
  const also =
    twin === forms[at] ? adjective[frame.number === 'sg' ? 'pl' : (noun.gender ?? 'pl')][at] : alike
  const distractors = wrong.filter(
    ({ text }, index) =>
      text !== key && text !== also && wrong.findIndex((each) => each.text === text) === index,
  )
  if (distractors.length < 2) return null
  return {
    skill: `agreement:${column}:${frame.case}`,
    stem: `${fitted(frame.stem, key).replace('{noun}', forms[at]!)} (${adjective.lemma})`,
    accepted: [key],
    distractors: dice.shuffle(distractors).slice(0, 3),
    note: `${forms[0]} — ${adjective[column][0]}`,
    proof: { kind: 'adjective', id: adjective.id, noun: noun.id, number: frame.number, case: frame.case },
  }
}

const PAST: readonly Column[] = ['m', 'f', 'n', 'pl']

export const makePast: Maker = (_template, tables, dice) => {
  const group = dice.pick(tables.past)
  const noun = tables.noun(dice.pick(group.nouns))
  const verb = tables.verb(dice.pick(group.verbs))
  const column: Column = noun.sg ? noun.gender! : 'pl'
  const subject = (noun.sg ?? noun.pl!)[0]!
  const key = verb.past[PAST.indexOf(column)]!
  const distractors = PAST.flatMap((other, at) =>
    other === column
      ? []
      : [
          {
            text: verb.past[at]!,
            error:
              other === 'pl' || column === 'pl'
                ? 'agreement.number'
                : other === 'm'
                  ? 'agreement.no-gender'
                  : 'agreement.gender',
          },
        ],
  )
  const stem = group.stem.replace('{noun}', subject)
  return {
    skill: `agreement:past:${column}`,
    stem: `${stem[0]!.toUpperCase()}${stem.slice(1)} (${verb.lemma})`,
    accepted: [key],
    distractors: dice.shuffle(distractors),
    note: subject,
    proof: { kind: 'past', verb: verb.id, noun: noun.id },
  }
}
