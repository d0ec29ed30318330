/**
 * From an empty cache to the first tap that answers, on Slow 3G (400 ms, 400 kbit/s) with the processor slowed 6×.
 * node tools/launch.mjs bench/first-interaction.ts [RUNS]; exit code 1 when the median is over the limit.
 *
 * Two figures: the choice of language answers a tap (first interaction), and the first question can be answered when
 * the person taps as fast as the page allows.
 */
import { launchBrowser, openPage, startServer } from '../e2e/harness.ts'

const LIMIT_MS = 4800
const runs = Number(process.argv[2] ?? 5)

const server = await startServer()
const browser = await launchBrowser()
const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!
const first: number[] = []
const question: number[] = []
let bytes = 0
try {
  for (let run = 0; run < runs; run++) {
    const { page, cdp, close } = await openPage(browser, 'about:blank', { cpu: 6, slow3g: true })
    const session = await cdp()
    await session.send('Network.enable')
    bytes = 0
    session.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength
    })
    const began = performance.now()
    await page.goto(`${server.url}/`, { waitUntil: 'commit' })
    // The frame's own button exists only once the app has taken over.
    await page.waitForSelector('.exit')
    await page.click('.languages a[lang="uz"]')
    first.push(performance.now() - began)
    await page.waitForSelector('.home .button.main')
    await page.click('.home .button.main')
    await page.waitForSelector('.check fieldset input')
    await page.locator('.check fieldset input').first().check()
    question.push(performance.now() - began)
    await close()
  }
} finally {
  await browser.close()
  await server.stop()
}
const say = (name: string, list: number[]) =>
  console.log(
    `${name}: median ${Math.round(median(list))} ms (${list.map((ms) => Math.round(ms)).join(', ')})`,
  )
say('first interaction, Slow 3G at 6×', first)
say('first question answered         ', question)
console.log(`limit ${LIMIT_MS} ms; ${Math.round(bytes / 1000)} KB over the network`)
process.exitCode = median(first) <= LIMIT_MS ? 0 : 1
