/**
 * The notice (protocol §8): who reads requests, where they may be left, which rule editions are signed. Verified here without the log,
 * because the family app has none. File = publication key (32) ‖ signed payload.
 */
import * as v from 'valibot'
import { concat, fromB64, hash, sameBytes, toB64 } from './bytes.ts'
import { SealError } from './errors.ts'
import { B32, Day, Id, Recipient, readPayload, writePayload } from './payload.ts'
import { openSigned, type SigningKey } from './sign.ts'

const MOST = 16 * 1024
const MOST_DAYS = 60

export const Notice = v.strictObject({
  v: v.literal(1),
  org: B32,
  /** The intake space at the relay, where boxes lie. */
  desk: Id,
  intake: v.strictObject({
    recipient: Recipient,
    /** Keys that sign replies: the present one first, then earlier ones whose answers still wait in boxes. */
    signers: v.pipe(v.array(B32), v.minLength(1), v.maxLength(16)),
  }),
  relays: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(200), v.regex(/^https?:\/\/[^\s?#@]+$/))),
    v.minLength(1),
    v.maxLength(8),
  ),
  rules: v.pipe(
    v.array(v.strictObject({ flow: v.pipe(v.string(), v.maxLength(40)), edition: B32, day: Day })),
    v.maxLength(64),
  ),
  day: Day,
  expires: Day,
})
export type Notice = v.InferOutput<typeof Notice>

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** Throws `bad-shape` when the notice would not be readable again. */
export async function signNotice(notice: Notice, publication: SigningKey): Promise<Uint8Array> {
  const payload = writePayload(notice)
  checkDates(readPayload(Notice, payload))
  const file = concat(publication.publicKey, await publication.sign('notice', payload))
  if (file.length > MOST) throw new SealError('too-large', 'notice')
  return file
}

/** What a leaflet's QR carries and the one-file app has built in: H(publication key) as base64url. */
export const fingerprint = (publicationKey: Uint8Array): string => toB64(hash(publicationKey))

export interface OpenedNotice {
  notice: Notice
  fingerprint: string
  /** False when nobody vouched for the key: the screen must say so. */
  vouched: boolean
}

/**
 * @param expected the fingerprint from a leaflet or a build; null when there is none.
 * @param today a UTC day. Throws `unknown-key` for another organisation's key, `bad-signature`, `bad-shape`, `expired`, `too-large`.
 */
export async function openNotice(
  file: Uint8Array,
  expected: string | null,
  today: string,
): Promise<OpenedNotice> {
  if (file.length > MOST) throw new SealError('too-large', 'notice')
  const key = file.subarray(0, 32)
  const print = fingerprint(key)
  if (expected !== null && !sameBytes(fromB64(expected, 32), fromB64(print)))
    throw new SealError('unknown-key', 'not the key that was promised')
  const notice = readPayload(Notice, await openSigned('notice', key, file.subarray(32)))
  checkDates(notice)
  if (today > notice.expires) throw new SealError('expired', 'notice')
  return { notice, fingerprint: print, vouched: expected !== null }
}

function checkDates(notice: Notice): void {
  const days = daysBetween(notice.day, notice.expires)
  if (!(days >= 0 && days <= MOST_DAYS)) throw new SealError('bad-shape', 'expires')
}
