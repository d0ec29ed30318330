/** Payloads: UTF-8 JSON objects with exactly the keys of their section (protocol §1). Everything else is refused. */
import * as v from 'valibot'
import { fromUtf8, utf8 } from './bytes.ts'
import { SealError } from './errors.ts'

export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/))
/** 32 bytes as base64url: a hash or a public key. */
export const B32 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))
/** A hash, or nothing for the first link of a chain. */
export const Prev = v.union([v.literal(''), B32])
export const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/))
export const Seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))
export const Recipient = v.pipe(v.string(), v.maxLength(2200), v.regex(/^age1pq1[02-9ac-hj-np-z]+$/))

/** A file that lies beside a message at the relay, sealed on its own. `hash` is of the sealed bytes. */
export const Attachment = v.strictObject({
  id: Id,
  hash: B32,
  /** Bytes before padding. */
  size: Seq,
  type: v.picklist(['image/jpeg', 'audio/webm', 'audio/mp4', 'audio/ogg', 'application/pdf']),
})
export type Attachment = v.InferOutput<typeof Attachment>

export const writePayload = (value: object): Uint8Array => utf8(JSON.stringify(value))

/** Throws `bad-shape` naming the path of the first thing that is wrong, never its value. */
export function readPayload<Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array,
): v.InferOutput<Schema> {
  let value: unknown
  try {
    value = JSON.parse(fromUtf8(bytes))
  } catch {
    throw new SealError('bad-shape', 'not JSON')
  }
  const read = v.safeParse(schema, value)
  if (!read.success) throw new SealError('bad-shape', v.getDotPath(read.issues[0]) ?? 'payload')
  return read.output
}
