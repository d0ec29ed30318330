/** Control entries (docs/protocol.md §4): their shapes, and how one is signed and read. What they may do is decided in control.ts. */
import * as v from 'valibot'
import { fromB64, toB64 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { B32, Day, Id, Prev, Recipient, readPayload, Seq, writePayload } from '../seal/payload.ts'
import { hashOf, openSigned, type SigningKey, unverifiedPayload } from '../seal/sign.ts'

const Name = v.pipe(v.string(), v.maxLength(80))
const B64 = v.pipe(v.string(), v.maxLength(400_000), v.regex(/^[A-Za-z0-9_-]*$/))
const Signature = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/))

export const ROLES = ['admin', 'coordinator', 'defender', 'teacher', 'intake', 'trainee'] as const
export const LANES = ['identity', 'facts', 'documents', 'strategy', 'intake', 'control', 'admin'] as const
export const SPACE_KINDS = ['team', 'intake', 'class', 'case'] as const
export type Role = (typeof ROLES)[number]
export type Lane = (typeof LANES)[number]

const Lanes = v.array(v.picklist(LANES))
/** Each known device's last accepted commit: what a rotation pins. */
const Heads = v.array(v.strictTuple([Id, Seq, B32]))
/** Of every space its author knows: the newest entry of its log. What the ended device writes behind it has no effect. */
const Pins = Heads
/** Of devices that an entry ends, their last commits that count: device, lane pseudonym, number, hash. */
const EndHeads = v.optional(v.array(v.strictTuple([Id, Id, Seq, B32])))
/** Age files with at most 64 recipients each, and the ids of all of them. */
const To = v.pipe(v.array(Id), v.minLength(1), v.maxLength(192))
const Seals = v.pipe(v.array(B64), v.minLength(1), v.maxLength(3))
/** 8 bytes. */
const KeyId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{11}$/))
const DeviceIds = v.pipe(v.array(Id), v.minLength(1), v.maxLength(64))

/** `certificate`: the person's identity key over the device's fields (context "join"), so that no admin can invent a device of somebody. */
export const Device = v.strictObject({
  id: Id,
  person: Id,
  key: B32,
  recipient: Recipient,
  certificate: Signature,
})
export const Person = v.strictObject({ id: Id, alias: Name, key: B32, role: v.picklist(ROLES) })
export type Device = v.InferOutput<typeof Device>
export type Person = v.InferOutput<typeof Person>

/** What two admins can decide together, and one while alone: these may stand in a proposal. */
const Decisions = [
  v.strictObject({ type: v.literal('role'), person: Id, role: v.picklist(ROLES), pins: Pins }),
  v.strictObject({ type: v.literal('unlock'), device: Id }),
  v.strictObject({ type: v.literal('remove'), devices: DeviceIds, pins: Pins, heads: EndHeads }),
  v.strictObject({ type: v.literal('wipe'), devices: DeviceIds, pins: Pins, heads: EndHeads }),
  v.strictObject({ type: v.literal('intake'), recipient: Recipient, signer: B32, epoch: Seq }),
  v.strictObject({ type: v.literal('publication'), key: B32 }),
  v.strictObject({
    type: v.literal('recovery'),
    recipient: Recipient,
    signer: B32,
    threshold: v.pipe(Seq, v.minValue(2), v.maxValue(32)),
    of: v.pipe(Seq, v.minValue(2), v.maxValue(32)),
  }),
  v.strictObject({ type: v.literal('rules'), flow: Name, edition: B32 }),
] as const

/** Entries of the organisation's log, then those of both, then those of a space's log. */
export const Body = v.variant('type', [
  v.strictObject({
    type: v.literal('genesis'),
    name: Name,
    person: Person,
    device: Device,
    publication: B32,
  }),
  ...Decisions,
  v.strictObject({ type: v.literal('person'), person: Person }),
  v.strictObject({ type: v.literal('device'), device: Device }),
  v.strictObject({ type: v.literal('space'), space: Id, kind: v.picklist(SPACE_KINDS) }),
  v.strictObject({ type: v.literal('admit'), space: Id, epoch: Seq, to: To, seals: Seals }),
  v.strictObject({
    type: v.literal('relays'),
    relays: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.minLength(1), v.maxLength(8)),
  }),
  v.strictObject({ type: v.literal('lock'), device: Id, pins: Pins, heads: Heads }),
  v.strictObject({ type: v.literal('heartbeat'), heads: Pins }),
  v.strictObject({ type: v.literal('propose'), body: v.variant('type', Decisions) }),
  v.strictObject({ type: v.literal('approve'), proposal: Seq, pins: Pins, heads: EndHeads }),
  v.strictObject({ type: v.literal('refuse'), proposal: Seq }),
  v.strictObject({ type: v.literal('recover'), person: Person, device: Device }),
  v.strictObject({
    type: v.literal('epoch'),
    lane: v.picklist(LANES),
    n: Seq,
    keyId: KeyId,
    to: To,
    bundle: B64,
    seals: Seals,
    heads: Heads,
  }),
  v.strictObject({ type: v.literal('keys'), lanes: Lanes, to: To, seals: Seals }),
  v.strictObject({
    type: v.literal('opening'),
    space: Id,
    kind: v.picklist(SPACE_KINDS),
    org: B32,
    lanes: Lanes,
  }),
  v.strictObject({ type: v.literal('grant'), person: Id, lanes: Lanes }),
  v.strictObject({ type: v.literal('withdraw'), person: Id, lanes: Lanes }),
  v.strictObject({
    type: v.literal('case-grant'),
    grant: Id,
    person: Id,
    lane: v.picklist(LANES),
    keys: v.pipe(v.array(KeyId), v.minLength(1), v.maxLength(1024)),
    to: To,
    seals: Seals,
  }),
  v.strictObject({ type: v.literal('case-withdraw'), grant: Id, heads: Heads }),
])
export type Body = v.InferOutput<typeof Body>
export type BodyOf<T extends Body['type']> = Extract<Body, { type: T }>
export type Decision = BodyOf<'propose'>['body']
export type Pin = [space: string, seq: number, hash: string]
export type EndHead = [device: string, lane: string, seq: number, hash: string]

export const Entry = v.strictObject({
  v: v.literal(1),
  /** The log's id: the organisation's or the space's pseudonym, fixed by its first entry. */
  log: Id,
  seq: Seq,
  prev: Prev,
  day: Day,
  /** Device that signs. */
  author: Id,
  /** Only in a space's log: the organisation's entry that the author had seen last. */
  org: v.optional(v.strictTuple([Seq, B32])),
  body: Body,
})
export type Entry = v.InferOutput<typeof Entry>

export interface SignedEntry {
  entry: Entry
  bytes: Uint8Array
  hash: string
}

/** Throws `bad-shape` when the entry would not be readable again. */
export async function signEntry(author: SigningKey, entry: Entry): Promise<SignedEntry> {
  const payload = writePayload(entry)
  readPayload(Entry, payload)
  const bytes = await author.sign('control', payload)
  return { entry, bytes, hash: toB64(hashOf(bytes)) }
}

/** Reads the author and shape without trusting them: the caller finds the author's key and then calls `verifyEntry`. */
export function readEntry(bytes: Uint8Array): SignedEntry {
  return { entry: readPayload(Entry, unverifiedPayload(bytes)), bytes, hash: toB64(hashOf(bytes)) }
}

/** Entries are immutable and named by their hash: a log that has grown by one is not verified from its beginning again. */
const verified = new Set<string>()

/** Throws `bad-signature`. */
export async function verifyEntry(entry: SignedEntry, key: string): Promise<void> {
  const known = `${entry.hash} ${key}`
  if (verified.has(known)) return
  await openSigned('control', fromB64(key, 32), entry.bytes)
  verified.add(known)
}

const certified = (device: Omit<Device, 'certificate'>) =>
  writePayload({ id: device.id, person: device.person, key: device.key, recipient: device.recipient })

export async function certifyDevice(
  identity: SigningKey,
  device: Omit<Device, 'certificate'>,
): Promise<Device> {
  const signed = await identity.sign('join', certified(device))
  return { ...device, certificate: toB64(signed.subarray(0, 64)) }
}

/** Throws `bad-signature` when the person's identity did not certify exactly this device. */
export async function verifyDevice(device: Device, personKey: string): Promise<void> {
  const payload = certified(device)
  const signed = new Uint8Array(64 + payload.length)
  signed.set(fromB64(device.certificate, 64))
  signed.set(payload, 64)
  const opened = await openSigned('join', fromB64(personKey, 32), signed)
  if (opened.length !== payload.length) throw new SealError('bad-signature')
}
