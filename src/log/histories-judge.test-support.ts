/**
 * The end of a history (histories.test-support.ts): everybody meets again, and what each device folds is compared with a fold written a second time, over the commits that
 * count by a reading of rights written a second time. Throws with the seed and what differs.
 */
import { type Client, kinds, type Right, World } from './histories.test-support.ts'
import type { State } from './merge.ts'
import { oracle, type Written } from './oracle.test-support.ts'
import { compareWithLog, openSnapshot, sealSnapshot } from './snapshot.ts'
import type { Head } from './snapshot-body.ts'

const DAY = 86_400_000

export interface Outcome {
  seed: number
  commits: number
  entries: number
  readers: number
  joined: number
  left: number
  roles: number
  undone: number
  forged: number
  /** Commits that were at the relay and count for nobody. */
  quarantined: number
}

/** Up to where each device's commits count: 'all', a commit, or none. */
export function limitsOf(rights: readonly Right[]): (device: string) => 'all' | Head | null {
  let holders = new Set<string>()
  const ended = new Map<string, Head | null>()
  const locked = new Map<string, Head>()
  for (const right of rights)
    if (right.what === 'epoch') {
      for (const device of holders)
        if (!right.to.has(device)) ended.set(device, right.heads.get(device) ?? null)
      holders = new Set(right.to)
      for (const device of right.to) ended.delete(device)
    } else if (right.what === 'keys')
      for (const device of right.to) {
        holders.add(device)
        ended.delete(device)
      }
    else if (right.what === 'lock') {
      // A removal says so as well; of a device that was locked before, the lock stands.
      if (!locked.has(right.device)) locked.set(right.device, right.head)
    } else locked.delete(right.device)
  return (device) => {
    const limits = [ended, locked].flatMap((map) => (map.has(device) ? [map.get(device)!] : []))
    if (limits.includes(null as unknown as Head)) return null
    if (limits.length > 0) return limits.sort((a, b) => a.seq - b.seq)[0]!
    return holders.has(device) ? 'all' : null
  }
}

const flat = (state: State) =>
  [...state]
    .flatMap(([entity, fields]) =>
      [...fields].map(
        ([field, cell]) =>
          `${entity} ${field} ${JSON.stringify([cell.value, cell.lost.map(({ value }) => value)])}`,
      ),
    )
    .sort()

/** The commits that count, from what lies at the relay and who may write. */
function counting(world: World, roles: ReadonlyMap<string, string>): Written[] {
  const limitOf = limitsOf(world.rights)
  const out: Written[] = []
  const sent = world.sent()
  for (const device of new Set([...world.written.values()].map((each) => each.device))) {
    const limit = limitOf(device)
    if (limit === null) continue
    if (limit !== 'all' && world.written.get(`${device} ${limit.seq}`)?.hash !== limit.hash) continue
    for (let seq = 0; limit === 'all' || seq <= limit.seq; seq++) {
      const commit = world.written.get(`${device} ${seq}`)
      if (!commit || !sent.has(`${device} ${seq}`)) break
      const operations = commit.operations.filter(
        ([entity]) =>
          !entity.startsWith('k') &&
          (!entity.startsWith('u') || (commit.about === '' && roles.get(device) === 'admin')),
      )
      out.push({ at: commit.at, device, seq, operations })
    }
  }
  return out
}

function fail(world: World, what: string, more: unknown = ''): never {
  throw new Error(`history ${world.seed}: ${what}${more === '' ? '' : `\n${JSON.stringify(more, null, 1)}`}`)
}

const ONLY_WITH_LIMIT = new Set(['gap', 'revoked'])
const NEVER = new Set(['fork', 'far-future', 'unknown-device', 'bad-signature'])

function checkReader(world: World, client: Client, expected: string[], how: string): void {
  const replica = client.replica!
  if (replica.stale) fail(world, `${how} ${client.who.person.alias} is stale`)
  const got = flat(replica.state())
  if (JSON.stringify(got) !== JSON.stringify(expected))
    fail(world, `${how} ${client.who.person.alias} folds something else`, {
      missing: expected.filter((line) => !got.includes(line)),
      more: got.filter((line) => !expected.includes(line)),
      heads: [...replica.heads].map(([device, { seq }]) => [device, seq, limitsOf(world.rights)(device)]),
      undoing: [...replica.undoing()],
      waiting: replica.waiting.map(({ reason, device }) => `${device} ${reason}`),
    })
  const limitOf = limitsOf(world.rights)
  for (const { reason, device } of replica.waiting) {
    const limited = device !== null && limitOf(device) !== 'all'
    if (NEVER.has(reason) || (ONLY_WITH_LIMIT.has(reason) && !limited))
      fail(world, `${how} ${client.who.person.alias}: a commit waits as ${reason}`, device)
  }
  for (const [device, seq] of world.acknowledged)
    if (limitOf(device) === 'all' && (replica.heads.get(device)?.seq ?? -1) < seq)
      fail(world, `${how} ${client.who.person.alias} has lost what was acknowledged`, { device, seq })
}

/** Everybody comes back with a right clock, weeks later, and the relay is honest. */
async function settle(world: World): Promise<Client[]> {
  world.now += 60 * DAY
  for (const client of world.clients) client.skew = 0
  for (let round = 0; round < 3; round++)
    for (const client of world.clients) {
      await client.adopt(world.org.length, world.team.length)
      if (client.state === 'removed') continue
      await world.fetch(client, 0)
      await world.tend(client)
      await world.fetch(client, 0)
      await world.push(client, true)
    }
  for (const client of world.clients) {
    await client.adopt(world.org.length, world.team.length)
    await world.fetch(client, 0)
  }
  return world.clients.filter(
    ({ replica, held, state }) => replica && state === 'active' && held === world.epochs.length,
  )
}

/** @returns what happened; throws what went wrong, with the seed */
export async function runHistory(seed: number, steps = 40): Promise<Outcome> {
  const world = new World(seed)
  try {
    await world.found()
    for (let i = 0; i < steps; i++) await world.step()
    return await judge(world)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('history ')) throw error
    throw new Error(`history ${seed}: ${error instanceof Error ? error.stack : error}`)
  }
}

async function judge(world: World): Promise<Outcome> {
  const readers = await settle(world)
  const admin = readers.find(({ isAdmin }) => isAdmin) ?? fail(world, 'no admin is left who reads')
  const { organisation, alarms } = admin.membership
  if (alarms.length > 0) fail(world, 'the control logs alarm', alarms)
  const roles = new Map(
    [...organisation.devices.values()].map(({ id, person }) => [id, organisation.persons.get(person)!.role]),
  )
  const counted = counting(world, roles)
  const expected = [...oracle(counted, kinds)]
    .map(([key, { value, lost }]) => `${key.slice(0, 23)} ${key.slice(24)} ${JSON.stringify([value, lost])}`)
    .sort()
  for (const reader of readers) checkReader(world, reader, expected, 'at the end')
  const bodies = new Set(readers.map(({ replica }) => replica!.body()))
  if (bodies.size !== 1) fail(world, 'snapshots of the same commits differ', [...bodies])
  // The same from the whole log, in any order, and from the snapshot that another one hands over.
  const one = world.pick(readers)
  one.forgetSnapshot()
  one.kept = world.shuffled(one.kept)
  await one.load()
  checkReader(world, one, expected, 'from the whole log')
  const ring = one.replica!.ring
  const epoch = world.epochs.at(-1)!
  const file = await sealSnapshot(
    { device: admin.id, key: admin.who.key },
    organisation.id,
    world.pseudonym,
    epoch,
    admin.replica!.body(),
    { position: world.commits.length, life: 'x' },
  )
  const open = () =>
    openSnapshot(ring, world.pseudonym, file, {
      ...{ org: one.membership.organisation, kinds, edition: 'e', now: world.now },
    })
  const verdict = await compareWithLog(await open(), one.kept, ring, one.options())
  if (verdict !== 'same') fail(world, `a second person finds the snapshot ${verdict}`)
  const opened = new Set(counted.map(({ device, seq }) => `${device} ${seq}`))
  const there = [...world.sent()]
  return {
    seed: world.seed,
    commits: there.length,
    entries: world.org.length + world.team.length,
    readers: readers.length,
    ...{ joined: world.counts.joined, left: world.counts.left, roles: world.counts.roles },
    ...{ undone: world.counts.undone, forged: world.counts.forged },
    quarantined: there.filter((each) => !opened.has(each)).length,
  }
}
