/** What the printed kit holds, as bytes (docs/protocol.md §3): few, because somebody may have to type them. */

import { concat, fromB64, fromUtf8, toB64, u32, utf8 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { type Kit, openKit, sealKit } from '../seal/kit.ts'
import type { Secrets, SpaceKind } from './founding.ts'

const KINDS: SpaceKind[] = ['org', 'team', 'intake', 'class', 'case']
const LANES = ['control', 'identity', 'facts', 'documents', 'strategy', 'intake', 'admin']

/** Stands for a secret that this person does not hold. */
const NONE = toB64(new Uint8Array(32))

/** Everything but the device's own age identity, because a restored person gets a new device. */
export type KitSecrets = Omit<Secrets, 'device'> & { device: { id: string; seed: string } }

export const makeKit = (secrets: KitSecrets): Kit => sealKit(pack(secrets))
/** Throws what `openKit` throws, and `bad-shape`. */
export const readKit = (code: string, block: string): KitSecrets => unpack(openKit(code, block))

function pack(secrets: KitSecrets): Uint8Array {
  const spaces = secrets.spaces.map(({ id, kind, admin, member, lanes }) =>
    concat(
      Uint8Array.of(KINDS.indexOf(kind)),
      ...[id, admin || NONE, member].map((text) => fromB64(text)),
      Uint8Array.of(Object.keys(lanes).length),
      ...Object.entries(lanes).map(([lane, keys]) =>
        concat(Uint8Array.of(LANES.indexOf(lane)), u32(keys.length), ...keys.map((key) => fromB64(key, 32))),
      ),
    ),
  )
  const { org, person, device, publication } = secrets
  return concat(
    ...[org, person.id, person.seed, device.id, device.seed, publication || NONE].map((text) =>
      fromB64(text),
    ),
    Uint8Array.of(spaces.length),
    ...spaces,
    utf8(secrets.relays.join('\n')),
  )
}

function unpack(bytes: Uint8Array): KitSecrets {
  let at = 0
  const take = (length: number) => {
    if (at + length > bytes.length) throw new SealError('bad-shape', 'kit')
    at += length
    return bytes.subarray(at - length, at)
  }
  const text = (length: number) => {
    const read = toB64(take(length))
    return read === NONE ? '' : read
  }
  const count = () => take(1)[0]!
  const long = () => take(4).reduce((sum, byte) => sum * 256 + byte, 0)
  const org = text(32)
  const person = { id: text(16), seed: text(32) }
  const device = { id: text(16), seed: text(32) }
  const publication = text(32)
  const spaces = Array.from({ length: count() }, () => ({
    kind: KINDS[count()]!,
    id: text(16),
    admin: text(32),
    member: text(32),
    lanes: Object.fromEntries(
      Array.from({ length: count() }, () => [
        LANES[count()]!,
        Array.from({ length: long() }, () => text(32)),
      ]),
    ),
  }))
  const relays = fromUtf8(bytes.subarray(at)).split('\n')
  return { v: 1, org, person, device, publication, relays, spaces }
}
