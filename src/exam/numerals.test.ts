import { expect, test } from 'vitest'
import { numeralMistakes } from './make/numerals.ts'
import { CASES, counted, GENDERS, LARGEST, spell, spellings } from './numerals.ts'

test.each([
  [345, 'dat', 'm', 'трёмстам сорока пяти'],
  [50, 'ins', 'm', 'пятьюдесятью'],
  [2, 'nom', 'f', 'две'],
  [21, 'acc', 'f', 'двадцать одну'],
  [100, 'prep', 'm', 'ста'],
  [90, 'ins', 'm', 'девяноста'],
  [2026, 'gen', 'm', 'двух тысяч двадцати шести'],
] as const)('%i %s %s: %s', (n, kase, gender, text) => {
  expect(spell(n, kase, gender)).toBe(text)
})

test('variants are accepted and are never a mistake', () => {
  expect(spellings(8, 'ins')).toEqual(['восемью', 'восьмью'])
  expect(spellings(0, 'gen')).toEqual(['нуля', 'ноля'])
  expect(spellings(1200, 'dat')).toContain('тысяче двумстам')
  for (const n of [0, 8, 80, 880, 1008, 1880, 40, 90, 100, 508, 45678])
    for (const kase of CASES)
      for (const gender of GENDERS)
        for (const { text } of numeralMistakes(n, kase, gender))
          expect(spellings(n, kase, gender)).not.toContain(text)
})

test('the named rules make the mistakes they are named after', () => {
  const of = (n: number, kase: 'dat' | 'ins') =>
    Object.fromEntries(numeralMistakes(n, kase, 'm').map(({ error, text }) => [error, text]))
  expect(of(345, 'dat')).toMatchObject({
    'numeral.last-only': 'триста сорок пяти',
    'numeral.first-only': 'трёмстам сорок пять',
    'numeral.sorok': 'трёмстам сороку пяти',
    'numeral.hundreds-half': 'тристам сорока пяти',
  })
  expect(of(567, 'ins')).toMatchObject({
    'numeral.tens-half': 'пятьюстами шестьдесятью семью',
    'numeral.hundreds-half': 'пятьстами шестьюдесятью семью',
  })
})

test('the counted noun', () => {
  const noun = {
    sg: ['дом', 'дома', 'дому', 'дом', 'домом', 'доме'],
    pl: ['дома', 'домов', 'домам', 'дома', 'домами', 'домах'],
  }
  expect([1, 2, 5, 11, 12, 21, 22, 111, 112].map((n) => counted(n, 'nom', noun))).toEqual([
    'дом',
    'дома',
    'домов',
    'домов',
    'домов',
    'дом',
    'дома',
    'домов',
    'домов',
  ])
  expect([1, 2, 21, 11].map((n) => counted(n, 'dat', noun))).toEqual(['дому', 'домам', 'дому', 'домам'])
})

test('numbers that are refused', () => {
  for (const n of [-1, 1.5, LARGEST + 1, Number.NaN]) expect(() => spell(n, 'nom')).toThrow(RangeError)
})
