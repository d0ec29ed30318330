/** Task types 9 and 10: pieces put in order. Every valid order of words is accepted; the alphabet has one. */
import { inAlphabet } from '../cyrillic.ts'
import type { Maker } from '../made.ts'
import type { OrderSentence } from '../tables.ts'

/** All orders of the pieces that no rule forbids, the author's own first. At most 7 pieces (5,040 orders). */
export function validOrders(sentence: OrderSentence): string[][] {
  const rules = sentence.rules.map(readRule)
  const orders: number[][] = []
  const grow = (taken: number[]) => {
    if (taken.length === sentence.pieces.length) {
      if (rules.every((holds) => holds(taken))) orders.push(taken)
      return
    }
    for (let at = 0; at < sentence.pieces.length; at++) if (!taken.includes(at)) grow([...taken, at])
  }
  grow([])
  return orders.map((order) => order.map((at) => sentence.pieces[at]!))
}

/** "1 > 2": right before · "1 < 2": somewhere before · "first 1" · "last 3". Throws RangeError for anything else. */
export function readRule(rule: string): (order: readonly number[]) => boolean {
  const pair = /^(\d) ([<>]) (\d)$/.exec(rule)
  if (pair) {
    const [a, b] = [Number(pair[1]) - 1, Number(pair[3]) - 1]
    return pair[2] === '>'
      ? (order) => order.indexOf(b) === order.indexOf(a) + 1
      : (order) => order.indexOf(a) < order.indexOf(b)
  }
  const end = /^(first|last) (\d)$/.exec(rule)
  if (!end) throw new RangeError(`word order: the rule "${rule}" is not understood`)
  const piece = Number(end[2]) - 1
  return end[1] === 'first' ? (order) => order[0] === piece : (order) => order.at(-1) === piece
}

export const makeOrder: Maker = (_template, tables, dice) => {
  if (tables.order.length === 0) return null
  const sentence = dice.pick(tables.order)
  const accepted = validOrders(sentence).map((order) => order.join('|'))
  const pieces = dice.shuffle(sentence.pieces)
  if (accepted.includes(pieces.join('|'))) return null
  return {
    skill: `word-order:${sentence.id}`,
    stem: '',
    accepted,
    distractors: [],
    pieces,
    proof: { kind: 'order', sentence: sentence.id },
  }
}

export const makeAlphabet: Maker = (_template, tables, dice) => {
  if (tables.alphabet.length === 0) return null
  const list = dice.pick(tables.alphabet)
  const pieces = dice.shuffle(list.words).slice(0, 5)
  const accepted = [...pieces].sort(inAlphabet).join('|')
  if (accepted === pieces.join('|')) return null
  return {
    skill: `alphabet:letter-${list.letter}`,
    stem: '',
    accepted: [accepted],
    distractors: [],
    pieces,
    harder: (list.letter - 1) * 0.7,
    proof: { kind: 'alphabet' },
  }
}
