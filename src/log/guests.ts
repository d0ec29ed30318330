/**
 * One case alone (docs/protocol.md §5): a guest of a lane holds the keys of single cases and no key of the lane. What the space's log says of it, and what of a guest's
 * commits counts for whoever reads.
 */
import * as v from 'valibot'
import { fromB64, hash, toB64, utf8 } from '../seal/bytes.ts'
import { derive } from '../seal/derive.ts'
import { SealError } from '../seal/errors.ts'
import type { Organisation } from './control.ts'
import type { BodyOf, Lane } from './entry.ts'
import { type Head, openFor, type Recipient, sealFor } from './lane-keys.ts'

export interface Grant {
  id: string
  person: string
  lane: Lane
  /** Ids of the case-lane keys that were given, each bound to case and person. */
  keys: ReadonlySet<string>
  /** Devices that were given them. */
  holders: ReadonlySet<string>
  given: readonly BodyOf<'case-grant'>[]
  /** Withdrawn: the last commit of each device that counts; null while it stands. */
  ended: ReadonlyMap<string, Head> | null
}

/** A case's keys as a guest's device holds them. */
export interface GuestCase {
  grant: string
  lane: string
  /** The lane's name at the relay. */
  pseudonym: string
  case: string
  keys: [epoch: number, key: string][]
}

const CaseSeal = v.strictObject({
  space: v.string(),
  lane: v.string(),
  pseudonym: v.string(),
  case: v.string(),
  keys: v.array(v.strictTuple([v.number(), v.string()])),
})

type Name = { space: string; lane: string }

/** 8 bytes that name a case-lane key to the log, for one case and one person. */
export const caseKeyId = (key: Uint8Array, { space, lane }: Name, caseId: string, person: string): string =>
  toB64(derive(key, 'key-id', [space, lane, caseId, person], 8))

/** @param of the case with its keys @param to at least one device of the person */
export async function caseGrantEntry(
  { space, lane }: Name,
  grant: string,
  person: string,
  of: { pseudonym: Uint8Array; case: string; keys: { epoch: number; key: Uint8Array }[] },
  to: Recipient[],
): Promise<BodyOf<'case-grant'>> {
  const keys = of.keys.map(({ epoch, key }): [number, string] => [epoch, toB64(key)])
  return {
    type: 'case-grant',
    ...{ grant, person, lane: lane as Lane },
    keys: of.keys.map(({ key }) => caseKeyId(key, { space, lane }, of.case, person)),
    ...(await sealFor(to, { space, lane, pseudonym: toB64(of.pseudonym), case: of.case, keys })),
  }
}

/** Throws `not-allowed` for a device of somebody else, or a number that names another grant. */
export function withGrant(
  grants: ReadonlyMap<string, Grant>,
  org: Organisation,
  body: BodyOf<'case-grant'>,
): Map<string, Grant> {
  const { grant: id, person, lane } = body
  const before = grants.get(id)
  const other = before && (before.ended || before.person !== person || before.lane !== lane)
  const devices = body.to.map((device) => org.devices.get(device))
  if (other || devices.some((device) => device?.person !== person || device.state !== 'active'))
    throw new SealError('not-allowed', 'a case for somebody who may not have it')
  return new Map(grants).set(id, {
    ...{ id, person, lane, ended: null },
    keys: new Set([...(before?.keys ?? []), ...body.keys]),
    holders: new Set([...(before?.holders ?? []), ...body.to]),
    given: [...(before?.given ?? []), body],
  })
}

/** Throws `not-allowed` for a grant that does not stand. */
export function withoutGrant(
  grants: ReadonlyMap<string, Grant>,
  { grant: id, heads }: BodyOf<'case-withdraw'>,
): Map<string, Grant> {
  const grant = grants.get(id)
  if (!grant || grant.ended) throw new SealError('not-allowed', 'no such grant')
  const ended = new Map(heads.map(([device, seq, hash]) => [device, { seq, hash }]))
  return new Map(grants).set(id, { ...grant, ended })
}

/** The cases that a device was given and still has. Known ones are not opened again. Throws `unknown-key` for keys that are not the announced ones, `bad-seal`, `bad-shape`. */
export async function guestCases(
  grants: ReadonlyMap<string, Grant>,
  space: string,
  me: { id: string; identity: string },
  known: readonly GuestCase[],
): Promise<GuestCase[]> {
  const cases: GuestCase[] = []
  for (const { id, person, lane, keys, holders, given, ended } of grants.values()) {
    if (ended || !holders.has(me.id)) continue
    let held = known.find(({ grant }) => grant === id)
    for (const body of held?.keys.length === keys.size ? [] : given) {
      const seal = await openFor(me, body, CaseSeal)
      if (!seal) continue
      const ids = seal.keys.map(([, key]) => caseKeyId(fromB64(key, 32), { space, lane }, seal.case, person))
      if (seal.space !== space || seal.lane !== lane || ids.some((each) => !body.keys.includes(each)))
        throw new SealError('unknown-key', 'not the announced keys of a case')
      const all = new Map([...(held?.keys ?? []), ...seal.keys].map((each) => [each[1], each]))
      held = { grant: id, lane, pseudonym: seal.pseudonym, case: seal.case, keys: [...all.values()] }
    }
    if (held) cases.push(held)
  }
  return cases
}

// ── what counts ────────────────────────────────────────────────────────────────────────────────────────────

/** A device that writes, or wrote, as a guest. */
export interface Guest {
  person: string
  /** Up to where its commits are read at all; undefined while a grant stands, null where none was accepted. */
  top: Head | null | undefined
  grants: { keys: ReadonlySet<string>; until: number }[]
}

/** @param pseudonym the lane's name at the relay: a locked or removed guest stops where that entry says */
export function guestsOf(
  org: Organisation,
  grants: ReadonlyMap<string, Grant>,
  lane: string,
  pseudonym: string,
): Map<string, Guest> {
  const guests = new Map<string, Guest>()
  for (const grant of grants.values()) {
    if (grant.lane !== lane) continue
    for (const { id, person, state, heads } of org.devices.values()) {
      if (person !== grant.person || !grant.holders.has(id)) continue
      const guest = guests.get(id) ?? { person, top: null, grants: [] }
      guests.set(id, guest)
      const last = grant.ended?.get(id)
      guest.grants.push({
        keys: grant.keys,
        until: grant.ended ? (last?.seq ?? -1) : Number.MAX_SAFE_INTEGER,
      })
      if (!grant.ended) guest.top = state === 'active' ? undefined : heads?.get(pseudonym)
      else if (guest.top !== undefined && last && last.seq > (guest.top?.seq ?? -1)) guest.top = last
    }
  }
  return guests
}

/**
 * How far a device's chain is read. @param pin of a lane's holder (`pinsOf`)
 * @returns top: no further than here, null nothing, undefined no bound; lead: below this one exactly the commits that lead to it
 */
export function boundsOf(
  pin: Head | null | undefined,
  guest: Guest | undefined,
): { top: Head | null | undefined; lead: Head | null | undefined } {
  if (pin === undefined || !guest) return { top: pin, lead: pin }
  const { top } = guest
  if (top === undefined) return { top, lead: pin }
  const further = (top?.seq ?? -1) > (pin?.seq ?? -1) ? top : pin
  return { top: further, lead: further }
}

/** Whether a commit has effect. `unknown`: its key is in no grant that the reader has seen, so it waits. */
export function effectOf(
  pin: Head | null | undefined,
  guest: Guest | undefined,
  name: Name,
  commit: { seq: number; about: string; caseKey: Uint8Array | null },
): 'full' | 'guest' | 'none' | 'unknown' {
  const { seq, about, caseKey } = commit
  if (pin === undefined || (pin && seq <= pin.seq)) return 'full'
  if (!guest || !caseKey) return 'none'
  const id = caseKeyId(caseKey, name, about, guest.person)
  const grants = guest.grants.filter(({ keys }) => keys.has(id))
  if (grants.length === 0) return 'unknown'
  return grants.some(({ until }) => seq <= until) ? 'guest' : 'none'
}

/** What a guest may write: nothing of another case, of the log itself, or of the lane's rules. */
export const guestMayWrite = (about: string, entity: string): boolean =>
  entity[0] === 'c' ? entity === `c${about}` : !'gkosu'.includes(entity[0]!)

/** Keys that somebody knows whose grant was withdrawn: nothing is written with them any more. */
export function spentKeys(
  grants: ReadonlyMap<string, Grant>,
  name: Name,
): (caseId: string, key: Uint8Array) => boolean {
  const ended = [...grants.values()].filter((grant) => grant.ended && grant.lane === name.lane)
  return (caseId, key) => ended.some(({ keys, person }) => keys.has(caseKeyId(key, name, caseId, person)))
}

/** Which of a lane's cases a grant opens; null where none of these. */
export const caseOf = (
  { keys, person }: Grant,
  name: Name,
  cases: Iterable<readonly [string, readonly { key: Uint8Array }[]]>,
): string | null => {
  for (const [id, held] of cases)
    if (held.some(({ key }) => keys.has(caseKeyId(key, name, id, person)))) return id
  return null
}

/** A withdrawal can take from what was folded: then every fold, and every snapshot, is made anew. @param edition of the table of fields */
export function editionOf(edition: string, grants: ReadonlyMap<string, Grant>, lane: string): string {
  const ended = [...grants.values()].filter((grant) => grant.ended && grant.lane === lane)
  return ended.length
    ? toB64(hash(utf8([edition, ...ended.map(({ id }) => id).sort()].join('\n'))).subarray(0, 8))
    : edition
}
