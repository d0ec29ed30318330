/**
 * Requests from families and replies to them (protocol §8). Every message is bound to its organisation, its box, its number and the
 * one before, and signed inside the envelope; what is unsigned, out of order or from another place is never shown.
 */
import * as v from 'valibot'
import { openFrom, sealTo } from './age.ts'
import { fromB64, toB64 } from './bytes.ts'
import { SealError } from './errors.ts'
import type { Notice } from './notice.ts'
import { padMessage, unpad } from './padding.ts'
import { Attachment, B32, Day, Id, Prev, Recipient, readPayload, Seq, writePayload } from './payload.ts'
import type { ReceiptKeys } from './receipt.ts'
import { hashOf, openSigned, type SigningKey, unverifiedPayload } from './sign.ts'

const Text = v.pipe(v.string(), v.maxLength(20_000))
const Attachments = v.pipe(v.array(Attachment), v.maxLength(6))

export const Request = v.strictObject({
  v: v.literal(1),
  org: B32,
  box: Id,
  seq: Seq,
  prev: Prev,
  day: Day,
  reply: Recipient,
  signer: B32,
  lang: v.picklist(['ru', 'uz', 'tg', 'ky', 'en']),
  kind: v.picklist(['school', 'ruling', 'registry', 'refusal', 'work', 'expulsion', 'violence', 'other']),
  text: Text,
  /** Answers of a finished check, if the person sent them along: fact → value. */
  facts: v.record(
    v.pipe(v.string(), v.maxLength(64)),
    v.union([v.string(), v.number(), v.null(), v.array(v.string())]),
  ),
  attachments: Attachments,
})
export type Request = v.InferOutput<typeof Request>

export const Reply = v.strictObject({
  v: v.literal(1),
  org: B32,
  box: Id,
  seq: Seq,
  prev: Prev,
  /** The highest request number the desk had read, -1 for none. */
  last: v.pipe(v.number(), v.integer(), v.minValue(-1)),
  day: Day,
  text: Text,
  attachments: Attachments,
})
export type Reply = v.InferOutput<typeof Reply>

/** Where a chain stands: the number the next message must have and the hash it must name. */
export interface Chain {
  seq: number
  prev: string
}
export const START: Chain = { seq: 0, prev: '' }
/** Where a family writes on that has only its receipt left: the number is known, the hash of what was sent is not (protocol §8). */
export const resumedAt = (seq: number): Chain => ({ seq, prev: '' })

const next = (signed: Uint8Array, seq: number): Chain => ({ seq: seq + 1, prev: toB64(hashOf(signed)) })

export type RequestContent = Pick<Request, 'day' | 'lang' | 'kind' | 'text' | 'facts' | 'attachments'>

/** Seals one message of a family to the intake desk. Throws `too-large`, `bad-shape`. */
export async function sealRequest(
  notice: Notice,
  keys: ReceiptKeys,
  chain: Chain,
  content: RequestContent,
): Promise<{ file: Uint8Array; chain: Chain }> {
  const payload = writePayload({
    v: 1,
    org: notice.org,
    box: keys.box,
    seq: chain.seq,
    prev: chain.prev,
    day: content.day,
    reply: keys.recipient,
    signer: toB64(keys.signer.publicKey),
    lang: content.lang,
    kind: content.kind,
    text: content.text,
    facts: content.facts,
    attachments: content.attachments,
  } satisfies Request)
  readPayload(Request, payload)
  const signed = await keys.signer.sign('request', payload)
  return { file: await sealTo([notice.intake.recipient], padMessage(signed)), chain: next(signed, chain.seq) }
}

/** What the desk knows of a box before it opens the next message. */
export interface BoxState {
  org: string
  box: string
  chain: Chain
  /** The key of the first message; null before it. */
  signer: string | null
}

/**
 * Opens one message at the desk. Throws `bad-seal`, `mixed-recipients`, `bad-padding`, `bad-signature`, `bad-shape`,
 * `wrong-place` (another organisation or box), `broken-chain` (replayed, reordered or missing).
 */
export async function openRequest(
  identity: string,
  state: BoxState,
  file: Uint8Array,
): Promise<{ request: Request; state: BoxState }> {
  const signed = unpad(await openFrom(identity, 'hybrid', file))
  const claimed = readPayload(Request, unverifiedPayload(signed))
  const signer = state.signer ?? claimed.signer
  const request = readPayload(Request, await openSigned('request', fromB64(signer, 32), signed))
  if (request.signer !== signer) throw new SealError('bad-signature', 'another signer')
  // Whoever comes back with the receipt alone leaves `prev` empty; the signer's own number then gives the place.
  const resumed = state.signer !== null && request.prev === ''
  placed(request, resumed ? { ...state, chain: resumedAt(state.chain.seq) } : state)
  return { request, state: { ...state, signer, chain: next(signed, request.seq) } }
}

/** Seals one answer of the desk to the family's receipt. */
export async function sealReply(
  desk: SigningKey,
  to: { org: string; box: string; recipient: string },
  chain: Chain,
  content: Pick<Reply, 'last' | 'day' | 'text' | 'attachments'>,
): Promise<{ file: Uint8Array; chain: Chain }> {
  const payload = writePayload({
    v: 1,
    org: to.org,
    box: to.box,
    seq: chain.seq,
    prev: chain.prev,
    ...content,
  } satisfies Reply)
  readPayload(Reply, payload)
  const signed = await desk.sign('reply', payload)
  return { file: await sealTo([to.recipient], padMessage(signed)), chain: next(signed, chain.seq) }
}

/**
 * Opens one answer at the family. `signers` are the notice's. Throws as `openRequest` does; a reply whose signature no known
 * intake key made is `bad-signature`, whatever it says: this is what keeps "come to this address" from being forged.
 */
export async function openReply(
  keys: Pick<ReceiptKeys, 'identity' | 'box'>,
  notice: Pick<Notice, 'org' | 'intake'>,
  chain: Chain,
  file: Uint8Array,
): Promise<{ reply: Reply; chain: Chain }> {
  const signed = unpad(await openFrom(keys.identity, 'hybrid', file))
  const payload = await signedByOne(notice.intake.signers, signed)
  const reply = readPayload(Reply, payload)
  placed(reply, { org: notice.org, box: keys.box, chain })
  return { reply, chain: next(signed, reply.seq) }
}

async function signedByOne(signers: string[], signed: Uint8Array): Promise<Uint8Array> {
  for (const signer of signers) {
    try {
      return await openSigned('reply', fromB64(signer, 32), signed)
    } catch (error) {
      if (!(error instanceof SealError) || error.code !== 'bad-signature') throw error
    }
  }
  throw new SealError('bad-signature', 'no known intake key')
}

function placed(
  message: { org: string; box: string; seq: number; prev: string },
  state: { org: string; box: string; chain: Chain },
): void {
  if (message.org !== state.org || message.box !== state.box) throw new SealError('wrong-place')
  if (message.seq !== state.chain.seq || message.prev !== state.chain.prev)
    throw new SealError('broken-chain', `number ${message.seq}`)
}
