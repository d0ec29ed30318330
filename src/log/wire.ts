/**
 * What travels between a client and the relay (docs/protocol.md §10): paths, limits, frames. The relay imports this file and nothing else of
 * the trust core; nothing here is secret and nothing here opens anything.
 *
 *   frames  = frame*
 *   frame   = length u32 ‖ position u48 ‖ bytes[length]
 *   request = box 16 ‖ seq u32 ‖ day of arrival u16 (days since 1970) ‖ sealed file       (inside a frame of the desk's list)
 */

/** Ids and pseudonyms: 16 bytes as base64url. */
export const ID = /^[A-Za-z0-9_-]{22}$/
/** Tokens: 32 bytes as base64url, in `Authorization: Bearer`. Never in an address. */
export const TOKEN = /^[A-Za-z0-9_-]{43}$/

const KiB = 1024
const MiB = 1024 * KiB

export const LIMITS = {
  notice: 16 * KiB,
  /** A sealed request or reply: a 64 KiB bucket in an age file. */
  message: 72 * KiB,
  messagesPerBox: 200,
  /** A part of an attachment; the last may be shorter. */
  part: 256 * KiB,
  partsPerFile: 256,
  filesPerBox: 40,
  boxBytes: 64 * MiB,
  entry: 512 * KiB,
  commit: 96 * KiB,
  /** Commits in one call. */
  batch: 1 * MiB,
  /** Most bytes of frames in one answer; more is said by the header `hamroh-more: 1`. */
  answer: 4 * MiB,
  /** One slot of an invite's mailbox. */
  join: 64 * KiB,
  /** Invites of one space that are open at a time, and their life in days. */
  joinsPerSpace: 20,
  joinDays: 7,
  /** Spaces that one organisation's space may make. */
  spacesPerSpace: 500,
  /** Days after the last contact of either side until a box is deleted. */
  boxDays: 90,
} as const

export const MORE = 'hamroh-more'
/**
 * On every answer of frames: a random name that the store keeps until it is restored from a backup. A client that sees another one than before
 * reads from the beginning and uploads again what is missing.
 */
export const LIFE = 'hamroh-life'
/** Proof of work, asked for only in a flood: 429 with `{ challenge, bits }`, answered by this header. */
export const WORK = 'hamroh-work'

const API = '/api/v1'

/** Every path, built in one place. Arguments must already match `ID`. */
export const paths = {
  about: () => `${API}/about`,
  notice: (desk: string) => `${API}/desks/${desk}/notice`,
  requests: (desk: string, after: number) => `${API}/desks/${desk}/requests?after=${after}`,
  box: (desk: string, box: string) => `${API}/desks/${desk}/boxes/${box}`,
  request: (desk: string, box: string, seq: number) => `${API}/desks/${desk}/boxes/${box}/requests/${seq}`,
  replies: (desk: string, box: string, after: number) =>
    `${API}/desks/${desk}/boxes/${box}/replies?after=${after}`,
  reply: (desk: string, box: string, seq: number) => `${API}/desks/${desk}/boxes/${box}/replies/${seq}`,
  boxFile: (desk: string, box: string, file: string) => `${API}/desks/${desk}/boxes/${box}/files/${file}`,
  boxPart: (desk: string, box: string, file: string, part: number) =>
    `${API}/desks/${desk}/boxes/${box}/files/${file}/${part}`,
  spaces: () => `${API}/spaces`,
  tokens: (space: string) => `${API}/spaces/${space}/tokens`,
  control: (space: string, after: number) => `${API}/spaces/${space}/control?after=${after}`,
  lane: (space: string, lane: string, after: number) => `${API}/spaces/${space}/lanes/${lane}?after=${after}`,
  join: (join: string) => `${API}/joins/${join}`,
  joinSlot: (join: string, slot: 'hello' | 'welcome') => `${API}/joins/${join}/${slot}`,
  spaceFile: (space: string, file: string) => `${API}/spaces/${space}/files/${file}`,
  spacePart: (space: string, file: string, part: number) => `${API}/spaces/${space}/files/${file}/${part}`,
} as const

export interface Frame {
  /** Grows by at least one; says only the order of arrival. */
  position: number
  bytes: Uint8Array
}

const FRAME_HEAD = 10

export class WireError extends Error {
  constructor(detail: string) {
    super(`bad frames: ${detail}`)
    this.name = 'WireError'
  }
}

export function encodeFrames(frames: Frame[]): Uint8Array {
  const whole = new Uint8Array(frames.reduce((sum, frame) => sum + FRAME_HEAD + frame.bytes.length, 0))
  const view = new DataView(whole.buffer)
  let at = 0
  for (const { position, bytes } of frames) {
    view.setUint32(at, bytes.length)
    view.setUint16(at + 4, Math.floor(position / 2 ** 32))
    view.setUint32(at + 6, position % 2 ** 32)
    whole.set(bytes, at + FRAME_HEAD)
    at += FRAME_HEAD + bytes.length
  }
  return whole
}

/** Throws `WireError` for a cut or oversized frame and for positions that do not grow. The frames share the given memory. */
export function decodeFrames(bytes: Uint8Array, most: number): Frame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: Frame[] = []
  let last = -1
  for (let at = 0; at < bytes.length; ) {
    if (at + FRAME_HEAD > bytes.length) throw new WireError('cut in a head')
    const length = view.getUint32(at)
    const position = view.getUint16(at + 4) * 2 ** 32 + view.getUint32(at + 6)
    if (length > most) throw new WireError('too large')
    if (at + FRAME_HEAD + length > bytes.length) throw new WireError('cut in a body')
    if (position <= last) throw new WireError('positions must grow')
    last = position
    frames.push({ position, bytes: bytes.subarray(at + FRAME_HEAD, at + FRAME_HEAD + length) })
    at += FRAME_HEAD + length
  }
  return frames
}

export interface ArrivedRequest {
  box: Uint8Array
  seq: number
  /** Days since 1970-01-01, UTC: the relay keeps no finer time. */
  day: number
  file: Uint8Array
}

const REQUEST_HEAD = 22

export function encodeArrived(request: ArrivedRequest): Uint8Array {
  const whole = new Uint8Array(REQUEST_HEAD + request.file.length)
  whole.set(request.box)
  const view = new DataView(whole.buffer)
  view.setUint32(16, request.seq)
  view.setUint16(20, request.day)
  whole.set(request.file, REQUEST_HEAD)
  return whole
}

export function decodeArrived(bytes: Uint8Array): ArrivedRequest {
  if (bytes.length < REQUEST_HEAD) throw new WireError('cut request')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    box: bytes.subarray(0, 16),
    seq: view.getUint32(16),
    day: view.getUint16(20),
    file: bytes.subarray(REQUEST_HEAD),
  }
}
