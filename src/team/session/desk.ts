/**
 * The intake desk: sealed requests of families, opened in order, and answers signed by the desk. A request is kept here as it came (sealed to the desk);
 * what cannot be opened is counted and told, never dropped.
 */
import { epochsOf, intakeKeys } from '../../log/founding.ts'
import type { Remote } from '../../log/remote.ts'
import { decodeArrived, encodeArrived } from '../../log/wire.ts'
import { openAttachment } from '../../seal/attachment.ts'
import { fromB64, hash, toB64 } from '../../seal/bytes.ts'
import {
  type BoxState,
  type Chain,
  openRequest,
  type Request,
  START,
  sealReply,
} from '../../seal/conversation.ts'
import { SealError } from '../../seal/errors.ts'
import type { Attachment } from '../../seal/payload.ts'
import type { SigningKey } from '../../seal/sign.ts'
import type { Disk, Write } from './disk.ts'
import type { Session } from './session.ts'

export interface Arrived {
  box: string
  request: Request
  /** UTC day of arrival, as the relay says. */
  day: string
  /** The relay's position of the message. */
  position: number
}

/** A message that did not open: who wrote it is not known, what it says neither. */
export interface Unreadable {
  box: string
  seq: number
  day: string
  reason: SealError['code']
}

const dayOf = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)
const numbered = (n: number) => String(n).padStart(12, '0')

export class Desk {
  readonly #session: Session
  readonly #org: string
  /** Epoch n of the intake lane at place n: what came before a rotation was sealed to an earlier one. */
  #keys: { identity: string; signer: SigningKey }[] = []
  readonly #boxes = new Map<string, BoxState>()
  arrived: Arrived[] = []
  readonly unreadable: Unreadable[] = []
  #position = 0

  private constructor(session: Session) {
    this.#session = session
    this.#org = session.membership.organisation.id
  }

  /** Opens what this device already has. Works without a network. Throws `unknown-key` when it does not hold the intake lane. */
  static async open(session: Session): Promise<Desk> {
    if (!session.lanes().some(({ space, lane }) => space === 'intake' && lane === 'intake'))
      throw new SealError('unknown-key', 'this device does not hold the intake lane')
    const desk = new Desk(session)
    await desk.#learn()
    for (const { key, value } of await desk.#disk.list('commits', 'requests/'))
      await desk.#take(Number(key.slice('requests/'.length)), value as Uint8Array)
    return desk
  }

  /** The space as it is now: tokens and keys change when somebody leaves. */
  get #space(): Session['profile']['secrets']['spaces'][number] {
    return this.#session.profile.secrets.spaces.find(({ kind }) => kind === 'intake')!
  }

  async #learn(): Promise<void> {
    const { id, lanes } = this.#space
    for (const epoch of epochsOf(id, 'intake', lanes.intake ?? []).slice(this.#keys.length))
      this.#keys.push(await intakeKeys(epoch))
  }

  /** Runs with the newest key first: an age file does not say to whom it was sealed. Throws what the newest one throws. */
  async #withKeys<T>(open: (identity: string) => Promise<T>): Promise<T> {
    let first: unknown
    for (const { identity } of this.#keys.toReversed())
      try {
        return await open(identity)
      } catch (error) {
        first ??= error
        if (!(error instanceof SealError) || error.code !== 'bad-seal') throw error
      }
    throw first
  }

  get #disk(): Disk {
    return this.#session.disk
  }

  /** Fetches what came in since the last time; each page is on the disk before it is opened. Returns how many new ones opened. */
  async fetch(remote: Remote): Promise<number> {
    const before = this.arrived.length
    await this.#learn()
    for (let more = true; more; ) {
      const page = await remote.requests(this.#space.id, this.#space.member, this.#position)
      if (page.arrived.length === 0) break
      const frames = page.arrived.map(({ position, box, seq, day, file }) => ({
        position,
        bytes: encodeArrived({ box, seq, day, file }),
      }))
      await this.#disk.write(
        frames.map(({ position, bytes }) => ({
          store: 'commits',
          key: `requests/${numbered(position)}`,
          value: bytes,
        })),
      )
      for (const { position, bytes } of frames) await this.#take(position, bytes)
      more = page.more
    }
    if (this.arrived.length > before) this.#session.tell()
    return this.arrived.length - before
  }

  async #take(position: number, bytes: Uint8Array): Promise<void> {
    if (position <= this.#position) return
    this.#position = position
    const { box: raw, seq, day, file } = decodeArrived(bytes)
    const box = toB64(raw)
    const state = this.#boxes.get(box) ?? { org: this.#org, box, chain: START, signer: null }
    try {
      const opened = await this.#withKeys((identity) => openRequest(identity, state, file))
      this.#boxes.set(box, opened.state)
      this.arrived.push({ box, request: opened.request, day: dayOf(day), position })
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      this.unreadable.push({ box, seq, day: dayOf(day), reason: error.code })
    }
  }

  /** Seals an answer for a box. `chain` is where the answers to this box stand (`chainAfter` of the last one). Sending it is `remote.putReply`. */
  async seal(
    box: string,
    chain: Chain,
    text: string,
    today: string,
  ): Promise<{ file: Uint8Array; chain: Chain; last: number; epoch: number }> {
    await this.#learn()
    const messages = this.arrived.filter((each) => each.box === box)
    const newest = messages.at(-1)
    if (!newest) throw new SealError('unknown-key', 'no message of this box has been read')
    const last = newest.request.seq
    const epoch = this.#keys.length - 1
    const sealed = await sealReply(
      this.#keys[epoch]!.signer,
      { org: this.#org, box, recipient: newest.request.reply },
      chain,
      { last, day: today, text, attachments: [] },
    )
    return { ...sealed, last, epoch }
  }

  /**
   * Where the answers to a box stand. Nothing but the answers themselves is kept: signing one again gives the same bytes (RFC 8032 is deterministic), so
   * every device of the desk finds the same chain. `answers` in order, without a gap; throws `broken-chain` otherwise.
   */
  async chainAfter(
    box: string,
    answers: readonly { seq: number; last: number; day: string; text: string; epoch?: number }[],
  ): Promise<Chain> {
    const newest = this.arrived.findLast((each) => each.box === box)
    if (!newest) throw new SealError('unknown-key', 'no message of this box has been read')
    const to = { org: this.#org, box, recipient: newest.request.reply }
    let chain = START
    for (const { seq, last, day, text, epoch = 0 } of answers) {
      const signer = this.#keys[epoch]?.signer
      if (!signer) throw new SealError('unknown-key', 'an answer of another key')
      if (seq !== chain.seq) throw new SealError('broken-chain', 'an answer is missing')
      chain = (await sealReply(signer, to, chain, { last, day, text, attachments: [] })).chain
    }
    return chain
  }

  send = (remote: Remote, box: string, seq: number, file: Uint8Array): Promise<void> =>
    remote.putReply(this.#space.id, box, this.#space.member, seq, file)

  /** A photo or recording, fetched from the relay and checked against the hash that the family signed. */
  async attachment(remote: Remote, box: string, attachment: Attachment): Promise<Uint8Array> {
    const file = await remote.file(remote.boxFile(this.#space.id, box, attachment.id), this.#space.member)
    return this.#withKeys((identity) => openAttachment(identity, attachment, file))
  }

  /** The newest position of a box's messages here; -1 without any. */
  newestOf(box: string): number {
    return Math.max(-1, ...this.arrived.filter((each) => each.box === box).map(({ position }) => position))
  }

  /**
   * Drops the messages of a box up to a position, from this device's disk and from memory. A message that comes later begins a conversation anew, as it does
   * at the relay after an erasure. Returns whether there was anything.
   */
  async forget(box: string, through: number, also: Write[] = []): Promise<boolean> {
    const gone = this.arrived.filter((each) => each.box === box && each.position <= through)
    const writes = gone.map(
      ({ position }): Write => ({
        store: 'commits',
        key: `requests/${numbered(position)}`,
        remove: true,
      }),
    )
    if (writes.length + also.length > 0) await this.#disk.write([...writes, ...also])
    if (gone.length === 0) return false
    this.arrived = this.arrived.filter((each) => !gone.includes(each))
    if (this.newestOf(box) < 0) this.#boxes.delete(box)
    return true
  }

  erase = (remote: Remote, box: string): Promise<void> =>
    remote.eraseBox(this.#space.id, box, this.#space.member)
}

/** SHA-256 of a text, for comparing what was sent with what is shown. */
export const textHash = (text: string): string => toB64(hash(new TextEncoder().encode(text)))
export const chainFrom = (seq: number, prev: string): Chain =>
  prev === '' ? START : { seq, prev: toB64(fromB64(prev, 32)) }
