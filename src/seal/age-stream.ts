/**
 * Archives as age files (docs/protocol.md §11), piece by piece, so that an archive larger than the memory goes through. To a passphrase or to one
 * X25519 recipient, so that the ordinary `age` command opens them; never both.
 */
import { Decrypter, Encrypter } from 'age-encryption'
import { kindOf } from './age.ts'
import { SealError } from './errors.ts'

export type ArchiveKey = { passphrase: string } | { recipient: string }
export type ArchiveOpener = { passphrase: string } | { identity: string }

/** An X25519 secret key as `age-keygen` prints it. */
export const IS_IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/

/** @param work age's scrypt work factor (2^work); tests take less. Throws `bad-bytes` for what is no X25519 recipient. */
export async function sealStream(
  key: ArchiveKey,
  plain: ReadableStream<Uint8Array>,
  work = 18,
): Promise<ReadableStream<Uint8Array>> {
  const file = new Encrypter()
  if ('passphrase' in key) {
    file.setScryptWorkFactor(work)
    file.setPassphrase(key.passphrase)
  } else {
    if (kindOf(key.recipient) !== 'x25519') throw new SealError('bad-bytes', 'any age opens only X25519')
    file.addRecipient(key.recipient)
  }
  return file.encrypt(plain)
}

const MAGIC = 'age-encryption.org/v1\n'

/**
 * What is inside, piece by piece. Throws `unknown-version` for what is no age file and `bad-seal` when the key does not open it; a piece that was changed,
 * or an end that is missing, makes reading fail with `bad-bytes`, so nothing counts before the last piece has been read.
 */
export async function openStream(
  key: ArchiveOpener,
  sealed: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const { first, rest } = await firstBytes(sealed, MAGIC.length)
  if (new TextDecoder('latin1').decode(first.subarray(0, MAGIC.length)) !== MAGIC)
    throw new SealError('unknown-version', 'not an age file')
  const opener = new Decrypter()
  if ('passphrase' in key) opener.addPassphrase(key.passphrase)
  else opener.addIdentity(key.identity)
  let plain: ReadableStream<Uint8Array>
  try {
    plain = await opener.decrypt(rest)
  } catch {
    throw new SealError('bad-seal')
  }
  const reader = plain.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch {
        throw new SealError('bad-bytes', 'damaged or cut')
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** The first bytes of a stream, and a stream that still has all of them. */
async function firstBytes(
  stream: ReadableStream<Uint8Array>,
  length: number,
): Promise<{ first: Uint8Array; rest: ReadableStream<Uint8Array> }> {
  const reader = stream.getReader()
  const read: Uint8Array[] = []
  let size = 0
  while (size < length) {
    const { done, value } = await reader.read()
    if (done) break
    read.push(value)
    size += value.length
  }
  const first = new Uint8Array(size)
  let at = 0
  for (const part of read) {
    first.set(part, at)
    at += part.length
  }
  const rest = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.length) controller.enqueue(first)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return { first, rest }
}
