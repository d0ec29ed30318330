/** Task type 7 over the whole lemma table: "много …" (genitive plural) and the person of a verb. */
import { sameAnswer } from '../cyrillic.ts'
import type { Maker } from '../made.ts'
import type { Distractor } from '../types.ts'

const without = (key: string, all: readonly Distractor[]): Distractor[] =>
  all.filter(
    ({ text }, at) => !sameAnswer(text, key) && all.findIndex((each) => sameAnswer(each.text, text)) === at,
  )

/** Only nouns that are counted; of some the table has no plural on purpose (contested, or not used). */
export const makeMany: Maker = (_template, tables, dice) => {
  const counted = tables.nouns.filter(({ sg, pl }) => sg && pl)
  if (counted.length === 0) return null
  const noun = dice.pick(counted)
  const key = noun.pl![1]!
  const wrong = without(key, [
    { text: noun.pl![0]!, error: 'agreement.many' },
    { text: noun.sg![1]!, error: 'agreement.number' },
    { text: noun.pl![2]!, error: 'agreement.case' },
  ])
  if (wrong.length < 2) return null
  return {
    skill: `agreement:many:${noun.id}`,
    stem: `Много ___ (${noun.lemma})`,
    accepted: [key],
    distractors: dice.shuffle(wrong),
    proof: { kind: 'noun', id: noun.id, number: 'pl', case: 'gen', preposition: '' },
  }
}

export const PERSONS = ['я', 'ты', 'он', 'мы', 'вы', 'они'] as const

/** What only things do: «урок начинается», but hardly «я начинаюсь». Asked of он and они. */
const OF_THINGS = new Set('начаться начинаться кончиться кончаться продолжиться продолжаться'.split(' '))

export const makePerson: Maker = (_template, tables, dice) => {
  const verb = dice.pick(tables.verbs)
  const at = OF_THINGS.has(verb.lemma) ? dice.pick([2, 5]) : dice.below(PERSONS.length)
  const key = verb.forms[at]!
  const wrong = without(
    key,
    verb.forms.map((text) => ({ text, error: 'agreement.person' })),
  )
  return {
    skill: `agreement:person:${verb.id}`,
    stem: `${PERSONS[at]} ___ (${verb.lemma})`,
    accepted: [key],
    distractors: dice.shuffle(wrong).slice(0, 3),
    proof: { kind: 'person', verb: verb.id, person: at },
  }
}
