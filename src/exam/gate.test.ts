/** Every item of the shipped tables passes the gate; a fault of each kind that is planted on purpose does not. */
import { describe, expect, test } from 'vitest'
import { secondSource } from '../../tools/content/exam-gate.ts'
import { faultsOf } from './gate.ts'
import { generateWithProof } from './generate.ts'
import { tablesOf } from './tables.test-support.ts'
import { BANDS, type Item } from './types.ts'

describe('the shipped tables', () => {
  test.each(BANDS)('band %s: no item of seeds that the build did not try has a fault', (band) => {
    const tables = tablesOf(band)
    const faults = new Set<string>()
    for (const { id } of tables.templates)
      for (let seed = 0; seed < 60; seed++) {
        const { item, proof } = generateWithProof(id, tables, `test.${seed}`)
        for (const fault of faultsOf(item, proof, tables, secondSource)) faults.add(`${item.id}: ${fault}`)
      }
    expect([...faults]).toEqual([])
  })
})

describe('planted faults', () => {
  const tables = tablesOf('6-9')
  const spoiled = (template: string, spoil: (item: Item) => Item, others = tables) => {
    const { item, proof } = generateWithProof(template, tables, 'planted')
    expect(faultsOf(item, proof, tables)).toEqual([])
    return faultsOf(spoil(item), proof, others).join('\n')
  }

  test('a distractor that is an accepted answer, ё for е and capitals included', () => {
    const said = spoiled('tsya.choose', (item) => ({
      ...item,
      distractors: [{ text: item.accepted[0]!.toUpperCase(), error: 'tsya.soft-sign-extra' }],
    }))
    expect(said).toMatch(/is an accepted answer/)
  })

  test('a choice that stands twice', () => {
    const said = spoiled('government.choose', (item) => ({
      ...item,
      distractors: [item.distractors[0]!, item.distractors[0]!],
    }))
    expect(said).toMatch(/stands twice/)
  })

  test('Latin letters inside a Russian word', () => {
    const said = spoiled('aspect.choose', (item) => ({
      ...item,
      distractors: [{ text: 'рucovал', error: 'aspect.result' }],
    }))
    expect(said).toMatch(/mixes Cyrillic and Latin/)
  })

  test('an error rule that is not known, and one of another task', () => {
    const text = 'нет такого'
    expect(
      spoiled('tsya.choose', (item) => ({ ...item, distractors: [{ text, error: 'no.such' }] })),
    ).toMatch(/not in errors\.yaml/)
    expect(
      spoiled('tsya.choose', (item) => ({ ...item, distractors: [{ text, error: 'aspect.result' }] })),
    ).toMatch(/does not belong to task "tsya"/)
  })

  test.each([
    ['numerals.choose', 'the numeral table'],
    ['government.choose', 'the noun table'],
    ['agreement.choose', 'the adjective table'],
    ['agreement.past', 'the verb table'],
    ['agreement.person', 'the verb table'],
    ['stress.mark', 'the stress table'],
  ])('%s: a key that is not in the table', (template, where) => {
    expect(spoiled(template, (item) => ({ ...item, accepted: ['двести́'] }))).toContain(where)
  })

  test('a key by hand that is not the table’s', () => {
    expect(spoiled('paronyms.choose', (item) => ({ ...item, accepted: ['другое'] }))).toMatch(
      /accepted answers are not those/,
    )
  })

  test('a numeral that the second source spells otherwise', () => {
    const { item, proof } = generateWithProof('numerals.choose', tables, 'planted')
    const other = { numeral: () => 'совсем иначе' }
    expect(faultsOf(item, proof, tables, other).join()).toMatch(/the second source spells/)
  })

  test('the accusative of living beings', () => {
    const { item, proof } = generateWithProof('numerals.choose', tables, 'planted')
    if (proof.kind !== 'numeral') throw new Error('not a numeral')
    const living = { ...tables.noun('brat'), id: 'living' }
    const others = {
      ...tables,
      numerals: [{ ...tables.numerals[0]!, noun: 'living' }],
      noun: (id: string) => (id === 'living' ? living : tables.noun(id)),
    }
    const planted = { ...item, stem: `Я вижу ___ (22) ${living.pl![1]}.` }
    expect(faultsOf(planted, { ...proof, case: 'acc' }, others).join()).toMatch(/living beings is contested/)
  })

  test('a stress without two sources that is scored', () => {
    const { item, proof } = generateWithProof('stress.practice', tables, 'planted')
    expect(item.points).toBe(0)
    expect(faultsOf({ ...item, points: 1 }, proof, tables).join()).toMatch(/no two sources/)
  })

  test('a valid order of words that is not accepted, and an invalid one that is', () => {
    expect(spoiled('word-order.order', (item) => ({ ...item, accepted: item.accepted.slice(0, 1) }))).toMatch(
      /is not accepted/,
    )
    expect(
      spoiled('word-order.order', (item) => ({ ...item, accepted: [...item.accepted, 'а|б|в'] })),
    ).toMatch(/breaks a rule/)
  })

  test('an alphabet that is not in order', () => {
    const small = tablesOf('2')
    const { item, proof } = generateWithProof('alphabet.order', small, 'planted')
    const turned = item.accepted[0]!.split('|').reverse().join('|')
    expect(faultsOf({ ...item, accepted: [turned] }, proof, small).join()).toMatch(
      /not in alphabetical order/,
    )
  })

  test('no key, nothing to choose from, a blank, nothing to tap', () => {
    expect(spoiled('tsya.choose', (item) => ({ ...item, accepted: [] }))).toMatch(/no key/)
    expect(spoiled('tsya.choose', (item) => ({ ...item, distractors: [] }))).toMatch(/nothing to choose/)
    expect(spoiled('tsya.choose', (item) => ({ ...item, stem: 'Вот {noun} ___' }))).toMatch(/blank/)
    expect(spoiled('conversation.talk', (item) => ({ ...item, ideas: [] }))).toMatch(/no key ideas/)
  })
})
