/** Task type 1: a numeral in words, declined as the sentence needs it. Distractors are the mistakes that are made with compound numerals. */

import type { Maker } from '../made.ts'
import { counted, spell, spellings } from '../numerals.ts'
import { fitted } from '../prepositions.ts'
import type { Dice } from '../random.ts'
import type { Case, Distractor, Gender } from '../types.ts'

export const makeNumeral: Maker = (template, tables, dice) => {
  if (tables.numerals.length === 0) return null
  const frame = dice.pick(tables.numerals)
  const noun = tables.noun(frame.noun)
  if (!noun.sg || !noun.pl || !noun.gender)
    throw new RangeError(`numerals: "${noun.lemma}" needs both numbers`)
  const n = numberBetween(frame.from, frame.to, dice)
  const accepted = spellings(n, frame.case, noun.gender)
  const wrong = numeralMistakes(n, frame.case, noun.gender)
  const distractors = template.mode === 'choose' ? threeOf(wrong, dice) : []
  if (template.mode === 'choose' && distractors.length < 2) return null
  const stem = fitted(frame.stem, accepted[0]!)
    .replace('{n}', String(n))
    .replace('{noun}', counted(n, frame.case, { sg: noun.sg, pl: noun.pl }))
  return {
    skill: `numerals:${frame.case}:${sizeOf(n)}`,
    stem,
    accepted,
    distractors,
    harder: (spell(n, 'nom').split(' ').length - 1) * 0.3,
    proof: { kind: 'numeral', n, case: frame.case, gender: noun.gender },
  }
}

const sizeOf = (n: number) => (n < 20 ? 'small' : n < 100 ? 'tens' : n < 1000 ? 'hundreds' : 'thousands')

/** Short and long numbers are equally likely, otherwise nearly all would be long. */
function numberBetween(from: number, to: number, dice: Dice): number {
  const lengths: [number, number][] = []
  for (let low = 1; low <= to; low *= 10) {
    const [a, b] = [Math.max(from, low), Math.min(to, low * 10 - 1)]
    if (a <= b) lengths.push([a, b])
  }
  const [a, b] = dice.pick(lengths)
  return a + dice.below(b - a + 1)
}

/** Three mistakes at most, each of another kind as long as there are kinds. */
function threeOf(all: readonly Distractor[], dice: Dice): Distractor[] {
  const mixed = dice.shuffle(all)
  const first = mixed.filter((each, at) => mixed.findIndex(({ error }) => error === each.error) === at)
  const rest = mixed.filter((each) => !first.includes(each))
  return [...first, ...rest].slice(0, 3)
}

/** Every mistake of the named rules that really differs from what is accepted. */
export function numeralMistakes(n: number, kase: Case, gender: Gender): Distractor[] {
  const nominative = spell(n, 'nom', gender).split(' ')
  const right = spell(n, kase, gender).split(' ')
  const last = right.length - 1
  const found: Distractor[] = [
    { error: 'numeral.nominative', text: nominative.join(' ') },
    {
      error: 'numeral.last-only',
      text: right.map((word, at) => (at === last ? word : nominative[at])).join(' '),
    },
    {
      error: 'numeral.first-only',
      text: right.map((word, at) => (at === 0 ? word : nominative[at])).join(' '),
    },
    ...(['gen', 'dat', 'ins'] as const).map((other) => ({
      error: 'numeral.wrong-case',
      text: spell(n, other, gender),
    })),
    ...(['m', 'f', 'n'] as const).map((other) => ({ error: 'numeral.gender', text: spell(n, kase, other) })),
    { error: 'numeral.tens-half', text: right.map(halfTens).join(' ') },
    {
      error: 'numeral.hundreds-half',
      text: right.map((word, at) => halfHundreds(word, nominative[at]!, kase)).join(' '),
    },
    {
      error: 'numeral.sorok',
      text: right.map((word, at) => likeTable(word, nominative[at]!, kase)).join(' '),
    },
  ]
  const accepted = spellings(n, kase, gender)
  return found.filter(
    ({ text }, at) => !accepted.includes(text) && found.findIndex((each) => each.text === text) === at,
  )
}

/** Only the second half of 50–80 is declined: пятьдесяти for пятидесяти, пятьдесятью for пятьюдесятью. */
function halfTens(word: string): string {
  return word
    .replace(/^(пят|шест|сем|восьм)идесяти$/, '$1ьдесяти')
    .replace(/^восьмьдесяти$/, 'восемьдесяти')
    .replace(/^(пят|шест|сем|восем)ьюдесятью$/, '$1ьдесятью')
}

/** Only the ending of 200–900 is declined: двестам for двумстам, пятьстами for пятьюстами. */
function halfHundreds(word: string, nominative: string, kase: Case): string {
  const ending = kase === 'dat' ? 'стам' : kase === 'ins' ? 'стами' : kase === 'prep' ? 'стах' : null
  if (!ending || !/(сти|ста|сот)$/.test(nominative)) return word
  return nominative.replace(/(сти|ста|сот)$/, ending)
}

/** 40, 90 and 100 are declined like a noun: сороку for сорока, стом for ста. */
function likeTable(word: string, nominative: string, kase: Case): string {
  const ending = kase === 'dat' ? 'у' : kase === 'ins' ? 'ом' : kase === 'prep' ? 'е' : null
  if (!ending) return word
  if (nominative === 'сорок') return `сорок${ending}`
  if (nominative === 'сто' || nominative === 'девяносто') return nominative.slice(0, -1) + ending
  return word
}
