import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCases } from './cases.ts'
import { id, lanesOf } from './casework.test-support.ts'
import { buildSegment, type Doc, docOf, search, withChanges } from './search.ts'
import { openCase } from './transitions.ts'
import { words } from './words.ts'

const doc = (name: string, head: string, body = ''): Doc => ({ id: name, head, body })
const ids = (hits: { id: string }[]) => hits.map((hit) => hit.id)

const docs = [
  doc('a', 'Т-101 Вымышленный Кайрат', 'подали жалобу на постановление, переводчика не было'),
  doc('b', 'Т-102 Придуманова Азиза', 'ребёнка не взяли в школу, нет перевода свидетельства'),
  doc('c', 'Т-103 Ҳомидзода Фирӯза', 'Жалоба на жалобу. Oʻgʻil haqida'),
]
const index = [buildSegment(docs)]

describe('finding', () => {
  test('by any case of a Russian word', () => {
    for (const query of ['жалоба ', 'жалобой ', 'жалобу ', 'Жалобы '])
      expect(ids(search(index, query)).sort(), query).toEqual(['a', 'c'])
  })
  test('every word must stand in the case; the head weighs more', () => {
    expect(ids(search(index, 'жалоба переводчик '))).toEqual(['a'])
    expect(ids(search(index, 'жалоба школа '))).toEqual([])
    const twice = [buildSegment([doc('x', '', 'Кайрат'), doc('y', 'Кайрат')])]
    expect(ids(search(twice, 'Кайрат '))).toEqual(['y', 'x'])
  })
  test('while typing: the last word is a beginning', () => {
    expect(ids(search(index, 'Кай'))).toEqual(['a'])
    expect(ids(search(index, 'придум'))).toEqual(['b'])
    expect(ids(search(index, 'Кай '))).toEqual([])
  })
  test('by number and part of a number', () => expect(ids(search(index, 'Т-102'))).toEqual(['b']))
  test('letters that a keyboard lacks', () => {
    expect(ids(search(index, 'хомидзода'))).toEqual(['c'])
    expect(ids(search(index, 'фируза'))).toEqual(['c'])
    expect(ids(search(index, "o'g'il"))).toEqual(['c'])
    expect(ids(search(index, 'ребенка '))).toEqual(['b'])
  })
  test('nothing for nothing, and no query throws', () => {
    expect(search(index, '  ')).toEqual([])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (query) => {
        expect(Array.isArray(search(index, query))).toBe(true)
      }),
    )
  })
})

/** Every word as a beginning, in the plainest way. */
const scan = (list: readonly Doc[], query: string): string[] =>
  list
    .filter(({ head, body }) => {
      const all = words(`${head} ${body}`)
      return words(query).every((word) => all.some((each) => each.startsWith(word)))
    })
    .map((each) => each.id)

describe('against a plain look', () => {
  const word = fc.constantFrom('жалоба', 'жалобу', 'суд', 'суды', 'patent', 'Т', '7', 'шартнома')
  const text = fc.array(word, { maxLength: 6 }).map((list) => list.join(' '))
  const made = fc
    .array(fc.tuple(text, text), { maxLength: 8 })
    .map((list) => list.map(([head, body], i) => doc(`d${i}`, head, body)))

  test('without stems it finds what a scan for beginnings finds', () => {
    fc.assert(
      fc.property(made, word, (list, query) => {
        const hits = search([buildSegment(list, { stemming: false })], query, { stemming: false })
        expect(ids(hits).sort()).toEqual(scan(list, query).sort())
      }),
    )
  })

  test('a case that changed is found as it is now, whatever the number of segments', () => {
    fc.assert(
      fc.property(
        made,
        fc.array(fc.tuple(fc.nat(9), text), { maxLength: 6 }),
        word,
        (list, changes, query) => {
          let grown = withChanges([], list)
          const now = new Map(list.map((each) => [each.id, each]))
          for (const [at, body] of changes) {
            const changed = doc(`d${at}`, '', body)
            now.set(changed.id, changed)
            grown = withChanges(grown, [changed])
          }
          const fresh = search([buildSegment([...now.values()])], `${query} `)
          expect(search(grown, `${query} `)).toEqual(fresh)
        },
      ),
    )
  })

  test('documents that come one by one stand in few segments, each in one of them, and what is gone is not found', () => {
    let grown = withChanges([], [])
    for (let i = 0; i < 200; i++) grown = withChanges(grown, [doc(`d${i % 150}`, `Т-${i}`, 'жалоба')])
    expect(grown.length).toBeLessThan(9)
    expect(search(grown, 'жалобы ').length).toBe(150)
    expect(ids(search(grown, 'Т-199 '))).toEqual(['d49'])
    expect(search(grown, 'Т-49 ')).toEqual([])
    expect(ids(search(withChanges(grown, [doc('d49', '')]), 'Т-199 '))).toEqual([])
  })
})

describe('what stems are worth', () => {
  /** Each line: forms of one word as cases hold it. A query in any form should find the documents of all. */
  const FORMS =
    `жалоба жалобы жалобу жалобой · протокол протокола протоколу протоколом · постановление постановления постановлению постановлением ·
суд суда суду судом · переводчик переводчика переводчику переводчиком · школа школы школе школу · ребёнок ребёнка ребёнку ребёнком ·
регистрация регистрации регистрацию регистрацией · выдворение выдворения выдворением выдворении · задержание задержания задержании задержанием ·
паспорт паспорта паспорту паспортом · полиция полиции полицию полицией · срок срока сроку сроки · отказ отказа отказу отказом ·
свидетель свидетеля свидетелю свидетели · справка справки справку справкой · патент патента патентом патенты · реестр реестра реестре реестром ·
больница больницы больнице больницу · деньги денег деньгам деньгами · адвокат адвоката адвокату адвокатом · ходатайство ходатайства ходатайству ходатайством`
      .split('·')
      .map((line) => line.trim().split(/\s+/))

  const recall = (stemming: boolean) => {
    const list = FORMS.flatMap((forms, i) =>
      forms.map((form, k) => doc(`${i}.${k}`, '', `сказано было ${form} вчера`)),
    )
    const built = [buildSegment(list, { stemming })]
    let [found, wanted, wrong] = [0, 0, 0]
    FORMS.forEach((forms, i) => {
      for (const form of forms) {
        const hits = ids(search(built, `${form} `, { stemming }))
        found += hits.filter((each) => each.startsWith(`${i}.`)).length
        wrong += hits.filter((each) => !each.startsWith(`${i}.`)).length
        wanted += forms.length
      }
    })
    return { recall: found / wanted, precision: found / (found + wrong) }
  }

  test('recall of 22 words in four forms each: about one in four without, over nine in ten with', () => {
    const [plain, stems] = [recall(false), recall(true)]
    expect(plain.recall).toBeCloseTo(0.25, 2)
    expect(stems.recall).toBeGreaterThan(0.9)
    expect(stems.precision).toBeGreaterThan(0.95)
  })
})

describe('cases', () => {
  const open = openCase({
    id: id('x'),
    number: 'Т-7',
    kind: 'school',
    language: 'ky',
    day: '2026-01-01',
    tags: ['школа'],
  }).operations
  const lanes = lanesOf(open, [
    [`p${id('p')}`, 'case', id('x')],
    [`p${id('p')}`, 'role', 'child'],
    [`p${id('p')}`, 'alias', 'Выдумкина Айгуль'],
  ])

  test('a member without the identity lane cannot find a case by a name', () => {
    const { identity: _, ...rest } = lanes
    const at = (held: typeof rest) => [buildSegment(readCases(held).map(docOf))]
    expect(ids(search(at(lanes), 'Айгуль '))).toEqual([id('x')])
    expect(search(at(rest), 'Айгуль ')).toEqual([])
  })

  test('words of any script are words', () =>
    expect(words('Oʻgʻil, ҲАМРОҲ — №5')).toEqual(['ogil', 'хамрох', '5']))
})
