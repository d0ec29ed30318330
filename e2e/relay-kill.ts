/**
 * Writes from several clients at once, `kill -9` in the middle, a restart, and a look: is every write that was acknowledged there, byte for byte? A write
 * that was on its way may be there or not, but never in part and never as something else.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { type Remote, RemoteError } from '../src/log/remote.ts'
import { LIMITS } from '../src/log/wire.ts'
import {
  createSpace,
  hamroh,
  newName,
  newToken,
  type RelayProcess,
  someCommit,
  startRelayProcess,
  type TestSpace,
} from './relay-process.ts'

export interface RoundsReport {
  rounds: number
  /** Writes that the relay had acknowledged before it was killed, by kind. */
  acknowledged: Record<Kind, number>
  /** Writes that were on their way at a kill and had been kept all the same. */
  keptWithoutWord: number
  /** What must not be; empty when all is well. */
  faults: string[]
}

type Kind = 'message' | 'part' | 'commit' | 'entry'

interface Write {
  kind: Kind
  key: string
  hash: string
  acknowledged: boolean
  /** Found at the relay after the kill. */
  kept?: boolean
  /** Of an attachment: where to ask for it. */
  path?: { box: string; file: string; part: number }
}

interface Scene {
  remote: Remote
  space: TestSpace
  lane: string
  writes: Write[]
  /** Length of the control log. */
  entries: number
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url')

/** Sends one write and notes it before and after: what is noted before only was on its way. */
async function send(
  scene: Scene,
  write: Omit<Write, 'hash' | 'acknowledged'>,
  bytes: Uint8Array,
  call: () => Promise<unknown>,
): Promise<void> {
  const noted: Write = { ...write, hash: digest(bytes), acknowledged: false }
  scene.writes.push(noted)
  await call()
  noted.acknowledged = true
}

async function family(scene: Scene): Promise<never> {
  const { remote, space } = scene
  for (;;) {
    const [box, token] = [newName(), newToken()]
    for (let seq = 0; seq < 2; seq++) {
      const bytes = randomBytes(randomInt(1, LIMITS.message))
      await send(scene, { kind: 'message', key: `${box}/${seq}` }, bytes, () =>
        remote.putRequest(space.id, box, token, seq, bytes),
      )
    }
    const file = newName()
    const bytes = randomBytes(randomInt(1, LIMITS.part))
    const path = { box, file, part: 0 }
    await send(scene, { kind: 'part', key: `${box}/${file}/0`, path }, bytes, () =>
      remote.putFile(remote.boxFile(space.id, box, file), token, bytes),
    )
  }
}

async function device(scene: Scene): Promise<never> {
  const { remote, space, lane } = scene
  for (;;) {
    const bytes = someCommit(lane, randomInt(40, 20_000))
    await send(scene, { kind: 'commit', key: digest(bytes) }, bytes, () =>
      remote.appendCommits(space.id, lane, space.member, [bytes]),
    )
  }
}

async function admin(scene: Scene): Promise<never> {
  const { remote, space } = scene
  for (;;) {
    const seq = scene.entries
    const bytes = randomBytes(randomInt(100, 30_000))
    await send(scene, { kind: 'entry', key: String(seq) }, bytes, () =>
      remote.appendControl(space.id, space.admin, seq, bytes),
    )
    scene.entries++
  }
}

/** Up to where the lists of the relay have been compared. */
interface Cursor {
  messages: number
  commits: number
  entries: number
}

/** Everything the lists hold after a cursor, by kind and key, with its hash. Moves the cursor. */
async function readLists({ remote, space, lane }: Scene, cursor: Cursor): Promise<Map<string, string>> {
  const there = new Map<string, string>()
  for (let more = true; more; ) {
    const page = await remote.requests(space.id, space.member, cursor.messages)
    for (const { position, box, seq, file } of page.arrived) {
      there.set(`message ${Buffer.from(box).toString('base64url')}/${seq}`, digest(file))
      cursor.messages = position
    }
    more = page.more
  }
  for (let more = true; more; ) {
    const page = await remote.lane(space.id, lane, space.member, cursor.commits)
    for (const { position, bytes } of page.frames) {
      there.set(`commit ${digest(bytes)}`, digest(bytes))
      cursor.commits = position
    }
    more = page.more
  }
  for (let more = true; more; ) {
    const page = await remote.control(space.id, space.member, cursor.entries)
    for (const { position, bytes } of page.frames) {
      there.set(`entry ${position}`, digest(bytes))
      cursor.entries = position
    }
    more = page.more
  }
  return there
}

/** Compares writes with what the relay now has. Returns faults and how many unacknowledged writes are there. */
async function compare(scene: Scene, writes: Write[], cursor: Cursor) {
  const faults: string[] = []
  let keptWithoutWord = 0
  const there = await readLists(scene, cursor)
  for (const write of writes) {
    const name = `${write.kind} ${write.key}`
    const found = write.path ? await partHash(scene, write.path) : there.get(name)
    there.delete(name)
    write.kept = found !== undefined
    if (found === undefined) {
      if (write.acknowledged) faults.push(`acknowledged and lost: ${write.kind}`)
    } else if (found !== write.hash) faults.push(`there with other bytes: ${write.kind}`)
    else if (!write.acknowledged) keptWithoutWord++
  }
  for (const name of there.keys()) faults.push(`there and never sent: ${name.split(' ')[0]}`)
  return { faults, keptWithoutWord }
}

async function partHash({ remote, space }: Scene, path: NonNullable<Write['path']>) {
  try {
    return digest(await remote.file(remote.boxFile(space.id, path.box, path.file), space.member))
  } catch (error) {
    // No part there: `file` calls an empty list odd, and the box of a cut write may not exist.
    if (error instanceof RemoteError && ['odd-answer', 'unknown'].includes(error.problem)) return undefined
    throw error
  }
}

/** Runs the rounds on a data folder, which it fills. */
export async function killRounds(
  data: string,
  rounds: number,
  tell: (line: string) => void = () => {},
): Promise<RoundsReport> {
  const report: RoundsReport = {
    rounds: 0,
    acknowledged: { message: 0, part: 0, commit: 0, entry: 0 },
    keptWithoutWord: 0,
    faults: [],
  }
  let relay: RelayProcess = await startRelayProcess(data)
  const space = await createSpace(relay)
  const lane = newName()
  const cursor: Cursor = { messages: 0, commits: 0, entries: -1 }
  const all: Write[] = []
  let entries = 0
  try {
    for (let round = 1; round <= rounds; round++) {
      const scene: Scene = { remote: relay.remote, space, lane, writes: [], entries }
      const clients = [family, family, family, device, device, admin].map((client) =>
        client(scene).catch((error: unknown) => {
          // The only end that a client may meet is that nobody answers any more.
          if (!(error instanceof RemoteError && error.problem === 'away'))
            report.faults.push(`a client met: ${String(error)}`)
        }),
      )
      await new Promise((done) => setTimeout(done, randomInt(20, 400)))
      await relay.end('SIGKILL')
      await Promise.all(clients)

      const checked = await hamroh('verify', '--data', data)
      if (checked.code !== 0) report.faults.push(`verify: ${checked.err}`)
      relay = await startRelayProcess(data)
      const found = await compare({ ...scene, remote: relay.remote }, scene.writes, cursor)
      entries = cursor.entries + 1
      // An entry that was cut off and not kept gave its place to another one.
      all.push(...scene.writes.filter((write) => write.acknowledged || write.kept))
      report.rounds = round
      report.faults.push(...found.faults)
      report.keptWithoutWord += found.keptWithoutWord
      for (const { kind, acknowledged } of scene.writes) if (acknowledged) report.acknowledged[kind]++
      const acknowledged = scene.writes.filter((write) => write.acknowledged).length
      tell(
        `round ${round}: ${acknowledged} acknowledged, ${scene.writes.length - acknowledged} cut, ${found.keptWithoutWord} of them kept, ${found.faults.length} faults`,
      )
    }
    // Once more from the beginning: no later crash took what an earlier one had left.
    const scene: Scene = { remote: relay.remote, space, lane, writes: [], entries }
    const whole = await compare(scene, all, { messages: 0, commits: 0, entries: -1 })
    report.faults.push(...whole.faults)
    if (whole.keptWithoutWord !== report.keptWithoutWord)
      report.faults.push('the last look differs from the rounds')
  } finally {
    await relay.end('SIGTERM')
  }
  return report
}
