/** Task type 2: where the stress falls. Only words with two sources are scored; the others are practice. */
import { markings, unmarked } from '../cyrillic.ts'
import type { Maker } from '../made.ts'

export const makeStress: Maker = (template, tables, dice) => {
  const practice = template.id.endsWith('.practice')
  const words = tables.stress.filter(({ scored }) => scored !== practice)
  if (words.length === 0) return null
  const word = dice.pick(words)
  return {
    skill: `stress:${word.id}`,
    stem: unmarked(word.marked),
    accepted: [word.marked],
    distractors: markings(word.marked)
      .filter((each) => each !== word.marked)
      .map((text) => ({ text, error: text === word.heard ? 'stress.heard' : 'stress.other' })),
    practiceOnly: practice,
    proof: { kind: 'stress', word: word.id },
  }
}
