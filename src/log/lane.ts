/** Keys of a lane's epoch (docs/protocol.md §2, §5): what is derived from Kₙ, and the bundle that hands on all earlier ones. */
import { concat, fromB64, randomBytes, sameBytes, toB64, u32, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'

export interface LaneName {
  space: string
  lane: string
}

export interface Epoch extends LaneName {
  n: number
  key: Uint8Array
  /** 8 bytes that the header carries in the clear. */
  keyId: Uint8Array
  log: Uint8Array
}

/** Everything a lane's epoch key gives. XChaCha20-Poly1305 does not commit to its key, so the key-id does. */
export function epochOf(name: LaneName, n: number, key: Uint8Array): Epoch {
  const ids = [name.space, name.lane]
  return { ...name, n, key, keyId: derive(key, 'key-id', ids, 8), log: derive(key, 'log', ids) }
}

export const newEpoch = (name: LaneName, n: number): Epoch => epochOf(name, n, randomBytes(32))

const bundleHeader = (name: LaneName, n: number) =>
  concat(utf8(`hamroh v1 bundle\0${name.space}\0${name.lane}\0`), u32(n))

/** All earlier epoch keys under the newest: whoever gets Kₙ reads the whole history. */
export function sealBundle(newest: Epoch, earlier: Epoch[]): string {
  const keys = [...earlier].sort((a, b) => a.n - b.n)
  if (keys.length !== newest.n || keys.some((epoch, i) => epoch.n !== i))
    throw new SealError('broken-chain', 'epochs 0 … n−1 are needed')
  return toB64(
    seal(
      derive(newest.key, 'bundle', [newest.space, newest.lane]),
      bundleHeader(newest, newest.n),
      concat(...keys.map((epoch) => epoch.key)),
    ),
  )
}

/** Throws `bad-seal` for a bundle of another lane or epoch. */
export function openBundle(newest: Epoch, bundle: string): Epoch[] {
  const keys = open(
    derive(newest.key, 'bundle', [newest.space, newest.lane]),
    bundleHeader(newest, newest.n),
    fromB64(bundle),
  )
  if (keys.length !== newest.n * 32) throw new SealError('bad-bytes', 'bundle length')
  return Array.from({ length: newest.n }, (_, n) => epochOf(newest, n, keys.slice(n * 32, n * 32 + 32)))
}

/** A lane's epochs that this device holds, and the case keys found in the lane. */
export interface Keyring {
  epochs: Map<number, Epoch>
  /** case id → its keys, newest last; each with the newest epoch in which it was announced. */
  cases: Map<string, { epoch: number; key: Uint8Array }[]>
  /** Cases that have guests, who cannot make a slot: their keys are tried. */
  guests: Set<string>
  /** On a guest's device: the lane's name at the relay, and the public key-ids of its epochs. */
  outside: (LaneName & { pseudonym: Uint8Array; keyIds: ReadonlyMap<number, Uint8Array> }) | null
}

export const emptyKeyring = (): Keyring => ({
  epochs: new Map(),
  cases: new Map(),
  guests: new Set(),
  outside: null,
})

/** The newest epoch, which alone may be written with. Throws `unknown-key` when the device holds none. */
export function currentEpoch(ring: Keyring): Epoch {
  const newest = Math.max(...ring.epochs.keys())
  const epoch = ring.epochs.get(newest)
  if (!epoch) throw new SealError('unknown-key', 'no epoch of this lane')
  return epoch
}

/** Throws `unknown-key` for an epoch that is not held or a key-id that does not belong to it. */
export function epochFor(ring: Keyring, n: number, keyId: Uint8Array): Epoch {
  const epoch = ring.epochs.get(n)
  if (!epoch || !sameBytes(epoch.keyId, keyId)) throw new SealError('unknown-key', `epoch ${n}`)
  return epoch
}

/** An epoch as a writer names it. A guest has no `log` key. */
export interface Place extends LaneName {
  n: number
  keyId: Uint8Array
  log: Uint8Array | null
}

/** Epoch n, or the newest one. Throws `unknown-key`. */
export function placeOf(ring: Keyring, n?: number, keyId?: Uint8Array): Place {
  const { outside } = ring
  const at = n ?? Math.max(...(outside?.keyIds ?? ring.epochs).keys())
  const epoch = ring.epochs.get(at)
  const announced = outside?.keyIds.get(at) ?? epoch?.keyId
  if (!announced || (keyId && !sameBytes(announced, keyId))) throw new SealError('unknown-key', `epoch ${at}`)
  return epoch ?? { space: outside!.space, lane: outside!.lane, n: at, keyId: announced, log: null }
}

/** @returns whether it was news */
export function addCaseKey(ring: Keyring, caseId: string, epoch: number, key: Uint8Array): boolean {
  const known = ring.cases.get(caseId) ?? []
  const at = known.findIndex((each) => sameBytes(each.key, key))
  // A commit that never left is sealed again under a later epoch, and its key with it: the newest announcement counts, whoever saw which one first.
  if (at < 0) ring.cases.set(caseId, [...known, { epoch, key }])
  else if (known[at]!.epoch < epoch) ring.cases.set(caseId, known.with(at, { epoch, key }))
  else return false
  return true
}
