import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEWEST_WORDS, findDuplicates, likeness, shinglesOf, similarPairs, THRESHOLD } from './duplicates.ts'

const LETTER =
  'Здравствуйте, мой счёт закрыли, банк говорит что я в реестре, но у меня патент и регистрация, что мне делать, помогите пожалуйста'

describe('likeness', () => {
  test('one changed word of many stays alike; another message does not', () => {
    const changed = LETTER.replace('банк', 'Банк сегодня')
    expect(likeness(shinglesOf(LETTER), shinglesOf(changed))).toBeGreaterThan(THRESHOLD)
    expect(
      likeness(
        shinglesOf(LETTER),
        shinglesOf('Ребёнка не взяли в школу, сказали что нет перевода свидетельства о рождении'),
      ),
    ).toBe(0)
  })

  test('signs, size of letters, ё and foreign letters make no difference', () =>
    expect(
      likeness(
        shinglesOf(LETTER),
        shinglesOf(LETTER.toUpperCase().replaceAll('Ё', 'Е').replaceAll(',', ' —')),
      ),
    ).toBe(1))

  test('short texts are alike by chance and are never suggested', () => {
    const short = 'помогите нам пожалуйста мы не знаем ничего'
    expect(short.split(' ').length).toBeLessThan(FEWEST_WORDS)
    expect(findDuplicates([1, 2, 3].map((id) => ({ id, text: short })))).toEqual([])
  })
})

describe('finding', () => {
  const word = fc.constantFrom('патент', 'школа', 'суд', 'реестр', 'копия', 'срок')
  const set = fc
    .array(fc.tuple(word, word), { maxLength: 14 })
    .map((list) => new Set(list.map((pair) => pair.join(' '))))

  test('finds exactly the pairs that comparing all with all finds', () => {
    fc.assert(
      fc.property(
        fc.array(set, { maxLength: 14 }),
        fc.constantFrom(0.2, 0.34, 0.5, 0.75, 1),
        (sets, threshold) => {
          const brute = []
          for (let a = 0; a < sets.length; a++)
            for (let b = a + 1; b < sets.length; b++) {
              const value = likeness(sets[a]!, sets[b]!)
              if (value >= threshold) brute.push({ a, b, likeness: value })
            }
          expect(similarPairs(sets, threshold)).toEqual(brute)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('groups are the connected parts of those pairs', () => {
    const sentence = fc
      .array(fc.constantFrom(...LETTER.split(' ')), { minLength: 6, maxLength: 16 })
      .map((list) => list.join(' '))
    const near = fc.tuple(fc.nat(20), fc.constantFrom('да', 'очень', '')).map(([at, extra]) => {
      const list = LETTER.split(' ')
      list.splice(at, 1, extra)
      return list.join(' ')
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(sentence, near), { maxLength: 10 }), (texts) => {
        const groups = findDuplicates(texts.map((text, id) => ({ id, text })))
        const joined = (a: number, b: number) =>
          groups.some(({ members }) => members.includes(a) && members.includes(b))
        const sets = texts.map(shinglesOf)
        // Oracle: spread a colour along every pair until nothing changes.
        const colour = texts.map((_, i) => i)
        for (let moved = true; moved; ) {
          moved = false
          for (let a = 0; a < texts.length; a++)
            for (let b = 0; b < texts.length; b++)
              if (colour[a]! < colour[b]! && likeness(sets[a]!, sets[b]!) >= THRESHOLD) {
                colour[b] = colour[a]!
                moved = true
              }
        }
        for (let a = 0; a < texts.length; a++)
          for (let b = a + 1; b < texts.length; b++) expect(joined(a, b)).toBe(colour[a] === colour[b])
      }),
    )
  })

  test('a burst of 1,000, of which 600 handed on one message with small changes, within a second', () => {
    const texts = Array.from({ length: 1_000 }, (_, i) => ({
      id: i,
      text:
        i < 600
          ? LETTER.replace('патент', `патент номер${i % 50}`)
          : Array.from({ length: 30 }, (_, k) => `слово${(i * 7 + k * k * 13) % 5_000}`).join(' '),
    }))
    const start = performance.now()
    const groups = findDuplicates(texts)
    const ms = performance.now() - start
    expect(groups[0]!.members).toEqual(Array.from({ length: 600 }, (_, i) => i))
    expect(groups[0]!.likeness).toBeGreaterThanOrEqual(THRESHOLD)
    expect(ms).toBeLessThan(10_000)
  })
})
