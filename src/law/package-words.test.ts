/** The words of the package check in five languages: what they must have, and what they must never say. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FORBIDDEN, type Message, wordsOf } from './forbidden-words.test-support.ts'
import { flow } from './package.test-support.ts'
import { LANGUAGES, type Lang } from './types.ts'

const messages = Object.fromEntries(
  LANGUAGES.map((lang) => {
    const file = new URL(`../../build/content/messages-package-${lang}.json`, import.meta.url)
    return [lang, JSON.parse(readFileSync(file, 'utf8')).messages as Record<string, Message>]
  }),
) as Record<Lang, Record<string, Message>>

describe.each(LANGUAGES)('%s', (lang) => {
  const all = Object.entries(messages[lang])

  test('no text promises, advises as a lawyer, orders or judges', () => {
    const said = all.flatMap(([key, message]) =>
      FORBIDDEN[lang].filter((word) => word.test(wordsOf(message))).map((word) => `${key}: ${word}`),
    )
    expect(said).toEqual([])
  })

  test('the check of forbidden words can fail', () => {
    const wrong: Record<Lang, string> = {
      ru: 'Документы будут приняты.',
      uz: 'Hujjatlar qabul qilinadi.',
      tg: 'Ҳуҷҷат қабул мешавад.',
      ky: 'Документ кабыл алынат.',
      en: 'Your papers will be accepted.',
    }
    expect(FORBIDDEN[lang].some((word) => word.test(wrong[lang]))).toBe(true)
  })

  test('every rule says what is wrong and why; what to do and what to find out where it must', () => {
    for (const rule of flow.rules) {
      expect(messages[lang]).toHaveProperty([`${rule.id}.say`])
      expect(messages[lang]).toHaveProperty([`${rule.id}.why`])
      expect([rule.id, `${rule.id}.next` in messages[lang]]).toEqual([rule.id, rule.next !== null])
      expect([rule.id, `${rule.id}.ask` in messages[lang]]).toEqual([rule.id, rule.askIfUnknown])
      expect(messages[lang]).toHaveProperty([`package.about.${rule.about}`])
    }
  })

  test('every question has its words, a short name and all its answers', () => {
    for (const [fact, { of = [] }] of Object.entries(flow.facts))
      for (const part of ['ask', 'name', ...of])
        expect(messages[lang]).toHaveProperty([`package.fact.${fact}.${part}`])
  })

  test('a question asks nothing of what is not known: it has no blanks', () => {
    for (const [key, message] of all)
      if (key.endsWith('.ask')) expect([key, typeof message]).toEqual([key, 'string'])
  })

  test('sentences stay short enough for a tired reader', () => {
    // The two longest kinds are what to do and why; a parent reads the first line.
    for (const [key, message] of all)
      if (/\.(say|ask)$/.test(key)) expect([key, wordsOf(message).length <= 190]).toEqual([key, true])
  })
})

test('the word for the residence permit is an answer only, never an advice', () => {
  for (const lang of LANGUAGES)
    for (const [key, message] of Object.entries(messages[lang]))
      if (/ВНЖ/.test(wordsOf(message))) expect(key).toBe('package.fact.filer.status.vnzh')
})

test('no bill is told as law', () => {
  for (const message of Object.values(messages.ru))
    expect(wordsOf(message)).not.toMatch(/законопроект|платн\S+ (школ|обучен)|тр[её]х попыток|три попытки/i)
})

test('no region, city, organisation or link is named', () => {
  for (const lang of LANGUAGES)
    for (const message of Object.values(messages[lang]))
      expect(wordsOf(message)).not.toMatch(/https?:|www\.|\.ru\b|Москв|Петербург|Новосибирск|Moskva|Moscow/i)
})
