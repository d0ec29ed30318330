/** Task type 6: which case, and which preposition, a verb asks for. Keys and distractors are forms of the frozen noun table. */

import type { Maker } from '../made.ts'
import { CASES } from '../numerals.ts'
import { before, fitted } from '../prepositions.ts'
import type { Case } from '../types.ts'

/** "о prep" → preposition and case. */
export function asked(government: string): { preposition: string; case: Case } {
  const words = government.split(' ')
  const kase = CASES.find((each) => each === words.at(-1))
  if (!kase) throw new RangeError(`government: "${government}" ends in no case`)
  return { preposition: words.slice(0, -1).join(' '), case: kase }
}

export const makeGovernment: Maker = (_template, tables, dice) => {
  if (tables.government.length === 0) return null
  const line = dice.pick(tables.government)
  const noun = tables.noun(dice.pick(line.nouns))
  const number = noun.sg ? 'sg' : 'pl'
  const forms = noun.sg ?? noun.pl!
  const form = (government: string) => {
    const { preposition, case: kase } = asked(government)
    const word = forms[CASES.indexOf(kase)]!
    return preposition ? `${before(preposition, word)} ${word}` : word
  }
  const right = asked(line.with)
  const key = form(line.with)
  const wrong = line.wrong.map((government) => {
    const { preposition, case: kase } = asked(government)
    const error =
      kase === 'nom'
        ? 'government.nominative'
        : preposition !== right.preposition
          ? 'government.preposition'
          : 'government.case'
    return { text: form(government), error }
  })
  const distractors = wrong.filter(
    ({ text }, at) => text !== key && wrong.findIndex((each) => each.text === text) === at,
  )
  if (distractors.length < 2) return null
  return {
    skill: `government:${line.id}`,
    stem: `${fitted(line.stem, key)} (${forms[0]})`,
    accepted: [key],
    distractors: dice.shuffle(distractors).slice(0, 3),
    note: line.question,
    proof: { kind: 'noun', id: noun.id, number, case: right.case, preposition: right.preposition },
  }
}
