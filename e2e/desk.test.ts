/** A desk at work: a voice message plays, a conversation is erased, files of members travel in parts, a name is put on a case, plain HTTP is explained. */
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser } from '../tools/setup.mjs'
import { axe } from './axe.ts'
import { CHROMIUM_FLAGS, type Opened, openPage, useSite } from './harness.ts'
import { Families, type Member, openMembers, setupLink } from './members.steps.ts'

const site = useSite()
let opened: Opened & { member: Member }
let page: Page
let families: Families
const PLANTED = 'СТЁРТЫЙПЛАНКТОН'

/** Two seconds of real sound, recorded by a browser from its fake microphone. */
async function recorded(): Promise<Uint8Array> {
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    headless: true,
    args: [...CHROMIUM_FLAGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  })
  try {
    const { page: own } = await openPage(browser, `${site.url}/`, { permissions: ['microphone'] })
    const bytes = await own.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm;codecs=opus' })
      const parts: Blob[] = []
      recorder.ondataavailable = ({ data }) => parts.push(data)
      const done = new Promise((end) => {
        recorder.onstop = end
      })
      recorder.start(200)
      await new Promise((wait) => setTimeout(wait, 2_000))
      recorder.stop()
      await done
      return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
    })
    return Uint8Array.from(bytes)
  } finally {
    await browser.close()
  }
}

beforeAll(async () => {
  opened = await openMembers(site, { at: setupLink(site.server.output()) })
  page = opened.page
  page.setDefaultTimeout(15_000)
  await opened.member.setUp()
  families = new Families(site.url)
}, 90_000)
afterAll(() => opened?.close())

test('a voice message really plays', async () => {
  const voice = await recorded()
  expect(voice.length).toBeGreaterThan(2_000)
  await families.ask(await families.begin(), { text: 'Послушайте', lang: 'ru', kind: 'violence' }, [
    { type: 'audio/webm', bytes: voice },
  ])
  await opened.member.sync()
  await opened.member.go('requests')
  await page.locator('[data-box]').first().click()
  await page.locator('[data-file="audio/webm"] button').click()
  const audio = page.locator('audio')
  await audio.waitFor()
  const played = await audio.evaluate(async (node: HTMLAudioElement) => {
    node.muted = true
    await node.play()
    await new Promise((wait) => setTimeout(wait, 900))
    return { at: node.currentTime, error: node.error?.message ?? null }
  })
  expect(played.error).toBeNull()
  expect(played.at).toBeGreaterThan(0.4)
}, 60_000)

describe('who works on it', () => {
  test('by the keyboard, in a request and in its case; filters by person', async () => {
    await page.locator('[data-assigned="0"]').waitFor()
    await page.locator('h1:not(.unseen)').first().click()
    await page.keyboard.press('a')
    await page.locator('[data-person="К."]:focus').waitFor()
    await page.keyboard.press('Space')
    await page.locator('[data-assigned="1"]').waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('[data-assign]:focus').waitFor()
    await page.locator('[data-whose]').selectOption('')
    await page.locator('[data-count="0"]').waitFor()
    await page.locator('[data-whose]').selectOption({ label: 'Мои' })
    await page.locator('[data-count="1"]').waitFor()
    await page.getByRole('button', { name: 'Открыть как дело' }).click()
    await page.locator('[data-seers]').waitFor()
    await page.locator('[data-assigned="1"]').waitFor()
    await page.locator('[data-assign]').click()
    await page.locator('[data-person="К."]').uncheck()
    await page.locator('[data-assigned="0"]').waitFor()
    await page.locator('[data-whose]').selectOption('')
    await page.locator('[data-count="1"]').waitFor()
  })
})

describe('the package check inside a case', () => {
  test('answers by keys, findings at once, kept in the case', async () => {
    await page.locator('[data-package]').click()
    await page.locator('[data-fact="child.citizenship"]').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('1')
    await page.keyboard.press('j')
    await page.keyboard.press('1')
    await page.locator('[data-fact="papers.present"] input').first().focus()
    await page.keyboard.press('1')
    await page.locator('[data-package-findings]:not([data-package-findings="0"])').waitFor()
    expect(await page.locator('[data-fact="papers.present"] input').first().isChecked()).toBe(true)
    const field = page.locator('[data-fact="child.age"] input')
    await field.fill('99')
    await page.locator('[data-fact="child.age"] .problem:not(:empty)').waitFor()
    await field.fill('8')
    expect(await axe(page)).toEqual([])
    await field.press('Escape')
    await page.locator('[data-fact="child.age"]:focus').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-package]').waitFor()
    await page.locator('[data-package]').click()
    expect(await page.locator('[data-fact="child.age"] input').inputValue()).toBe('8')
    expect(await page.locator('[data-fact="papers.present"] input').first().isChecked()).toBe(true)
    await page.locator('.back').click()
  }, 60_000)
})

describe('files of members', () => {
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5 * 1024 * 1024, 7)])

  test('what a case does not take is refused', async () => {
    await page.locator('[data-attach-open]').click()
    await page
      .locator('[data-attach] input[type=file]')
      .setInputFiles({ name: 'x.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') })
    await page.locator('[data-attach] button[type=submit]').click()
    await page.locator('[data-bad-file]').waitFor()
    await page
      .locator('[data-attach] input[type=file]')
      .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') })
    await page.locator('[data-attach] button[type=submit]').click()
    await page.getByText('Это фото не открылось').waitFor()
    expect(await axe(page)).toEqual([])
  })

  test('5 MB go in parts; a reload in the middle loses nothing and sends no part twice', async () => {
    const sent: string[] = []
    let broken = true
    await page.route('**/api/v1/spaces/*/files/*/*', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue()
      const part = new URL(route.request().url()).pathname.split('/').at(-1)!
      if (broken && sent.length >= 6) return route.abort()
      sent.push(part)
      return route.continue()
    })
    await page
      .locator('[data-attach] input[type=file]')
      .setInputFiles({ name: 'дело.pdf', mimeType: 'application/pdf', buffer: pdf })
    await page.locator('[data-attach] input.m-input').first().fill('Протокол')
    await page.locator('[data-attach] input.m-input').nth(1).fill('31.12.2030')
    await page.locator('[data-attach] button[type=submit]').click()
    await page.locator('[data-files] [data-file="application/pdf"]').waitFor()
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(6)
    await page.reload()
    await opened.member.unlock()
    broken = false
    await opened.member.sync()
    await opened.member.allSent()
    expect(new Set(sent).size).toBe(sent.length)
    // 5 MB in a bucket of 8, in an age file: 33 parts of 256 KiB.
    expect(sent.length).toBe(33)
    await page.unroute('**/api/v1/spaces/*/files/*/*')
  }, 90_000)

  test('it opens again from the relay, byte for byte, and its hash stands in the case', async () => {
    await opened.member.go('cases')
    await page.locator('[data-case]').first().click()
    await page.locator('[data-files] [data-file="application/pdf"] button').click()
    const link = page.locator('[data-files] a[download]')
    await link.waitFor()
    const back = await link
      .evaluate(async (node: HTMLAnchorElement) => {
        const bytes = new Uint8Array(await (await fetch(node.href)).arrayBuffer())
        const digest = await crypto.subtle.digest('SHA-256', bytes)
        return [
          bytes.length,
          [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, '0')).join(''),
        ]
      })
      .catch(() => null)
    // connect-src forbids fetching blobs; then the download itself is compared.
    if (back) expect(back[0]).toBe(pdf.length)
    else {
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
      const { readFile } = await import('node:fs/promises')
      expect(Buffer.compare(await readFile(await download.path()), pdf)).toBe(0)
    }
    await page.locator('[data-files] details summary').click()
    expect((await page.locator('[data-file-hash]').textContent())?.length).toBe(43)
  }, 60_000)
})

describe('erasing a conversation', () => {
  test('says what goes; then it is nowhere, and its place is marked', async () => {
    const family = await families.begin()
    await families.ask(family, { text: `Сотрите потом ${PLANTED}`, lang: 'ru', kind: 'school' })
    await opened.member.sync()
    await opened.member.go('requests')
    await page.locator('[data-box]').filter({ hasText: PLANTED }).click()
    await page.locator('[data-erase]').click()
    await page.getByText('Пропадёт 1 сообщение семьи').waitFor()
    expect(await axe(page)).toEqual([])

    // Without the relay nothing is erased, and it says so.
    await page.context().setOffline(true)
    await page.locator('[data-erase-do]').click()
    await page.getByText('поэтому ничего не стёрто').waitFor()
    expect(await page.locator('[data-box]').filter({ hasText: PLANTED }).count()).toBe(1)
    await page.context().setOffline(false)

    await page.locator('[data-erase-do]').click()
    await page.locator('[data-box]').filter({ hasText: PLANTED }).waitFor({ state: 'detached' })
    await page.locator('.m-list .filters select').first().selectOption('closed')
    await page.locator('[data-erased]').waitFor()
    await expect(families.read(family)).rejects.toThrow()
    // Locked and opened again, it stays gone.
    await page.reload()
    await opened.member.unlock()
    await opened.member.sync()
    await opened.member.go('requests')
    expect(await page.getByText(PLANTED).count()).toBe(0)
  }, 60_000)
})

describe('undoing a device', () => {
  test('shows what disappears, leaves it out, and brings it again', async () => {
    await opened.member.go('cases')
    await page.locator('[data-case]').first().waitFor()
    await opened.member.go('team')
    await page.locator('[data-undo] > button').click()
    await page.locator('[data-undo] select').selectOption({ index: 1 })
    await page.locator('[data-undo] input').fill('01.01.2099 00:00')
    await page.locator('[data-undo] form button').click()
    await page.locator('[data-preview="0"]').waitFor()
    await page.locator('[data-undo] input').fill('01.01.2026 10:00')
    await page.locator('[data-undo] form button').click()
    await page.locator('[data-undo-do]').waitFor()
    expect(await page.locator('[data-preview] li').count()).toBeGreaterThan(5)
    expect(await axe(page)).toEqual([])
    await page.locator('[data-undo-do]').click()
    await page.locator('[data-undone]').waitFor()
    await opened.member.go('cases')
    expect(await page.locator('[data-case]').count()).toBe(0)
    // It holds over the lock: the undo stands in the log.
    await opened.member.allSent()
    await page.reload()
    await opened.member.unlock()
    await opened.member.go('cases')
    expect(await page.locator('[data-case]').count()).toBe(0)
    await opened.member.go('team')
    await page.locator('[data-undone] button').click()
    await page.locator('[data-undone]').waitFor({ state: 'detached' })
    await opened.member.go('cases')
    await page.locator('[data-case]').first().waitFor()
  }, 60_000)
})

test('plain HTTP off this machine is explained in five languages without a script', async () => {
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    headless: true,
    args: [...CHROMIUM_FLAGS, '--host-resolver-rules=MAP hamroh.example 127.0.0.1'],
  })
  try {
    const { port } = new URL(site.url)
    const { page: plain, requests } = await openPage(browser, `http://hamroh.example:${port}/team/`, {
      javaScriptEnabled: false,
      width: 320,
    })
    for (const lang of ['ru', 'uz', 'tg', 'ky', 'en']) {
      const section = plain.locator(`section[lang="${lang}"]`)
      expect(await section.locator('h1').textContent()).toContain('HTTPS')
      expect((await section.textContent())!.length).toBeGreaterThan(150)
    }
    expect(await plain.locator('script').count()).toBe(0)
    expect(await plain.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(requests.length).toBeLessThanOrEqual(2)
  } finally {
    await browser.close()
  }
})
