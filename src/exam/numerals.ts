/**
 * Cardinal numerals 0–999,999 in six cases, three genders, of things that are not alive. Forms come from numeralize-ru
 * (MIT); bench/numerals.ts holds every one of them against a second library. Accepted variants are added here, because a
 * distractor must never be one of them. The accusative of living beings (вижу двадцать два / двадцати двух ученика) is
 * contested and is not offered.
 */
import { numeralize } from 'numeralize-ru'
import type { Case, Gender } from './types.ts'

export const CASES = ['nom', 'gen', 'dat', 'acc', 'ins', 'prep'] as const satisfies readonly Case[]
export const GENDERS = ['m', 'f', 'n'] as const satisfies readonly Gender[]
export const LARGEST = 999_999

/** The numeral in words, e.g. spell(345, 'dat') = "трёмстам сорока пяти". Throws RangeError outside 0…999,999. */
export function spell(n: number, kase: Case, gender: Gender = 'm'): string {
  if (!Number.isInteger(n) || n < 0 || n > LARGEST)
    throw new RangeError(`numeral: ${n} is not a whole number from 0 to ${LARGEST}`)
  return numeralize(n, GENDERS.indexOf(gender), CASES.indexOf(kase), false)
}

/**
 * All accepted spellings, the usual one first: восемью and восьмью, тысячей and тысячью, нуля and ноля; from 1000 to 1999
 * the leading "одна" may be left out (тысяча двести).
 */
export function spellings(n: number, kase: Case, gender: Gender = 'm'): string[] {
  let all = [spell(n, kase, gender)]
  for (const [one, other] of VARIANTS)
    all = all.flatMap((text) => {
      const words = text.split(' ')
      return words.includes(one)
        ? [text, words.map((word) => (word === one ? other : word)).join(' ')]
        : [text]
    })
  if (n >= 1000 && n < 2000) all = [...all, ...all.map((text) => text.slice(text.indexOf(' ') + 1))]
  return all
}

/** Form of the library and the other one that is as good. */
const VARIANTS: readonly [string, string][] = [
  ['ноль', 'нуль'],
  ['нуля', 'ноля'],
  ['нулю', 'нолю'],
  ['нулём', 'нолём'],
  ['нуле', 'ноле'],
  ['восемью', 'восьмью'],
  ['восемьюдесятью', 'восьмьюдесятью'],
  ['восемьюстами', 'восьмьюстами'],
  ['тысячей', 'тысячью'],
]

/** The form of a counted noun: after 1 singular, after 2–4 genitive singular, else genitive plural; other cases agree. */
export function counted(
  n: number,
  kase: Case,
  noun: { sg: readonly string[]; pl: readonly string[] },
): string {
  const [tens, ones] = [n % 100, n % 10]
  const teen = tens >= 11 && tens <= 14
  const at = CASES.indexOf(kase)
  if (ones === 1 && !teen) return noun.sg[at]!
  if (kase !== 'nom' && kase !== 'acc') return noun.pl[at]!
  return ones >= 2 && ones <= 4 && !teen ? noun.sg[1]! : noun.pl[1]!
}
