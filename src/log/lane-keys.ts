/**
 * Who holds which lane (docs/protocol.md §5), as the entries `epoch` and `keys` tell it: for the organisation's log and for every space's alike. And the making and
 * opening of their seals.
 */

import * as v from 'valibot'
import { openFrom, sealTo } from '../seal/age.ts'
import { fromB64, hash, sameBytes, toB64, utf8 } from '../seal/bytes.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import { readPayload, writePayload } from '../seal/payload.ts'
import type { BodyOf, Lane } from './entry.ts'
import { type Epoch, epochOf, openBundle, sealBundle } from './lane.ts'

export interface Head {
  seq: number
  hash: string
}

export interface LaneKeys {
  /** Epoch n at place n. */
  chain: BodyOf<'epoch'>[]
  /** Devices (and the recovery recipient) that were given the newest epoch. */
  holders: ReadonlySet<string>
  /** Devices that an epoch left out, with the last commit that counts; null where none does. */
  ended: ReadonlyMap<string, Head | null>
}

export type Keys = ReadonlyMap<Lane, LaneKeys>

/** How a recovery recipient (or signer) is named among devices. */
export const recoveryId = (key: string): string => toB64(hash(utf8(key)).subarray(0, 16))

/** Throws `not-allowed` for an epoch that does not follow. */
export function withEpoch(keys: Keys, body: BodyOf<'epoch'>): Keys {
  const before = keys.get(body.lane)
  const chain = before?.chain ?? []
  if (body.n !== chain.length) throw new SealError('not-allowed', `epoch ${body.n}`)
  const holders = new Set(body.to)
  const ended = new Map(before?.ended)
  const heads = new Map(body.heads.map(([device, seq, hash]) => [device, { seq, hash }]))
  for (const device of before?.holders ?? [])
    if (!holders.has(device)) ended.set(device, heads.get(device) ?? null)
  for (const device of holders) ended.delete(device)
  return new Map(keys).set(body.lane, { chain: [...chain, body], holders, ended })
}

/** Throws `not-allowed` for a lane without an epoch. */
export function withKeys(keys: Keys, body: BodyOf<'keys'>): Keys {
  const next = new Map(keys)
  for (const lane of body.lanes) {
    const before = next.get(lane)
    if (!before) throw new SealError('not-allowed', 'keys of no epoch')
    const ended = new Map(before.ended)
    for (const device of body.to) ended.delete(device)
    next.set(lane, { ...before, holders: new Set([...before.holders, ...body.to]), ended })
  }
  return next
}

// ── seals ──────────────────────────────────────────────────────────────────────────────────────────────────

const STANZAS = 64

export interface Recipient {
  id: string
  recipient: string
}

/** @param to at least one. */
export async function sealFor(to: Recipient[], payload: object): Promise<{ to: string[]; seals: string[] }> {
  const seals: string[] = []
  for (let at = 0; at < to.length; at += STANZAS)
    seals.push(
      toB64(
        await sealTo(
          to.slice(at, at + STANZAS).map(({ recipient }) => recipient),
          writePayload(payload),
        ),
      ),
    )
  return { to: to.map(({ id }) => id), seals }
}

/** The payload that was sealed to `me`, or null when it was not. Throws `bad-seal` when it should open and does not, `bad-shape`. */
export async function openFor<Schema extends v.GenericSchema>(
  me: { id: string; identity: string },
  body: { to: string[]; seals: string[] },
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  const at = body.to.indexOf(me.id)
  if (at < 0) return null
  const file = body.seals[Math.floor(at / STANZAS)]
  if (file === undefined) throw new SealError('bad-seal', 'a seal is missing')
  return readPayload(schema, await openFrom(me.identity, 'hybrid', fromB64(file)))
}

export async function epochEntry(
  epoch: Epoch,
  earlier: Epoch[],
  to: Recipient[],
  heads: ReadonlyMap<string, Head> = new Map(),
): Promise<BodyOf<'epoch'>> {
  const { space, lane, n, key } = epoch
  return {
    type: 'epoch',
    lane: lane as Lane,
    n,
    keyId: toB64(epoch.keyId),
    bundle: n === 0 ? '' : sealBundle(epoch, earlier),
    ...(await sealFor(to, { space, lane, n, key: toB64(key) })),
    heads: [...heads].map(([device, head]) => [device, head.seq, head.hash]),
  }
}

export async function keysEntry(space: string, newest: Epoch[], to: Recipient[]): Promise<BodyOf<'keys'>> {
  return {
    type: 'keys',
    lanes: newest.map(({ lane }) => lane as Lane),
    ...(await sealFor(to, { space, keys: newest.map(({ lane, n, key }) => [lane, n, toB64(key)]) })),
  }
}

export const EpochSeal = v.strictObject({
  space: v.string(),
  lane: v.string(),
  n: v.number(),
  key: v.string(),
})
export const KeysSeal = v.strictObject({
  space: v.string(),
  keys: v.array(v.strictTuple([v.string(), v.number(), v.string()])),
})

/** All epochs up to n, when the key is the announced one. Throws `unknown-key` for a key that was fed, `bad-seal` for a bundle that does not open. */
export function unfold(space: string, chain: BodyOf<'epoch'>[], n: number, key: string): Epoch[] {
  const body = chain[n]
  if (!body) throw new SealError('unknown-key', 'no such epoch')
  const newest = epochOf({ space, lane: body.lane }, n, fromB64(key, 32))
  const all = [...(n === 0 ? [] : openBundle(newest, body.bundle)), newest]
  for (const epoch of all)
    if (!sameBytes(epoch.keyId, fromB64(chain[epoch.n]!.keyId, 8)))
      throw new SealError('unknown-key', 'not the announced key')
  return all
}

/** What opens a space at the relay (protocol §4): `member` from a key of its control lane, `admin` from one of the organisation's admin lane. */
export const tokenOf = (space: string, key: string, right: 'member' | 'admin'): string =>
  toB64(derive(fromB64(key, 32), 'token', [space, right]))

/** Seed of the publication key that belongs to an epoch of the admin lane. */
export const publicationSeed = (org: string, key: string): Uint8Array =>
  derive(fromB64(key, 32), 'publication', [org])
