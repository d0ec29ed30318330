/**
 * Commits (docs/protocol.md §6): operations of one device in one lane about at most one case.
 *
 *   header 32 = "HD" ‖ version ‖ suite ‖ lane pseudonym 16 ‖ epoch u32 ‖ key-id 8
 *   slot   56 = sealed(lane log key, header ‖ "slot", case id 16 or zeros)
 *   body      = sealed(content key, header ‖ slot, pad(signature 64 ‖ plain))
 *   plain     = device 16 ‖ seq u32 ‖ prev 32 ‖ ms u48 ‖ counter u16 ‖ control head 32 ‖ heads digest 32 ‖ JSON
 */
import * as v from 'valibot'
import {
  concat,
  fromB64,
  fromUtf8,
  randomBytes,
  readU32,
  sameBytes,
  toB64,
  u32,
  utf8,
} from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import { pad, unpad } from '../seal/padding.ts'
import { hashOf, openSigned, type SigningKey, unverifiedPayload } from '../seal/sign.ts'
import type { Stamp } from './clock.ts'
import { type Epoch, type Keyring, type LaneName, type Place, placeOf } from './lane.ts'

const HEADER = 32
const SLOT = 24 + 16 + 16
const PLAIN = 16 + 4 + 32 + 8 + 32 + 32
const NO_CASE = new Uint8Array(16)
export const MOST_OPERATIONS = 256
export const MOST_BYTES = 64 * 1024
/** Lists in lists, the commit's own two among them. */
const MOST_DEPTH = 32
/** The largest commit a relay needs to take: body, padding and frame. */
export const MOST_COMMIT = HEADER + SLOT + 40 + 64 + PLAIN + Math.ceil((MOST_BYTES + PLAIN + 68) * 1.13)

const Json: v.GenericSchema<unknown> = v.unknown()
const Operation = v.pipe(
  v.union([
    v.strictTuple([v.string(), v.string(), Json]),
    v.strictTuple([v.string(), v.string(), Json, v.string()]),
  ]),
  v.check(
    // A tuple of unknowns lets the value be missing; JSON has no such thing, and a reader would see it shifted.
    ([entity, field, value]) =>
      value !== undefined &&
      /^[a-z][A-Za-z0-9_-]{22}$/.test(entity) &&
      /^[a-z][a-zA-Z0-9.-]{0,47}$/.test(field),
  ),
)
const Operations = v.pipe(v.array(Operation), v.minLength(1), v.maxLength(MOST_OPERATIONS))

/** [entity, field, value] or [entity, field, value, base]. `base` is the stamp (see `originText`) that a text's author saw. */
export type Operation = [entity: string, field: string, value: unknown, base?: string]

export interface Commit {
  device: string
  seq: number
  /** Hash of this device's commit before, as base64url; empty for its first. */
  prev: string
  at: Stamp
  controlHead: string
  headsDigest: string
  /** Case id, or empty. */
  about: string
  epoch: number
  operations: Operation[]
  /** The case-lane key that opened it; null without a case. */
  caseKey: Uint8Array | null
  /** What the next commit of this device names as `prev`. */
  hash: string
  /** signature ‖ plain, for `verifyCommit`. */
  signed: Uint8Array
}

export type CommitFields = Omit<Commit, 'hash' | 'signed' | 'epoch' | 'caseKey'>

const ZEROS_32 = toB64(new Uint8Array(32))

function plainOf(fields: CommitFields): Uint8Array {
  const json = utf8(JSON.stringify(fields.operations))
  if (json.length > MOST_BYTES) throw new SealError('too-large', 'commit')
  if (isDeep(json) || !v.is(Operations, fields.operations)) throw new SealError('bad-shape', 'operations')
  const clock = new Uint8Array(8)
  const view = new DataView(clock.buffer)
  view.setUint16(0, Math.floor(fields.at.ms / 2 ** 32))
  view.setUint32(2, fields.at.ms % 2 ** 32)
  view.setUint16(6, fields.at.counter)
  return concat(
    fromB64(fields.device, 16),
    u32(fields.seq),
    fromB64(fields.prev || ZEROS_32, 32),
    clock,
    fromB64(fields.controlHead, 32),
    fromB64(fields.headsDigest, 32),
    json,
  )
}

/** Deep lists parse, and then overflow the stack of whoever writes them again: a snapshot, an export. */
function isDeep(json: Uint8Array): boolean {
  let depth = 0
  let text = false
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (text) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) text = false
    } else if (byte === 0x22) text = true
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MOST_DEPTH) return true
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return false
}

function readPlain(signed: Uint8Array, about: string, epoch: number, caseKey: Uint8Array | null): Commit {
  const plain = unverifiedPayload(signed)
  if (plain.length < PLAIN) throw new SealError('bad-bytes', 'commit too short')
  if (plain.length - PLAIN > MOST_BYTES) throw new SealError('too-large', 'commit')
  const at = (from: number, length: number) => plain.subarray(from, from + length)
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength)
  const prev = toB64(at(20, 32))
  const json = plain.subarray(PLAIN)
  if (isDeep(json)) throw new SealError('bad-shape', 'operations')
  let operations: unknown
  try {
    operations = JSON.parse(fromUtf8(json))
  } catch {
    throw new SealError('bad-shape', 'operations')
  }
  if (!v.is(Operations, operations)) throw new SealError('bad-shape', 'operations')
  return {
    device: toB64(at(0, 16)),
    seq: readU32(plain, 16),
    prev: prev === ZEROS_32 ? '' : prev,
    at: { ms: view.getUint16(52) * 2 ** 32 + view.getUint32(54), counter: view.getUint16(58) },
    controlHead: toB64(at(60, 32)),
    headsDigest: toB64(at(92, 32)),
    about,
    epoch,
    operations: operations as Operation[],
    caseKey,
    hash: toB64(hashOf(signed)),
    signed,
  }
}

/** The public name of a lane at the relay: 16 bytes that say nothing and stay the same through all epochs. */
export const lanePseudonym = (firstEpoch: Epoch): Uint8Array =>
  derive(firstEpoch.key, 'log', [firstEpoch.space, firstEpoch.lane, 'pseudonym'], 16)

/** The same for whoever reads the lane, a guest included. Throws `unknown-key`. */
export function pseudonymOf(ring: Keyring): Uint8Array {
  const first = ring.epochs.get(0)
  if (!first && !ring.outside) throw new SealError('unknown-key', 'no epoch of this lane')
  return first ? lanePseudonym(first) : ring.outside!.pseudonym
}

export interface Header {
  pseudonym: Uint8Array
  epoch: number
  keyId: Uint8Array
}

const writeHeader = (pseudonym: Uint8Array, epoch: Place) =>
  concat(utf8('HD'), Uint8Array.of(1, 1), pseudonym, u32(epoch.n), epoch.keyId)

/** Throws `unknown-version`, `bad-bytes`. Reads nothing secret: the relay may use it for its shape check. */
export function readHeader(commit: Uint8Array): Header {
  if (commit.length < HEADER + SLOT) throw new SealError('bad-bytes', 'commit too short')
  if (commit.length > MOST_COMMIT) throw new SealError('too-large', 'commit')
  if (commit[0] !== 0x48 || commit[1] !== 0x44) throw new SealError('bad-bytes', 'not a commit')
  if (commit[2] !== 1 || commit[3] !== 1)
    throw new SealError('unknown-version', `commit ${commit[2]}.${commit[3]}`)
  return { pseudonym: commit.subarray(4, 20), epoch: readU32(commit, 20), keyId: commit.subarray(24, 32) }
}

/** @param caseKey the case-lane key of the present epoch when `fields.about` names a case. */
export async function sealCommit(
  author: SigningKey,
  pseudonym: Uint8Array,
  epoch: Place,
  fields: CommitFields,
  caseKey: Uint8Array | null,
): Promise<{ bytes: Uint8Array; hash: string }> {
  const signed = await author.sign('commit', plainOf(fields))
  return { bytes: sealSigned(pseudonym, epoch, signed, fields.about, caseKey), hash: toB64(hashOf(signed)) }
}

/**
 * Seals a signed commit, also one that was sealed under an earlier epoch and never sent: the signature does not name the epoch, so the device's chain stays.
 * @param signed signature ‖ plain
 */
export function sealSigned(
  pseudonym: Uint8Array,
  epoch: Place,
  signed: Uint8Array,
  about: string,
  caseKey: Uint8Array | null,
): Uint8Array {
  if ((about !== '') !== (caseKey !== null))
    throw new SealError('unknown-key', 'a case needs its key, and only a case does')
  const header = writeHeader(pseudonym, epoch)
  if (!epoch.log && !about) throw new SealError('unknown-key', 'a guest writes about a case')
  const slot = epoch.log
    ? seal(epoch.log, concat(header, utf8('slot')), about ? fromB64(about, 16) : NO_CASE)
    : randomBytes(SLOT)
  const body = seal(contentKey(epoch, caseKey), concat(header, slot), pad(signed))
  return concat(header, slot, body)
}

const contentKey = (name: LaneName & { log: Uint8Array | null }, caseKey: Uint8Array | null): Uint8Array =>
  caseKey ? derive(caseKey, 'log', [name.space, name.lane]) : name.log!

/** What the slot says: a case id, '' for none; null where a guest wrote it, or for junk. */
function aboutOf({ log }: Place, header: Uint8Array, slot: Uint8Array): string | null {
  if (!log) return null
  try {
    const caseId = open(log, concat(header, utf8('slot')), slot)
    return sameBytes(caseId, NO_CASE) ? '' : toB64(caseId)
  } catch (error) {
    if (!(error instanceof SealError) || error.code !== 'bad-seal') throw error
    return null
  }
}

/**
 * Opens a commit with a lane's keyring; does not check the signature (see `verifyCommit`), so that long chains are checked by
 * their hash links. Throws `unknown-key` when the case is not one this device holds, `bad-seal`, `bad-padding`, `bad-shape`.
 */
export function openCommit(ring: Keyring, pseudonym: Uint8Array, bytes: Uint8Array): Commit {
  const { pseudonym: named, epoch: n, keyId } = readHeader(bytes)
  if (!sameBytes(named, pseudonym)) throw new SealError('wrong-place', 'another lane')
  const epoch = placeOf(ring, n, keyId)
  const header = bytes.subarray(0, HEADER)
  const slot = bytes.subarray(HEADER, HEADER + SLOT)
  const said = aboutOf(epoch, header, slot)
  const ad = concat(header, slot)
  const body = bytes.subarray(HEADER + SLOT)
  if (said === '') return readPlain(unpad(open(epoch.log!, ad, body)), '', n, null)
  for (const about of said === null ? ring.guests : [said])
    for (const { epoch: made, key } of ring.cases.get(about) ?? []) {
      // A key of an earlier epoch may be known to someone who was removed since: it opens nothing written later.
      if (made < n) continue
      try {
        return readPlain(unpad(open(contentKey(epoch, key), ad, body)), about, n, key)
      } catch (error) {
        // Two writers may have made a key in the same epoch: try the other before giving up.
        if (!(error instanceof SealError) || error.code !== 'bad-seal') throw error
      }
    }
  throw new SealError('unknown-key', 'a case this device cannot read')
}

/** Throws `bad-signature`. */
export async function verifyCommit(commit: Commit, deviceKey: Uint8Array): Promise<void> {
  await openSigned('commit', deviceKey, commit.signed)
}
