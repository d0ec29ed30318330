/** The words of the flows in five languages: what they must have, what they must never say, how many bytes they are. */
import { existsSync, readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { FLOW_IDS, type FlowId } from './flow-ids.ts'
import { FORBIDDEN, type Message, wordsOf } from './forbidden-words.test-support.ts'
import { type FlowPack, LANGUAGES, type Lang } from './types.ts'

const file = (name: string) => new URL(`../../build/content/${name}`, import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'))
const wordsIn = (area: string, lang: Lang): Record<string, Message> =>
  read(`messages-${area}-${lang}.json`).messages
const NEW: FlowId[] = FLOW_IDS.filter((flow) => flow !== 'package' && flow !== 'rulings')

describe.each(NEW)('%s', (name) => {
  const pack: FlowPack = read(`law-${name}.json`)

  describe.each(LANGUAGES)('%s', (lang) => {
    const all = Object.entries(wordsIn(name, lang))
    const ofRules = all.filter(([key]) => pack.rules.some(({ id }) => key.startsWith(`${id}.`)))

    test('no text promises, advises as a lawyer, orders or judges', () => {
      // The law's own words: somebody else hides the passport.
      const own = 'labour.passport.say'
      const said = ofRules
        .filter(([key]) => key !== own)
        .flatMap(([key, message]) =>
          FORBIDDEN[lang].filter((word) => word.test(wordsOf(message))).map((word) => `${key}: ${word}`),
        )
      expect(said).toEqual([])
    })

    test('every rule says what and why, what to do and what to find out exactly where it must', () => {
      const words = Object.fromEntries(all)
      expect(words).toHaveProperty([`${name}.title`])
      expect(words).toHaveProperty([`${name}.about`])
      for (const { id, next, askIfUnknown } of pack.rules) {
        expect([id, `${id}.next` in words]).toEqual([id, next !== null])
        expect([id, `${id}.ask` in words]).toEqual([id, askIfUnknown])
      }
      // No sentence that nothing can show.
      const used = new Set(
        pack.rules.flatMap(({ id }) => ['say', 'why', 'next', 'ask'].map((part) => `${id}.${part}`)),
      )
      for (const [key] of all)
        if (!/^[a-z]+\.(title|about|fact\.|screen\.|constraint\.)/.test(key)) expect(used).toContain(key)
    })

    test('a question has no blanks, and sentences are short enough for a tired reader', () => {
      for (const [key, message] of all) {
        if (key.endsWith('.ask')) expect([key, typeof message]).toEqual([key, 'string'])
        if (/\.(say|ask)$/.test(key)) expect([key, wordsOf(message).length <= 190]).toEqual([key, true])
        expect([key, wordsOf(message).length <= 260]).toEqual([key, true])
        expect(wordsOf(message)).not.toMatch(/https?:|www\.|\.ru\b/)
      }
    })
  })
})

describe.each(FLOW_IDS)('%s', (name) => {
  test.each(LANGUAGES)('what is loaded for it in %s is at most 25 KB', (lang) => {
    const bytes = brotliCompressSync(
      Buffer.concat([
        readFileSync(file(`law-${name}.json`)),
        readFileSync(file(`messages-${name}-${lang}.json`)),
      ]),
    ).length
    expect(bytes).toBeLessThanOrEqual(25_000)
    expect(bytes).toBeGreaterThan(1_000)
  })
})

test.each(LANGUAGES)('remedies in %s order nothing and promise nothing', (lang) => {
  const remedies = Object.entries(wordsIn('law', lang)).filter(([key]) => key.startsWith('remedy.'))
  expect(remedies.length).toBeGreaterThan(20)
  for (const [key, message] of remedies)
    expect([key, FORBIDDEN[lang].some((word) => word.test(wordsOf(message)))]).toEqual([key, false])
})

test('a bill is never told as law: it says so first, and only decrees speak of bills', () => {
  const first: Record<Lang, RegExp> = {
    ru: /^Не закон/,
    uz: /^Tekshirganda qonun emas/,
    tg: /^Ҳангоми санҷиш қонун набуд/,
    ky: /^Текшергенде мыйзам эмес/,
    en: /^Not law/,
  }
  for (const lang of LANGUAGES)
    for (const { id } of (read('law-decrees.json') as FlowPack).rules.filter(({ kind }) => kind === 'bill'))
      expect(wordsOf(wordsIn('decrees', lang)[`${id}.say`]!)).toMatch(first[lang])
  for (const flow of FLOW_IDS)
    if (flow !== 'decrees' && existsSync(file(`law-${flow}.json`)))
      expect((read(`law-${flow}.json`) as FlowPack).rules.some(({ kind }) => kind === 'bill')).toBe(false)
})
