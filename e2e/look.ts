/** A screen as an eye and a reader take it: nothing that axe finds, nothing beyond the edge, and a picture for whoever wants to look. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { axe } from './axe.ts'

/** Where pictures go: HAMROH_LOOK=folder. Absent in a usual run. */
const folder = process.env.HAMROH_LOOK

/** Fails with `name` when axe finds a violation or the page is wider than its window. */
export async function look(page: Page, name: string): Promise<void> {
  expect(await axe(page), name).toEqual([])
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(beyond, name).toBeLessThanOrEqual(0)
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
