/** The card of rights: two taps from the languages, also without a connection; large, printable, in five languages. */
import { describe, expect, test } from 'vitest'
import { untilKept } from './family.steps.ts'
import { thirdParty, useSite } from './harness.ts'
import { look } from './look.ts'
import { SHOWN } from './shown.ts'

const site = useSite()

describe('the card of rights', () => {
  test('without a connection: language, card, in two taps; each phrase can be shown large', async () => {
    const { page, requests, close } = await site.open('/', { width: 360 })
    await page.click('.languages a[lang="uz"]')
    await page.waitForSelector('.home h1')
    await page.evaluate(() => navigator.serviceWorker.ready)
    // The card is kept before anything else that comes later.
    await untilKept(page, [
      'messages-guides-uz',
      'guides-card',
      'part-words',
      'style-sheet',
      'Rights-',
      'rights-',
      'shell.uz-',
      'check.uz-',
    ])
    await page.context().setOffline(true)
    await page.goto(`${site.url}/`)
    await page.click('.languages a[lang="uz"]')
    await page.click('[data-go="rights"]')
    await page.waitForSelector('[data-card]')
    expect(await page.locator('[data-card]').count()).toBeGreaterThan(10)
    expect(await page.textContent('[data-card="interpreter"]')).toMatch(
      /Мне нужен переводчик.*Mne nuzhen perevodchik.*Menga tarjimon kerak/s,
    )
    await page.click('[data-card="interpreter"] .phrase')
    expect(await page.textContent('h1')).toContain('Мне нужен переводчик')
    expect(
      await page.locator('h1').evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize)),
    ).toBeGreaterThan(26)
    await page.goBack()
    await page.waitForSelector('[data-card]')
    expect(thirdParty(requests, site.url)).toEqual([])
    await close()
  })

  test('says that no lawyer has checked it, and names an article beside every phrase', async () => {
    const { page, close } = await site.open('/#ru')
    await page.click('[data-go="rights"]')
    await page.waitForSelector('[data-card]')
    expect(await page.textContent('.rights')).toContain('юристы для нас ещё не проверили')
    const cites = await page.$$eval('[data-card] .small-print', (all) =>
      all.map((one) => one.textContent ?? ''),
    )
    for (const cite of cites) expect(cite).toMatch(/\d/)
    await close()
  })
})

test.each(
  SHOWN.flatMap((lang, n) => [
    { lang, width: 320, colorScheme: n % 2 ? ('light' as const) : ('dark' as const) },
    ...(lang === 'ky' ? [{ lang, width: 1440, colorScheme: 'light' as const }] : []),
  ]),
)(
  '$lang at $width px, $colorScheme: no violation, nothing beyond the edge',
  async ({ lang, width, colorScheme }) => {
    const { page, errors, close } = await site.open(`/#${lang}`, { width, height: 740, colorScheme })
    await page.click('[data-go="rights"]')
    await page.waitForSelector('[data-card]')
    await look(page, `rights-${lang}-${width}`)
    await page.click('[data-card="detained"] .phrase')
    await page.waitForSelector('.large h1')
    await look(page, `rights-${lang}-${width}-large`)
    expect(errors).toEqual([])
    await close()
  },
)
