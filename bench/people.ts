/**
 * What it costs to take somebody in and to let somebody go, against the number of members (docs/protocol.md §5): time on this machine, entries, bytes at the relay. The
 * floor beside it is the same number of hybrid age seals alone. Cases do not matter: no commit is touched, which the last line shows.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import { createApi } from '../src/relay/api.ts'
import { Store } from '../src/relay/store.ts'
import { hybridIdentity, sealTo } from '../src/seal/age.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, newId, toB64, utf8 } from '../src/seal/bytes.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { acceptJoin, caller, devices, invite, join, remove } from '../src/team/session/people.ts'
import { createProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { synchronise } from '../src/team/session/sync.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const today = new Date().toISOString().slice(0, 10)
const members = [2, 8, 16, 32]
const cases = Number(process.argv[2] ?? 200)

const store = new Store(':memory:')
const app = new Hono().route('/api/v1', createApi({ store }) as unknown as Hono)
let sent = 0
const remote = new Remote({
  relays: ['http://127.0.0.1'],
  fetch: (async (url: string, init: RequestInit) => {
    if (init.method === 'POST' && url.includes('/control')) sent += (init.body as Uint8Array).length
    return app.request(url, init)
  }) as typeof fetch,
})
const capability = toB64(randomBytes(32))
store.addCapability(capability)
const founded = await foundOrganisation({ name: 'x', alias: 'x', relays: ['http://127.0.0.1'], today })
await sendFounded(founded, remote, capability)
const { known } = await readMembership(founded.secrets, new Map(), remote)
const admin = await Session.open(await createProfile(memoryDisk(), 'x', founded, known, quick))
await admin.write(
  Array.from({ length: cases }, () => newId()).map((id) => ({
    space: 'team',
    lane: 'facts',
    about: id,
    operations: [[`c${id}`, 'number', 'Т']],
  })),
)
await synchronise(admin, remote, today)

const timed = async (work: () => Promise<unknown>): Promise<{ ms: number; bytes: number; text: string }> => {
  sent = 0
  const before = [...admin.membership.known.values()].reduce((sum, list) => sum + list.length, 0)
  const from = performance.now()
  await work()
  const ms = Math.round(performance.now() - from)
  const after = [...admin.membership.known.values()].reduce((sum, list) => sum + list.length, 0)
  return { ms, bytes: sent, text: `${ms} ms, ${after - before} entries, ${Math.round(sent / 1024)} KiB` }
}

async function takeIn(): ReturnType<typeof timed> {
  const { id, lines } = await invite(admin, remote, 'defender', today)
  const joining = await join(lines.join(' '), 'x', () => remote, quick)
  const who = (await caller(admin, remote, id, quick, today))!
  const cost = await timed(() => acceptJoin(admin, remote, id, who, today))
  // The new device takes its welcome, and the mailbox is free again.
  await joining.welcome(remote)
  return cost
}

const commits = store.counts().commits
const costs: { count: number; added: number; removed: number; floor: number }[] = []
for (const count of members) {
  let added = { ms: 0, bytes: 0, text: '' }
  while (devices(admin).filter(({ state }) => state === 'active').length < count) added = await takeIn()
  const leaving = devices(admin).findLast(({ state, mine }) => state === 'active' && !mine)!
  const removed = await timed(() => remove(admin, remote, [leaving.id], today))
  const recipients = await Promise.all(
    Array.from({ length: count }, async () => (await hybridIdentity(randomBytes(32))).recipient),
  )
  const from = performance.now()
  for (let lane = 0; lane < 6; lane++) await sealTo(recipients, randomBytes(64))
  const floor = Math.round(performance.now() - from)
  console.log(
    `${count} members: the last one in ${added.text}; one out ${removed.text}; six seals alone ${floor} ms`,
  )
  costs.push({ count, added: added.bytes, removed: removed.bytes, floor: removed.ms / Math.max(1, floor) })
}
console.log(`${cases} cases: ${store.counts().commits - commits} commits written or changed by all of it`)
const [few, many] = [costs[0]!, costs.at(-1)!]
const times = (a: number, b: number) => (a / b).toFixed(1)
console.log(
  `${times(many.count, few.count)} times the members: ${times(many.added, few.added)} times the bytes to take one in, ${times(many.removed, few.removed)} times to let one go; at ${many.count} members letting go takes ${many.floor.toFixed(1)} times the seals alone`,
)
store.close()
