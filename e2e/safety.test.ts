/** Loss and danger in a real browser: passphrase, security key, panic, away and home, closed cases, archives, the lock out of sight. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openWithPassphrase } from '../src/seal/age.ts'
import { axe } from './axe.ts'
import { type Opened, startServer, useSite } from './harness.ts'
import { type Member, openMembers, PASSPHRASE, setupLink } from './members.steps.ts'
import { SHOWN } from './shown.ts'

const site = useSite()
const NEXT = 'новая длинная фраза про осень'
const ROAD = 'дорожная фраза про синий поезд'
const BACK = 'фраза возвращения про старый мост'
let own: Opened & { member: Member }
let passphrase = PASSPHRASE
let folder: string

/** By name: WebAuthn knows no keys for an address of numbers. */
const named = (link: string) => link.replace('127.0.0.1', 'localhost')
const section = (name: string) => own.page.locator(`[data-safety="${name}"]`)
const safety = () => own.page.locator('[data-place="safety"]').click()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-safety-e2e-'))
  own = await openMembers(site, { at: named(setupLink(site.server.output())) })
  await own.member.setUp()
  for (const number of ['Т-1', 'Т-2', 'Т-3']) await newCase(number)
  await own.member.allSent()
}, 120_000)
afterAll(async () => {
  await own?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function newCase(number: string) {
  const { page, member } = own
  await member.go('cases')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Новое дело' }).click()
  await page.locator('form input').first().fill(number)
  await page.getByRole('button', { name: 'Завести' }).click()
  await page.locator('[data-seers]').waitFor()
}
async function newPass(scope: ReturnType<typeof section>, text: string) {
  await scope.locator('#new-pass').fill(text)
  await scope.locator('#new-pass-again').fill(text)
}
const next = (scope: ReturnType<typeof section>) => scope.locator('form button[type=submit]').click()
async function download(page: Page, act: () => Promise<void>, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  const path = join(folder, name)
  await file.saveAs(path)
  return path
}

describe('the lock', () => {
  test('a new passphrase asks for the old one; a wrong one changes nothing', async () => {
    const { page, member } = own
    await safety()
    const lock = section('lock')
    await lock.getByRole('button', { name: 'Сменить фразу' }).click()
    await lock.locator('#old-pass').fill('совсем не та фраза')
    await newPass(lock, NEXT)
    await next(lock)
    await lock.getByText('Прежняя фраза не подошла').waitFor()
    await lock.locator('#old-pass').fill(PASSPHRASE)
    await newPass(lock, NEXT)
    await next(lock)
    await lock.locator('form').waitFor({ state: 'detached' })
    await page.keyboard.press('F2')
    await page.locator('#pass').fill(PASSPHRASE)
    await page.locator('form button[type=submit]').click()
    await page.getByText('Не открылось').waitFor()
    passphrase = NEXT
    await member.unlock(passphrase)
  })

  test('a security key opens beside the passphrase, and can be taken away', async () => {
    const { page, member } = own
    const cdp = await own.cdp()
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'usb',
        hasUserVerification: true,
        isUserVerified: true,
        hasPrf: true,
        automaticPresenceSimulation: true,
      },
    })
    await safety()
    const lock = section('lock')
    await lock.getByRole('button', { name: 'Добавить ключ' }).click()
    await lock.getByText('Мы проверили').waitFor()
    // The key keeps no name of anyone, and nothing that leads to an organisation.
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    expect(credentials.map(({ rpId, userName }) => [rpId, userName])).toEqual([['localhost', 'Hamroh']])
    await page.keyboard.press('F2')
    await page.locator('[data-by-key]').click()
    await page.locator('.m-shell').waitFor()
    await page.keyboard.press('F2')
    // Another key: it does not answer, and the passphrase still opens.
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    await page.locator('#pass').waitFor()
    await member.unlock(passphrase)
    await safety()
    await section('lock').getByRole('button', { name: 'Убрать ключ' }).click()
    await section('lock').getByText('открывает только фраза').waitFor()
    await page.keyboard.press('F2')
    await page.locator('#pass').waitFor()
    expect(await page.locator('[data-by-key]').count()).toBe(0)
    await member.unlock(passphrase)
    await cdp.detach()
  })

  test('where there is no such thing, nothing of it is shown', async () => {
    const other = await openMembers(site)
    expect(await other.page.evaluate(() => location.hostname)).toBe('127.0.0.1')
    await other.close()
    const { page } = own
    await page.addInitScript(() => {
      Object.defineProperty(window, 'PublicKeyCredential', { value: undefined })
    })
    await page.reload()
    await own.member.unlock(passphrase)
    await safety()
    await section('lock').locator('select').waitFor()
    expect(await section('lock').getByText('Ключ безопасности').count()).toBe(0)
  })

  test('minutes are chosen; out of sight is locked when that was asked for', async () => {
    const { page, member } = own
    await safety()
    const minutes = await section('lock')
      .locator('select option')
      .evaluateAll((all) => all.map((each) => Number((each as HTMLOptionElement).value)))
    expect([Math.min(...minutes), Math.max(...minutes)]).toEqual([1, 30])
    const hide = () =>
      page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
        Reflect.deleteProperty(document, 'visibilityState')
      })
    await hide()
    await page.locator('.m-shell').waitFor()
    await section('lock').locator('input[type=checkbox]').check()
    await hide()
    await page.locator('#pass').waitFor()
    await member.unlock(passphrase)
    await safety()
    expect(await section('lock').locator('input[type=checkbox]').isChecked()).toBe(true)
    await section('lock').locator('input[type=checkbox]').uncheck()
  })
})

describe('archives', () => {
  let archive: string

  test('everything as one file: pages that any browser shows, and what another organisation needs', async () => {
    const { page } = own
    await safety()
    const out = section('archive')
    await out.getByRole('button', { name: 'Выгрузить все дела' }).click()
    await newPass(out, 'фраза для архива про зимний вечер')
    archive = await download(page, () => next(out), 'all.zip.age')
    const plain = await openWithPassphrase(
      'фраза для архива про зимний вечер',
      Uint8Array.from(readFileSync(archive)),
    )
    const inside = unzipSync(plain)
    expect(Object.keys(inside).slice(0, 2)).toEqual(['archive.json', 'index.html'])
    const list = strFromU8(inside['index.html']!)
    for (const number of ['Т-1', 'Т-2', 'Т-3']) expect(list).toContain(number)
    expect(JSON.parse(strFromU8(inside['archive.json']!)).cases).toHaveLength(3)
    writeFileSync(join(folder, 'index.html'), list)
    const reader = await page.context().newPage()
    await reader.goto(`file://${join(folder, 'index.html')}`)
    expect(await reader.locator('li').count()).toBe(3)
    expect(await axe(reader)).toEqual([])
    await reader.close()
  })

  test.skipIf(!existsSync('/usr/bin/age'))('to a public key: the ordinary age command opens it', async () => {
    const { page } = own
    const made = execFileSync('/usr/bin/age-keygen', {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    writeFileSync(join(folder, 'key.txt'), made, { mode: 0o600 })
    const out = section('archive')
    await out.getByRole('button', { name: 'Выгрузить все дела' }).click()
    await out.locator('input[value=recipient]').check()
    await out.locator('#age-recipient').fill('age1nonsense')
    expect(await out.locator('form button[type=submit]').isDisabled()).toBe(true)
    await out.locator('#age-recipient').fill(/age1[0-9a-z]+/.exec(made)![0])
    const file = await download(page, () => next(out), 'key.zip.age')
    const plain = execFileSync('/usr/bin/age', ['-d', '-i', join(folder, 'key.txt'), file])
    expect(Object.keys(unzipSync(new Uint8Array(plain)))).toContain('cases/0001/index.html')
  })

  test('another organisation takes it in: looked at first, a wrong passphrase and a damaged file told, a second time nothing new', async () => {
    const server = await startServer()
    const other = await openMembers(
      { url: server.url, browser: site.browser },
      { at: setupLink(server.output()) },
    )
    try {
      const { page, member } = other
      await member.setUp('Другой вымышленный дом', 'Л.')
      await page.locator('[data-place="safety"]').click()
      const into = page.locator('[data-safety="archive"]')
      const look = async (path: string, key: string) => {
        await into.locator('#archive-file').setInputFiles(path)
        await into.locator('#archive-key').fill(key)
        await next(into)
      }
      await into.getByRole('button', { name: 'Принять архив' }).click()
      await look(archive, 'не та фраза вовсе')
      await into.locator('[data-problem="wrong-key"]').waitFor()
      const damaged = readFileSync(archive)
      damaged[damaged.length - 20]! ^= 1
      writeFileSync(join(folder, 'damaged.age'), damaged)
      await look(join(folder, 'damaged.age'), 'фраза для архива про зимний вечер')
      await into.locator('[data-problem="damaged"]').waitFor()
      writeFileSync(join(folder, 'other.age'), 'нет')
      await look(join(folder, 'other.age'), 'фраза для архива про зимний вечер')
      await into.locator('[data-problem="not-age"]').waitFor()
      await look(archive, 'фраза для архива про зимний вечер')
      await into.locator('[data-found="3"]').waitFor()
      await next(into)
      await into.getByText('Принято 3 дела').waitFor()
      await into.getByRole('button', { name: 'Принять архив' }).click()
      await look(archive, 'фраза для архива про зимний вечер')
      await into.locator('[data-found="0"]').waitFor()
      expect(await into.locator('form button[type=submit]').isDisabled()).toBe(true)
      await member.go('cases')
      for (const number of ['Т-1', 'Т-2', 'Т-3']) await page.locator(`[data-case="${number}"]`).waitFor()
      await member.allSent()
      expect(other.errors).toEqual([])
    } finally {
      await other.close()
      await server.stop()
    }
  })
})

describe('for everyone', () => {
  afterEach(async () => {
    await own.page.setViewportSize({ width: 1440, height: 900 })
    await own.page.locator('.language select').selectOption('ru')
  })

  test.each([...SHOWN])(
    'axe finds nothing in %s, light and dark; nothing is wider than 320 px',
    async (lang) => {
      const { page } = own
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.locator('.language select').selectOption(lang)
      await safety()
      const forms: Record<string, () => Promise<void>> = {
        lock: () => section('lock').locator('> .button').first().click(),
        road: async () => {
          await section('road').locator('details summary').click()
          await section('road').locator('p > .button').click()
          await next(section('road'))
          await section('road').locator('[role=alert]').waitFor()
        },
        keeping: () => section('keeping').locator('> .button').first().click(),
        out: () => section('archive').locator('.button').first().click(),
        in: async () => {
          await section('archive').locator('form .button').first().click()
          await section('archive').locator('.button').nth(1).click()
        },
      }
      for (const [name, open] of Object.entries(forms)) {
        await open()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await axe(page), `${name} ${colorScheme}`).toEqual([])
        }
        await page.emulateMedia({ colorScheme: 'light' })
        if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/${name}-${lang}-1440.png` })
        await page.setViewportSize({ width: 320, height: 700 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320)
        expect(await axe(page), `${name} 320`).toEqual([])
        if (process.env.LOOK)
          await page.screenshot({ path: `${process.env.LOOK}/${name}-${lang}-320.png`, fullPage: true })
        await page.setViewportSize({ width: 1440, height: 900 })
      }
      await page.locator('.language select').selectOption('ru')
      await own.member.go('agenda')
    },
  )
})

describe('on the road', () => {
  let back: string

  test('only the chosen case stays, no request leaves the laptop, and the passphrase from home opens nothing', async () => {
    const { page, member } = own
    await member.allSent()
    await safety()
    const road = section('road')
    await road.getByRole('button', { name: 'Собраться' }).click()
    await road.locator('label', { hasText: 'Т-1' }).locator('input').check()
    await next(road)
    await newPass(road, BACK)
    back = await download(page, () => next(road), 'way.return.age')
    await road.locator('[data-step="check"]').waitFor()
    await road.locator('#return-file').setInputFiles(back)
    await next(road)
    await road.locator('[data-step="road"]').waitFor()
    await newPass(road, passphrase)
    await next(road)
    await road.getByText('Это домашняя фраза').waitFor()
    await newPass(road, ROAD)
    await next(road)
    await page.locator('#pass').waitFor()
    await page.locator('#pass').fill(passphrase)
    await page.locator('form button[type=submit]').click()
    await page.getByText('Не открылось').waitFor()
    await page.reload()
    const before = own.requests.length
    await member.unlock(ROAD)
    await page.locator('[data-road]').waitFor()
    await member.go('cases')
    await page.locator('[data-case="Т-1"]').click()
    await member.add('task', { title: 'Написано в поезде', due: '01.12.2026' })
    expect(await page.locator('[data-case]').count()).toBe(1)
    expect(Number(await page.locator('[data-road]').getAttribute('data-unsent'))).toBeGreaterThan(0)
    await page.waitForTimeout(2_500)
    expect(own.requests.slice(before).filter((address) => address.includes('/api/'))).toEqual([])
    if (process.env.LOOK) {
      await safety()
      await page.screenshot({ path: `${process.env.LOOK}/road-1440.png` })
    }
  })

  test('home again: another phrase is refused, no network changes nothing; then all cases are back with what was written', async () => {
    const { page, member } = own
    await safety()
    const road = section('road')
    await road.getByRole('button', { name: 'Снова дома' }).click()
    const come = async (text: string) => {
      await road.locator('#return-file').setInputFiles(back)
      await road.locator('#return-pass').fill(text)
      await next(road)
    }
    await come('другая')
    await road.getByText('Не открылось').waitFor()
    await page.context().setOffline(true)
    await come(BACK)
    await road.getByText('Нет связи').waitFor()
    await page.context().setOffline(false)
    await come(BACK)
    await page.locator('#pass').waitFor({ timeout: 60_000 })
    passphrase = ROAD
    await member.unlock(passphrase)
    await member.go('cases')
    for (const number of ['Т-1', 'Т-2', 'Т-3']) await page.locator(`[data-case="${number}"]`).waitFor()
    await page.locator('[data-case="Т-1"]').click()
    await page.getByText('Написано в поезде').first().waitFor()
    await member.allSent()
    expect(await page.locator('[data-road]').count()).toBe(0)
    expect(await page.getByText('Тревога').count()).toBe(0)
  })
})

describe('closed cases', () => {
  test('the rule says beforehand what it will do; a case is kept on purpose; a clock that jumps hides nothing', async () => {
    const { page, member } = own
    await member.go('cases')
    await page.locator('[data-case="Т-3"]').click()
    await page.locator('form.change select').first().selectOption('closed')
    await page.locator('form.change button[type=submit]').click()
    await page.locator('.head').getByText('Закрыто').waitFor()
    await safety()
    const keeping = section('keeping')
    await keeping.getByText('Правила нет').waitFor()
    await keeping.getByRole('button', { name: 'Задать правило' }).click()
    await keeping.locator('#keep-mask').selectOption('1')
    await keeping.locator('#keep-erase').selectOption('1')
    await next(keeping)
    const line = keeping.locator('[data-kept="Т-3"]')
    await line.getByText('будет скрыто').waitFor()
    await line.getByRole('button').click()
    await line.getByText('хранится намеренно').waitFor()
    await line.getByRole('button').click()
    await line.getByText('будет скрыто').waitFor()
    await member.allSent()
    // Two years ahead on this device alone: the server's clock does not agree.
    await page.clock.setSystemTime(Date.now() + 2 * 365 * 86_400_000)
    await page.reload()
    await member.unlock(passphrase)
    await member.sync()
    await safety()
    await section('keeping').locator('[data-kept="Т-3"]').getByText('будет скрыто').waitFor()
  })
})

describe('panic', () => {
  test('under a second, whatever lies on the disk; the wrap goes first', async () => {
    const { page } = own
    // As much as a busy desk keeps: 3,000 commits of 20 kB.
    await page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((done) => {
        const request = indexedDB.open('hamroh')
        request.onsuccess = () => done(request.result)
      })
      const whole = db.transaction(['commits'], 'readwrite')
      for (let i = 0; i < 3_000; i++)
        whole.objectStore('commits').put(new Uint8Array(20_000).fill(i), `requests-of-a-test/${i}`)
      await new Promise<void>((done) => {
        whole.oncomplete = () => done()
      })
      db.close()
    })
    await page.evaluate(() => {
      const own = IDBObjectStore.prototype.clear
      const seen = window as unknown as {
        cleared: string[]
        wrapGone: number
        wiped: number
        pressed: number
      }
      seen.cleared = []
      IDBObjectStore.prototype.clear = function () {
        seen.cleared.push(this.name)
        this.transaction.addEventListener('complete', () => {
          seen.wrapGone ||= performance.now()
        })
        return own.call(this)
      }
      const destroy = indexedDB.deleteDatabase.bind(indexedDB)
      indexedDB.deleteDatabase = (name) => {
        seen.cleared.push(`database ${name}`)
        const request = destroy(name)
        request.addEventListener('success', () => {
          seen.wiped = performance.now()
        })
        return request
      }
      document.addEventListener(
        'click',
        () => {
          seen.pressed = performance.now()
        },
        true,
      )
    })
    await page.locator('.panic').click()
    await page.locator('dialog[open] .danger').click()
    await page.getByText('Ключи этого устройства уничтожены').waitFor()
    await page.waitForFunction(() => (window as unknown as { wiped?: number }).wiped !== undefined)
    const { cleared, wrap, all } = await page.evaluate(() => {
      const seen = window as unknown as {
        cleared: string[]
        wrapGone: number
        wiped: number
        pressed: number
      }
      return { cleared: seen.cleared, wrap: seen.wrapGone - seen.pressed, all: seen.wiped - seen.pressed }
    })
    if (process.env.LOOK)
      process.stdout.write(
        `panic: keys gone after ${wrap.toFixed(0)} ms, everything after ${all.toFixed(0)} ms\n`,
      )
    expect(cleared.slice(0, 2)).toEqual(['wrap', 'database hamroh'])
    expect(wrap).toBeLessThan(1_000)
    expect(all).toBeLessThan(5_000)
    await page.reload()
    await page.getByText('Это рабочее место команды').waitFor()
  })
})
