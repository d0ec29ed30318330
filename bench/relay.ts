/**
 * What the relay costs: start, memory, requests and appends a second at full sync, beside raw node:sqlite that inserts the same rows with the same settings into
 * the same disk, in turns in the same run. node tools/launch.mjs bench/relay.ts [WRITES A ROUND]
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createSpace,
  newFolder,
  newName,
  newToken,
  type RelayProcess,
  removeFolder,
  someCommit,
  startRelayProcess,
} from '../e2e/relay-process.ts'
import { openDatabase } from '../src/relay/schema.ts'

const writes = Number(process.argv[2] ?? 600)
const ROUNDS = 3
const CLIENTS = 16
/** A request without attachments fills the bucket of 4 KiB; an age file adds its head. A commit of one to four operations with its padding. */
const REQUEST = 4_096 + 1_800
const COMMIT = 700
const BATCH = 32

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const row = (what: string, value: string, beside = '') =>
  console.log(`${what.padEnd(40)}${value.padEnd(24)}${beside}`)

function memoryMb(pid: number): { now: number; peak: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
    return { now: mb('VmRSS'), peak: mb('VmHWM') }
  } catch {
    return null
  }
}

/** Processor time a process has used so far, in ms; null where the system does not tell. */
function processorMs(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** So many calls by so many clients at once; calls a second. */
async function rate(
  count: number,
  clients: number,
  call: (n: number) => Promise<unknown> | unknown,
): Promise<number> {
  let next = 0
  const from = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let n = next++; n < count; n = next++) await call(n)
    }),
  )
  return count / ((performance.now() - from) / 1000)
}

const folder = newFolder()
const starts: number[] = []
let relay: RelayProcess | undefined
try {
  for (let i = 0; i < 5; i++) {
    const from = performance.now()
    const each = await startRelayProcess(join(folder, `start-${i}`))
    await fetch(`${each.url}/healthz`)
    starts.push(performance.now() - from)
    await each.end('SIGTERM')
  }
  relay = await startRelayProcess(join(folder, 'data'))
  const { remote, pid } = relay
  const space = await createSpace(relay)
  const lane = newName()
  const idle = memoryMb(pid)

  // Open boxes first: new ones are counted against a flood, and a bench is one.
  const clients = Array.from({ length: CLIENTS }, () => ({ box: newName(), token: newToken(), seq: 0 }))
  const lines = async (count: number) => {
    // Every client writes into boxes of its own, one message after the other, as families do.
    const each = Math.ceil(count / CLIENTS)
    const from = performance.now()
    await Promise.all(
      clients.map(async (client) => {
        for (let i = 0; i < each; i++) {
          if (client.seq === 200) Object.assign(client, { box: newName(), token: newToken(), seq: 0 })
          await remote.putRequest(space.id, client.box, client.token, client.seq++, randomBytes(REQUEST))
        }
      }),
    )
    return (each * CLIENTS) / ((performance.now() - from) / 1000)
  }

  const raw = openDatabase(join(folder, 'raw.db'))
  const message = raw.prepare(
    'insert into messages (desk, box, reply, seq, day, hash, bytes) values (?, ?, 0, ?, 1, ?, ?)',
  )
  const openBox = raw.prepare('insert into boxes (desk, id, token, created, touched) values (?, ?, ?, 1, 1)')
  const charge = raw.prepare('update boxes set bytes = bytes + ? where desk = ? and id = ?')
  const commit = raw.prepare('insert into commits (space, lane, hash, bytes) values (?, ?, ?, ?)')
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const transaction = (work: () => void) => {
    raw.exec('begin immediate')
    work()
    raw.exec('commit')
  }
  let rawBox = { id: newName(), seq: 200 }
  const rawRequest = () => {
    const bytes = randomBytes(REQUEST)
    transaction(() => {
      if (rawBox.seq === 200) {
        rawBox = { id: newName(), seq: 0 }
        openBox.run(space.id, rawBox.id, randomBytes(32))
      }
      message.run(space.id, rawBox.id, rawBox.seq++, hash(bytes), bytes)
      charge.run(bytes.length, space.id, rawBox.id)
    })
  }
  const rawCommits = (count: number) => {
    const list = Array.from({ length: count }, () => someCommit(lane, COMMIT))
    transaction(() => {
      for (const bytes of list) commit.run(space.id, lane, hash(bytes), bytes)
    })
  }
  const append = (count: number) =>
    remote.appendCommits(
      space.id,
      lane,
      space.member,
      Array.from({ length: count }, () => someCommit(lane, COMMIT)),
    )

  const kinds = [
    {
      what: 'requests a second',
      calls: writes,
      ours: () => lines(writes),
      peer: () => rate(writes, 1, rawRequest),
    },
    {
      what: 'appends a second, one commit a call',
      calls: writes,
      ours: () => rate(writes, CLIENTS, () => append(1)),
      peer: () => rate(writes, 1, () => rawCommits(1)),
    },
    {
      what: `commits a second, ${BATCH} a call`,
      calls: writes / 4,
      ours: async () => BATCH * (await rate(writes / 4, CLIENTS, () => append(BATCH))),
      peer: async () => BATCH * (await rate(writes / 4, 1, () => rawCommits(BATCH))),
    },
  ]
  row('process start to first answer', `${median(starts).toFixed(0)} ms`, 'median of 5, limit 1000 ms')
  if (idle) row('memory at rest', `${idle.now.toFixed(0)} MB`, 'limit 160 MB')
  const warm = Math.min(100, writes)
  await Promise.all([lines(warm), rate(warm, 4, () => append(1))])
  for (const { what, calls, ours, peer } of kinds) {
    const pairs: { ours: number; peer: number }[] = []
    let processor = 0
    for (let i = 0; i < ROUNDS; i++) {
      const before = processorMs(pid)
      const our = await ours()
      processor += (processorMs(pid) ?? Number.NaN) - (before ?? Number.NaN)
      pairs.push({ ours: our, peer: await peer() })
    }
    const [our, other] = [median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.peer))]
    row(
      what,
      our.toFixed(0),
      `raw node:sqlite ${other.toFixed(0)}, ratio ${(our / other).toFixed(2)}; relay's processor ${(processor / (ROUNDS * calls)).toFixed(2)} ms a call`,
    )
  }
  const busy = memoryMb(pid)
  if (busy) row('memory under load, peak', `${busy.peak.toFixed(0)} MB`, 'limit 250 MB')
  raw.close()
  console.log(
    `each write in a transaction of its own, synchronous=FULL; ${CLIENTS} clients in one process on the same machine; requests of ${REQUEST} bytes, commits of ${COMMIT}; median of ${ROUNDS} rounds in turns`,
  )
  if (median(starts) > 1000 || (busy && busy.peak > 250)) process.exitCode = 1
} finally {
  await relay?.end('SIGTERM')
  removeFolder(folder)
}
