/**
 * The part of the gate that reads a task as a sentence. Each rule stands for a fault that a reader once found in generated tasks: a
 * preposition that does not fit its word, a wrong answer that is right in the plural or in another meaning, a pair of words that makes
 * no sense, a mistake with the wrong name. It looks at the finished item and at the tables, not at what the maker meant.
 */
import { sameAnswer } from './cyrillic.ts'
import type { Proof } from './made.ts'
import { asked } from './make/government.ts'
import { CASES } from './numerals.ts'
import { before, fitted } from './prepositions.ts'
import type { Noun, Tables } from './tables.ts'
import type { Item } from './types.ts'

/** Nouns whose genitive plural is not used (мечта) or has two accepted forms (коленей and колен). */
const UNSETTLED = new Set(
  'мечта мольба мгла башка колено курица тётя дядя грамм килограмм носок рельс гектар дно'.split(' '),
)

/** Words that a class would laugh at: «кончил» has a rude second meaning, «пука» was once made of «рука». */
const RUDE =
  /(?<!\p{L})(?:пука?|конч(?:ил[аио]?|ить|у|ишь|ит|им|ите|ат|а(?:ть|ю|ешь|ет|ем|ете|ют|л[аио]?)))(?!\p{L})/iu

/** Verbs of things alone: nobody says «я начинаюсь». */
const OF_THINGS = /^(?:я|ты|мы|вы) .*\((?:нач(?:а|ина)|конч(?:и|а)|продолж(?:и|а))ться\)$/u

/** "за час": what is done often is told with it too (мы моем пол за час), so one event must be meant. */
const WITHIN = /(?<!\p{L})за\s+(?:\p{L}+\s+)?(?:час|часа|часов|день|дня|неделю|минут)(?!\p{L})/iu
const ONE_EVENT =
  /(?<!\p{L})(?:вчера|сегодня|завтра)(?!\p{L})|\sи\s\p{L}+(?:л|ла|ло|ли|лся|лась|лись)(?!\p{L})/iu

export function sentenceFaults(item: Item, proof: Proof, tables: Tables): string[] {
  return [
    ...prepositionFaults(item),
    ...wordFaults(item, proof),
    ...(item.task === 'government' && proof.kind === 'noun' ? governmentFaults(item, proof, tables) : []),
    ...(proof.kind === 'adjective' ? pairFaults(item, proof, tables) : []),
  ]
}

/** «о открытии», «с школой», «в встрече» in the finished sentence or in an answer. */
function prepositionFaults(item: Item): string[] {
  if (item.mode === 'order' || item.task === 'spelling') return []
  const sentences = [
    item.stem.replace('___', item.accepted[0] ?? ''),
    ...item.distractors.map(({ text }) => text),
  ]
  return sentences.flatMap((sentence) =>
    [...sentence.matchAll(/(?<!\p{L})(об?|во?|со?)\s+(\p{L}+)/giu)].flatMap(
      ([, preposition = '', word = '']) => {
        const bare = preposition[0]!
        const right = before(bare, word)
        // «во» and «со» are heard before other words too; missing them is the fault. «об» before a consonant is one as well.
        return right === preposition || (right === bare && preposition.toLowerCase() !== 'об')
          ? []
          : [`"${preposition} ${word}" should be "${right} ${word}"`]
      },
    ),
  )
}

function wordFaults(item: Item, proof: Proof): string[] {
  const text = `${item.stem} ${item.accepted.join(' ')} ${item.distractors.map((each) => each.text).join(' ')}`
  const faults = RUDE.test(text) ? ['a word that a class would laugh at (кончил: write закончил)'] : []
  if (OF_THINGS.test(item.stem)) faults.push(`only things do this: "${item.stem}"`)
  if (item.task === 'aspect' && WITHIN.test(item.stem) && !ONE_EVENT.test(item.stem))
    faults.push('"за …" goes with repeated actions too; say when it was, or what came next')
  if (proof.kind === 'noun' && proof.number === 'pl' && proof.case === 'gen') {
    const lemma = /\(([^)]*)\)$/.exec(item.stem)?.[1] ?? ''
    if (UNSETTLED.has(lemma)) faults.push(`the genitive plural of "${lemma}" is contested or not used`)
  }
  return faults
}

function governmentFaults(item: Item, proof: Extract<Proof, { kind: 'noun' }>, tables: Tables): string[] {
  const line = tables.government.find(({ id }) => item.skill === `government:${id}`)
  if (!line) return [`there is no line of government for "${item.skill}"`]
  const noun = tables.noun(proof.id)
  const good = [line.with, ...(line.also ?? [])].flatMap((each) => formsOf(noun, each))
  return item.distractors.flatMap(({ text, error }) => {
    const bare = text.split(' ').at(-1)!
    const nominative = bare === (noun[proof.number]?.[0] ?? '') && bare !== noun[proof.number]?.[3]
    return [
      ...(good.some((form) => sameAnswer(form, text))
        ? [`distractor "${text}" may stand in the sentence`]
        : []),
      ...(nominative && error !== 'government.nominative'
        ? [`"${text}" is the first form of the word, but is told as ${error}`]
        : []),
    ]
  })
}

/** The noun as a government wants it, in each number that it has. */
function formsOf(noun: Noun, government: string): string[] {
  const { preposition, case: kase } = asked(government)
  return [noun.sg, noun.pl].flatMap((forms) => {
    const form = forms?.[CASES.indexOf(kase)]
    if (!form) return []
    return preposition ? `${before(preposition, form)} ${form}` : form
  })
}

/** The pair makes sense in the sentence, and no wrong answer is right with the noun read in its other number (пальто). */
function pairFaults(item: Item, proof: Extract<Proof, { kind: 'adjective' }>, tables: Tables): string[] {
  const noun = tables.noun(proof.noun)
  const at = CASES.indexOf(proof.case)
  const shown = noun[proof.number]?.[at] ?? ''
  const fits = tables.agreement.frames.some(
    (frame) =>
      frame.case === proof.case &&
      frame.number === proof.number &&
      item.stem.startsWith(fitted(frame.stem, item.accepted[0] ?? '').replace('{noun}', shown)) &&
      tables.agreement.groups.some(
        ({ id, nouns, adjectives }) =>
          frame.groups.includes(id) && nouns.includes(noun.id) && adjectives.includes(proof.id),
      ),
  )
  const faults = fits ? [] : [`"${shown}" with "${proof.id}" is no pair of this sentence`]
  const other = proof.number === 'sg' ? 'pl' : 'sg'
  const indeclinable = noun.sg !== null && new Set(noun.sg).size === 1
  if (noun[other]?.[at] !== shown && !indeclinable) return faults
  const adjective = tables.adjective(proof.id)
  const also = adjective[other === 'pl' ? 'pl' : (noun.gender ?? 'pl')][at]
  return [
    ...faults,
    ...item.distractors.flatMap(({ text }) =>
      text === also ? [`"${shown}" looks the same in both numbers, so "${text}" is right too`] : [],
    ),
  ]
}
