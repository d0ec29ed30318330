/** Faults that a reader found in generated tasks, each planted again: the gate tells every one of them. */
import { describe, expect, test } from 'vitest'
import { sentenceFaults } from './gate-sentences.ts'
import { generateWithProof } from './generate.ts'
import type { Proof } from './made.ts'
import { tablesOf } from './tables.test-support.ts'
import type { Tables } from './tables.ts'
import type { Item } from './types.ts'

const tables = tablesOf('6-9')

/** An item of a template that `wanted` likes, spoiled. */
function planted(
  template: string,
  wanted: (item: Item, proof: Proof) => boolean,
  spoil: (item: Item) => Item,
  others: Tables = tables,
): string {
  for (let seed = 0; seed < 2000; seed++) {
    const { item, proof } = generateWithProof(template, tables, `planted.${seed}`)
    if (!wanted(item, proof)) continue
    expect(sentenceFaults(item, proof, tables)).toEqual([])
    return sentenceFaults(spoil(item), proof, others).join('\n')
  }
  throw new Error(`no item of ${template} is as wanted`)
}
const line = (id: string) => (item: Item) => item.skill === `government:${id}`
const any = () => true

describe('prepositions', () => {
  test.each([
    ['о открытии', 'об открытии'],
    ['с школой', 'со школой'],
    ['в встрече', 'во встрече'],
    ['об победе', 'о победе'],
  ])('«%s» should be «%s»', (wrong, right) => {
    const said = planted('government.choose', any, (item) => ({ ...item, accepted: [wrong] }))
    expect(said).toContain(`"${wrong}" should be "${right}"`)
  })

  test('at the gap of the stem too', () => {
    const spoil = (item: Item) => ({
      ...item,
      stem: 'Мы говорим о ___ погоде. (осенний)',
      accepted: ['осенней'],
    })
    expect(planted('agreement.choose', any, spoil)).toContain('"о осенней" should be "об осенней"')
  })
})

describe('a wrong answer that may stand in the sentence', () => {
  test('another government of the verb: «играет у подруги»', () => {
    const said = planted('government.choose', line('igrat-s'), (item) => {
      const noun = tables.nouns.find(({ sg }) => item.stem.includes(`(${sg?.[0]})`))!
      return { ...item, distractors: [{ text: `у ${noun.sg![1]}`, error: 'government.preposition' }] }
    })
    expect(said).toMatch(/may stand in the sentence/)
  })

  test('the plural looks like it: «сообщает новости»', () => {
    const wanted = (item: Item) => line('soobshchat')(item) && item.stem.includes('(новость)')
    const said = planted('government.choose', wanted, (item) => ({
      ...item,
      distractors: [{ text: 'новости', error: 'government.preposition' }],
    }))
    expect(said).toMatch(/"новости" may stand/)
  })

  test('a noun that looks the same in both numbers: «это синее пальто» and «это синие пальто»', () => {
    const wanted = (item: Item) => item.stem.includes('купила ___ пальто')
    const said = planted('agreement.choose', wanted, (item) => {
      const adjective = tables.adjectives.find(({ lemma }) => item.stem.includes(`(${lemma})`))!
      return { ...item, distractors: [{ text: adjective.pl[3]!, error: 'agreement.number' }] }
    })
    expect(said).toMatch(/looks the same in both numbers/)
  })

  test('«за час» with what is done often', () => {
    const spoil = (item: Item) => ({ ...item, stem: 'Мы ___ всю комнату за один час.' })
    expect(planted('aspect.choose', any, spoil)).toMatch(/repeated actions/)
  })
})

test('a first form that is told as a wrong preposition', () => {
  const wanted = (item: Item) => line('idti-v')(item) && item.stem.includes('(школа)')
  const said = planted('government.choose', wanted, (item) => ({
    ...item,
    distractors: [{ text: 'школа', error: 'government.preposition' }],
  }))
  expect(said).toMatch(/first form of the word/)
})

test('a pair of words that no sentence was written for: «все рады абрикосу»', () => {
  const others: Tables = {
    ...tables,
    agreement: {
      ...tables.agreement,
      frames: tables.agreement.frames.map((frame) => ({ ...frame, groups: ['seasons'] })),
    },
  }
  const wanted = (_: Item, proof: Proof) => proof.kind === 'adjective' && proof.noun === 'kniga'
  expect(planted('agreement.choose', wanted, (item) => item, others)).toMatch(/no pair of this sentence/)
})

test('a genitive plural that nobody uses, or that has two forms', () => {
  const spoil = (item: Item) => ({ ...item, stem: 'Много ___ (мечта)' })
  expect(planted('agreement.many', any, spoil)).toMatch(/contested or not used/)
})

test('a person that the verb does not go with', () => {
  const spoil = (item: Item) => ({ ...item, stem: 'мы ___ (начаться)' })
  expect(planted('agreement.person', any, spoil)).toMatch(/only things do this/)
})

test('a word with a rude second meaning', () => {
  const spoil = (item: Item) => ({ ...item, stem: 'Девочка кончила ___.' })
  expect(planted('aspect.choose', any, spoil)).toMatch(/would laugh at/)
  const letters = (item: Item) => ({
    ...item,
    distractors: [{ text: 'пука', error: 'spelling.latin-letter' }],
  })
  expect(planted('aspect.choose', any, letters)).toMatch(/would laugh at/)
})
