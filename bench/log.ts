/**
 * What a lane's log costs: 200,000 operations over 10,000 cases at 1, 4 and 100 operations a commit; write, verify and fold again, open from a snapshot, memory and
 * bytes, beside the floor in the same run: decryption of the same bytes alone. node tools/launch.mjs bench/log.ts [OPERATIONS] [CASES]
 */
import { loadavg } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { kindsOf } from '../src/casework/fields.ts'
import { kindsEdition } from '../src/casework/kinds-edition.ts'
import { createClock } from '../src/log/clock.ts'
import { lanePseudonym, type Operation, openCommit } from '../src/log/commit.ts'
import type { Organisation } from '../src/log/control.ts'
import { type Keyring, newEpoch } from '../src/log/lane.ts'
import { Replica } from '../src/log/replica.ts'
import { compareWithLog, openSnapshot, sealSnapshot } from '../src/log/snapshot.ts'
import { readBody } from '../src/log/snapshot-body.ts'
import { concat, fromUtf8, newId, randomBytes, toB64, utf8 } from '../src/seal/bytes.ts'
import { open, seal } from '../src/seal/cipher.ts'
import { derive } from '../src/seal/derive.ts'
import { type SigningKey, signingKey } from '../src/seal/sign.ts'

const OPERATIONS = Number(process.argv[2] ?? 200_000)
const CASES = Number(process.argv[3] ?? 10_000)
const DEVICES = 4
const ROUNDS = 3
const NOW = 1_795_000_000_000
const WORDS = 'протокол переводчик копия вручена школа отказ реестр жалоба суд брат работа справка'.split(' ')

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
const ms = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0))
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
const row = (what: string, value: string, beside = '') =>
  console.log(`  ${what.padEnd(42)}${value.padEnd(16)}${beside}`)

async function timed<T>(work: () => T | Promise<T>): Promise<{ took: number; got: T }> {
  gc()
  const from = performance.now()
  const got = await work()
  return { took: performance.now() - from, got }
}

// ── an organisation and what it writes ───────────────────────────────────────────────────────────────────

const epoch = newEpoch({ space: newId(), lane: 'facts' }, 0)
const pseudonym = lanePseudonym(epoch)
const people: { device: string; person: string; key: SigningKey }[] = []
for (let i = 0; i < DEVICES; i++)
  people.push({ device: newId(), person: newId(), key: await signingKey(randomBytes(32)) })
const org = {
  id: toB64(randomBytes(32)),
  persons: new Map(people.map(({ person }) => [person, { id: person, role: 'admin' }])),
  devices: new Map(
    people.map(({ device, person, key }) => [
      device,
      { id: device, person, key: toB64(key.publicKey), state: 'active' },
    ]),
  ),
  head: { seq: 0, hash: toB64(randomBytes(32)) },
} as unknown as Organisation
const options = (i: number) => ({
  ...{ org, kinds: kindsOf, edition: kindsEdition(), now: () => NOW },
  me: { device: people[i]!.device, key: people[i]!.key },
})
const replica = (i: number): Replica => {
  const made = new Replica({ ...options(i), clock: createClock(() => NOW) })
  made.addEpoch(epoch)
  return made
}

/** The nth write about a case: its own fields first, then events, tasks and papers, then changes of what is there. */
function operation(id: string, rows: string[], n: number): Operation {
  const words = (k: number) =>
    Array.from({ length: 8 }, (_, i) => WORDS[(k * 7 + i * i) % WORDS.length]).join(' ')
  const entity = (letter: string, at: number) => letter + rows[at]!
  const day = `2026-11-${String(1 + (n % 28)).padStart(2, '0')}`
  const all: Operation[] = [
    [`c${id}`, 'number', `Т-${n}`],
    [`c${id}`, 'kind', 'ruling'],
    [`c${id}`, 'opened', day],
    [`c${id}`, 'tags', { add: [WORDS[n % WORDS.length]] }],
    [entity('e', 0), 'case', id],
    [entity('e', 0), 'kind', 'copy-served'],
    [entity('e', 0), 'when', day],
    [entity('e', 0), 'note', words(n)],
    [entity('t', 1), 'case', id],
    [entity('t', 1), 'title', words(n + 1)],
    [entity('t', 1), 'due', day],
    [entity('d', 2), 'case', id],
    [entity('d', 2), 'kind', 'ruling'],
    [entity('d', 2), 'state', 'copy'],
    [`c${id}`, 'state', 'waiting'],
    [`c${id}`, 'since', day],
    [entity('t', 1), 'done', day],
    [`c${id}`, 'state', 'open'],
    [`c${id}`, 'tags', { add: ['суд'], remove: [WORDS[0]] }],
    [entity('e', 0), 'when', day],
  ]
  return all[n % all.length]!
}

const cases = Array.from({ length: CASES }, () => ({ id: newId(), rows: [newId(), newId(), newId()] }))
const EACH = Math.ceil(OPERATIONS / CASES)

/** Writes of one case follow each other in pieces of `per`, cases take turns; of 100 a commit each holds several cases, as an import does. */
function* commits(per: number): Generator<{ about: string; operations: Operation[] }> {
  let bulk: Operation[] = []
  for (let n = 0; n < EACH; n += per)
    for (const { id, rows } of cases) {
      const operations = Array.from({ length: Math.min(per, EACH - n) }, (_, i) => operation(id, rows, n + i))
      if (per <= EACH) yield { about: id, operations }
      else {
        bulk.push(...operations)
        if (bulk.length >= per) {
          yield { about: '', operations: bulk.slice(0, per) }
          bulk = bulk.slice(per)
        }
      }
    }
  if (bulk.length) yield { about: '', operations: bulk }
}

// ── measuring ────────────────────────────────────────────────────────────────────────────────────────────

/** The same bytes with the same cipher and nothing else: slot and body of each commit, keys at hand. */
function floorOf(log: Uint8Array[], ring: Keyring): () => void {
  const parts = log.map((bytes) => {
    const { about } = openCommit(ring, pseudonym, bytes)
    const key = about ? derive(ring.cases.get(about)![0]!.key, 'log', [epoch.space, epoch.lane]) : epoch.log
    return { key, slot: concat(bytes.subarray(0, 32), utf8('slot')), bytes }
  })
  return () => {
    for (const { key, slot, bytes } of parts) {
      open(epoch.log, slot, bytes.subarray(32, 88))
      open(key, bytes.subarray(0, 88), bytes.subarray(88))
    }
  }
}

let failed = false
const against = (ours: number[], floor: number[], limit?: number): string => {
  const ratio = median(ours.map((each, i) => each / floor[i]!))
  if (limit && ratio > limit) failed = true
  return `${ratio.toFixed(2)} × the floor${limit ? ` (goal ≤ ${limit})` : ''}`
}

async function measure(per: number): Promise<void> {
  const authors = people.map((_, i) => replica(i))
  const log: Uint8Array[] = []
  let turn = 0
  const written = await timed(async () => {
    // Each case is written by one device in turn; nobody waits for the others.
    for (const { about, operations } of commits(per)) {
      const i = per > EACH ? turn++ % DEVICES : cases.length && turn++ % DEVICES
      log.push(...(await authors[i]!.write(about, operations)))
    }
  })
  const bytes = log.reduce((sum, each) => sum + each.length, 0)
  console.log(`\n${per} operations a commit: ${log.length} commits, ${mb(bytes)}`)
  row('write', `${ms(written.took)} ms`, `${((written.took / log.length) * 1000).toFixed(0)} µs a commit`)

  const reader = replica(0)
  await reader.receive(log)
  const decrypt = floorOf(log, reader.ring)
  const replays: number[] = []
  const floors: number[] = []
  let memory = 0
  for (let i = 0; i < ROUNDS; i++) {
    floors.push((await timed(decrypt)).took)
    gc()
    const before = process.memoryUsage().heapUsed
    const again = replica(1)
    replays.push(
      (
        await timed(async () => {
          await again.receive(log)
          again.state()
        })
      ).took,
    )
    gc()
    memory = process.memoryUsage().heapUsed - before
    if (again.headsDigest() !== reader.headsDigest() || again.waiting.length)
      throw new Error('not all accepted')
  }
  row('floor: decryption alone', `${ms(median(floors))} ms`)
  row(
    'verify and fold again',
    `${ms(median(replays))} ms`,
    against(replays, floors, per === 4 ? 4 : undefined),
  )
  row('memory of the folded lane', mb(memory))

  const body = reader.body()
  const key = randomBytes(32)
  const sealed = seal(key, utf8('snapshot'), utf8(body))
  const opens: number[] = []
  const reads: number[] = []
  const alone: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    alone.push((await timed(() => open(key, utf8('snapshot'), sealed))).took)
    const opened = await timed(() => {
      const from = readBody(fromUtf8(open(key, utf8('snapshot'), sealed)))
      const lane = new Replica({ ...options(1), clock: createClock(() => NOW), from })
      lane.addEpoch(epoch)
      // Usable: one case can be read, and written on.
      if (lane.state().get(`c${cases[0]!.id}`)?.get('number') === undefined) throw new Error('nothing there')
      return lane
    })
    opens.push(opened.took)
    reads.push(opened.took + (await timed(() => [...opened.got.state()].length)).took)
    if (i === 0 && opened.got.body() !== body) throw new Error('the snapshot says something else')
  }
  row('snapshot', mb(sealed.length), `${(await timed(() => reader.body())).took.toFixed(0)} ms to make`)
  row('floor: decryption of it alone', `${ms(median(alone))} ms`)
  row('open from it', `${ms(median(opens))} ms`, against(opens, alone, 2))
  row('open from it and read every case', `${ms(median(reads))} ms`, against(reads, alone))

  const me = { device: people[0]!.device, key: people[0]!.key }
  const shared = await timed(() =>
    sealSnapshot(me, org.id, pseudonym, epoch, body, { position: log.length, life: '' }),
  )
  const about = { org, kinds: kindsOf, edition: kindsEdition(), now: NOW }
  const taken = await timed(() => openSnapshot(reader.ring, pseudonym, shared.got, about))
  row('a shared one: seal · open and check', `${ms(shared.took)} · ${ms(taken.took)} ms`)
  if (per === 4) {
    const compared = await timed(() => compareWithLog(taken.got, log, reader.ring, options(1)))
    row('computed again by a second person', `${ms(compared.took)} ms`, compared.got)
    if (compared.got !== 'same') failed = true
  }
}

console.log(
  `${OPERATIONS} operations, ${CASES} cases, ${DEVICES} devices; median of ${ROUNDS}; load ${loadavg()[0]!.toFixed(1)} on this machine; ${process.version}`,
)
for (const per of [1, 4, 100]) await measure(per)
console.log(`\nload at the end ${loadavg()[0]!.toFixed(1)}`)
if (failed) process.exitCode = 1
