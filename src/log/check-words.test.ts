import { expect, test } from 'vitest'
import { CHECK_WORDS } from './check-words.ts'

/** What sounds alike over a bad line is written alike: unstressed vowels, voiced and unvoiced consonants. */
const ALIKE: [RegExp, string][] = [
  [/о/g, 'а'],
  [/[еёяэый]/g, 'и'],
  [/ю/g, 'у'],
  [/б/g, 'п'],
  [/в/g, 'ф'],
  [/г/g, 'к'],
  [/д/g, 'т'],
  [/[жщч]/g, 'ш'],
  [/[зц]/g, 'с'],
  [/[ьъ]/g, ''],
]
const sound = (word: string) => ALIKE.reduce((text, [from, to]) => text.replace(from, to), word)

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

test('256 words, no two alike in sound', () => {
  expect(CHECK_WORDS.length).toBe(256)
  const close: string[] = []
  for (let i = 0; i < 256; i++)
    for (let j = 0; j < i; j++)
      if (distance(sound(CHECK_WORDS[i]!), sound(CHECK_WORDS[j]!)) < 3)
        close.push(`${CHECK_WORDS[i]} ${CHECK_WORDS[j]}`)
  expect(close).toEqual([])
  expect(CHECK_WORDS.filter((word) => !/^[а-яё]{3,9}$/.test(word))).toEqual([])
})
