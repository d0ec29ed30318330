/**
 * A request for a new device in the place of one whose profile was copied or rolled back (docs/protocol.md §4, "Renewal"): by a person who is no admin, for an admin to
 * confirm. It says nothing that the control log will not say, and enters nothing by itself.
 *
 *   file = "HN" ‖ version 1 ‖ sealed(K(K₀, "renewal", space), "HN" ‖ 1, pad(signed("renewal", person, request)))
 */
import * as v from 'valibot'
import type { Argon2id } from '../seal/argon2.ts'
import { FLOOR_COST } from '../seal/argon2.ts'
import { concat, fromB64, hash, toB64, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import { pad, unpad } from '../seal/padding.ts'
import { B32, Day, Id, readPayload, writePayload } from '../seal/payload.ts'
import { openSigned, type SigningKey, unverifiedPayload } from '../seal/sign.ts'
import { CHECK_WORDS } from './check-words.ts'
import type { Organisation } from './control.ts'
import { Device, type Person, verifyDevice } from './entry.ts'

/** How many requests can lie at the relay at a time, and for how many days one is looked at. */
export const RENEWAL_SLOTS = 4
export const RENEWAL_DAYS = 7

const Renewal = v.strictObject({
  v: v.literal(1),
  org: B32,
  /** The device that shall be removed. */
  old: Id,
  /** The one that takes its place: of the same person, certified by them. */
  device: Device,
  day: Day,
})
export type Renewal = v.InferOutput<typeof Renewal>

const HEADER = concat(utf8('HN'), Uint8Array.of(1))

/** Names of the files at the relay: the same for all members, and nothing to anybody else. @param first the first key of the organisation's control lane */
export const renewalFiles = (first: string, space: string): string[] =>
  Array.from({ length: RENEWAL_SLOTS }, (_, slot) =>
    toB64(derive(fromB64(first, 32), 'renewal', [space, String(slot)], 16)),
  )

const keyOf = (first: string, space: string) => derive(fromB64(first, 32), 'renewal', [space])

export async function sealRenewal(
  first: string,
  space: string,
  identity: SigningKey,
  renewal: Renewal,
): Promise<Uint8Array> {
  const payload = writePayload(renewal)
  readPayload(Renewal, payload)
  return concat(HEADER, seal(keyOf(first, space), HEADER, pad(await identity.sign('renewal', payload))))
}

/**
 * A request as it stands by the organisation's log. Throws `bad-seal`, `bad-shape`, `bad-padding`, `bad-signature` for what its person has not signed, `not-allowed` for
 * another organisation, for a device that is not that person's or is removed, and for keys that somebody has already; `expired`.
 */
export async function openRenewal(
  first: string,
  space: string,
  bytes: Uint8Array,
  org: Organisation,
  today: string,
): Promise<{ renewal: Renewal; person: Person }> {
  if (bytes.length < HEADER.length || HEADER.some((byte, i) => bytes[i] !== byte))
    throw new SealError('unknown-version', 'renewal')
  const signed = unpad(open(keyOf(first, space), HEADER, bytes.subarray(HEADER.length)))
  const renewal = readPayload(Renewal, unverifiedPayload(signed))
  const old = org.devices.get(renewal.old)
  const person = org.persons.get(old?.person ?? '')
  const { device } = renewal
  if (renewal.org !== org.id || !old || old.state === 'removed' || !person || device.person !== person.id)
    throw new SealError('not-allowed', 'renewal')
  await openSigned('renewal', fromB64(person.key, 32), signed)
  await verifyDevice(device, person.key)
  for (const known of org.devices.values()) {
    const same = [known.id === device.id, known.key === device.key, known.recipient === device.recipient]
    // Entered already by an admin who did not come to an end: then all of it is the same, and it goes on.
    if (
      same.includes(true) &&
      (same.includes(false) || known.person !== person.id || known.state !== 'active')
    )
      throw new SealError('not-allowed', 'a device that there is')
  }
  const age = (Date.parse(today) - Date.parse(renewal.day)) / 86_400_000
  if (age > RENEWAL_DAYS || age < -1) throw new SealError('expired', 'renewal')
  return { renewal, person }
}

/** Six words over the whole request, to be read aloud: whoever has the copied profile can ask too, and then the words differ. Slow, as those of an invite are. */
export async function renewalWords(renewal: Renewal, argon2id: Argon2id): Promise<string[]> {
  const salt = hash(fromB64(renewal.org, 32), fromB64(renewal.old, 16)).subarray(0, 16)
  const bits = await argon2id(writePayload(renewal), salt, FLOOR_COST)
  return [...bits.subarray(0, 6)].map((byte) => CHECK_WORDS[byte]!)
}
