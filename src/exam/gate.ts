/**
 * The validity gate: what may be wrong with an item before a child sees it. The build runs it over many seeds of every
 * template and stops at a fault. It looks each key up a second time, from the proof, not from what the maker computed.
 */
import { inAlphabet, mixedScripts, plainAnswer, STRESS, sameAnswer, unmarked } from './cyrillic.ts'
import { sentenceFaults } from './gate-sentences.ts'
import type { Proof } from './made.ts'
import { linesOf } from './make/lines.ts'
import { readRule } from './make/order.ts'
import { CASES, spell } from './numerals.ts'
import { before } from './prepositions.ts'
import type { Tables } from './tables.ts'
import type { Case, Gender, Item } from './types.ts'

/** Another program that knows some keys too: at build time a second library of numerals. */
export interface SecondSource {
  numeral(n: number, kase: Case, gender: Gender): string
}

const MANY = 5000

/** Every fault of an item, in words for the author of the tables; empty when there is none. */
export function faultsOf(item: Item, proof: Proof, tables: Tables, second?: SecondSource): string[] {
  return [
    ...shapeFaults(item),
    ...choiceFaults(item),
    ...scriptFaults(item),
    ...errorFaults(item, tables),
    ...keyFaults(item, proof, tables, second),
    ...sentenceFaults(item, proof, tables),
  ]
}

function shapeFaults(item: Item): string[] {
  const faults: string[] = []
  const asks = item.stem !== '' || item.pieces !== undefined
  if (!asks) faults.push('asks nothing')
  if (/undefined|null|NaN|\{\w*\}/.test(`${item.stem} ${item.accepted.join(' ')}`))
    faults.push(`a blank was not filled: "${item.stem}"`)
  if (item.mode === 'spoken') {
    if (!item.ideas?.length) faults.push('spoken, but no key ideas to tap')
    if (item.accepted.length > 0) faults.push('spoken, but has a written key')
  } else if (item.accepted.length === 0 || item.accepted.some((each) => each.trim() === ''))
    faults.push('has no key, or an empty one')
  if ((item.mode === 'choose' || item.mode === 'mark-stress') && item.distractors.length === 0)
    faults.push('nothing to choose from')
  if (item.mode === 'order' && (item.pieces?.length ?? 0) < 3) faults.push('fewer than three pieces to order')
  return faults
}

/** No distractor is an accepted answer, and no two choices are the same for a marker. */
function choiceFaults({ accepted, distractors, pieces }: Item): string[] {
  const faults = distractors.flatMap(({ text }) =>
    accepted.some((each) => sameAnswer(each, text)) ? [`distractor "${text}" is an accepted answer`] : [],
  )
  const shown = distractors.map(({ text }) => plainAnswer(text))
  const twice = shown.filter((text, at) => shown.indexOf(text) !== at)
  faults.push(...[...new Set(twice)].map((text) => `choice "${text}" stands twice`))
  const alike = (pieces ?? []).filter((piece, at, all) => all.indexOf(piece) !== at)
  faults.push(...alike.map((piece) => `piece "${piece}" stands twice`))
  return faults
}

function scriptFaults(item: Item): string[] {
  const texts = [
    item.stem,
    ...item.accepted,
    ...item.distractors.map(({ text }) => text),
    ...(item.pieces ?? []),
  ]
  return [...new Set(texts.flatMap(mixedScripts))].map((word) => `"${word}" mixes Cyrillic and Latin letters`)
}

function errorFaults(item: Item, tables: Tables): string[] {
  return item.distractors.flatMap(({ text, error }) => {
    const rule = tables.error(error)
    if (!rule) return [`distractor "${text}" names the error rule "${error}", which is not in errors.yaml`]
    return rule.tasks.includes(item.task)
      ? []
      : [`error rule "${error}" does not belong to task "${item.task}"`]
  })
}

function keyFaults(item: Item, proof: Proof, tables: Tables, second?: SecondSource): string[] {
  const key = item.accepted[0] ?? ''
  const expect = (right: string, where: string) =>
    key === right ? [] : [`key "${key}" is not "${right}", as ${where} says`]
  switch (proof.kind) {
    case 'numeral':
      return [
        ...expect(spell(proof.n, proof.case, proof.gender), 'the numeral table'),
        ...(second &&
        !item.accepted.some((each) => sameAnswer(each, second.numeral(proof.n, proof.case, proof.gender)))
          ? [`the second source spells ${proof.n} "${second.numeral(proof.n, proof.case, proof.gender)}"`]
          : []),
        ...tables.numerals.flatMap(({ noun }) =>
          proof.case === 'acc' &&
          tables.noun(noun).animate &&
          item.stem.includes(tables.noun(noun).pl?.[1] ?? '\0')
            ? ['the accusative of living beings is contested and may not be scored']
            : [],
        ),
      ]
    case 'stress': {
      const word = tables.stress.find(({ id }) => id === proof.word)
      if (!word) return [`there is no stress word "${proof.word}"`]
      const marks = [...key].filter((letter) => letter === STRESS).length
      return [
        ...expect(word.marked, 'the stress table'),
        ...(marks === 1 || key.includes('ё') ? [] : [`"${key}" has ${marks} stress marks`]),
        ...(unmarked(key) === item.stem ? [] : [`"${key}" is not the word "${item.stem}"`]),
        ...(!word.scored && item.points > 0 ? [`"${key}" has no two sources and may not be scored`] : []),
      ]
    }
    case 'noun': {
      const noun = tables.noun(proof.id)
      const form = noun[proof.number]?.[CASES.indexOf(proof.case)] ?? ''
      return expect(proof.preposition ? `${before(proof.preposition, form)} ${form}` : form, 'the noun table')
    }
    case 'adjective': {
      const noun = tables.noun(proof.noun)
      const column = proof.number === 'pl' ? 'pl' : (noun.gender ?? 'pl')
      return [
        ...expect(tables.adjective(proof.id)[column][CASES.indexOf(proof.case)] ?? '', 'the adjective table'),
        ...(proof.case === 'acc' && noun.animate
          ? ['the accusative of living beings is not in the adjective table']
          : []),
      ]
    }
    case 'past': {
      const noun = tables.noun(proof.noun)
      const at = noun.sg ? ['m', 'f', 'n'].indexOf(noun.gender ?? '') : 3
      return expect(tables.verb(proof.verb).past[at] ?? '', 'the verb table')
    }
    case 'person':
      return expect(tables.verb(proof.verb).forms[proof.person] ?? '', 'the verb table')
    case 'order':
      return orderFaults(item, proof.sentence, tables)
    case 'alphabet': {
      const pieces = key.split('|')
      const sorted = pieces.every((word, at) => at === 0 || inAlphabet(pieces[at - 1]!, word) < 0)
      return sorted && item.accepted.length === 1 ? [] : [`"${key}" is not in alphabetical order`]
    }
    case 'line':
      return lineFaults(item, proof, tables)
  }
}

/** Every accepted order is a permutation that no rule forbids, and every permutation that none forbids is accepted. */
function orderFaults(item: Item, id: string, tables: Tables): string[] {
  const sentence = tables.order.find((each) => each.id === id)
  if (!sentence) return [`there is no sentence "${id}"`]
  const rules = sentence.rules.map(readRule)
  const valid = new Set<string>()
  let tried = 0
  const visit = (left: readonly number[], taken: readonly number[]) => {
    if (tried > MANY) return
    if (left.length === 0) {
      tried++
      if (rules.every((holds) => holds(taken))) valid.add(taken.map((at) => sentence.pieces[at]).join('|'))
    }
    for (const each of left)
      visit(
        left.filter((other) => other !== each),
        [...taken, each],
      )
  }
  visit(
    sentence.pieces.map((_, at) => at),
    [],
  )
  const accepted = new Set(item.accepted)
  return [
    ...[...accepted]
      .filter((order) => !valid.has(order))
      .map((order) => `order "${order}" breaks a rule of "${id}"`),
    ...[...valid]
      .filter((order) => !accepted.has(order))
      .map((order) => `the valid order "${order}" is not accepted`),
    ...(item.accepted[0] === sentence.pieces.join('|')
      ? []
      : ['the first accepted order is not the author’s own']),
  ]
}

function lineFaults(item: Item, proof: Extract<Proof, { kind: 'line' }>, tables: Tables): string[] {
  if (item.mode === 'spoken') return []
  const known =
    proof.table === 'texts'
      ? tables.texts.flatMap((text) =>
          text.questions.map((each) => ({ ...each, id: `${text.id}.${each.id}` })),
        )
      : proof.table === 'general'
        ? tables.general
        : linesOf(proof.table as Parameters<typeof linesOf>[0], tables)
  const line = known.find(({ id }) => id === proof.id)
  if (!line) return [`there is no line "${proof.id}" in ${proof.table}`]
  const accepted = [line.key, ...line.also]
  return accepted.join('\n') === item.accepted.join('\n')
    ? []
    : [`accepted answers are not those of "${proof.id}" in ${proof.table}`]
}
