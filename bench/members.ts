/**
 * A desk of twenty thousand cases in the members' app, the processor slowed 6×: from the opened vault to lists that can be used, each keystroke of a search, a save.
 * node tools/launch.mjs bench/members.ts [CASES] [RUNNING] [SLOWED]; needs a built app. Cases come in as an import writes them, many to a commit.
 */
import { loadavg } from 'node:os'
import { launchBrowser, startServer } from '../e2e/harness.ts'
import { openMembers, PASSPHRASE, setupLink, today } from '../e2e/members.steps.ts'
import { entityOf, splitByLane } from '../src/casework/fields.ts'
import { openCase } from '../src/casework/transitions.ts'
import type { Operation } from '../src/log/commit.ts'
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

const CASES = Number(process.argv[2] ?? 20_000)
const RUNNING = Number(process.argv[3] ?? 2_000)
const SLOWED = Number(process.argv[4] ?? 6)
const WORDS = 'протокол переводчик копия вручена школа отказ реестр жалоба суд брат работа справка'.split(' ')
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const row = (what: string, value: number, goal?: number) =>
  console.log(`  ${what.padEnd(46)}${value.toFixed(0).padStart(7)} ms${goal ? `   goal ${goal}` : ''}`)

const server = await startServer()
const browser = await launchBrowser()
try {
  const remote = new Remote({ relays: [server.url] })
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: [server.url],
    today: today(),
  })
  await sendFounded(founded, remote, setupLink(server.output()).split('#setup=')[1]!)
  const { known } = await readMembership(founded.secrets, new Map(), remote)
  const session = await Session.open(await createProfile(memoryDisk(), 'x', founded, known, quick))
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  let batch: Operation[] = []
  const flush = async () => {
    for (const { lane, operations } of splitByLane(batch))
      await session.write([{ space: 'team', lane, about: '', operations }])
    batch = []
  }
  for (let i = 0; i < CASES; i++) {
    const { id, operations } = openCase({
      number: `Т-${i + 1}`,
      kind: 'ruling',
      language: 'ru',
      day: day(-20),
    })
    batch.push(...operations)
    const entry = (name: 'event' | 'person' | 'task' | 'note', fields: Record<string, unknown>) => {
      const entity = entityOf(name, newId())
      batch.push(
        [entity, 'case', id],
        ...Object.entries(fields).map(([field, value]): Operation => [entity, field, value]),
      )
    }
    entry('event', { kind: 'copy-served', when: day(-(i % 12)) })
    entry('person', { alias: `Вымышленный ${i}`, role: 'person' })
    entry('task', { title: `Взять копию ${WORDS[i % WORDS.length]}`, due: day(i % 40) })
    entry('note', {
      text: Array.from({ length: 20 }, (_, k) => WORDS[(i * 7 + k * k) % WORDS.length]).join(' '),
      day: day(-1),
    })
    if (i >= RUNNING) batch.push([`c${id}`, 'state', 'closed'], [`c${id}`, 'closed', day(-1)])
    if (batch.length > 1_500) await flush()
  }
  await flush()
  const sent = await synchronise(session, remote, today())
  if (!sent.ok) throw new Error(JSON.stringify(sent))
  const kit = makeKit(founded.secrets)

  const site = { url: server.url, browser }
  const { page, member, cdp, errors } = await openMembers(site)
  page.setDefaultTimeout(300_000)
  await page.getByRole('button', { name: 'Вернуться по листу' }).click()
  await page.locator('#kit-block').fill(kit.lines.join('\n'))
  await page.locator('#kit-code').fill(kit.code)
  await page.locator('form button[type=submit]').click()
  await member.newPassphrase()
  await page.locator('form button[type=submit]').click()
  await page.locator('.m-shell').waitFor()
  await member.go('cases')
  await page.locator(`[data-count="${RUNNING}"]`).waitFor()
  // The snapshot on the disk is written when nobody waits.
  await page.waitForFunction(
    async () => {
      const db = await new Promise<IDBDatabase>((done) => {
        const request = indexedDB.open('hamroh')
        request.onsuccess = () => done(request.result)
      })
      const keys = await new Promise<IDBValidKey[]>((done) => {
        const request = db.transaction('records').objectStore('records').getAllKeys()
        request.onsuccess = () => done(request.result)
      })
      db.close()
      return ['facts', 'identity', 'strategy'].every((lane) => keys.includes(`snapshot/team/${lane}`))
    },
    null,
    { polling: 2_000 },
  )
  await page.reload()
  const slow = await cdp()
  await slow.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
  await page.locator('#pass').fill(PASSPHRASE)
  console.log(
    `${CASES} cases, ${RUNNING} of them running, processor slowed ${SLOWED}×; load ${loadavg()[0]!.toFixed(1)}`,
  )
  const opened = await page.evaluate(async () => {
    const began = performance.now()
    document.querySelector<HTMLButtonElement>('form button[type=submit]')!.click()
    const until = async (selector: string) => {
      while (!document.querySelector(selector)) await new Promise((done) => setTimeout(done, 5))
      return performance.now()
    }
    const shell = await until('.m-shell [data-row]')
    document.querySelector<HTMLButtonElement>('[data-place="cases"]')!.click()
    const list = await until('[data-case]')
    const mark = (name: string) => performance.getEntriesByName(name).at(-1)?.startTime ?? Number.NaN
    const vault = mark('hamroh-vault-open')
    return {
      wrap: vault - began,
      session: mark('hamroh-session-open') - vault,
      shell: shell - vault,
      list: list - shell,
    }
  })
  row('passphrase to opened vault (Argon2id)', opened.wrap)
  row('vault to verified session', opened.session)
  row('vault to today’s list', opened.shell, 1_000)
  row('then to the list of cases', opened.list)
  const typed = async () =>
    page.evaluate(async () => {
      const field = document.querySelector<HTMLInputElement>('#m-search')!
      const times: number[] = []
      const answers: number[] = []
      const said = () => document.querySelector<HTMLElement>('[data-asked]')?.dataset.asked
      for (let i = 1; i <= 'жалобы переводчика'.length; i++) {
        const began = performance.now()
        field.value = 'жалобы переводчика'.slice(0, i)
        field.dispatchEvent(new Event('input', { bubbles: true }))
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
        times.push(performance.now() - began)
        while (said() !== field.value && performance.now() - began < 5_000)
          await new Promise((done) => setTimeout(done, 2))
        answers.push(performance.now() - began)
        await new Promise((done) => setTimeout(done, 120))
      }
      field.value = ''
      field.dispatchEvent(new Event('input', { bubbles: true }))
      return { times: times.sort((a, b) => a - b), answers: answers.sort((a, b) => a - b) }
    })
  const p95 = (times: number[]) => times[Math.min(times.length - 1, Math.floor(times.length * 0.95))]!
  const typing = async (when: string, goal?: number) => {
    const { times, answers } = await typed()
    row(`keystroke ${when}, median`, times[times.length >> 1]!)
    row(`keystroke ${when}, the slowest`, p95(times), goal)
    row(`its answer on the list ${when}, median`, answers[answers.length >> 1]!)
    row(`its answer on the list ${when}, the slowest`, p95(answers))
  }
  await typing('at once')
  await page.waitForTimeout(20_000)
  await typing('later', 50)
  const heap = (await slow.send('Runtime.getHeapUsage')) as { usedSize: number }
  console.log(`  ${'memory of the page'.padEnd(46)}${(heap.usedSize / 1e6).toFixed(0).padStart(7)} MB`)
  if (errors.length > 0) throw new Error(errors.join('\n'))
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`)
} finally {
  await browser.close()
  await server.stop()
}
