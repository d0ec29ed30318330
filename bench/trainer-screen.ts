/**
 * What the trainer's screens cost on a slow phone: a real Chromium at a sixth of this processor, the production build, each band. From a tap to the
 * first item of today's practice, and from "go on" to the next item; medians in milliseconds, clocked by the page from the tap to the next frame.
 *
 *   node tools/launch.mjs bench/trainer-screen.ts        (after npm run build)
 */
import type { Page } from 'playwright-core'
import { launchBrowser, openPage, startServer } from '../e2e/harness.ts'
import { addChild, answerAny, toPractice } from '../e2e/practice.steps.ts'
import { BANDS } from '../src/exam/types.ts'

const SLOWER = 6
const ITEMS = 9

/** Taps and waits for a selector to appear with the next frame, inside the page. */
const timed = (page: Page, tap: string, until: string): Promise<number> =>
  page.evaluate(
    ([button, wanted]) =>
      new Promise<number>((done) => {
        const from = performance.now()
        document.querySelector<HTMLElement>(button!)!.click()
        const look = () => {
          if (document.querySelector(wanted!)) requestAnimationFrame(() => done(performance.now() - from))
          else requestAnimationFrame(look)
        }
        look()
      }),
    [tap, until],
  )
const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1]!

const server = await startServer()
const browser = await launchBrowser()
try {
  for (const band of BANDS) {
    const { page, close } = await openPage(browser, `${server.url}/#ru`, { cpu: SLOWER })
    await toPractice(page)
    await addChild(page, 'Bench', band)
    const start = await timed(page, '[data-go="today"]', '.task .do')
    const next: number[] = []
    for (let item = 0; item < ITEMS; item++) {
      await answerAny(page)
      await page.waitForSelector('.told-answer')
      next.push(await timed(page, '[data-act="on"]', '.task:not(:has(.told-answer)) .do'))
    }
    console.log(
      `band ${band.padEnd(6)} first item ${start.toFixed(0).padStart(5)} ms   next item, median of ${ITEMS} ${median(next).toFixed(0).padStart(4)} ms, slowest ${Math.max(...next).toFixed(0)} ms`,
    )
    await close()
  }
} finally {
  await browser.close()
  await server.stop()
}
