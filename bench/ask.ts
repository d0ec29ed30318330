/**
 * Asking for help with five photos on a slow phone: from the choice of the photos to the last part at the relay, in a real Chromium against a real
 * relay on this machine. The throttle of the developer tools slows the page and not its worker, so the worker's share is also given times the factor.
 *
 *   node tools/launch.mjs bench/ask.ts [factor]
 */
import { chooseKind, goAsk, openPlace, phonePhoto } from '../e2e/ask.steps.ts'
import { launchBrowser } from '../e2e/harness.ts'

const factor = Number(process.argv[2] ?? 6)
const PHOTOS = 5

const browser = await launchBrowser()

async function run(cpu: number): Promise<Record<string, number>> {
  const place = await openPlace()
  const { page, close } = await place.open(browser, '/#uz', cpu > 1 ? { cpu } : {})
  await page.waitForSelector('.home h1')
  await goAsk(page)
  await chooseKind(page, 'ruling')
  await page.fill('#ask-text', 'Sinov. '.repeat(100))
  const photo = await phonePhoto(page, 'x')
  const chosen = performance.now()
  const files = Array.from({ length: PHOTOS }, (_, n) => ({ ...photo, name: `${n}.jpg` }))
  await page.locator('.pick input').nth(1).setInputFiles(files)
  await page.waitForFunction((n) => document.querySelectorAll('.photos li').length === n, PHOTOS, {
    timeout: 300_000,
  })
  const prepared = performance.now()
  await page.click('.ask .steps .main')
  await page.waitForSelector('.parts')
  await page.evaluate(() => {
    const seen: [string, number][] = []
    ;(globalThis as unknown as { seen: typeof seen }).seen = seen
    let longest = 0
    let last = performance.now()
    const tick = () => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
      ;(globalThis as unknown as { longest: number }).longest = longest
      setTimeout(tick)
    }
    tick()
    new MutationObserver(() => {
      const stage = document.querySelector('[data-stage]')?.getAttribute('data-stage') ?? ''
      if (stage && seen.at(-1)?.[0] !== stage) seen.push([stage, performance.now()])
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
  })
  const tapped = await page.evaluate(() => performance.now())
  await page.click('.ask .steps .main')
  await page.waitForSelector('[data-stage="sent"]', { timeout: 300_000 })
  const { seen, longest } = await page.evaluate(() => {
    const kept = globalThis as unknown as { seen: [string, number][]; longest: number }
    return { seen: kept.seen, longest: kept.longest }
  })
  const at = (stage: string) => seen.find(([name]) => name === stage)?.[1] ?? Number.NaN
  const sealed = place.store.counts().bytes
  await close()
  await place.end()
  return {
    'photos drawn anew, ms': prepared - chosen,
    'number and keys (Argon2id), ms': at('sealing') - tapped,
    'sealing five photos and the message, ms': at('sending') - at('sealing'),
    'sending on this machine, ms': at('sent') - at('sending'),
    'longest the page slept, ms': longest,
    'bytes of the relay’s file': sealed,
  }
}

const plain = await run(1)
const slowed = await run(factor)
console.table({ 'this machine': round(plain), [`page slowed ${factor}×`]: round(slowed) })
const worker = plain['number and keys (Argon2id), ms']! + plain['sealing five photos and the message, ms']!
console.log(
  `worker alone ${Math.round(worker)} ms here; a phone that is ${factor}× slower throughout: about ${((worker * factor) / 1000).toFixed(1)} s`,
)
await browser.close()

function round(row: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Math.round(value)]))
}
