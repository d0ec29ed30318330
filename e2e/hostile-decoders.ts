/**
 * Everything that reads bytes or text from elsewhere, fed with what nobody wrote: random bytes, and good inputs changed at random, outside and inside of their seals (as
 * somebody who holds the key can). Each must answer, or throw the error that it names, soon, and without eating the memory.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { ArchiveError, readArchive } from '../src/casework/archive.ts'
import { HandRefused, outer } from '../src/family/practice/handover.ts'
import { lanePseudonym, openCommit, sealCommit, sealSigned } from '../src/log/commit.ts'
import { certifyDevice, readEntry, signEntry } from '../src/log/entry.ts'
import { foundOrganisation } from '../src/log/founding.ts'
import { inviteLines, newInvite, openHello, readInvite, sealHello } from '../src/log/join.ts'
import { makeKit, readKit } from '../src/log/kit.ts'
import { type Epoch, emptyKeyring, newEpoch } from '../src/log/lane.ts'
import type { Kinds } from '../src/log/merge.ts'
import { openEntry, sealEntry } from '../src/log/sealed-entry.ts'
import { readBody, readEntity, readKeys } from '../src/log/snapshot-body.ts'
import { decodeArrived, decodeFrames, encodeArrived, encodeFrames, WireError } from '../src/log/wire.ts'
import { hybridIdentity, openFrom, sealTo } from '../src/seal/age.ts'
import { fromB64, hash, newId, randomBytes, toB64, utf8 } from '../src/seal/bytes.ts'
import { open, seal } from '../src/seal/cipher.ts'
import { derive } from '../src/seal/derive.ts'
import { SealError } from '../src/seal/errors.ts'
import { openNotice } from '../src/seal/notice.ts'
import { pad, unpad } from '../src/seal/padding.ts'
import { newReceipt, readReceipt } from '../src/seal/receipt.ts'
import { openRulePack, signRulePack } from '../src/seal/rule-pack.ts'
import { readShare, ShareError, splitSeed } from '../src/seal/shares.ts'
import { signingKey } from '../src/seal/sign.ts'
import { KitSlip } from '../src/seal/typed-lines.ts'
import { openVault } from '../src/seal/vault.ts'
import { readSpreadsheet } from '../src/team/members/spreadsheet.ts'
import { xlsx } from '../src/team/members/xlsx.test-support.ts'
import { openArchive, TakeError } from '../src/team/session/archive.ts'
import { seeded } from './relay-fuzz.ts'

type Bytes = Uint8Array
export interface Decoder {
  name: string
  /** Good inputs, from which bad ones are made. */
  good: Bytes[]
  read: (bytes: Bytes) => unknown
  /** What it may throw. */
  named: (new (
    ...args: never[]
  ) => Error)[]
  /** One in so many inputs goes to it: what costs a derivation or a lattice is asked less often. */
  rare?: number
}
export interface DecoderReport {
  inputs: number
  /** How many were read as good by each. */
  read: Record<string, number>
  refused: Record<string, number>
  faults: string[]
  slowest: { name: string; ms: number }
  /** How much more memory was resident at its peak than before, MB. */
  grownMb: number
}

const text = (bytes: Bytes) => strFromU8(bytes, true)
const NASTY = [
  '[',
  '{',
  '"',
  ':',
  ',',
  '"__proto__":',
  '"constructor"',
  '-1',
  '1e999',
  '9007199254740993',
  'null',
  '\\u0000',
  '\ud800',
  '[[[[[[[[',
  '\n',
  ' ',
  '𐍈',
  '=',
  'v1',
  '.5',
  'true',
].map((each) => utf8(each))

/** A good input, spoiled in one to four places. */
function spoil(bytes: Bytes, below: (n: number) => number): Bytes {
  let out: Bytes = bytes.slice()
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(out.length + 1)
    const piece = out.slice(at, at + 1 + below(40))
    switch (below(7)) {
      case 0:
        if (out.length > 0) out[at % out.length]! ^= 1 << below(8)
        break
      case 1:
        if (out.length > 0) out[at % out.length] = [0, 0xff, 0x7f, 0x80][below(4)]!
        break
      case 2:
        out = out.slice(0, at)
        break
      case 3:
        out = joined(out.slice(0, at), out.slice(at + piece.length))
        break
      case 4:
        out = joined(out.slice(0, at), piece, piece, piece, out.slice(at))
        break
      case 5:
        out = joined(out.slice(0, at), NASTY[below(NASTY.length)]!, out.slice(at + below(3)))
        break
      default:
        out = joined(
          out.slice(0, at),
          Uint8Array.from({ length: below(24) }, () => below(256)),
          out.slice(at),
        )
    }
  }
  return out
}
function joined(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
const streamOf = (bytes: Bytes) =>
  new ReadableStream<Bytes>({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })

const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
const TODAY = '2026-11-22'
const CASE = newId()

async function decoders(): Promise<Decoder[]> {
  const key = await signingKey(randomBytes(32))
  const founded = await foundOrganisation({
    name: 'x',
    alias: 'y',
    relays: ['https://a.example'],
    today: TODAY,
  })
  const space = newId()
  const epoch: Epoch = newEpoch({ space, lane: 'facts' }, 0)
  const pseudonym = lanePseudonym(epoch)
  const ring = emptyKeyring()
  ring.epochs.set(0, epoch)
  const { bytes: commit } = await sealCommit(
    key,
    pseudonym,
    epoch,
    {
      ...{ device: newId(), seq: 3, prev: toB64(randomBytes(32)), at: { ms: 1_795_000_000_000, counter: 2 } },
      ...{ controlHead: toB64(randomBytes(32)), headsDigest: toB64(randomBytes(32)), about: '' },
      operations: [
        [`c${CASE}`, 'note', 'слова', 'x.1.0'],
        [`c${CASE}`, 'tags', { add: ['суд'], remove: [] }],
        [`k${CASE}`, 'key', toB64(randomBytes(32))],
      ],
    },
    null,
  )
  const { signed } = openCommit(ring, pseudonym, commit)
  const entry = await signEntry(key, {
    ...{ v: 1, log: newId(), seq: 1, prev: toB64(randomBytes(32)), day: TODAY, author: newId() },
    body: { type: 'lock', device: newId(), pins: [[newId(), 3, toB64(randomBytes(32))]], heads: [] },
  })
  const device = newId()
  const head = JSON.stringify({
    ...{ v: 1, space, lane: 'facts', epoch: 0, edition: 'e', clock: [5, 0] },
    ...{ heads: [[device, 4, toB64(randomBytes(32))]], undone: [], admins: [] },
  })
  const body = utf8(
    [
      head,
      JSON.stringify([
        `c${CASE}`,
        [0, 1, 4, 0, ['note', 0, 'a', [['b', 0, 0, 3, 0, 0]], []], ['state', 1, null]],
      ]),
      JSON.stringify([`e${CASE}`, [0, 2, 5, 0, ['tags', 0, [['x', 1, 0, 2, 5, 0, 0]], 0]]]),
      JSON.stringify([`k${CASE}`, [0, toB64(randomBytes(32))]]),
    ].join('\n'),
  )
  const invite = newInvite(
    toB64(randomBytes(32)),
    { seq: 4, hash: toB64(randomBytes(32)) },
    'https://a.example',
  )
  const person = { id: newId(), alias: 'x', key: toB64(key.publicKey) }
  const { recipient } = await hybridIdentity(randomBytes(32))
  const certified = await certifyDevice(key, {
    ...{ id: newId(), person: person.id, key: toB64(key.publicKey), recipient },
  })
  const hello = sealHello(invite, { v: 1, person, device: certified })
  const kit = makeKit(founded.secrets)
  const rules = '{"id":"x"}'
  const pack = await signRulePack(
    {
      org: toB64(randomBytes(32)),
      flow: 'refusal',
      edition: toB64(hash(utf8(rules))),
      day: TODAY,
      text: rules,
    },
    key,
  )
  const age = await hybridIdentity(randomBytes(32))
  const file = await sealTo([age.recipient], randomBytes(500))
  const shares = await splitSeed(randomBytes(32), 2, 3)
  const archive = utf8(
    JSON.stringify({
      ...{ format: 'hamroh-archive', version: 1, exported: TODAY },
      cases: [{ id: CASE, rows: { facts: [[`c${CASE}`, 'number', 'Т-1', 'x.0.0']] } }],
    }),
  )
  const workbook = xlsx({
    лист: [
      ['Номер', 'Имя'],
      ['Т-1', 'Бек'],
      [{ serial: 45_000 }, { formula: 'A1', value: 2 }],
    ],
  })
  const sheets = unzipSync(workbook)
  const sheet = 'xl/worksheets/sheet1.xml'
  const wrap = {
    v: 1,
    kdf: { name: 'argon2id', memory: 65536, passes: 3, lanes: 1 },
    salt: toB64(randomBytes(16)),
    wrapped: '',
  }
  return [
    {
      name: 'frames of a lane',
      good: [
        encodeFrames([
          { position: 1, bytes: commit },
          { position: 9, bytes: utf8('x') },
        ]),
      ],
      read: (bytes) => decodeFrames(bytes, 1 << 20),
      named: [WireError],
    },
    {
      name: 'a request that arrived',
      good: [encodeArrived({ box: randomBytes(16), seq: 0, day: 20_000, file })],
      read: decodeArrived,
      named: [WireError, SealError],
    },
    {
      name: 'commit',
      good: [commit],
      read: (bytes) => openCommit(ring, pseudonym, bytes),
      named: [SealError],
    },
    {
      name: 'commit, inside its seal',
      good: [signed],
      read: (bytes) => openCommit(ring, pseudonym, sealSigned(pseudonym, epoch, bytes, '', null)),
      named: [SealError],
    },
    { name: 'entry', good: [entry.bytes], read: readEntry, named: [SealError] },
    {
      name: 'entry, sealed',
      good: [sealEntry(epoch, 1, entry.bytes)],
      read: (bytes) => readEntry(openEntry(ring, space, 1, bytes)),
      named: [SealError],
    },
    {
      name: 'padding',
      good: [pad(commit.slice(0, 300))],
      read: (bytes) => unpad(bytes),
      named: [SealError],
    },
    {
      name: 'sealed bytes',
      good: [seal(epoch.log, utf8('h'), randomBytes(60))],
      read: (bytes) => open(epoch.log, utf8('h'), bytes),
      named: [SealError],
    },
    {
      name: 'text of a snapshot',
      good: [body],
      read: (bytes) => {
        const state = readBody(text(bytes))
        for (const line of state.lines.values()) readEntity(line, state, kinds)
        for (const line of state.cases.values()) readKeys(line, state.epoch)
      },
      named: [SealError],
    },
    {
      name: 'invite',
      good: [utf8(inviteLines(invite).join('\n'))],
      read: (bytes) => readInvite(text(bytes)),
      named: [KitSlip, SealError],
    },
    { name: 'hello', good: [hello], read: (bytes) => openHello(invite, bytes), named: [SealError] },
    {
      name: 'kit',
      good: [utf8(kit.lines.join('\n'))],
      read: (bytes) => readKit(kit.code, text(bytes)),
      named: [KitSlip, SealError],
    },
    {
      name: 'share',
      good: [utf8(shares[0]!.join('\n'))],
      read: (bytes) => readShare(text(bytes)),
      named: [KitSlip, ShareError, SealError],
    },
    {
      name: 'receipt',
      good: [utf8(newReceipt())],
      read: (bytes) => readReceipt(text(bytes)),
      named: [SealError],
    },
    { name: 'rule pack', good: [utf8(pack)], read: (bytes) => openRulePack(text(bytes)), named: [SealError] },
    {
      name: 'notice',
      good: [founded.notice],
      read: (bytes) => openNotice(bytes, null, TODAY),
      named: [SealError],
    },
    {
      name: 'notice, under its signature',
      good: [founded.notice.slice(96)],
      read: async (bytes) => openNotice(joined(key.publicKey, await key.sign('notice', bytes)), null, TODAY),
      named: [SealError],
      rare: 4,
    },
    {
      name: 'archive.json',
      good: [archive],
      read: (bytes) => readArchive(text(bytes)),
      named: [ArchiveError],
    },
    {
      name: 'archive',
      good: [file],
      read: (bytes) => openArchive(streamOf(bytes), bytes.length, { identity: age.identity } as never),
      named: [TakeError],
      rare: 60,
    },
    {
      name: 'age file',
      good: [file],
      read: (bytes) => openFrom(age.identity, 'hybrid', bytes),
      named: [SealError],
      rare: 30,
    },
    {
      name: 'wrap of a vault',
      good: [utf8(JSON.stringify(wrap))],
      read: (bytes) => {
        let json: unknown
        try {
          json = JSON.parse(text(bytes))
        } catch {
          return
        }
        return openVault(json, 'x', async (secret, salt, cost) =>
          hash(secret, salt, utf8(JSON.stringify(cost))),
        )
      },
      named: [SealError],
    },
    {
      name: 'hand-over of a learner',
      good: [
        utf8(JSON.stringify({ format: 'hamroh-sheet', version: 1, wrap, sealed: toB64(randomBytes(80)) })),
      ],
      read: (bytes) => outer(text(bytes)),
      named: [HandRefused],
    },
    {
      name: 'CSV',
      good: [utf8('Номер;Имя\n"Т-1";"Зарина; вымышленная"\n'), strToU8('a,b\r\n1,"2\n3"\r\n')],
      read: (bytes) => readSpreadsheet(bytes),
      named: [],
      rare: 3,
    },
    { name: 'XLSX', good: [workbook], read: (bytes) => readSpreadsheet(bytes), named: [], rare: 12 },
    {
      name: 'XLSX, inside its zip',
      good: [sheets[sheet]!],
      read: (bytes) => readSpreadsheet(zipSync({ ...sheets, [sheet]: bytes }, { level: 0 })),
      named: [],
      rare: 12,
    },
    {
      name: 'base64',
      good: [utf8(toB64(randomBytes(40)))],
      read: (bytes) => fromB64(text(bytes)),
      named: [SealError],
    },
    {
      name: 'derived keys',
      good: [randomBytes(32)],
      read: (bytes) => derive(bytes, 'log', ['x']),
      named: [SealError],
    },
  ]
}

/** So long may one input take: the machine may be busy, a hang is not. */
const MOST_MS = 5_000

export async function fuzzDecoders(
  inputs: number,
  seed: number,
  tell: (done: number) => void = () => {},
): Promise<DecoderReport> {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const all = await decoders()
  const report: DecoderReport = {
    inputs: 0,
    read: {},
    refused: {},
    faults: [],
    slowest: { name: '', ms: 0 },
    grownMb: 0,
  }
  // What is good is read, or the rest shows nothing.
  for (const { name, good, read } of all)
    if (name !== 'archive' && name !== 'wrap of a vault') for (const bytes of good) await read(bytes)
  const before = process.memoryUsage.rss()
  for (let at = 0; at < inputs; at++) {
    const { name, good, read, named, rare = 1 } = all[at % all.length]!
    if (rare > 1 && below(rare) > 0) continue
    const bytes =
      below(10) === 0
        ? Uint8Array.from({ length: below(below(4) === 0 ? 5_000 : 200) }, () => below(256))
        : spoil(good[below(good.length)]!, below)
    const from = performance.now()
    try {
      await read(bytes)
      report.read[name] = (report.read[name] ?? 0) + 1
    } catch (error) {
      report.refused[name] = (report.refused[name] ?? 0) + 1
      if (!named.some((each) => error instanceof each) && report.faults.length < 20)
        report.faults.push(
          `${name}, input ${at}: ${error instanceof Error ? error.stack : error}\n${toB64(bytes).slice(0, 400)}`,
        )
    }
    const ms = performance.now() - from
    if (ms > report.slowest.ms) report.slowest = { name, ms }
    if (ms > MOST_MS) report.faults.push(`${name}, input ${at}: ${Math.round(ms)} ms`)
    report.inputs++
    if (at % 1000 === 0)
      report.grownMb = Math.max(report.grownMb, (process.memoryUsage.rss() - before) / 2 ** 20)
    if (at % 100_000 === 99_999) tell(at + 1)
  }
  return report
}
