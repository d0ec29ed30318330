import { expect, test } from 'vitest'
import { firstLanguage } from './first-language.ts'

test.each([
  ['#ky', ['ru'], 'ky'],
  ['', ['de-DE', 'tg-TJ', 'ru'], 'tg'],
  ['', ['uz'], 'uz'],
  ['', ['de', 'fr'], 'ru'],
  ['#pane-letter', ['en-GB'], 'en'],
  ['', [], 'ru'],
] as const)('address %j and browser %j open in %s', (hash, browser, lang) => {
  expect(firstLanguage(hash, browser)).toBe(lang)
})
