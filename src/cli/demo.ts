/** `hamroh demo`: a relay with a made-up organisation in it, gone when it stops. Everything is really sealed; only the people are invented. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoCase, demoCases } from '../casework/demo.ts'
import { demoRequests } from '../casework/demo-requests.ts'
import { CASE_LANES, type CaseLane, kindsOf, splitByLane } from '../casework/fields.ts'
import { createClock } from '../log/clock.ts'
import { lanePseudonym } from '../log/commit.ts'
import { epochsOf, type Founded, foundOrganisation, sendFounded } from '../log/founding.ts'
import { makeKit } from '../log/kit.ts'
import { Remote } from '../log/remote.ts'
import { Replica } from '../log/replica.ts'
import { openKept } from '../relay/kept.ts'
import { DEFAULT_PORT, startRelay } from '../relay/server.ts'
import { newCapability } from '../relay/setup.ts'
import { fromB64, toB64 } from '../seal/bytes.ts'
import { START, sealRequest } from '../seal/conversation.ts'
import { type Notice, openNotice } from '../seal/notice.ts'
import { newReceipt, receiptKeys, showReceipt } from '../seal/receipt.ts'
import { signingKey } from '../seal/sign.ts'
import type { Call, Command, Io } from './command.ts'
import { EXIT } from './failure.ts'
import { readPort } from './port.ts'
import { stopAsked } from './stop-asked.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export const demo: Command = {
  name: 'demo',
  summary: 'serves both apps with a made-up organisation already in it',
  about: `Starts a relay on this machine with a fictional organisation: twelve cases in all states and seven requests of families, dated around today. It prints a kit, with which the members' app opens the organisation on its restore page, and a receipt, with which the family app reads answers.

Everything lies in a temporary folder that is deleted when the demo stops. All people are invented. Never put real ones in: whoever sees this terminal sees the kit.`,
  operands: [],
  options: [
    {
      name: 'port',
      value: 'N',
      about: `port, 0 for any free one (default ${DEFAULT_PORT}, or the next free one)`,
    },
    {
      name: 'today',
      value: 'DATE',
      about: 'the day around which the cases are dated (default: today in UTC)',
    },
    { name: 'build', value: 'DIR', about: 'folder of the built apps (default: build, beside the program)' },
  ],
  examples: [{ line: 'hamroh demo', about: 'then open the second address and restore from the printed kit' }],
  run: runDemo,
}

async function runDemo(call: Call, io: Io): Promise<number> {
  const wished = call.option('port')
  const port = wished === undefined ? DEFAULT_PORT : readPort(wished)
  const today = call.option('today') ?? io.today()
  const folder = mkdtempSync(join(tmpdir(), 'hamroh-demo-'))
  const kept = openKept(folder)
  const asked = stopAsked()
  try {
    const relay = await startRelay({
      build: resolve(call.option('build') ?? join(root, 'build')),
      port,
      nextFreePort: wished === undefined,
      store: kept.store,
      onError: (kind) => io.err(`hamroh: error: ${kind}\n`),
    })
    try {
      io.out('Sealing a made-up organisation …\n')
      const remote = new Remote({ relays: [relay.url] })
      const founded = await foundOrganisation({
        name: 'Вымышленный дом',
        alias: 'Координатор из примера',
        relays: [relay.url],
        today,
      })
      await sendFounded(founded, remote, newCapability(kept.store))
      const cases = await sendCases(founded, remote, today)
      const receipts = await sendRequests(founded, remote, today)
      const kit = makeKit(founded.secrets)
      io.out(
        [
          `Hamroh demo: ${cases} made-up cases, ${receipts.length} made-up requests. It is deleted when this stops.`,
          `  for families:   ${relay.url}/`,
          `  for defenders:  ${relay.url}/team/  → restore from the printed kit`,
          '',
          'Kit, code:',
          kit.code,
          'Kit, lines:',
          ...kit.lines,
          '',
          `A family's receipt: ${showReceipt(receipts.at(-1)!)}`,
          'To stop: Ctrl+C',
          '',
        ].join('\n'),
      )
      await asked
      io.out('Stopping …\n')
    } finally {
      await relay.stop()
    }
  } finally {
    kept.close()
    rmSync(folder, { recursive: true, force: true })
  }
  io.out('Stopped; the demo is deleted.\n')
  return EXIT.done
}

/** Writes the cases as the founder's device would, one commit a lane and case. */
async function sendCases(founded: Founded, remote: Remote, today: string): Promise<number> {
  const { secrets, organisation } = founded
  const team = secrets.spaces.find(({ kind }) => kind === 'team')!
  const key = await signingKey(fromB64(secrets.device.seed, 32))
  const clock = createClock()
  const lanes = new Map<CaseLane, { replica: Replica; name: string; commits: Uint8Array[] }>()
  for (const lane of CASE_LANES) {
    const replica = new Replica({
      org: organisation,
      me: { device: secrets.device.id, key },
      kinds: kindsOf,
      clock,
      now: Date.now,
    })
    const epochs = epochsOf(team.id, lane, team.lanes[lane] ?? [])
    for (const epoch of epochs) replica.addEpoch(epoch)
    lanes.set(lane, { replica, name: toB64(lanePseudonym(epochs[0]!)), commits: [] })
  }
  const cases: DemoCase[] = demoCases(today)
  for (const { id, operations } of cases)
    for (const part of splitByLane(operations)) {
      const lane = lanes.get(part.lane as CaseLane)
      if (lane) lane.commits.push(...(await lane.replica.write(id, part.operations)))
    }
  for (const { name, commits } of lanes.values())
    await remote.appendCommits(team.id, name, team.member, commits)
  return cases.length
}

/** One box a family, sealed from the notice alone, as the family app does it. Returns the receipts. */
async function sendRequests(founded: Founded, remote: Remote, today: string): Promise<string[]> {
  const desk = founded.secrets.spaces.find(({ kind }) => kind === 'intake')!
  const notice: Notice = (await openNotice(await remote.notice(desk.id), null, today)).notice
  const receipts: string[] = []
  for (const content of demoRequests(today)) {
    const receipt = newReceipt()
    const keys = await receiptKeys(receipt, notice.org)
    const { file } = await sealRequest(notice, keys, START, content)
    await remote.putRequest(notice.desk, keys.box, keys.token, 0, file)
    receipts.push(receipt)
  }
  return receipts
}
