/**
 * Ed25519 (RFC 8032) over a context and the exact bytes that travel (protocol §1).
 * WebCrypto where the browser has it (0.15 ms a check), noble elsewhere (about ten times slower, same bytes).
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { concat, hash, utf8 } from './bytes.ts'
import { SealError } from './errors.ts'

/** A key that signs in one context is never accepted in another. */
export type Context =
  | 'control'
  | 'commit'
  | 'heartbeat'
  | 'snapshot'
  | 'notice'
  | 'request'
  | 'reply'
  | 'receipt-erase'
  | 'join'
  | 'relays'
  | 'rules'
  | 'renewal'

export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** signature (64) ‖ payload. */
  sign(context: Context, payload: Uint8Array): Promise<Uint8Array>
}

const SIGNATURE = 64
/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410 §7): the only private form WebCrypto takes. */
const PKCS8 = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32])

const message = (context: Context, payload: Uint8Array) =>
  concat(utf8(`hamroh v1 sign ${context}\0`), payload)

type Subtle = SubtleCrypto
let native: Promise<Subtle | null> | undefined

/** The browser's own Ed25519, or null. Asked once: an old phone answers no with an error. */
function nativeEd25519(): Promise<Subtle | null> {
  native ??= (async () => {
    const subtle = globalThis.crypto?.subtle
    if (!subtle) return null
    try {
      await subtle.importKey(
        'raw',
        ed25519.Point.BASE.toBytes() as BufferSource,
        { name: 'Ed25519' },
        false,
        ['verify'],
      )
      return subtle
    } catch {
      return null
    }
  })()
  return native
}

/** @param seed 32 secret bytes. */
export async function signingKey(seed: Uint8Array): Promise<SigningKey> {
  if (seed.length !== 32) throw new SealError('bad-bytes', 'a seed has 32 bytes')
  const publicKey = ed25519.getPublicKey(seed)
  const subtle = await nativeEd25519()
  if (!subtle) {
    const own = seed.slice()
    return {
      publicKey,
      sign: async (context, payload) => concat(ed25519.sign(message(context, payload), own), payload),
    }
  }
  const key = await subtle.importKey(
    'pkcs8',
    concat(PKCS8, seed) as BufferSource,
    { name: 'Ed25519' },
    false,
    ['sign'],
  )
  return {
    publicKey,
    sign: async (context, payload) =>
      concat(
        new Uint8Array(await subtle.sign('Ed25519', key, message(context, payload) as BufferSource)),
        payload,
      ),
  }
}

/** The payload of a signed thing. Throws `bad-signature` when it is not this key's in this context. */
export async function openSigned(
  context: Context,
  publicKey: Uint8Array,
  signed: Uint8Array,
): Promise<Uint8Array> {
  if (publicKey.length !== 32) throw new SealError('bad-bytes', 'a public key has 32 bytes')
  if (signed.length < SIGNATURE) throw new SealError('bad-signature', 'too short')
  const signature = signed.subarray(0, SIGNATURE)
  const payload = signed.subarray(SIGNATURE)
  if (!(await verify(publicKey, signature, message(context, payload)))) throw new SealError('bad-signature')
  return payload
}

/**
 * Both ways accept the same signatures only if a degenerate key is refused first: WebCrypto implementations
 * differ on points of small order, so those never count as anybody's key.
 */
async function verify(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  try {
    if (ed25519.Point.fromBytes(publicKey).isSmallOrder()) return false
  } catch {
    return false
  }
  const subtle = await nativeEd25519()
  if (!subtle) return ed25519.verify(signature, bytes, publicKey, { zip215: false })
  const key = await subtle.importKey('raw', publicKey as BufferSource, { name: 'Ed25519' }, false, ['verify'])
  return subtle.verify('Ed25519', key, signature as BufferSource, bytes as BufferSource)
}

/** What the next link of a chain names (protocol §1): H(signature ‖ payload). */
export const hashOf = (signed: Uint8Array): Uint8Array => hash(signed)

/** The payload without checking who signed it: only to learn which key to check with. */
export function unverifiedPayload(signed: Uint8Array): Uint8Array {
  if (signed.length < SIGNATURE) throw new SealError('bad-signature', 'too short')
  return signed.subarray(SIGNATURE)
}
