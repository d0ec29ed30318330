/**
 * One file in the forms in which it can be sent: as it is, gzip, brotli; each with its own entity tag.
 * Compressed when first asked for and kept: a phone on a slow link is worth the best compression once.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Coding = 'identity' | 'gzip' | 'br'

export interface Form {
  coding: Coding
  bytes: Uint8Array<ArrayBuffer>
  /** Strong entity tag (RFC 9110, 8.8.3): a digest of these very bytes, quotes included. */
  etag: string
}

export interface Body {
  /** Bytes before compression. */
  size: number
  text: boolean
  /** The form in a coding. A coding that does not make the file smaller answers with the file as it is. */
  form(coding: Coding): Promise<Form>
}

/** Shorter texts grow or hardly shrink. */
const WORTH_IT = 512
/** Above this, brotli 11 would keep the first visitor waiting; 9 costs a tenth and some 5 % more bytes. */
const PATIENT = 400_000

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

export function createBody(bytes: Uint8Array<ArrayBuffer>, text: boolean): Body {
  const forms = new Map<Coding, Promise<Form>>()
  const make = async (coding: Coding): Promise<Form> => {
    if (coding === 'identity' || !text || bytes.length < WORTH_IT)
      return { coding: 'identity', bytes, etag: entityTag(bytes) }
    const small =
      coding === 'gzip' ? await zip(bytes, { level: 9 }) : await brotli(bytes, brotliOptions(bytes.length))
    return small.length < bytes.length ? { coding, bytes: small, etag: entityTag(small) } : form('identity')
  }
  const form = (coding: Coding) => {
    const kept = forms.get(coding)
    if (kept) return kept
    const made = make(coding)
    forms.set(coding, made)
    return made
  }
  return { size: bytes.length, text, form }
}

const brotliOptions = (size: number) => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: size > PATIENT ? 9 : 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  },
})

const entityTag = (bytes: Uint8Array): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`

/** The best coding a client accepts (RFC 9110, 12.5.3): highest weight, brotli before gzip before none among equals. */
export function chooseCoding(acceptEncoding: string | null | undefined): Coding {
  if (!acceptEncoding) return 'identity'
  const weights = new Map<string, number>()
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = q ? Number(q.slice(2)) : 1
    if (name) weights.set(name, Number.isFinite(weight) ? Math.min(Math.max(weight, 0), 1) : 0)
  }
  const any = weights.get('*')
  const weightOf = (coding: Coding) => weights.get(coding) ?? any ?? (coding === 'identity' ? 0.0001 : 0)
  let best: Coding = 'identity'
  for (const coding of ['gzip', 'br'] as const)
    if (weightOf(coding) > 0 && weightOf(coding) >= weightOf(best)) best = coding
  return best
}
