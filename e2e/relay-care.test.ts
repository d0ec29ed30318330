/** What the relay owes to those who trust it with bytes, shown on real processes: bursts, silence, backup, restore, healing. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { healControl, readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { LIMITS, paths } from '../src/log/wire.ts'
import {
  createSpace,
  hamroh,
  hashOfToken,
  newFolder,
  newName,
  newToken,
  type RelayProcess,
  removeFolder,
  searchFolder,
  someCommit,
  startRelayProcess,
} from './relay-process.ts'

const root = join(import.meta.dirname, '..')
let folder: string
let data: string
const running: RelayProcess[] = []
const start = async (...args: string[]): Promise<RelayProcess> => {
  const relay = await startRelayProcess(data, ...args)
  running.push(relay)
  return relay
}
beforeEach(() => {
  folder = newFolder()
  data = join(folder, 'data')
})
afterEach(async () => {
  for (const relay of running.splice(0)) await relay.end('SIGKILL')
  removeFolder(folder)
})

const backupTo = (name: string) => hamroh('backup', join(folder, name), '--data', data)
const mode = (file: string) => (process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777)

describe('a burst', () => {
  test('500 families write at once, each a box of its own: all kept, none asked to work, one list shows them', async () => {
    const relay = await start()
    const desk = await createSpace(relay)
    const sent = Array.from({ length: 500 }, () => ({
      box: newName(),
      token: newToken(),
      bytes: randomBytes(4_096 + 200),
    }))
    const waiting = [...sent]
    const from = performance.now()
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop())
          await relay.remote.putRequest(desk.id, next.box, next.token, 0, next.bytes)
      }),
    )
    process.stdout.write(`500 requests from 500 boxes: ${(performance.now() - from).toFixed(0)} ms\n`)
    const arrived = new Map<string, Uint8Array>()
    for (let after = 0, more = true; more; ) {
      const page = await relay.remote.requests(desk.id, desk.member, after)
      for (const { box, file, position } of page.arrived) {
        arrived.set(Buffer.from(box).toString('base64url'), file)
        after = position
      }
      more = page.more
    }
    expect(arrived.size).toBe(500)
    for (const { box, bytes } of sent) expect(Buffer.compare(arrived.get(box)!, bytes)).toBe(0)
  })
})

describe('what is found where', () => {
  test('planted text, tokens and the set-up link: in no file, no backup, no printed line', async () => {
    const relay = await start()
    const printed = [relay.output()]
    const setup = relay.capability
    const mark = 'zarnigor-7731-planted'
    const founded = await foundOrganisation({
      name: `${mark} Вымышленный дом`,
      alias: `${mark} Координатор А`,
      relays: [relay.url],
      today: '2026-11-22',
    })
    await sendFounded(founded, relay.remote, setup)
    const desk = founded.toSend.find(({ kind }) => kind === 'intake')!
    const [box, token] = [newName(), newToken()]
    await relay.remote.putRequest(desk.id, box, token, 0, randomBytes(5_000))
    const part = paths.boxPart(desk.id, box, newName(), 0)
    // Whoever sends such things openly: the relay keeps the body and forgets the rest.
    await fetch(`${relay.url}${part}?${mark}`, {
      method: 'PUT',
      body: randomBytes(100),
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': mark,
        referer: `http://${mark}/`,
        cookie: mark,
        [mark]: mark,
      },
    })
    for (const path of [`/api/v1/${mark}`, `/api/v1/desks/${mark}/notice`, `/metrics?${mark}`])
      await fetch(relay.url + path, { headers: { authorization: `Bearer ${mark}` } })
    const copied = await backupTo('copy.db')
    expect(copied).toMatchObject({ code: 0, err: '' })
    expect(await relay.end('SIGTERM')).toBe(0)
    // An orderly end leaves one file that is the whole store.
    expect(readdirSync(data).sort()).toEqual(['relay.db', 'relay.lock'])
    const again = await start()
    printed.push(relay.output().slice(printed[0]!.length), again.output(), copied.out)

    const secrets = [
      mark,
      setup,
      token,
      ...founded.toSend.flatMap(({ admin, member }) => [admin, member]),
      founded.secrets.publication,
      founded.secrets.person.seed,
      founded.secrets.device.seed,
      founded.secrets.device.age,
    ]
    expect(searchFolder(folder, secrets)).toEqual([])
    expect(printed.slice(1).filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([])
    // The first output names the link once; afterwards there is a space, and no start prints one again.
    expect(printed[0]!.split(setup).length).toBe(2)
    expect(again.capability).toBe('')
    expect(relay.output()).toMatch(/To stop: Ctrl\+C\nStopping …\nStopped\.\n$/)
  })

  test('what a family erases is gone from the files while the relay runs', async () => {
    const relay = await start()
    const desk = await createSpace(relay)
    const [box, token] = [newName(), newToken()]
    const bytes = randomBytes(20_000)
    await relay.remote.putRequest(desk.id, box, token, 0, bytes)
    const piece = bytes.subarray(1_000, 1_100)
    const holds = () => readdirSync(data).filter((name) => readFileSync(join(data, name)).includes(piece))
    expect(holds().length).toBeGreaterThan(0)
    await relay.remote.eraseBox(desk.id, box, token)
    expect(holds()).toEqual([])
  })
})

describe('backup', () => {
  test('while writes go on: whole, of one moment, closed to others; never over a file', async () => {
    const relay = await start()
    const space = await createSpace(relay)
    const lane = newName()
    let writing = true
    const writer = (async () => {
      while (writing)
        await relay.remote.appendCommits(space.id, lane, space.member, [someCommit(lane, 3_000)])
    })()
    const counts: number[] = []
    for (const name of ['1.db', '2.db', '3.db']) {
      const ran = await backupTo(name)
      expect(ran).toMatchObject({ code: 0, err: '' })
      expect(mode(join(folder, name))).toBe(0o600)
      const checked = await hamroh('verify', join(folder, name))
      expect(checked).toMatchObject({ code: 0, err: '' })
      expect(JSON.parse(checked.out).commits).toBe(JSON.parse(ran.out).commits)
      counts.push(JSON.parse(checked.out).commits)
    }
    writing = false
    await writer
    expect(counts[2]).toBeGreaterThan(counts[0]!)
    const before = readFileSync(join(folder, '1.db'))
    expect(await backupTo('1.db')).toMatchObject({ code: 2, out: '' })
    expect(readFileSync(join(folder, '1.db')).equals(before)).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['1.db', '2.db', '3.db', 'data'])
    expect(await hamroh('verify', '--data', data)).toMatchObject({ code: 0, err: '' })
  })

  test('verify finds a flipped bit in what was kept, a cut file, and says what is no store', async () => {
    const relay = await start()
    const desk = await createSpace(relay)
    for (let i = 0; i < 20; i++)
      await relay.remote.putRequest(desk.id, newName(), newToken(), 0, randomBytes(30_000))
    await relay.end('SIGTERM')
    expect(await backupTo('good.db')).toMatchObject({ code: 0 })
    const good = readFileSync(join(folder, 'good.db'))
    const check = async (bytes: Uint8Array) => {
      writeFileSync(join(folder, 'bad.db'), bytes)
      return hamroh('verify', join(folder, 'bad.db'))
    }
    expect(await check(good)).toMatchObject({ code: 0 })
    for (const at of [0.3, 0.5, 0.7, 0.9].map((n) => Math.floor(good.length * n))) {
      const bad = Buffer.from(good)
      bad[at]! ^= 0x10
      const ran = await check(bad)
      expect([at, ran.code, ran.out]).toEqual([at, 2, ''])
      expect(ran.err).toMatch(/bad\.db: (the bytes of|the database|a |the size)/)
    }
    const cut = await check(good.subarray(0, Math.floor(good.length / 2)))
    expect([cut.code, cut.out]).toEqual([2, ''])
    expect((await check(Buffer.alloc(0))).err).toMatch(/is empty/)
    expect((await check(Buffer.from('text '.repeat(1000)))).err).toMatch(/is no database/)
    expect((await hamroh('verify', join(folder, 'none.db'))).err).toMatch(/there is no such file/)
    expect((await hamroh('verify', folder)).err).toMatch(/is no file/)
    expect((await hamroh('verify', '--data', folder)).err).toMatch(/holds no store/)
  })
})

describe('restore', () => {
  test('refused while a relay runs, and for a damaged file; then nothing has changed', async () => {
    const relay = await start()
    const space = await createSpace(relay)
    expect(await backupTo('b.db')).toMatchObject({ code: 0 })
    const running = await hamroh('restore', join(folder, 'b.db'), '--data', data)
    expect([running.code, running.out]).toEqual([1, ''])
    expect(running.err).toMatch(/is in use: a relay runs on it\n {2}→ stop that relay first/)
    await relay.end('SIGTERM')
    const bytes = readFileSync(join(folder, 'b.db'))
    writeFileSync(join(folder, 'cut.db'), bytes.subarray(0, bytes.length - 4_096))
    const before = readdirSync(data)
    const refused = await hamroh('restore', join(folder, 'cut.db'), '--data', data)
    expect([refused.code, refused.out]).toEqual([2, ''])
    expect(refused.err).toMatch(/cut\.db: /)
    expect(readdirSync(data)).toEqual(before)
    const again = await start()
    expect((await again.remote.control(space.id, space.member, -1)).frames).toEqual([])
  })

  test('an older backup: the old store stays beside it, clients heal what was lost, and nobody misses what comes after', async () => {
    // An organisation, some of it in the backup, the rest after.
    const relay = await start()
    const founded = await foundOrganisation({
      name: 'Вымышленный дом',
      alias: 'Координатор А',
      relays: [relay.url],
      today: '2026-11-22',
    })
    const early = founded.toSend.map((space) => ({ ...space, entries: space.entries.slice(0, 2) }))
    await sendFounded({ ...founded, toSend: early }, relay.remote, relay.capability)
    const team = founded.toSend.find(({ kind }) => kind === 'team')!
    const lane = newName()
    const [first, second, third] = [1, 2, 3].map(() => someCommit(lane, 2_000)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    await relay.remote.appendCommits(team.id, lane, team.member, [first])
    expect(await backupTo('old.db')).toMatchObject({ code: 0, err: '' })
    await sendFounded(founded, relay.remote, relay.capability)
    await relay.remote.appendCommits(team.id, lane, team.member, [second])
    const full = await readMembership(founded.secrets, new Map(), relay.remote)
    const seen = await relay.remote.lane(team.id, lane, team.member, 0)
    const readUpTo = seen.frames.at(-1)!.position
    await relay.end('SIGTERM')

    const restored = await hamroh('restore', join(folder, 'old.db'), '--data', data)
    expect(restored).toMatchObject({ code: 0, err: '' })
    const aside = JSON.parse(restored.out).before as string
    expect(mode(aside)).toBe(0o600)
    expect(JSON.parse((await hamroh('verify', aside)).out)).toMatchObject({ whole: true, commits: 2 })

    const next = await start()
    const remote = new Remote({ relays: [next.url] })
    expect(next.capability).toBe('')
    // The control logs are shorter than what the device knows: told, and healed.
    const behind = await readMembership(founded.secrets, full.known, remote)
    expect(behind.behind.size).toBe(3)
    await healControl(behind, remote)
    const healed = await readMembership(founded.secrets, new Map(), remote)
    expect(healed.organisation.head).toEqual(full.organisation.head)
    expect([...healed.spaces.values()].map((space) => space.head)).toEqual(
      [...full.spaces.values()].map((space) => space.head),
    )
    // The lane: another life says that something may be missing; sending again what one has is harmless.
    const page = await remote.lane(team.id, lane, team.member, 0)
    expect(page.life).not.toBe(seen.life)
    expect([seen.life, page.life].every((life) => /^[\w-]{22}$/.test(life))).toBe(true)
    expect(page.frames.map(({ bytes }) => Buffer.from(bytes))).toEqual([first])
    await remote.appendCommits(team.id, lane, team.member, [first, second])
    await remote.appendCommits(team.id, lane, team.member, [third])
    // Someone who had read everything before and only reads on sees all that came since.
    const later = await remote.lane(team.id, lane, team.member, readUpTo)
    expect(later.frames.map(({ bytes }) => Buffer.from(bytes))).toEqual([second, third])
    expect((await remote.lane(team.id, lane, team.member, 0)).life).toBe(page.life)
    await next.end('SIGTERM')
    // The same backup once more: positions rise again, a second store lies beside.
    expect(await hamroh('restore', join(folder, 'old.db'), '--data', data)).toMatchObject({ code: 0 })
    const last = await start()
    const position = later.frames.at(-1)!.position
    await last.remote.appendCommits(team.id, lane, team.member, [third])
    expect((await last.remote.lane(team.id, lane, team.member, position)).frames.length).toBe(1)
    expect(readdirSync(data).filter((name) => name.startsWith('relay-before-restore-')).length).toBe(2)
  })

  test('killed at any moment: the folder has a whole store, the old one or the new one', async () => {
    const relay = await start()
    const desk = await createSpace(relay)
    const token = newToken()
    const box = newName()
    await relay.remote.putRequest(desk.id, box, token, 0, randomBytes(100))
    await relay.remote.putFile(relay.remote.boxFile(desk.id, box, newName()), token, randomBytes(12_000_000))
    expect(await backupTo('b.db')).toMatchObject({ code: 0 })
    await relay.remote.putRequest(desk.id, box, token, 1, randomBytes(100))
    await relay.end('SIGTERM')
    const messages: number[] = []
    for (let round = 0; round < 8; round++) {
      const child = spawn(
        process.execPath,
        [join(root, 'src/cli/main.ts'), 'restore', join(folder, 'b.db'), '--data', data],
        { stdio: 'ignore' },
      )
      const ended = new Promise((done) => child.once('exit', done))
      setTimeout(() => child.kill('SIGKILL'), 150 + round * 40)
      await ended
      const checked = await hamroh('verify', '--data', data)
      expect(checked).toMatchObject({ code: 0, err: '' })
      messages.push(JSON.parse(checked.out).messages)
    }
    // One of the two, and once it is the new one it stays so.
    expect(
      messages.every((count, i) => (count === 1 || count === 2) && count <= (messages[i - 1] ?? 2)),
    ).toBe(true)
    await (await start()).end('SIGTERM')
    expect(readdirSync(data).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('in place of a store that is beyond reading, and into a new folder', async () => {
    const relay = await start()
    await createSpace(relay)
    expect(await backupTo('b.db')).toMatchObject({ code: 0 })
    await relay.end('SIGTERM')
    const junk = Buffer.alloc(20_000, 'x')
    writeFileSync(join(data, 'relay.db'), junk)
    await expect(start()).rejects.toThrow(/is no database/)
    const ran = await hamroh('restore', join(folder, 'b.db'), '--data', data)
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(JSON.parse(ran.out).before).equals(junk)).toBe(true)
    expect(await hamroh('verify', '--data', data)).toMatchObject({ code: 0, err: '' })
    data = join(folder, 'other')
    const fresh = await hamroh('restore', join(folder, 'b.db'), '--data', data)
    expect(JSON.parse(fresh.out)).toMatchObject({ before: null, spaces: 1 })
    expect((await fetch(`${(await start()).url}/readyz`)).status).toBe(503)
  })
})

describe('set-up', () => {
  test('each start before it prints a new link and ends the old one; --new-setup prints one at any time', async () => {
    const first = await start()
    await first.end('SIGTERM')
    const second = await start()
    expect(second.capability).not.toBe(first.capability)
    await expect(createSpace(second, first.capability)).rejects.toMatchObject({ problem: 'forbidden' })
    await createSpace(second)
    await second.end('SIGTERM')
    const third = await start('--new-setup')
    // The one that is half used still makes its other two.
    await createSpace(third, second.capability)
    await createSpace(third)
  })
  test('a store with a limit is full there and says so', async () => {
    const relay = await start('--limit', '1')
    const desk = await createSpace(relay)
    const problems: string[] = []
    for (let i = 0; i < 30; i++)
      await relay.remote
        .putRequest(desk.id, newName(), newToken(), 0, randomBytes(LIMITS.message))
        .catch((error) => problems.push(error.problem))
    expect(new Set(problems)).toEqual(new Set(['full']))
    expect(problems.length).toBeGreaterThan(10)
    expect(statSync(join(data, 'relay.db')).size).toBeLessThan(1_100_000)
    expect(
      (
        await fetch(relay.url + paths.spaces(), {
          method: 'POST',
          body: '{}',
          headers: { authorization: `Bearer ${newToken()}` },
        })
      ).status,
    ).toBe(403)
    expect(hashOfToken('x').length).toBe(43)
  })
})
