/** What the relay's routes answer: `{ "status": … }` as JSON, or bytes. Nothing else, whatever went wrong. */
import { encodeFrames, type Frame, LIFE, MORE } from '../log/wire.ts'
import { STRICT_HEADERS } from './headers.ts'

/** Refused before anything was written. */
export class Refused extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string) {
    super(reason)
    this.status = status
    this.reason = reason
  }
}

export function answer(status: number, value: object | null, more: Record<string, string> = {}): Response {
  const text = value === null ? null : `${JSON.stringify(value)}\n`
  return send(status, text, 'application/json; charset=utf-8', more)
}

export const bytesAnswer = (bytes: Uint8Array, more: Record<string, string> = {}): Response =>
  send(200, bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream', more)

export const framesAnswer = ({ frames, more }: { frames: Frame[]; more: boolean }, life: string): Response =>
  bytesAnswer(encodeFrames(frames), { [LIFE]: life, ...(more && { [MORE]: '1' }) })

/** A call that is refused may still be sending: the connection ends with the answer, so that nobody waits for the rest. */
export const refusal = ({ status, reason }: Refused): Response =>
  answer(status, { status: reason }, { Connection: 'close' })

function send(
  status: number,
  body: string | Uint8Array<ArrayBuffer> | null,
  type: string,
  more: Record<string, string>,
): Response {
  const headers: Record<string, string> = { ...STRICT_HEADERS, 'Cache-Control': 'no-store', ...more }
  if (body !== null) headers['Content-Type'] = type
  return new Response(body, { status, headers })
}
