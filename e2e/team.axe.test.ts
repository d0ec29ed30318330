/** The sheet for everyone: axe in five languages, light and dark; panes by width; nothing wider than a small phone. */
import { describe, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { type OpenOptions, useSite } from './harness.ts'
import { SHOWN } from './shown.ts'
import { openSheet } from './team.steps.ts'

const site = useSite()
const open = (lang: string, options: OpenOptions = {}) => openSheet(site, lang, options)

describe('for everyone', () => {
  test('a sheet that lies open over night counts from the new day', async () => {
    const { page, sheet, close } = await open('ru')
    await sheet.type('copy.served', '24.12.2025')
    const chip = page.locator('[data-term="koap.appeal"] .chip')
    expect(await chip.innerText()).toBe('осталось 3 дня')
    await page.clock.setFixedTime(new Date('2026-01-11T09:00:00'))
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    expect(await chip.innerText()).toBe('завтра')
    await close()
  })

  test.each([...SHOWN])('axe finds nothing in %s, light and dark, wide and narrow', async (lang) => {
    const { page, sheet, errors, close } = await open(lang, { colorScheme: 'dark' })
    await sheet.tellTheStory('Выражался нецензурной бранью, размахивал руками')
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    expect(await axe(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await axe(page)).toEqual([])
    await page.setViewportSize({ width: 320, height: 700 })
    for (const pane of ['marks', 'findings', 'letter']) {
      await page.locator(`.tab-${pane}`).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      expect(await axe(page)).toEqual([])
    }
    expect(errors).toEqual([])
    await close()
  })

  test('three panes, two, one', async () => {
    const { page, close } = await open('ru')
    const panes = () =>
      page.evaluate(
        () => [...document.querySelectorAll('.pane')].filter((pane) => pane.checkVisibility()).length,
      )
    expect(await panes()).toBe(3)
    await page.setViewportSize({ width: 900, height: 800 })
    expect(await panes()).toBe(2)
    await page.setViewportSize({ width: 320, height: 700 })
    expect(await panes()).toBe(1)
    await close()
  })
})
