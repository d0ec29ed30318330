/**
 * A snapshot that members of a lane hand to each other (docs/protocol.md §7): the folded state, signed by a device, sealed to the lane.
 *
 *   header   = "HS" ‖ version ‖ suite ‖ lane pseudonym 16 ‖ epoch u32 ‖ key-id 8
 *   file     = header ‖ sealed(snapshot key, header, pad(length u32 ‖ signed("snapshot", device, manifest) ‖ body))
 *   manifest = { v, org, space, lane, epoch, device, hash, bytes, position, life }
 *   body     = UTF-8, see snapshot-body.ts; hash = H(body), bytes its length
 */
import * as v from 'valibot'
import { concat, fromB64, fromUtf8, hash, readU32, sameBytes, toB64, u32, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import { pad, unpad } from '../seal/padding.ts'
import { B32, Id, readPayload, Seq, writePayload } from '../seal/payload.ts'
import { openSigned, type SigningKey, unverifiedPayload } from '../seal/sign.ts'
import { createClock, isFarFuture } from './clock.ts'
import type { Organisation } from './control.ts'
import { type Epoch, epochFor, type Keyring } from './lane.ts'
import type { Kinds } from './merge.ts'
import { Replica, type ReplicaOptions } from './replica.ts'
import { type Body, type Head, readBody, readEntity, readKeys } from './snapshot-body.ts'

const HEADER = 32
/** Twenty thousand cases take about a quarter of it. */
export const MOST_SNAPSHOT = 64 * 1024 * 1024

const Manifest = v.strictObject({
  v: v.literal(1),
  org: B32,
  space: Id,
  lane: v.pipe(v.string(), v.maxLength(20)),
  epoch: Seq,
  device: Id,
  hash: B32,
  bytes: Seq,
  /** Where the author had read to at the relay, and the relay's life then: where a reader goes on. */
  position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 48 - 1)),
  life: v.pipe(v.string(), v.maxLength(64)),
})
export type Manifest = v.InferOutput<typeof Manifest>

export interface Opened {
  manifest: Manifest
  /** Person of the device that signed. */
  person: string
  body: Body
}

const headerOf = (pseudonym: Uint8Array, epoch: Epoch) =>
  concat(utf8('HS'), Uint8Array.of(1, 1), pseudonym, u32(epoch.n), epoch.keyId)
const keyOf = ({ key, space, lane }: Epoch) => derive(key, 'snapshot', [space, lane])

/** The state's hash: what a second person computes and signs. */
export const stateHash = (body: string): string => toB64(hash(utf8(body)))

/** The name of the file in which a lane's snapshot of a time slot lies at the relay; it says nothing to whoever does not hold the lane. */
export const snapshotFile = (first: Epoch, slot: number, attempt: number): string =>
  toB64(derive(first.key, 'snapshot', [first.space, first.lane, 'file', `${slot}`, `${attempt}`], 16))

/** @param body `replica.body()` of a replica that is not stale, whose commits are all at the relay up to `position` */
export async function sealSnapshot(
  author: { device: string; key: SigningKey },
  org: string,
  pseudonym: Uint8Array,
  epoch: Epoch,
  body: string,
  at: { position: number; life: string },
): Promise<Uint8Array> {
  const bytes = utf8(body)
  const { space, lane, n } = epoch
  const manifest: Manifest = {
    ...{ v: 1, org, space, lane, epoch: n, device: author.device },
    ...{ hash: toB64(hash(bytes)), bytes: bytes.length, position: at.position, life: at.life },
  }
  const signed = await author.key.sign('snapshot', writePayload(manifest))
  const header = headerOf(pseudonym, epoch)
  const file = concat(header, seal(keyOf(epoch), header, pad(concat(u32(signed.length), signed, bytes))))
  if (file.length > MOST_SNAPSHOT) throw new SealError('too-large', 'snapshot')
  return file
}

/**
 * Opens a snapshot by a device of the reader's organisation, and reads every line of it before anything is used. Throws `too-large`, `bad-bytes`,
 * `unknown-version`, `wrong-place` (another lane or organisation), `unknown-key` (an epoch or a device nobody knows), `bad-seal`, `bad-padding`,
 * `bad-signature`, `bad-shape`, `not-allowed` (a removed device), `broken-chain` (it does not fit what this device has), `expired` (another edition, or roles
 * have changed since: it must be made again).
 */
export async function openSnapshot(
  ring: Keyring,
  pseudonym: Uint8Array,
  file: Uint8Array,
  reader: {
    org: Organisation
    kinds: Kinds
    edition: string
    now: number
    heads?: ReadonlyMap<string, Head>
  },
): Promise<Opened> {
  if (file.length > MOST_SNAPSHOT) throw new SealError('too-large', 'snapshot')
  if (file.length < HEADER || file[0] !== 0x48 || file[1] !== 0x53)
    throw new SealError('bad-bytes', 'no snapshot')
  if (file[2] !== 1 || file[3] !== 1) throw new SealError('unknown-version', 'snapshot')
  if (!sameBytes(file.subarray(4, 20), pseudonym)) throw new SealError('wrong-place', 'another lane')
  const epoch = epochFor(ring, readU32(file, 20), file.subarray(24, 32))
  const plain = unpad(open(keyOf(epoch), file.subarray(0, HEADER), file.subarray(HEADER)))
  const length = readU32(plain)
  if (length > 4096 || 4 + length > plain.length) throw new SealError('bad-bytes', 'manifest')
  const signed = plain.subarray(4, 4 + length)
  const bytes = plain.subarray(4 + length)
  const device = reader.org.devices.get(readPayload(Manifest, unverifiedPayload(signed)).device)
  if (!device) throw new SealError('unknown-key', 'a device nobody knows')
  const manifest = readPayload(Manifest, await openSigned('snapshot', fromB64(device.key, 32), signed))
  if (device.state !== 'active') throw new SealError('not-allowed', device.state)
  const { space, lane } = epoch
  if (
    manifest.org !== reader.org.id ||
    manifest.space !== space ||
    manifest.lane !== lane ||
    manifest.epoch !== epoch.n
  )
    throw new SealError('wrong-place', 'another lane')
  if (manifest.bytes !== bytes.length || manifest.hash !== toB64(hash(bytes)))
    throw new SealError('bad-signature', 'another state')
  const body = readBody(fromUtf8(bytes))
  checkBody(body, epoch, reader)
  return { manifest, person: device.person, body }
}

function checkBody(
  body: Body,
  epoch: Epoch,
  { org, kinds, edition, now, heads }: Parameters<typeof openSnapshot>[3],
): void {
  if (body.space !== epoch.space || body.lane !== epoch.lane || body.epoch !== epoch.n)
    throw new SealError('wrong-place', 'another lane')
  if (body.edition !== edition) throw new SealError('expired', 'another edition')
  if (isFarFuture(body.clock, now)) throw new SealError('broken-chain', 'far future')
  for (const [device, head] of body.heads) {
    if (!org.devices.has(device)) throw new SealError('unknown-key', 'a device nobody knows')
    const mine = heads?.get(device)
    if (mine && (mine.seq > head.seq || (mine.seq === head.seq && mine.hash !== head.hash)))
      throw new SealError('broken-chain', 'heads')
  }
  for (const device of heads?.keys() ?? [])
    if (!body.heads.has(device)) throw new SealError('broken-chain', 'heads')
  for (const device of [...body.undone.keys(), ...body.admins.keys()])
    if (!org.devices.has(device)) throw new SealError('unknown-key', 'a device nobody knows')
  for (const [device, counted] of body.admins) {
    const person = org.devices.get(device)!.person
    if ((org.persons.get(person)?.role === 'admin') !== counted)
      throw new SealError('expired', 'roles have changed')
  }
  for (const line of body.lines.values()) readEntity(line, body, kinds)
  for (const line of body.cases.values()) readKeys(line, body.epoch)
}

/** What comes of computing a snapshot again: `different` is a lie or a fault of its author; `unlike`: this device has not the same commits. */
export type Comparison = 'same' | 'different' | 'unlike'

/**
 * Folds the log up to the heads of a snapshot and compares.
 * @param log all commits of the lane that this device has, in any order
 * @param options `base` gives the snapshot below which this device has pruned its log, read anew each time
 */
export async function compareWithLog(
  opened: Opened,
  log: readonly Uint8Array[],
  ring: Keyring,
  options: Omit<ReplicaOptions, 'from' | 'upTo' | 'undone' | 'clock'> & {
    base?: () => Body
  },
): Promise<Comparison> {
  const { body, manifest } = opened
  const fold = async (undone: ReadonlyMap<string, number>) => {
    const { base, ...rest } = options
    const replica = new Replica({
      ...rest,
      ...{ clock: createClock(options.now), upTo: body.heads, undone },
      ...(base && { from: base() }),
    })
    for (const epoch of ring.epochs.values()) replica.addEpoch(epoch)
    await replica.receive([...log])
    return replica
  }
  let again = await fold(body.undone)
  for (const [device, head] of body.heads) {
    const own = again.heads.get(device)
    if (own?.seq !== head.seq) return 'unlike'
    if (own.hash !== head.hash) return 'different'
  }
  if (again.stale) again = await fold(again.undoing())
  const admins = again.standing().admins
  if ([...body.admins].some(([device, counted]) => admins.has(device) && admins.get(device) !== counted))
    return 'unlike'
  return stateHash(again.body(manifest.epoch)) === manifest.hash ? 'same' : 'different'
}
