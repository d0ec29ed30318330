/**
 * How many guesses a passphrase would take: a low estimate from its length, its kinds of signs and the patterns that guessers try first.
 * It cannot know whether the words are a known quotation, a name from the person's life, or used elsewhere; the screen says so.
 */

/** Fewer signs or bits than these are refused. 45 bits at a thousand machines (below) are about a year. */
export const FEWEST_SIGNS = 12
export const FEWEST_BITS = 45
/** Guesses a second of somebody with a thousand strong machines against Argon2id with 64 MiB and three passes: about 1,000 on each. */
const GUESSES_PER_SECOND = 1e6

/** Bits that a letter of running words adds (Shannon, 1951: between one and two and a half). */
const PER_LETTER = 2.3
const PER_ODD_LETTER = 4.5
const PER_DIGIT = 3.3
const PER_SIGN = 3.5
/** A sign that continues a run (aaa, abc, 321, qwe) is nearly free. */
const PER_RUN = 0.5

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', '1234567890']
/** What lists of leaked passwords begin with. Compared without digits and signs at the end. */
const COMMON = new Set(
  'password пароль parol qwerty йцукен admin админ welcome привет salom salam letmein iloveyou monkey dragon master football superman hamroh ҳамроҳ защита помощь secret секрет'.split(
    ' ',
  ),
)

const neighbours = (a: string, b: string): boolean => {
  const step = b.codePointAt(0)! - a.codePointAt(0)!
  if (Math.abs(step) <= 1) return true
  return ROWS.some(
    (row) => Math.abs(row.indexOf(a) - row.indexOf(b)) === 1 && row.includes(a) && row.includes(b),
  )
}

/** Bits of the estimate, 0 for nothing. */
export function passphraseBits(text: string): number {
  const normal = text.normalize('NFKC')
  const low = normal.toLowerCase()
  if (COMMON.has(low.replace(/[^\p{L}]+$/u, '')))
    return Math.min(15, 5 + 2 * (low.length - low.replace(/[^\p{L}]+$/u, '').length))
  let bits = 0
  let before = ''
  const seen = new Set<string>()
  for (const sign of low) {
    if (before !== '' && neighbours(before, sign)) bits += PER_RUN
    // A letter between digits and signs is not part of a word.
    else if (/\p{L}/u.test(sign))
      bits += /[\p{L}\s-]/u.test(before) || before === '' ? PER_LETTER : PER_ODD_LETTER
    else if (/\p{N}/u.test(sign)) bits += PER_DIGIT
    else if (sign === ' ' || sign === '-') bits += 1
    else bits += PER_SIGN
    seen.add(sign)
    before = sign
  }
  // A year or a date is one of some ten thousand.
  for (const date of low.match(/(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/g) ?? [])
    bits -= Math.max(0, date.length * PER_DIGIT - 13)
  bits += Math.min(6, 2 * [...normal].filter((sign, i) => i > 0 && sign !== sign.toLowerCase()).length)
  // A word written twice is one word: what repeats as a whole adds one bit.
  const half = /^(.+?)\1+$/u.exec(low.replace(/[\s-]/g, ''))
  if (half) bits = Math.min(bits, half[1]!.length * PER_DIGIT + 1)
  return Math.max(0, Math.min(bits, seen.size * 8))
}

export type Strength = 'short' | 'weak' | 'fair' | 'good'

export function strengthOf(text: string, bits = passphraseBits(text)): Strength {
  if ([...text].length < FEWEST_SIGNS) return 'short'
  return bits < FEWEST_BITS ? 'weak' : bits < 60 ? 'fair' : 'good'
}

/** Years that half of all guesses take. */
export const yearsToGuess = (bits: number): number => 2 ** (bits - 1) / GUESSES_PER_SECOND / 31_557_600

/** Syllables that can be said aloud, on the keyboard of the language: twelve of eighty are 75.9 bits. */
const SYLLABLES = {
  latin: ['bdfghjklmnprstvz', 'aeiou'],
  cyrillic: ['бвгджзклмнпрстфх', 'аеиоу'],
} as const
export const SUGGESTED_BITS = 12 * Math.log2(80)

/** Four words of three syllables each. `random` gives that many random bytes. */
export function suggestPassphrase(
  script: keyof typeof SYLLABLES,
  random: (length: number) => Uint8Array,
): string {
  const [consonants, vowels] = SYLLABLES[script]
  const syllables: string[] = []
  while (syllables.length < 12)
    // 240 of 256 values divide evenly by 80.
    for (const byte of random(24))
      if (byte < 240 && syllables.length < 12)
        syllables.push(consonants[(byte % 80) % 16]! + vowels[Math.floor((byte % 80) / 16)]!)
  return [0, 3, 6, 9].map((at) => syllables.slice(at, at + 3).join('')).join(' ')
}
