/** What a defender does on the sheet, by name of the mark. */
import type { Browser, Page } from 'playwright-core'
import { type OpenOptions, openPage } from './harness.ts'

/** Three days before the last day of the founding story. */
const TODAY = '2026-01-09T12:00:00'

/** Opens the sheet on a fixed day, with its letter writer loaded. */
export async function openSheet(site: { url: string; browser: Browser }, lang: string, options: OpenOptions) {
  const opened = await openPage(site.browser, 'about:blank', { width: 1440, height: 900, ...options })
  await opened.page.clock.setFixedTime(new Date(TODAY))
  await opened.page.goto(`${site.url}/team/#${lang}`)
  await opened.page.locator('.paper').waitFor({ state: 'attached' })
  return { ...opened, sheet: new SheetSteps(opened.page) }
}

export class SheetSteps {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  row(fact: string) {
    return this.page.locator(`[data-fact="${fact}"]`)
  }

  async mark(fact: string, value: string): Promise<void> {
    await this.row(fact).locator(`.segment:has(input[value="${value}"])`).click()
  }

  async type(fact: string, text: string): Promise<void> {
    await this.row(fact).locator('input, textarea').fill(text)
  }

  async pick(fact: string, value: string): Promise<void> {
    await this.row(fact).locator('select').selectOption(value)
  }

  async tick(fact: string, index: number): Promise<void> {
    await this.row(fact).locator('.chip').nth(index).click()
  }

  finding(id: string) {
    return this.page.locator(`[data-finding="${id}"]`)
  }

  /** The founding story: a ruling under 20.1, stock words, no witness, no interpreter, served on 24 December 2025. */
  async tellTheStory(narrative: string): Promise<void> {
    await this.pick('stage', 'ruling')
    await this.type('offence.on', '20.12.2025')
    await this.type('protocol.on', '20.12.2025')
    await this.type('ruling.on', '24.12.2025')
    await this.type('copy.served', '24.12.2025')
    await this.pick('offence.article', '20.1')
    await this.pick('decided.by', 'official')
    await this.tick('penalty', 1)
    await this.mark('protocol.witnesses', 'absent')
    await this.mark('language.need', 'yes')
    await this.mark('protocol.interpreter', 'absent')
    await this.mark('ruling.interpreter', 'absent')
    await this.type('protocol.narrative', narrative)
    await this.tick('evidence', 0)
  }
}
