import { expect, test } from 'vitest'
import { randomBytes } from '../../seal/bytes.ts'
import {
  FEWEST_BITS,
  passphraseBits,
  SUGGESTED_BITS,
  strengthOf,
  suggestPassphrase,
  yearsToGuess,
} from './meter.ts'

test.each([
  'qwertyuiop123',
  'пароль123456',
  '111111111111',
  'abcabcabcabc',
  'Hamroh2026!!',
  '24.12.2025 год',
  'йцукенгшщзхъ',
  'мамамамамамама',
])('what guessers try first is refused: %s', (text) => expect(['short', 'weak']).toContain(strengthOf(text)))

test.each(['кот варит синий чайник утром', 'seven blue kettles under a tram', 'u8#Lw2!pQz9&fR'])(
  'long or mixed is taken: %s',
  (text) => expect(['fair', 'good']).toContain(strengthOf(text)),
)

test('more is never less, and short stays short', () => {
  expect(passphraseBits('')).toBe(0)
  expect(passphraseBits('кот варит чай')).toBeLessThan(passphraseBits('кот варит чай на крыше'))
  expect(strengthOf('Xq7#')).toBe('short')
  expect(yearsToGuess(FEWEST_BITS)).toBeGreaterThan(0.5)
})

test('a suggestion has its bits, its script, and never comes twice', () => {
  const seen = new Set(Array.from({ length: 200 }, () => suggestPassphrase('cyrillic', randomBytes)))
  expect(seen.size).toBe(200)
  for (const text of seen) expect(text).toMatch(/^([а-я]{6} ){3}[а-я]{6}$/)
  expect(suggestPassphrase('latin', randomBytes)).toMatch(/^([a-z]{6} ){3}[a-z]{6}$/)
  expect(SUGGESTED_BITS).toBeGreaterThan(75)
})
