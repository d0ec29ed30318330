/**
 * Invites (docs/protocol.md §4, "Joining"): the code that travels from screen to screen, the two sealed messages at the relay, and the words that two people
 * compare by voice. Nothing here trusts the relay: what a new device learns it verifies up from the genesis hash in the code.
 */
import * as v from 'valibot'
import { openFrom, sealTo } from '../seal/age.ts'
import { type Argon2id, FLOOR_COST } from '../seal/argon2.ts'
import {
  concat,
  fromB64,
  fromUtf8,
  hash,
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
import { B32, Id, readPayload, writePayload } from '../seal/payload.ts'
import { bytesOf, linesOf, plain } from '../seal/typed-lines.ts'
import { CHECK_WORDS } from './check-words.ts'
import { Device, verifyDevice } from './entry.ts'
import type { Head } from './lane-keys.ts'

export interface Invite {
  org: string
  /** 16 bytes, used once. */
  secret: Uint8Array
  /** The organisation's log goes at least so far: number, and the first 16 bytes of the hash. */
  head: { seq: number; prefix: Uint8Array }
  relay: string
  /** For a second device: whose it will be. Only this person's first device can add it to a code. */
  own: { person: string; seed: string } | null
}

const CODE_VERSION = 1
const [NEW_PERSON, OWN_DEVICE] = [1, 2]

export const newInvite = (org: string, head: Head, relay: string): Invite => ({
  org,
  secret: randomBytes(16),
  head: { seq: head.seq, prefix: fromB64(head.hash, 32).subarray(0, 16) },
  relay,
  own: null,
})

/** The code as lines to show, print or type; joined by spaces it is the text of a QR (capital letters and digits only). */
export function inviteLines({ org, secret, head, relay, own }: Invite): string[] {
  return linesOf(
    concat(
      Uint8Array.of(CODE_VERSION, own ? OWN_DEVICE! : NEW_PERSON!),
      fromB64(org, 32),
      secret,
      u32(head.seq),
      head.prefix,
      ...(own ? [fromB64(own.person, 16), fromB64(own.seed, 32)] : []),
      utf8(relay),
    ),
  )
}

/** Throws `KitSlip` with the mistyped line, `unknown-version`, `bad-bytes`. */
export function readInvite(typed: string): Invite {
  // A QR gives all lines in one.
  const bytes = bytesOf(typed.includes('\n') ? typed : (plain(typed).match(/.{1,40}/g) ?? []).join('\n'))
  let at = 0
  const take = (length: number) => {
    at += length
    if (at > bytes.length) throw new SealError('bad-bytes', 'invite')
    return bytes.slice(at - length, at)
  }
  const [version, kind] = take(2)
  if (version !== CODE_VERSION || (kind !== NEW_PERSON && kind !== OWN_DEVICE))
    throw new SealError('unknown-version', 'invite')
  const org = toB64(take(32))
  const secret = take(16)
  const head = { seq: readU32(take(4)), prefix: take(16) }
  const own = kind === OWN_DEVICE ? { person: toB64(take(16)), seed: toB64(take(32)) } : null
  const relay = fromUtf8(bytes.subarray(at))
  if (!/^https?:\/\/[^\s?#@]{1,200}$/.test(relay)) throw new SealError('bad-bytes', 'relay')
  return { org, secret, head, relay, own }
}

/** Where the two messages lie at the relay. */
export const mailboxOf = ({
  org,
  secret,
}: Pick<Invite, 'org' | 'secret'>): { id: string; token: string } => ({
  id: toB64(derive(secret, 'join', [org, 'id'], 16)),
  token: toB64(derive(secret, 'join', [org, 'token'])),
})

export const Hello = v.strictObject({
  v: v.literal(1),
  person: v.strictObject({ id: Id, alias: v.pipe(v.string(), v.maxLength(80)), key: B32 }),
  device: Device,
})
export type Hello = v.InferOutput<typeof Hello>

const Welcome = v.strictObject({
  v: v.literal(1),
  /** The organisation's space at the relay. */
  space: Id,
  /** Keys of its control lane, epochs 0 … n. */
  control: v.pipe(v.array(B32), v.minLength(1)),
})
export type Welcome = v.InferOutput<typeof Welcome>

const headerOf = (slot: 'hello' | 'welcome') => concat(utf8('HJ'), Uint8Array.of(1, slot === 'hello' ? 1 : 2))
const keyOf = ({ org, secret }: Pick<Invite, 'org' | 'secret'>, slot: 'hello' | 'welcome') =>
  derive(secret, 'join', [org, slot])

export const sealHello = (invite: Invite, hello: Hello): Uint8Array =>
  seal(keyOf(invite, 'hello'), headerOf('hello'), pad(writePayload(hello)))

/** Throws `bad-seal` for a hello that was made without the code, `bad-shape`, `bad-signature` when the person did not certify the device. */
export async function openHello(invite: Pick<Invite, 'org' | 'secret'>, bytes: Uint8Array): Promise<Hello> {
  const hello = readPayload(Hello, unpad(open(keyOf(invite, 'hello'), headerOf('hello'), bytes)))
  if (hello.device.person !== hello.person.id) throw new SealError('bad-shape', 'person')
  await verifyDevice(hello.device, hello.person.key)
  return hello
}

/** To the new device alone: whoever has only copied the code does not open it. */
export async function sealWelcome(
  invite: Pick<Invite, 'org' | 'secret'>,
  recipient: string,
  welcome: Welcome,
): Promise<Uint8Array> {
  return seal(
    keyOf(invite, 'welcome'),
    headerOf('welcome'),
    await sealTo([recipient], pad(writePayload(welcome))),
  )
}

/** Throws `bad-seal`, `mixed-recipients`, `bad-shape`. */
export async function openWelcome(invite: Invite, identity: string, bytes: Uint8Array): Promise<Welcome> {
  const file = open(keyOf(invite, 'welcome'), headerOf('welcome'), bytes)
  return readPayload(Welcome, unpad(await openFrom(identity, 'hybrid', file)))
}

/**
 * Six words over the organisation, the invite and the new keys, to be read aloud. Slow on purpose (Argon2id): whoever has copied the code must not be able to search
 * for other keys with the same words while the invite lives.
 */
export async function checkWords(
  { org, secret }: Pick<Invite, 'org' | 'secret'>,
  hello: Hello,
  argon2id: Argon2id,
): Promise<string[]> {
  const salt = hash(fromB64(org, 32), secret).subarray(0, 16)
  const bits = await argon2id(writePayload(hello), salt, FLOOR_COST)
  return [...bits.subarray(0, 6)].map((byte) => CHECK_WORDS[byte]!)
}

/** Whether the log that a relay shows goes through the head that the code names. */
export const passesHead = ({ head }: Invite, history: readonly { head: Head }[]): boolean => {
  const there = history[head.seq]
  return there !== undefined && sameBytes(fromB64(there.head.hash, 32).subarray(0, 16), head.prefix)
}
