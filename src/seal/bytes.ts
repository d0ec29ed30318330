/** Bytes in and out of text. Everything in `seal` speaks `Uint8Array`; text is UTF-8, ids and hashes travel as base64url. */
import { sha256 } from '@noble/hashes/sha2.js'
import { base64urlnopad } from '@scure/base'
import { SealError } from './errors.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Throws `bad-bytes` when the bytes are not UTF-8: a replaced character could change what was signed. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new SealError('bad-bytes', 'not UTF-8')
  }
}

export const toB64 = (bytes: Uint8Array): string => base64urlnopad.encode(bytes)

/** Throws `bad-bytes` for anything but canonical base64url of exactly `length` bytes (any length when not given). */
export function fromB64(text: string, length?: number): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = base64urlnopad.decode(text)
  } catch {
    throw new SealError('bad-bytes', 'not base64url')
  }
  if (length !== undefined && bytes.length !== length)
    throw new SealError('bad-bytes', `${bytes.length} bytes instead of ${length}`)
  return bytes
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Compares without telling by time where two secrets differ. Lengths are public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** A new id: 16 random bytes as base64url, 22 characters. */
export const newId = (): string => toB64(randomBytes(16))

/** SHA-256 of the concatenated parts (protocol §1, `H`). */
export const hash = (...parts: Uint8Array[]): Uint8Array => sha256(concat(...parts))

export function u32(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
    throw new SealError('bad-bytes', `not a u32: ${value}`)
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

export function readU32(bytes: Uint8Array, at = 0): number {
  if (bytes.length < at + 4) throw new SealError('bad-bytes', 'too short')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)
}
