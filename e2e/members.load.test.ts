/** A burst of 500 requests in a minute, and a desk with a thousand cases: nothing is lost, the lists stay usable. Figures: bench/desk.ts. */
import { expect, test } from 'vitest'
import { entityOf, splitByLane } from '../src/casework/fields.ts'
import { openCase } from '../src/casework/transitions.ts'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { makeKit } from '../src/log/kit.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, utf8 } from '../src/seal/bytes.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { createProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'
import { useSite } from './harness.ts'
import { Families, openMembers, PASSPHRASE, setupLink, today } from './members.steps.ts'

const site = useSite()
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const CASES = 1_000
const BURST = 500
const WORDS = 'протокол переводчик копия вручена школа отказ реестр жалоба суд брат работа паспорт'.split(' ')

/** An organisation with a thousand cases, made outside the browser and kept by the relay. */
async function deskOfThousand(url: string) {
  const remote = new Remote({ relays: [url] })
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: [url],
    today: today(),
  })
  await sendFounded(founded, remote, setupLink(site.server.output()).split('#setup=')[1]!)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  const session = await Session.open(await createProfile(memoryDisk(), 'x', founded, known, quick))
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  for (let i = 0; i < CASES; i++) {
    const { id, operations } = openCase({
      number: `Т-${i + 1}`,
      kind: 'ruling',
      language: 'ru',
      day: day(-20),
    })
    const entry = (name: 'event' | 'person' | 'task' | 'note', fields: Record<string, unknown>) => {
      const entity = entityOf(name, newId())
      operations.push(
        [entity, 'case', id],
        ...Object.entries(fields).map(
          ([field, value]) => [entity, field, value] as [string, string, unknown],
        ),
      )
    }
    entry('event', { kind: 'copy-served', when: day(-(i % 12)) })
    entry('person', { alias: `Вымышленный ${i}`, role: 'person' })
    entry('task', { title: `Взять копию ${WORDS[i % WORDS.length]}`, due: day(i % 40) })
    entry('note', {
      text: Array.from({ length: 20 }, (_, k) => WORDS[(i * 7 + k * k) % WORDS.length]).join(' '),
      day: day(-1),
    })
    await session.write(
      splitByLane(operations).map(({ lane, operations: part }) => ({
        space: 'team' as const,
        lane,
        about: id,
        operations: part,
      })),
    )
  }
  expect(await synchronise(session, remote, today())).toMatchObject({ ok: true })
  return makeKit(founded.secrets)
}

test('a thousand cases and 500 requests in a minute', { timeout: 300_000 }, async () => {
  const kit = await deskOfThousand(site.url)
  const { page, member, errors, close } = await openMembers(site)
  await page.getByRole('button', { name: 'Вернуться по листу' }).click()
  await page.locator('#kit-block').fill(kit.lines.join('\n'))
  await page.locator('#kit-code').fill(kit.code)
  await page.locator('form button[type=submit]').click()
  await member.newPassphrase()
  await page.locator('form button[type=submit]').click()
  await page.locator('.m-shell').waitFor({ timeout: 120_000 })
  await member.go('cases')
  await page.locator(`[data-count="${CASES}"]`).waitFor({ timeout: 120_000 })

  // Locked, loaded again, unlocked: from the click to a list that can be used.
  await page.reload()
  await page.locator('#pass').fill(PASSPHRASE)
  const measured = await page.evaluate(async () => {
    const began = performance.now()
    document.querySelector<HTMLButtonElement>('form button[type=submit]')!.click()
    const until = async (selector: string) => {
      while (!document.querySelector(selector)) await new Promise((done) => setTimeout(done, 5))
      return performance.now() - began
    }
    const shell = await until('.m-shell [data-row]')
    document.querySelector<HTMLButtonElement>('[data-place="cases"]')!.click()
    const list = await until('[data-case]')
    const mark = (name: string) => (performance.getEntriesByName(name).at(-1)?.startTime ?? 0) - began
    return { vault: mark('hamroh-vault-open'), session: mark('hamroh-session-open'), shell, list }
  })
  process.stdout.write(`unlock with ${CASES} cases, ms: ${JSON.stringify(measured)}\n`)
  expect(measured.list).toBeLessThan(15_000)

  // Typing in the search: every keystroke answered.
  const keys = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('#m-search')!
    const times: number[] = []
    for (let i = 1; i <= 'жалобы переводчика'.length; i++) {
      const began = performance.now()
      field.value = 'жалобы переводчика'.slice(0, i)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      times.push(performance.now() - began)
      await new Promise((done) => setTimeout(done, 60))
    }
    return times.sort((a, b) => a - b)
  })
  process.stdout.write(
    `keystroke, ms: median ${keys[keys.length >> 1]!.toFixed(0)}, worst ${keys.at(-1)!.toFixed(0)}\n`,
  )
  await page.locator('#m-search').fill('')

  // The burst.
  const families = new Families(site.url)
  const began = Date.now()
  for (let i = 0; i < BURST; i += 10)
    await Promise.all(
      Array.from({ length: 10 }, async (_, k) =>
        families.ask(await families.begin(), {
          text:
            (i + k) % 5
              ? 'Карту заблокировали, в банке говорят про реестр, что делать и кому писать'
              : `Своя беда номер ${i + k}`,
          lang: 'ru',
          kind: 'registry',
        }),
      ),
    )
  process.stdout.write(`${BURST} requests sent in ${Date.now() - began} ms\n`)
  const opening = Date.now()
  await member.sync()
  await member.go('requests')
  await page.locator(`[data-count="${BURST}"]`).waitFor({ timeout: 60_000 })
  process.stdout.write(`${BURST} requests fetched and opened in ${Date.now() - opening} ms\n`)
  await page.getByRole('button', { name: 'Найти похожие' }).click()
  await page.getByRole('button', { name: 'Соединить 400 запросов' }).click()
  await page.locator(`[data-count="${BURST - 399}"]`).waitFor()
  const click = Date.now()
  await page.locator('[data-box]').nth(1).click()
  await page.locator('#answer').waitFor()
  expect(Date.now() - click).toBeLessThan(3_000)
  expect(errors).toEqual([])
  await close()
})
