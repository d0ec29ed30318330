/** Every screen of the family app, in five languages, light and dark: no WCAG violation and no sideways scrolling at 320 px. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Lang } from '../src/law/types.ts'
import { axe } from './axe.ts'
import { chooseLanguage, STORY, startCheck, TEST_DAY, walk } from './family.steps.ts'
import { useSite } from './harness.ts'
import { SHOWN } from './shown.ts'

const site = useSite()

async function checkScreen(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await axe(page), `${name}, ${colorScheme}`).toEqual([])
  }
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(wide, `${name} scrolls sideways by ${wide} px`).toBeLessThanOrEqual(0)
  const small = await page.$$eval('button, a[href], summary, .option', (targets) =>
    targets
      .map((target) => ({ box: target.getBoundingClientRect(), text: target.textContent?.trim() }))
      .filter(({ box }) => box.height > 0 && (box.height < 43.5 || box.width < 43.5))
      .map(({ box, text }) => `${text}: ${Math.round(box.width)} × ${Math.round(box.height)}`),
  )
  expect(small, `${name}: targets under 44 px`).toEqual([])
}

test.each<Lang>([...SHOWN])('%s', async (lang) => {
  const { page, errors, close } = await site.open('/table.html', { width: 320, height: 640 })
  await page.clock.setFixedTime(new Date(`${TEST_DAY}T12:00:00`))
  await checkScreen(page, 'table')
  await page.goto(`${site.url}/`)
  await checkScreen(page, 'languages')
  await chooseLanguage(page, lang)
  await checkScreen(page, 'home')
  for (const name of ['unseen', 'keep']) {
    await page.click(`[data-go="${name}"]`)
    await page.waitForSelector('.page:not(.home) h1')
    await checkScreen(page, name)
    await page.goBack()
    await page.waitForSelector('.home h1')
  }
  await startCheck(page)
  // The first screen once with its problems, then every screen answered.
  await page.click('.steps .main')
  await checkScreen(page, 'problems')
  await walk(page, STORY, (screen) => checkScreen(page, `screen ${screen}`))
  await checkScreen(page, 'result')
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })
  await checkScreen(page, 'result, unfolded')
  // The wide layout has a second column.
  await page.setViewportSize({ width: 1440, height: 900 })
  await checkScreen(page, 'result at 1440')
  expect(errors).toEqual([])
  await close()
})
