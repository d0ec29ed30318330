/**
 * Numbers, dates and plural categories in a real browser: that is where `Intl` has no Uzbek, Tajik or Kyrgyz and
 * quietly answers in the system's language. The same worked examples run in Node (src/ui/languages.test.ts).
 */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LANGUAGE_CASES } from '../src/ui/languages.cases.ts'
import { launchBrowser, openPage, root } from './harness.ts'

let browser: Browser
let script: string

beforeAll(async () => {
  const made = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: join(root, 'src/ui/languages.cases.ts'),
        formats: ['iife'],
        name: 'hamrohLanguages',
      },
    },
  })) as Rolldown.RolldownOutput[]
  script = made[0]!.output[0].code
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** What a browser set to `locale` answers to every example, and what its own Intl would have said. */
async function ask(locale: string) {
  const { page, errors, close } = await openPage(browser, 'about:blank', { locale })
  await page.addScriptTag({ content: script })
  const answers = await page.evaluate(() => {
    const { answerTo, LANGUAGE_CASES } = (
      globalThis as unknown as Record<string, typeof import('../src/ui/languages.cases.ts')>
    ).hamrohLanguages!
    return LANGUAGE_CASES.map(answerTo)
  })
  const intl = await page.evaluate(() => ({
    locale: navigator.language,
    known: Intl.PluralRules.supportedLocalesOf(['ru', 'uz', 'tg', 'ky', 'en']),
    tajik: new Intl.PluralRules('tg').resolvedOptions().locale,
  }))
  await close()
  return { answers, errors, intl }
}

describe.each(['ru-RU', 'en-US', 'ar-EG', 'pl-PL'])('a browser set to %s', (locale) => {
  test('says numbers and dates as they were written by hand', async () => {
    const { answers, errors, intl } = await ask(locale)
    expect(errors).toEqual([])
    expect(intl.locale).toBe(locale)
    expect(LANGUAGE_CASES.map((example, index) => ({ ...example, answer: answers[index] }))).toEqual(
      LANGUAGE_CASES.map((example) => ({ ...example, answer: example.expected })),
    )
  })
})

test('the reason for own tables still holds: the browser takes another language for Tajik', async () => {
  const { intl } = await ask('pl-PL')
  expect(intl.known).not.toContain('tg')
  expect(intl.tajik).not.toBe('tg')
})
