/**
 * Signed rules on their way between organisations (protocol §8): the text of a pack and one organisation's word that its reviewers signed exactly this edition.
 * Who reviewed it stays in that organisation's sealed log. Opening one changes nothing: it says what the file is, and people decide.
 */
import * as v from 'valibot'
import { concat, fromB64, hash, toB64, utf8 } from './bytes.ts'
import { SealError } from './errors.ts'
import { fingerprint } from './notice.ts'
import { B32, Day, readPayload, writePayload } from './payload.ts'
import { openSigned, type SigningKey } from './sign.ts'

export const MOST_PACK = 2 * 1024 * 1024
const FORMAT = 'hamroh-rules'

const File = v.strictObject({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Publication key ‖ signature ‖ payload. */
  signed: v.string(),
  pack: v.string(),
})
const Payload = v.strictObject({
  v: v.literal(1),
  org: B32,
  flow: v.pipe(v.string(), v.maxLength(40)),
  edition: B32,
  day: Day,
})

export interface RulePack {
  org: string
  flow: string
  edition: string
  /** UTC day of the signature. */
  day: string
  /** The pack's text, whose hash is the edition. */
  text: string
}

/** @returns the file's text. Throws `wrong-place` when the edition is not that of the text. */
export async function signRulePack(pack: RulePack, publication: SigningKey): Promise<string> {
  const { org, flow, edition, day, text } = pack
  if (toB64(hash(utf8(text))) !== edition) throw new SealError('wrong-place', 'edition')
  const payload = writePayload({ v: 1, org, flow, edition, day })
  readPayload(Payload, payload)
  const signed = toB64(concat(publication.publicKey, await publication.sign('rules', payload)))
  return JSON.stringify({ format: FORMAT, version: 1, signed, pack: text })
}

export interface OpenedRulePack extends RulePack {
  /** H(publication key) of the organisation that signed it, as on its leaflets. */
  fingerprint: string
}

/**
 * Throws `bad-shape` for what is no such file, `unknown-version` for a newer one, `too-large`, `bad-signature`, and `wrong-place` when the rules are not those that
 * were signed.
 */
export async function openRulePack(file: string): Promise<OpenedRulePack> {
  if (file.length > MOST_PACK) throw new SealError('too-large', 'rules')
  let json: unknown
  try {
    json = JSON.parse(file)
  } catch {
    throw new SealError('bad-shape', 'no JSON')
  }
  const read = v.safeParse(File, json)
  if (!read.success) {
    const newer = v.safeParse(v.looseObject({ format: v.literal(FORMAT), version: v.number() }), json)
    if (newer.success && newer.output.version > 1) throw new SealError('unknown-version', 'rules')
    throw new SealError('bad-shape', 'rules')
  }
  if (read.output.version > 1) throw new SealError('unknown-version', 'rules')
  const bytes = fromB64(read.output.signed)
  const key = bytes.subarray(0, 32)
  const { org, flow, edition, day } = readPayload(Payload, await openSigned('rules', key, bytes.subarray(32)))
  const { pack: text } = read.output
  if (toB64(hash(utf8(text))) !== edition) throw new SealError('wrong-place', 'edition')
  return { org, flow, edition, day, text, fingerprint: fingerprint(key) }
}
